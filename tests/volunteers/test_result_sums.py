"""Sums of reports on their way from units to the nation: every figure adds up, and what is locked does not move."""

import datetime as dt
import random
from collections import Counter

import pytest
from django.core.exceptions import ValidationError
from django.db import DatabaseError, transaction
from django.db.models import Q
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from foundation import bulk
from foundation.accounts.models import County
from foundation.audit.trail import SYSTEM
from foundation.workflow.moves import MoveRefused
from tests.makers.results import half, make_accepted, make_report, make_sent
from tests.makers.volunteers import NOW, make_book, make_cover, make_enrolment, make_unit, make_volunteer
from volunteers.models import (
    Enrolment,
    ResultCorrection,
    ResultFigure,
    ResultReport,
    ResultSum,
    ServiceBatch,
    ServiceEntry,
    Unit,
    Volunteer,
)
from volunteers.reporting import counting, reports, summing, totals
from volunteers.reporting.totals import Scope
from volunteers.rules.result_figures import NUMBERS
from volunteers.serving import ledger, sums

pytestmark = pytest.mark.django_db
D = dt.date
KEYS = [one.key for one in NUMBERS]
PLACES = (("TPE", "social"), ("TPE", "comprehensive"), ("TPE", "education"), ("HUA", "social"), ("TTT", "health"))


def serve_many(chance: random.Random, units: list[Unit], number: int, year: int = 2025) -> None:
    """Lines of the ledger at random, approved, some of them against each other."""
    batch = ServiceBatch.objects.create(unit=units[0], source="list", made_at=NOW, made_by="示範")
    placed = list(Enrolment.objects.filter(unit__in=units).values_list("unit", "volunteer", "unit__category"))

    def line() -> tuple[object, ...]:
        unit, person, category = chance.choice(placed)
        day = D(year, 1, 1) + dt.timedelta(days=chance.randrange(365))
        minutes = chance.randrange(15, 400)
        return (
            person, unit, chance.choice((category, "social")), day, ledger.month_of(day), None, None, minutes, minutes,
            "", "", chance.randrange(5), 1, "", "approved", batch.pk, None, "", None, None,
        )  # fmt: skip

    bulk.insert(ServiceEntry, ledger.COLUMNS, [line() for _number in range(number)])
    sums.add(Q(batch=batch))


def land(chance: random.Random) -> list[Unit]:
    """Units of several authorities and counties, and people, some of whom serve in more than one of them."""
    units = [make_unit(*chance.choice(PLACES)) for _number in range(chance.randrange(2, 6))]
    for _number in range(chance.randrange(1, 9)):
        person = Volunteer.objects.create(
            name="甲", name_key="甲", registered_on=D(2020, 1, 1), sex=chance.choice(("female", "male", "")),
            born_on=chance.choice((None, D(1950, 3, 1), D(2010, 2, 28), D(1999, 12, 31))),
            education=chance.choice(("", "college", "primary")), occupation=chance.choice(("", "retired")),
        )  # fmt: skip
        for unit in chance.sample(units, chance.randrange(1, len(units) + 1)):
            joined = D(chance.choice((2015, 2023, 2025)), chance.randrange(1, 13), 1)
            left = chance.choice((None, None, D(2025, 12, 30), D(2026, 1, 1)))
            Enrolment.objects.create(volunteer=person, unit=unit, joined_on=joined, left_on=left)
            if chance.random() < 0.5:
                make_cover(person, unit)
        if chance.random() < 0.5:
            make_book(person, units[0])
    if Enrolment.objects.exists():
        serve_many(chance, units, chance.randrange(1, 40))
    return units


