"""The numbers of a text that a total is of: those that follow it in brackets, or that a sentence lists before it."""

from __future__ import annotations

import re
from collections.abc import Sequence

from .numbers import Number

JOINED = re.compile(r"[^\d，。；：、]{0,12}(?:暨|及|與|和|、)[^\d，。；：]{0,6}")
MOST = 40
"""How many numbers after or before a total may be its parts."""
AFTER, BEFORE = 30, 16
"""How far off, in letters, the next part of a total may stand."""


def of(numbers: Sequence[Number], at: int) -> list[Number]:
    """What the number at that place is a total of; fewer than two where it is of nothing."""
    after = _following(numbers, at)
    return after if len(after) > 1 else _listed(numbers, at)


def joins(first: Number, second: Number) -> bool:
    """Whether a text names two counted things together: what stands between them is read from the second's clause."""
    return bool(JOINED.fullmatch(second.clause.rpartition(re.sub(r"\s", "", first.text))[2]))


def _following(numbers: Sequence[Number], at: int) -> list[Number]:
    """Those of one unit that follow in its sentence: 共60人（男25人、女35人）."""
    found: list[Number] = []
    last = one = numbers[at]
    for other in numbers[at + 1 : at + 1 + MOST]:
        if other.unit != one.unit or other.paragraph != one.paragraph or other.start - last.end > AFTER:
            break
        found.append(other)
        last = other
    return found


def _listed(numbers: Sequence[Number], at: int) -> list[Number]:
    """Those of one unit that are listed just before: 男25人、女35人，合計60人."""
    found: list[Number] = []
    next_ = one = numbers[at]
    for other in reversed(numbers[max(0, at - MOST) : at]):
        if other.unit != one.unit or other.paragraph != one.paragraph or next_.start - other.end > BEFORE:
            break
        if found and not joins(other, next_):
            break
        found.append(other)
        next_ = other
    return found[::-1]
