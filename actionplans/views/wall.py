"""The wall of who leads the room: its clock, its queue, a tile a table, what was told to the tables."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import asdict, replace
from typing import Any

from django.db.models import Count
from django.http import HttpRequest, HttpResponse
from django.middleware.csrf import get_token
from django.shortcuts import render
from django.template.loader import render_to_string
from django.utils import timezone
from django.views.decorators.http import require_GET

from actionplans import drawn
from actionplans.drawn import Part
from actionplans.tables import live, tables_shown
from foundation.accounts.access import gate
from foundation.accounts.roles import Permission
from foundation.prepared import PreparedRows
from workshops import attendance
from workshops.models import BlockKind, Word, Workshop
from workshops.people import may_here
from workshops.room import room_of
from workshops.room_told import Told, told
from workshops.stages import is_gone
from workshops.tables_of import tables_of
from workshops.talks_told import queue_told
from workshops.views.leading import led
from workshops.views.polling import polled

WORDS_SHOWN = 6
# The values from which the clock's buttons and the queue are drawn.
KEYS, QUEUE = ("workshop_pk", "step", "keys"), ("workshop_pk", "step", "closed", "talk", "queue")
# How many have come; nobody is named on a wall, which may stand where everybody sees it.
ARRIVALS = ("workshop_pk", "came", "may_see")
NOTHING = Part("", "")
LAST_WORDS = PreparedRows(
    lambda workshop: (
        Word.objects.filter(workshop=workshop)
        .annotate(tables=Count("receipts__seat__group", distinct=True))
        .order_by("-sent_at", "-pk")
        .values_list("text", "sent_at", "group", "tables")[:WORDS_SHOWN]
    ),
    -271828,
)


@gate(Permission.RUN_WORKSHOP)
@require_GET
def wall(request: HttpRequest, pk: int) -> HttpResponse:
    """The whole page; scripts ask `wall_state` for what changes."""
    now = timezone.now()
    return render(request, "actionplans/wall.html", _context(request, pk, now))


@polled(Permission.RUN_WORKSHOP, live.stamp_of)
def wall_state(request: HttpRequest, *, pk: int, now: dt.datetime) -> dict[str, Any]:
    """The clock as values and the parts of the page as HTML, each with a mark that tells whether it has changed."""
    context, token = _context(request, pk, now), get_token(request)
    clock, step = context["told"], f"{context['told'].step}{context['told'].closed}"
    keys = drawn.part("actionplans/_wall_keys.html", token, **_shown(context, KEYS)) if clock.on else NOTHING
    parts = {
        # Their times pass on the device; they are new once somebody has pressed.
        "clock": Part(render_to_string("actionplans/_wall_clock.html", context, request) + keys.html, step),
        "queue": replace(drawn.part("actionplans/_wall_queue.html", token, **_shown(context, QUEUE)), mark=step),
        "words": drawn.part("actionplans/_wall_words.html", token, words=context["words"], all=len(context["tiles"])),
        "arrivals": drawn.part("actionplans/_wall_arrivals.html", token, **_shown(context, ARRIVALS)),
    }
    for tile, moving in context["tiles"]:
        parts[f"table-{tile.number}"] = drawn.part("actionplans/_tile.html", token, moving=moving, tile=tile)
    return {"clock": clock.as_json(), "parts": {name: asdict(part) for name, part in parts.items()}}


def _context(request: HttpRequest, pk: int, now: dt.datetime) -> dict[str, Any]:
    """What the wall shows to this reader: who may see who is missing is led there."""
    workshop = led(request, pk)
    return context_of(workshop, now) | {"may_see": may_here(request.user, Permission.MANAGE_PARTICIPANTS, workshop)}


def _shown(context: dict[str, Any], names: Iterable[str]) -> dict[str, Any]:
    return {name: context[name] for name in names}


def context_of(workshop: Workshop, now: dt.datetime) -> dict[str, Any]:
    """What the wall shows: a fixed number of queries, however many tables there are."""
    groups = tables_of(workshop)
    room = room_of(workshop)
    came = attendance.by_table(workshop)
    clock, tiles = told(room, workshop=workshop, groups=groups, now=now), live.tiles(groups, now)
    return {
        "workshop": workshop,
        "workshop_pk": workshop.pk,
        "room": room,
        "now": now,
        "told": clock,
        "step": clock.step,
        "closed": clock.closed,
        "gone": not clock.over and is_gone(workshop, timezone.localdate(now)),
        "keys": tables_shown.keys(clock, room),
        "talk": tables_shown.talking(clock.talk),
        "queue": tuple(map(tables_shown.in_queue, queue_told(room, workshop=workshop, groups=groups, now=now))),
        "tiles": [
            (
                tables_shown.on_wall(
                    tile,
                    is_quiet=_alarms(clock) and tile.quiet_for(clock) >= room.quiet_minutes,
                    quiet_minutes=room.quiet_minutes,
                    came=came.get(tile.group.pk),
                ),
                tables_shown.moving_on_wall(tile, clock),
            )
            for tile in tiles
        ],
        "all": len(tiles),
        "came": attendance.together(came.values()),
        "words": tuple(_words(workshop, {group.pk: str(group) for group in groups})),
    }


def _words(workshop: Workshop, names: Mapping[int, str]) -> Iterator[tables_shown.WordShown]:
    """What was told last to the tables, which go by these names."""
    for text, sent_at, group, read in LAST_WORDS.all(workshop.pk):
        yield tables_shown.WordShown(text, sent_at, names[group] if group else "", read)


def _alarms(clock: Told) -> bool:
    """Whether a quiet table means something now: while groups discuss, or while no clock says what they do."""
    return not clock.closed and not clock.paused and (not clock.on or clock.kind == BlockKind.GROUP)
