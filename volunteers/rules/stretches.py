"""Stretches of a day as (first, last) in minutes since midnight: what they have in common, and what is left of them."""

from __future__ import annotations

from collections.abc import Sequence

Stretch = tuple[int, int]


def common(pieces: Sequence[Stretch], within: Sequence[Stretch]) -> list[Stretch]:
    """What of the pieces lies within the others, in order."""
    found = [
        (max(start, first), min(end, last))
        for start, end in pieces
        for first, last in joined(within)
        if max(start, first) < min(end, last)
    ]
    return sorted(found)


def without(pieces: Sequence[Stretch], taken: Sequence[Stretch]) -> list[Stretch]:
    """What of the pieces is not taken."""
    left = list(pieces)
    for first, last in taken:
        cut: list[Stretch] = []
        for start, end in left:
            cut += [(start, min(end, first)), (max(start, last), end)]
        left = [(start, end) for start, end in cut if start < end]
    return left


def joined(pieces: Sequence[Stretch]) -> list[Stretch]:
    """The same minutes in order, none of them twice."""
    found: list[Stretch] = []
    for start, end in sorted(pieces):
        if found and start <= found[-1][1]:
            found[-1] = (found[-1][0], max(end, found[-1][1]))
        else:
            found.append((start, end))
    return found


def length(pieces: Sequence[Stretch]) -> int:
    """How many minutes they are together; of pieces that overlap, some twice."""
    return sum(end - start for start, end in pieces)
