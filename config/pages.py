"""Pages that belong to the whole platform."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone

from foundation.accounts.access import public
from workshops import seats


@public("what is kept about people must be readable before one gives it")
def privacy(request: HttpRequest) -> HttpResponse:
    """What the platform keeps about people, why, and for how long."""
    return render(request, "pages/privacy.html")


@public("what works for whom")
def accessibility(request: HttpRequest) -> HttpResponse:
    """The accessibility statement."""
    return render(request, "pages/accessibility.html")


def not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    """The page of an address that is not there; a device that has a seat is led back to its table."""
    seat = seats.seat_from(request, timezone.now())
    return render(request, "404.html", {"table": seat.group if seat is not None else None}, status=404)
