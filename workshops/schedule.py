"""What an agenda is made of: frozen values, their clock times, and the sentences about them. No rule is here."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass, replace

DAY = 24 * 60

OK, INFO, RISK, LATE = LEVELS = ("ok", "info", "risk", "late")
"""Tones of a sentence, the gravest last."""


@dataclass(frozen=True, slots=True)
class Block:
    """What an agenda is made of: a block of the programme's template, or a line an officer has written."""

    title: str
    kind: str
    stage: int
    minutes_min: int
    minutes_max: int
    output: str = ""
    remark: str = ""
    form: str = ""


@dataclass(frozen=True, slots=True)
class Line:
    """A block with its minutes; with clock times once the start is known (after midnight they begin again at 00:00)."""

    block: Block
    minutes: int
    starts: dt.time | None = None
    ends: dt.time | None = None


@dataclass(frozen=True, slots=True)
class Finding:
    """One sentence about an agenda or a registration; `level` is a tone: ok, info, risk (look again), late (mend).

    `settled` is a warning with nothing left to do about it: it is told, and what it speaks of counts as done.
    """

    level: str
    text: str
    field: str = ""
    settled: bool = False

    @property
    def is_open(self) -> bool:
        """Whether somebody has to look again or to mend."""
        return self.level in (RISK, LATE) and not self.settled

    @property
    def gravity(self) -> int:
        """Its level as a number, for sorting: 0 for ok, more for what is graver."""
        return LEVELS.index(self.level)


def total(lines: Sequence[Line]) -> int:
    """The minutes of all lines together."""
    return sum(line.minutes for line in lines)


def timed(lines: Sequence[Line], starts_at: dt.time | None) -> tuple[Line, ...]:
    """The same lines with their clock times, one after the other without a gap; without times if no start is given."""
    if starts_at is None:
        return tuple(replace(line, starts=None, ends=None) for line in lines)
    done, at = [], starts_at.hour * 60 + starts_at.minute
    for line in lines:
        done.append(replace(line, starts=_clock(at), ends=_clock(at + line.minutes)))
        at += line.minutes
    return tuple(done)


def end_of(starts_at: dt.time, minutes: int) -> dt.time:
    """When something of that length ends."""
    return _clock(starts_at.hour * 60 + starts_at.minute + minutes)


def _clock(minute: int) -> dt.time:
    return dt.time(minute % DAY // 60, minute % 60)
