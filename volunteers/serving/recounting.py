"""Approved lines judged once more: where a note in a book, a revoked training, an earlier last day or a roster that was
mended came after the approval, the inbox shows what the rules say now, and one stroke corrects it.

A line is never changed: a counter-line takes it out and a new one says what counts, in one batch with its reason. The
sums follow, and with them awards and certificates that are asked for afterwards. A results report that is locked keeps
its figures; the batch tells in which later period the correction was made (`made_at`).
"""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Max, Min, Q
from django.utils.translation import gettext as _

from foundation.audit.trail import Acts
from volunteers.models import ServiceEntry, Unit
from volunteers.rules.hours import Reason, Verdict, assess

from . import facts, ledger, lines
from .approvals import sealed
from .exchanging import exchange
from .facts import Known

State = ServiceEntry.State


@dataclass(frozen=True, slots=True)
class Differing:
    """An approved line, and how it would be judged now."""

    entry: ServiceEntry
    verdict: Verdict


@dataclass(frozen=True, slots=True)
class Found:
    """The approved lines that would be judged otherwise now.

    Attributes:
        seal: a digest of them and of the verdicts, so that no more is corrected than was looked at.
        minutes: by how much the counted minutes would change.
    """

    differing: tuple[Differing, ...]
    seal: str
    minutes: int


def find(*, unit: Unit, month: int, people: Collection[int] | None = None) -> Found:
    """Which approved lines of a unit's month would be judged otherwise now; a fixed number of questions.

    Lines of other units and months are taken as they stand. Of lines that share their time, which came first is not
    judged again: one differs where it has more or less than any order would give it.

    Args:
        people: only these.
    """
    standing = ServiceEntry.objects.approved().filter(corrects=None, corrected_by=None)
    here = standing.filter(unit=unit, month=month)
    if people is not None:
        here = here.filter(volunteer__in=people)
    days = here.aggregate(first=Min("served_on"), last=Max("served_on"))
    if days["first"] is None:
        return _found(())
    concerned = set(here.order_by().values_list("volunteer", flat=True))
    every = standing.filter(
        volunteer__in=here.order_by().values("volunteer"), served_on__gte=days["first"], served_on__lte=days["last"]
    ).select_related("volunteer")
    # What stands is taken below, line by line; what waits is judged after it, and is not in its way.
    known = facts.gather(unit, concerned, days["first"], days["last"], without=Q(state__in=State.values))
    by_day: dict[tuple[int, dt.date], list[ServiceEntry]] = defaultdict(list)
    for row in sorted(every, key=_order):
        by_day[row.volunteer_id, row.served_on].append(row)
    return _found(
        one
        for (person, _day), rows in sorted(by_day.items(), key=lambda each: each[0][::-1])
        for one in _of_day(rows, known[person], (unit.pk, month))
    )


def _of_day(rows: Sequence[ServiceEntry], person: Known, here: tuple[int, int]) -> Iterator[Differing]:
    """What differs of somebody's day, `rows` in their order; those of other units are taken as they stand."""
    shared = [row for row in rows if _shares(row)]
    most = {}
    for number, row in enumerate(rows):
        if number == len(rows) - len(shared):
            most = {one.pk: _judged(one, person).counted for one in shared}
        if (row.unit_id, row.month) != here:
            _take(person, row, row.counted)
            continue
        verdict = _judged(row, person)
        if _shares(row) and _least(row, shared, person) <= row.counted <= most[row.pk]:
            # Lines that share their time were given it in the order they came; no other order is better.
            verdict = replace(verdict, counted=row.counted)
        _take(person, row, verdict.counted)
        if verdict.counted != row.counted:
            yield Differing(row, verdict)


def _least(row: ServiceEntry, shared: Sequence[ServiceEntry], person: Known) -> int:
    """How much of a line would count if it had come after all that it shares its time with."""
    with person.aside(row.served_on):
        for other in shared:
            if other.pk != row.pk:
                _take(person, other, other.counted)
        return _judged(row, person).counted


def _judged(row: ServiceEntry, person: Known) -> Verdict:
    return assess(ledger.shift_of(row), person.for_category(row.category))


def _take(person: Known, row: ServiceEntry, counted: int) -> None:
    person.take(row.unit_id, row.served_on, row.starts, row.ends, counted)


def recount(*, unit: Unit, month: int, seen: str | None = None, reason: str, by: Acts, now: dt.datetime,
            people: Collection[int] | None = None) -> int:  # fmt: skip
    """Correct every approved line of a unit's month that would be judged otherwise now. Answers how many.

    Args:
        people: only these.
        seen: the seal of what was looked at; None where nobody looks at a page.

    Raises:
        ValidationError: nothing differs, something else differs than what was looked at, or no reason is given.
    """
    reason = lines.written(reason, 300)
    with transaction.atomic():
        concerned = set(
            ServiceEntry.objects.approved()
            .filter(unit=unit, month=month)
            .order_by()
            .values_list("volunteer", flat=True)
        )
        ledger.lock_waiting(concerned if people is None else concerned & set(people), unit.pk)
        found = find(unit=unit, month=month, people=people)
        if not found.differing:
            raise ValidationError(_("這個月已核定的紀錄照現在的資料看，沒有不同。"))
        if seen is not None and seen != found.seal:
            raise ValidationError(_("這一頁打開以後，資料又有改變。下面已換成最新的，請看過再更正一次。"))
        _correct(unit, found.differing, reason, by, now)
    return len(found.differing)


def recount_people(*, people: Collection[int], months: Collection[int], reason: str, by: Acts, now: dt.datetime) -> int:
    """As `recount`, for some people wherever they served in these months. Answers how many lines were corrected.

    Raises:
        ValidationError: no reason is given.
    """
    reason = lines.written(reason, 300)
    standing = ServiceEntry.objects.approved().filter(
        volunteer__in=people, month__in=months, corrects=None, corrected_by=None
    )
    count = 0
    with transaction.atomic():
        pairs = sorted(standing.order_by().values_list("unit", "month").distinct())
        units = Unit.objects.in_bulk([unit for unit, _month in pairs])
        ledger.lock_waiting(set(people), *units)
        for unit, month in pairs:
            found = find(unit=units[unit], month=month, people=people)
            if found.differing:
                _correct(units[unit], found.differing, reason, by, now)
                count += len(found.differing)
    return count


def _correct(unit: Unit, differing: Sequence[Differing], reason: str, by: Acts, now: dt.datetime) -> None:
    changes = [
        (
            one.entry,
            {
                "counted": one.verdict.counted, "why": one.verdict.why or "", "odd": lines.odd_of(one.verdict),
            },
        )
        for one in differing
    ]  # fmt: skip
    exchange(unit=unit, changes=changes, reason=reason, by=by, now=now)


def _order(row: ServiceEntry) -> tuple[object, ...]:
    """Lines that count whole do not share their time with one another; the others were given what these left."""
    return row.served_on, _shares(row), row.starts is None, row.starts or 0, row.pk


def _shares(row: ServiceEntry) -> bool:
    return row.why in (Reason.OVERLAP, Reason.DAY_FULL)


def _found(differing: Iterable[Differing]) -> Found:
    listed = tuple(differing)
    seal = sealed((one.entry.pk, one.verdict.counted, one.verdict.why or "") for one in listed)
    return Found(listed, seal, sum(one.verdict.counted - one.entry.counted for one in listed))
