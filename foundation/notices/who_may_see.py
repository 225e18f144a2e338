"""Who may see the ledger of which notices: each kind says it as a filter on their rows (see `kinds`)."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.db import models

Seen = Callable[[Any], models.Q]
_seen: dict[str, Seen] = {}


def let(kind: str, seen: Seen) -> None:
    """Say which notices of a kind a person may see."""
    _seen[kind] = seen


def visible(user: Any) -> models.Q:
    """The notices of every kind that this person may see."""
    found = models.Q(pk__in=())
    for kind, seen in _seen.items():
        found |= models.Q(kind=kind) & seen(user)
    return found
