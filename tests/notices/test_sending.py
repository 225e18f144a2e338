"""Each notice that is due goes out exactly once, whatever happens to the workers and to the clock."""

import datetime as dt
import random
import smtplib
from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from email.utils import parseaddr
from pathlib import Path
from typing import Any

import pytest
from django.core import mail
from django.core.mail import EmailMultiAlternatives
from django.db import IntegrityError, transaction

from foundation.audit.models import Event
from foundation.audit.trail import SYSTEM
from foundation.audit.verbs import Verb
from foundation.notices import hours, kinds, ledger, sending
from foundation.notices.ledger import Wish
from foundation.notices.models import LONGEST_PAUSE, Notice
from foundation.notices.sending import LEASE, MOST_TRIES, PAUSE, Sent, send_due, settle, steps, take
from foundation.notices.ways import Away, Mail, Spool, Unknown
from tests.notices.conftest import TUESDAY

pytestmark = pytest.mark.django_db
State = Notice.State
DAY = dt.timedelta(days=1)


class Postbox:
    """A way that keeps letters by their name, and can be made to fail or to forget what it has."""

    def __init__(self, *, forgetful: bool = False) -> None:
        self.letters: dict[str, EmailMultiAlternatives] = {}
        self.handed: Counter[str] = Counter()
        self.forgetful = forgetful
        self.trouble: Exception | None = None
        self.is_away = False
        self.is_open = False

    def open(self) -> None:
        if self.is_away:
            raise Away
        self.is_open = True

    def close(self) -> None:
        self.is_open = False

    def send(self, message: EmailMultiAlternatives, *, name: str) -> None:
        assert self.is_open
        if self.is_away:
            raise Away
        if self.trouble:
            raise self.trouble
        if self.forgetful or name not in self.letters:
            self.handed[name] += 1
        self.letters[name] = message

    def has(self, name: str) -> bool | None:
        return None if self.forgetful else name in self.letters


def wish(
    number: int = 1, *, due_at: dt.datetime = TUESDAY, address: str = "ming@example.org", step: str = "T-3"
) -> Wish:
    return Wish(f"test/{number}/{step}", "test", str(number), step, None, "王小明", address, due_at)


def planned(*wishes: Wish, now: dt.datetime = TUESDAY) -> list[Notice]:
    ledger.plan(kind="test", wishes=wishes, now=now)
    return list(Notice.objects.order_by("pk"))


def test_what_is_due_is_sent_once_and_leaves_a_line() -> None:
    (notice,) = planned(wish())
    box = Postbox()
    assert send_due(way=box, worker="a", now=TUESDAY - dt.timedelta(seconds=1)).sent == 0
    assert send_due(way=box, worker="a", now=TUESDAY).sent == 1
    assert send_due(way=box, worker="b", now=TUESDAY + DAY).sent == 0
    notice.refresh_from_db()
    assert (notice.state, notice.sent_at, notice.days_late, notice.why) == (State.SENT, TUESDAY, 0, "")
    assert list(box.handed.values()) == [1]
    line = Event.objects.get(verb=Verb.NOTICE_SENT)
    assert "ming@example.org" not in f"{line.now}{line.object_label}", "the trail is for good, and holds no address"


@pytest.mark.parametrize(("after", "days"), [(0, 0), (1, 1), (6, 6)])
def test_what_was_missed_is_sent_late_and_says_so(after: int, days: int) -> None:
    (notice,) = planned(wish())
    box = Postbox()
    done = send_due(way=box, worker="a", now=TUESDAY + after * DAY)
    notice.refresh_from_db()
    (letter,) = box.letters.values()
    assert (done.sent, done.late, notice.days_late) == (1, int(days > 0), days)
    assert letter.subject == ("（補寄）期限快到了" if days else "期限快到了")
    assert (f"{days} 天前寄出" in letter.body) is (days > 0)


