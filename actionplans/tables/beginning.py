"""Where a device that has just sat down at a table begins: with the sheet in hand, while the room is at work.

And where a table's card leads when all is over: to what became of its idea.
"""

from __future__ import annotations

import datetime as dt

from django.urls import reverse

from actionplans.consensus import ballots
from actionplans.writing.desks import desk_of
from workshops import codes
from workshops.models import Group, Seat, Workshop

from . import became


def first_page(seat: Seat, now: dt.datetime) -> str:
    """The sheet the table is at; the page of all stages before and after the workshop and while a vote is on.

    On a slow line every page between the scanned code and the first word costs two seconds.
    """
    workshop = seat.group.workshop
    stages = reverse("actionplans:table")
    if workshop.state != Workshop.State.RUNNING or codes.why_closed(workshop, now):
        return stages
    ballot = ballots.current(workshop.pk)
    if ballot is not None and ballot.is_open:
        return stages
    kind = desk_of(seat.group).in_hand
    return reverse("actionplans:sheet", args=[kind]) if kind else stages


def afterwards(group: Group, now: dt.datetime) -> str:
    """What became of it, by the card itself; empty while the card still opens the sheets."""
    if not group.code or not became.after_the_day(group, now):
        return ""
    return f"{reverse('actionplans:became_card', args=[group.code])}?k={codes.key_of(group.code)}"
