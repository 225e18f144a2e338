"""The coverage calendar and the rate: each boundary on both sides, and whole counties in few questions."""

import datetime as dt

import pytest
from django.core.exceptions import ValidationError
from django.db.models import QuerySet

from foundation.audit.models import Event
from foundation.audit.trail import SYSTEM
from tests.makers.volunteers import (
    NOW,
    make_book,
    make_enrolment,
    make_entry,
    make_place,
    make_trained,
    make_unit,
    make_volunteer,
)
from volunteers.insuring import coverage, insurance
from volunteers.models import Cover, Policy, ServiceEntry, Unit
from volunteers.rules.rates import Rate
from volunteers.serving import approvals, ledger

pytestmark = pytest.mark.django_db
D = dt.date
FIRST, LAST = D(2026, 1, 1), D(2026, 4, 30)
DAY = dt.timedelta(days=1)
VALUES = {"kind": "own", "insurer": "示範產險", "number": "P-1", "starts_on": FIRST, "ends_on": LAST}


def policy(unit: Unit, **values: object) -> Policy:
    return insurance.take_out(unit=unit, values=VALUES | values, by=SYSTEM, now=NOW)


def units() -> QuerySet[Unit]:
    return Unit.objects.all()


def test_who_is_uncovered_on_which_day_of_a_roster(django_assert_num_queries) -> None:
    unit, elsewhere = make_unit(), make_unit()
    covered, bare = (make_enrolment(unit).volunteer for _one in range(2))
    make_enrolment(elsewhere, bare)
    insurance.insure(policy=policy(unit), volunteers=[covered], by=SYSTEM, now=NOW)
    insurance.insure(policy=policy(elsewhere), volunteers=[bare], by=SYSTEM, now=NOW)
    with django_assert_num_queries(1):
        found = coverage.uncovered(unit, [covered.pk, bare.pk], [LAST, LAST + DAY])
    assert found == {(covered.pk, LAST + DAY), (bare.pk, LAST), (bare.pk, LAST + DAY)}, "cover elsewhere is none here"
    assert coverage.uncovered(unit, [], [LAST]) == coverage.uncovered(unit, [bare.pk], []) == set()


def test_who_is_on_the_coming_week_s_roster_without_cover(django_assert_num_queries) -> None:
    unit = make_unit()
    covered, bare, night, later = (make_enrolment(unit).volunteer for _one in range(4))
    insurance.insure(policy=policy(unit), volunteers=[covered, night], by=SYSTEM, now=NOW)
    make_place(unit, covered, LAST)
    make_place(unit, bare, LAST + 6 * DAY)
    make_place(unit, bare, LAST)
    make_place(unit, night, LAST, "22:00-26:00")  # the cover ends at midnight
    make_place(unit, later, LAST + 7 * DAY)
    make_place(unit, later, LAST - DAY)
    with django_assert_num_queries(2):
        found = coverage.ahead(unit, on=LAST)
    assert [(one.volunteer, one.days) for one in found] == [
        (bare, (LAST, LAST + 6 * DAY)), (night, (LAST + DAY,)),
    ]  # fmt: skip
    assert coverage.ahead(make_unit(), on=LAST) == []


def test_a_month_tells_each_day(django_assert_num_queries) -> None:
    unit = make_unit()
    covered, bare = (make_enrolment(unit).volunteer for _one in range(2))
    insurance.insure(policy=policy(unit, ends_on=D(2026, 3, 20)), volunteers=[covered], by=SYSTEM, now=NOW)
    make_entry(unit, covered, D(2026, 3, 7))
    make_entry(unit, covered, D(2026, 3, 8))
    make_entry(unit, bare, D(2026, 3, 8))
    make_entry(unit, bare, D(2026, 3, 8), "13:00-14:00")
    make_entry(unit, covered, D(2026, 3, 21))
    make_entry(make_unit(), covered, D(2026, 3, 9))
    with django_assert_num_queries(2):
        month = coverage.month_of(unit, 202603)
    days = {day.on.day: day for day in month.days}
    assert len(days) == 31
    assert [len(week) for week in month.weeks] == [7] * 6, "the first of March 2026 is a Sunday"
    assert days[7] == coverage.Day(D(2026, 3, 7), 1, 1, 0, 0, True)
    assert days[8] == coverage.Day(D(2026, 3, 8), 2, 3, 1, 2, True)
    assert days[9].state == "idle"
    assert (days[20].has_policy, days[21].has_policy) == (True, False)
    assert [on for on, day in days.items() if day.state == "bare"] == [8, 21]
    assert (month.bare_days, month.bare_lines) == (2, 3)


