"""The conditions that are asked of a person, each with what it finds."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Callable, Iterable
from dataclasses import replace
from functools import lru_cache
from typing import Any

from foundation.taiwan.ages import SENIOR

from . import award_years
from .award_facts import Given, Person, Statement
from .award_findings import Answer, Evidence, Finding, yes_or_no
from .award_terms import Kind, Leaf, Scope

PACE_MONTHS = 6
FARTHEST = 600
"""Months beyond which no day is foretold: nobody goes on at one pace for fifty years."""
HOUR = 60
HOURS, YEARS = "hours", "years"
"""By which a person keeps what was reckoned of her."""
DAY = dt.timedelta(days=1)
CARD = "TW_MOHW_HONOR_CARD"
YES, NO, UNKNOWN = Answer.YES, Answer.NO, Answer.UNKNOWN
NOBODY, NEVER = "nobody has stated it", "never received"
"""By which a condition keeps what it finds of everybody of whom that is so."""


def judge_leaf(leaf: Leaf, person: Person, on: dt.date, scope: Scope) -> Finding:
    """What is found of one condition of one person."""
    judged = _JUDGED.get(leaf.kind)
    return Finding(leaf.kind, UNKNOWN, UNKNOWN, leaf=leaf) if judged is None else judged(leaf, person, on, scope)


def known(leaf: Leaf, holds: bool | None, *, supplied: bool = False) -> Finding:
    """Yes or no where it is known; what somebody will supply keeps nobody from being a candidate."""
    found = leaf.said.get((holds, supplied))
    if found is None:
        answer, plain = (UNKNOWN, YES if supplied else UNKNOWN) if holds is None else (yes_or_no(holds),) * 2
        found = leaf.said[holds, supplied] = Finding(leaf.kind, answer, plain, leaf=leaf)
    return found


def stated(leaf: Leaf, statement: Statement | None) -> Finding:
    """What people have stated; until they have, discretion is no, and anything else is to be supplied."""
    if statement is not None:
        answer = yes_or_no(statement.holds)
        return Finding(leaf.kind, answer, answer, leaf=leaf, day=statement.on)
    found = leaf.said.get(NOBODY)
    if found is None:
        found = leaf.said[NOBODY] = Finding(leaf.kind, UNKNOWN, yes_or_no(not leaf.exception), leaf=leaf)
    return found


def received(leaf: Leaf, given: Iterable[Given], on: dt.date) -> Finding:
    """Whether one of these awards was received; or was not, within so many years or ever."""
    days = [one.on for one in given if one.award in leaf.awards and one.on <= on]
    if not days:
        return _never_received(leaf)
    latest = max(days)
    if leaf.kind is Kind.RECEIVED:
        return Finding(leaf.kind, YES, YES, leaf=leaf, day=latest)
    free = None if leaf.within is None else award_years.term_end(latest, leaf.within)
    answer = yes_or_no(free is not None and free <= on)
    return Finding(leaf.kind, answer, answer, None if answer is YES else free, leaf=leaf, day=latest)


def _never_received(leaf: Leaf) -> Finding:
    found = leaf.said.get(NEVER)
    if found is None:
        answer = yes_or_no(leaf.kind is not Kind.RECEIVED)
        found = leaf.said[NEVER] = Finding(leaf.kind, answer, answer, leaf=leaf)
    return found


def window(leaf: Leaf, person: Person, on: dt.date) -> tuple[dt.date | None, dt.date, bool]:
    """From when to when service counts for a condition, and whether that is known."""
    match leaf.window:
        case "year":
            return dt.date(on.year, 1, 1), on, True
        case "age":
            born = person.born_on
            return (None, on, False) if born is None else (award_years.month_of_age(born, SENIOR), on, True)
        case "award":
            days = [one.on for one in person.given if one.award in leaf.awards and one.on <= on]
            return (max(days) + DAY, on, True) if days else (None, on, False)
        case "card":
            return _card_window(leaf, person, on)
    return None, on, True


def _card_window(leaf: Leaf, person: Person, on: dt.date) -> tuple[dt.date | None, dt.date, bool]:
    cards = [one for one in person.given if one.award == CARD and one.on <= on]
    if not cards:
        return person.trained_on, on, person.trained_on is not None
    last = max(cards, key=lambda one: one.on)
    if leaf.how == "before_expiry":
        if last.valid_until is None:
            return None, on, False
        return award_years.years_before(last.valid_until, 3) + DAY, min(on, last.valid_until), True
    if leaf.how == "after_card_began":
        return last.valid_from, on, last.valid_from is not None
    day = last.counted_until
    return (None, on, False) if day is None else (day + DAY, on, True)


def _hours(leaf: Leaf, person: Person, on: dt.date, scope: Scope) -> Finding:
    since, until, is_known = window(leaf, person, on)
    asked = (leaf.least or 0) * HOUR
    key = HOURS, scope, since, until, is_known, on
    sums = person.reckoned.get(key)
    if sums is None:
        sums = person.reckoned[key] = _minutes(person, scope, since, until, is_known, on)
    sure, maybe, recent, evidence = sums
    answer = YES if sure >= asked else UNKNOWN if sure + maybe >= asked else NO
    reach = None
    if answer is NO and recent > 0 and until == on:
        months = -(-(asked - sure) * PACE_MONTHS // recent)
        reach = award_years.months_after(on, months) if months <= FARTHEST else None
        if leaf.window == "year" and reach is not None and reach.year != on.year:
            reach = None
    return Finding(
        leaf.kind, answer, answer, reach, leaf, sure, sure + maybe if maybe else None, since=since, until=until,
        pace=recent // PACE_MONTHS or None, evidence=evidence,
    )  # fmt: skip


Minutes = tuple[int, int, int, tuple[Evidence, ...]]


def _minutes(
    person: Person, scope: Scope, since: dt.date | None, until: dt.date, is_known: bool, on: dt.date
) -> Minutes:
    """The minutes that count for certain, those that may count, those of the months a pace is told from; and units."""
    sure = maybe = recent = 0
    by_unit: dict[int, int] = defaultdict(int)
    pace_from, pace_to = pace_window(on)
    for one in person.served:
        covered = scope.covers(one.place, one.category)
        if covered is False or one.first > until or (since is not None and one.last < since):
            continue
        whole = one.last <= until and (since is None or one.first >= since)
        if covered and whole and is_known:
            sure += one.minutes
            by_unit[one.place.unit] += one.minutes
        else:
            maybe += one.minutes
        if covered and pace_from <= one.first < pace_to:
            recent += one.minutes
    return sure, maybe, recent, tuple(Evidence(unit, minutes) for unit, minutes in sorted(by_unit.items()))


@lru_cache(maxsize=64)
def pace_window(on: dt.date) -> tuple[dt.date, dt.date]:
    """The six whole months before a day's month: from the first day of the first to the day after the last."""
    this = on.replace(day=1)
    return award_years.months_after(this, -PACE_MONTHS), this


