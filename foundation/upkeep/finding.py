"""What a look at the installation found: a sentence, how bad it is, and how to mend it."""

from __future__ import annotations

from dataclasses import dataclass
from enum import IntEnum


class Grade(IntEnum):
    """How bad it is."""

    FINE = 0
    NOTE = 1  # worth knowing; nothing is broken
    MEND = 2  # something does not work, or people's data is in danger


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing looked at."""

    grade: Grade
    what: str
    mend: str = ""


def fine(what: str) -> Finding:
    """Nothing to do."""
    return Finding(Grade.FINE, what)


def note(what: str, mend: str = "") -> Finding:
    """Worth knowing."""
    return Finding(Grade.NOTE, what, mend)


def wrong(what: str, mend: str) -> Finding:
    """To be mended."""
    return Finding(Grade.MEND, what, mend)
