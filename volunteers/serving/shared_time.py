"""Hours that two rows of one person both have: once the rows are one, the same time counts once.

Lines that were approved are taken out by counter-lines, and what is left of them beside the other line is entered with
the approval they had. When the rows are taken apart again every line that was taken out is entered once more, as it
was: nothing is ever deleted from the ledger, and whose a counter-line is follows from the line it takes out.
"""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from typing import Any

from django.db.models import F, Q, QuerySet

from foundation import bulk
from foundation.audit import trail
from foundation.audit.trail import Acts
from foundation.audit.verbs import Verb
from volunteers.models import ServiceBatch, ServiceEntry, Unit
from volunteers.rules.completions import Moment
from volunteers.rules.hours import Facts, Reason, Shift, assess
from volunteers.rules.stretches import common

from . import lines, renewals

State = ServiceEntry.State
Taken = dict[dt.date, list[tuple[int, int]]]
_ALWAYS = Moment(dt.date.min, dt.time())


def standing(person: int) -> QuerySet[ServiceEntry]:
    """A person's approved lines that have not been taken out."""
    return ServiceEntry.objects.approved().filter(volunteer=person, corrects=None, corrected_by=None)


def twice(kept: int, gone: int) -> dict[int, int]:
    """Approved lines of the one that fall on time of the other: how much of each would still count, by its key."""
    days = set(standing(kept).values_list("served_on", flat=True))
    theirs = standing(gone).filter(counted__gt=0).order_by("served_on", F("starts").asc(nulls_first=True), "pk")
    shared = [row for row in theirs if row.served_on in days]
    if not shared:
        return {}
    taken: Taken = defaultdict(list)
    minutes: dict[dt.date, int] = defaultdict(int)
    same: set[tuple[Any, ...]] = set()
    for row in standing(kept).filter(served_on__in={one.served_on for one in shared}):
        same.add(_told(row))
        minutes[row.served_on] += row.counted
        if row.counted and row.starts is not None and row.ends is not None:
            taken[row.served_on].append((row.starts, row.ends))
    theirs_alone = {row.pk for row in shared if not _touches(row, taken[row.served_on])}
    # What falls on none of the kept row's time has kept its own beside the others, in whatever order they came; of the
    # rest, lines that count the whole of their clock do not overlap one another, and the others have what these left.
    shared.sort(key=lambda row: (row.pk not in theirs_alone, row.counted < _span(row)))
    found: dict[int, int] = {}
    for row in shared:
        beside: Taken = {} if row.pk in theirs_alone else taken
        counted = 0 if _told(row) in same else min(row.counted, _room(row, beside, minutes))
        if counted < row.counted or _told(row) in same:
            found[row.pk] = counted
        minutes[row.served_on] += counted
        if counted and row.starts is not None and row.ends is not None:
            taken[row.served_on].append((row.starts, row.ends))
    return found


def take_out(left: dict[int, int], *, reason: str, by: Acts, now: dt.datetime) -> list[dict[str, Any]]:
    """Take these lines out, and enter what is left of each; the sums are not touched. Answers the journal's steps."""
    steps: list[dict[str, Any]] = []
    for unit, rows in _by_unit(left):
        batch = _batch(unit, reason, by, now)
        keys = [row.pk for row in rows]
        ServiceEntry.objects.filter(pk__in=keys).update(origin=None)
        remains = [_remaining(row, left[row.pk], batch) for row in rows if left[row.pk]]
        counters = [(*lines.counter_of(row, batch), None) for row in rows]
        bulk.insert(ServiceEntry, lines.WITH_RENEWED, [*counters, *remains])
        trail.record(Verb.HOURS_CORRECTED, batch, by=by, now={"service_lines": len(rows)}, reason=reason, at=now)
        steps.append({"rows": keys, "batch": batch.pk})
    return steps


def put_back(
    steps: Iterable[dict[str, Any]],
    *,
    person: int,
    origins: Mapping[int, str],
    reason: str,
    by: Acts,
    now: dt.datetime,
) -> None:
    """Enter lines once more that were taken out, for whose they were; the sums are not touched.

    Args:
        origins: by line, what told before the merge that it had come.
    """
    for step in steps:
        remains = ServiceEntry.objects.filter(batch=step["batch"], corrects=None)
        hers = {key for chain in renewals.chains(remains.values_list("pk", flat=True)).values() for key in chain}
        ServiceEntry.objects.filter(pk__in=hers).update(volunteer=person, origin=None)
        last = renewals.lasting(step["rows"])
        for unit, rows in _by_unit(step["rows"]):
            goes = list(ServiceEntry.objects.filter(pk__in=hers, corrected_by=None))
            # Of what was left of a line and has been taken out since nothing comes back: it was found not to be so.
            comes = [row for row in rows if last[row.pk].pk == row.pk or renewals.stands(last[row.pk])]
            if not goes and not comes:
                continue
            batch = _batch(unit, reason, by, now)
            bulk.insert(
                ServiceEntry,
                lines.WITH_RENEWED,
                [
                    *((*lines.counter_of(row, batch), None) for row in goes),
                    *(_again(row, last[row.pk], origins.get(row.pk), person, batch) for row in comes),
                ],
            )
            trail.record(Verb.HOURS_CORRECTED, batch, by=by, now={"service_lines": len(comes)}, reason=reason, at=now)