@pytest.mark.parametrize("state", ["refused", "corrected"])
def test_what_does_not_stand_is_no_gap(state: str) -> None:
    unit = make_unit()
    entry = make_entry(unit, make_trained(unit), D(2026, 3, 7))
    Cover.objects.all().delete()
    assert coverage.month_of(unit, 202603).bare_days == 1
    if state == "refused":
        approvals.refuse(entry=entry, reason="簽到表登錯日期", by=SYSTEM, now=NOW)
    else:
        approvals.approve_lines(unit=unit, entries=[entry.pk], by=SYSTEM, now=NOW)
        entry.refresh_from_db()
        ledger.correct(entries=[entry], reason="簽到表登錯日期", by=SYSTEM, now=NOW)
    assert coverage.month_of(unit, 202603).bare_days == 0


def test_a_person_is_counted_once_and_insured_when_covered_wherever_she_serves() -> None:
    """RPT-06, INS-01."""
    one, two = make_unit(), make_unit("TTT", "health")
    both, only = make_enrolment(one).volunteer, make_enrolment(two).volunteer
    make_enrolment(two, both)
    insurance.insure(policy=policy(one), volunteers=[both], by=SYSTEM, now=NOW)
    insurance.insure(policy=policy(two), volunteers=[only], by=SYSTEM, now=NOW)
    assert coverage.rates(units(), LAST) == {one.pk: Rate(1, 1), two.pk: Rate(1, 2)}
    assert coverage.rates(units(), LAST, by="unit__county") == {"TTT": Rate(1, 2)}
    assert coverage.rate_of_people(units(), LAST) == Rate(1, 2)
    insurance.insure(policy=Policy.objects.get(unit=two), volunteers=[both], by=SYSTEM, now=NOW)
    assert coverage.rate_of_people(units(), LAST) == Rate(2, 2)
    assert coverage.rate_of_people(units(), LAST + DAY) == Rate(0, 2)
    assert coverage.rate_of_people(Unit.objects.none(), LAST) == Rate(0, 0)


@pytest.mark.parametrize("count", [1, 3])
def test_a_county_stands_in_few_questions(count: int, django_assert_num_queries) -> None:
    for number in range(count):
        unit = make_unit()
        for _one in range(number + 1):
            make_entry(unit, make_enrolment(unit).volunteer, D(2026, 3, 7))
        policy(unit, ends_on=D(2026, 3, 31))
    with django_assert_num_queries(4):
        rows = coverage.standings(units(), 202603, D(2026, 3, 20))
    assert [row.gap.lines for row in rows] == sorted(range(1, count + 1), reverse=True), "the worst first"
    assert {row.ends_on for row in rows} == {D(2026, 3, 31)}


# Policies and their lists --------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("filed", "body", "starts_on", "taken"),
    [
        (True, "association", D(2020, 1, 1), True),
        (True, "association", D(2019, 12, 31), False),
        (True, "association", D(2029, 12, 31), True),
        (True, "association", D(2030, 1, 1), False),
        (False, "association", FIRST, False),
        (False, "agency", FIRST, True),
    ],
)
def test_the_joint_contract_takes_units_whose_plan_is_filed(filed, body, starts_on, taken) -> None:
    """HB-INS-02; a public body needs no filing."""
    unit = make_unit(filed=filed, body=body)
    values = {"kind": "joint", "starts_on": starts_on, "ends_on": starts_on + 30 * DAY}
    if taken:
        assert policy(unit, **values).kind == "joint"
    else:
        with pytest.raises(ValidationError, match="備案"):
            policy(unit, **values)
    assert policy(unit, number="P-2", starts_on=starts_on, ends_on=starts_on + 30 * DAY), "one of its own any time"


