"""Approved lines judged once more: where a note in a book, a revoked training, an earlier last day or a roster that was
mended came after the approval, the inbox shows what the rules say now, and one stroke corrects it.

A line is never changed: a counter-line takes it out and a new one says what counts, in one batch with its reason. The
sums follow, and with them awards and certificates that are asked for afterwards. A results report that is locked keeps
its figures; the batch tells in which later period the correction was made (`made_at`).
"""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Count, Max, Min, Q
from django.utils.translation import gettext as _

from foundation.audit.trail import Acts
from volunteers.models import ServiceEntry, Unit
from volunteers.rules.hours import Verdict, assess
from volunteers.rules.stretches import joined, length

from . import facts, ledger, lines
from .approvals import sealed
from .exchanging import exchange
from .facts import Known

State = ServiceEntry.State
LINES_EACH = 1_000


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


@dataclass(frozen=True, slots=True)
class Part:
    """Some people of a month, and how many approved lines they have in it."""

    people: tuple[int, ...]
    lines: int


def parts(*, unit: Unit, month: int, lines_each: int | None = None) -> list[Part]:
    """The people with approved lines in a unit's month, in parts that can be judged while a page waits.

    A person is never divided: of a day's lines each is judged beside the others. One question.
    """
    counts = (
        ServiceEntry.objects.approved()
        .filter(unit=unit, month=month, corrects=None, corrected_by=None)
        .order_by("volunteer")
        .values_list("volunteer")
        .annotate(number=Count("pk"))
    )
    most = lines_each or LINES_EACH
    found: list[Part] = []
    people: list[int] = []
    sum_lines = 0
    for person, number in counts:
        if people and sum_lines + number > most:
            found.append(Part(tuple(people), sum_lines))
            people, sum_lines = [], 0
        people.append(person)
        sum_lines += number
    if people:
        found.append(Part(tuple(people), sum_lines))
    return found


def find(*, unit: Unit, month: int, people: Collection[int] | None = None) -> Found:
    """Which approved lines of a unit's month would be judged otherwise now; a fixed number of questions.

    Lines of other units and months are taken as they stand. Which of a day's lines came first is not judged again: one
    differs where it has more or less than any order would give it.

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
    """What differs of somebody's day, `rows` in their order; those of other units are taken as they stand.

    A line never counts more than if it were the only one. Then each gets what the others leave, if that is more than it
    has: lines that are short of their clock, or do not say when, share their time in ways that no order tells.
    """
    now = {row.pk: row.counted for row in rows}
    if len(rows) == 1:
        verdict = _beside(rows[0], (), now, person)
        if verdict.counted != rows[0].counted:
            yield Differing(rows[0], verdict)
        return
    mine = [row for row in rows if (row.unit_id, row.month) == here]
    verdicts: dict[int, Verdict] = {}

    def lower(row: ServiceEntry, beside: Sequence[ServiceEntry]) -> None:
        verdict = _beside(row, beside, now, person)
        if verdict.counted < now[row.pk]:
            now[row.pk], verdicts[row.pk] = verdict.counted, verdict

    for row in mine:
        lower(row, ())
    if _too_much(rows, now):
        first = [row for row in rows if row not in mine]
        for row in sorted(mine, key=lambda one: one.pk):
            lower(row, first)
            first.append(row)
    for row in mine:
        verdict = _beside(row, [other for other in rows if other.pk != row.pk], now, person)
        if verdict.counted > now[row.pk]:
            now[row.pk], verdicts[row.pk] = verdict.counted, verdict
    for row in mine:
        if now[row.pk] != row.counted:
            yield Differing(row, verdicts[row.pk])


def _beside(row: ServiceEntry, others: Sequence[ServiceEntry], now: Mapping[int, int], person: Known) -> Verdict:
    """How a line is judged beside others that have what `now` says."""
    with person.aside(row.served_on):
        for other in others:
            person.take(other.unit_id, other.served_on, other.starts, other.ends, now[other.pk])
        return assess(ledger.shift_of(row), person.for_category(row.category))


def _too_much(rows: Sequence[ServiceEntry], now: Mapping[int, int]) -> bool:
    """Whether a day's lines that say when have more together than there is time between their beginnings and ends."""
    timed = [row for row in rows if row.starts is not None and now[row.pk]]
    clocks = joined([(row.starts, row.ends) for row in timed if row.starts is not None and row.ends is not None])
    return sum(now[row.pk] for row in timed) > length(clocks)


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
    return row.served_on, row.starts is None, row.starts or 0, row.pk


def _found(differing: Iterable[Differing]) -> Found:
    listed = tuple(differing)
    seal = sealed((one.entry.pk, one.verdict.counted, one.verdict.why or "") for one in listed)
    return Found(listed, seal, sum(one.verdict.counted - one.entry.counted for one in listed))
