"""Lengths of time as people say them, in minutes.

205分鐘, 3小時, 3小時20分, 3.5小時, 三個半小時, 半小時, 兩個鐘頭, 一小時半, 1 hour 30 minutes. Half a day or a morning
says when, and not how long: that is refused with a `ValueError` whose sentence says how to write it.
"""

import re
import unicodedata

from django.utils.translation import gettext as _

from . import numerals

_HOURS = r"(?:小時|鐘頭|時|hours?|hrs?|h)"
_MINUTES = r"(?:分鐘?|minutes?|mins?|m)"
_SHAPES = (
    # 半小時, 半個鐘頭
    re.compile(rf"(?P<half>半)個?{_HOURS}"),
    # 3小時, 3.5小時, 三個小時, 三個半小時, 一小時半, 3小時20分, 3小時又20分
    # 3.25小時: with 5 or 0 as the second decimal the minutes are whole
    re.compile(
        rf"(?P<h>\d{{1,2}}(?:\.\d[05]?)?)(?:個?(?P<half>半)個?|個)?{_HOURS}"
        rf"(?:(?P<after>半)|[又零、,]?(?:and)?(?P<m>\d{{1,2}}){_MINUTES}?)?"
    ),
    re.compile(rf"(?P<m>\d{{1,3}}){_MINUTES}"),
)
_DAY = re.compile(r"[全半整一]?(?:天|日|上午|早上|下午|晚上)|day|halfaday|halfday|morning|afternoon", re.IGNORECASE)


def read(text: str) -> int | None:
    """The minutes that `text` says with a unit; None where it names no unit of time, so that it may be a bare number.

    Raises:
        ValueError: it speaks of a part of the day, or counts the same half twice; with a sentence.
    """
    plain = re.sub(r"\s+", "", unicodedata.normalize("NFKC", text)).lower()
    plain = numerals.in_digits(plain, before="個|半|小時|鐘頭|時|分")
    for shape in _SHAPES:
        if found := shape.fullmatch(plain):
            return _minutes(found.groupdict(), text)
    if _DAY.fullmatch(plain):
        raise ValueError(_unclear(text))
    return None


def _minutes(said: dict[str, str | None], text: str) -> int:
    hours, minutes = float(said.get("h") or 0), int(said.get("m") or 0)
    halves = [key for key in ("half", "after") if said.get(key)]
    if len(halves) + (not hours.is_integer()) + bool(halves and minutes) > 1 or (hours and minutes > 59):
        raise ValueError(_unclear(text))
    return round(hours * 60) + 30 * len(halves) + minutes


def _unclear(text: str) -> str:
    return _("「%(text)s」看不出是多少分鐘。請寫 205，或寫 3 小時 25 分、三個半小時。") % {"text": text.strip()[:20]}