def _years(leaf: Leaf, person: Person, on: dt.date, scope: Scope) -> Finding:
    since, until, is_known = window(leaf, person, on)
    unbroken = leaf.how == "unbroken"
    key = YEARS, scope, since, until, is_known
    known_of_her = person.reckoned.get(key)
    if known_of_her is None:
        known_of_her = person.reckoned[key] = _stretches(person, scope, since, until, is_known)
    stretches, every, days, evidence = known_of_her
    asked = leaf.least or 0
    full = award_years.full_years(stretches, unbroken=unbroken)
    answer, most = yes_or_no(full >= asked), None
    if answer is NO and every is not None:
        most = award_years.full_years(every, unbroken=unbroken)
        answer = UNKNOWN if most >= asked else NO
    if leaf.window == "award" and since is None:
        answer, most = NO, None
    reach = None
    if answer is NO and until == on:
        reach = award_years.reached_on(stretches, asked, on, unbroken=unbroken)
    return Finding(
        leaf.kind, answer, answer, reach, leaf, full, most, since=since, until=until, of=days, evidence=evidence
    )  # fmt: skip


Stretches = tuple[list[award_years.Period], list[award_years.Period] | None, int, tuple[Evidence, ...]]


def _stretches(person: Person, scope: Scope, since: dt.date | None, until: dt.date, is_known: bool) -> Stretches:
    """The stretches that count for certain; those with what may count, None where nothing may; their days; evidence."""
    sure: list[tuple[dt.date, dt.date | None]] = []
    maybe: list[tuple[dt.date, dt.date | None]] = []
    for stay in person.stays:
        covered = scope.covers(stay.place)
        if covered is False:
            continue
        (sure if covered and is_known else maybe).append((stay.first, stay.last))
    stretches = award_years.joined(sure, until, since)
    every = award_years.joined(sure + maybe, until, since) if maybe else None
    evidence = tuple(Evidence(0, None, first, last) for first, last in stretches)
    return stretches, every, award_years.days(stretches), evidence


