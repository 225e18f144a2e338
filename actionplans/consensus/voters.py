"""Who votes in a ballot: tables, or devices, each as one voter however often it changes its table."""

from __future__ import annotations

from django.db.models import F, Q

from actionplans.models import Ballot, Vote
from workshops.models import Group, Seat


def voters_of(ballot: Ballot) -> int:
    """Of how many: as it was counted at the end, or as it is now.

    A seat in the name of an account is an officer's or a lecturer's own hand (keying, the API, looking on), and nobody
    waits for it; whoever has voted counts in any case, even if the device has left since.
    """
    if ballot.voters is not None:
        return ballot.voters
    if ballot.voter == Ballot.Voter.TABLE:
        return Group.objects.filter(workshop=ballot.workshop_id).count()
    seats = Seat.objects.filter(group__workshop=ballot.workshop_id)
    voted = Q(pk__in=ballot.votes.exclude(seat=None).values("seat"))
    return seats.filter(Q(user=None, on_paper=False, revoked_at=None) | voted).count()


def go_along(left: Seat, taken: Seat) -> None:
    """A device that changes its table takes its vote along: it is still one voter, and may still change its mind."""
    workshop = taken.group.workshop_id
    if left.group.workshop_id != workshop:
        return
    open_one = Ballot.objects.open().filter(workshop=workshop, voter=Ballot.Voter.SEAT).select_for_update().first()
    if open_one is not None and Vote.objects.filter(ballot=open_one, seat=left).update(seat=taken, group=taken.group):
        Ballot.objects.filter(pk=open_one.pk).update(revision=F("revision") + 1)
