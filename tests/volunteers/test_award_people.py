"""Test people for every award: below, at and above each of its numbers, typed from the handbook and the rules.

The numbers stand here once more, apart from the books: a threshold that is wrong there disagrees with this table.
"""

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Any

import pytest

from tests.makers.awards import (
    D,
    assess,
    everything_said,
    family,
    fulfils,
    given,
    person,
    place,
    served,
    team,
)
from volunteers.rules import award_years
from volunteers.rules.award_books import awards
from volunteers.rules.award_facts import Person, Place, Stay, Team
from volunteers.rules.award_judging import Outcome

ON = D(2026, 6, 30)
DAY = dt.timedelta(days=1)
MINUTE = 1 / 60
PUBLIC = {"public": True}


@dataclass(frozen=True)
class Asked:
    """What a person's award asks, as its sentence has it; None where it names no number."""

    years: int | None
    hours: int | None
    category: str = "social"
    public: bool = False
    unbroken: bool = False
    age: int | None = None
    from_65: bool = False
    book: bool = False
    again_after: int | None = None  # 0: never again
    this_year: bool = False
    county: str = "TPE"
    anywhere: bool = False


PEOPLE: dict[str, Asked] = {
    "TPE_SOC_CONTRIBUTION": Asked(None, 600, again_after=0),
    "TPE_SOC_GOLD_DIAMOND_INDIVIDUAL": Asked(3, 600, again_after=3),
    "TPE_SENIOR_SONGQING": Asked(1, 120, public=True, age=65),
    "TPE_SENIOR_SONGBAI": Asked(3, 360, public=True, age=65),
    "TPE_SENIOR_SONGHE": Asked(5, 600, public=True, age=65),
    "TPE_HEALTH_MODEL_BRONZE": Asked(3, 600, "health", book=True),
    "TPE_HEALTH_MODEL_SILVER": Asked(6, 1200, "health", book=True),
    "TPE_HEALTH_MODEL_GOLD": Asked(10, 2000, "health", book=True),
    "TPE_HEALTH_NEW_RESIDENT": Asked(1, 100, "health", book=True),
    "TPE_HEALTH_SENIOR": Asked(1, 120, "health", age=65, from_65=True, book=True),
    "TPE_HOUSEHOLD_OUTSTANDING": Asked(2, 800, "household", public=True, again_after=3),
    "TPE_LAND_300": Asked(None, 300, "land", public=True, this_year=True),
    "TW_MOHW_HONOR_CARD": Asked(3, 300, book=True, anywhere=True),
    "TW_MOHW_VOL_BRONZE": Asked(None, 3000, again_after=0, anywhere=True),
    "TW_MOHW_VOL_SILVER": Asked(None, 5000, again_after=0, anywhere=True),
    "TW_MOHW_VOL_GOLD": Asked(None, 8000, again_after=0, anywhere=True),
    "TW_MOHW_HW_BRONZE": Asked(None, 1500, "health", again_after=0, anywhere=True),
    "TW_MOHW_HW_SILVER": Asked(None, 2000, "health", again_after=0, anywhere=True),
    "TW_MOHW_HW_GOLD": Asked(None, 2500, "social", again_after=0, anywhere=True),
    "TW_MOI_INTERIOR_BRONZE": Asked(None, 1500, "police", again_after=0, anywhere=True),
    "TW_MOI_INTERIOR_SILVER": Asked(None, 2000, "civil", again_after=0, anywhere=True),
    "TW_MOI_INTERIOR_GOLD": Asked(None, 2500, "land", again_after=0, anywhere=True),
    "TW_MOI_HOUSEHOLD": Asked(2, 800, "household", public=True, unbroken=True, again_after=3, anywhere=True),
    "TW_MOC_CULTURE_INDIVIDUAL": Asked(3, 1500, "culture", unbroken=True, anywhere=True),
    "TW_MOC_CULTURE_BRONZE": Asked(3, 1500, "culture", unbroken=True, again_after=0, anywhere=True),
    "TW_MOC_CULTURE_SILVER": Asked(5, 2000, "culture", unbroken=True, again_after=0, anywhere=True),
    "TW_MOC_CULTURE_GOLD": Asked(7, 2500, "culture", unbroken=True, again_after=0, anywhere=True),
    "TW_MOE_EDU_YOUTH": Asked(2, 200, "education", unbroken=True, again_after=0, anywhere=True),
    "TW_MOE_EDU_BRONZE": Asked(3, 1000, "education", unbroken=True, again_after=0, anywhere=True),
    "TW_MOE_EDU_SILVER": Asked(5, 1500, "education", unbroken=True, again_after=0, anywhere=True),
    "TW_MOE_EDU_GOLD": Asked(7, 2000, "education", unbroken=True, again_after=0, anywhere=True),
    "TW_MOE_EDU_DIAMOND": Asked(10, 3000, "education", unbroken=True, again_after=0, anywhere=True),
    "TW_MOL_LABOR_OUTSTANDING": Asked(3, 300, "labour", book=True, again_after=0, anywhere=True),
    "TW_MOL_LABOR_BRONZE": Asked(3, 300, "labour", book=True, again_after=0, anywhere=True),
    "TW_MOL_LABOR_SILVER": Asked(3, 500, "labour", book=True, again_after=0, anywhere=True),
    "TW_MOL_LABOR_GOLD": Asked(3, 1000, "labour", book=True, again_after=0, anywhere=True),
    "TW_MOL_LABOR_SENIOR_10": Asked(10, 1500, "labour", book=True, again_after=0, anywhere=True),
    "TW_MOL_LABOR_SENIOR_20": Asked(20, 3000, "labour", book=True, again_after=0, anywhere=True),
    "TW_NFA_PHOENIX_ELITE": Asked(5, 1000, "fire", public=True, anywhere=True),
}
# Asked of whoever the body itself has selected: nobody is listed by the machine, and everybody when it is stated.
SELECTED: dict[str, tuple[int | None, int]] = {
    "TW_OCAC_OVERSEAS_EDU": (None, 1500),
    "TW_OCAC_OVERSEAS_EDU_SILVER": (None, 2000),
    "TW_OCAC_OVERSEAS_EDU_GOLD": (None, 2500),
    "TW_JY_COURT_COUNTER": (None, 1500),
    "TW_JY_COURT_COUNTER_SILVER": (None, 2000),
    "TW_JY_COURT_COUNTER_GOLD": (None, 2500),
}
TEAMS: dict[str, dict[str, Any]] = {
    "TPE_SOC_GOLD_DIAMOND_TEAM": {"years": 3, "members": 15, "insured": 100, "booked": 80},
    "TPE_HEALTH_TEAM": {"years": 5, "members": 20, "category": "health"},
    "TPE_HEALTH_SENIOR_TEAM": {"years": 3, "members": 20, "seniors": 50, "category": "health"},
    "TW_MOHW_HW_TEAM": {"years": 3, "members": 20, "again_after": 5},
    "TW_MOC_CULTURE_TEAM": {"years": 3, "members": 30, "category": "culture", "again_after": 3},
    "TW_MOE_EDU_TEAM": {"years": 1, "members": 10, "category": "education", "again_after": 3},
    "TW_MOE_EDU_UNIT": {"years": 3, "members": 30, "category": "education", "again_after": 3},
    "TW_MOL_LABOR_TEAM": {"years": 2, "members": 30, "category": "labour"},
}
FAMILIES: dict[str, dict[str, Any]] = {
    "TPE_SOC_GOLD_DIAMOND_FAMILY": {"years": 3, "hours": 600},
    "TPE_HEALTH_FAMILY": {"years": 2, "hours": 200, "category": "health"},
    "TPE_HEALTH_SENIOR_FAMILY": {"years": None, "hours": 200, "category": "health", "from_65": True},
}
BY_PEOPLE = {
    "TPE_HEALTH_SPECIAL_CARE", "TPE_CIVIL_COURTESY", "TW_MOHW_HW_SPECIAL", "TW_MOC_CULTURE_SPECIAL",
    "TW_MOJ_PROBATION", "TW_MOJ_PROBATION_HIGH", "TW_MOJ_PROBATION_MINISTRY", "TW_MOJ_PROBATION_TEAM",
    "TW_MOJ_CRIME_VICTIM", "TW_MOJ_CRIME_VICTIM_SILVER", "TW_MOJ_CRIME_VICTIM_GOLD", "TW_MOJ_CRIME_VICTIM_TEAM",
    "TW_EY_CONSUMER",
}  # fmt: skip


