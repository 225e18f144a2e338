"""Where somebody is signed in: noted at sign-in and while she works, seen and ended by herself.

What a browser says of itself is made short (its kind, its system), and of its address only the net is kept (the first
24 bits, or 48 of IPv6): enough to know one's own again, and nothing to follow anybody by.
"""

from __future__ import annotations

import datetime as dt
import ipaddress
import re
from collections.abc import Iterable
from contextlib import suppress

from django.contrib.sessions.models import Session
from django.db import IntegrityError, transaction
from django.http import HttpRequest

from foundation.audit import trail
from foundation.audit.verbs import Verb

from .models import SignIn, User

# In this order: Edge says of itself that it is Chrome as well, and Chrome that it is Safari.
BROWSERS = (
    ("Edge", r"Edg(e|A|iOS)?/"), ("Opera", r"OPR/"), ("Samsung Internet", r"SamsungBrowser/"), ("LINE", r"\bLine/"),
    ("Firefox", r"(Firefox|FxiOS)/"), ("Chrome", r"(Chrome|CriOS|Chromium)/"), ("Safari", r"Version/.*Safari/"),
)  # fmt: skip
SYSTEMS = (
    ("iPhone", r"iPhone"), ("iPad", r"iPad"), ("Android", r"Android"), ("ChromeOS", r"\bCrOS\b"),
    ("Windows", r"Windows"), ("macOS", r"Mac OS X|Macintosh"), ("Linux", r"Linux"),
)  # fmt: skip


def kind_of(agent: str) -> tuple[str, str]:
    """Browser and system in a word each; empty where it says something that nobody knows."""
    return _first(BROWSERS, agent), _first(SYSTEMS, agent)


def net_of(address: str) -> str:
    """An address without the part that tells one machine from its neighbours; empty where it is none."""
    try:
        found = ipaddress.ip_address(address)
    except ValueError:
        return ""
    if isinstance(found, ipaddress.IPv6Address) and found.ipv4_mapped:
        found = found.ipv4_mapped
    if found.version == 4:
        return ".".join([*str(found).split(".")[:3], "*"])
    return f"{':'.join(found.exploded.split(':')[:3])}:*"


def note(request: HttpRequest, *, user: User, began: dt.datetime, now: dt.datetime) -> None:
    """Write down that somebody is signed in with this browser, or that she was seen there just now."""
    key = request.session.session_key
    if key is None or SignIn.objects.filter(session=key, user=user).update(seen_at=now):
        return
    browser, system = kind_of(request.headers.get("User-Agent", ""))
    with suppress(IntegrityError), transaction.atomic():  # the session has ended at the same moment
        SignIn.objects.update_or_create(
            session_id=key,
            defaults={
                "user": user,
                "browser": browser,
                "system": system,
                "address": net_of(request.META.get("REMOTE_ADDR", "")),
                "began_at": min(began, now),
                "seen_at": now,
            },
        )


def signed_in(user: User, *, now: dt.datetime) -> list[SignIn]:
    """Where she is signed in, the latest seen first."""
    return list(SignIn.objects.visible_to(user).filter(session__expire_date__gt=now))


def end(*, devices: Iterable[SignIn], by: User, now: dt.datetime) -> int:
    """Sign a person's other browsers out; each is refused with its next request. How many.

    The caller gives her own ones only (`visible_to`), without the one that she asks with.
    """
    ended = 0
    with transaction.atomic():
        for one in devices:
            trail.record(
                Verb.SESSION_ENDED, by, by=by, county=by.access.home_county,
                now={"browser": str(one), "address": one.address}, at=now,
            )  # fmt: skip
            Session.objects.filter(session_key=one.session_id).delete()
            ended += 1
    return ended


def _first(kinds: tuple[tuple[str, str], ...], agent: str) -> str:
    return next((name for name, sign in kinds if re.search(sign, agent)), "")
