"""Where a device goes that sits at a table, and where a table's card leads when all is over.

The pages of a table live in an app above this one, which says it.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable

from .models import Group, Seat

Way = Callable[[Seat, dt.datetime], str]
After = Callable[[Group, dt.datetime], str]

_way: list[Way] = []
_after: list[After] = []


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


def lead_on(after: After) -> None:
    """Say which address a table's card opens after its workshop. Called once, when that app is ready."""
    _after[:] = [after]


def afterwards(group: Group, now: dt.datetime) -> str:
    """The address to which the card of a table leads that takes no writing any more; empty where it leads nowhere."""
    return _after[0](group, now) if _after else ""
