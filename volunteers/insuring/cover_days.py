"""Days of cover: what is still to be insured of some days, and when somebody is in the unit to be insured for."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Collection, Iterable

from volunteers.models import Cover, Enrolment, Place, Policy, Post, Unit

Days = tuple[dt.date, dt.date]
"""The first and the last day, both included."""
ONE = dt.timedelta(days=1)


def without(days: Days, there: Iterable[Days]) -> list[Days]:
    """What is left of some days without others; first and last day included everywhere."""
    gaps: list[Days] = []
    first, last = days
    for start, end in sorted(there):
        if end < first or start > last:
            continue
        if start > first:
            gaps.append((first, start - ONE))
        if end >= last:
            return gaps
        first = end + ONE
    return [*gaps, (first, last)]


def wanting(days: Days, listed: Iterable[Days], stays: Collection[Days]) -> list[Days]:
    """What of some days somebody still is to be put on a list for: all of them, or the gaps in what she has.

    A gap is taken only as far as she is in the unit: who left, and came back, was not away on the insurer's list.
    """
    gaps = without(days, listed)
    if gaps == [days]:
        return gaps
    return sorted(
        (max(start, first), min(end, last))
        for start, end in gaps
        for first, last in stays
        if first <= end and start <= last
    )


def listed(policy: Policy, people: Collection[int]) -> dict[int, list[Days]]:
    """For which days people are on a policy's list."""
    found: dict[int, list[Days]] = defaultdict(list)
    rows = Cover.objects.filter(policy=policy, volunteer__in=people)
    for key, first, last in rows.values_list("volunteer", "starts_on", "ends_on"):
        found[key].append((first, last))
    return found


def stays(unit: Unit, people: Collection[int], days: Days) -> dict[int, list[Days]]:
    """When people are in a unit within some days, and the days of its events for which they have a place (大型活動)."""
    first, last = days
    found: dict[int, list[Days]] = defaultdict(list)
    rows = Enrolment.objects.filter(unit=unit, volunteer__in=people, joined_on__lte=last).exclude(left_on__lt=first)
    for key, joined, left in rows.values_list("volunteer", "joined_on", "left_on"):
        found[key].append((max(joined, first), min(left or last, last)))
    places = Place.objects.held().around(first, last).filter(duty__post__unit=unit, volunteer__in=people)
    for one in places.filter(duty__post__kind=Post.Kind.EVENT).select_related("duty"):
        found[one.volunteer_id] += [(day, day) for day, _start, _end in one.duty.pieces() if first <= day <= last]
    return found
