"""People, teams and findings for awards: what is not said is boring and fulfils nothing by itself."""

import datetime as dt
from typing import Any

from volunteers.rules.award_books import awards, disputes, statement_key
from volunteers.rules.award_facts import Family, Given, Person, Place, Served, Statement, Stay, Subject, Team
from volunteers.rules.award_judging import Assessment, Outcome, judge, readings_of

D = dt.date
ON = D(2026, 6, 30)
FULFILLED = (Outcome.ELIGIBLE, Outcome.CANDIDATE)


def place(unit: int = 1, county: str = "TPE", category: str = "social", *, public: bool = False) -> Place:
    return Place(unit, county, category, public)


def served(
    hours: float, first: dt.date, last: dt.date | None = None, at: Place | None = None, category: str = ""
) -> Served:
    where = at or place()
    return Served(where, category or where.category, first, last or first, round(hours * 60))


def person(
    *, start: dt.date | None = None, left: dt.date | None = None, hours: float = 0, at: Place | None = None, **more: Any
) -> Person:
    """Somebody in one unit from `start`, who served all of her hours on one day of last year."""
    where = at or place()
    values: dict[str, Any] = {"has_book": True}
    if start is not None:
        values |= {"stays": (Stay(where, start, left),), "trained_on": start}
    if hours:
        values["served"] = (served(hours, D(2025, 7, 1), at=where),)
    return Person(**(values | more))


def said(code: str, **keys: bool) -> dict[str, Statement]:
    """Statements for an award, by their keys."""
    return {statement_key(code, key): Statement(holds, D(2026, 1, 5)) for key, holds in keys.items()}


def everything_said(code: str) -> dict[str, Statement]:
    """Whatever can be stated for an award, stated."""
    from volunteers.rules.award_terms import Kind, leaves

    keys = {leaf.key for leaf in leaves(awards()[code].rule) if leaf.kind is Kind.STATED}
    return {key: Statement(True, D(2026, 1, 5)) for key in keys}


def assess(code: str, subject: Subject, on: dt.date = ON, **readings: str) -> Assessment:
    return judge(awards()[code], subject, on, readings_of(disputes(), readings))


def fulfils(code: str, subject: Subject, on: dt.date = ON, **readings: str) -> bool:
    return assess(code, subject, on, **readings).outcome in FULFILLED


def given(code: str, on: dt.date, **more: Any) -> Given:
    return Given(code, on, **more)


def team(members: int = 20, *, years: int | None = 5, on: dt.date = ON, **more: Any) -> Team:
    """A team of Taipei's social affairs that came into being so many years before `on`, to the day."""
    formed = None if years is None else D(on.year - years, on.month, on.day) + dt.timedelta(days=1)
    values: dict[str, Any] = {"key": 1, "place": place(), "formed_on": formed, "is_exact": True}
    return Team(members=members, **(values | more))


def family(*members: Person, **more: Any) -> Family:
    return Family(members, **more)
