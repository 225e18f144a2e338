"""The list of volunteers: what its kept questions find is what the ordinary one finds, and nobody beyond the wall."""

import datetime as dt
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from foundation.accounts.models import User
from tests.makers.accounts import make_user
from tests.makers.volunteers import make_enrolment, make_unit, make_volunteer
from volunteers.models import Enrolment, Volunteer
from volunteers.persons import listing, searching
from volunteers.persons.listing import People

pytestmark = pytest.mark.django_db
ON = dt.date(2026, 11, 21)


@pytest.fixture
def officer() -> Any:
    """Of Taitung, where four people are or were; one of Hualien has the same name."""
    here, other = make_unit(county="TTT"), make_unit(county="TTT")
    for number, name in enumerate(("林素珠", "林素美", "陳大文"), 1):
        one = make_volunteer(name, number="A123456789" if number == 1 else None)
        numbered(make_enrolment(here, one), number=f"T{number:03}")
    numbered(make_enrolment(other, one), number="X9")
    numbered(make_enrolment(other, make_volunteer("林%_")), number="100%", left_on=dt.date(2026, 3, 1))
    numbered(make_enrolment(make_unit(county="HUA"), make_volunteer("林素珠")), number="T001")
    return make_user("county_officer", county="TTT")


def numbered(one: Enrolment, **values: Any) -> None:
    Enrolment.objects.filter(pk=one.pk).update(**values)


@pytest.mark.parametrize(
    "text",
    ["", "林", "林素", "Ｔ００１", "t002", "A123456789", "A123456788", "林%", "%", "_", "100%", "C1234567", "誰"],
)
@pytest.mark.parametrize("in_unit", [False, True])
def test_it_finds_what_the_ordinary_question_finds(officer: User, text: str, in_unit: bool) -> None:
    mine = Enrolment.objects.visible_to(officer)
    unit = mine.order_by("pk").values_list("unit", flat=True)[0] if in_unit else None
    there = mine.filter(unit=unit).on(ON) if in_unit else mine
    rows = searching.find(Volunteer.objects.living().filter(enrolments__in=there), text).distinct()
    expected = [(one.pk, one.name, one.key, one.identity_shown) for one in rows.order_by("name_key", "pk")]
    for _time in range(2):
        people = People(officer, text, unit, ON)
        found = people[0:50]
        assert [(one.pk, one.name, one.key, one.identity_shown) for one in found] == expected
        assert people.count() == len(expected)
        for one in found:
            names = [each.unit.name for each in mine.on(ON).filter(volunteer=one.pk)]
            assert one.units == names
    there = Enrolment.objects.filter(volunteer__in=[one.pk for one in found])
    assert not there.filter(unit__county="HUA").exists()


def test_a_page_asks_twice_whoever_stands_on_it(officer: User, monkeypatch: pytest.MonkeyPatch) -> None:
    for text in ("", "陳"):
        People(officer, text, None, ON)[0:50]
        with CaptureQueriesContext(connection) as asked:
            found = People(officer, text, None, ON)[0:50]
        assert len(asked) == 2, text
        assert found
    whole = People(officer, "", None, ON)[0:50]
    monkeypatch.setattr(listing, "PLACES", (1, 2))
    again = People(officer, "", None, ON)[0:50]
    assert [(one.pk, one.units) for one in again] == [(one.pk, one.units) for one in whole]
    assert [one.pk for one in People(officer, "", None, ON)[1:3]] == [one.pk for one in whole[1:3]]


@pytest.mark.skipif(connection.vendor != "sqlite", reason="PostgreSQL keeps its statistics itself")
@pytest.mark.parametrize("analysed", [False, True], ids=["no statistics", "those of an emptier day"])
def test_each_person_is_looked_for_by_her_own_rows(officer: User, analysed: bool) -> None:
    """Never through all units of a county for each of its people (12.6 s to count 78,633 of them in 1,000 units)."""
    with connection.cursor() as cursor:
        # Of the seven people and four units that stand here.
        cursor.execute("ANALYZE")
        if not analysed:
            cursor.execute("DELETE FROM sqlite_stat1")
        cursor.execute("ANALYZE sqlite_schema")  # read the statistics again
    for text, way in (
        ("", "SCAN volunteers_volunteer USING INDEX volunteers_volunteer_name_key"),
        ("林", "SEARCH volunteers_volunteer USING INDEX volunteers_volunteer_name_key"),
        ("T001", "MULTI-INDEX OR"),
    ):
        people = People(officer, text, None, ON)
        people.count()  # her rights are known from here on
        page, names, count = plans_of(lambda people=people: (people[0:50], people.count()))
        if not analysed:  # of seven people, known to be seven, going through all of them is a short way as well
            assert page[0].startswith(way), (text, page)
            assert names[0].startswith("SEARCH volunteers_enrolment USING INDEX volunteers_enrolment_volunteer_"), names
        for plan in (page, count):
            assert not [line for line in plan if "county_id" in line or "(unit_id" in line], (text, plan)
            assert [line for line in plan if "enrolment" in line and "(volunteer_id=?" in line], (text, plan)


def plans_of(work: Any) -> list[list[str]]:
    """How SQLite answers each question that the work asks."""
    with CaptureQueriesContext(connection) as asked:
        work()
    with connection.cursor() as cursor:
        plans = []
        for one in asked.captured_queries:
            cursor.execute("EXPLAIN QUERY PLAN " + one["sql"].replace("%", "%%"))
            plans.append([row[3] for row in cursor.fetchall()])
    return plans
