"""Months in which nobody has counted, filled in from what the register says of them today.

An installation is some weeks old before its clock has counted enough for a trend, and its register knows since when
everybody has been where. What was counted in its month stays as it was counted.
"""

from __future__ import annotations

import datetime as dt
from collections import Counter

from django.db import transaction
from django.utils import timezone

from foundation.accounts.models import County
from reports.models import CountyMonth, UnitMonth
from reports.models.count import FIGURES, SHARED
from volunteers.models import Enrolment, Unit

from .counting import MONTHS, WRITTEN, figures_of, months_until, standing

MOST = MONTHS - 1
"""How many months there are before this one on a dashboard."""


def fill_in(*, months: int, now: dt.datetime) -> int:
    """Count the last day of so many months before this one, in every county that lacks it; how many were counted.

    Args:
        months: at most `MOST`.
    """
    number = 0
    for month in months_until(timezone.localdate(now), months + 1)[:-1]:
        counted = CountyMonth.objects.filter(month=month, on__isnull=False).values("county")
        for county in County.objects.exclude(pk__in=counted):
            _count(county, month, now)
            number += 1
    return number


def last_day(month: int) -> dt.date:
    """31 March 2026 for 202603."""
    first = dt.date(month // 100, month % 100, 1)
    return (first + dt.timedelta(days=32)).replace(day=1) - dt.timedelta(days=1)


def _count(county: County, month: int, now: dt.datetime) -> None:
    on, units = last_day(month), Unit.objects.filter(county=county)
    people = figures_of(standing(Enrolment.objects.filter(unit__in=units), on=on))
    whole: Counter[str] = Counter(dict.fromkeys(FIGURES, 0))
    for mine in people.values():
        whole.update(mine)
    rows = [
        UnitMonth(unit_id=unit, month=month, on=on, **{name: mine[name] for name in SHARED})
        for unit, mine in people.items()
    ]
    with transaction.atomic():
        UnitMonth.objects.bulk_create(rows, batch_size=WRITTEN, ignore_conflicts=True)
        CountyMonth.objects.update_or_create(
            county=county, month=month,
            defaults={"figures": dict(whole), "units": len(people), "on": on, "counted_at": now},
        )  # fmt: skip
