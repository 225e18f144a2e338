"""Changes to how somebody signs in: each leaves its line in the trail, and she is told of it.

Who tells her stands above this app and says so while the apps become ready (`foundation.notices`): whoever takes an
account over changes its ways in first, and its owner has to hear of it by a way that the thief does not hold.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Any

from django.db import models, transaction
from django.http import HttpRequest, HttpResponse
from django.utils import timezone

from foundation.audit import trail
from foundation.audit.models import Event
from foundation.audit.verbs import Verb

from . import devices
from .models import User

Teller = Callable[[User, Event], None]
Answer = Callable[[HttpRequest], HttpResponse]
_tellers: list[Teller] = []
_agent: ContextVar[str] = ContextVar("ways_in_agent", default="")


def tell_by(teller: Teller) -> None:
    """Let somebody be told of each change, in its transaction; said once, by whoever does it."""
    if teller not in _tellers:
        _tellers.append(teller)


@contextmanager
def asked_with(agent: str) -> Iterator[None]:
    """Remember for the changes made inside what the browser says of itself."""
    token = _agent.set(agent)
    try:
        yield
    finally:
        _agent.reset(token)


def remember_browser(get_response: Answer) -> Answer:
    """Let each change made during a request say with which kind of browser it was made (a middleware)."""

    def middleware(request: HttpRequest) -> HttpResponse:
        with asked_with(request.headers.get("User-Agent", "")):
            return get_response(request)

    return middleware


def changed(
    verb: Verb,
    user: User,
    *,
    by: User,
    thing: models.Model | None = None,
    was: Mapping[str, Any] | None = None,
    now: Mapping[str, Any] | None = None,
    reason: str = "",
    at: dt.datetime | None = None,
) -> Event:
    """Write the line of one change to how `user` signs in, and let her be told.

    Args:
        thing: what the line is about, where that is not herself.
        was, now: as the trail has them, without any secret.
    """
    browser, system = devices.kind_of(_agent.get())
    told = dict(now or {})
    if browser or system:
        told["browser"] = "／".join(one for one in (browser, system) if one)
    with transaction.atomic():
        event = trail.record(
            verb, thing or user, by=by, county=user.access.home_county, was=was, now=told, reason=reason,
            at=at or timezone.now(),
        )  # fmt: skip
        for teller in _tellers:
            teller(user, event)
    return event
