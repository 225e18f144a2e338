"""When the year of an annual plan ends, and until when its figures are taken."""

from __future__ import annotations

import datetime as dt

from actionplans.models import AnnualPlan
from foundation.taiwan import periods


def end_of(annual: AnnualPlan) -> dt.date:
    """The last day of an annual plan's year."""
    return dt.date(annual.year, 12, 31)


def taken_until(year: int) -> dt.date:
    """The last day on which figures of a year are usually taken: the end of February, or the next working day.

    Source: 志願服務法 第 7 條 (results within two months of the year's end), 民法 122; budgets are settled and meetings
    of December written up by then.
    """
    return periods.last_day(periods.months_within(dt.date(year, 12, 31), 2))


def open_until(annual: AnnualPlan) -> dt.date:
    """The last day on which figures of an annual plan are taken: the usual one, or later where it was opened again."""
    usual = taken_until(annual.year)
    return max(usual, annual.figures_open_until or usual)
