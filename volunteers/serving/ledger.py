"""The ledger of hours: lines go in, are approved or refused once, and are only ever corrected by counter-lines.

Whatever is written here is written under the unit's lock and the persons' locks, so that the same time is never counted
twice, and together with its sums (`sums.py`).
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Max, Min, Q
from django.utils import timezone
from django.utils.translation import gettext as _

from foundation import bulk
from foundation.audit import trail
from foundation.audit.trail import Acts
from foundation.audit.verbs import Verb
from volunteers.models import ServiceBatch, ServiceEntry, Unit, Volunteer
from volunteers.rules.hours import Shift, Verdict, assess

from . import facts, renewals, sums, together
from .lines import COLUMNS, Entered, Line, counter_of, month_of, odd_of, origin_of, written

__all__ = ["Entered", "Line", "month_of", "origin_of"]

State = ServiceEntry.State
UNDONE_WITHIN = dt.timedelta(days=30)


def judge(*, unit: Unit, lines: Sequence[Line], now: dt.datetime) -> Entered:
    """What would become of lines if they were entered; nothing is written.

    Raises:
        ValidationError: the unit has ended, or a day lies ahead.
    """
    _refuse_unfit(unit, lines, now)
    return Entered(None, tuple(verdict for _origin, verdict in _verdicts(unit, lines)))


def enter(
    *,
    unit: Unit,
    lines: Sequence[Line],
    source: str,
    by: Acts,
    now: dt.datetime,
    label: str = "",
    batch: ServiceBatch | None = None,
) -> Entered:
    """Enter lines; they wait for approval. A line that stands in the ledger already is left out.

    Each is judged by the rules (`hours.assess`) with what stood before it in the ledger and in `lines` itself.

    Args:
        batch: one of this unit and source that they join: an earlier part of the same list went into it, or others of
            the same day's sign-in; without it, there will be a new one.

    Raises:
        ValidationError: the unit has ended, or a day lies ahead.
    """
    _refuse_unfit(unit, lines, now)
    with transaction.atomic():
        _lock(unit, {line.volunteer for line in lines})
        judged = _verdicts(unit, lines)
        verdicts = tuple(verdict for _origin, verdict in judged)
        if not any(verdicts):
            return Entered(batch, verdicts)
        batch = batch or ServiceBatch.objects.create(
            unit=unit, source=source, label=label[:200], made_at=now, made_by=by.as_actor().label[:200]
        )
        rows = (
            _row(unit, batch, line, verdict, origin)
            for line, (origin, verdict) in zip(lines, judged, strict=True)
            if verdict is not None
        )
        count = bulk.insert(ServiceEntry, COLUMNS, rows)
        trail.record(Verb.HOURS_ENTERED, batch, by=by, now={"service_lines": count}, at=now)
    return Entered(batch, verdicts)


def _verdicts(unit: Unit, lines: Sequence[Line]) -> list[tuple[str, Verdict | None]]:
    """Each line's origin and verdict; None for the verdict of a line that stands in the ledger, or came before it."""
    if not lines:
        return []
    origins = [origin_of(unit.pk, line) for line in lines]
    there = bulk.standing(ServiceEntry, "origin", origins)
    days = [line.shift.on for line in lines]
    known = facts.gather(unit, {line.volunteer for line in lines}, min(days), max(days))
    judged: list[tuple[str, Verdict | None]] = []
    for line, origin in zip(lines, origins, strict=True):
        if origin in there:
            judged.append((origin, None))
            continue
        there.add(origin)
        person = known[line.volunteer]
        verdict = assess(line.shift, person.for_category(line.category))
        person.take(unit.pk, line.shift.on, line.shift.starts, line.shift.ends, verdict.counted)
        judged.append((origin, verdict))
    return judged