@given(seed=st.integers(0, 10**9))
@settings(max_examples=6, deadline=None, suppress_health_check=list(HealthCheck))
def test_every_figure_of_the_units_is_the_authoritys_the_countys_and_the_nations(seed: int) -> None:
    chance = random.Random(seed)
    with transaction.atomic():
        units = land(chance)
        made = [make_accepted(unit) for unit in units]
        one_by_one: Counter[str] = Counter()
        of_authority: dict[tuple[str, int], Counter[str]] = {}
        for report in made:
            numbers = reports.values_of(report.figures.all())
            one_by_one.update(numbers)
            of_authority.setdefault((report.county_id, report.authority_id), Counter()).update(numbers)
            assert totals.read(year=2025, term="year", scope=Scope(unit=report.unit_id)).values == numbers
        for (county, authority), numbers in of_authority.items():
            found = totals.read(year=2025, term="year", scope=Scope(county, authority))
            assert {key: found[key] for key in KEYS} == {key: numbers[key] for key in KEYS}
        counties = sorted({report.county_id for report in made})
        for county in counties:
            found = totals.read(year=2025, scope=Scope(county))
            for key in KEYS:
                assert found[key] == sum(numbers[key] for at, numbers in of_authority.items() if at[0] == county)
        assert {key: totals.read(year=2025)[key] for key in KEYS} == {key: one_by_one[key] for key in KEYS}

        # The same on the way up, where each step is frozen.
        for county, authority in of_authority:
            closed = summing.close_authority(
                authority=next(one.authority for one in made if one.authority_id == authority),
                county=County.objects.get(pk=county), year=2025, term="year", by=SYSTEM, now=NOW,
            )  # fmt: skip
            summing.accept(sum_=closed, by=SYSTEM, now=NOW)
            assert closed.distinct["people"] <= closed.values["people"]
        for county in counties:
            at = County.objects.get(pk=county)
            summing.accept(
                sum_=summing.close_county(county=at, year=2025, term="year", by=SYSTEM, now=NOW), by=SYSTEM, now=NOW
            )
        nation = summing.nation(year=2025, term="year")
        assert {key: nation[key] for key in KEYS} == {key: one_by_one[key] for key in KEYS}
        assert nation.waiting == 0
        transaction.set_rollback(True)


@given(seed=st.integers(0, 10**9))
@example(seed=181)  # a unit without any service in the locked period, which is entered afterwards
@settings(max_examples=6, deadline=None, suppress_health_check=list(HealthCheck))
def test_no_later_change_of_the_ledger_moves_what_is_locked_and_the_next_report_tells_all_of_it(seed: int) -> None:
    chance = random.Random(seed)
    with transaction.atomic():
        units = [make_unit("TPE", "social") for _number in range(chance.randrange(1, 4))]
        people = [make_enrolment(chance.choice(units), make_volunteer(), on=D(2020, 1, 1)) for _number in range(3)]
        serve_many(chance, units, 12)
        first = [make_accepted(unit, half(2025, 1)) for unit in units]
        frozen = list(ResultFigure.objects.order_by("pk").values_list("pk", "counted", "by_hand", "words"))
        before = totals.read(year=2025)
        serve_many(chance, units, chance.randrange(1, 12))
        for entry in ServiceEntry.objects.filter(corrects=None, corrected_by=None).order_by("?")[:3]:
            ledger.correct(entries=[entry], reason="這一筆重複登錄", by=SYSTEM, now=NOW)
        Enrolment.objects.filter(pk=people[0].pk).update(joined_on=D(2025, 12, 1))
        assert list(ResultFigure.objects.order_by("pk").values_list("pk", "counted", "by_hand", "words")) == frozen
        assert totals.read(year=2025).values == before.values
        second = [make_accepted(unit, half(2025, 2)) for unit in units]
        # Whatever was reported, with every correction told, is what the ledger says.
        for report in first:
            true = counting.count([report.unit_id], report.first_on, report.last_on)[report.unit_id]
            told = {one.key: one.difference for one in ResultCorrection.objects.filter(of=report)}
            said = reports.values_of(report.figures.all())
            for key in ("minutes", "times", "served", "kind_social"):
                assert said.get(key, 0) + told.get(key, 0) == true[key], key
        whole = totals.read(year=2025)
        for key in ("minutes", "times", "served"):
            true_sum = sum(counting.count([unit.pk], D(2025, 1, 1), D(2025, 12, 31))[unit.pk][key] for unit in units)
            assert whole[key] + whole.corrections.get(key, 0) == true_sum
        # What is true of a day is the last report's, never both added.
        assert whole["people"] == sum(reports.values_of(one.figures.all())["people"] for one in second)
        transaction.set_rollback(True)


