"""A whole county in one run: every award for every person, over the sums that are kept with the ledger.

People are looked at by the thousand. One question sums each person's minutes by unit and category; by what a rule asks
for at least (`award_screening`) most of them are passed over for most awards, and whoever is left is judged in full by
the very same rules as on her own page, over facts read for all of them together. Each thousand is stored in a
transaction of its own with how far the run is, so that one that stopped goes on where it was.
"""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from django.db import transaction
from django.db.models import Q, QuerySet, Sum

from foundation.accounts.models import County, User
from foundation.audit import trail
from foundation.audit.verbs import Verb
from volunteers.models import AwardRun, AwardStanding, AwardStatement, Enrolment, ServiceMonth, Volunteer
from volunteers.rules import award_leaves
from volunteers.rules.award_judging import LISTED, Assessment, Outcome, judge
from volunteers.rules.award_screening import Need, Screen, screen
from volunteers.rules.award_terms import Award, Scope

from . import books, facts, readings

CHUNK = 5_000
State = AwardStanding.State
_STATES = {
    Outcome.ELIGIBLE: State.ELIGIBLE,
    Outcome.CANDIDATE: State.CANDIDATE,
    Outcome.UNKNOWN: State.UNKNOWN,
}


@dataclass(frozen=True, slots=True)
class Found:
    """On which list of an award somebody stands, and when she will be there if she is not yet."""

    volunteer: int
    award: str
    state: str
    reachable_on: dt.date | None = None


def listed(one: Assessment, volunteer: int) -> Found | None:
    """On which list an assessment puts somebody; None where on none."""
    if one.outcome in LISTED:
        return Found(volunteer, one.award.code, _STATES[one.outcome])
    return Found(volunteer, one.award.code, State.SOON, one.reachable_on) if one.is_soon else None


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
                number
                for number, scope in enumerate(scopes)
                if scope.covers(place.county, category, place.is_public) is not False
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
            units[unit] = [
                award
                for award, one in screens
                if one.scope.covers(place.county, place.category, place.is_public) is not False
            ]
        for award in units[unit]:
            if key not in stated and (key, award.code) not in seen:
                seen.add((key, award.code))
                passing[key].append(award)


def start(*, county: County, on: dt.date, now: dt.datetime, by: User) -> AwardRun:
    """The run of a county that is to be done: the one that stopped, or a new one."""
    with transaction.atomic():
        County.objects.select_for_update(no_key=True).get(pk=county.pk)
        going = AwardRun.objects.filter(county=county, finished_on=None).first()
        if going is not None:
            return going
        run = AwardRun.objects.create(
            county=county, on=on, people=people_of(county.pk).count(), readings=readings.used_by(county.pk, on),
            started_at=now, started_by=by.as_actor().label[:200],
        )  # fmt: skip
        told = {"assessed_on": on.isoformat(), "assessed_people": run.people}
        trail.record(Verb.AWARDS_ASSESSED, run, by=by, now=told)
    return run


def go_on(run: AwardRun, *, today: dt.date, tell: Callable[[AwardRun], None] = lambda run: None,
          chunk: int = CHUNK) -> AwardRun:  # fmt: skip
    """Do what is left of a run, a part at a time, and finish it on `today`."""
    places = facts.Places()
    places.learn_all()
    rules = books.of_subject("person", run.on, run.county_id)
    while keys := list(
        people_of(run.county_id).filter(pk__gt=run.after).order_by("pk").values_list("pk", flat=True)[:chunk]
    ):
        found = list(find(keys, run.on, run.readings, places, rules))
        with transaction.atomic():
            store(run, keys, found)
            run.after, run.seen = keys[-1], run.seen + len(keys)
            run.save(update_fields=["after", "seen"])
        tell(run)
    with transaction.atomic():
        gone = AwardStanding.objects.filter(county=run.county_id)
        gone.exclude(volunteer__in=people_of(run.county_id).values("pk")).delete()
        run.finished_on = today
        run.save(update_fields=["finished_on"])
    return run


def store(run: AwardRun, keys: Sequence[int], found: Iterable[Found]) -> None:
    """Keep what was found of some people; who stood there before keeps the day since when."""
    before = {
        (row.volunteer_id, row.award): row
        for row in AwardStanding.objects.filter(county=run.county_id, volunteer__in=keys)
    }
    new: list[AwardStanding] = []
    changed: list[AwardStanding] = []
    for one in found:
        old = before.pop((one.volunteer, one.award), None)
        if old is None:
            new.append(AwardStanding(
                county_id=run.county_id, volunteer_id=one.volunteer, award=one.award, state=one.state, since=run.on,
                reachable_on=one.reachable_on,
            ))  # fmt: skip
        elif (old.state, old.reachable_on) != (one.state, one.reachable_on):
            if old.state != one.state:
                old.since = run.on
            old.state, old.reachable_on = one.state, one.reachable_on
            changed.append(old)
    AwardStanding.objects.filter(pk__in=[row.pk for row in before.values()]).delete()
    AwardStanding.objects.bulk_create(new, batch_size=1_000)
    AwardStanding.objects.bulk_update(changed, ["state", "since", "reachable_on"], batch_size=500)
