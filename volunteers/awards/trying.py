"""A draft tried out before it takes effect: on the people an officer sees, and on people made from its numbers."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from django.db.models import Prefetch, QuerySet

from foundation.accounts.models import User
from volunteers.models import AwardStanding, Enrolment, Family, OwnAwardVersion, Unit, Volunteer
from volunteers.rules.award_boundaries import cases
from volunteers.rules.award_judging import Assessment, judge
from volunteers.rules.award_person_boundaries import Case
from volunteers.rules.award_terms import Award

from . import books, facts, readings, sweeping

SHOWN = 100
BEFORE = "~"
State = AwardStanding.State


@dataclass(frozen=True, slots=True)
class Line:
    """Somebody for whom something differs, or who would be listed: on which list now and before ("" for none)."""

    subject: Volunteer | Unit | Family
    now: str
    before: str


@dataclass(frozen=True, slots=True)
class Trial:
    """What a draft would do on a day.

    Attributes:
        looked_at: how many people, teams or families were judged; those this person sees.
        counts, counts_before: by list; `counts_before` None where no version holds.
        gained, lost: how many would be fulfilled only now, and how many no more.
        lines: of those the first, who are gained or lost before those who stay.
    """

    on: dt.date
    looked_at: int
    counts: Mapping[str, int]
    counts_before: Mapping[str, int] | None
    gained: int
    lost: int
    lines: Sequence[Line]


@dataclass(frozen=True, slots=True)
class Tested:
    """A test person, and what the draft says of her."""

    case: Case
    assessment: Assessment


def try_out(version: OwnAwardVersion, before: OwnAwardVersion | None, user: User, on: dt.date) -> Trial:
    """Judge the people (or teams) whom an officer sees by a draft, beside the version that holds."""
    rules = [_as_of(books.read(version), on)]
    if before is not None:
        old = _as_of(books.read(before), on)
        rules.append(replace(old, code=old.code + BEFORE))
    county = version.award.county_id or ""
    used = readings.used_by(county, on)
    if "person" in rules[0].subjects:
        keys, found = _people(user, county, rules, used, on)
    elif "family" in rules[0].subjects:
        keys, found = _families(user, county, rules, used, on)
    else:
        keys, found = _teams(user, county, rules, used, on)
    changed = {key: states for key, states in found.items() if states[0] != states[1] and before is not None}
    order = sorted(found, key=lambda key: (key not in changed, key))[:SHOWN]
    return Trial(
        on, len(keys), _counts(one[0] for one in found.values()),
        _counts(one[1] for one in found.values()) if before is not None else None,
        sum(1 for now, old in found.values() if _fulfilled(now) and not _fulfilled(old)) if before is not None else 0,
        sum(1 for now, old in found.values() if _fulfilled(old) and not _fulfilled(now)),
        [Line(one, *found[one.pk]) for one in _named(rules[0], user, order, on)],
    )  # fmt: skip


def tested(version: OwnAwardVersion, on: dt.date) -> list[Tested]:
    """What a draft says of people below, at and above each of its numbers."""
    rule = books.read(version)
    used = readings.used_by(version.award.county_id or "", on)
    return [Tested(case, judge(_as_of(rule, case.on), case.subject, case.on, used)) for case in cases(rule, on, used)]


def _as_of(rule: Award, on: dt.date) -> Award:
    """The rule as though it held on a day: what is to come is tried on what is known today."""
    return replace(rule, valid_from=on, valid_to=None)


def _people(
    user: User, county: str, rules: list[Award], used: Mapping[str, str], on: dt.date
) -> tuple[list[int], dict[int, tuple[str, str]]]:
    seen = Volunteer.objects.visible_to(user).order_by().values("pk")
    keys = list(sweeping.people_of(county).filter(pk__in=seen).order_by("pk").values_list("pk", flat=True))
    places = facts.Places()
    places.learn_all()
    found: dict[int, tuple[str, str]] = {}
    for start in range(0, len(keys), sweeping.CHUNK):
        for one in sweeping.find(keys[start : start + sweeping.CHUNK], on, used, places, rules):
            _put(found, one.who, one.award, one.state)
    return keys, found


def _teams(
    user: User, county: str, rules: list[Award], used: Mapping[str, str], on: dt.date
) -> tuple[list[int], dict[int, tuple[str, str]]]:
    rows = Unit.objects.visible_to(user).filter(county=county).order_by("pk")
    keys = list(rows.values_list("pk", flat=True))
    found: dict[int, tuple[str, str]] = {}
    for start in range(0, len(keys), sweeping.CHUNK):
        for one in sweeping.find_teams(keys[start : start + sweeping.CHUNK], on, used, rules):
            _put(found, one.who, one.award, one.state)
    return keys, found


def _families(
    user: User, county: str, rules: list[Award], used: Mapping[str, str], on: dt.date
) -> tuple[list[int], dict[int, tuple[str, str]]]:
    rows = Family.objects.visible_to(user).standing().filter(county=county).order_by("pk")
    keys = list(rows.values_list("pk", flat=True))
    found: dict[int, tuple[str, str]] = {}
    places, codes = facts.Places(), books.of_families(on)
    for start in range(0, len(keys), sweeping.CHUNK):
        part = keys[start : start + sweeping.CHUNK]
        for one in sweeping.find_families(part, on, used, places, rules, codes):
            _put(found, one.who, one.award, one.state)
    return keys, found


def _put(found: dict[int, tuple[str, str]], key: int, code: str, state: str) -> None:
    now, before = found.get(key, ("", ""))
    found[key] = (now, state) if code.endswith(BEFORE) else (state, before)


def _fulfilled(state: str) -> bool:
    return state in (State.ELIGIBLE, State.CANDIDATE)


def _counts(states: Iterator[str]) -> dict[str, int]:
    found = dict.fromkeys(State.values, 0)
    for state in states:
        if state:
            found[state] += 1
    return found


def _named(rule: Award, user: User, keys: list[int], on: dt.date) -> list[Volunteer | Unit | Family]:
    """The people, units or families of these keys, in this order."""
    rows: QuerySet[Any]
    if "person" in rule.subjects:
        there = Enrolment.objects.visible_to(user).on(on).select_related("unit__organisation")
        rows = Volunteer.objects.visible_to(user).prefetch_related(Prefetch("enrolments", there, to_attr="current"))
    elif "family" in rule.subjects:
        rows = Family.objects.visible_to(user).prefetch_related("members__volunteer")
    else:
        rows = Unit.objects.visible_to(user).select_related("organisation")
    place = {key: number for number, key in enumerate(keys)}
    return sorted(rows.filter(pk__in=keys), key=lambda one: place[one.pk])
