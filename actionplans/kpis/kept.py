"""How indicators stood when they were read last: for pages that show many, without counting anything.

The readings are written once a day (`keeping.read_all`); `standing.standings` counts anew.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from django.db.models import OuterRef, Subquery

from actionplans.models import AnnualPlan, Kpi, KpiReading
from foundation.accounts.askers import for_each_asker
from foundation.accounts.roles import Permission
from foundation.prepared import Prepared

from .judging import Forecast
from .standing import ahead

SOME_YEAR, SOME_DAY = 27182, dt.date(1971, 2, 3)
"""Of nothing: where the caller's go."""
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
        known = bool(mine) and mine[-1].value is not None
        leads = ahead(kpi, course, is_final=is_final, on=on, known=known)
        found.append(Kept(kpi, mine[-1] if mine else None, weekly(course), leads))
    return found


@for_each_asker
def _of_year(user: Any) -> Prepared[Kpi]:
    def kpis(year: int) -> Any:
        annuals = AnnualPlan.objects.visible_to(user).filter(year=year)
        return Kpi.objects.filter(annual__in=annuals.order_by().values("pk")).order_by(
            "annual__county__position", "number"
        )

    return Prepared(kpis, SOME_YEAR, related=("annual__county",))


@for_each_asker
def _last_of_year(user: Any) -> Prepared[KpiReading]:
    def readings(year: int, on: dt.date) -> Any:
        annuals = AnnualPlan.objects.visible_to(user).filter(year=year)
        last = KpiReading.objects.filter(kpi=OuterRef("pk"), on__lte=on).order_by("-on").values("pk")[:1]
        kpis = Kpi.objects.filter(annual__in=annuals.order_by().values("pk")).order_by()
        return KpiReading.objects.filter(pk__in=kpis.values(last=Subquery(last))).order_by()

    return Prepared(readings, SOME_YEAR, SOME_DAY)


def latest(user: Any, *, year: int, on: dt.date) -> list[Kept]:
    """Every indicator of a year's annual plans, as somebody may see them, as it was read last: without its course (two
    questions).
    """
    kpis = _of_year(user).all(year)
    readings = {one.kpi_id: one for one in _last_of_year(user).all(year, on)} if kpis else {}
    nothing = Forecast(None, "")
    return [Kept(kpi, readings.get(kpi.pk), (), nothing) for kpi in kpis]


def weekly(course: Course) -> list[tuple[dt.date, Fraction]]:
    """The last reading of each week: what a drawing of a year can show."""
    found: dict[tuple[int, int], tuple[dt.date, Fraction]] = {}
    for day, value in course:
        found[day.isocalendar()[:2]] = (day, value)
    return list(found.values())


def unfinished(user: Any, *, on: dt.date) -> list[Kpi]:
    """Indicators of the year before that nobody can judge yet, as they were read last, of the annual plans somebody
    edits: what is to be typed before that year is frozen (one question).
    """
    last = KpiReading.objects.filter(kpi=OuterRef("pk")).order_by("-on")
    annuals = AnnualPlan.objects.visible_to(user, Permission.EDIT_ANNUAL_PLANS).filter(year=on.year - 1, edition__gte=1)
    rows = Kpi.objects.filter(annual__in=annuals.order_by().values("pk")).exclude(readings__is_final=True)
    rows = rows.annotate(met=Subquery(last.values("met")[:1]), applied=Subquery(last.values("applies")[:1]))
    found = rows.filter(met=None).exclude(applied=False).select_related("annual__county")
    return list(found.order_by("annual__county__position", "number"))
