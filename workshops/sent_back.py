"""Why a workshop went back or was called off: what whoever moved it wrote, for those who have to act on it.

The words stand in the trail, with the move they belong to. They hold as long as no other move has followed.
"""

from __future__ import annotations

from collections.abc import Iterable

from foundation.audit.models import Event
from foundation.audit.verbs import Verb

from .models import Workshop

TYPE = Workshop._meta.label_lower


# In these states there is something to do about it, or nothing left to do; a workshop that goes on is past it.
STATES = frozenset({Workshop.State.DRAFT, Workshop.State.HELD, Workshop.State.CANCELLED})


def reasons(workshops: Iterable[Workshop]) -> dict[int, Event]:
    """By workshop, the line of its last move where that move gave a reason (one query)."""
    keys = [str(workshop.pk) for workshop in workshops if workshop.state in STATES]
    last: dict[int, Event] = {}
    moves = Event.objects.filter(object_type=TYPE, object_key__in=keys, verb__in=(Verb.MOVED, Verb.RETURNED))
    for event in moves.order_by("at", "id") if keys else ():
        last[int(event.object_key)] = event
    return {key: event for key, event in last.items() if event.reason}


def reason(workshop: Workshop) -> Event | None:
    """The same of one workshop."""
    return reasons([workshop]).get(workshop.pk)
