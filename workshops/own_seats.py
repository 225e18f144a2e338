"""The seat of somebody who writes for a table under her own name: an officer's program, a lecturer at the side."""

from __future__ import annotations

import datetime as dt

from foundation.accounts.models import User

from .models import Group, Seat
from .seats import take_seat

# Written into the log for good, so in the log's own language.
ON_PAPER = "依紙本補登"
SEEN_EVERY = dt.timedelta(minutes=1)


def own_seat(*, group: Group, user: User, now: dt.datetime, on_paper: bool = False) -> Seat:
    """The seat this person already has at the table, or a new one in her name.

    Whoever calls has looked whether she may write for this table. The token of a new seat is thrown away: what she
    writes comes in under her own account, so no device can take the seat over.

    Args:
        on_paper: the seat from which she keys in the table's paper; what she writes there says so.

    Raises:
        CannotJoin: the table has as many devices as a table can have.
    """
    found = (
        Seat.objects.filter(group=group, user=user, revoked_at=None, on_paper=on_paper)
        .select_related("group__workshop__programme", "group__workshop__county")
        .order_by("number")
        .first()
    )
    if found is None:
        name = f"{ON_PAPER}：{user.name}" if on_paper else user.name
        found, _token = take_seat(group=group, now=now, name=name, user=user, on_paper=on_paper)
    elif now - found.seen_at > SEEN_EVERY:
        Seat.objects.filter(pk=found.pk).update(seen_at=now)
    return found
