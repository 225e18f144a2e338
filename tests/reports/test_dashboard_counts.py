"""Counting who stands where: each step and each gap on both sides, sums that agree, and counts that say their age."""

import datetime as dt
from collections import Counter
from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase

from foundation.accounts.models import County
from foundation.accounts.roles import Role
from reports.dashboards import counting, past
from reports.models import CountyMonth, UnitCount, UnitMonth
from reports.models.count import FIGURES, LACKS, SHARED, STEPS
from tests.makers.accounts import county, give, make_user
from tests.makers.results import serve
from tests.makers.volunteers import make_book, make_cover, make_enrolment, make_trained, make_training, make_unit
from volunteers.models import Cover, Enrolment, RecordBook, ServiceMonth, Training, Unit, Volunteer
from volunteers.reporting import counting as results
from volunteers.training import lacking

NOW = dt.datetime(2026, 6, 10, 6, 0, tzinfo=dt.UTC)
ON = dt.date(2026, 6, 10)


def one(unit: Unit) -> counting.Member:
    (found,) = counting.standing(Enrolment.objects.filter(unit=unit), on=ON)
    return found


def month(unit: Unit, person: Volunteer, number: int, minutes: int = 180) -> None:
    ServiceMonth.objects.create(
        volunteer=person, unit=unit, category=unit.category, month=number, minutes=minutes, counted=minutes, times=1,
        served_people=0,
    )  # fmt: skip


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("has", "reached", "lacks"),
    [
        ("", 1, LACKS),
        ("t", 2, ("lacks_book", "lacks_cover", "lacks_service")),
        ("tb", 3, ("lacks_cover", "lacks_service")),
        ("tbi", 4, ("lacks_service",)),
        ("tbis", 5, ()),
        # Steps are taken one after the other, gaps are each by itself.
        ("bis", 1, ("lacks_training",)),
        ("tis", 2, ("lacks_book",)),
        ("tbs", 3, ("lacks_cover",)),
    ],
)
def test_each_step_among_those_of_the_one_before_and_each_gap_by_itself(
    has: str, reached: int, lacks: tuple[str, ...]
) -> None:
    unit = make_unit()
    person = make_enrolment(unit).volunteer
    if "t" in has:
        make_training(person, "BASIC")
        make_training(person, "SP_SOCIAL")
    if "b" in has:
        make_book(person, unit)
    if "i" in has:
        make_cover(person, unit)
    if "s" in has:
        month(unit, person, 202606)
    found = one(unit)
    assert (found.reached, found.lacks) == (reached, lacks)
    assert [name for name in STEPS if found.is_(name)] == list(STEPS[:reached])


@pytest.mark.django_db
@pytest.mark.parametrize(("number", "serves"), [(202506, False), (202507, True), (202606, True), (202607, True)])
def test_a_year_of_service_is_this_month_and_the_eleven_before(number: int, serves: bool) -> None:
    unit = make_unit()
    month(unit, make_trained(unit), number)
    assert ("lacks_service" not in one(unit).lacks) is serves


@pytest.mark.django_db
def test_service_elsewhere_a_lapsed_cover_and_a_returned_book_do_not_count() -> None:
    unit, other = make_unit(), make_unit()
    person = make_trained(unit)
    month(other, person, 202606)
    Cover.objects.update(ends_on=ON - dt.timedelta(days=1))
    RecordBook.objects.update(state=RecordBook.State.CANCELLED)
    assert one(unit).lacks == ("lacks_book", "lacks_cover", "lacks_service")
    Cover.objects.update(ends_on=ON)
    assert "lacks_cover" not in one(unit).lacks


@pytest.mark.django_db
def test_who_has_left_is_not_there_and_the_last_day_counts() -> None:
    unit = make_unit()
    enrolment = make_enrolment(unit)
    for left, number in ((ON, 1), (ON - dt.timedelta(days=1), 0)):
        Enrolment.objects.filter(pk=enrolment.pk).update(left_on=left)
        assert len(list(counting.standing(Enrolment.objects.all(), on=ON))) == number


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("on", "first", "last"),
    [
        (dt.date(2026, 6, 10), 202506, 202606),
        (dt.date(2026, 1, 1), 202501, 202601),
        (dt.date(2026, 12, 31), 202512, 202612),
    ],
)
def test_thirteen_months_end_with_this_one(on: dt.date, first: int, last: int) -> None:
    months = counting.months_until(on)
    assert (len(months), months[0], months[-1]) == (13, first, last)
    assert all(1 <= one % 100 <= 12 for one in months)


