"""Insurance: the given cases INS-*, each boundary on both sides, and whole counties in few questions."""

import datetime as dt
from fractions import Fraction

import pytest
from django.core.exceptions import ValidationError

from foundation.audit.trail import SYSTEM
from tests.makers.volunteers import (
    NOW,
    make_book,
    make_enrolment,
    make_entry,
    make_place,
    make_post,
    make_unit,
    make_volunteer,
)
from volunteers.insuring import called_up, insurance
from volunteers.models import Cover, Duty, Policy, Unit, Volunteer
from volunteers.persons import people
from volunteers.rostering import rosters
from volunteers.rules.rates import Rate

pytestmark = pytest.mark.django_db
D = dt.date
FIRST, LAST = D(2026, 1, 1), D(2026, 4, 30)
DAY = dt.timedelta(days=1)


def policy(
    unit: Unit, kind: str = "own", *, number: str = "P-1", first: dt.date = FIRST, last: dt.date = LAST
) -> Policy:
    values = {"kind": kind, "insurer": "示範產險", "number": number, "starts_on": first, "ends_on": last}
    return insurance.take_out(unit=unit, values=values, by=SYSTEM, now=NOW)


def insure(given: Policy, *people: Volunteer, **days: dt.date) -> list[str]:
    _added, refused = insurance.insure(policy=given, volunteers=people, by=SYSTEM, now=NOW, **days)
    return [one.why for one in refused]


def units() -> object:
    return Unit.objects.all()


def test_cover_at_one_unit_is_none_at_another() -> None:
    """INS-01."""
    here, there = make_unit(), make_unit()
    person = make_enrolment(here).volunteer
    make_enrolment(there, person)
    insure(policy(here), person)
    covered, bare = (
        make_entry(here, person, D(2026, 3, 7), "09:00-10:00"),
        make_entry(there, person, D(2026, 3, 7), "10:00-11:00"),
    )
    assert list(insurance.uncovered(units(), FIRST, LAST)) == [bare]
    assert "uncovered" not in covered.odd
    assert "uncovered" in bare.odd
    assert insurance.rate(units(), D(2026, 3, 7)) == Rate(1, 2)


@pytest.mark.parametrize(("on", "bare"), [(FIRST - DAY, True), (FIRST, False), (LAST, False), (LAST + DAY, True)])
def test_the_first_and_last_day_are_covered_and_no_other(on: dt.date, bare: bool) -> None:
    """INS-06."""
    unit = make_unit()
    person = make_enrolment(unit).volunteer
    insure(policy(unit), person)
    make_entry(unit, person, on)
    assert insurance.uncovered(units(), on, on).exists() is bare
    assert insurance.without_cover(units(), on).exists() is bare


def test_the_joint_contract_takes_holders_of_record_books() -> None:
    """HB-INS-02."""
    unit = make_unit()
    holder, other = (make_enrolment(unit).volunteer for _one in range(2))
    make_book(holder, unit)
    joint = policy(unit, "joint")
    assert "紀錄冊" in insure(joint, holder, other)[0]
    assert list(Cover.objects.values_list("volunteer", flat=True)) == [holder.pk]
    assert insure(policy(unit, number="P-2"), other) == []


def test_only_people_of_the_unit_and_nobody_twice() -> None:
    unit = make_unit()
    person = make_enrolment(unit).volunteer
    given = policy(unit)
    assert "不在這個單位" in insure(given, make_volunteer())[0]
    assert insure(given, person, person)[0] == "這段期間已經在名冊上。"
    assert "已經在名冊上" in insure(given, person)[0]
    assert Cover.objects.count() == 1


def _covers(person: Volunteer) -> list[tuple[dt.date, dt.date]]:
    return list(person.covers.order_by("starts_on").values_list("starts_on", "ends_on"))


@pytest.mark.parametrize("by_team", [True, False])
def test_whoever_is_on_the_list_for_a_part_is_put_on_it_for_the_rest(by_team: bool) -> None:
    unit = make_unit()
    person = make_enrolment(unit).volunteer
    given = policy(unit)
    insure(given, person, starts_on=D(2026, 1, 11), ends_on=D(2026, 1, 20))
    insure(given, person, starts_on=D(2026, 2, 1), ends_on=D(2026, 3, 31))
    if by_team:
        added, refused = insurance.insure_team(policy=given, by=SYSTEM, now=NOW)
        assert (len(added), refused) == (3, [])
        assert insurance.insure_team(policy=given, by=SYSTEM, now=NOW) == ([], [])
    else:
        assert insure(given, person) == []
        assert insure(given, person) == ["這段期間已經在名冊上。"]
    assert _covers(person) == [
        (FIRST, D(2026, 1, 10)), (D(2026, 1, 11), D(2026, 1, 20)), (D(2026, 1, 21), D(2026, 1, 31)),
        (D(2026, 2, 1), D(2026, 3, 31)), (D(2026, 4, 1), LAST),
    ]  # fmt: skip


