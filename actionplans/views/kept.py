"""What a device at a table keeps so that its pages open without a network, and in whose name."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from functools import wraps
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_GET

from actionplans.writing import kept_pages
from foundation.accounts.access import public
from workshops.models import Seat
from workshops.views import room


def seated(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """Give the view the device's seat, and say in the answer whose it is: what a device keeps goes with its seat."""

    @wraps(view)
    def signed(request: HttpRequest, *, seat: Seat, **kwargs: Any) -> HttpResponse:
        return kept_pages.sign(view(request, seat=seat, **kwargs), seat)

    return room.seated(signed)


@seated
@kept_pages.kept
@require_GET
def offline(request: HttpRequest, *, seat: Seat, now: dt.datetime) -> HttpResponse:
    """What a device shows without a network where it has not kept the page."""
    return room.at_table(request, "actionplans/offline.html", {"group": seat.group}, seat=seat, now=now)


@public("a script that holds no data")
@require_GET
def worker(request: HttpRequest) -> HttpResponse:
    """The service worker; from this address it may look after everything below `/t/`."""
    response = HttpResponse(kept_pages.worker(), content_type="text/javascript; charset=utf-8")
    response["Cache-Control"] = "no-cache"
    return response
