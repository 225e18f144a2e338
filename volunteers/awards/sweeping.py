"""A whole county in one run: every award for every person, team, unit and family.

People are looked at by the thousand. One question sums each person's minutes by unit and category; by what a rule asks
for at least (`award_screening`) most of them are passed over for most awards, and whoever is left is judged in full by
the very same rules as on her own page, over facts read for all of them together. Of teams and families there are few
enough to judge each of them. `runs.py` goes through them all and keeps what is found.
"""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from django.db.models import Q, QuerySet, Sum

from volunteers.models import (
    AwardStanding,
    AwardStatement,
    Enrolment,
    ServiceMonth,
    Volunteer,
)
from volunteers.rules import award_leaves
from volunteers.rules.award_judging import LISTED, Assessment, Outcome, judge
from volunteers.rules.award_screening import Need, Screen, screen
from volunteers.rules.award_terms import Award, Scope

from . import facts, families, team_facts

CHUNK = 5_000
State = AwardStanding.State
_STATES = {
    Outcome.ELIGIBLE: State.ELIGIBLE,
    Outcome.CANDIDATE: State.CANDIDATE,
    Outcome.UNKNOWN: State.UNKNOWN,
}


@dataclass(frozen=True, slots=True)
class Found:
    """On which list of an award somebody stands, and when she will be there if she is not yet.

    Attributes:
        who: the key of the person, the unit or the family.
        version: of the rule that says so.
    """

    who: int
    award: str
    state: str
    reachable_on: dt.date | None = None
    version: int = 1


def listed(one: Assessment, who: int) -> Found | None:
    """On which list an assessment puts somebody; None where on none."""
    if one.outcome in LISTED:
        return Found(who, one.award.code, _STATES[one.outcome], None, one.award.version)
    if one.is_soon:
        return Found(who, one.award.code, State.SOON, one.reachable_on, one.award.version)
    return None


def people_of(county: str) -> QuerySet[Volunteer]:
    """Who belongs or belonged to a unit of a county."""
    there = Enrolment.objects.filter(unit__county=county).order_by().values("volunteer")
    return Volunteer.objects.living().filter(pk__in=there)


def find(keys: Sequence[int], on: dt.date, used: Mapping[str, str], places: facts.Places,
         rules: Sequence[Award]) -> Iterator[Found]:  # fmt: skip
    """Who of these people stands on which lists of these awards."""
    offered = [one for one in rules if one.is_offered(on)]
    passing = _passing(keys, on, [(one, screen(one, used)) for one in offered], places)
    known = facts.gather(sorted(passing), on, places) if passing else {}
    for key, person in known.items():
        for award in passing[key]:
            found = listed(judge(award, person, on, used), key)
            if found is not None:
                yield found


def _passing(
    keys: Sequence[int], on: dt.date, screens: list[tuple[Award, Screen]], places: facts.Places
) -> dict[int, list[Award]]:
    """Whom no screen keeps out, with the awards that are left."""
    passing: dict[int, list[Award]] = defaultdict(list)
    stated = set(AwardStatement.objects.filter(volunteer__in=keys).values_list("volunteer", flat=True))
    everybody = [award for award, one in screens if one.need is Need.NOTHING]
    for key in keys if everybody else ():
        passing[key] += everybody
    for key in stated:
        passing[key] = [award for award, _one in screens]
    _by_minutes(passing, keys, on, [pair for pair in screens if pair[1].need is Need.MINUTES], places, stated)
    _by_place(passing, keys, on, [pair for pair in screens if pair[1].need is Need.SERVING], places, stated)
    return passing


def _by_minutes(
    passing: dict[int, list[Award]], keys: Sequence[int], on: dt.date, screens: list[tuple[Award, Screen]],
    places: facts.Places, stated: set[int],
) -> None:  # fmt: skip
    """Who has served enough, or will have in three months at her pace: half of what she served in six."""
    by_scope: dict[Scope, list[tuple[int, Award]]] = defaultdict(list)
    for award, one in screens:
        by_scope[one.scope].append((one.minutes, award))
    scopes = list(by_scope)
    numbers = [min(minutes for minutes, _award in by_scope[scope]) for scope in scopes]
    counts: dict[tuple[int, str], tuple[int, ...]] = {}
    sums: dict[int, list[int]] = {}
    for key, unit, category, total, recent in _minutes(keys, on):
        where = counts.get((unit, category))
        if where is None:
            place = places[unit]
            where = counts[unit, category] = tuple(
                number for number, scope in enumerate(scopes) if scope.covers(place, category) is not False
            )
        if not where:
            continue
        person = sums.get(key)
        if person is None:
            person = sums[key] = [0] * len(scopes)
        bound = total * 2 + max(recent or 0, 0)
        for number in where:
            person[number] += bound
    for key, person in sums.items():
        if key in stated:
            continue
        for number, bound in enumerate(person):
            if bound >= numbers[number] * 2:
                passing[key] += [award for minutes, award in by_scope[scopes[number]] if bound >= minutes * 2]


def _minutes(keys: Sequence[int], on: dt.date) -> Iterable[tuple[int, int, str, int, int | None]]:
    since, until = award_leaves.pace_window(on)
    recently = Q(month__gte=since.year * 100 + since.month, month__lt=until.year * 100 + until.month)
    rows = ServiceMonth.objects.filter(volunteer__in=keys, month__lte=on.year * 100 + on.month).order_by()
    sums = rows.values_list("volunteer", "unit", "category").annotate(
        Sum("counted"), recent=Sum("counted", filter=recently)
    )
    return sums.iterator()


def _by_place(
    passing: dict[int, list[Award]], keys: Sequence[int], on: dt.date, screens: list[tuple[Award, Screen]],
    places: facts.Places, stated: set[int],
) -> None:  # fmt: skip
    """Who is in a unit of the scope today."""
    if not screens:
        return
    there = Enrolment.objects.filter(volunteer__in=keys).on(on).order_by()
    units: dict[int, list[Award]] = {}
    seen: set[tuple[int, str]] = set()
    for key, unit in there.values_list("volunteer", "unit"):
        if unit not in units:
            place = places[unit]
            units[unit] = [award for award, one in screens if one.scope.covers(place) is not False]
        for award in units[unit]:
            if key not in stated and (key, award.code) not in seen:
                seen.add((key, award.code))
                passing[key].append(award)


def find_teams(keys: Sequence[int], on: dt.date, used: Mapping[str, str], rules: Sequence[Award]) -> Iterator[Found]:
    """Which of these units' teams stand on which lists of these awards."""
    offered = [one for one in rules if one.is_offered(on)]
    for key, team in team_facts.teams(keys, on).items():
        for award in offered:
            found = listed(judge(award, team, on, used), key)
            if found is not None:
                yield found


def find_families(
    keys: Sequence[int], on: dt.date, used: Mapping[str, str], places: facts.Places, rules: Sequence[Award],
    codes: Collection[str],
) -> Iterator[Found]:  # fmt: skip
    """Which of these families stand on which lists of these awards.

    Args:
        codes: of all awards for families, by which what they received is known.
    """
    offered = [one for one in rules if one.is_offered(on)]
    for key, family in families.gathered(keys, on, codes, places).items():
        for award in offered:
            found = listed(judge(award, family, on, used), key)
            if found is not None:
                yield found