def test_every_award_of_the_books_has_its_people() -> None:
    assert PEOPLE.keys() | SELECTED.keys() | TEAMS.keys() | FAMILIES.keys() | BY_PEOPLE == awards().keys()
    assert len(awards()) == 69, "the 56 of the reference, with the steps and teams that their rules name"


def _before(code: str) -> tuple[Any, ...]:
    """What has to have been received before."""
    return {
        "TW_MOC_CULTURE_SILVER": (given("TW_MOC_CULTURE_BRONZE", D(2022, 6, 1)),),
        "TW_MOC_CULTURE_GOLD": (given("TW_MOC_CULTURE_SILVER", D(2022, 6, 1)),),
    }.get(code, ())


def somebody(code: str, asked: Asked, *, hours: float | None = None, start: dt.date | None = None) -> Person:
    """Exactly what is asked, to the day and the minute."""
    at = place(1, asked.county, asked.category, public=asked.public)
    first = start or award_years.years_before(ON, asked.years if asked.years is not None else 1) + DAY
    day = D(2026, 1, 5)
    return person(
        start=first, at=at, has_book=asked.book, given=_before(code), is_student=code == "TW_MOE_EDU_YOUTH",
        served=(served(asked.hours if hours is None else hours, day, at=at),),  # type: ignore[arg-type]
        born_on=D(1955, 2, 28) if asked.age else None,
    )  # fmt: skip


