"""Years of service by the civil code, and terms that run out: one counts the first day, the other does not.

民法 第 121 條第 2 項: a period of years ends the day before the corresponding day, or on the last day of the month that
has none. 民法 第 123 條第 2 項: years that do not hang together are of 365 days. 民法 第 120 條第 2 項: of a term the
first day is not counted.
"""

from __future__ import annotations

import calendar
import datetime as dt
from collections.abc import Iterable

YEAR = 365
DAY = dt.timedelta(days=1)
Period = tuple[dt.date, dt.date]


def period_end(first: dt.date, years: int) -> dt.date:
    """The last day of a period of years that begins with `first` (YRS-01 to YRS-05)."""
    try:
        return first.replace(year=first.year + years) - DAY
    except ValueError:
        return first.replace(year=first.year + years, day=28)


def term_end(day: dt.date, years: int) -> dt.date:
    """The last day of a term of years after `day`, which itself is not counted (CRD-07)."""
    try:
        return day.replace(year=day.year + years)
    except ValueError:
        return day.replace(year=day.year + years, day=28)


def years_before(day: dt.date, years: int) -> dt.date:
    """The corresponding day some years earlier; on 29 February the last day of that month."""
    return term_end(day, -years)


def months_after(day: dt.date, months: int) -> dt.date:
    """The same day some months later, or that month's last."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    return dt.date(year, month + 1, min(day.day, calendar.monthrange(year, month + 1)[1]))


def of_age(born: dt.date, years: int) -> dt.date:
    """The first day on which somebody is so many years old."""
    return period_end(born, years) + DAY


def month_of_age(born: dt.date, years: int) -> dt.date:
    """The first day of the month in which somebody becomes so many years old (YRS-09, YRS-11：自滿 65 歲當月)."""
    return dt.date(born.year + years, born.month, 1)


def joined(
    periods: Iterable[tuple[dt.date, dt.date | None]], on: dt.date, since: dt.date | None = None
) -> list[Period]:
    """Periods put together where they touch, from `since` to `on`; None as an end is still going on."""
    found: list[Period] = []
    for first, last in sorted((max(one[0], since or one[0]), min(one[1] or on, on)) for one in periods):
        if first > last:
            continue
        if found and first <= found[-1][1] + DAY:
            found[-1] = (found[-1][0], max(found[-1][1], last))
        else:
            found.append((first, last))
    return found


def days(periods: Iterable[Period]) -> int:
    """How many days they have together."""
    return sum((last - first).days + 1 for first, last in periods)


def full_years(periods: list[Period], *, unbroken: bool) -> int:
    """How many whole years they make: of one stretch by the calendar, of several together by 365 days."""
    by_calendar = max((_full(one) for one in periods), default=0)
    return by_calendar if unbroken or len(periods) < 2 else max(by_calendar, days(periods) // YEAR)


def reached_on(periods: list[Period], years: int, on: dt.date, *, unbroken: bool) -> dt.date | None:
    """When so many years will be full if she goes on as now; None where her last stretch has ended."""
    if not periods or periods[-1][1] < on:
        return None
    by_calendar = period_end(periods[-1][0], years)
    if unbroken or len(periods) < 2:
        return by_calendar
    return min(by_calendar, on + dt.timedelta(days=max(0, YEAR * years - days(periods))))


def next_term(*, approved: dt.date, previous_until: dt.date | None, years: int) -> Period:
    """From when to when something is valid that is approved now: it follows what is valid still (CRD-08)."""
    begin = max(approved, previous_until) if previous_until else approved
    return begin + DAY, term_end(begin, years)


def _full(period: Period) -> int:
    years = period[1].year - period[0].year + 1
    while years and period_end(period[0], years) > period[1]:
        years -= 1
    return years
