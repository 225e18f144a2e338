"""Periods as the law counts them: months from a day, and a last day that falls on a day off.

Civil Code (民法, as in force since 2021) 120: the first day is not counted; 121: a period of months ends on the day
before the one that corresponds to its first counted day, and on the month's last where there is no such day; 122, with
the Administrative Procedure Act (行政程序法) 48 IV: a last day on a Sunday, a holiday or another day off moves to the
next day that is none, one on a Saturday to the next week. Dates are `date`s; showing them in 民國 is not done here.
"""

from calendar import monthrange
from datetime import date, timedelta
from functools import cache

import holidays

SATURDAY = 5


def months_after(day: date, months: int) -> date:
    """The same day so many months later, the last of a shorter month (115-06-10 and 3 months: 115-09-10).

    What the law sets a last day for is counted by `months_within`.

    Raises:
        ValueError: the period would not be one (less than a month).
    """
    if months < 1:
        raise ValueError(f"a period of {months} months")
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))


def months_within(happened: date, months: int) -> date:
    """The last day of so many months from what happened on a day, as the law counts them: that day itself is not in
    them (115-06-10 and 2 months: 115-08-10), and months that begin with the first of one are whole ones (115-06-30 and
    2 months: July and August, 115-08-31). 民法 120 II, 121.

    Raises:
        ValueError: the period would not be one (less than a month).
    """
    first = happened + timedelta(days=1)
    after = months_after(first, months)
    return after if after.day < first.day else after - timedelta(days=1)


def is_day_off(day: date) -> bool:
    """Whether offices are closed: a weekend, or a holiday of the whole country with its compensation days."""
    return day.weekday() >= SATURDAY or day in _holidays(day.year)


def last_day(day: date) -> date:
    """The day on which a period that would end on `day` really ends."""
    while is_day_off(day):
        day += timedelta(days=1)
    return day


def day_off_name(day: date) -> str:
    """What the holiday is called in Chinese; empty on a working day and on a plain weekend."""
    return _holidays(day.year).get(day) or ""


@cache
def _holidays(year: int) -> holidays.HolidayBase:
    return holidays.country_holidays("TW", years=[year], language="zh_TW", expand=False)
