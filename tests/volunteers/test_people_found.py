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
