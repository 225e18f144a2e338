"""Reminders of what plans have promised: who, when, in which words; and the command that sends them."""

import dataclasses
import datetime as dt
import re
import smtplib
import uuid
from io import StringIO
from typing import Any

import pytest
import time_machine
from django.core.management import CommandError, call_command
from django.db import OperationalError, connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from actionplans.followup import checkin_links, checkins, ladders, reminders, returned
from actionplans.models import CheckInLink, Milestone, Plan, Succession
from actionplans.tracking import reached
from foundation.accounts.models import User
from foundation.accounts.roles import Role
from foundation.notices import bounces, ledger, sending
from foundation.notices.models import Notice
from foundation.notices.sending import Sent, send_due
from foundation.notices.ways import Unknown
from foundation.taiwan import roc
from tests.makers.accounts import make_user
from tests.makers.followup import make_followed, make_link, make_submitted
from tests.notices.conftest import TAIPEI
from tests.notices.test_sending import Postbox
from workshops.models import Programme
from workshops.programmes import change_programme

pytestmark = pytest.mark.django_db
State = Notice.State


def at(month: int, day: int, hour: int = 9) -> dt.datetime:
    return dt.datetime(2026, month, day, hour, tzinfo=TAIPEI)


@pytest.fixture
def officer() -> User:
    return make_user(Role.COUNTY_OFFICER, county="TTT")


@pytest.fixture
def association() -> User:
    return make_user(Role.ASSOCIATION)


@pytest.fixture
def plan(officer: User, association: User) -> Plan:
    """Adopted on 10 June 2026, with one day it has promised something for: Wednesday 16 September. Nobody is asked
    again once that is past.
    """
    made = make_followed(contact_email="datong@example.org", person_in_charge="張大同")
    first = made.milestones.first()
    made.milestones.exclude(pk=first.pk).delete()
    Milestone.objects.filter(pk=first.pk).update(due_on=dt.date(2026, 9, 16), promised_on=dt.date(2026, 9, 16))
    Programme.objects.update(ask_late_every=0)
    return Plan.objects.get(pk=made.pk)


def ledger_of(plan: Plan) -> list[tuple[str, str, str]]:
    rows = Notice.objects.about(reminders.KEY, plan).exclude(state=State.VOID).order_by("due_at", "to_address")
    return [(row.step, f"{timezone.localtime(row.due_at):%m-%d %H:%M}", row.to_address) for row in rows]


def test_the_ladder_goes_from_who_is_in_charge_to_the_association(plan: Plan, officer: User, association: User) -> None:
    reminders.plan_all(now=at(9, 1))
    assert plan.supervisor is not None
    assert ledger_of(plan) == [
        ("T-14", "09-02 09:00", "datong@example.org"),
        ("T-3", "09-11 09:00", "datong@example.org"),  # 13 September is a Sunday: the Friday before
        ("T+3", "09-21 09:00", plan.supervisor.email),  # a Saturday: the Monday after
        ("T+10", "09-29 09:00", officer.email),  # 26 September is a Saturday, the 28th 教師節: the next working day
        ("T+20", "10-06 09:00", association.email),
    ]
    assert reminders.plan_all(now=at(9, 1)) == reminders.Planned(0, 0)


def test_a_programme_has_a_ladder_of_its_own(plan: Plan, officer: User, association: User) -> None:
    """Notices that have not gone out follow it when it changes."""
    reminders.plan_all(now=at(8, 1))
    assert plan.supervisor is not None
    ladder = {"remind_before": [1, 30, 60], "tell_supervisor": [], "tell_officer": [7, 14], "tell_association": [14]}
    change_programme(programme=plan.workshop.programme, changes=ladder, by=association, now=at(7, 1))
    reminders.plan_all(now=at(8, 1))
    assert ledger_of(plan) == [
        ("T-60", "07-17 09:00", "datong@example.org"),
        ("T-30", "08-17 09:00", "datong@example.org"),
        ("T-1", "09-15 09:00", "datong@example.org"),
    ]
    reminders.plan_all(now=at(9, 1))
    assert ledger_of(plan)[3:] == [
        ("T+7", "09-23 09:00", officer.email),
        *(("T+14", "09-30 09:00", address) for address in sorted((association.email, officer.email))),
    ]


