"""How long somebody stays signed in, and that whose role asks for two steps has taken both.

A session ends when nobody did anything for `SESSION_IDLE_MINUTES`, and in any case `SESSION_HOURS` after the sign-in
(0: no limit). A page says so two minutes before, and one tap goes on (`lasting.js`). What was being typed when it has
ended waits in the tab and is still there after the next sign-in (`interrupted.js`).

What a page asks by itself, again and again, says so (`Asked-By-Clock`) and is nothing that anybody does. A wall or a
projector is an exception on the day of its workshop (`keep_shown`): it stands in a room where nobody touches it.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable

from django.conf import settings
from django.contrib.auth import logout
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext_noop

from foundation.audit import trail
from foundation.audit.verbs import Verb

from . import devices, oidc, password_age, second_factor
from .models import User

BEGAN, SEEN, SECOND, LISTED, OVER = "began", "seen", "second_factor", "listed", "password_over"
# A session is written anew at most so often: a room's pages ask every two seconds.
FRESH = dt.timedelta(minutes=1)
# Pages that somebody may open who has still to set up her second step.
OWN = {"accounts:second_factor", "accounts:passkeys", "accounts:passkey_add"}
BEFORE = frozenset({*OWN, "account_reauthenticate", "account_logout", "set_language", "privacy", "accessibility"})
# And whoever has to take a new password first.
BEFORE_PASSWORD = BEFORE | {"accounts:password_over", "account_change_password", "account_session"}
# An address that asks how long a session lasts: asking is no work.
ASKING = "account_session"
CLOCK = "Asked-By-Clock"
"""The header by which our pages say that nobody has asked, only their clock."""
IDLE, LONG = gettext_noop("太久沒有動作，自動登出"), gettext_noop("登入太久，自動登出")

Answer = Callable[[HttpRequest], HttpResponse]


class WithinLimits:
    """End sessions that are over, and lead to the second step whoever has to set it up first.

    It asks once the address has been read: reading it again would cost a board more than its answer.
    """

    def __init__(self, get_response: Answer) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_view(
        self, request: HttpRequest, view: Callable[..., HttpResponse], _args: object, _kwargs: object
    ) -> HttpResponse | None:
        """What is said instead of the page, None where nothing stands against it."""
        itself = "If-None-Match" in request.headers and getattr(view, "looks_itself", False)
        return None if itself else refused(request)


def refused(request: HttpRequest) -> HttpResponse | None:
    """End the session if it is over; the answer for who has to set up her second step first, else None."""
    if settings.SESSION_COOKIE_NAME in request.COOKIES and isinstance(request.user, User):
        _end_what_is_over(request, request.user, timezone.now())
        if isinstance(request.user, User) and _has_to_set_up(request, request.user):
            if "HX-Request" in request.headers or request.path_info.startswith("/api/"):
                return HttpResponse(status=401)
            return redirect("accounts:second_factor")
        if isinstance(request.user, User) and _has_to_change(request, request.user):
            if "HX-Request" in request.headers or request.path_info.startswith("/api/"):
                return HttpResponse(status=401)
            return redirect("accounts:password_over")
    return None


def looks_itself(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """Say of a view that it calls `refused` itself, once it has to know who asks; or that it never has to.

    A board that has not changed is answered every two seconds by what its reader brings along, and asks for no session;
    a device at a table shows its seat, whoever else is signed in there.
    """
    view.looks_itself = True  # type: ignore[attr-defined]
    return view


def note_second_factor(request: HttpRequest) -> None:
    """Remember in the session that both steps were taken."""
    request.session[SECOND] = True


def begin(request: HttpRequest, user: User, now: dt.datetime) -> None:
    """Somebody has signed in: her time begins, her browser is listed, and the age of her password is looked at."""
    request.session[BEGAN] = request.session[SEEN] = now.timestamp()
    _list(request, user, now)
    if password_age.days_over(user, now=now) is not None:
        request.session[OVER] = True


def go_on(request: HttpRequest, now: dt.datetime) -> None:
    """She is still there, and says so by one tap."""
    request.session[SEEN] = now.timestamp()


def keep_shown(request: HttpRequest, now: dt.datetime) -> None:
    """A screen of hers is being looked at by a room: her session does not end for idling. At most once a minute."""
    idle, _whole = _limits()
    seconds = now.timestamp()
    due = seconds - request.session.get(SEEN, 0) >= min(FRESH.total_seconds(), idle / 10)
    if idle and due and request.user.is_authenticated:
        request.session[SEEN] = seconds


def left(request: HttpRequest, now: dt.datetime) -> dict[str, float | None]:
    """Seconds until this session ends, and until the moment that no tap puts off; None where there is no limit."""
    idle, whole = _limits()
    seconds = now.timestamp()
    last = whole - (seconds - request.session.get(BEGAN, seconds)) if whole else None
    quiet = idle - (seconds - request.session.get(SEEN, seconds)) if idle else None
    known = [one for one in (quiet, last) if one is not None]
    return {"left": max(0, min(known)) if known else None, "last": None if last is None else max(0, last)}


def told(request: HttpRequest) -> dict[str, float | str | None]:
    """For every page: how long its reader's session lasts, and who else says who people are (a context processor)."""
    user = getattr(request, "user", None)
    known = isinstance(user, User) and any(_limits())
    outside = settings.OIDC_NAME if oidc.is_on() else ""
    return {"session_left": left(request, timezone.now())["left"] if known else None, "outside_name": outside}


def _limits() -> tuple[float, float]:
    return settings.SESSION_IDLE_MINUTES * 60, settings.SESSION_HOURS * 3600


def _end_what_is_over(request: HttpRequest, user: User, now: dt.datetime) -> None:
    idle, whole = _limits()
    if not idle and not whole and BEGAN not in request.session:
        return
    seconds = now.timestamp()
    began = request.session.setdefault(BEGAN, seconds)
    seen = request.session.get(SEEN, seconds)
    why = LONG if whole and seconds - began >= whole else IDLE if idle and seconds - seen >= idle else ""
    if why:
        trail.record(Verb.SIGNED_OUT, user, by=user, county=user.access.home_county, reason=why, at=now)
        logout(request)
        return
    fresh = min(FRESH.total_seconds(), idle / 10) if idle else FRESH.total_seconds()
    if SEEN not in request.session or (seconds - seen >= fresh and not _is_no_work(request)):
        request.session[SEEN] = seconds
        _list(request, user, now)
    elif request.session.get(LISTED, request.session.session_key) != request.session.session_key:
        _list(request, user, now)  # a new password gave the same session another name


def _list(request: HttpRequest, user: User, now: dt.datetime) -> None:
    began = dt.datetime.fromtimestamp(request.session[BEGAN], tz=dt.UTC)
    devices.note(request, user=user, began=began, now=now)
    request.session[LISTED] = request.session.session_key


def _page(request: HttpRequest) -> str:
    return request.resolver_match.view_name if request.resolver_match else ""


def _is_no_work(request: HttpRequest) -> bool:
    return CLOCK in request.headers or _page(request) == ASKING


def _has_to_change(request: HttpRequest, user: User) -> bool:
    if not request.session.get(OVER):
        return False
    if password_age.days_over(user, now=timezone.now()) is None:
        del request.session[OVER]
        return False
    return _page(request) not in BEFORE_PASSWORD


def _has_to_set_up(request: HttpRequest, user: User) -> bool:
    if request.session.get(SECOND) or not second_factor.is_required(user):
        return False
    if second_factor.is_on(user):
        note_second_factor(request)  # signed in by both: the first step alone leads nowhere
        return False
    return _page(request) not in BEFORE
