"""A room's tables with the devices at them, as every board asks for them every two seconds."""

from __future__ import annotations

from collections import defaultdict

from foundation.prepared import Prepared, hang

from .models import Group, Seat, Workshop

SOME_KEY = -271828
TABLES = Prepared(lambda workshop: Group.objects.filter(workshop=workshop).order_by("number"), SOME_KEY)
SEATS = Prepared(
    lambda workshop: Seat.objects.filter(group__workshop=workshop).order_by("group_id", "number"), SOME_KEY
)


def tables_of(workshop: Workshop) -> list[Group]:
    """The workshop's tables by number, their seats at hand (two queries)."""
    groups, seats = TABLES.all(workshop.pk), defaultdict[int, list[Seat]](list)
    for seat in SEATS.all(workshop.pk):
        seats[seat.group_id].append(seat)
    for group in groups:
        group.workshop = workshop
        for seat in seats[group.pk]:
            seat.group = group
        hang(group, "seats", seats[group.pk])
    return groups
