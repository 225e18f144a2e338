"""The seat of somebody who writes for a table under her own name: an officer's program, a lecturer at the side."""

from __future__ import annotations

import datetime as dt

from foundation.accounts.models import User

from .joining import take_seat
from .models import Group, Seat

SEEN_EVERY = dt.timedelta(minutes=1)


def own_seat(*, group: Group, user: User, now: dt.datetime) -> Seat:
    """The seat this person already has at the table, or a new one in her name.

    Whoever calls has looked whether she may write for this table. The token of a new seat is thrown away: what she
    writes comes in under her own account, so no device can take the seat over.

    Raises:
        CannotJoin: the table has as many devices as a table can have.
    """
    found = (
        Seat.objects.filter(group=group, user=user, revoked_at=None)
        .select_related("group__workshop__programme", "group__workshop__county")
        .order_by("number")
        .first()
    )
    if found is None:
        found, _token = take_seat(group=group, now=now, name=user.name, user=user)
    elif now - found.seen_at > SEEN_EVERY:
        Seat.objects.filter(pk=found.pk).update(seen_at=now)
    return found
