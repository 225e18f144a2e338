"""Readers of single cells, for the fields of a `Spec`: each takes a cell that is not blank and answers a typed value.

What cannot be read raises `ValueError` with a sentence of two parts: what is wrong, and how to mend it.
"""

import re
from collections.abc import Callable, Mapping
from datetime import date, datetime, time, timedelta
from typing import Any

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.utils.translation import gettext as _

from foundation.imports.spec import Cell, as_text
from foundation.taiwan import clock, counties, fullwidth, roc
from foundation.taiwan.fullwidth import tidy, tight
from foundation.ui.stored_words import said

_YES = frozenset({"是", "有", "y", "yes", "true", "v", "✓", "✔", "○", "o", "1", "要", "需要"})
_NO = frozenset({"否", "無", "沒有", "n", "no", "false", "x", "✗", "✘", "×", "0", "不要", "不需要"})
_WHOLE = re.compile(r"[+-]?\d{1,15}")
_DATED = re.compile(r"^\d{2,4}([/.\-])\d{1,2}\1\d{1,2}[T ]\s*(?=\D{0,5}\d{1,2}:\d{2})")
"""A date before a time of day, as cells that hold both are written into CSV files."""
_SECONDS = re.compile(r"(\d{1,2}:\d{2}):[0-5]\d(?:\.\d+)?")
_PHONE = re.compile(r"[+]?[\d\-() ]{6,20}(?:(?:#|ext\.?|分機|轉)\d{1,6})?", re.IGNORECASE)


def text(*, longest: int = 200) -> Callable[[Cell], str]:
    """One line of text with half-width digits and letters; at most `longest` characters."""

    def read(cell: Cell) -> str:
        line = tidy(as_text(cell))
        if len(line) > longest:
            raise ValueError(
                _("這一格有 %(count)s 個字，最多 %(longest)s 個字。請縮短。") % {"count": len(line), "longest": longest}
            )
        return line

    return read


def whole(*, least: int = 0, most: int = 1_000_000) -> Callable[[Cell], int]:
    """A whole number within bounds; 1,200 and 12人 and full-width digits are read."""

    def read(cell: Cell) -> int:
        shown = as_text(cell)
        plain = re.sub(r"[,，]|(?:人|位|件|個|名|年|歲|分鐘)$", "", tight(shown))
        if isinstance(cell, bool) or not _WHOLE.fullmatch(plain):
            raise ValueError(_("「%(text)s」不是整數。請填數字，例如 12。") % {"text": shown})
        number = int(plain)
        if not least <= number <= most:
            raise ValueError(
                _("%(number)s 不在 %(least)s 到 %(most)s 之間。請改成範圍內的數字。")
                % {"number": number, "least": least, "most": most}
            )
        return number

    return read


def day(cell: Cell) -> date:
    """A date: a date cell, or text in any spelling that `roc.parse` reads.

    A date cell with a year below 1000 comes from somebody who typed 115/6/1 into a spreadsheet that took it for the
    year 115: it is a ROC year.
    """
    if isinstance(cell, date):
        found = cell.date() if isinstance(cell, datetime) else cell
        return roc.parse(f"{found.year}/{found.month}/{found.day}")
    return roc.parse(as_text(cell))


def time_of_day(cell: Cell) -> time:
    """A time: a time cell, or text in any spelling that `clock.parse` reads.

    What a clocking machine or a CSV file writes beside it does not matter, as in a time cell: the seconds are dropped,
    and so is the date in 2026/6/1 下午 01:30:15.
    """
    if isinstance(cell, datetime | time):
        return clock.parse(f"{cell:%H:%M}")
    if isinstance(cell, timedelta):
        minutes = int(cell.total_seconds()) // 60
        return clock.parse(f"{minutes // 60}:{minutes % 60:02}")
    if isinstance(cell, float) and 0 < cell < 1:
        minutes = round(cell * 24 * 60)
        return clock.parse(f"{minutes // 60}:{minutes % 60:02}")
    shown = fullwidth.tidy(as_text(cell))
    return clock.parse(_SECONDS.sub(r"\1:00", _DATED.sub("", shown)))


def choice(options: Mapping[str, Any]) -> Callable[[Cell], Any]:
    """One of a few words. `options` maps every spelling to its value.

    A value's first spelling is the one offered, in the language of the page: its English is to be a spelling, too.
    """
    values = {_word(spelling): value for spelling, value in options.items()}
    offered: dict[Any, str] = {}
    for spelling, value in options.items():
        offered.setdefault(value, spelling)

    def read(cell: Cell) -> Any:
        shown = as_text(cell)
        try:
            return values[_word(shown)]
        except KeyError:
            raise ValueError(
                _("沒有「%(text)s」這個選項。請改成：%(options)s。")
                % {"text": shown, "options": _("、").join(said(word) for word in offered.values())}
            ) from None

    return read


def yes_no(cell: Cell) -> bool:
    """是/否 in the ways a column of ticks is filled."""
    word = _word(as_text(cell))
    if word in _YES:
        return True
    if word in _NO:
        return False
    raise ValueError(_("「%(text)s」看不出是或否。請填「是」或「否」。") % {"text": as_text(cell)})


def county(cell: Cell) -> counties.County:
    """A county by any of its names or codes."""
    return counties.find(as_text(cell))


def email(cell: Cell) -> str:
    """An e-mail address, in lower case after the @."""
    address = tight(as_text(cell))
    try:
        validate_email(address)
    except ValidationError:
        raise ValueError(
            _("「%(text)s」不是電子郵件地址。請填像 name@example.org 的地址。") % {"text": as_text(cell)}
        ) from None
    name, host = address.rsplit("@", 1)
    return f"{name}@{host.lower()}"


def phone(cell: Cell) -> str:
    """A telephone number, half width; a mobile number whose leading zero the spreadsheet dropped gets it back."""
    number = fullwidth.phone(as_text(cell))
    number = re.sub(r"\s*(#|ext\.?|分機|轉)\s*", r"\1", number, flags=re.IGNORECASE)
    if re.fullmatch(r"9\d{8}", number):
        return f"0{number}"
    if not _PHONE.fullmatch(number):
        raise ValueError(
            _("「%(text)s」不像電話號碼。請填像 0912-345-678 或 089-123456 的號碼。") % {"text": as_text(cell)}
        )
    return number


def _word(shown: str) -> str:
    return tight(shown).replace("台", "臺").casefold()