def _age(leaf: Leaf, person: Person, on: dt.date, scope: Scope) -> Finding:
    if person.born_on is None:
        return known(leaf, None)
    day = award_years.of_age(person.born_on, leaf.least or 0)
    answer = yes_or_no(day <= on)
    return Finding(leaf.kind, answer, answer, None if day <= on else day, leaf=leaf, day=person.born_on)


def _serving(leaf: Leaf, person: Person, on: dt.date, scope: Scope) -> Finding:
    found: set[bool | None] = set()
    for stay in person.stays:
        if stay.first <= on <= (stay.last or on):
            found.add(scope.covers(stay.place))
    holds = True if True in found else None if None in found else False
    return known(leaf, holds)


def _carded(leaf: Leaf, person: Person, on: dt.date, scope: Scope) -> Finding:
    places = {stay.place for stay in person.stays} if person.carded else ()
    held = any(place.unit in person.carded and scope.covers(place) is not False for place in places)
    return known(leaf, held or None, supplied=True)


def _paper(leaf: Leaf, person: Person, on: dt.date, scope: Scope) -> Finding:
    held = None if person.papers is None else leaf.key in person.papers or None
    return known(leaf, held, supplied=True)


def _graded(leaf: Leaf, person: Person, on: dt.date, scope: Scope) -> Finding:
    if person.grade is None:
        return known(leaf, None)
    return replace(known(leaf, person.grade <= (leaf.within or 1)), value=person.grade)


def _trained(leaf: Leaf, person: Person, on: dt.date, scope: Scope) -> Finding:
    return known(leaf, person.trained_on is not None and person.trained_on <= on)


# By a table: a value's name is looked up each time it is compared, and one page asks three hundred conditions.
_JUDGED: dict[Any, Callable[[Leaf, Person, dt.date, Scope], Finding]] = {
    Kind.HOURS: _hours,
    Kind.YEARS: _years,
    Kind.AGE: _age,
    Kind.STUDENT: lambda leaf, person, on, scope: known(leaf, person.is_student),
    Kind.BOOK: lambda leaf, person, on, scope: known(leaf, person.has_book),
    Kind.TRAINED: _trained,
    Kind.PHOTO: lambda leaf, person, on, scope: known(leaf, person.has_photo or None, supplied=True),
    Kind.SERVING: _serving,
    Kind.CARD: _carded,
    Kind.PAPER: _paper,
    Kind.GRADE: _graded,
    Kind.STATED: lambda leaf, person, on, scope: stated(leaf, person.statements.get(leaf.key)),
    Kind.RECEIVED: lambda leaf, person, on, scope: received(leaf, person.given, on),
    Kind.NOT_RECEIVED: lambda leaf, person, on, scope: received(leaf, person.given, on),
}
