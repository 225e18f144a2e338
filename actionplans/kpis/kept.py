"""How indicators stood when they were read last: for pages that show many, without counting anything.

The readings are written once a day (`keeping.read_all`); `standing.standings` counts anew.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from fractions import Fraction

from django.db.models import OuterRef, Subquery

from actionplans.models import AnnualPlan, Kpi, KpiReading

from .judging import Forecast
from .standing import ahead

Course = Sequence[tuple[dt.date, Fraction]]


@dataclass(frozen=True, slots=True)
class Kept:
    """An indicator with its last reading (None: nobody has read it yet), its course, and where that leads."""

    kpi: Kpi
    reading: KpiReading | None
    course: Course
    forecast: Forecast

    @property
    def state(self) -> str:
        """The word for its light: met, missed, unknown or not applicable."""
        if self.reading is not None and not self.reading.applies:
            return "none"
        met = self.reading.met if self.reading is not None else None
        return {True: "met", False: "missed", None: "unknown"}[met]


def with_courses(annuals: Iterable[AnnualPlan], *, on: dt.date) -> list[Kept]:
    """Every indicator of these annual plans with its course, a reading a week (two questions).

    Where it leads is told from all its readings, as on its own page: only what is drawn is thinned.
    """
    kpis = list(
        Kpi.objects.filter(annual__in=list(annuals)).select_related("annual__county").order_by("annual", "number")
    )
    readings: dict[int, list[KpiReading]] = {}
    for one in KpiReading.objects.filter(kpi__in=kpis, on__lte=on).order_by("on"):
        readings.setdefault(one.kpi_id, []).append(one)
    found = []
    for kpi in kpis:
        mine = readings.get(kpi.pk, [])
        course = [(one.on, Fraction(one.value)) for one in mine if one.value is not None]
        is_final = any(one.is_final for one in mine)
        found.append(
            Kept(kpi, mine[-1] if mine else None, weekly(course), ahead(kpi, course, is_final=is_final, on=on))
        )
    return found


def latest(annuals: Iterable[AnnualPlan], *, on: dt.date) -> list[Kept]:
    """Every indicator of these annual plans as it was read last, without its course (two questions)."""
    last = KpiReading.objects.filter(kpi=OuterRef("pk"), on__lte=on).order_by("-on").values("pk")[:1]
    kpis = list(
        Kpi.objects.filter(annual__in=annuals).select_related("annual__county").annotate(last=Subquery(last))
        .order_by("annual__county__position", "number")
    )  # fmt: skip
    readings = KpiReading.objects.in_bulk([one.last for one in kpis if one.last is not None])
    nothing = Forecast(None, "")
    return [Kept(kpi, readings.get(kpi.last), (), nothing) for kpi in kpis]


def weekly(course: Course) -> list[tuple[dt.date, Fraction]]:
    """The last reading of each week: what a drawing of a year can show."""
    found: dict[tuple[int, int], tuple[dt.date, Fraction]] = {}
    for day, value in course:
        found[day.isocalendar()[:2]] = (day, value)
    return list(found.values())