@pytest.mark.parametrize(
    ("moment", "quiet"),
    [
        (TUESDAY.replace(hour=7, minute=59, second=59), True),
        (TUESDAY.replace(hour=8), False),
        (TUESDAY.replace(hour=19, minute=59, second=59), False),
        (TUESDAY.replace(hour=20), True),
        (dt.datetime(2026, 6, 19, 10, tzinfo=TUESDAY.tzinfo), True),  # 端午節
        (dt.datetime(2026, 6, 20, 10, tzinfo=TUESDAY.tzinfo), True),  # a Saturday
        (dt.datetime(2026, 6, 22, 10, tzinfo=TUESDAY.tzinfo), False),
    ],
)
def test_in_quiet_hours_nothing_goes_out_and_nothing_is_dropped(moment: dt.datetime, quiet: bool) -> None:
    planned(wish(due_at=moment - dt.timedelta(minutes=1)))
    box = Postbox()
    assert hours.is_quiet(moment) is quiet
    assert send_due(way=box, worker="a", now=moment).sent == int(not quiet)
    assert send_due(way=box, worker="a", now=dt.datetime(2026, 6, 23, 9, tzinfo=TUESDAY.tzinfo)).sent == int(quiet)


FRIDAY = dt.datetime(2026, 6, 12, 19, 59, tzinfo=TUESDAY.tzinfo)
MONDAY = dt.datetime(2026, 6, 15, 8, 15, tzinfo=TUESDAY.tzinfo)


