"""The ledger of hours: lines go in, are approved or refused once, and are only ever corrected by counter-lines.

Whatever is written here is written under the unit's lock and the persons' locks, so that the same time is never counted
twice, and together with its sums (`sums.py`).
"""

from __future__ import annotations

import datetime as dt
import hashlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Max, Min, Q
from django.utils import timezone
from django.utils.translation import gettext as _

from foundation import bulk, reasons
from foundation.audit import trail
from foundation.audit.trail import Acts
from foundation.audit.verbs import Verb
from foundation.taiwan.fullwidth import tight
from volunteers.models import ServiceBatch, ServiceEntry, Unit, Volunteer
from volunteers.rules.hours import Odd, Shift, Verdict, assess

from . import facts, sums, together

State = ServiceEntry.State
COLUMNS = (
    "volunteer_id", "unit_id", "category", "served_on", "month", "starts", "ends", "minutes", "counted", "why",
    "content", "served_people", "times", "odd", "state", "batch_id", "approval_id", "refused_why", "corrects_id",
    "origin",
)  # fmt: skip
UNDONE_WITHIN = dt.timedelta(days=30)


@dataclass(frozen=True, slots=True)
class Line:
    """A line that is to be entered: who, what for, when and how long.

    Attributes:
        volunteer: the person's row.
        continues: whether it is the part after midnight of the line before, so that it is no service of its own.
    """

    volunteer: int
    category: str
    shift: Shift
    content: str = ""
    served_people: int = 0
    continues: bool = False


@dataclass(frozen=True, slots=True)
class Entered:
    """What became of the lines, in their order: the verdict, or None where the line stood in the ledger already."""

    batch: ServiceBatch | None
    verdicts: tuple[Verdict | None, ...]

    @property
    def added(self) -> int:
        """How many lines are new."""
        return sum(one is not None for one in self.verdicts)


def month_of(day: dt.date) -> int:
    """Year and month as 202603."""
    return day.year * 100 + day.month


def origin_of(unit: int, line: Line) -> str:
    """What tells that a line came before: the unit, the person, the day, the time and what was done.

    The file it stood in does not matter: the same list sent twice, or two lists that overlap, give each line once.
    """
    shift = line.shift
    when = (shift.on, shift.starts, shift.ends, shift.minutes)
    said = "|".join(str(one) for one in (unit, line.volunteer, line.category, *when, tight(line.content)))
    return hashlib.blake2b(said.encode(), digest_size=24).hexdigest()


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
        person.take(line.shift.on, line.shift.starts, line.shift.ends, verdict.counted)
        judged.append((origin, verdict))
    return judged