@pytest.mark.parametrize(
    ("changes", "steps"),
    [
        ({"tell_officer": [5, 10, 40]}, ["T+40"]),  # T+5 is a month ago by now, T+10 went out when its time came
        ({"tell_officer": [40], "remind_before": [60]}, ["T+40"]),
        ({"ask_late_every": 7}, ["T+42", "T+49"]),  # not T+35, which is a day ago
    ],
)
def test_a_rung_that_is_put_in_later_was_never_missed(
    plan: Plan, officer: User, association: User, changes: dict[str, Any], steps: list[str]
) -> None:
    """Thirty-six days late, everybody told; then the ladder is changed."""
    box = Postbox()
    for day in (at(9, 2), at(9, 14), at(9, 21), at(9, 30), at(10, 20)):
        reminders.plan_all(now=day)
        send_due(way=box, worker="a", now=day)
    sent = len(box.letters)
    change_programme(programme=plan.workshop.programme, changes=changes, by=association, now=at(10, 22, 10))
    reminders.plan_all(now=at(10, 22, 10))
    send_due(way=box, worker="a", now=at(10, 22, 10))
    assert len(box.letters) == sent
    waiting = Notice.objects.filter(kind=reminders.KEY, state=State.PLANNED, due_at__lte=at(11, 5))
    assert sorted(set(waiting.values_list("step", flat=True))) == steps


def test_since_when_a_rung_is_there_stands_with_its_programme(plan: Plan, association: User) -> None:
    """It does not hang on the trail, which other things may be taken out of."""
    programme = plan.workshop.programme
    assert ladders.since(programme, ladders.Rung(3, ladders.SUPERVISOR)) is None, "it always had it"
    for moment, days in ((at(7, 1), [3, 9]), (at(8, 1), [9]), (at(9, 1), [3, 9])):
        change_programme(programme=programme, changes={"tell_supervisor": days}, by=association, now=moment)
    change_programme(programme=programme, changes={"ask_late_every": 14}, by=association, now=at(9, 5))
    fresh = Programme.objects.get(pk=programme.pk)
    found = {
        days: ladders.since(fresh, ladders.Rung(days, ladders.SUPERVISOR)) for days in (3, 9)
    }  # fmt: skip
    assert found == {3: at(9, 1), 9: at(7, 1)}
    assert ladders.since(fresh, ladders.Rung(44, ladders.IN_CHARGE, is_again=True)) == at(9, 5)
    assert ladders.since(fresh, ladders.Rung(-14, ladders.IN_CHARGE)) is None


@pytest.mark.parametrize(
    ("every", "told", "on", "days"),
    [
        (0, None, 0, []),
        (30, None, -16, []),  # AHEAD is 45 days: the first one lies on the 46th
        (30, None, -15, [30]),
        (30, None, 0, [30]),
        (30, None, 15, [30, 60]),
        (30, None, 30, [30, 60]),
        (30, None, 59, [30, 60, 90]),
        (30, None, 60, [60, 90]),  # what was not sent by now is not asked twice
        (30, None, 300, [300, 330]),
        (7, None, 0, [7, 14, 21, 28, 35, 42]),
        (30, -1, 0, [30]),  # told before it was late: the count begins with the day
        (30, 12, 12, [42]),
        (30, 12, 71, [42, 72, 102]),
        (30, 12, 72, [72, 102]),
    ],
)
def test_while_it_is_late_somebody_is_asked_again(every: int, told: int | None, on: int, days: list[int]) -> None:
    due = dt.date(2026, 9, 16)
    told_on = None if told is None else due + dt.timedelta(days=told)
    found = ladders.asks(Programme(ask_late_every=every), due, told_on, on=due + dt.timedelta(days=on))
    assert [(one.days, one.to) for one in found] == [(one, ladders.IN_CHARGE) for one in days]


@pytest.mark.parametrize(
    ("every", "told", "on", "days"),
    [
        (0, None, -14, []),
        (7, None, -60, [-7]),
        (7, None, -8, [-7]),
        (7, None, -7, [-7]),
        (7, None, 0, [-7]),
        (7, None, 1, []),  # late by now, and asked about as such
        (5, None, -14, [-9, -4]),
        (5, None, -5, [-9, -4]),
        (5, None, -4, [-4]),  # what was not sent by now is not asked twice
        (7, -30, -14, [-7]),  # told before it was at risk: the count begins with that
        (7, -12, -12, [-5]),
        (7, -7, -7, []),
    ],
)
def test_while_it_is_at_risk_somebody_is_asked_more_often(
    every: int, told: int | None, on: int, days: list[int]
) -> None:
    due = dt.date(2026, 9, 16)
    told_on = None if told is None else due + dt.timedelta(days=told)
    found = ladders.asks_at_risk(due, told_on, every=every, soon=14, on=due + dt.timedelta(days=on))
    assert [(one.days, one.to) for one in found] == [(one, ladders.IN_CHARGE) for one in days]


