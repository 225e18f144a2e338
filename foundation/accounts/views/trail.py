"""Pages on what happened."""

from __future__ import annotations

from urllib.parse import urlencode

from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from foundation import sought
from foundation.accounts import trail_lines
from foundation.accounts.access import gate
from foundation.accounts.roles import Permission
from foundation.accounts.trail_wall import found_events, visible_events
from foundation.audit.models import TrailSeal
from foundation.audit.verbs import Verb

PAGE = 50


@gate(Permission.READ_TRAIL)
def trail(request: HttpRequest) -> HttpResponse:
    """What happened, newest first, by verb and by a word of its object or its actor, who may be people."""
    if request.method == "POST":
        return redirect(sought.address(request))
    verb = request.GET.get("verb", "")
    verb = verb if verb in Verb.values else ""
    looked_for = sought.of(request)
    rows = found_events(request.user, verb=verb, word=looked_for.text)
    return render(
        request,
        "accounts/trail.html",
        {
            "page": Paginator(rows, PAGE).get_page(request.GET.get("page")),
            "verbs": Verb.choices,
            "verb": verb,
            "sought": looked_for,
            "asked": urlencode({"verb": verb, sought.FIELD: looked_for.token}),
        },
    )


@gate(Permission.READ_TRAIL)
def seals(request: HttpRequest) -> HttpResponse:
    """The digests that prove the trail, newest first, to be printed and kept elsewhere."""
    page = Paginator(TrailSeal.objects.order_by("-number").defer("prints"), PAGE).get_page(request.GET.get("page"))
    return render(request, "accounts/trail_seals.html", {"page": page})


@gate(Permission.READ_TRAIL)
def history(request: HttpRequest, object_type: str, object_key: str) -> HttpResponse:
    """What happened to one thing, also when the thing itself is gone."""
    if "\0" in object_type + object_key:  # no name of ours, and PostgreSQL refuses to look for it
        raise Http404
    rows = visible_events(request.user).filter(object_type=object_type, object_key=object_key)
    newest = rows.first()
    if newest is None:
        raise Http404
    events = trail_lines.read(rows[:200])
    return render(request, "accounts/history.html", {"events": events, "label": newest.object_shown})