def look_again(*, unit: Unit, month: int, by: Acts, now: dt.datetime) -> int:
    """Judge the waiting lines of a month anew, because a training, a book or a date was mended. Answers how many
    changed.

    What has been approved is not touched: `recount` corrects it by counter-lines.
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
                person.take(row.served_on, row.starts, row.ends, row.counted)
                continue
            verdict = assess(_shift(row), person.for_category(row.category))
            person.take(row.served_on, row.starts, row.ends, verdict.counted)
            told = (verdict.counted, verdict.why or "", _odd(verdict))
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
    for _round in range(len(months) + 1):
        changed = [look_again(unit=units[unit], month=month, by=by, now=now) for unit, month in months]
        if len(units) < 2 or not any(changed):
            break


def correct(
    *, entries: Iterable[ServiceEntry], reason: str, by: Acts, now: dt.datetime, instead: Sequence[Line] = ()
) -> ServiceBatch:
    """Take approved lines out again by counter-lines, and enter what is right instead (which waits for approval).

    All lines are of one unit. The sums follow in the same moment.

    Raises:
        ValidationError: one of them is not approved or was corrected before, or no reason is given.
    """
    reason = written(reason, 300)
    rows = list(entries)
    unit = rows[0].unit
    with transaction.atomic():
        _lock(unit, {row.volunteer_id for row in rows})
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
    return batch


def undo(*, batch: ServiceBatch, reason: str, by: Acts, now: dt.datetime) -> ServiceBatch:
    """Take back a whole batch: what waits is withdrawn, what was approved is taken out by counter-lines.

    Raises:
        ValidationError: it is a correction, is older than thirty days, was taken back before, or no reason is given.
    """
    reason = written(reason, 300)
    if now - batch.made_at > UNDONE_WITHIN:
        raise ValidationError(_("這一批登錄超過 30 天，不能整批收回；有錯的紀錄請逐筆沖銷。"))
    if batch.source == ServiceBatch.Source.COUNTER:
        raise ValidationError(_("沖銷不能整批收回；請把正確的紀錄再登錄一次。"))
    with transaction.atomic():
        Unit.objects.select_for_update().get(pk=batch.unit_id)
        if not ServiceBatch.objects.filter(pk=batch.pk, undone_at=None).update(
            undone_at=now, undone_by=by.as_actor().label[:200]
        ):
            raise ValidationError(_("這一批已經收回了。"))
        lines = ServiceEntry.objects.filter(batch=batch)
        lines.filter(state=State.PENDING).update(state=State.WITHDRAWN, origin=None)
        approved = list(lines.filter(state=State.APPROVED, corrected_by=None).select_related("unit"))
        if approved:
            correct(entries=approved, reason=reason, by=by, now=now)
        trail.record(Verb.HOURS_UNDONE, batch, by=by, reason=reason, at=now)
    batch.refresh_from_db()
    return batch


def _row(unit: Unit, batch: ServiceBatch, line: Line, verdict: Verdict, origin: str) -> tuple[object, ...]:
    shift = line.shift
    return (
        line.volunteer, unit.pk, line.category, shift.on, month_of(shift.on), shift.starts, shift.ends, verdict.minutes,
        verdict.counted, verdict.why or "", line.content[:100], line.served_people, 0 if line.continues else 1,
        _odd(verdict), State.PENDING.value, batch.pk, None, "", None, origin,
    )  # fmt: skip


def counter_of(row: ServiceEntry, batch: ServiceBatch) -> tuple[object, ...]:
    """The line that takes an approved one out, as `bulk.insert` takes it."""
    return (
        row.volunteer_id, row.unit_id, row.category, row.served_on, row.month, row.starts, row.ends, -row.minutes,
        -row.counted, row.why, row.content, -row.served_people, -row.times, "", State.APPROVED.value, batch.pk, None,
        "", row.pk, None,
    )  # fmt: skip


def _odd(verdict: Verdict) -> str:
    return " ".join(Odd(one).value for one in verdict.odd)


def _shift(row: ServiceEntry) -> Shift:
    return Shift(row.served_on, row.minutes, row.starts, row.ends)


def _lock(unit: Unit, people: set[int]) -> None:
    """The unit's row and the persons', always in one order."""
    Unit.objects.select_for_update().get(pk=unit.pk)
    keys = sorted(people)
    for start in range(0, len(keys), facts.CHUNK):
        rows = Volunteer.objects.select_for_update().filter(pk__in=keys[start : start + facts.CHUNK]).order_by("pk")
        list(rows.values_list("pk", flat=True))


def _refuse_unfit(unit: Unit, lines: Sequence[Line], now: dt.datetime) -> None:
    if unit.state == Unit.State.ENDED:
        raise ValidationError(_("這個單位已經終止運用志工，不能再登錄時數。"))
    today = timezone.localdate(now)
    if any(line.shift.on > today for line in lines):
        raise ValidationError(_("服務日期在今天以後。請到服務以後再登錄，或更正日期。"))


def written(reason: str, most: int) -> str:
    """The reason for taking a line out or refusing it, as it is kept.

    Raises:
        ValidationError: it tells nothing, or is too long.
    """
    return reasons.written(reason, ask=_("請寫下原因（至少 6 個字），志工本人看得到這段文字。"), most=most)
