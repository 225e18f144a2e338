"""Holding back who sends forms without end from one address; a household or a school that applies does not notice."""

from __future__ import annotations

from django.core.cache import cache
from django.utils.crypto import salted_hmac

APPLYING = "apply"
"""What an application counts as, from a page or from a program."""
MOST, WITHIN = 20, 60 * 60
"""So many forms from one address within so many seconds."""


def is_flooded(what: str, address: str) -> bool:
    """Whether this address has sent as many of this kind as it may for now."""
    return int(cache.get(_key(what, address), 0)) >= MOST


def count(what: str, address: str) -> None:
    """One more from this address. The address itself is kept nowhere."""
    key = _key(what, address)
    if not cache.add(key, 1, WITHIN):
        try:
            cache.incr(key)
        except ValueError:  # it ran out between the two
            cache.add(key, 1, WITHIN)


def _key(what: str, address: str) -> str:
    return f"flood:{what}:{salted_hmac('recruiting.floods', address, algorithm='sha256').hexdigest()[:24]}"