class SumsAgree(TestCase):
    """Whatever people a county has, its units add up to it, and both say what the rooms below say."""

    @settings(max_examples=8, deadline=None)
    @given(
        st.lists(
            st.tuples(st.integers(0, 2), st.booleans(), st.booleans(), st.booleans(), st.integers(0, 600)),
            min_size=0, max_size=9,
        )
    )  # fmt: skip
    def test_units_add_up_to_their_county(self, people: list[tuple[int, bool, bool, bool, int]]) -> None:
        units = [make_unit("HUA") for _number in range(3)]
        for place, trained, booked, insured, minutes in people:
            person = make_enrolment(units[place]).volunteer
            if trained:
                make_training(person, "BASIC")
                make_training(person, "SP_SOCIAL")
            if booked:
                make_book(person, units[place])
            if insured:
                make_cover(person, units[place])
            if minutes:
                month(units[place], person, 202605, minutes)
        counting.count(county("HUA"), now=NOW)
        rows = list(UnitCount.objects.filter(unit__county="HUA"))
        kept = CountyMonth.objects.get(county="HUA", month=202606)
        assert {name: sum(getattr(row, name) for row in rows) for name in FIGURES} == kept.figures
        months = UnitMonth.objects.filter(unit__in=units, month=202606)
        assert {name: sum(getattr(row, name) for row in months) for name in SHARED} == {
            name: kept.figures[name] for name in SHARED
        }
        assert kept.figures["joined"] == len(people)
        assert kept.units == 3
        minutes = CountyMonth.objects.get(county="HUA", month=202605).minutes
        assert minutes == sum(one[4] for one in people) == sum(row.months.get("202605", 0) for row in rows)
        told = results.count([unit.pk for unit in units], dt.date(2026, 5, 1), dt.date(2026, 6, 10))
        whole = sum(told.values(), Counter[str]())
        assert kept.figures["joined"] == whole["people"]
        assert kept.figures["joined"] - kept.figures["lacks_book"] == whole["books"]
        assert kept.figures["joined"] - kept.figures["lacks_cover"] == whole["insured"]
        gaps = lacking.find(Enrolment.objects.filter(unit__in=units), on=ON).gaps
        assert kept.figures["lacks_training"] == len({gap.enrolment for gap in gaps if gap.codes})


@pytest.mark.django_db
def test_counting_again_puts_right_what_has_changed_and_keeps_the_months_before() -> None:
    unit = make_unit()
    person = make_trained(unit)
    serve(unit, person, dt.date(2026, 5, 2), 180)
    counting.count(unit.county, now=NOW)
    assert UnitCount.objects.get(unit=unit).joined == 1
    july = dt.datetime(2026, 7, 1, 1, 0, tzinfo=dt.UTC)
    Enrolment.objects.update(left_on=dt.date(2026, 6, 20))
    ServiceMonth.objects.update(counted=120)
    counting.count(unit.county, now=july)
    kept = UnitCount.objects.get(unit=unit)
    assert (kept.joined, kept.months, kept.counted_at) == (0, {"202605": 120}, july)
    months = {one.month: one for one in CountyMonth.objects.filter(county="TTT")}
    assert months[202606].figures["joined"] == 1, "who was there in June is not counted again"
    assert (months[202607].figures["joined"], months[202605].minutes) == (0, 120)
    assert months[202605].figures == {}, "nobody counted in May"
    assert months[202606].counted_at == NOW, "a month's people keep the moment of their count"


@pytest.mark.django_db
def test_a_unit_keeps_its_months_as_they_were_and_no_more_than_are_shown() -> None:
    unit, other = make_unit("TTT"), make_unit("HUA")
    for one in (unit, other):
        make_enrolment(one)
    june = dt.datetime(2025, 6, 30, 1, 0, tzinfo=dt.UTC)
    for moment in (june, june + dt.timedelta(hours=2)):
        counting.count(unit.county, now=moment)
    counting.count(other.county, now=june)
    make_enrolment(unit)
    counting.count(unit.county, now=dt.datetime(2026, 6, 30, 1, 0, tzinfo=dt.UTC))

    def kept(one: Unit) -> list[tuple[int, int, dt.date]]:
        return list(UnitMonth.objects.filter(unit=one).order_by("month").values_list("month", "joined", "on"))

    assert kept(unit) == [(202506, 1, dt.date(2025, 6, 30)), (202606, 2, dt.date(2026, 6, 30))]
    counting.count(unit.county, now=dt.datetime(2026, 7, 1, 1, 0, tzinfo=dt.UTC))
    assert [one[0] for one in kept(unit)] == [202606, 202607], "what no page shows any more is not kept"
    assert [one[0] for one in kept(other)] == [202506], "another county's months are put right with its own count"


