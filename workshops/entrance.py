"""Where a device goes once it sits at a table: the pages of a table live in an app above this one, which says it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable

from .models import Seat

Way = Callable[[Seat, dt.datetime], str]

_way: list[Way] = []


def lead(way: Way) -> None:
    """Say which address a device that has just sat down opens first. Called once, when that app is ready."""
    _way[:] = [way]


def first_page(seat: Seat, now: dt.datetime) -> str:
    """The address with which this seat begins.

    Raises:
        LookupError: no app has pages for tables.
    """
    if not _way:
        raise LookupError("nobody has said where a table begins")
    return _way[0](seat, now)
