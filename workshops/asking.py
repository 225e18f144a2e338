"""What a table is asked to do right now beside its sheets: apps above say it, every page of the table shows it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from .models import Seat


@dataclass(frozen=True, slots=True)
class Asked:
    """One thing a table is asked to do.

    Attributes:
        key: what tells it from others; a device that hears of a new one nudges whoever holds it.
        text: what is going on, as a sentence.
        action: what the link says that leads there.
        url: where it is done.
    """

    key: str
    text: str
    action: str
    url: str


Source = Callable[[Seat], Asked | None]

_sources: list[Source] = []


def add(source: Source) -> None:
    """Let an app say what tables are asked to do; it must `room.touch` the workshop whenever its answer changes."""
    if source not in _sources:
        _sources.append(source)


def of(seat: Seat) -> list[Asked]:
    """What the seat's table is asked to do now (one query for each source)."""
    return [asked for source in _sources if (asked := source(seat)) is not None]
