"""Whose turn it is: the units of an authority by where they stand in its interval, in a fixed number of questions."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import Count, Q

from volunteers.models import Appraisal, Unit
from volunteers.rules import appraising
from volunteers.rules.appraising import Turn

from . import schemes


@dataclass(frozen=True, slots=True)
class Standing:
    """Where one unit stands.

    Attributes:
        due: the year (西元) in which its turn is at the latest; None where its authority has settled no interval.
        cycle: the interval in years; last: its latest appraisal that was told; current: the one under way.
        improvements: how many things it is still to mend; late: how many of these are overdue.
    """

    unit: Unit
    turn: Turn
    due: int | None
    cycle: int | None
    last: Appraisal | None
    current: Appraisal | None
    improvements: int
    late: int


def standings(units: Iterable[Unit], *, on: dt.date) -> list[Standing]:
    """Where these units stand on a day, in the order in which they were given.

    Args:
        units: each with its organisation and authority.
    """
    listed = list(units)
    keys = [one.pk for one in listed]
    settled = schemes.in_force({one.authority_id for one in listed}, on)
    waits = Q(improvements__accepted_at=None, improvements__isnull=False)
    late = waits & Q(improvements__reported_at=None, improvements__due_on__lt=on)
    rows = Appraisal.objects.filter(unit__in=keys).select_related("scheme__authority")
    told: dict[int, list[Appraisal]] = defaultdict(list)
    running: dict[int, Appraisal] = {}
    for one in rows.annotate(
        waiting=Count("improvements", filter=waits), overdue=Count("improvements", filter=late)
    ).order_by("year", "pk"):  # fmt: skip
        if one.told_at is None:
            running[one.unit_id] = one
        else:
            told[one.unit_id].append(one)
    return [_standing(one, settled.get(one.authority_id), told[one.pk], running.get(one.pk), on) for one in listed]


def _standing(
    unit: Unit, settled: schemes.Settled | None, told: list[Appraisal], current: Appraisal | None, on: dt.date
) -> Standing:
    cycle = settled.scheme.cycle_years if settled else None
    ended = [one.year for one in told]
    due = appraising.due_year(ended=ended, begins=settled.since.year, cycle=cycle) if settled else None
    turn = appraising.turn(
        year=on.year, due=due, ended=ended, running=current is not None,
        handed_in=current is not None and current.handed_in_at is not None,
        is_late=current is not None and current.self_due_on < on,
    )  # fmt: skip
    return Standing(
        unit, turn, due, cycle, told[-1] if told else None, current,
        sum(getattr(one, "waiting", 0) for one in told), sum(getattr(one, "overdue", 0) for one in told),
    )  # fmt: skip