def people(code: str, asked: Asked) -> Iterator[tuple[str, Person, bool]]:
    """Ten and more people, and whether each fulfils what a machine can see."""
    exact = somebody(code, asked)
    at = exact.stays[0].place
    hours = asked.hours or 0
    yield "at every number", exact, True
    yield "a minute less", somebody(code, asked, hours=hours - MINUTE), False
    yield "a minute more", somebody(code, asked, hours=hours + MINUTE), True
    yield "299.5 is not 300", somebody(code, asked, hours=hours - 0.5), False
    yield "ten times as much", somebody(code, asked, hours=hours * 10), True
    yield "nothing yet", replace(exact, served=()), False
    wrong = replace(at, category="tourism")
    other = replace(exact, served=tuple(replace(one, place=wrong, category="tourism") for one in exact.served),
                    stays=(Stay(wrong, exact.stays[0].first),))  # fmt: skip
    any_category = code in ("TPE_SOC_CONTRIBUTION", "TPE_SOC_GOLD_DIAMOND_INDIVIDUAL", "TW_MOHW_HONOR_CARD") or (
        code.startswith(("TPE_SENIOR", "TW_MOHW_VOL"))
    )
    yield "in another category", other, any_category
    yield "in another county", _moved(exact, replace(at, county="KHH")), asked.anywhere
    yield "with a private unit", _moved(exact, replace(at, is_public=False)), not asked.public
    if asked.years is not None:
        first = exact.stays[0].first
        yield "a day short", somebody(code, asked, start=first + DAY), False
        yield "a day more", somebody(code, asked, start=first - DAY), True
        leap = replace(exact, stays=(Stay(at, D(2004, 2, 29)),), trained_on=D(2004, 2, 29))
        yield "since a leap day", leap, True
        yield "not a member any more", replace(exact, stays=(Stay(at, first, ON - DAY),)), False
        gap = replace(exact, stays=(Stay(at, D(2003, 1, 1), D(2003, 12, 31)), Stay(at, first + DAY)))
        # Of the card only what came after both trainings counts, of the senior one what came after 65.
        yield "with a gap before", gap, not asked.unbroken and code not in ("TW_MOHW_HONOR_CARD", "TPE_HEALTH_SENIOR")
    if asked.age is not None:
        yield "of 65 today", replace(exact, born_on=D(1961, 6, 30)), not asked.from_65
        yield "of 65 tomorrow", replace(exact, born_on=D(1961, 7, 1)), False
        yield "of unknown age", replace(exact, born_on=None), False
        yield "born on a leap day", replace(exact, born_on=D(1956, 2, 29)), True
    if asked.book:
        yield "without a book", replace(exact, has_book=False), False
    if asked.again_after == 0:
        yield "received long ago", replace(exact, given=(*exact.given, given(code, D(1990, 1, 1)))), False
    elif asked.again_after:
        free = award_years.years_before(ON, asked.again_after)
        yield "received just long enough ago", replace(exact, given=(given(code, free),)), True
        yield "received a day too late", replace(exact, given=(given(code, free + DAY),)), False
    if asked.this_year:
        last = replace(exact, served=(served(hours, D(2025, 12, 1), D(2025, 12, 31), at),))
        yield "all of it last year", last, False
        first_day = replace(exact, served=(served(hours, D(2026, 1, 1), D(2026, 1, 31), at),))
        yield "all of it in January", first_day, True


