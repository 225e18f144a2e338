"""Milestones of an adopted plan: the days its promises fall due, from what the table wrote and the programme asks.

The programme says in which months after the workshop results are looked at (企劃案三：檢視短期預定成效 3-6 個月); one
that names none has no results to look at. A step's last month is its day. Periods are counted, and last days moved, as
`foundation.taiwan.periods` says.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass

from actionplans.models import Milestone, Plan, PlanResult, PlanStep
from actionplans.models.plan_parts import LONGEST_WORDS
from foundation.taiwan import periods

Kind = Milestone.Kind
LATEST = 6  # the month by which a plan's effects are wanted (企劃案三), where neither step nor programme says one
BETWEEN = "；"  # what several tables want to see by one month


@dataclass(frozen=True, slots=True)
class Drafted:
    """A milestone as it would be made. Dates are Gregorian; `due_on` is never a day off."""

    kind: str
    title: str
    who: str
    month: int | None
    promised_on: dt.date
    due_on: dt.date


def drafted(
    *,
    held_on: dt.date,
    first_step: tuple[str, str, dt.date],
    steps: Iterable[tuple[str, str, int | None, int | None]],
    results: Iterable[tuple[int, str]],
    months: Iterable[int],
) -> list[Drafted]:
    """The milestones these promises come to, by their days.

    Args:
        held_on: the day of the workshop; months count from it.
        first_step: what, who, and the day it was promised for.
        steps: what, who, from which month, to which. One without a month is due with the last results; one that
            begins and does not end is due in the month it begins.
        results: month and the change wanted by then, a line for each table.
        months: the months in which results are looked at, whether or not a table wrote something for them.
    """
    looked_at = sorted({month for month in months if month >= 1})
    last_look = looked_at[-1] if looked_at else LATEST
    what, who, day = first_step
    found = [_made(Kind.FIRST_STEP, what, who, None, day)]
    for what, who, first, last in steps:
        month = last or first or last_look
        found.append(_made(Kind.STEP, what, who, month, periods.months_after(held_on, month)))
    wanted: dict[int, list[str]] = {month: [] for month in looked_at}
    for month, change in results:
        if change.strip() and month in wanted:
            wanted[month].append(change.strip())
    for month, changes in wanted.items():
        title = BETWEEN.join(dict.fromkeys(changes))
        found.append(_made(Kind.RESULT, title, "", month, periods.months_after(held_on, month)))
    return sorted(found, key=lambda one: (one.promised_on, one.kind == Kind.RESULT))


def next_of(points: Iterable[Milestone]) -> Milestone | None:
    """The milestone that is due first of those not reached, wherever it stands; a postponement changes their order."""
    return min(
        (one for one in points if one.reached_at is None), key=lambda one: (one.due_on, one.position), default=None
    )


def month_of(held_on: dt.date, on: dt.date) -> int:
    """Which month after the workshop a day falls in, from 1; 0 on the day itself and before."""
    if on <= held_on:
        return 0
    month = max(1, (on.year - held_on.year) * 12 + on.month - held_on.month)
    return month if periods.months_after(held_on, month) >= on else month + 1


def set_out(plan: Plan) -> list[Milestone]:
    """Make the milestones of a plan that is being adopted; called inside the adoption, which leaves the audit line.

    A plan taken back and adopted again begins anew: what had been set out before is replaced.
    """
    plan.milestones.all().delete()
    workshop = plan.workshop
    if plan.first_step_on is None:  # the database refuses such an adoption
        return []
    rows = drafted(
        held_on=workshop.date or plan.first_step_on,
        first_step=(plan.first_step, plan.person_in_charge, plan.first_step_on),
        steps=PlanStep.objects.filter(plan=plan).values_list("what", "who", "from_month", "to_month"),
        results=PlanResult.objects.filter(plan=plan).values_list("month", "change"),
        months=workshop.programme.tracking_months,
    )
    return Milestone.objects.bulk_create(
        Milestone(
            plan=plan, position=position, kind=one.kind, title=one.title, who=one.who, month=one.month,
            promised_on=one.promised_on, due_on=one.due_on,
        )
        for position, one in enumerate(rows, 1)
    )  # fmt: skip


def follow_first_step(plan: Plan) -> None:
    """Keep the first step's milestone at what an adopted plan says, until it is reached."""
    if plan.state != Plan.State.ADOPTED or plan.first_step_on is None:
        return
    first = Milestone.objects.filter(plan=plan, kind=Kind.FIRST_STEP, reached_at=None)
    first.update(title=plan.first_step, who=plan.person_in_charge)
    # A day that was postponed stands until it is postponed again.
    first.filter(postponements=None).update(promised_on=plan.first_step_on, due_on=periods.last_day(plan.first_step_on))


def _made(kind: str, title: str, who: str, month: int | None, promised_on: dt.date) -> Drafted:
    return Drafted(kind, shortened(title), who, month, promised_on, periods.last_day(promised_on))


def shortened(title: str) -> str:
    """A title that fits its column: several tables together may have written more than one may."""
    return title if len(title) <= LONGEST_WORDS else f"{title[: LONGEST_WORDS - 1]}…"
