"""Which lines of the trail somebody may read: the same for its pages and for what leaves as a file.

The trail stands below accounts and knows no roles.
"""

from __future__ import annotations

from typing import Any

from foundation.audit.models import Event, EventQuerySet

from .roles import Permission
from .scope import reach


def visible_events(user: Any) -> EventQuerySet:
    """The lines of the trail this person may read: those of her counties, or all of them."""
    scope = reach(user, Permission.READ_TRAIL)
    return Event.objects.all() if scope.everywhere else Event.objects.for_counties(scope.counties)


def found_events(user: Any, *, verb: str, word: str) -> EventQuerySet:
    """Of the lines this person may read those of a verb and with a word, newest first; all where both are empty."""
    rows = visible_events(user)
    if verb:
        rows = rows.filter(verb=verb)
    return rows.naming(word.strip()) if word.strip() else rows
