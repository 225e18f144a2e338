"""Times in lists of hours: how long, at what time of day, and from when to when in one cell."""

from __future__ import annotations

import datetime as dt
import re
import unicodedata
from dataclasses import dataclass

from django.utils.translation import gettext as _

from foundation.imports import cells
from foundation.imports.spec import Cell, as_text
from foundation.taiwan import duration
from foundation.taiwan.fullwidth import tight
from volunteers.rules.hours import DAY

NEARLY = 1e-6
"""By how much of a minute a spreadsheet's fractions of an hour are off."""
_CLOCK = re.compile(r"(\d{1,2}):([0-5]\d)(?::00)?")
_NUMBER = re.compile(r"-?\d{1,9}(?:\.\d*)?|\.\d+")
"""A number as people write it: `float` would also take inf, nan and 1e3."""
_BETWEEN = re.compile(r"[-–—−~〜至到]+")


@dataclass(frozen=True, slots=True)
class Span:
    """What one cell says of a service: from when to when, or only how long; in minutes, since midnight.

    `unclear` is the sentence for what says neither: it matters only where no other column says when or how long.
    """

    starts: int | None = None
    ends: int | None = None
    minutes: int | None = None
    unclear: str = ""


def minutes(cell: Cell) -> int:
    """A length of time: 3.5 and 3.5小時 and 3小時30分 and 3:30 and 03:30:00 are 210 minutes.

    Raises:
        ValueError: it is none, or is not a whole number of minutes, or more than a day has.
    """
    found: float
    shown = as_text(cell)
    if isinstance(cell, dt.timedelta):
        found = cell.total_seconds() / 60
    elif isinstance(cell, dt.time):
        found = cell.hour * 60 + cell.minute
    elif isinstance(cell, int | float) and not isinstance(cell, bool):
        found = cell * 60
    else:
        found = _said_minutes(shown)
    if not 0 < found <= DAY + NEARLY:
        raise ValueError(_("「%(text)s」不是一天以內的時數。請填像 3.5 或 3小時30分。") % {"text": shown})
    if abs(found - round(found)) > NEARLY:
        raise ValueError(_("「%(text)s」小時不是整數的分鐘。請填幾小時幾分，例如 3小時20分。") % {"text": shown})
    return round(found)


def _said_minutes(text: str) -> float:
    said = duration.read(text)
    if said is not None:
        return said
    plain = tight(text)
    if clock := _CLOCK.fullmatch(plain):
        return int(clock[1]) * 60 + int(clock[2])
    if _NUMBER.fullmatch(plain):
        return float(plain) * 60
    raise ValueError(_("「%(text)s」看不出是多少時數。請填像 3.5 或 3小時30分。") % {"text": text})


def time_of_day(cell: Cell) -> int:
    """A time of day in minutes since midnight; 24:00 is the day's end."""
    if tight(as_text(cell)) in ("24:00", "24:00:00", "2400"):
        return DAY
    at = cells.time_of_day(cell)
    return at.hour * 60 + at.minute


def says_both(cell: Cell) -> bool:
    """Whether a cell is written as from when to when, and not as a length."""
    return len(_BETWEEN.split(unicodedata.normalize("NFKC", as_text(cell)))) > 1


def span(cell: Cell) -> Span:
    """From when to when (09:00-12:00, 上午9點至12點, 0900~1200), or a length as `minutes` reads it (3.5, 3小時30分)."""
    try:
        return _span(cell)
    except ValueError as unclear:
        return Span(unclear=str(unclear))


def _span(cell: Cell) -> Span:
    shown = as_text(cell)
    plain = unicodedata.normalize("NFKC", shown)
    parts = _BETWEEN.split(plain)
    if len(parts) > 2:
        raise ValueError(_("「%(text)s」不只一段時間。一段寫一列，例如 09:00-12:00。") % {"text": shown})
    if len(parts) == 2 and all(part.strip() for part in parts):
        return Span(time_of_day(parts[0]), time_of_day(parts[1]))
    if isinstance(cell, dt.time | dt.datetime) or ":" in plain:
        raise ValueError(_("「%(text)s」只有一個時間，看不出服務多久。請填像 09:00-12:00。") % {"text": shown})
    return Span(minutes=minutes(cell))
