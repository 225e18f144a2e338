"""Slowing down who tries codes one after the other.

Only wrong codes count, by address and in fixed windows, so that a room of sixty phones behind one address can join
while a machine that guesses finds nothing: of six million codes a few dozen are in use, and it may try thirty in ten
minutes.
"""

from __future__ import annotations

import datetime as dt

from django.core.cache import cache

MOST_WRONG = 30
WINDOW = dt.timedelta(minutes=10)


def _key(address: str, now: dt.datetime) -> str:
    window = int(now.timestamp()) // int(WINDOW.total_seconds())
    # An address may hold characters that some caches refuse in a key.
    return f"join-wrong:{window}:{address.encode().hex()[:120]}"


def note_wrong(address: str, *, now: dt.datetime) -> None:
    """One more wrong code from this address."""
    key = _key(address, now)
    cache.add(key, 0, timeout=int(WINDOW.total_seconds()))
    try:
        cache.incr(key)
    except ValueError:  # it ran out between the two lines: the next wrong code counts
        return


def minutes_to_wait(address: str, *, now: dt.datetime) -> int:
    """How many minutes this address has to wait; 0 when it may try."""
    if cache.get(_key(address, now), 0) < MOST_WRONG:
        return 0
    seconds = int(WINDOW.total_seconds())
    return -(-(seconds - int(now.timestamp()) % seconds) // 60)
