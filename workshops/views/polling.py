"""Answers for devices that ask every two seconds: the server's time always, the content only when there is news.

A page's tag says what its reader has seen. For the pages of signed-in people it is sealed with the house's key and
says to whom and when it was given: while it is fresh, a board that has not changed costs one query, and looking up
who asks (session, person, roles) waits until there is something to tell her, or until the tag is a minute old.

Such a board is answered before anything else is looked at (`unchanged_first`): of what it costs, the query is a tenth.

What has changed is drawn in turn (`turns`): a board that was drawn a moment ago may be told to ask again in a moment.
"""

from __future__ import annotations

import datetime as dt
import hmac
from collections.abc import Callable
from functools import lru_cache, wraps
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.urls import Resolver404, resolve
from django.utils import timezone
from django.utils.cache import add_never_cache_headers
from django.utils.crypto import salted_hmac
from django.utils.translation import get_language
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET

from foundation.accounts import sessions
from foundation.accounts.access import gate
from foundation.accounts.roles import Permission
from workshops.models import Workshop

from .turns import Turns

View = Callable[..., dict[str, Any]]
Stamp = Callable[[int, dt.datetime], str]
FRESH = dt.timedelta(minutes=1)
# Who was given something this long ago waits for nobody but the one who draws.
PATIENT = dt.timedelta(seconds=10)
TURNS = Turns()
# Where a request says that it has been looked at by `unchanged_first`, and has more to be told; no header is called so.
NEWS = "workshops.polling.news"
# What a request may carry beside its address.
MORE = ("QUERY_STRING", "CONTENT_LENGTH", "HTTP_TRANSFER_ENCODING")
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


def unchanged_first(get_response: Callable[[HttpRequest], HttpResponse]) -> Callable[[HttpRequest], HttpResponse]:
    """Tell whoever looks at a polled page that nothing has changed, before middleware and addresses are gone through.

    She is told exactly what the page itself would tell her, by the same rule and the same query (`_unchanged`);
    whatever else is asked goes on.
    """

    def middleware(request: HttpRequest) -> HttpResponse:
        # What comes with parameters or a body others look at first.
        if request.method == "GET" and seen_by(request) and not any(map(request.META.get, MORE)):
            found = _polled_at(settings.ROOT_URLCONF, request.path_info)
            if found and (answer := _unchanged(request, *found, timezone.now())):
                add_never_cache_headers(answer)
                return answer
            request.META[NEWS] = bool(found)
        return get_response(request)

    return middleware


@lru_cache(maxsize=1024)
def _polled_at(_addresses: str, path: str) -> tuple[Stamp, int] | None:
    """What tells the states of the polled page at an address apart, and the workshop it is of; None for other pages."""
    try:
        match = resolve(path)
    except Resolver404:
        return None
    stamp_of: Stamp | None = getattr(match.func, "stamp_of", None)
    return (stamp_of, match.kwargs["pk"]) if stamp_of else None


def _unchanged(request: HttpRequest, stamp_of: Stamp, pk: int, now: dt.datetime) -> HttpResponse | None:
    """The answer for who was given, by us and less than a minute ago, what the page still says; one query."""
    given = seen_by(request)
    if _is_sealed(given, request) and now - _given_at(given) < FRESH and _says(given, stamp_of(pk, now)):
        return timely(HttpResponse(status=304), now, given)
    return None


def polled(permission: Permission, stamp_of: Stamp) -> Callable[[View], Callable[..., HttpResponse]]:
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
            if not request.META.get(NEWS) and (same := _unchanged(request, stamp_of, pk, now)):
                return same
            with TURNS.take(long=age >= PATIENT, must=not known) as mine:
                if mine:
                    return sessions.refused(request) or _shown(whole(request, pk=pk, now=now), request, pk, now)
            later = timely(HttpResponse(status=304), now, given)
            later[AGAIN] = str(round(TURNS.wait() * 1000))
            return later

        page = sessions.looks_itself(require_GET(never_cache(wrapped)))
        page.stamp_of = stamp_of  # type: ignore[attr-defined]
        return page

    return wrap


def _shown(answer: HttpResponse, request: HttpRequest, pk: int, now: dt.datetime) -> HttpResponse:
    """On the day of a workshop its wall and projector stand in the room: they stay, though nobody touches them."""
    told = settings.SESSION_IDLE_MINUTES and answer.status_code in (200, 304)
    if told and Workshop.objects.filter(pk=pk, date=timezone.localdate(now)).exists():
        sessions.keep_shown(request, now)
    return answer


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
