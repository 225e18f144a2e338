"""Pages that belong to the whole platform and hold no data."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from foundation.accounts.access import public


@public("what is kept about people must be readable before one gives it")
def privacy(request: HttpRequest) -> HttpResponse:
    """What the platform keeps about people, why, and for how long."""
    return render(request, "pages/privacy.html")


@public("what works for whom")
def accessibility(request: HttpRequest) -> HttpResponse:
    """The accessibility statement."""
    return render(request, "pages/accessibility.html")
