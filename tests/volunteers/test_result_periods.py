"""No day is reported twice, and none is lost: suspension, renewal, an office in another rhythm, plans that end."""

import datetime as dt
import itertools
import random
from collections import Counter

import pytest
from django.db import DatabaseError, transaction
from django.db.models import Sum
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from foundation.accounts.models import County
from foundation.audit.trail import SYSTEM
from foundation.workflow.moves import MoveRefused
from tests.makers.results import half, make_accepted, make_report, numbers, serve, window
from tests.makers.volunteers import NOW, make_enrolment, make_filing, make_trained, make_unit
from tests.volunteers.test_result_sums import KEYS, serve_many
from volunteers.filing import authorities
from volunteers.models import Authority, Enrolment, Filing, ResultFigure, ResultReport, ResultSum, ServiceEntry, Unit
from volunteers.reporting import opening, reports, summing, totals
from volunteers.reporting.totals import Scope
from volunteers.rules import result_forms

pytestmark = pytest.mark.django_db
D = dt.date
AFTER = dt.datetime(2026, 3, 20, 2, 0, tzinfo=dt.UTC)


def at(on: dt.date) -> dt.datetime:
    return dt.datetime.combine(on, dt.time(10), tzinfo=dt.UTC)


def open_on(on: dt.date) -> None:
    opening.open_due(by=SYSTEM, now=at(on))


def periods(unit: Unit) -> list[tuple[str, dt.date, dt.date]]:
    rows = ResultReport.objects.filter(unit=unit).order_by("first_on")
    return list(rows.values_list("term", "first_on", "last_on"))


def end_plan(unit: Unit, on: dt.date) -> None:
    Filing.objects.filter(unit=unit, state="approved").update(state="ended", stopped_on=on)
    Unit.objects.filter(pk=unit.pk).update(state=Unit.State.SUSPENDED)


def renew(unit: Unit, on: dt.date) -> None:
    make_filing(unit, Filing.State.APPROVED, approved_on=on, starts_on=on)
    Unit.objects.filter(pk=unit.pk).update(state=Unit.State.ACTIVE)


def move_to(unit: Unit, category: str) -> None:
    office = authorities.in_charge(county=str(unit.county_id), category=category)
    Unit.objects.filter(pk=unit.pk).update(category=category, authority=office)


def hours(unit: Unit) -> int:
    rows = ResultFigure.objects.filter(report__unit=unit, key="minutes")
    return int(rows.aggregate(sum=Sum("counted"))["sum"] or 0)


def test_a_plan_that_ends_and_is_renewed_leaves_its_first_months_in_one_report_alone() -> None:
    unit = make_unit("HUA")
    person = make_trained(unit)
    serve(unit, person, D(2025, 3, 7), 180)
    serve(unit, person, D(2025, 9, 7), 60)
    end_plan(unit, D(2025, 5, 31))
    open_on(D(2025, 6, 2))
    renew(unit, D(2025, 8, 1))
    open_on(D(2026, 1, 5))
    assert [one for one in periods(unit) if one[1].year == 2025] == [
        ("end", D(2025, 1, 1), D(2025, 5, 31)), ("year", D(2025, 6, 1), D(2025, 12, 31))
    ]  # fmt: skip
    assert [numbers(one)["minutes"] for one in unit.results.filter(year=2025).order_by("first_on")] == [180, 60]


def test_what_ended_and_stands_again_on_the_same_day_is_opened_in_one_go() -> None:
    unit = make_unit("HUA")
    make_enrolment(unit)
    end_plan(unit, D(2025, 5, 31))
    open_on(D(2026, 1, 5))
    assert periods(unit) == [("end", D(2025, 1, 1), D(2025, 5, 31)), ("year", D(2025, 6, 1), D(2025, 12, 31))]


def test_an_office_in_another_rhythm_asks_only_for_what_the_first_was_not_told() -> None:
    unit = make_unit("TPE", "social")
    serve(unit, make_trained(unit), D(2025, 3, 7), 180)
    open_on(D(2025, 7, 2))
    move_to(unit, "education")
    open_on(D(2026, 1, 5))
    assert periods(unit) == [("first", D(2025, 1, 1), D(2025, 6, 30)), ("year", D(2025, 7, 1), D(2025, 12, 31))]
    assert hours(unit) == 180
    assert opening.owed(D(2026, 1, 6)) == []


