"""One truth: what indicators count of a county on a year's last day is what its results reports say of that day."""

import datetime as dt

import pytest

from actionplans.kpis import measures
from foundation.audit.trail import SYSTEM
from tests.makers.results import make_accepted
from tests.makers.volunteers import make_book, make_cover, make_enrolment, make_unit, make_volunteer
from volunteers.models import Enrolment
from volunteers.persons import people
from volunteers.reporting import summing, totals
from volunteers.reporting.totals import Scope

pytestmark = pytest.mark.django_db
LAST = dt.date(2025, 12, 31)
AFTER = dt.datetime(2026, 3, 20, 2, 0, tzinfo=dt.UTC)


@pytest.mark.parametrize("left", [dt.date(2025, 12, 30), LAST, dt.date(2026, 1, 1)])
def test_indicators_and_results_give_the_same_number_to_the_same_question(left: dt.date) -> None:
    one, two = make_unit("HUA"), make_unit("HUA")
    # In both units, in one of them, too young, 65 on the very day, gone around the last day.
    both = make_volunteer(born_on=dt.date(1960, 12, 31))
    for unit in (one, two):
        make_enrolment(unit, both)
        make_cover(both, unit)
    make_enrolment(one, make_volunteer(born_on=dt.date(1961, 1, 1)))
    gone = make_enrolment(two, make_volunteer(born_on=dt.date(1950, 3, 1)))
    make_enrolment(one, on=dt.date(2026, 1, 1))
    make_book(both, one)
    people.leave(enrolment=gone, on=left, why="搬家", by=SYSTEM, now=AFTER)
    for unit in (one, two):
        make_accepted(unit, now=AFTER)
    made = summing.close_authority(
        authority=one.authority, county=one.county, year=2025, term="year", by=SYSTEM, now=AFTER
    )

    def figure(name: str) -> int:
        return int(measures.figure(name, one.county, on=LAST))

    assert made.distinct["people"] == figure("volunteers") == (3 if left >= LAST else 2)
    assert made.distinct["books"] == figure("book_holders") == 1
    assert made.distinct["insured"] == figure("insured") == 1
    assert figure("to_be_insured") == figure("volunteers")
    # A trait is told by unit: she who serves in two is in both, and nobody else is twice.
    assert Enrolment.objects.filter(volunteer=both).count() == 2
    assert totals.read(year=2025, scope=Scope("HUA"))["age_65"] - 1 == figure("seniors")
