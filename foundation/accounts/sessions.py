"""How long somebody stays signed in, and that whose role asks for two steps has taken both.

A session ends when nothing was asked for `SESSION_IDLE_MINUTES`, and in any case `SESSION_HOURS` after the sign-in
(0: no limit). What was being typed then waits in the tab and is still there after the next sign-in (`interrupted.js`).
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from contextlib import suppress

from django.conf import settings
from django.contrib.auth import logout
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import Resolver404, resolve
from django.utils import timezone
from django.utils.translation import gettext_noop

from foundation.audit import trail
from foundation.audit.verbs import Verb

from . import second_factor
from .models import User

BEGAN, SEEN, SECOND = "began", "seen", "second_factor"
# A session is written anew at most so often: a room's pages ask every two seconds.
FRESH = dt.timedelta(minutes=1)
# Pages that somebody may open who has still to set up her second step.
BEFORE = frozenset({"accounts:second_factor", "account_logout", "set_language", "privacy", "accessibility"})
IDLE, LONG = gettext_noop("太久沒有動作，自動登出"), gettext_noop("登入太久，自動登出")

Answer = Callable[[HttpRequest], HttpResponse]


def within_limits(get_response: Answer) -> Answer:
    """End sessions that are over, and lead to the second step whoever has to set it up first."""

    def middleware(request: HttpRequest) -> HttpResponse:
        return (None if _looks_itself(request) else refused(request)) or get_response(request)

    return middleware


def refused(request: HttpRequest) -> HttpResponse | None:
    """End the session if it is over; the answer for who has to set up her second step first, else None."""
    if settings.SESSION_COOKIE_NAME in request.COOKIES and isinstance(request.user, User):
        _end_what_is_over(request, request.user, timezone.now())
        if isinstance(request.user, User) and _has_to_set_up(request, request.user):
            if "HX-Request" in request.headers or request.path_info.startswith("/api/"):
                return HttpResponse(status=401)
            return redirect("accounts:second_factor")
    return None


def looks_itself(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """Say of a view that it calls `refused` itself, once it has to know who asks.

    A board that has not changed is answered every two seconds by what its reader brings along, and asks for no session.
    """
    view.looks_itself = True  # type: ignore[attr-defined]
    return view


def _looks_itself(request: HttpRequest) -> bool:
    if "If-None-Match" not in request.headers:
        return False
    with suppress(Resolver404):
        return getattr(resolve(request.path_info).func, "looks_itself", False)
    return False


def note_second_factor(request: HttpRequest) -> None:
    """Remember in the session that both steps were taken."""
    request.session[SECOND] = True


def _end_what_is_over(request: HttpRequest, user: User, now: dt.datetime) -> None:
    idle, whole = settings.SESSION_IDLE_MINUTES * 60, settings.SESSION_HOURS * 3600
    if not idle and not whole:
        return
    seconds = now.timestamp()
    began = request.session.setdefault(BEGAN, seconds)
    seen = request.session.get(SEEN, seconds)
    why = LONG if whole and seconds - began >= whole else IDLE if idle and seconds - seen >= idle else ""
    if why:
        trail.record(Verb.SIGNED_OUT, user, by=user, county=user.access.home_county, reason=why, at=now)
        logout(request)
    elif SEEN not in request.session or seconds - seen >= FRESH.total_seconds():
        request.session[SEEN] = seconds


def _has_to_set_up(request: HttpRequest, user: User) -> bool:
    if request.session.get(SECOND) or not second_factor.is_required(user):
        return False
    if second_factor.is_on(user):
        note_second_factor(request)  # signed in by both: the first step alone leads nowhere
        return False
    with suppress(Resolver404):
        return resolve(request.path_info).view_name not in BEFORE
    return False