def follow(person: int) -> None:
    """Let every counter-line be of the person whose line it takes out."""
    ServiceEntry.objects.filter(corrects__volunteer=person).exclude(volunteer=person).update(volunteer=person)


def _touches(row: ServiceEntry, taken: list[tuple[int, int]]) -> bool:
    """Whether a line's clock falls on time that is taken; of one that does not say when, nothing tells."""
    return row.starts is not None and row.ends is not None and bool(common([(row.starts, row.ends)], taken))


def _span(row: ServiceEntry) -> int:
    """How long a line's clock is; of one that does not say when, how long it says it was."""
    return row.minutes if row.starts is None or row.ends is None else row.ends - row.starts


def _room(row: ServiceEntry, taken: Taken, minutes: dict[dt.date, int]) -> int:
    """How much of a line is left beside time that is taken; by the ledger's own rule."""
    facts = Facts(_ALWAYS, _ALWAYS, enrolled=[(dt.date.min, None)], taken=taken, minutes_on=minutes)
    return assess(Shift(row.served_on, row.minutes, row.starts, row.ends), facts).counted


def _told(row: ServiceEntry) -> tuple[Any, ...]:
    """What tells that two lines are one that was entered for both rows."""
    return row.unit_id, row.category, row.served_on, row.starts, row.ends, row.minutes, row.content


def _by_unit(keys: Collection[int]) -> list[tuple[Unit, list[ServiceEntry]]]:
    rows: dict[int, list[ServiceEntry]] = defaultdict(list)
    for row in ServiceEntry.objects.filter(pk__in=list(keys)).order_by("pk"):
        rows[row.unit_id].append(row)
    units = Unit.objects.in_bulk(sorted(rows))
    return [(units[key], rows[key]) for key in sorted(rows)]


def _batch(unit: Unit, reason: str, by: Acts, now: dt.datetime) -> ServiceBatch:
    return ServiceBatch.objects.create(
        unit=unit, source=ServiceBatch.Source.COUNTER, reason=reason[:300], made_at=now,
        made_by=by.as_actor().label[:200],
    )  # fmt: skip


def _remaining(row: ServiceEntry, counted: int, batch: ServiceBatch) -> tuple[object, ...]:
    return lines.copy_of(row, batch_id=batch.pk, counted=counted, why=Reason.OVERLAP.value)


def _again(
    row: ServiceEntry, last: ServiceEntry, origin: str | None, person: int, batch: ServiceBatch
) -> tuple[object, ...]:
    """The line as it was, but for what has been found since of what was left of it."""
    found: dict[str, object] = {}
    if last.minutes < row.minutes:
        counted = min(row.counted, last.minutes)
        why = "" if counted == last.minutes else row.why or last.why
        found = {"minutes": last.minutes, "counted": counted, "why": why, "starts": last.starts, "ends": last.ends}
    if last.pk != row.pk and last.why not in ("", Reason.OVERLAP, Reason.DAY_FULL):
        found |= {"counted": last.counted, "why": last.why}
    return lines.copy_of(
        row, batch_id=batch.pk, volunteer_id=person, origin=origin, renews_id=last.pk, **found
    )  # fmt: skip


def pending(people: Collection[int]) -> dict[int, list[Any]]:
    """How the waiting lines of some people are judged now, by their keys."""
    rows = ServiceEntry.objects.filter(volunteer__in=people, state=State.PENDING)
    return {key: list(rest) for key, *rest in rows.values_list("pk", "counted", "why", "odd")}


def judged_as(verdicts: dict[str, list[Any]]) -> None:
    """Let lines that still wait be judged as they were."""
    keys = [int(key) for key in verdicts]
    rows = list(ServiceEntry.objects.filter(Q(pk__in=keys), state=State.PENDING))
    for row in rows:
        row.counted, row.why, row.odd = verdicts[str(row.pk)]
    ServiceEntry.objects.bulk_update(rows, ["counted", "why", "odd"], batch_size=500)
