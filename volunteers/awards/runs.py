"""The run over a county: begun, gone on with where it stopped, and what it finds kept.

Each part is stored in a transaction of its own with how far the run is, so that whatever ends it (a restart, a lost
connection) leaves it where it was, and it goes on behind the last part that was stored.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from django.db import transaction
from django.db.models import QuerySet

from foundation.accounts.models import County, User
from foundation.audit import trail
from foundation.audit.verbs import Verb
from volunteers.models import AwardRun, AwardStanding, Family, Unit
from volunteers.rules.award_terms import Award

from . import books, eligibility, facts, readings, sweeping
from .sweeping import Found, people_of

Stage = AwardRun.Stage
KEPT_BY = {Stage.PEOPLE: "volunteer", Stage.TEAMS: "unit", Stage.FAMILIES: "family"}
"""By which column the standings of a stage know whose they are."""


def start(*, county: County, on: dt.date, now: dt.datetime, by: User) -> AwardRun:
    """The run of a county that is to be done: the one that stopped, or a new one."""
    with transaction.atomic():
        County.objects.select_for_update(no_key=True).get(pk=county.pk)
        going = AwardRun.objects.filter(county=county, finished_on=None).first()
        if going is not None:
            return going
        run = AwardRun.objects.create(
            county=county, on=on, people=people_of(county.pk).count(),
            others=subjects(Stage.TEAMS, county.pk).count() + subjects(Stage.FAMILIES, county.pk).count(),
            readings=readings.used_by(county.pk, on), started_at=now, started_by=by.as_actor().label[:200],
        )  # fmt: skip
        told = {"assessed_on": on.isoformat(), "assessed_people": run.people}
        trail.record(Verb.AWARDS_ASSESSED, run, by=by, now=told)
    return run


def subjects(stage: str, county: str) -> QuerySet[Any]:
    """Whom a stage of a county's run looks at."""
    if stage == Stage.TEAMS:
        return Unit.objects.filter(county=county)
    if stage == Stage.FAMILIES:
        return Family.objects.standing().filter(county=county)
    return people_of(county)


@dataclass(slots=True)
class _Books:
    """What a run judges by: the same from its first part to its last, on whichever day it goes on."""

    rules: dict[str, Award]
    codes: frozenset[str]
    places: facts.Places

    def find(self, run: AwardRun, keys: Sequence[int]) -> Iterator[Found]:
        """Who of a part stands where."""
        if run.stage == Stage.TEAMS:
            return sweeping.find_teams(keys, run.on, run.readings, eligibility.of_teams(self.rules))
        subject = "family" if run.stage == Stage.FAMILIES else "person"
        mine = [one for one in self.rules.values() if subject in one.subjects]
        if run.stage == Stage.FAMILIES:
            return sweeping.find_families(keys, run.on, run.readings, self.places, mine, self.codes)
        return sweeping.find(keys, run.on, run.readings, self.places, mine)


def go_on(run: AwardRun, *, today: dt.date, tell: Callable[[AwardRun], None] = lambda run: None,
          chunk: int = sweeping.CHUNK) -> AwardRun:  # fmt: skip
    """Do what is left of a run, a part at a time, and finish it on `today`."""
    known = _Books(
        books.every(run.on, run.county_id, settled_by=run.started_at), books.of_families(run.on), facts.Places()
    )
    known.places.learn_all()
    stages = list(KEPT_BY)
    for stage in stages[stages.index(Stage(run.stage)) :]:
        if run.stage != stage:
            run.stage, run.after = stage, 0
        there = subjects(stage, run.county_id)
        while keys := list(there.filter(pk__gt=run.after).order_by("pk").values_list("pk", flat=True)[:chunk]):
            found = list(known.find(run, keys))
            with transaction.atomic():
                store(run, keys, found)
                run.after, run.seen = keys[-1], run.seen + len(keys)
                run.save(update_fields=["stage", "after", "seen"])
            tell(run)
    with transaction.atomic():
        for stage, name in KEPT_BY.items():
            here = AwardStanding.objects.filter(county=run.county_id, **{f"{name}__isnull": False})
            here.exclude(**{f"{name}__in": subjects(stage, run.county_id).order_by().values("pk")}).delete()
        run.finished_on = today
        run.save(update_fields=["stage", "finished_on"])
    return run


def store(run: AwardRun, keys: Sequence[int], found: Iterable[Found]) -> None:
    """Keep what was found of some people, teams or families; who stood there before keeps the day since when."""
    name = KEPT_BY[Stage(run.stage)]
    before = {
        (getattr(row, f"{name}_id"), row.award): row
        for row in AwardStanding.objects.filter(county=run.county_id, **{f"{name}__in": keys})
    }
    new: list[AwardStanding] = []
    changed: list[AwardStanding] = []
    for one in found:
        old = before.pop((one.who, one.award), None)
        if old is None:
            new.append(AwardStanding(
                county_id=run.county_id, award=one.award, version=one.version, state=one.state, since=run.on,
                reachable_on=one.reachable_on, **{f"{name}_id": one.who},
            ))  # fmt: skip
        elif (old.state, old.reachable_on, old.version) != (one.state, one.reachable_on, one.version):
            if old.state != one.state:
                old.since = run.on
            old.state, old.reachable_on, old.version = one.state, one.reachable_on, one.version
            changed.append(old)
    AwardStanding.objects.filter(pk__in=[row.pk for row in before.values()]).delete()
    AwardStanding.objects.bulk_create(new, batch_size=1_000)
    AwardStanding.objects.bulk_update(changed, ["state", "since", "reachable_on", "version"], batch_size=500)
