"""The week's letter: to whom, when, what it says, and how one does without it."""

import datetime as dt
import re

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from actionplans.followup.decisions import Cited
from actionplans.models import Milestone, Plan
from actionplans.tracking import digests
from foundation.accounts.models import Membership, User
from foundation.accounts.roles import Role
from foundation.audit.models import Event
from foundation.audit.verbs import Verb
from foundation.notices import declining, ledger
from foundation.notices.models import Declined, Notice
from foundation.notices.sending import send_due
from tests.makers.accounts import make_user
from tests.makers.deciding import make_decision
from tests.makers.followup import make_followed
from tests.notices.conftest import TAIPEI
from tests.notices.test_sending import Postbox

pytestmark = pytest.mark.django_db
MONDAY = dt.date(2026, 9, 14)
THEN = Cited(dt.date(2026, 9, 23), "社會處王處長")


def at(day: dt.date, hour: int = 9) -> dt.datetime:
    return dt.datetime.combine(day, dt.time(hour), TAIPEI)


def reader(role: Role = Role.SUPERVISOR, since: dt.date = dt.date(2026, 1, 1)) -> User:
    user = make_user(role, None if role == Role.ASSOCIATION else "TTT")
    Membership.objects.filter(user=user).update(starts_on=since)
    return User.objects.get(pk=user.pk)


def late(supervisor: User, days: int = 5, title: str = "三步排好班") -> Plan:
    plan = make_followed(supervisor=supervisor, title=title)
    first = plan.milestones.first()
    plan.milestones.exclude(pk=first.pk).delete()
    due_on = MONDAY - dt.timedelta(days=days)
    Milestone.objects.filter(pk=first.pk).update(due_on=due_on, promised_on=due_on)
    return plan


def letters(now: dt.datetime) -> dict[str, str]:
    """What goes out by now, by address."""
    digests.plan_all(now=now)
    box = Postbox()
    send_due(way=box, worker="a", now=now)
    return {letter.to[0]: f"{letter.subject}\n{letter.body}" for letter in box.letters.values()}


def waiting() -> list[tuple[str, str]]:
    rows = Notice.objects.filter(kind=digests.KEY, state="planned").order_by("due_at", "to_address")
    return [(row.step, row.to_address) for row in rows]


def test_it_says_what_waits_and_leads_to_the_list() -> None:
    mine = reader()
    late(mine)
    late(mine, days=9, title="鄉鎮志工故事牆")
    late(reader(), title="別人的")
    found = letters(at(MONDAY))
    text = next(text for to, text in found.items() if mine.email in to)
    assert "這週有 2 件行動方案等您處理" in text
    assert "過了期限，沒有回報：2 件" in text
    assert text.index("鄉鎮志工故事牆") < text.index("三步排好班"), "what is late longest stands first"
    assert "別人的" not in text
    assert "/plans/" in text
    assert "不要再寄這種信" in text


@pytest.mark.parametrize("days", [0, 3, 4])
def test_once_a_week_also_when_it_comes_late(days: int) -> None:
    mine = reader()
    late(mine)
    (text,) = letters(at(MONDAY + dt.timedelta(days=days))).values()
    assert ("補寄" in text) is (days > 0)
    assert letters(at(MONDAY + dt.timedelta(days=4), 19)) == {}
    assert len(letters(at(MONDAY + dt.timedelta(days=7)))) == 1


def test_a_week_that_was_slept_through_is_not_made_up_for() -> None:
    late(reader())
    digests.plan_all(now=at(MONDAY - dt.timedelta(days=7)))
    assert len(letters(at(MONDAY + dt.timedelta(days=15)))) == 1


def test_one_letter_says_of_what_time_it_speaks_where_weeks_were_missed() -> None:
    mine = reader()
    plan = late(mine)
    assert "起的每週摘要沒有寄出" not in "".join(letters(at(MONDAY)).values())
    digests.plan_all(now=at(MONDAY, 12))  # next week's is laid out, and then nothing runs for more than three weeks
    make_decision(plan, "continue", now=at(MONDAY + dt.timedelta(days=10)), cited=THEN)
    back = MONDAY + dt.timedelta(days=22)
    text = next(text for to, text in letters(at(back)).items() if mine.email in to)
    assert "115年9月21日（一）起的每週摘要沒有寄出，這一封把那時到今天的一起說。" in text
    assert "這段時間有 1 件方案有變動。" in text
    missed = Notice.objects.get(kind=digests.KEY, step=f"{MONDAY + dt.timedelta(days=7)}")
    assert (missed.state, missed.why) == ("void", ledger.COVERED)
    assert "沒有寄出" not in "".join(letters(at(back + dt.timedelta(days=7))).values())


def test_weeks_for_which_she_had_declined_were_not_missed() -> None:
    mine = reader()
    late(mine)
    letters(at(MONDAY))
    declining.decline(kind=digests.DIGESTS, user=mine, by=mine, now=at(MONDAY, 12))
    assert letters(at(MONDAY + dt.timedelta(days=14))) == {}
    declining.accept(kind=digests.DIGESTS, user=mine, by=mine, now=at(MONDAY + dt.timedelta(days=15)))
    (text,) = letters(at(MONDAY + dt.timedelta(days=21))).values()
    assert "沒有寄出" not in text


