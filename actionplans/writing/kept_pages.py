"""Pages that a table's device keeps, so that they open without a network: which, with what, and in whose name."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache, wraps
from typing import Any

from django.contrib.messages import get_messages
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.views.decorators.gzip import gzip_page

from actionplans.models import SheetKind
from foundation.ui import kept_pages, modules
from foundation.ui.kept_pages import FOR_LATER, KEPT, OURS, Shell
from workshops.models import Seat

SCRIPTS = ("js/sheet/page.js", "js/sheet/table.js", "js/sheet/kept.js", "js/room/table.js", "js/app.js")
STYLES = (*modules.STYLES, "css/sheet.css")


def is_for_later(request: HttpRequest) -> bool:
    """Whether a device fetches this page to keep it."""
    return FOR_LATER in request.headers


def kept(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """Let the device keep what this view answers, if it is the page itself.

    What is said once (Django's messages) is said to who reads the next page: a device that fetches pages for later does
    not take it away, and a page that says it is not kept to say it again.
    """

    @wraps(view)
    def wrapped(request: HttpRequest, **kwargs: Any) -> HttpResponse:
        if is_for_later(request) and hasattr(request, "_messages"):
            del request._messages
        response = view(request, **kwargs)
        said = getattr(get_messages(request), "used", False)
        if request.method == "GET" and response.status_code == 200 and KEPT not in response and not said:
            response[KEPT] = "1"
        return response

    return gzip_page(wrapped)


def sign(response: HttpResponse, seat: Seat) -> HttpResponse:
    """Say whose answer it is."""
    response[OURS] = str(seat.pk)
    if response.get(KEPT) == "0":
        del response[KEPT]
    return response


@cache
def worker() -> str:
    """The service worker's script of a table's pages."""
    pages = (
        reverse("actionplans:table"),
        *(reverse("actionplans:sheet", args=[kind]) for kind in SheetKind.values),
        reverse("actionplans:present"),
    )
    return kept_pages.worker(Shell("table", SCRIPTS, STYLES, pages, reverse("actionplans:offline")))