def test_who_left_and_came_back_is_insured_again_and_not_for_the_days_between() -> None:
    unit = make_unit()
    enrolment = make_enrolment(unit)
    person, given = enrolment.volunteer, policy(unit)
    (cover,), _refused = insurance.insure_team(policy=given, by=SYSTEM, now=NOW)
    people.leave(enrolment=enrolment, on=D(2026, 1, 31), why="", by=SYSTEM, now=NOW)
    insurance.take_off(cover=cover, on=D(2026, 1, 31), by=SYSTEM, now=NOW)
    assert insurance.insure_team(policy=given, by=SYSTEM, now=NOW) == ([], []), "she is gone"
    assert _covers(person) == [(FIRST, D(2026, 1, 31))]
    make_enrolment(unit, person, on=D(2026, 3, 1))
    insurance.insure_team(policy=given, by=SYSTEM, now=NOW)
    assert _covers(person) == [(FIRST, D(2026, 1, 31)), (D(2026, 3, 1), LAST)]
    assert insure(given, person) == ["這段期間已經在名冊上。"]


@pytest.mark.parametrize(("first", "last"), [(FIRST - DAY, LAST), (FIRST, LAST + DAY), (LAST, FIRST)])
def test_a_list_lies_within_its_policy(first: dt.date, last: dt.date) -> None:
    unit = make_unit()
    with pytest.raises(ValidationError, match="之間"):
        insure(policy(unit), make_enrolment(unit).volunteer, starts_on=first, ends_on=last)


def test_a_policy_is_entered_once_and_ends_after_it_begins() -> None:
    unit = make_unit()
    policy(unit)
    with pytest.raises(ValidationError, match="已經登錄過"):
        policy(unit)
    with pytest.raises(ValidationError, match="迄日"):
        policy(unit, number="P-2", first=LAST, last=FIRST)


@pytest.mark.parametrize(
    ("insured", "people", "exact", "whole"),
    [(0, 0, None, None), (78_632, 78_633, Fraction(78_632, 78_633), False), (3, 3, Fraction(1), True)],
)
def test_a_rate_of_nobody_is_none_and_nearly_all_is_not_all(insured, people, exact, whole) -> None:
    """INS-07, KPI-05."""
    assert (Rate(insured, people).exact, Rate(insured, people).is_whole) == (exact, whole)


@pytest.mark.parametrize(("days", "told"), [(31, False), (30, True), (0, True), (-1, False)])
def test_a_policy_about_to_end_is_told_unless_another_follows(days: int, told: bool) -> None:
    unit = make_unit()
    policy(unit)
    on = LAST - dt.timedelta(days=days)
    assert insurance.ending(units(), on).exists() is told
    policy(unit, number="P-2", first=LAST + DAY, last=LAST + 90 * DAY)
    assert not insurance.ending(units(), on).exists()


@pytest.mark.parametrize("people", [1, 3])
def test_a_county_is_asked_in_one_question(people: int, django_assert_num_queries) -> None:
    for _one in range(people):
        unit = make_unit()
        make_entry(unit, make_enrolment(unit).volunteer)
    with django_assert_num_queries(1):
        assert len(insurance.uncovered(units(), FIRST, LAST)) == people
    with django_assert_num_queries(2):
        assert insurance.rate(units(), D(2026, 3, 7)) == Rate(0, people)


def test_who_is_called_up_for_an_event_is_insured_for_its_days_only() -> None:
    unit, home = make_unit(), make_unit()
    event = make_post(unit, "馬拉松", kind="event", taking="anyone")
    own, helper, second = make_enrolment(unit).volunteer, make_enrolment(home).volunteer, make_enrolment(home).volunteer
    run, night, tidy = D(2026, 6, 13), D(2026, 6, 14), D(2026, 6, 20)
    first = make_place(unit, helper, run, post=event).duty
    Duty.objects.filter(pk=first.pk).update(needed=2)
    rosters.assign(duty=first, volunteer=own, by=SYSTEM, now=NOW)
    make_place(unit, helper, night, "22:00-02:00", post=event)
    make_place(unit, second, tidy, post=event)
    given = policy(unit, first=run, last=D(2026, 6, 30))
    assert insure(given, helper, starts_on=D(2026, 6, 16), ends_on=D(2026, 6, 19)) == [
        "這段期間不在這個單位，也沒有報名它的活動；保障只在要保的單位服勤時有效。"
    ]
    added, refused = called_up.insure_called_up(policy=given, by=SYSTEM, now=NOW)
    assert refused == []
    assert {(one.volunteer, one.starts_on, one.ends_on) for one in added} == {
        (helper, run, run), (helper, night, night), (helper, night + DAY, night + DAY), (second, tidy, tidy),
    }  # fmt: skip
    assert called_up.insure_called_up(policy=given, by=SYSTEM, now=NOW) == ([], []), "nobody twice"
    assert insurance.rate(units(), run) == Rate(0, 3), "of the units' own people nobody is insured by that"


def test_the_joint_contract_takes_nobody_without_a_book_for_an_event_either() -> None:
    unit = make_unit()
    helper = make_enrolment(make_unit()).volunteer
    make_place(unit, helper, D(2026, 6, 13), post=make_post(unit, "馬拉松", kind="event", taking="anyone"))
    given = policy(unit, "joint", last=D(2026, 12, 31))
    added, refused = called_up.insure_called_up(policy=given, by=SYSTEM, now=NOW)
    assert added == []
    assert [one.why for one in refused] == ["還沒有紀錄冊；共同供應契約只保領有紀錄冊的志工。"]