@pytest.mark.django_db
def test_months_that_nobody_counted_are_filled_in_from_the_register_and_the_others_stay() -> None:
    unit = make_unit("TTT")
    first, second = (make_enrolment(unit) for _number in range(2))
    Enrolment.objects.filter(pk=second.pk).update(joined_on=dt.date(2026, 5, 1))
    make_cover(first.volunteer, unit, starts_on=dt.date(2026, 5, 31))
    counting.count(unit.county, now=dt.datetime(2026, 4, 20, 1, 0, tzinfo=dt.UTC))
    Enrolment.objects.filter(pk=first.pk).update(joined_on=dt.date(2026, 3, 31))
    out = StringIO()
    call_command("count_register", now="2026-06-10T14:00+08:00", months=4, stdout=out)
    kept = {
        row.month: (row.joined, row.lacks_cover, row.on)
        for row in UnitMonth.objects.filter(unit=unit).order_by("month")
    }
    assert kept == {
        202603: (1, 1, dt.date(2026, 3, 31)), 202604: (1, 1, dt.date(2026, 4, 20)),
        202605: (2, 1, dt.date(2026, 5, 31)), 202606: (2, 1, ON),
    }  # fmt: skip
    months = {row.month: row for row in CountyMonth.objects.filter(county="TTT", on__isnull=False)}
    assert {month: row.figures["joined"] for month, row in months.items()} == {
        202602: 0, 202603: 1, 202604: 1, 202605: 2, 202606: 2
    }  # fmt: skip
    assert UnitCount.objects.get(unit=unit).on == ON, "the last count stays the last"
    told = list(CountyMonth.objects.order_by("pk").values_list("county", "month", "figures", "on"))
    assert past.fill_in(months=4, now=NOW) == 0
    assert list(CountyMonth.objects.order_by("pk").values_list("county", "month", "figures", "on")) == told


@pytest.mark.parametrize("months", [-1, 13])
def test_no_more_months_are_filled_in_than_are_shown(months: int) -> None:
    with pytest.raises(CommandError) as refused:
        call_command("count_register", months=months)
    assert refused.value.returncode == 2
    assert "0 到 12" in str(refused.value)


@pytest.mark.django_db
def test_counting_takes_as_many_questions_with_three_people_as_with_one() -> None:
    unit = make_unit()
    make_trained(unit)
    counting.count(unit.county, now=NOW)
    with CaptureQueriesContext(connection) as few:
        counting.count(unit.county, now=NOW)
    for _number in range(2):
        other = make_unit()
        make_trained(other)
        make_enrolment(other)
    with CaptureQueriesContext(connection) as many:
        counting.count(unit.county, now=NOW)
    assert len(many) == len(few)


@pytest.mark.django_db
def test_the_database_refuses_steps_that_go_up_and_gaps_of_nobody() -> None:
    unit = make_unit()
    for wrong in ({"trained": 1}, {"joined": 1, "trained": 1, "booked": 2}, {"lacks_cover": 1}):
        with pytest.raises(IntegrityError), transaction.atomic():
            UnitCount.objects.create(unit=unit, on=ON, counted_at=NOW, **wrong)
    for wrong in ({"lacks_training": 1}, {"lacks_book": 1}, {"lacks_cover": 1}):
        with pytest.raises(IntegrityError), transaction.atomic():
            UnitMonth.objects.create(unit=unit, month=202606, on=ON, **wrong)
    UnitMonth.objects.create(unit=unit, month=202606, on=ON, joined=1, lacks_cover=1)
    with pytest.raises(IntegrityError), transaction.atomic():
        UnitMonth.objects.create(unit=unit, month=202606, on=ON)


@pytest.mark.django_db
def test_counts_stand_behind_the_wall_of_the_units() -> None:
    mine, other = make_unit("TTT", "social"), make_unit("TTT", "health")
    far = make_unit("HUA", "social")
    for code in ("TTT", "HUA"):
        counting.count(county(code), now=NOW)
    coordinator = make_user(None)
    give(coordinator, Role.UNIT_COORDINATOR, organisation=mine.organisation)
    authority = make_user(None)
    give(authority, Role.AUTHORITY_OFFICER, "TTT", sector="社會福利類")

    def seen(user: object) -> set[int]:
        found = set(UnitCount.objects.visible_to(user).values_list("unit", flat=True))
        assert found == set(UnitMonth.objects.visible_to(user).values_list("unit", flat=True))
        return found

    assert seen(make_user(Role.ASSOCIATION, None)) == {mine.pk, other.pk, far.pk}
    assert seen(make_user(Role.COUNTY_OFFICER, "TTT")) == {mine.pk, other.pk}
    assert seen(authority) == {mine.pk}
    assert seen(coordinator) == {mine.pk}
    assert seen(make_user(Role.VOLUNTEER, "TTT")) == set()
    assert (
        CountyMonth.objects.visible_to(make_user(Role.COUNTY_OFFICER, "TTT")).values("county").distinct().count() == 1
    )
    for user in (authority, coordinator):
        assert not CountyMonth.objects.visible_to(user).exists(), "a county's sums are nobody's who sees a part of it"


@pytest.mark.django_db
def test_the_command_counts_every_county_and_refuses_in_one_line() -> None:
    make_trained(make_unit("PEN"))
    out = StringIO()
    call_command("count_register", now="2026-06-10T14:00+08:00", stdout=out)
    assert out.getvalue() == "統計了 1 個單位。\n"
    assert CountyMonth.objects.filter(month=202606).count() == County.objects.count() == 22
    with pytest.raises(CommandError) as refused:
        call_command("count_register", every=0)
    assert "1 到 168" in str(refused.value)
    assert Training.objects.exists()