def test_a_unit_whose_people_left_with_its_plan_owes_nothing_after_it() -> None:
    unit = make_unit("HUA")
    make_enrolment(unit)
    end_plan(unit, D(2025, 5, 31))
    Enrolment.objects.update(left_on=D(2025, 5, 31))
    open_on(D(2026, 1, 5))
    assert [one[0] for one in periods(unit)] == ["end"]


def test_two_plans_that_end_in_a_year_are_both_told() -> None:
    unit = make_unit("HUA")
    end_plan(unit, D(2025, 3, 31))
    open_on(D(2025, 4, 1))
    renew(unit, D(2025, 5, 1))
    end_plan(unit, D(2025, 10, 31))
    open_on(D(2025, 11, 3))
    assert [one for one in periods(unit) if one[0] == "end"] == [
        ("end", D(2025, 1, 1), D(2025, 3, 31)), ("end", D(2025, 4, 1), D(2025, 10, 31))
    ]  # fmt: skip


def test_the_database_itself_lets_no_report_tell_a_day_twice() -> None:
    one, other = make_unit("TPE", "social"), make_unit("TPE", "social")
    first, second = make_report(one, half(2025, 1)), make_report(one, half(2025, 2))
    make_report(other, window(2025))
    for act in (
        lambda: ResultReport.objects.filter(pk=second.pk).update(first_on=D(2025, 6, 30)),
        lambda: ResultReport.objects.filter(pk=first.pk).update(last_on=D(2025, 7, 1), opens_on=D(2025, 7, 2)),
        lambda: ResultReport.objects.filter(unit=other).update(unit=one),
        lambda: ResultReport.objects.bulk_create([opening._row(opening.Owed(one, window(2025)), NOW)]),
    ):
        with pytest.raises(DatabaseError, match="tells these days already"), transaction.atomic():
            act()
    # A day further apart is nobody's business.
    ResultReport.objects.filter(pk=second.pk).update(first_on=D(2025, 7, 2))


@pytest.mark.parametrize("model", [ResultFigure, ResultSum])
def test_the_database_itself_deletes_nothing_that_is_locked(model: type) -> None:
    unit = make_unit("HUA")
    make_accepted(unit)
    summing.accept(sum_=close(unit), by=SYSTEM, now=AFTER)
    with pytest.raises(DatabaseError, match="do not move"), transaction.atomic():
        model.objects.all()[:1].get().delete()
    ResultReport.objects.update(state="returned")
    ResultSum.objects.update(state="returned")
    assert model.objects.all()[:1].get().delete()[0] == 1


def close(unit: Unit, term: str = "year", now: dt.datetime = AFTER, **more: str) -> ResultSum:
    return summing.close_authority(
        authority=unit.authority, county=unit.county, year=2025, term=term, by=SYSTEM, now=now, **more
    )


def accept_all() -> None:
    for one in ResultReport.objects.exclude(state="accepted").order_by("first_on", "pk"):
        ResultFigure.objects.filter(report=one, counted=None).exclude(key="contact").update(words="辦了說明會。")
        reports.submit(report=one, by=SYSTEM, now=AFTER)
        reports.accept(report=one, by=SYSTEM, now=AFTER)


