"""Answers for devices that ask every two seconds: the server's time always, the content only when there is news.

A page's tag says what its reader has seen. For the pages of signed-in people it is sealed with the house's key and
says to whom and when it was given: while it is fresh, a board that has not changed costs one query, and looking up
who asks (session, person, roles) waits until there is something to tell her, or until the tag is a minute old.

What has changed is drawn in turn (`turns`): a board that was drawn a moment ago may be told to ask again in a moment.
"""

from __future__ import annotations

import datetime as dt
import hmac
from collections.abc import Callable
from functools import wraps
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.utils import timezone
from django.utils.crypto import salted_hmac
from django.utils.translation import get_language
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET

from foundation.accounts import sessions
from foundation.accounts.access import gate
from foundation.accounts.roles import Permission

from .turns import Turns

View = Callable[..., dict[str, Any]]
FRESH = dt.timedelta(minutes=1)
# Who was given something this long ago waits for nobody but the one who draws.
PATIENT = dt.timedelta(seconds=10)
TURNS = Turns()
CLOCK = "Room-Time"
"""The header with the server's time in milliseconds since 1970; a device measures by it how far its own is off."""
AGAIN = "Room-Again"
"""The header that says after how many milliseconds to ask again, where it was not one's turn."""


def seen_by(request: HttpRequest) -> str:
    """The tag of what the reader has seen; whoever compressed the answer on its way has weakened it."""
    return request.headers.get("If-None-Match", "").removeprefix("W/")


def timely(response: HttpResponse, now: dt.datetime, tag: str) -> HttpResponse:
    """The same answer with the tag and the server's time."""
    response["ETag"] = tag
    response[CLOCK] = str(round(now.timestamp() * 1000))
    return response


def polled(
    permission: Permission, stamp_of: Callable[[int, dt.datetime], str]
) -> Callable[[View], Callable[..., HttpResponse]]:
    """Let a view that makes the JSON of a workshop's page be asked again and again by who holds a permission there.

    Args:
        stamp_of: what tells one state of the page from another, by the workshop's key and the moment; one query.
    """

    def wrap(view: View) -> Callable[..., HttpResponse]:
        @gate(permission)
        def whole(request: HttpRequest, *, pk: int, now: dt.datetime) -> HttpResponse:
            stamp = stamp_of(pk, now)  # before the content is read: what changes meanwhile is told the next time
            answer = view(request, pk=pk, now=now)
            tag, given = _tag(stamp, request, now), seen_by(request)
            seen = _is_sealed(given, request) and _says(given, stamp)
            return timely(HttpResponse(status=304) if seen else JsonResponse(answer), now, tag)

        @wraps(whole)
        def wrapped(request: HttpRequest, *, pk: int) -> HttpResponse:
            now, given = timezone.now(), seen_by(request)
            known = _is_sealed(given, request)
            age = now - _given_at(given) if known else FRESH
            if age < FRESH and _says(given, stamp_of(pk, now)):
                return timely(HttpResponse(status=304), now, given)
            with TURNS.take(long=age >= PATIENT, must=not known) as mine:
                if mine:
                    return sessions.refused(request) or whole(request, pk=pk, now=now)
            later = timely(HttpResponse(status=304), now, given)
            later[AGAIN] = str(round(TURNS.wait() * 1000))
            return later

        return sessions.looks_itself(require_GET(never_cache(wrapped)))

    return wrap


def _tag(stamp: str, request: HttpRequest, now: dt.datetime) -> str:
    body = f"{stamp}.{int(now.timestamp())}"
    return f'"{body}.{_seal(body, request)}"'


def _seal(body: str, request: HttpRequest) -> str:
    reader = request.COOKIES.get(settings.SESSION_COOKIE_NAME, "")
    return salted_hmac("workshops.polling", f"{request.path}|{get_language()}|{reader}|{body}").hexdigest()[:24]


def _is_sealed(tag: str, request: HttpRequest) -> bool:
    body, _dot, seal = tag.strip('"').rpartition(".")
    return bool(body) and hmac.compare_digest(seal.encode(), _seal(body, request).encode())


def _given_at(tag: str) -> dt.datetime:
    return dt.datetime.fromtimestamp(int(tag.strip('"').split(".")[-2]), dt.UTC)


def _says(tag: str, stamp: str) -> bool:
    return tag.strip('"').rsplit(".", 2)[0] == stamp