@pytest.mark.parametrize("every", [3, 7])
@pytest.mark.parametrize("told", [None, -30, -10, -2])
@pytest.mark.parametrize("on", range(-16, 4))
def test_each_day_at_risk_is_asked_or_said_later(every: int, told: int | None, on: int) -> None:
    due = dt.date(2026, 9, 16)
    told_on = None if told is None else due + dt.timedelta(days=told)
    given = {"every": every, "soon": 14, "on": due + dt.timedelta(days=on)}
    asked = [one.days for one in ladders.asks_at_risk(due, told_on, **given)]
    over = [one.days for one in ladders.passed_at_risk(due, told_on, **given)]
    assert sorted(asked + over) == list(range(max(-14, -14 if told is None else told) + every, 0, every))
    assert all(days <= on for days in over)
    assert sum(days <= on for days in asked) <= 1


@pytest.mark.parametrize(
    ("every", "woken", "step", "missed"),
    [
        (3, at(9, 10), "T-8", "115/09/04該寄的提醒"),  # T-11 is a Saturday
        (7, at(9, 17), "T-3", "115/09/09該寄的提醒"),  # T-7; T-3 itself is late as well
        (3, at(9, 23), "T+7", "115/09/14該寄的提醒"),  # T-2, after all before it had gone out
    ],
)
def test_days_at_risk_on_which_nobody_was_asked_are_said_by_the_next_letter(
    plan: Plan, monkeypatch: pytest.MonkeyPatch, every: int, woken: dt.datetime, step: str, missed: str
) -> None:
    """The ledger was laid out, T-14 went out, and then nothing until somebody woke the worker."""
    monkeypatch.setattr(reminders, "PACE", dataclasses.replace(reminders.PACE, risk_every=every))
    Programme.objects.update(ask_late_every=7)
    reminders.plan_all(now=at(9, 3))
    send_due(way=Postbox(), worker="a", now=at(9, 11) if step == "T+7" else at(9, 3))
    box = Postbox()
    reminders.plan_all(now=woken)
    send_due(way=box, worker="a", now=woken)
    said = {one.step: box.letters[one.name].body for one in Notice.objects.all() if one.name in box.letters}
    assert missed in said[step]
    assert not any("沒有寄出" in body for other, body in said.items() if other != step)


@pytest.mark.parametrize("other", ["late", "near", "reached", "none"])
@pytest.mark.parametrize("told", [None, 12])
def test_she_is_not_promised_questions_that_are_not_asked(plan: Plan, other: str, told: int | None) -> None:
    """Where something else is late the light is not 有風險; after a report on the 12th nothing is left to ask."""
    Programme.objects.update(ask_late_every=30)
    if other != "none":
        day = dt.date(2026, 9, 11) if other == "late" else dt.date(2026, 9, 15)
        Milestone.objects.create(
            plan=plan, kind="result", month=6, due_on=day, promised_on=day, position=9,
            reached_at=at(9, 1) if other == "reached" else None,
        )  # fmt: skip
    if told:
        make_submitted(plan, make_link(plan, now=at(9, told))[0], now=at(9, told))
    every = reminders._asked_every(plan, dt.date(2026, 9, 16), dt.date(2026, 9, 14))
    assert every == (7 if other in ("reached", "none") and not told else 0)


@pytest.mark.parametrize(
    ("changes", "every"),
    [({}, 7), ({"ask_late_every": 0}, 0), ({"remind_before": []}, 0), ({"ask_late_every": 5}, 5)],
)
def test_a_programme_that_asks_nobody_again_does_not_do_so_at_risk(changes: dict[str, Any], every: int) -> None:
    assert ladders.risk_every(Programme(**({"remind_before": [14], "ask_late_every": 30} | changes)), 7) == every


def test_who_is_in_charge_of_a_plan_at_risk_is_asked_and_told_why(plan: Plan, client: Client) -> None:
    Programme.objects.update(ask_late_every=30)
    reminders.plan_all(now=at(9, 1))
    assert ("T-7", "09-09 09:00", "datong@example.org") in ledger_of(plan)
    box = Postbox()
    send_due(way=box, worker="a", now=at(9, 9))
    letter = next(one for one in box.letters.values() if "7 天後到期" in one.subject)
    assert "有風險的期間，每 7 天問您一次" in letter.body
    with time_machine.travel(at(9, 9, 10), tick=False):
        where = re.findall(r"https?://[^/]+(/\S+)", letter.body)[0]
        assert "有風險的期間，每 7 天請您回報一次" in client.get(where).content.decode()
    # Whoever reports is asked a week after that, and not on the day that was laid out before.
    CheckInLink.objects.all().delete()
    Notice.objects.all().delete()
    make_submitted(plan, make_link(plan, now=at(9, 5))[0], now=at(9, 5))
    reminders.plan_all(now=at(9, 6))
    steps = {step for step, _at, _to in ledger_of(plan)}
    assert "T-4" in steps
    assert "T-7" not in steps


