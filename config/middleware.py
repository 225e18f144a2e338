"""What is done to every request before the house looks at it."""

from __future__ import annotations

from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest, HttpResponse, QueryDict, UnreadablePostError

Answer = Callable[[HttpRequest], HttpResponse]


def behind_proxy(get_response: Answer) -> Answer:
    """Take a request's address from the proxy's word, where a proxy of ours stands in front (`PROXY_COUNT`).

    Each proxy adds whom it heard at the end of X-Forwarded-For; what stands before that anybody could have written.
    """

    def middleware(request: HttpRequest) -> HttpResponse:
        heard = [part.strip() for part in request.META.get("HTTP_X_FORWARDED_FOR", "").split(",") if part.strip()]
        if settings.PROXY_COUNT and len(heard) >= settings.PROXY_COUNT:
            request.META["REMOTE_ADDR"] = heard[-settings.PROXY_COUNT]
        return get_response(request)

    return middleware


def without_nul(get_response: Answer) -> Answer:
    """Take the NUL character out of addresses' parameters and forms: nobody types it, and PostgreSQL refuses it.

    Bodies in JSON are read by the operations' reader and the API's parser, which see to it themselves.
    """

    def middleware(request: HttpRequest) -> HttpResponse:
        if _has_nul(request.GET):
            request.GET = _whole(request.GET)  # type: ignore[assignment]
        if request.method == "POST":
            try:
                if _has_nul(request.POST):
                    request.POST = _whole(request.POST)  # type: ignore[assignment]
            except UnreadablePostError:  # the sender has gone; the check against forged requests answers
                pass
        return get_response(request)

    return middleware


def _has_nul(sent: QueryDict) -> bool:
    return any("\0" in name or any("\0" in value for value in values) for name, values in sent.lists())


def _whole(sent: QueryDict) -> QueryDict:
    kept = QueryDict(mutable=True)
    for name, values in sent.lists():
        kept.setlist(name.replace("\0", ""), [value.replace("\0", "") for value in values])
    kept._mutable = False
    return kept
