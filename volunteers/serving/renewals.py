"""Lines that stand in the place of others: a recount, a spot check or a merge takes a line out and enters it anew.

Whoever holds a line that came earlier (a batch that is taken back, a merge, a spot check's draw) finds by it the one
that stands for it now. Nothing here writes.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator

from volunteers.models import ServiceEntry

from .facts import CHUNK


def chains(keys: Collection[int]) -> dict[int, list[int]]:
    """By line, it and the lines that were entered in its place one after the other; a question for each round."""
    found = {key: [key] for key in keys}
    ends = {key: key for key in keys}
    while ends:
        after: dict[int, int] = {}
        for part in _chunks(ends):
            rows = ServiceEntry.objects.filter(renews__in=part).order_by()
            after |= {ends[was]: now for was, now in rows.values_list("renews", "pk") if was is not None}
        for first, now in after.items():
            found[first].append(now)
        ends = {now: first for first, now in after.items()}
    return found


def lasting(keys: Collection[int]) -> dict[int, ServiceEntry]:
    """By line, the last that was entered in its place, or itself; it may have been taken out as well (`stands`)."""
    ends = {chain[-1]: first for first, chain in chains(keys).items()}
    return {
        ends[row.pk]: row
        for part in _chunks(ends)
        for row in ServiceEntry.objects.filter(pk__in=part).select_related("corrected_by__batch")
    }


def stands(row: ServiceEntry) -> bool:
    """Whether a line has not been taken out."""
    return not hasattr(row, "corrected_by")


def _chunks(keys: Iterable[int]) -> Iterator[list[int]]:
    every = sorted(keys)
    for start in range(0, len(every), CHUNK):
        yield every[start : start + CHUNK]