def test_who_is_in_charge_of_a_late_plan_is_asked_every_month(plan: Plan, association: User) -> None:
    """Once for the plan, by the earliest day that is late, in a letter that leads to the form."""
    quiet = {"remind_before": [], "tell_supervisor": [], "tell_officer": [], "tell_association": []}
    changes = quiet | {"ask_late_every": 30}
    change_programme(programme=plan.workshop.programme, changes=changes, by=association, now=at(7, 1))
    Milestone.objects.create(
        plan=plan, kind="result", month=6, due_on=dt.date(2026, 9, 20), promised_on=dt.date(2026, 9, 20), position=9
    )
    reminders.plan_all(now=at(9, 22))
    assert ledger_of(plan) == [("T+30", "10-16 09:00", "datong@example.org")]
    box = Postbox()
    send_due(way=box, worker="a", now=at(10, 16))
    (letter,) = box.letters.values()
    assert "逾期 30 天" in letter.subject
    assert CheckInLink.objects.count() == 1
    # Whoever answers is left in peace for another month, counted from her answer.
    link = CheckInLink.objects.get()
    make_submitted(plan, link, now=at(10, 20))
    reminders.plan_all(now=at(10, 21))
    assert ledger_of(plan)[1:] == [("T+64", "11-19 09:00", "datong@example.org")]
    # A day that was slept through is asked about once, in words that say how late it is by then.
    reminders.plan_all(now=at(12, 24))
    assert [step for step, _at, _to in ledger_of(plan)] == ["T+30", "T+94", "T+124"]
    assert [one.step for one in Notice.objects.filter(state=State.VOID)] == ["T+64"]


def test_days_on_which_nobody_was_asked_are_named_in_one_letter_and_in_the_ledger(
    client: Client, plan: Plan, officer: User, association: User
) -> None:
    quiet = {"remind_before": [], "tell_supervisor": [], "tell_officer": [], "tell_association": []}
    changes = quiet | {"ask_late_every": 14}
    change_programme(programme=plan.workshop.programme, changes=changes, by=association, now=at(7, 1))
    box = Postbox()
    for now in (at(9, 30), at(10, 2), at(11, 13)):  # T+14 goes out; T+28 and T+42 are slept through; T+56 is too late
        reminders.plan_all(now=now)
        send_due(way=box, worker="a", now=now)
    first, last = (letter.body for letter in box.letters.values())
    assert "沒有寄出" not in first
    assert "115/10/14、115/10/28該寄的提醒沒有寄出，併在這一封。" in last
    rows = Notice.objects.filter(kind=reminders.KEY, due_at__lte=at(11, 13)).order_by("due_at")
    assert [(one.step, one.state, one.why) for one in rows] == [
        ("T+14", State.SENT, ""),
        ("T+28", State.VOID, ledger.COVERED),
        ("T+42", State.VOID, ledger.COVERED),
        ("T+56", State.SENT, ""),
    ]
    client.force_login(officer)
    page = client.get(reverse("actionplans:plan", args=[plan.pk])).content.decode()
    assert page.count("那時沒有寄出，併在後來的一封裡說。") == 2
    assert "提醒：115/09/16到期，過了 28 天" in page
    # And no longer, once a letter has said so.
    reminders.plan_all(now=at(11, 25))
    send_due(way=box, worker="a", now=at(11, 25))
    assert "沒有寄出" not in list(box.letters.values())[-1].body


def test_the_ledger_says_which_letters_are_about_what(client: Client, plan: Plan, officer: User) -> None:
    checkins.send_back(
        check_in=make_submitted(plan, officer, now=at(8, 1)), remarks={"happened": "幾個人？"}, by=officer, now=at(8, 3)
    )
    returned.plan_all(now=at(8, 3, 10))
    reminders.plan_all(now=at(8, 3, 10))
    client.force_login(officer)
    page = client.get(reverse("actionplans:plan", args=[plan.pk])).content.decode()
    assert "退回：第 1 次回報請補充" in page
    assert "提醒：115/09/16到期，14 天前" in page
    assert {one.about for one in reached.of_plan(plan)} == {
        "退回：第 1 次回報請補充", "提醒：115/09/16到期，14 天前", "提醒：115/09/16到期，3 天前"
    }  # fmt: skip


@pytest.mark.parametrize(("day", "rungs"), [(17, 0), (18, 1), (19, 1)])
def test_the_ledger_is_laid_out_for_some_weeks_ahead(plan: Plan, day: int, rungs: int) -> None:
    """T−14 is due on 2 September: 45 days after 19 July, the moment included."""
    reminders.plan_all(now=at(7, day, 9) + dt.timedelta(days=0 if day != 18 else 1))
    assert len(ledger_of(plan)) == rungs