def test_on_a_holiday_it_comes_the_day_after() -> None:
    """28 September 2026 is 教師節, the Friday before 中秋節."""
    reader()
    digests.plan_all(now=at(dt.date(2026, 9, 27)))
    (first, *_) = Notice.objects.filter(kind=digests.KEY, step="2026-09-28")
    assert first.due_at == at(dt.date(2026, 9, 29))


def test_where_nothing_waits_no_letter_comes() -> None:
    mine = reader()
    assert letters(at(MONDAY)) == {}
    assert Notice.objects.get(step=f"{MONDAY}", to_address=mine.email).state == "void"


@pytest.mark.parametrize(
    ("role", "since", "count"),
    [
        (Role.SUPERVISOR, MONDAY, 2),
        (Role.SUPERVISOR, MONDAY + dt.timedelta(days=1), 1),  # this week had begun; the next is hers
        (Role.COUNTY_OFFICER, MONDAY, 2),
        (Role.ASSOCIATION, MONDAY, 2),
        (Role.LECTURER, MONDAY, 0),
        (Role.VOLUNTEER, MONDAY, 0),
    ],
)
def test_who_is_written_to(role: Role, since: dt.date, count: int) -> None:
    mine = reader(role, since)
    digests.plan_all(now=at(MONDAY + dt.timedelta(days=2)))
    assert (
        waiting() == [(f"{day}", mine.email) for day in (MONDAY, MONDAY + dt.timedelta(days=7)) if day >= since][:count]
    )


def test_whose_role_has_ended_is_not_written_to() -> None:
    mine = reader()
    digests.plan_all(now=at(MONDAY, 7))
    Membership.objects.filter(user=mine).update(ends_on=MONDAY)
    digests.plan_all(now=at(MONDAY, 8))
    assert waiting() == []


def test_who_declines_gets_none_and_may_ask_for_it_again(client: Client) -> None:
    mine, other = reader(), reader()
    late(mine)
    late(other)
    text = next(text for to, text in letters(at(MONDAY)).items() if mine.email in to)
    (path,) = re.findall(r"https?://[^/\s]+(/letters/\S+)", text)
    page = client.get(path)
    assert page.status_code == 200
    assert not Declined.objects.exists(), "opening the page changes nothing"
    # As a mail programme does it: from outside, with no cookie and no token of ours, and following no redirect.
    outside = Client(enforce_csrf_checks=True)
    for _time in range(2):
        assert outside.post(path, {"List-Unsubscribe": "One-Click"}).status_code == 200
    assert Declined.objects.get().user == mine
    assert Event.objects.filter(verb=Verb.NOTICE_DECLINED).count() == 1
    assert "不再寄這種信給您了" in client.get(path).content.decode()
    week = MONDAY + dt.timedelta(days=7)
    assert [other.email in to for to in letters(at(week))] == [True]
    assert client.post(path, {"again": "1"}).status_code == 302
    assert not Declined.objects.exists()
    assert len(letters(at(week + dt.timedelta(days=8)))) == 2


def test_declining_after_it_was_planned_counts() -> None:
    mine = reader()
    late(mine)
    digests.plan_all(now=at(MONDAY, 8))
    declining.decline(kind=digests.DIGESTS, user=mine, by=mine, now=at(MONDAY, 8))
    box = Postbox()
    send_due(way=box, worker="a", now=at(MONDAY))
    assert box.letters == {}


def test_a_mail_programme_finds_its_button(settings: object) -> None:
    mine = reader()
    late(mine)
    digests.plan_all(now=at(MONDAY))
    box = Postbox()
    send_due(way=box, worker="a", now=at(MONDAY))
    (letter,) = box.letters.values()
    assert letter.extra_headers["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    assert re.fullmatch(r"<https?://\S+/letters/\S+/>", letter.extra_headers["List-Unsubscribe"])


@pytest.mark.parametrize("spoil", [lambda path: path[:-5] + "AAAA/", lambda _path: "/letters/nothing/"])
def test_a_link_that_is_not_ours_opens_nothing(client: Client, spoil: object) -> None:
    mine = reader()
    path = declining.address_for(digests.DIGESTS, mine)
    assert client.get(path).status_code == 200
    assert callable(spoil)
    assert client.get(spoil(path)).status_code == 404
    User.objects.filter(pk=mine.pk).update(is_active=False)
    assert client.get(path).status_code == 404


def test_the_ledger_of_these_letters_is_everybodys_own() -> None:
    mine, association = reader(), reader(Role.ASSOCIATION)
    digests.plan_all(now=at(MONDAY))
    for one in (mine, association):
        assert {row.to_address for row in Notice.objects.visible_to(one)} == {one.email}


def test_planning_costs_the_same_for_one_reader_and_for_three() -> None:
    def queries() -> int:
        with CaptureQueriesContext(connection) as seen:
            digests.plan_all(now=at(MONDAY))
        return len(seen)

    reader()
    digests.plan_all(now=at(MONDAY))
    once = queries()
    reader()
    reader()
    digests.plan_all(now=at(MONDAY))
    assert queries() == once
