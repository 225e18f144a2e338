"""The finder's page, which also answers while somebody types in the box of another page."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_http_methods

from foundation.accounts.access import gate

from . import sources


@gate(None)
@require_http_methods(["GET", "HEAD", "POST"])
def find(request: HttpRequest) -> HttpResponse:
    """The box, and what was found for what was typed in it.

    What is typed may be somebody's name or number: it is sent, and stands in no address, history or log.
    """
    text = sources.read(request.POST.get("q", ""))
    shown = {"text": text, "found": sources.everywhere(request, text)}
    return render(request, "finding/_found.html" if "HX-Request" in request.headers else "finding/find.html", shown)
