"""Two editions beside each other: which figures moved, by how much, and which rows moved them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal

from django.utils.translation import gettext as _

from actionplans.models import Plan
from foundation.audit.models import Event
from foundation.audit.verbs import Verb
from reports.records import NationalReport

from . import looking_up
from .looking_up import COUNTY, ISSUE, PLAN, WORKSHOP, Behind, Row

SHOWN = 12
"""How many rows a figure names in its line; all of them stand below."""


@dataclass(frozen=True, slots=True)
class Change:
    """A row that came, went, or counts for more or less than before."""

    row: Row
    was: int | None
    now: int | None
    why: str

    @property
    def way(self) -> str:
        """in, out or changed."""
        return "in" if self.was is None else "out" if self.now is None else "changed"

    @property
    def way_shown(self) -> str:
        """The same in words."""
        words = {"in": _("增加"), "out": _("減少"), "changed": _("數字變了")}
        return words[self.way]


@dataclass(frozen=True, slots=True)
class Move:
    """One figure in both editions. None where an edition has no such figure, or nothing to count from."""

    part: str
    label: str
    unit: str
    was: int | Decimal | None
    now: int | Decimal | None
    changes: tuple[Change, ...]

    @property
    def by(self) -> int | Decimal | None:
        """How much more it is; None where one of the two is not known."""
        return None if self.was is None or self.now is None else self.now - self.was

    @property
    def shown(self) -> tuple[Change, ...]:
        """The first few of what moved it."""
        return self.changes[:SHOWN]

    @property
    def further(self) -> int:
        """How many more there are."""
        return max(len(self.changes) - SHOWN, 0)


@dataclass(frozen=True, slots=True)
class Comparison:
    """Two reports, what moved, and what came or went between them. `reworded` are plans that now read differently."""

    older: NationalReport
    newer: NationalReport
    moves: tuple[Move, ...]
    rows: tuple[Change, ...]
    reworded: tuple[tuple[Row, str, str], ...]
    still: int


def compare(older: NationalReport, newer: NationalReport, *, reasons: Mapping[str, str] | None = None) -> Comparison:
    """What moved from one report to the next, figure by figure in the order of the report.

    Args:
        reasons: why adopted plans were withdrawn, by code (see `withdrawn`).
    """
    said = reasons or {}
    parts = dict.fromkeys([*looking_up.parts_of(older), *looking_up.parts_of(newer)])
    moves: list[Move] = []
    everything: dict[tuple[str, str], Change] = {}
    still = 0
    for part in parts:
        was, now = looking_up.behind(older, part), looking_up.behind(newer, part)
        told = now or was
        if told is None:
            continue
        changes = _changes(was, now, said)
        for change in changes:
            if change.way != "changed" and part in _WHOLE:
                everything.setdefault((change.row.kind, change.row.code), change)
        values = (was.value if was else None, now.value if now else None)
        if values[0] == values[1] and not changes:
            still += 1
            continue
        moves.append(Move(part, told.label, told.unit, *values, changes))
    return Comparison(older, newer, tuple(moves), tuple(everything.values()), _reworded(older, newer), still)


# The figures whose rows are all there are of a kind: counties that take part, workshops, plans, core issues.
_WHOLE = {"01", "05", "14", "13"}


def _changes(was: Behind | None, now: Behind | None, reasons: Mapping[str, str]) -> tuple[Change, ...]:
    before = {(row.kind, row.code): row for row in (was.rows if was else ())}
    after = {(row.kind, row.code): row for row in (now.rows if now else ())}
    found = [Change(row, None, row.number, _why_in(row)) for key, row in after.items() if key not in before]
    found += [Change(row, row.number, None, _why_out(row, reasons)) for key, row in before.items() if key not in after]
    found += [
        Change(row, before[key].number, row.number, "")
        for key, row in after.items()
        if key in before and before[key].number != row.number
    ]
    return tuple(found)


def _why_in(row: Row) -> str:
    words = {PLAN: _("新採納，或這一版才合於這一項"), WORKSHOP: _("新登記，或這一版才合於這一項"),
             COUNTY: _("走到這一步"), ISSUE: _("小組選為核心議題")}  # fmt: skip
    return words[row.kind]


def _why_out(row: Row, reasons: Mapping[str, str]) -> str:
    if row.code in reasons:
        return _("撤回採納：%(why)s") % {"why": reasons[row.code]} if reasons[row.code] else _("撤回採納")
    words = {PLAN: _("不再合於這一項"), WORKSHOP: _("取消，或不再合於這一項"),
             COUNTY: _("退回前一步"), ISSUE: _("不再是核心議題，或改列別的項目")}  # fmt: skip
    return words[row.kind]


def _reworded(older: NationalReport, newer: NationalReport) -> tuple[tuple[Row, str, str], ...]:
    """Plans of both editions whose title, item of the Call or light changed, with what each said."""
    names = {county.code: county.name for county in newer.counties}
    before = {plan.code: plan for plan in older.plans}
    found = []
    for plan in newer.plans:
        was = before.get(plan.code)
        if was is None:
            continue
        told = [
            (old, new)
            for old, new in (
                (was.title, plan.title), (was.call_item, plan.call_item), (was.progress.word, plan.progress.word)
            )
            if old != new
        ]  # fmt: skip
        if told:
            row = Row(PLAN, plan.code, plan.county, names[plan.county], plan.title)
            found.append((row, _joined(old for old, _new in told), _joined(new for _old, new in told)))
    return tuple(found)


def _joined(parts: object) -> str:
    return _("；").join(each or _("（空白）") for each in parts)  # type: ignore[attr-defined]


def withdrawn(older: NationalReport, newer: NationalReport) -> dict[str, str]:
    """Of the plans that are in the older report only: why they were withdrawn, as the trail has it (one question)."""
    there = {plan.code for plan in newer.plans}
    gone = {str(plan.key): plan.code for plan in older.plans if plan.code not in there}
    if not gone:
        return {}
    lines = Event.objects.filter(
        verb=Verb.PLAN_WITHDRAWN, object_type=Plan._meta.label_lower, object_key__in=gone, at__gt=older.as_of
    ).order_by("at", "pk")
    return {gone[line.object_key]: line.reason for line in lines}