@pytest.mark.parametrize(
    ("due_at", "sent_at", "days"),
    [
        (FRIDAY, MONDAY, 3),
        (FRIDAY.replace(hour=20, minute=0), MONDAY, 0),
        (FRIDAY + DAY, MONDAY, 0),
        (FRIDAY.replace(hour=10) + 2 * DAY, MONDAY, 0),
        (FRIDAY.replace(hour=10) + 2 * DAY, MONDAY + DAY, 1),
        (MONDAY.replace(hour=3), MONDAY, 0),
        (MONDAY.replace(hour=3), MONDAY + DAY, 1),
        (dt.datetime(2026, 6, 18, 21, tzinfo=TUESDAY.tzinfo), MONDAY + 7 * DAY, 0),  # then 端午節 and a weekend
        (dt.datetime(2026, 6, 18, 21, tzinfo=TUESDAY.tzinfo), MONDAY + 8 * DAY, 1),
    ],
)
@pytest.mark.parametrize("is_prompt", [False, True])
def test_a_letter_is_late_from_when_it_might_have_gone_out(
    due_at: dt.datetime, sent_at: dt.datetime, days: int, is_prompt: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What somebody waits for may go out at any time, so that it is late from its own day on."""
    monkeypatch.setitem(kinds._kinds, "test", replace(kinds.find("test"), is_prompt=is_prompt))
    (notice,) = planned(wish(due_at=due_at))
    box = Postbox()
    send_due(way=box, worker="a", now=sent_at)
    notice.refresh_from_db()
    assert notice.days_late == ((sent_at.date() - due_at.date()).days if is_prompt else days)
    (letter,) = box.letters.values()
    assert letter.subject.startswith("（補寄）") is bool(notice.days_late)


@pytest.mark.parametrize(
    ("moment", "first"),
    [
        (MONDAY.replace(hour=7, minute=59), MONDAY.replace(minute=0)),
        (MONDAY, MONDAY),
        (MONDAY.replace(hour=19, minute=59), MONDAY.replace(hour=19, minute=59)),
        (MONDAY.replace(hour=20, minute=0), MONDAY.replace(minute=0) + DAY),
        (FRIDAY.replace(hour=21), MONDAY.replace(minute=0)),
        (FRIDAY.replace(hour=10) + DAY, MONDAY.replace(minute=0)),
    ],
)
def test_the_first_moment_at_which_a_letter_may_go_out(moment: dt.datetime, first: dt.datetime) -> None:
    assert hours.first_open(moment) == first
    assert not hours.is_quiet(first)


def test_days_before_move_back_from_a_holiday_and_days_after_move_on() -> None:
    festival = dt.date(2026, 6, 19)  # a Friday
    assert hours.before(festival) == dt.datetime(2026, 6, 18, 9, tzinfo=TUESDAY.tzinfo)
    assert hours.after(festival) == dt.datetime(2026, 6, 22, 9, tzinfo=TUESDAY.tzinfo)
    assert hours.before(dt.date(2026, 6, 18)) == hours.after(dt.date(2026, 6, 18))


def test_what_need_not_be_said_any_more_is_not_said(kind: dict[str, Any]) -> None:
    kind["needed"] = lambda notice: notice.subject_key != "1"
    first, second = planned(wish(1), wish(2))
    done = send_due(way=Postbox(), worker="a", now=TUESDAY)
    for notice in (first, second):
        notice.refresh_from_db()
    assert (done.sent, done.needless, first.state, second.state) == (1, 1, State.VOID, State.SENT)


def test_one_worker_has_a_notice() -> None:
    planned(wish())
    assert take(worker="a", now=TUESDAY) is not None
    assert take(worker="b", now=TUESDAY) is None


def refused(code: int, said: bytes) -> smtplib.SMTPRecipientsRefused:
    return smtplib.SMTPRecipientsRefused({"ming@example.org": (code, said)})


@pytest.mark.parametrize(
    ("trouble", "tries", "state"),
    [
        (Away(), 0, State.PLANNED),
        (Unknown(), 1, State.UNCLEAR),
        (refused(550, b"5.1.1 no such user"), 1, State.FAILED),
        (refused(552, b"5.2.2 mailbox full"), 1, State.FAILED),
        (refused(550, b"No such user here"), 1, State.FAILED),
        (refused(450, b"4.7.1 greylisted, come back in five minutes"), 1, State.PLANNED),
        (refused(452, b"4.2.2 mailbox full"), 1, State.PLANNED),
        (refused(554, b"5.7.1 relay access denied"), 1, State.PLANNED),
        (refused(550, b"5.4.5 daily quota exceeded"), 1, State.PLANNED),
        (smtplib.SMTPDataError(554, b"5.6.0 looks like spam"), 1, State.PLANNED),
        (ValueError("a letter that cannot be taken apart"), 1, State.PLANNED),
    ],
)
def test_what_goes_wrong_is_told_apart(trouble: Exception, tries: int, state: str) -> None:
    (notice,) = planned(wish())
    box = Postbox()
    box.trouble = trouble
    send_due(way=box, worker="a", now=TUESDAY)
    notice.refresh_from_db()
    assert (notice.state, notice.tries) == (state, tries)
    assert notice.why
    assert "ming" not in notice.why
    assert not box.is_open, "the connection is let go"


def test_a_letter_that_is_not_taken_is_tried_again_later_each_time_and_not_for_ever() -> None:
    (notice,) = planned(wish())
    box = Postbox()
    box.trouble = refused(450, b"4.7.1 greylisted")
    moment, pauses = TUESDAY, []
    for _try in range(MOST_TRIES - 1):
        send_due(way=box, worker="a", now=moment)
        notice.refresh_from_db()
        assert notice.retry_at is not None
        pauses.append(notice.retry_at - moment)
        assert send_due(way=box, worker="a", now=notice.retry_at - dt.timedelta(seconds=1)) == Sent()
        # The nights between are left out.
        moment = max(notice.retry_at, TUESDAY)
        if hours.is_quiet(moment):
            Notice.objects.update(retry_at=TUESDAY)
            moment = TUESDAY
    assert pauses == [min(PAUSE * 2 ** min(n, 9), LONGEST_PAUSE) for n in range(MOST_TRIES - 1)]
    send_due(way=box, worker="a", now=moment)
    notice.refresh_from_db()
    assert (notice.state, list(Notice.objects.missed())) == (State.FAILED, [notice])
    box.trouble = None
    assert ledger.send_again(notice=notice, by=SYSTEM, now=moment) is True
    assert ledger.send_again(notice=notice, by=SYSTEM, now=moment) is False
    assert send_due(way=box, worker="a", now=moment).sent == 1


@pytest.mark.parametrize("away_for", [dt.timedelta(hours=3), 3 * DAY, 90 * DAY], ids=str)
def test_while_the_mail_server_is_away_everything_waits_and_nothing_is_dropped(
    away_for: dt.timedelta, kind: dict[str, Any]
) -> None:
    rows = planned(*(wish(number) for number in range(1, 6)))
    box, moment = Postbox(), TUESDAY
    box.is_away = True
    step = max(dt.timedelta(minutes=15), away_for / 200)
    while moment < TUESDAY + away_for:
        done = send_due(way=box, worker="a", now=moment)
        assert hours.is_quiet(moment) or (done.later, done.failed, done.is_away) == (5, 0, True)
        moment += step
    assert kind["written"] == 0, "no letter is put into words, and none of their links made, for a server that is away"
    assert set(Notice.objects.values_list("state", "tries", "why")) == {(State.PLANNED, 0, sending.AWAY)}
    box.is_away = False
    while hours.is_quiet(moment):
        moment += step
    assert send_due(way=box, worker="a", now=moment).sent == 5
    assert box.handed == Counter({row.name: 1 for row in rows})
    assert set(Notice.objects.values_list("why", flat=True)) == {""}


def test_a_server_that_goes_away_between_two_letters_costs_neither_anything() -> None:
    planned(wish(1), wish(2))
    box = Postbox()
    going = steps(way=box, worker="a", clock=lambda: TUESDAY, done=(done := Sent()))
    for step in going:
        box.is_away = step == "written"  # it took the connection, and then none of the letter
    assert (done.sent, done.later, done.failed) == (0, 2, 0)
    assert set(Notice.objects.values_list("state", "tries")) == {(State.PLANNED, 0)}
    box.is_away = False
    assert send_due(way=box, worker="a", now=TUESDAY + PAUSE).sent == 2


def test_one_letter_that_cannot_be_written_holds_up_no_other(
    kind: dict[str, Any], caplog: pytest.LogCaptureFixture
) -> None:
    def needed(notice: Notice) -> bool:
        if notice.subject_key == "1":
            raise KeyError("ming@example.org")
        return True

    kind["needed"] = needed
    first, second = planned(wish(1), wish(2, due_at=TUESDAY + dt.timedelta(seconds=1)))
    done = send_due(way=Postbox(), worker="a", now=TUESDAY + DAY)
    for notice in (first, second):
        notice.refresh_from_db()
    assert (done.sent, done.later, done.failed) == (1, 1, 0)
    assert (first.state, first.tries, first.retry_at) == (State.PLANNED, 1, TUESDAY + DAY + PAUSE)
    assert second.state == State.SENT
    assert f"notice {first.pk} cannot be written" in caplog.text
    kind["needed"] = lambda notice: True
    assert send_due(way=Postbox(), worker="a", now=TUESDAY + DAY + PAUSE).sent == 1


def test_a_pause_that_a_wrong_clock_has_set_is_not_waited_for() -> None:
    (notice,) = planned(wish())
    Notice.objects.update(retry_at=TUESDAY + 4000 * DAY)
    assert send_due(way=Postbox(), worker="a", now=TUESDAY).sent == 1
    notice.refresh_from_db()
    assert notice.state == State.SENT


def test_by_mail_a_letter_whose_worker_died_is_never_doubled_and_stands_on_a_list() -> None:
    (notice,) = planned(wish())
    box = Postbox(forgetful=True)
    for step in steps(way=box, worker="a", clock=lambda: TUESDAY, done=Sent()):
        if step == "handed over":
            break  # it dies here
    later = TUESDAY + LEASE
    assert send_due(way=box, worker="b", now=later).sent == 0
    notice.refresh_from_db()
    assert (notice.state, list(box.handed.values())) == (State.UNCLEAR, [1])
    assert list(Notice.objects.missed()) == [notice]


@pytest.mark.parametrize(("held", "settled"), [(LEASE - dt.timedelta(seconds=1), False), (LEASE, True)])
def test_a_worker_holds_what_it_took_for_a_while(held: dt.timedelta, settled: bool) -> None:
    (notice,) = planned(wish())
    take(worker="a", now=TUESDAY)
    settle(way=Postbox(), now=TUESDAY + held)
    notice.refresh_from_db()
    assert (notice.state == State.PLANNED) is settled


def test_a_clock_that_was_put_back_by_years_frees_what_was_taken() -> None:
    (notice,) = planned(wish())
    take(worker="a", now=TUESDAY + 4000 * DAY)
    settle(way=Postbox(), now=TUESDAY)
    notice.refresh_from_db()
    assert notice.state == State.PLANNED


def test_planning_again_changes_nothing_and_wishes_may_change() -> None:
    assert ledger.plan(kind="test", wishes=[wish(1), wish(2)], now=TUESDAY) == ledger.Planned(2, 0)
    assert ledger.plan(kind="test", wishes=[wish(2), wish(1)], now=TUESDAY) == ledger.Planned(0, 0)
    assert ledger.plan(kind="test", wishes=[wish(2), wish(3)], now=TUESDAY) == ledger.Planned(1, 1)
    assert ledger.plan(kind="test", wishes=[wish(1), wish(2), wish(3)], now=TUESDAY) == ledger.Planned(1, 0)
    send_due(way=Postbox(), worker="a", now=TUESDAY)
    assert ledger.plan(kind="test", wishes=[], now=TUESDAY) == ledger.Planned(0, 0), "what was sent stays"
    assert ledger.plan(kind="test", wishes=[wish(1), wish(2), wish(3)], now=TUESDAY) == ledger.Planned(0, 0)
    assert set(Notice.objects.values_list("state", flat=True)) == {State.SENT}


def test_why_something_is_not_said_any_more_is_true_whatever_the_clock_did() -> None:
    ledger.plan(kind="test", wishes=[wish(1), wish(2), wish(3)], now=TUESDAY - 9 * DAY)
    # Of 1 a later one speaks as well, and its time has come; of 2, too, but it lies ahead; of 3 nothing speaks.
    ahead = wish(2, due_at=TUESDAY + 9 * DAY, step="T+9")
    Notice.objects.filter(key="test/2/T-3").update(due_at=TUESDAY + 8 * DAY)
    later = replace(ahead, covers=("test/1/T-3", "test/2/T-3", "test/9/T-3"))
    assert ledger.plan(kind="test", wishes=[later], now=TUESDAY) == ledger.Planned(1, 3)
    why = dict(Notice.objects.filter(state=State.VOID).values_list("key", "why"))
    assert why == {"test/1/T-3": ledger.COVERED, "test/2/T-3": ledger.NEEDLESS, "test/3/T-3": ledger.NEEDLESS}
    # The clock was wrong, and is put back: all of them wait again, and nothing is said of what did not happen.
    ledger.plan(kind="test", wishes=[wish(1), wish(2), wish(3)], now=TUESDAY - 9 * DAY)
    assert set(Notice.objects.exclude(key=later.key).values_list("state", "why")) == {(State.PLANNED, "")}


def test_who_has_no_address_is_on_the_list_of_those_nobody_reaches() -> None:
    (notice,) = planned(wish(address=""))
    assert send_due(way=Postbox(), worker="a", now=TUESDAY).sent == 0
    assert list(Notice.objects.missed()) == [notice]
    assert ledger.send_again(notice=notice, by=SYSTEM, now=TUESDAY) is False
    planned()
    notice.refresh_from_db()
    assert notice.state == State.VOID
    planned(wish(address=""))
    notice.refresh_from_db()
    assert notice.state == State.NOBODY


def test_opening_the_form_is_noted_the_first_time() -> None:
    (notice,) = planned(wish())
    ledger.note_opened(notice, now=TUESDAY)
    ledger.note_opened(notice, now=TUESDAY + DAY)
    notice.refresh_from_db()
    assert notice.opened_at == TUESDAY


@pytest.mark.parametrize(
    "values",
    [
        {"state": "gone"},
        {"state": State.SENT, "sent_at": None},
        {"state": State.TAKEN, "taken_by": ""},
        {"state": State.PLANNED, "to_address": ""},
    ],
)
def test_the_database_holds_what_a_notice_is(values: dict[str, Any]) -> None:
    (notice,) = planned(wish())
    with pytest.raises(IntegrityError), transaction.atomic():
        Notice.objects.filter(pk=notice.pk).update(**values)


def test_files_are_written_once_and_whole(tmp_path: Path) -> None:
    planned(wish())
    way = Spool(tmp_path / "mail")
    assert send_due(way=way, worker="a", now=TUESDAY).sent == 1
    (letter,) = (tmp_path / "mail").iterdir()
    written = letter.read_bytes()
    assert b"Subject:" in written
    assert b"text/html" in written
    assert way.has(letter.stem)
    way.send(EmailMultiAlternatives("another", "words", "a@example.org", ["b@example.org"]), name=letter.stem)
    assert letter.read_bytes() == written
    assert not way.has("nothing")
    assert [one.name for one in (tmp_path / "mail").iterdir()] == [letter.name], "no half letter is left behind"


def test_mail_goes_by_the_house_s_mail() -> None:
    (notice,) = planned(wish())
    assert send_due(way=Mail(), worker="a", now=TUESDAY).sent == 1
    (letter,) = mail.outbox
    assert parseaddr(letter.message()["To"])[1] == "ming@example.org"
    assert notice.name in letter.extra_headers["Message-ID"]
    assert "https://example.org/c/1/" in letter.body
    assert Mail().has(notice.name) is None


class Afternoons:
    """Two workers, a clock that jumps, deaths between any two steps, a mail server that comes and goes."""

    def __init__(self, seed: int, notices: int) -> None:
        self.dice = random.Random(seed)
        self.now = TUESDAY
        self.box = Postbox()
        self.lives = 0
        self.deaths = 0
        self.jumps = self.outages = 0
        self.running: dict[str, Iterator[str]] = {}
        planned(
            *(
                wish(n % 200, step=f"T{n // 200}", due_at=TUESDAY + self.dice.randint(-5, 5) * DAY)
                for n in range(notices)
            )
        )

    def work(self, name: str) -> None:
        if name not in self.running:
            self.lives += 1
            worker = f"{name}{self.lives}"
            self.running[name] = steps(way=self.box, worker=worker, clock=lambda: self.now, done=Sent())
        if next(self.running[name], None) is None:
            del self.running[name]

    def play(self, moves: int) -> None:
        for _move in range(moves):
            fate = self.dice.random()
            if fate < 0.05 and self.running:
                del self.running[self.dice.choice(sorted(self.running))]
                self.deaths += 1
            elif fate < 0.06:
                self.now += self.dice.choice([LEASE, -LEASE, 3 * LEASE, DAY, -DAY, -30 * LEASE])
                self.jumps += 1
            elif fate < 0.09 or (fate < 0.2 and self.box.is_away):
                self.box.is_away = not self.box.is_away
                self.outages += self.box.is_away
            elif fate < 0.21:
                self.box.trouble = None if self.box.trouble else refused(450, b"4.7.1 greylisted")
            else:
                self.work(self.dice.choice("ab"))

    def calm(self) -> None:
        """Everything works again, and days pass."""
        self.running = {}
        self.box.is_away, self.box.trouble = False, None
        self.now = TUESDAY + 6 * DAY
        for _day in range(12):
            self.now += DAY
            if not hours.is_quiet(self.now):
                send_due(way=self.box, worker="calm", now=self.now)


@pytest.mark.parametrize(("seed", "notices", "moves"), [(1, 2400, 6000), (2, 90, 2500), (3, 90, 2500), (4, 90, 2500)])
def test_each_due_notice_goes_out_exactly_once(seed: int, notices: int, moves: int) -> None:
    """200 plans × 12 notices, and some smaller afternoons in which the workers meet more often."""
    day = Afternoons(seed, notices)
    day.play(moves)
    assert day.deaths > 10
    assert day.jumps > 3
    assert day.outages > 10
    assert not any(count > 1 for count in day.box.handed.values()), "said twice"
    day.calm()
    rows = list(Notice.objects.all())
    assert len(rows) == notices
    assert {row.state for row in rows} == {State.SENT}, "dropped"
    assert day.box.handed == Counter({row.name: 1 for row in rows})


def test_the_wall_of_the_ledger_is_the_kind_s(django_user_model: Any) -> None:
    first, _second = planned(wish(1), wish(2))
    from django.contrib.auth.models import AnonymousUser

    assert not Notice.objects.visible_to(AnonymousUser()).exists()
    user = django_user_model(pk=1)
    assert list(Notice.objects.visible_to(user)) == [first]
