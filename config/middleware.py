"""What is done to every request before the house looks at it."""

from __future__ import annotations

from collections.abc import Callable

from django.conf import settings
from django.core.exceptions import RequestDataTooBig
from django.http import HttpRequest, HttpResponse, JsonResponse, QueryDict, UnreadablePostError
from django.shortcuts import redirect, render
from django.urls import is_valid_path
from django.utils.translation import gettext as _
from rest_framework.exceptions import ParseError

from foundation.sought import is_identity
from foundation.taiwan.unseen import written

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


def kept_by_nobody(get_response: Answer) -> Answer:
    """Let no browser keep what somebody signed in has seen: once she has signed out, no way leads back to it."""

    def middleware(request: HttpRequest) -> HttpResponse:
        response = get_response(request)
        if settings.SESSION_COOKIE_NAME in request.COOKIES:
            # Nor may a page of another house draw it in, as a picture or a script.
            response.headers.setdefault("Cross-Origin-Resource-Policy", "same-origin")
            response.headers.setdefault("Cache-Control", "private, no-store")
        return response

    return middleware


def led_to_the_page(get_response: Answer) -> Answer:
    """Lead whoever opens an address that only takes forms to the page it belongs to: the nearest one above it.

    After a refused form the browser stands at such an address; switching the language, or Enter in its address bar,
    asks for it.
    """

    def middleware(request: HttpRequest) -> HttpResponse:
        response = get_response(request)
        if response.status_code == 405 and request.method == "GET" and _for_a_page(request):
            return redirect(_page_above(request.path))
        return response

    return middleware


def _for_a_page(request: HttpRequest) -> bool:
    return "text/html" in request.headers.get("Accept", "") and "HX-Request" not in request.headers


def _page_above(path: str) -> str:
    above = path.rstrip("/")
    while above := above.rpartition("/")[0]:
        if is_valid_path(f"{above}/"):
            return f"{above}/"
    return "/"


def within_size(get_response: Answer) -> Answer:
    """Refuse a body that is far too large before anybody reads it: a file is written to the disk while it is read."""

    def middleware(request: HttpRequest) -> HttpResponse:
        length = request.META.get("CONTENT_LENGTH") or ""
        if not length.isdecimal() or int(length[:18]) <= settings.LARGEST_REQUEST:
            return get_response(request)
        most = settings.LARGEST_REQUEST >> 20
        told = _("送來的內容超過 %(most)s MB，沒有收下。檔案請刪去圖片和用不到的部分，或分成幾次送。") % {"most": most}
        if request.path.startswith("/api/"):
            from config.problems import MEDIA_TYPE, problem  # noqa: PLC0415  the apps are not ready before

            body = problem(RequestDataTooBig(told), instance=request.path)
            return JsonResponse(body, status=body["status"], content_type=MEDIA_TYPE)
        if request.headers.get("Accept", "").startswith("application/json"):
            return JsonResponse({"error": told}, status=413)
        return render(request, "413.html", {"told": told}, status=413)

    return middleware


def only_what_is_seen(get_response: Answer) -> Answer:
    """Take out of addresses' parameters and forms what nobody sees (see `unseen`), NUL among it.

    Bodies in JSON are read by the operations' reader and the API's parser, which see to it themselves.
    """

    def middleware(request: HttpRequest) -> HttpResponse:
        if _has_more(request.GET):
            request.GET = _seen(request.GET)
        if request.method == "POST":
            try:
                if _has_more(request.POST):
                    request.POST = _seen(request.POST)
            except UnreadablePostError:  # the sender has gone; the check against forged requests answers
                pass
        return get_response(request)

    return middleware


def no_number_in_addresses(get_response: Answer) -> Answer:
    """Refuse an address with somebody's identity number in its parameters, and do not let it go on from here.

    No page of ours asks for one that way; browsers and servers keep addresses, and links hand them on.
    """

    def middleware(request: HttpRequest) -> HttpResponse:
        if not any(is_identity(value) for _name, values in request.GET.lists() for value in values):
            return get_response(request)
        told = _("網址裡有證號，所以沒有照做：瀏覽器和伺服器都會留下網址。請刪去這個網址，用頁面上的欄位找。")
        if request.path.startswith("/api/"):
            from config.problems import MEDIA_TYPE, problem  # noqa: PLC0415  the apps are not ready before

            body = problem(ParseError(told), instance=request.path)
            return JsonResponse(body, status=body["status"], content_type=MEDIA_TYPE)
        request.GET, request.META["QUERY_STRING"] = QueryDict(), ""  # what leads back here leads to the page alone
        response = render(request, "number_in_address.html", {"told": told}, status=400)
        response["Referrer-Policy"] = "no-referrer"
        return response

    return middleware


def _has_more(sent: QueryDict) -> bool:
    return any(
        written(name) != name or any(written(value) != value for value in values) for name, values in sent.lists()
    )


def _seen(sent: QueryDict) -> QueryDict:
    kept = QueryDict(mutable=True)
    for name, values in sent.lists():
        kept.setlist(written(name), [written(value) for value in values])
    kept._mutable = False
    return kept