def test_a_team_comes_onto_a_list_in_one_stroke_and_who_cannot_is_named() -> None:
    unit = make_unit()
    holder, other, gone = (make_enrolment(unit).volunteer for _one in range(3))
    gone.enrolments.update(left_on=FIRST - DAY)
    make_book(holder, unit)
    joint = policy(unit, kind="joint")
    added, refused = insurance.insure_team(policy=joint, by=SYSTEM, now=NOW)
    assert [cover.volunteer for cover in added] == [holder]
    assert [one.volunteer for one in refused] == [other], "who has left is not asked for"
    make_book(other, unit)
    added, refused = insurance.insure_team(policy=joint, by=SYSTEM, now=NOW)
    assert ([cover.volunteer for cover in added], refused) == ([other], []), "who is there is not refused again"
    assert insurance.insure_team(policy=joint, by=SYSTEM, now=NOW) == ([], [])


def test_a_policy_that_is_changed_keeps_its_list_within_it() -> None:
    unit = make_unit()
    given = policy(unit)
    insurance.insure(policy=given, volunteers=[make_enrolment(unit).volunteer], by=SYSTEM, now=NOW)
    with pytest.raises(ValidationError, match="超出保單"):
        insurance.change(policy=given, values={"ends_on": LAST - DAY}, by=SYSTEM, now=NOW)
    with pytest.raises(ValidationError, match="還沒有紀錄冊"):
        insurance.change(policy=given, values={"kind": "joint"}, by=SYSTEM, now=NOW)
    assert insurance.change(policy=given, values={"ends_on": LAST + DAY}, by=SYSTEM, now=NOW).ends_on == LAST + DAY
    lines = Event.objects.count()
    insurance.change(policy=given, values={"ends_on": LAST + DAY}, by=SYSTEM, now=NOW)
    assert Event.objects.count() == lines, "what changes nothing leaves no line"


@pytest.mark.parametrize(("on", "taken"), [(FIRST - DAY, False), (FIRST, True), (LAST - DAY, True), (LAST, False)])
def test_a_policy_ends_before_its_time_with_everybody_on_it(on, taken) -> None:
    unit = make_unit()
    given = policy(unit)
    early, late = (make_enrolment(unit).volunteer for _one in range(2))
    insurance.insure(policy=given, volunteers=[early], by=SYSTEM, now=NOW)
    insurance.insure(policy=given, volunteers=[late], starts_on=LAST, by=SYSTEM, now=NOW)
    if not taken:
        with pytest.raises(ValidationError, match="之間"):
            insurance.end(policy=given, on=on, reason="改投", by=SYSTEM, now=NOW)
        return
    with pytest.raises(ValidationError, match="原因"):
        insurance.end(policy=given, on=on, reason=" ", by=SYSTEM, now=NOW)
    insurance.end(policy=given, on=on, reason="改投", by=SYSTEM, now=NOW)
    assert list(Cover.objects.values_list("volunteer", "ends_on")) == [(early.pk, on)]
    assert insurance.rate(units(), on) == Rate(1, 2)
    assert insurance.rate(units(), on + DAY) == Rate(0, 2)


def test_who_comes_off_the_list_is_uncovered_from_the_next_day_and_her_waiting_hours_say_so() -> None:
    unit = make_unit()
    person = make_trained(unit)
    cover = Cover.objects.get()
    make_entry(unit, person, D(2026, 3, 7))
    make_entry(unit, person, D(2026, 3, 8))
    with pytest.raises(ValidationError, match="之間"):
        insurance.take_off(cover=cover, on=cover.starts_on - DAY, by=SYSTEM, now=NOW)
    insurance.take_off(cover=cover, on=D(2026, 3, 7), by=SYSTEM, now=NOW)
    assert [("uncovered" in one.odd) for one in ServiceEntry.objects.order_by("served_on")] == [False, True]
    insurance.take_off(cover=cover, on=None, by=SYSTEM, now=NOW)
    assert [("uncovered" in one.odd) for one in ServiceEntry.objects.order_by("served_on")] == [True, True]
    with pytest.raises(ValidationError, match="已經不在名冊上"):
        insurance.take_off(cover=cover, on=None, by=SYSTEM, now=NOW)


def test_the_trail_holds_nobodys_name() -> None:
    unit = make_unit()
    person = make_enrolment(unit, make_volunteer("黃大明")).volunteer
    given = policy(unit)
    added, _refused = insurance.insure(policy=given, volunteers=[person], by=SYSTEM, now=NOW)
    insurance.take_off(cover=added[0], on=LAST, by=SYSTEM, now=NOW)
    told = [
        (event.object_label, event.was, event.now) for event in Event.objects.filter(object_type="volunteers.policy")
    ]
    assert len(told) == 3
    assert "黃大明" not in str(told)