def look_again(*, unit: Unit, month: int, by: Acts, now: dt.datetime) -> int:
    """Judge the waiting lines of a month anew, because a training, a book or a date was mended. Answers how many
    changed.

    What has been approved is not touched: `recounting` shows what would be judged otherwise now, and corrects it by
    counter-lines.
    """
    waiting = ServiceEntry.objects.filter(unit=unit, month=month, state=State.PENDING)
    with transaction.atomic():
        people = set(waiting.values_list("volunteer", flat=True))
        if not people:
            return 0
        _lock(unit, people)
        days = waiting.aggregate(first=Min("served_on"), last=Max("served_on"))
        every = ServiceEntry.objects.filter(
            volunteer__in=waiting.order_by().values("volunteer"), state=State.PENDING,
            served_on__gte=days["first"], served_on__lte=days["last"],
        )  # fmt: skip
        known = facts.gather(unit, people, days["first"], days["last"], without=Q(state=State.PENDING))
        changed = []
        # Of two that wait, also at two units, the earlier one has the time: else each would lose it to the other.
        for row in sorted(every, key=lambda one: (one.served_on, one.starts is None, one.starts or 0, one.pk)):
            person = known[row.volunteer_id]
            if (row.unit_id, row.month) != (unit.pk, month):
                person.take(row.unit_id, row.served_on, row.starts, row.ends, row.counted)
                continue
            verdict = assess(shift_of(row), person.for_category(row.category))
            person.take(unit.pk, row.served_on, row.starts, row.ends, verdict.counted)
            told = (verdict.counted, verdict.why or "", odd_of(verdict))
            if told != (row.counted, row.why, row.odd):
                row.counted, row.why, row.odd = told
                changed.append(row)
        ServiceEntry.objects.bulk_update(changed, ["counted", "why", "odd"], batch_size=500)
        if changed:
            trail.record(
                Verb.HOURS_RECOUNTED, unit, by=by, now={"service_month": month, "service_lines": len(changed)}, at=now
            )
    return len(changed)


def look_again_at(volunteers: Iterable[int], *, by: Acts, now: dt.datetime) -> None:
    """Judge every waiting line of these people anew: to be called by whatever changes what their hours depend on.

    Of two units' lines the earlier one has the time, so that units are gone through until none changes any more: a line
    depends only on earlier ones, and each round settles at least one. In `together.judged_once` it waits for the end.
    """
    people = set(volunteers)
    if together.put_off(people):
        return
    waiting = ServiceEntry.objects.filter(volunteer__in=people, state=State.PENDING).order_by()
    months = sorted(waiting.values_list("unit", "month").distinct())
    units = Unit.objects.in_bulk([unit for unit, _month in months])
    with transaction.atomic():
        lock_units(units)
        for _round in range(len(months) + 1):
            changed = [look_again(unit=units[unit], month=month, by=by, now=now) for unit, month in months]
            if len(units) < 2 or not any(changed):
                break


def correct(
    *, entries: Iterable[ServiceEntry], reason: str, by: Acts, now: dt.datetime, instead: Sequence[Line] = ()
) -> ServiceBatch:
    """Take approved lines out again by counter-lines, and enter what is right instead (which waits for approval).

    All lines are of one unit. The sums follow in the same moment, and what waits is judged anew: the time that was
    taken out is free for it.

    Raises:
        ValidationError: one of them is not approved or was corrected before, or no reason is given.
    """
    reason = written(reason, 300)
    rows = list(entries)
    unit = rows[0].unit
    people = {row.volunteer_id for row in rows}
    with transaction.atomic():
        lock_waiting(people, unit.pk)
        fit = ServiceEntry.objects.filter(
            pk__in=[row.pk for row in rows], unit=unit, state=State.APPROVED, corrects=None, corrected_by=None
        )
        rows = list(fit)
        if len(rows) != len({row.pk for row in entries}):
            raise ValidationError(_("其中有還沒核定或已經沖銷過的紀錄，請重新整理頁面再選一次。"))
        batch = ServiceBatch.objects.create(
            unit=unit,
            source=ServiceBatch.Source.COUNTER,
            reason=reason,
            made_at=now,
            made_by=by.as_actor().label[:200],
        )
        bulk.insert(ServiceEntry, COLUMNS, [counter_of(row, batch) for row in rows])
        # What was taken out no longer stands in the way of the same line's coming again.
        fit.model.objects.filter(pk__in=[row.pk for row in rows]).update(origin=None)
        sums.add(Q(batch=batch))
        trail.record(Verb.HOURS_CORRECTED, batch, by=by, now={"service_lines": len(rows)}, reason=reason, at=now)
        if instead:
            enter(unit=unit, lines=instead, source=ServiceBatch.Source.PAPER, by=by, now=now, label=reason)
        look_again_at(people, by=by, now=now)
    return batch