def test_rpt_06_people_in_two_units_are_two_figures_with_two_names() -> None:
    one, two = make_unit("HUA"), make_unit("HUA")
    both, alone = make_volunteer(), make_volunteer()
    for unit, person in ((one, both), (two, both), (two, alone)):
        make_enrolment(unit, person)
        make_cover(person, unit)
    for person in (both, alone):
        make_book(person, one)
    for unit in (one, two):
        make_accepted(unit)
    closed = summing.close_authority(
        authority=one.authority, county=one.county, year=2025, term="year", by=SYSTEM, now=NOW
    )
    assert (closed.values["people"], closed.values["books"]) == (3, 3)
    assert (closed.distinct["people"], closed.distinct["books"], closed.distinct["insured"]) == (2, 2, 2)


def test_a_sum_waits_for_reports_that_wait_and_says_why_it_goes_without_the_missing() -> None:
    one, two = make_unit("HUA"), make_unit("HUA")
    make_accepted(one)
    report = make_sent(two)
    act = {"authority": one.authority, "county": one.county, "year": 2025, "term": "year", "by": SYSTEM, "now": NOW}
    with pytest.raises(MoveRefused, match="沒有審完"):
        summing.close_authority(**act)
    reports.send_back(report=report, marks={}, remark="時數再核對一次", by=SYSTEM, now=NOW)
    with pytest.raises(MoveRefused, match="還有 1 份沒有核定"):
        summing.close_authority(**act)
    closed = summing.close_authority(**act, reason="單位停止運用，聯絡不上")
    assert (closed.reports, closed.missing) == (1, 1)
    with pytest.raises(MoveRefused, match="已經送出"):
        summing.close_authority(**act, reason="單位停止運用，聯絡不上")


def test_what_went_up_locks_what_is_in_it_until_it_comes_back() -> None:
    unit = make_unit("HUA")
    report = make_accepted(unit)
    closed = summing.close_authority(
        authority=unit.authority, county=unit.county, year=2025, term="year", by=SYSTEM, now=NOW
    )
    with pytest.raises(MoveRefused, match="請先退回彙整"):
        reports.reopen(report=report, reason="單位來函更正時數", by=SYSTEM, now=NOW)
    with pytest.raises(MoveRefused, match="彙整沒有核定"):
        summing.close_county(county=unit.county, year=2025, term="year", by=SYSTEM, now=NOW)
    summing.accept(sum_=closed, by=SYSTEM, now=NOW)
    above = summing.close_county(county=unit.county, year=2025, term="year", by=SYSTEM, now=NOW)
    with pytest.raises(MoveRefused, match="先退回縣市"):
        summing.send_back(sum_=closed, reason="單位要更正時數", by=SYSTEM, now=NOW)
    with pytest.raises(ValidationError):
        summing.send_back(sum_=above, reason="錯", by=SYSTEM, now=NOW)
    for one in (above, closed):
        summing.send_back(sum_=one, reason="單位要更正時數", by=SYSTEM, now=NOW)
    reports.reopen(report=report, reason="單位來函更正時數", by=SYSTEM, now=NOW)
    assert report.state == "returned"


def test_the_database_itself_moves_no_accepted_sum() -> None:
    unit = make_unit("HUA")
    make_accepted(unit)
    closed = summing.close_authority(
        authority=unit.authority, county=unit.county, year=2025, term="year", by=SYSTEM, now=NOW
    )
    summing.accept(sum_=closed, by=SYSTEM, now=NOW)
    with pytest.raises(DatabaseError, match="do not move"), transaction.atomic():
        ResultSum.objects.update(values={"minutes": 1})


def test_only_accepted_reports_are_in_a_total_and_the_others_are_counted() -> None:
    one, two = make_unit("HUA"), make_unit("HUA")
    for unit in (one, two):
        make_enrolment(unit)
    make_accepted(one)
    make_report(two)
    found = totals.read(year=2025, term="year", scope=Scope("HUA"))
    assert (found.reports, found.waiting, found["people"]) == (1, 1, 1)
    assert totals.read(year=2025, term="first").reports == 0
    assert ResultReport.objects.count() == 2
