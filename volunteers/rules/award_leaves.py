"""The conditions that are asked of a person, each with what it finds."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import replace
from functools import lru_cache

from foundation.taiwan.ages import SENIOR

from . import award_years
from .award_facts import Given, Person, Statement
from .award_findings import Answer, Evidence, Finding, yes_or_no
from .award_terms import Kind, Leaf, Scope

PACE_MONTHS = 6
FARTHEST = 600
"""Months beyond which no day is foretold: nobody goes on at one pace for fifty years."""
HOUR = 60
DAY = dt.timedelta(days=1)
CARD = "TW_MOHW_HONOR_CARD"


def judge_leaf(leaf: Leaf, person: Person, on: dt.date, scope: Scope) -> Finding:
    """What is found of one condition of one person."""
    match leaf.kind:
        case Kind.HOURS:
            return _hours(leaf, person, on, scope)
        case Kind.YEARS:
            return _years(leaf, person, on, scope)
        case Kind.AGE:
            return _age(leaf, person, on)
        case Kind.STUDENT:
            return known(leaf, person.is_student)
        case Kind.BOOK:
            return known(leaf, person.has_book)
        case Kind.TRAINED:
            return known(leaf, person.trained_on is not None and person.trained_on <= on)
        case Kind.PHOTO:
            return known(leaf, person.has_photo or None, supplied=True)
        case Kind.SERVING:
            return _serving(leaf, person, on, scope)
        case Kind.CARD:
            return _carded(leaf, person, scope)
        case Kind.PAPER:
            held = None if person.papers is None else leaf.key in person.papers or None
            return known(leaf, held, supplied=True)
        case Kind.GRADE:
            found = known(leaf, None if person.grade is None else person.grade <= (leaf.within or 1))
            return replace(found, value=person.grade)
        case Kind.STATED:
            return stated(leaf, person.statements.get(leaf.key))
        case Kind.RECEIVED | Kind.NOT_RECEIVED:
            return received(leaf, person.given, on)
    return Finding(leaf.kind, Answer.UNKNOWN, Answer.UNKNOWN, leaf=leaf)


def known(leaf: Leaf, holds: bool | None, *, supplied: bool = False) -> Finding:
    """Yes or no where it is known; what somebody will supply keeps nobody from being a candidate."""
    if holds is None:
        return Finding(leaf.kind, Answer.UNKNOWN, Answer.YES if supplied else Answer.UNKNOWN, leaf=leaf)
    answer = yes_or_no(holds)
    return Finding(leaf.kind, answer, answer, leaf=leaf)


def stated(leaf: Leaf, statement: Statement | None) -> Finding:
    """What people have stated; until they have, discretion is no, and anything else is to be supplied."""
    if statement is None:
        return Finding(leaf.kind, Answer.UNKNOWN, yes_or_no(not leaf.exception), leaf=leaf)
    answer = yes_or_no(statement.holds)
    return Finding(leaf.kind, answer, answer, leaf=leaf, day=statement.on)


def received(leaf: Leaf, given: Iterable[Given], on: dt.date) -> Finding:
    """Whether one of these awards was received; or was not, within so many years or ever."""
    days = [one.on for one in given if one.award in leaf.awards and one.on <= on]
    latest = max(days, default=None)
    if leaf.kind is Kind.RECEIVED:
        answer = yes_or_no(latest is not None)
        return Finding(leaf.kind, answer, answer, leaf=leaf, day=latest)
    free = None if latest is None or leaf.within is None else award_years.term_end(latest, leaf.within)
    answer = yes_or_no(latest is None or (free is not None and free <= on))
    return Finding(leaf.kind, answer, answer, None if answer is Answer.YES else free, leaf=leaf, day=latest)


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
    day = last.counted_until if leaf.how == "after_cutoff" else last.valid_from
    return (None, on, False) if day is None else (day + DAY, on, True)


def _hours(leaf: Leaf, person: Person, on: dt.date, scope: Scope) -> Finding:
    since, until, is_known = window(leaf, person, on)
    asked = (leaf.least or 0) * HOUR
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
    answer = Answer.YES if sure >= asked else Answer.UNKNOWN if sure + maybe >= asked else Answer.NO
    reach = None
    if answer is Answer.NO and recent > 0 and until == on:
        months = -(-(asked - sure) * PACE_MONTHS // recent)
        reach = award_years.months_after(on, months) if months <= FARTHEST else None
        if leaf.window == "year" and reach is not None and reach.year != on.year:
            reach = None
    return Finding(
        leaf.kind, answer, answer, reach, leaf, sure, sure + maybe if maybe else None, since=since, until=until,
        pace=recent // PACE_MONTHS or None,
        evidence=tuple(Evidence(unit, minutes) for unit, minutes in sorted(by_unit.items())),
    )  # fmt: skip


@lru_cache(maxsize=64)
def pace_window(on: dt.date) -> tuple[dt.date, dt.date]:
    """The six whole months before a day's month: from the first day of the first to the day after the last."""
    this = on.replace(day=1)
    return award_years.months_after(this, -PACE_MONTHS), this


def _years(leaf: Leaf, person: Person, on: dt.date, scope: Scope) -> Finding:
    since, until, is_known = window(leaf, person, on)
    unbroken = leaf.how == "unbroken"
    sure: list[tuple[dt.date, dt.date | None]] = []
    maybe: list[tuple[dt.date, dt.date | None]] = []
    for stay in person.stays:
        covered = scope.covers(stay.place)
        if covered is False:
            continue
        (sure if covered and is_known else maybe).append((stay.first, stay.last))
    asked = leaf.least or 0
    stretches = award_years.joined(sure, until, since)
    full = award_years.full_years(stretches, unbroken=unbroken)
    answer, most = yes_or_no(full >= asked), None
    if answer is Answer.NO and maybe:
        most = award_years.full_years(award_years.joined(sure + maybe, until, since), unbroken=unbroken)
        answer = Answer.UNKNOWN if most >= asked else Answer.NO
    if leaf.window == "award" and since is None:
        answer, most = Answer.NO, None
    reach = None
    if answer is Answer.NO and until == on:
        reach = award_years.reached_on(stretches, asked, on, unbroken=unbroken)
    return Finding(
        leaf.kind, answer, answer, reach, leaf, full, most, since=since, until=until, of=award_years.days(stretches),
        evidence=tuple(Evidence(0, None, first, last) for first, last in stretches),
    )  # fmt: skip


def _age(leaf: Leaf, person: Person, on: dt.date) -> Finding:
    if person.born_on is None:
        return Finding(leaf.kind, Answer.UNKNOWN, Answer.UNKNOWN, leaf=leaf)
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


def _carded(leaf: Leaf, person: Person, scope: Scope) -> Finding:
    places = {stay.place for stay in person.stays}
    held = any(place.unit in person.carded and scope.covers(place) is not False for place in places)
    return known(leaf, held or None, supplied=True)
