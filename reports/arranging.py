"""Changing places by one step, for whatever stands in an order of its own."""

from __future__ import annotations

from typing import Any


def change_places(rows: list[Any], *, row: Any, up: bool) -> int | None:
    """Let one of the rows change places with its neighbour, and number those that stand otherwise now, from 1.

    Args:
        rows: all that stand in this order, locked, as they stand.

    Returns:
        Its place then; None where it stays: it is at the end, or not among them any more.
    """
    place = next((at for at, one in enumerate(rows) if one.pk == row.pk), None)
    other = -1 if place is None else place + (-1 if up else 1)
    if place is None or not 0 <= other < len(rows):
        return None
    ordered = list(rows)
    ordered[place], ordered[other] = ordered[other], ordered[place]
    for position, one in enumerate(ordered, 1):
        if one.position != position:
            type(one)._default_manager.filter(pk=one.pk).update(position=position)
    return other + 1