@given(seed=st.integers(0, 10**9))
@example(seed=3)
@settings(max_examples=8, deadline=None, suppress_health_check=list(HealthCheck))
def test_whatever_becomes_of_units_every_hour_is_reported_once_and_every_figure_adds_up(seed: int) -> None:
    chance = random.Random(seed)
    with transaction.atomic():
        units = [make_unit("TPE", chance.choice(("social", "education", "health"))) for _number in range(3)]
        units.append(make_unit("HUA"))
        for unit in units:
            for _number in range(chance.randrange(1, 3)):
                make_enrolment(unit, on=D(2024, 1, 2))
        serve_many(chance, units, 60)
        for on in sorted(D(2025, 1, 2) + dt.timedelta(days=chance.randrange(364)) for _number in range(9)):
            unit = chance.choice(units)
            what = chance.choice(("end", "renew", "move", "nothing"))
            if what == "end" and Filing.objects.filter(unit=unit, state="approved").exists():
                end_plan(unit, on - dt.timedelta(days=chance.randrange(1, 40)) if on.month > 2 else on)
            elif what == "renew" and not Filing.objects.filter(unit=unit, state="approved").exists():
                renew(unit, on)
            elif what == "move" and unit.county_id == "TPE":
                move_to(unit, chance.choice(("social", "education", "health")))
            open_on(on)
        for on in (D(2026, 1, 2), D(2026, 1, 5), D(2026, 3, 2)):
            open_on(on)
        accept_all()
        for unit in units:
            for one, other in itertools.pairwise(periods(unit)):
                assert one[2] < other[1], "two reports tell the same day"
            told = sum(
                int(ServiceEntry.objects.filter(unit=unit, served_on__range=(first, last), state="approved")
                    .aggregate(sum=Sum("counted"))["sum"] or 0)
                for _term, first, last in periods(unit)
            )  # fmt: skip
            assert hours(unit) == told
        every_figure_adds_up()
        transaction.set_rollback(True)


def every_figure_adds_up() -> None:
    """Of the whole year: units, authorities, counties and the nation, at this moment and frozen on the way up."""
    rows = ResultReport.objects.filter(year=2025)
    by_unit = Counter[str]()
    for unit in set(rows.values_list("unit", flat=True)):
        by_unit.update(totals.read(year=2025, scope=Scope(unit=unit)).values)
    offices = sorted(set(rows.values_list("county", "authority")))
    by_office = Counter[str]()
    for county, office in offices:
        by_office.update(totals.read(year=2025, scope=Scope(county, office)).values)
    nation = totals.read(year=2025)
    assert {key: nation[key] for key in KEYS} == {key: by_office[key] for key in KEYS}
    assert {key: nation[key] for key in KEYS} == {key: by_unit[key] for key in KEYS}
    for one in rows.filter(pk__in=[rows.filter(county=c, authority=a).first().pk for c, a in offices]):
        summing.accept(sum_=close(one), by=SYSTEM, now=AFTER)  # type: ignore[arg-type]
    for code in sorted({county for county, _office in offices}):
        county = County.objects.get(pk=code)
        up = summing.close_county(county=county, year=2025, term="year", by=SYSTEM, now=AFTER)
        assert {key: up.values.get(key, 0) for key in KEYS} == {
            key: totals.read(year=2025, scope=Scope(code))[key] for key in KEYS
        }
        summing.accept(sum_=up, by=SYSTEM, now=AFTER)
    settled = summing.close_nation(year=2025, term="year", by=SYSTEM, now=AFTER)
    assert {key: settled.values.get(key, 0) for key in KEYS} == {key: nation[key] for key in KEYS}
    assert settled.distinct["people"] <= settled.values["people"]


# What a sum holds, and when it is closed


def test_what_was_left_when_a_plan_ended_is_in_its_years_sum_and_has_none_of_its_own() -> None:
    unit, other = make_unit("HUA"), make_unit("HUA")
    serve(unit, make_trained(unit), D(2025, 3, 7), 180)
    serve(other, make_trained(other), D(2025, 3, 7), 30)
    Enrolment.objects.filter(unit=unit).update(left_on=D(2025, 5, 31))
    end_plan(unit, D(2025, 5, 31))
    open_on(D(2025, 6, 2))
    ResultReport.objects.filter(term="year", year=2024).delete()
    open_on(D(2026, 1, 5))
    accept_all()
    with pytest.raises(MoveRefused, match="併入全年度"):
        close(unit, "end")
    made = close(unit)
    assert (made.reports, made.values["minutes"], made.values["people"], made.distinct["people"]) == (2, 210, 2, 2)
    # It is locked with the year's sum, as the others are.
    with pytest.raises(MoveRefused, match="請先退回彙整"):
        reports.reopen(report=unit.results.get(term="end"), reason="單位來函更正時數", by=SYSTEM, now=AFTER)