def _moved(one: Person, at: Place) -> Person:
    return replace(
        one, stays=tuple(replace(stay, place=at) for stay in one.stays),
        served=tuple(replace(each, place=at) for each in one.served),
    )  # fmt: skip


@pytest.mark.parametrize("code", PEOPLE)
def test_people_on_both_sides_of_every_number(code: str) -> None:
    cases = list(people(code, PEOPLE[code]))
    assert len(cases) >= 10
    for name, one, expected in cases:
        found = assess(code, one, ON)
        assert (found.outcome in (Outcome.ELIGIBLE, Outcome.CANDIDATE)) is expected, f"{name}: {found.outcome}"


@pytest.mark.parametrize("code", SELECTED)
def test_who_was_selected_by_the_body_itself(code: str) -> None:
    _years, hours = SELECTED[code]
    for off, expected in ((-MINUTE, False), (0, True), (MINUTE, True), (-0.5, False), (500, True)):
        one = person(start=D(2015, 1, 1), hours=hours + off)
        assert assess(code, one).outcome in (Outcome.BY_PEOPLE, Outcome.NO)
        said = replace(one, statements=everything_said(code), papers=frozenset({
            "performance_certificate", "service_hours_certificate",
        }))  # fmt: skip
        # The register cannot tell this service from other service: hours are sure to be too few, or not known.
        outcome = assess(code, said).outcome
        assert outcome is (Outcome.UNKNOWN if expected else Outcome.NO), f"{off}: {outcome}"
        again = replace(said, given=(given(code, D(2020, 1, 1)),))
        assert assess(code, again).outcome is Outcome.NO