def undo(*, batch: ServiceBatch, reason: str, by: Acts, now: dt.datetime) -> ServiceBatch:
    """Take back a whole batch: what waits is withdrawn, what was approved is taken out by counter-lines, and so is what
    was entered since in the place of its lines.

    Raises:
        ValidationError: it is a correction, is older than thirty days, was taken back before, or no reason is given.
    """
    reason = written(reason, 300)
    if now - batch.made_at > UNDONE_WITHIN:
        raise ValidationError(_("這一批登錄超過 30 天，不能整批收回；有錯的紀錄請逐筆沖銷。"))
    if batch.source == ServiceBatch.Source.COUNTER:
        raise ValidationError(_("沖銷不能整批收回；請把正確的紀錄再登錄一次。"))
    with transaction.atomic():
        lines = ServiceEntry.objects.filter(batch=batch)
        people = set(lines.values_list("volunteer", flat=True))
        lock_waiting(people, batch.unit_id)
        if not ServiceBatch.objects.filter(pk=batch.pk, undone_at=None).update(
            undone_at=now, undone_by=by.as_actor().label[:200]
        ):
            raise ValidationError(_("這一批已經收回了。"))
        lines.filter(state=State.PENDING).update(state=State.WITHDRAWN, origin=None)
        approved = list(lines.filter(state=State.APPROVED, corrected_by=None).select_related("unit"))
        out = lines.filter(state=State.APPROVED, corrected_by__isnull=False).values_list("pk", flat=True)
        approved += [row for row in renewals.lasting(list(out)).values() if renewals.stands(row)]
        if approved:
            correct(entries=approved, reason=reason, by=by, now=now)
        look_again_at(people, by=by, now=now)
        trail.record(Verb.HOURS_UNDONE, batch, by=by, reason=reason, at=now)
    batch.refresh_from_db()
    return batch


def _row(unit: Unit, batch: ServiceBatch, line: Line, verdict: Verdict, origin: str) -> tuple[object, ...]:
    shift = line.shift
    return (
        line.volunteer, unit.pk, line.category, shift.on, month_of(shift.on), shift.starts, shift.ends, verdict.minutes,
        verdict.counted, verdict.why or "", line.content[:100], line.served_people, 0 if line.continues else 1,
        odd_of(verdict), State.PENDING.value, batch.pk, None, "", None, origin,
    )  # fmt: skip


def shift_of(row: ServiceEntry) -> Shift:
    """What a line says was served, as the rules judge it."""
    return Shift(row.served_on, row.minutes, row.starts, row.ends)


def _lock(unit: Unit, people: set[int]) -> None:
    """The unit's row and the persons', always in one order."""
    lock_units({unit.pk})
    lock_people(people)


def lock_waiting(people: set[int], *units: int) -> None:
    """These units and every unit at which lines of these people wait, then the people: whose lines are judged anew."""
    waiting = ServiceEntry.objects.filter(volunteer__in=people, state=State.PENDING)
    lock_units({*units, *waiting.order_by().values_list("unit", flat=True).distinct()})
    lock_people(people)


def lock_units(units: Iterable[int]) -> None:
    """The units' rows, always in one order, and before the persons'."""
    list(Unit.objects.select_for_update().filter(pk__in=set(units)).order_by("pk").values_list("pk"))


def lock_people(people: Iterable[int]) -> None:
    """The persons' rows, always in one order."""
    keys = sorted(set(people))
    for start in range(0, len(keys), facts.CHUNK):
        rows = Volunteer.objects.select_for_update().filter(pk__in=keys[start : start + facts.CHUNK]).order_by("pk")
        list(rows.values_list("pk", flat=True))


def _refuse_unfit(unit: Unit, lines: Sequence[Line], now: dt.datetime) -> None:
    if unit.state == Unit.State.ENDED:
        raise ValidationError(_("這個單位已經終止運用志工，不能再登錄時數。"))
    today = timezone.localdate(now)
    if any(line.shift.on > today for line in lines):
        raise ValidationError(_("服務日期在今天以後。請到服務以後再登錄，或更正日期。"))