def test_what_lay_before_the_promise_was_never_missed(plan: Plan) -> None:
    Plan.objects.filter(pk=plan.pk).update(adopted_at=at(9, 11, 9) + dt.timedelta(seconds=1))
    reminders.plan_all(now=at(9, 12))
    assert [step for step, _at, _to in ledger_of(plan)] == ["T+3", "T+10", "T+20"]
    Plan.objects.filter(pk=plan.pk).update(adopted_at=at(9, 11, 9))
    reminders.plan_all(now=at(9, 12))
    assert [step for step, _at, _to in ledger_of(plan)] == ["T-3", "T+3", "T+10", "T+20"]


def test_what_is_reached_or_reported_is_not_reminded_of(plan: Plan) -> None:
    reminders.plan_all(now=at(9, 1))
    link, _token = make_link(plan, now=at(9, 1))
    make_submitted(plan, link, claims=1, now=at(9, 1))
    assert reminders.plan_all(now=at(9, 1)).withdrawn == 5
    assert ledger_of(plan) == []
    plan.check_ins.update(state="draft")
    assert reminders.plan_all(now=at(9, 1)).made == 5
    plan.milestones.update(reached_at=at(9, 1))
    assert reminders.plan_all(now=at(9, 1)).withdrawn == 5


def test_another_day_and_another_person_take_the_place_of_the_old(plan: Plan) -> None:
    reminders.plan_all(now=at(9, 1))
    plan.milestones.update(due_on=dt.date(2026, 9, 23))
    Plan.objects.filter(pk=plan.pk).update(contact_email="mei@example.org")
    reminders.plan_all(now=at(9, 1))
    assert ledger_of(plan)[0] == ("T-14", "09-09 09:00", "mei@example.org")
    assert len(ledger_of(plan)) == 5


def test_without_an_address_the_supervisor_is_asked_to_pass_it_on(plan: Plan) -> None:
    Plan.objects.filter(pk=plan.pk).update(contact_email="")
    reminders.plan_all(now=at(9, 2))
    box = Postbox()
    send_due(way=box, worker="a", now=at(9, 2))
    (letter,) = box.letters.values()
    assert plan.supervisor is not None
    assert plan.supervisor.email in letter.to[0]
    assert "張大同沒有留信箱，請您轉告" in letter.body
    assert f"/plans/{plan.pk}/" in letter.body
    assert not CheckInLink.objects.exists(), "only whoever is in charge is given a way in without an account"


def test_a_county_without_an_officer_is_the_association_s(plan: Plan, officer: User, association: User) -> None:
    officer.memberships.update(ends_on=dt.date(2026, 9, 1))
    reminders.plan_all(now=at(9, 1))
    assert ("T+10", "09-29 09:00", association.email) in ledger_of(plan)


def test_somebody_who_left_stands_on_the_list_of_those_nobody_reaches(plan: Plan) -> None:
    User.objects.filter(pk=plan.supervisor_id).update(is_active=False)
    reminders.plan_all(now=at(9, 1))
    assert [notice.step for notice in Notice.objects.missed()] == ["T+3"]


def test_the_letter_opens_the_form_without_an_account(client: Client, plan: Plan) -> None:
    reminders.plan_all(now=at(9, 2))
    box = Postbox()
    assert send_due(way=box, worker="a", now=at(9, 2)).sent == 1
    (letter,) = box.letters.values()
    assert letter.subject == f"「{plan.title}」14 天後到期"
    for words in ("張大同，您好", roc.shown(dt.date(2026, 9, 16)), "回報進度（不用登入）"):
        assert words in letter.body
    html = letter.alternatives[0][0]
    path = re.search(r"/c/[\w-]+/", letter.body)
    assert path is not None
    assert path[0] in html
    notice = Notice.objects.get(state=State.SENT)
    assert notice.opened_at is None
    CheckInLink.objects.update(expires_at=timezone.now() + dt.timedelta(days=1))
    assert client.get(path[0]).status_code == 200
    notice.refresh_from_db()
    assert notice.opened_at is not None


@pytest.mark.parametrize(
    ("now", "step", "subject"),
    [
        (at(9, 2), "T-14", "14 天後到期"),
        (at(9, 11), "T-3", "5 天後到期"),
        (at(9, 16), "T-3", "（補寄）"),
        (at(9, 21), "T+3", "逾期 5 天"),
    ],
)
def test_the_subject_says_how_it_stands_on_the_day_it_goes_out(
    plan: Plan, now: dt.datetime, step: str, subject: str
) -> None:
    reminders.plan_all(now=at(9, 1))
    Notice.objects.exclude(step=step).update(state=State.VOID)
    box = Postbox()
    send_due(way=box, worker="a", now=now)
    (letter,) = box.letters.values()
    assert subject in letter.subject


