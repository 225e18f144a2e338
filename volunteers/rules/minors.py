"""Who is under age, and needs the agreement of a legal representative.

Sources: 民法 第 12 條 (滿十八歲為成年, in force since 112.1.1; before that twenty), 第 77 條 and 第 79 條 (what a minor
of seven or more agrees to needs her legal representative's permission), 第 76 條 (for a child under seven the
representative acts), 第 124 條 (age counts from the day of birth). 志願服務法 sets no age.
"""

from __future__ import annotations

import datetime as dt

SOURCE = "民法第 12 條「滿十八歲為成年」、第 77 條：限制行為能力人為意思表示，應得法定代理人之允許"
ADULT_FROM: tuple[tuple[dt.date, int], ...] = ((dt.date(2023, 1, 1), 18), (dt.date(1929, 10, 10), 20))
"""Since when somebody is of age at what age, the latest first."""


def age(born_on: dt.date, on: dt.date) -> int:
    """Full years on a day; who was born on February 29 is a year older on March 1 of other years."""
    return on.year - born_on.year - ((on.month, on.day) < (born_on.month, born_on.day))


def is_minor(born_on: dt.date, on: dt.date) -> bool:
    """Whether somebody is under age on a day, by the law of that day."""
    adult = next(years for since, years in ADULT_FROM if on >= since)
    return age(born_on, on) < adult
