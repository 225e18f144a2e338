"""The wall of who leads the room: its clock, its queue, a tile a table, what was told to the tables."""

from __future__ import annotations

import datetime as dt
import hashlib
import re
from typing import Any

from django.db.models import Count
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.template.loader import render_to_string
from django.utils import timezone
from django.views.decorators.http import require_GET

from actionplans import live
from foundation.accounts.access import gate
from foundation.accounts.roles import Permission
from workshops.models import BlockKind, Word, Workshop
from workshops.room import room_of
from workshops.room_told import Told, queue_told, told
from workshops.views.leading import led
from workshops.views.polling import polled

PARTS = ("clock", "queue", "words")
WORDS_SHOWN = 6
# The token against forged requests is another one each time; it makes no difference to what is shown.
TOKEN = re.compile(r'name="csrfmiddlewaretoken" value="[^"]*"')


@gate(Permission.RUN_WORKSHOP)
@require_GET
def wall(request: HttpRequest, pk: int) -> HttpResponse:
    """The whole page; scripts ask `wall_state` for what changes."""
    now = timezone.now()
    return render(request, "actionplans/wall.html", context_of(led(request, pk), now))


@polled(Permission.RUN_WORKSHOP, live.stamp_of)
def wall_state(request: HttpRequest, *, pk: int, now: dt.datetime) -> dict[str, Any]:
    """The clock as values and the parts of the page as HTML, each with a mark that tells whether it has changed."""
    context = context_of(led(request, pk), now)
    parts = {name: render_to_string(f"actionplans/_wall_{name}.html", context, request) for name in PARTS}
    for tile in context["tiles"]:
        parts[f"table-{tile.group.number}"] = render_to_string(
            "actionplans/_tile.html", context | {"tile": tile}, request
        )
    marks = {"clock": f"{context['told'].step}{context['told'].closed}", "queue": str(context["told"].step)}
    return {
        "clock": context["told"].as_json(),
        "parts": {name: {"mark": marks.get(name) or mark_of(html), "html": html} for name, html in parts.items()},
    }


def mark_of(html: str) -> str:
    """What tells this part from another that looks different."""
    return hashlib.sha256(TOKEN.sub("", html).encode()).hexdigest()[:16]


def context_of(workshop: Workshop, now: dt.datetime) -> dict[str, Any]:
    """What the wall shows: seven queries, however many tables there are."""
    groups = list(workshop.groups.order_by("number").prefetch_related("seats__user"))
    for group in groups:
        group.workshop = workshop
    room = room_of(workshop)
    clock, tiles = told(room, workshop=workshop, groups=groups, now=now), live.tiles(groups, now)
    words = Word.objects.filter(workshop=workshop).select_related("group")
    return {
        "workshop": workshop,
        "room": room,
        "now": now,
        "told": clock,
        "queue": queue_told(room, workshop=workshop, groups=groups, now=now),
        "tiles": tiles,
        "quiet": {tile.group.number for tile in tiles if _alarms(clock) and tile.quiet_for(now) >= room.quiet_minutes},
        "words": words.annotate(tables=Count("receipts__seat__group", distinct=True))[:WORDS_SHOWN],
    }


def _alarms(clock: Told) -> bool:
    """Whether a quiet table means something now: while groups discuss, or while no clock says what they do."""
    return not clock.closed and not clock.paused and (not clock.on or clock.kind == BlockKind.GROUP)