def test_two_halves_make_a_year_with_a_frozen_sum() -> None:
    unit = make_unit("TPE", "social")
    person = make_trained(unit)
    serve(unit, person, D(2025, 3, 7), 180)
    make_accepted(unit, half(2025, 1))
    serve(unit, person, D(2025, 9, 7), 60)
    make_accepted(unit, half(2025, 2))
    assert (close(unit, "first").values["minutes"], close(unit, "second").values["minutes"]) == (180, 60)
    made = close(unit)
    assert (made.values["minutes"], made.values["people"], made.reports) == (240, 1, 2)
    for term in ("first", "second"):
        with pytest.raises(MoveRefused, match="請先退回彙整"):
            reports.reopen(report=unit.results.get(term=term), reason="單位來函更正時數", by=SYSTEM, now=AFTER)


@pytest.mark.parametrize(
    ("term", "on", "may"),
    [
        ("first", D(2025, 6, 30), False), ("first", D(2025, 7, 1), True),
        ("year", D(2025, 12, 31), False), ("year", D(2026, 1, 1), True),
    ],
)  # fmt: skip
def test_no_sum_is_closed_before_its_period_is_over(term: str, on: dt.date, may: bool) -> None:
    unit = make_unit("TPE", "social")
    make_enrolment(unit)
    make_accepted(unit, half(2025, 1), now=at(D(2025, 7, 1)))
    if may:
        assert close(unit, term, at(on)).values["people"] == 1
        return
    with pytest.raises(MoveRefused, match="才結束"):
        close(unit, term, at(on))


def test_units_that_report_to_a_ministry_are_in_their_countys_sum() -> None:
    ministry = Authority.objects.filter(county=None).first()
    unit = make_unit("HUA")
    Unit.objects.filter(pk=unit.pk).update(authority=ministry)
    unit.refresh_from_db()
    make_enrolment(unit)
    make_accepted(unit)
    with pytest.raises(MoveRefused, match="彙整沒有核定"):
        summing.close_county(county=unit.county, year=2025, term="year", by=SYSTEM, now=AFTER)
    summing.accept(sum_=close(unit), by=SYSTEM, now=AFTER)
    up = summing.close_county(county=unit.county, year=2025, term="year", by=SYSTEM, now=AFTER)
    assert up.values["people"] == 1


def test_the_nations_sum_is_that_of_the_accepted_counties_and_settling_it_holds_them() -> None:
    one, two = make_unit("HUA"), make_unit("TTT")
    person = make_enrolment(one).volunteer
    make_enrolment(two, person)
    for unit in (one, two):
        make_accepted(unit)
    with pytest.raises(MoveRefused, match="沒有東西可以定案"):
        summing.close_nation(year=2025, term="year", by=SYSTEM, now=AFTER)
    ups = []
    for unit in (one, two):
        summing.accept(sum_=close(unit), by=SYSTEM, now=AFTER)
        ups.append(summing.close_county(county=unit.county, year=2025, term="year", by=SYSTEM, now=AFTER))
    summing.accept(sum_=ups[0], by=SYSTEM, now=AFTER)
    assert summing.nation(year=2025, term="year")["people"] == 1
    with pytest.raises(MoveRefused, match="還有 1 個縣市"):
        summing.close_nation(year=2025, term="year", by=SYSTEM, now=AFTER)
    summing.accept(sum_=ups[1], by=SYSTEM, now=AFTER)
    whole = summing.close_nation(year=2025, term="year", by=SYSTEM, now=AFTER)
    # Two figures with two names: she serves in two counties, and is one person.
    assert (whole.values["people"], whole.distinct["people"], whole.state) == (2, 1, "accepted")
    with pytest.raises(MoveRefused, match="已經定案"):
        summing.send_back(sum_=ups[0], reason="縣市要更正時數", by=SYSTEM, now=AFTER)
    with pytest.raises(MoveRefused, match="已經送出"):
        summing.close_nation(year=2025, term="year", by=SYSTEM, now=AFTER)
    summing.send_back(sum_=whole, reason="縣市要更正時數", by=SYSTEM, now=AFTER)
    summing.send_back(sum_=ups[0], reason="縣市要更正時數", by=SYSTEM, now=AFTER)
    assert summing.nation(year=2025, term="year")["people"] == 1


def test_at_the_end_window_is_of_the_plans_year() -> None:
    found = result_forms.at_the_end(D(2025, 5, 31), since=D(2025, 1, 1))
    assert (found.year, found.term) == (2025, "end")
