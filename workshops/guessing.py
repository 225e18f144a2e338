"""Slowing down who tries codes one after the other.

A code is one of 23⁵ = 6,436,343; on the busiest day some two hundred are in use, on most days eight. A network may
try 30 different wrong ones in ten minutes, so that a machine there finds a table in a week on that day, and in half a
year on the others. Who finds one gets a seat, which the page of the devices shows.

A room of sixty phones behind one address must not pay for it. Right codes cost nothing, and one wrong code costs the
same however many phones try it (an old card, a table's code that was changed). And the QR on a card carries more than
its code (see `codes.key_of`): who scans it never waits, whatever others on the network have tried.
"""

from __future__ import annotations

import datetime as dt
import ipaddress

from django.core.cache import cache
from django.utils.crypto import salted_hmac

MOST_WRONG = 30
WINDOW = dt.timedelta(minutes=10)


def network_of(address: str) -> str:
    """What counts as one place: an IPv4 address, or the 64 bits of an IPv6 address that a household is given."""
    try:
        ip: ipaddress.IPv4Address | ipaddress.IPv6Address = ipaddress.ip_address(address)
    except ValueError:
        return address
    if isinstance(ip, ipaddress.IPv6Address):
        if ip.ipv4_mapped is None:
            return str(ipaddress.ip_network((ip, 64), strict=False))
        ip = ip.ipv4_mapped
    return str(ip)


def note_wrong(address: str, code: str, *, now: dt.datetime) -> None:
    """One more wrong code from this network, unless it has tried that one already."""
    mark = _mark(code)
    places = _places(address)
    taken = _taken(places, now)
    if mark in {tried for tried, _at in taken.values()}:
        return
    for place in places:
        # `add` is atomic where counting up is not: two who guess at once take two places.
        if place not in taken and cache.add(place, (mark, now), timeout=WINDOW.total_seconds()):
            return


def minutes_to_wait(address: str, *, now: dt.datetime) -> int:
    """How many minutes this network has to wait until it may try one more; 0 when it may try."""
    taken = _taken(_places(address), now)
    if len(taken) < MOST_WRONG:
        return 0
    free = min(at for _tried, at in taken.values()) + WINDOW
    return -(-int((free - now).total_seconds()) // 60)


def _mark(text: str) -> str:
    return salted_hmac("workshops.guessing", text, algorithm="sha256").hexdigest()[:24]


def _places(address: str) -> list[str]:
    """The keys of the cache that a network's wrong codes take up."""
    network = _mark(network_of(address))
    return [f"join-wrong:{network}:{number}" for number in range(MOST_WRONG)]


def _taken(places: list[str], now: dt.datetime) -> dict[str, tuple[str, dt.datetime]]:
    found: dict[str, tuple[str, dt.datetime]] = cache.get_many(places)
    return {place: (tried, at) for place, (tried, at) in found.items() if now - at < WINDOW}
