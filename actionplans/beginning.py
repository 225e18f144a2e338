"""Where a device that has just sat down at a table begins: with the sheet in hand, while the room is at work."""

from __future__ import annotations

import datetime as dt

from django.urls import reverse

from workshops import codes
from workshops.models import Seat, Workshop

from . import ballots
from .desks import desk_of


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