def test_days_of_downtime_send_each_missed_notice_late_and_once(plan: Plan) -> None:
    box = Postbox()
    for now in (at(9, 21), at(9, 21, 10), at(9, 22)):
        reminders.plan_all(now=now)
        send_due(way=box, worker="a", now=now)
    rows = Notice.objects.filter(state=State.SENT).order_by("due_at")
    assert [(row.step, row.days_late) for row in rows] == [("T-14", 19), ("T-3", 10), ("T+3", 0)]
    assert list(box.handed.values()) == [1, 1, 1]


def test_one_letter_speaks_of_all_that_is_due_on_a_day(plan: Plan) -> None:
    first = plan.milestones.get()
    Milestone.objects.create(
        plan=plan, position=9, kind="step", title="訂分流規則", month=3, promised_on=first.due_on, due_on=first.due_on
    )
    reminders.plan_all(now=at(9, 2))
    box = Postbox()
    assert send_due(way=box, worker="a", now=at(9, 2)).sent == 1
    (letter,) = box.letters.values()
    assert f"{first.shown}；訂分流規則" in letter.body


@pytest.mark.parametrize("plans", [1, 3])
def test_planning_costs_the_same_for_one_plan_and_for_three(plan: Plan, plans: int) -> None:
    for _one in range(plans - 1):
        make_followed(contact_email="another@example.org")
    Milestone.objects.update(due_on=dt.date(2026, 9, 16))
    with CaptureQueriesContext(connection) as asked:
        list(reminders.wishes(now=at(9, 1)))
    assert len(asked) == 5


def came_back(step: str, *, at_: dt.datetime, cause: str = "unknown") -> Notice:
    notice = Notice.objects.filter(step=step, state=State.SENT).latest("pk")
    assert notice.taken_at is not None
    sending = notice.taken_at.replace(microsecond=0)
    assert bounces.note_bounced(notice, sending=sending, cause=Notice.Cause(cause), now=at_)
    return notice


def test_what_came_back_is_said_to_the_next_up_the_ladder(plan: Plan, officer: User, association: User) -> None:
    """On the next working day that people are written to, and to whoever is above her where hers comes back, too."""
    supervisor = plan.supervisor
    assert supervisor is not None
    box = Postbox()
    reminders.plan_all(now=at(9, 2))
    send_due(way=box, worker="a", now=at(9, 2))
    came_back("T-14", at_=at(9, 4, 21))  # a Friday night
    reminders.plan_all(now=at(9, 5))
    assert ("T-14", "09-04 09:00", supervisor.email) in ledger_of(plan)
    assert send_due(way=box, worker="a", now=at(9, 7)).sent == 1  # the Monday
    letter = list(box.letters.values())[-1]
    assert "原本寄給張大同的信沒有寄到（沒有這個信箱），所以寄給您" in letter.body
    assert f"/plans/{plan.pk}/" in letter.body
    assert supervisor.email in letter.to[0]
    came_back("T-14", at_=at(9, 8, 8), cause="full")
    reminders.plan_all(now=at(9, 8))
    assert ("T-14", "09-08 09:00", officer.email) in ledger_of(plan)
    assert not [row for row in ledger_of(plan) if row[0] == "T-14" and row[2] == association.email]
    assert Notice.objects.missed().count() == 2
    assert reminders.plan_all(now=at(9, 8)) == reminders.Planned(0, 0)


def test_an_address_that_was_mended_gets_the_letter_and_the_old_one_is_off_the_list(plan: Plan) -> None:
    reminders.plan_all(now=at(9, 2))
    send_due(way=Postbox(), worker="a", now=at(9, 2))
    came_back("T-14", at_=at(9, 3))
    Plan.objects.filter(pk=plan.pk).update(contact_email="right@example.org")
    reminders.plan_all(now=at(9, 3))
    assert not Notice.objects.missed().exists()
    box = Postbox()
    assert send_due(way=box, worker="a", now=at(9, 3)).sent == 1
    (letter,) = box.letters.values()
    assert "right@example.org" in letter.to[0]
    assert "沒有寄到" not in letter.body


def test_what_was_refused_is_said_to_the_next_as_well(plan: Plan) -> None:
    assert plan.supervisor is not None
    reminders.plan_all(now=at(9, 2))
    box = Postbox()
    box.trouble = smtplib.SMTPRecipientsRefused({})
    send_due(way=box, worker="a", now=at(9, 2))
    reminders.plan_all(now=at(9, 2, 10))
    assert ("T-14", "09-02 09:00", plan.supervisor.email) in ledger_of(plan)


