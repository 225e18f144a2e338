"""What the annual plans of the demonstration are measured by: typed figures, and a reading every month."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from decimal import Decimal

from django.utils import timezone

from actionplans.kpis import keeping
from actionplans.models import Kpi
from foundation.accounts.models import User
from foundation.taiwan import periods

YEAR = 2026
# Indicator, part, how much, on which month's last day, where it comes from.
TYPED = (
    ("budget", "budget", 2_650_000, 1, "115 年度預算書第 42 頁（示範）"),
    ("budget", "budget_before", 2_600_000, 1, "114 年度決算書第 40 頁（示範）"),
    ("budget", "spent_before", 2_132_000, 1, "114 年度決算書第 40 頁（示範）"),
    ("budget", "spent", 1_770_000, 8, "8 月底會計月報（示範）"),
    ("professional_trainings", "numerator", 3, 8, "志願服務推廣中心課程表（示範）"),
    ("online_training", "numerator", 18_420, 8, "網路課程平臺統計（示範）"),
    ("recognition", "numerator", 0, 8, "表揚大會訂於 12 月（示範）"),
)


def measure(*, officers: Mapping[str, User], now: dt.datetime) -> None:
    """Figures as the year goes, and a reading at each month's end up to now."""
    today = timezone.localdate(now)
    kpis = Kpi.objects.filter(annual__year=YEAR).select_related("annual")
    for code, part, value, month, note in TYPED:
        day = periods.months_after(dt.date(YEAR - 1, 12, 31), month)
        for kpi in kpis.filter(code=code):
            if day <= today:
                keeping.type_figure(
                    kpi=kpi, part=part, value=Decimal(value), on=day, note=note, by=officers[kpi.annual.county_id],
                    now=_evening(day),
                )  # fmt: skip
    for month in range(1, 13):
        day = periods.months_after(dt.date(YEAR - 1, 12, 31), month)
        if day <= today:
            keeping.read_all(now=_evening(day))


def _evening(day: dt.date) -> dt.datetime:
    return timezone.make_aware(dt.datetime.combine(day, dt.time(18)))