def teams(asked: dict[str, Any]) -> Iterator[tuple[str, Team, bool]]:
    members, years = asked["members"], asked["years"]
    at = place(category=asked.get("category", "social"))
    whole = {"place": at, "insured": members, "booked": members, "seniors": members}
    exact = team(members, years=years, **whole)
    yield "at every number", exact, True
    yield "one member less", team(members - 1, years=years, **whole), False
    yield "one member more", team(members + 1, years=years, **whole | {"insured": members + 1}), True
    yield "a day too young", replace(exact, formed_on=exact.formed_on + DAY), False  # type: ignore[operator]
    yield "a day older", replace(exact, formed_on=exact.formed_on - DAY), True  # type: ignore[operator]
    yield "of unknown age", replace(exact, formed_on=None), False
    yield "known to be no younger", replace(exact, is_exact=False), True
    young = replace(exact, formed_on=ON, is_exact=False)
    yield "known since today only", young, False
    yield "of nobody", team(0, years=years, place=at), False
    yield "in another category", replace(exact, place=place(category="tourism")), "category" not in asked
    if "insured" in asked:
        yield "one not insured", replace(exact, insured=members - 1), False
        yield "a book too few", replace(exact, booked=members * 4 // 5 - 1), False
        yield "just enough books", replace(exact, booked=members * 4 // 5), True
    if "seniors" in asked:
        yield "just half", replace(exact, seniors=members // 2), True
        yield "one too few", replace(exact, seniors=members // 2 - 1), False
        yield "one whose age nobody knows", replace(exact, seniors=members // 2 - 1, ages_unknown=1), False
    if "again_after" in asked:
        free = award_years.years_before(ON, asked["again_after"])
        yield "received long enough ago", replace(exact, given=(given(asked["code"], free),)), True
        yield "received a day too late", replace(exact, given=(given(asked["code"], free + DAY),)), False


@pytest.mark.parametrize("code", TEAMS)
def test_teams_on_both_sides_of_every_number(code: str) -> None:
    cases = list(teams(TEAMS[code] | {"code": code}))
    assert len(cases) >= 10
    for name, one, expected in cases:
        if name == "in another category" and code == "TW_MOHW_HW_TEAM":
            expected = False
        assert fulfils(code, one, ON) is expected, f"{name}: {assess(code, one, ON).outcome}"


def test_what_is_not_known_of_a_team_is_not_no() -> None:
    at = place(category="health")
    young = team(20, place=at, formed_on=ON, is_exact=False)
    assert assess("TPE_HEALTH_TEAM", young, ON).outcome is Outcome.UNKNOWN
    assert assess("TPE_HEALTH_TEAM", replace(young, is_exact=True), ON).outcome is Outcome.NOT_YET
    half = team(20, years=3, place=at, seniors=9, ages_unknown=1)
    assert assess("TPE_HEALTH_SENIOR_TEAM", half, ON).outcome is Outcome.UNKNOWN
    assert assess("TPE_SOC_GOLD_DIAMOND_TEAM", team(0, years=3), ON).outcome is not Outcome.ELIGIBLE


@pytest.mark.parametrize("code", FAMILIES)
def test_families_on_both_sides_of_every_number(code: str) -> None:
    asked = FAMILIES[code]
    at = place(category=asked.get("category", "social"))
    first = award_years.years_before(ON, asked["years"] or 5) + DAY
    values: dict[str, Any] = {"born_on": D(1955, 6, 1)}
    one = person(start=first, hours=asked["hours"], at=at, **values)
    short = person(start=first, hours=asked["hours"] - MINUTE, at=at, **values)
    late = person(start=first + DAY, hours=asked["hours"], at=at, **values)
    bookless = replace(one, has_book=False)
    young = replace(one, born_on=D(1970, 1, 1))
    cases = [
        ((one, one), True), ((one,), False), ((), False), ((one, one, one), True), ((one, short), False),
        ((short, one), False), ((short, short), False), ((one, late), asked["years"] is None),
        ((one, bookless), False), ((one, young), "from_65" not in asked), ((one, one, short), False),
    ]  # fmt: skip
    assert len(cases) >= 10
    for members, expected in cases:
        found = assess(code, family(*members), ON)
        assert (found.outcome in (Outcome.ELIGIBLE, Outcome.CANDIDATE)) is expected, f"{members}: {found.outcome}"


@pytest.mark.parametrize("code", sorted(BY_PEOPLE))
def test_what_only_people_can_give_is_never_given_by_the_machine(code: str) -> None:
    category = {"TPE_HEALTH_SPECIAL_CARE": "health", "TPE_CIVIL_COURTESY": "civil", "TW_MOHW_HW_SPECIAL": "health"}
    at = place(category=category.get(code, "culture"), public=True)
    for hours in (0.5, 50, 100, 200, 299, 300, 1500, 3000, 20000):
        for years in (1, 5, 12):
            one: Any = person(start=D(2026 - years, 1, 1), hours=hours, at=at)
            if code.endswith("_TEAM"):
                one = team(int(hours) + 1, years=years, place=at)
            outcome = assess(code, one).outcome
            assert outcome in (Outcome.BY_PEOPLE, Outcome.UNKNOWN, Outcome.NO, Outcome.ENDED), f"{hours}: {outcome}"