def test_what_perhaps_never_went_out_is_said_to_the_next_as_well(plan: Plan) -> None:
    assert plan.supervisor is not None
    reminders.plan_all(now=at(9, 2))
    box = Postbox()
    box.trouble = Unknown()
    send_due(way=box, worker="a", now=at(9, 2))
    box.trouble = None
    reminders.plan_all(now=at(9, 2, 10))
    send_due(way=box, worker="a", now=at(9, 2, 10))
    (letter,) = box.letters.values()
    assert plan.supervisor.email in letter.to[0]
    assert "不確定有沒有寄到" in letter.body


def test_what_the_mail_server_does_not_take_is_told_of(client: Client, plan: Plan, officer: User) -> None:
    client.force_login(officer)
    reminders.plan_all(now=at(9, 2))
    assert "信件伺服器現在不收" not in client.get("/plans/unreached/").content.decode()
    box = Postbox()
    box.is_away = True
    send_due(way=box, worker="a", now=at(9, 2))
    assert "有 1 封該寄的信還寄不出去" in client.get("/plans/unreached/").content.decode()
    assert sending.AWAY in client.get(reverse("actionplans:plan", args=[plan.pk])).content.decode()
    box.is_away = False
    send_due(way=box, worker="a", now=at(9, 2, 10))
    assert "還寄不出去" not in client.get("/plans/unreached/").content.decode()


def test_the_list_of_those_nobody_has_reached_says_what_to_do(client: Client, plan: Plan, officer: User) -> None:
    reminders.plan_all(now=at(9, 2))
    send_due(way=Postbox(), worker="a", now=at(9, 2))
    notice = came_back("T-14", at_=at(9, 3))
    client.force_login(officer)
    page = client.get("/plans/unreached/").content.decode()
    for words in ("沒有這個信箱", "datong@example.org", "請打電話問到正確的信箱", "再寄一次給張大同"):
        assert words in page
    answer = client.post(reverse("actionplans:notice_again", args=[notice.pk]), {"from": "unreached"})
    assert (answer.status_code, answer["Location"]) == (302, "/plans/unreached/")
    notice.refresh_from_db()
    assert notice.state == State.PLANNED
    assert "沒有這個信箱" not in client.get("/plans/unreached/").content.decode()


def test_an_empty_list_says_what_is_true(client: Client, plan: Plan, officer: User, association: User) -> None:
    def words(user: User = officer) -> str:
        client.force_login(user)
        return client.get("/plans/unreached/").content.decode()

    Notice.objects.all().delete()
    assert "還沒有寄過提醒" in words()
    assert "封，到了日期就會寄" not in words()
    reminders.plan_all(now=at(9, 1))
    assert re.search(r"排好 \d+ 封，到了日期就會寄。", words())
    assert "還沒有寄過提醒" in words()
    assert "沒有負責人的信箱" not in words()
    reminders.plan_all(now=at(9, 2))
    send_due(way=Postbox(), worker="a", now=at(9, 2))
    assert "寄出的 1 封提醒沒有被退回" in words()
    # Whoever is in charge has no address: the letters arrive all the same, and the page says where.
    Plan.objects.filter(pk=plan.pk).update(contact_email="")
    assert "有 1 項方案沒有負責人的信箱：提醒寄給督導，由督導轉告。" in words()
    assert "?needs=address" in words()
    assert "寄出的 1 封提醒沒有被退回" in words()
    assert "?needs=address" not in words(association), "who may not write it down is not sent there"
    Plan.objects.filter(pk=plan.pk).update(contact_email="datong@example.org")
    # One comes back: it is listed; and seen to, it is told beside those that arrived.
    notice = came_back("T-14", at_=at(9, 3))
    assert "沒有這個信箱" in words()
    assert "沒有被退回" not in words()
    Notice.objects.filter(pk=notice.pk).update(is_moot=True)
    assert "還沒有寄過提醒" not in words()
    assert "有 1 封沒有人收到，後來處理好了" in words()


def run(*args: str) -> str:
    out = StringIO()
    call_command("send_due_reminders", *args, stdout=out)
    return out.getvalue()


def test_the_command_sends_what_is_due_and_never_twice(plan: Plan, settings: Any, tmp_path: Any) -> None:
    settings.EMAIL_FILE_PATH = tmp_path
    assert "寄出 1 封" in run("--now", "2026-09-02T09:00+08:00")
    assert "寄出 0 封" in run("--now", "2026-09-02T09:05+08:00")
    assert "安靜時間" in run("--now", "2026-09-11T21:00")
    assert "寄出 1 封，其中 1 封是補寄" in run("--now", "2026-09-14T09:00")
    assert len(list(tmp_path.glob("*.eml"))) == 2


