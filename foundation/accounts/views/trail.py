"""Pages on what happened."""

from __future__ import annotations

from typing import Any

from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render

from foundation.accounts import trail_lines
from foundation.accounts.access import gate
from foundation.accounts.roles import Permission
from foundation.accounts.scope import reach
from foundation.audit.models import Event, EventQuerySet
from foundation.audit.verbs import Verb

PAGE = 50
LONGEST_WORD = 200  # SQLite refuses to look for a pattern of tens of thousands of bytes


def visible_events(user: Any) -> EventQuerySet:
    """The lines of the trail this person may read: those of her counties, or all of them."""
    scope = reach(user, Permission.READ_TRAIL)
    return Event.objects.all() if scope.everywhere else Event.objects.for_counties(scope.counties)


@gate(Permission.READ_TRAIL)
def trail(request: HttpRequest) -> HttpResponse:
    """What happened, newest first, by verb and by a word of its object or its actor."""
    rows = visible_events(request.user)
    verb = request.GET.get("verb", "")
    word = request.GET.get("q", "").strip()[:LONGEST_WORD]
    if verb in Verb.values:
        rows = rows.filter(verb=verb)
    if word:
        rows = rows.naming(word)
    page = Paginator(rows, PAGE).get_page(request.GET.get("page"))
    return render(request, "accounts/trail.html", {"page": page, "verbs": Verb.choices, "verb": verb, "word": word})


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