@pytest.mark.parametrize("wrong", [OperationalError("database is locked"), KeyError("database is locked")])
def test_the_scheduled_run_goes_on_after_trouble(plan: Plan, monkeypatch: pytest.MonkeyPatch, wrong: Exception) -> None:
    rounds: list[dt.datetime] = []

    class Enough(Exception):
        """Three rounds."""

    def planned(*, now: dt.datetime) -> reminders.Planned:
        rounds.append(now)
        if len(rounds) == 2:
            raise wrong
        return reminders.Planned(0, 0)

    def sleep(seconds: float) -> None:
        assert seconds == 900
        if len(rounds) == 3:
            raise Enough

    monkeypatch.setattr("foundation.notices.kinds.plan_all", lambda *, now: [planned(now=now)])
    # The test's own transaction ends with the connection that the command drops.
    monkeypatch.setattr("foundation.notices.sending.send_due", lambda **given: Sent())
    monkeypatch.setattr("time.sleep", sleep)
    out, trouble = StringIO(), StringIO()
    with pytest.raises(Enough):
        call_command("send_due_reminders", "--every", "15", stdout=out, stderr=trouble)
    assert out.getvalue().count("排定 0 封") == 2
    assert "database is locked" in trouble.getvalue()


@pytest.mark.parametrize(
    ("args", "why"),
    [
        (("--now", "明天"), "讀不懂「明天」"),
        (("--now", "2026-13-40T09:00"), "讀不懂"),
        (("--every", "0"), "1 到 1440"),
        (("--every", "5", "--now", "2026-09-02T09:00"), "不能和 --now 一起用"),
    ],
)
def test_the_command_says_what_is_wrong_in_one_line(args: tuple[str, ...], why: str) -> None:
    with pytest.raises(CommandError, match=re.escape(why)) as refusal:
        run(*args)
    assert refusal.value.returncode == 2
    assert "\n" not in str(refusal.value)


def test_reminders_do_not_use_up_the_links_people_give_out(plan: Plan) -> None:
    reminders.plan_all(now=at(9, 2))
    send_due(way=Postbox(), worker="a", now=at(9, 2))
    for number in range(checkin_links.MOST_OPEN):
        make_link(plan, f"第 {number} 人", now=at(9, 2))
    assert CheckInLink.objects.count() == checkin_links.MOST_OPEN + 1


def test_the_ledger_is_seen_by_who_sees_the_plan(plan: Plan, officer: User, association: User) -> None:
    reminders.plan_all(now=at(9, 1))
    stranger = make_user(Role.COUNTY_OFFICER, county="HUA")
    seen = [Notice.objects.visible_to(user).count() for user in (officer, association, plan.supervisor)]
    assert seen == [5, 5, 5]
    assert Notice.objects.visible_to(stranger).count() == Plan.objects.visible_to(stranger).count() * 5
    assert [notice.step for notice in reached.of_plan(plan)] == ["T+20", "T+10", "T+3", "T-3", "T-14"]


def test_only_hand_overs_that_could_matter_are_read() -> None:
    """Neither another county's, nor one from before anybody could have been reminded, nor of plans that owe nothing."""
    plan, day = make_followed(), dt.date(2026, 9, 10)
    first = dt.datetime(2026, 7, 1, tzinfo=dt.UTC)
    one, two = make_user(email="one@example.org"), make_user(email="two@example.org")

    def handed(made_at: dt.datetime, *, county: str = plan.county_id, plans: tuple[int, ...] = (plan.pk,)) -> None:
        Succession.objects.create(
            key=uuid.uuid4(), county_id=county, predecessor=one, successor=two, handed={}, plans=list(plans),
            made_at=made_at, made_by="x",
        )  # fmt: skip

    def taken() -> dict[tuple[int, str], dt.datetime]:
        return reminders._taken_over({(plan.pk, day): plan})

    handed(first - dt.timedelta(days=400))
    handed(dt.datetime(2026, 9, 1, tzinfo=dt.UTC), county="HUA")
    handed(dt.datetime(2026, 9, 1, tzinfo=dt.UTC), plans=(plan.pk + 1,))
    assert taken() == {}
    late = dt.datetime(2026, 9, 20, tzinfo=dt.UTC)
    handed(dt.datetime(2026, 9, 1, tzinfo=dt.UTC))
    handed(late, plans=(plan.pk, plan.pk + 1))
    assert taken() == {(plan.pk, "two@example.org"): late}
