"""The projector's board: the room's clock, how far the tables are, what they see; and the slide of who presents."""

from __future__ import annotations

import datetime as dt
from dataclasses import asdict, dataclass, replace
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.middleware.csrf import get_token
from django.shortcuts import render
from django.template.loader import render_to_string
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from actionplans import call, drawn
from actionplans.consensus import ballots
from actionplans.drawn import Part
from actionplans.models import Sheet, SheetKind
from actionplans.tables import live, ready, tables_shown
from actionplans.tables.blotting import Blotter
from actionplans.tables.slides import Slide, slide_of
from foundation.accounts.access import gate
from foundation.accounts.roles import Permission
from workshops.models import Group, Workshop
from workshops.room import room_of
from workshops.room_told import Told, told
from workshops.stages import is_gone
from workshops.tables_of import tables_of
from workshops.views.leading import led
from workshops.views.polling import polled

MOST_ISSUES = 3
# The parts that are drawn from plain values, and which.
PLAIN = {"tables": ("tables", "places"), "issues": ("issues", "difficulties", "strengths", "safe"), "call": ("call",)}


@dataclass(frozen=True, slots=True)
class Column:
    """A pillar's difficulties: how many, in percent of the pillar with the most, and those that are shown."""

    pillar: call.Pillar
    name: str
    count: int
    percent: int
    shown: tuple[ready.Shown, ...]


@gate(Permission.RUN_WORKSHOP)
@require_GET
def projector(request: HttpRequest, pk: int) -> HttpResponse:
    """The whole page; scripts ask `projector_state` for what changes."""
    context = context_of(led(request, pk), timezone.now())
    return render(request, "actionplans/projector.html", context | {"show": _shows(context)})


@polled(Permission.RUN_WORKSHOP, live.stamp_of)
def projector_state(request: HttpRequest, *, pk: int, now: dt.datetime) -> dict[str, Any]:
    """The clock as values and the parts of the board as HTML."""
    context, token = context_of(led(request, pk), now), get_token(request)
    # Times that pass or move by themselves the script keeps true; these parts are new only once somebody has pressed.
    step = f"{context['told'].step}{context['told'].closed}"
    parts = {name: Part(_drawn(name, context, request), step) for name in ("clock", "bar")}
    if context["steps"]:
        day = drawn.part("actionplans/_projector_steps.html", token, steps=context["steps"])
        parts["clock"] = Part(parts["clock"].html + day.html, step)
    parts |= {name: drawn.alone(_drawn(name, context, request)) for name in ("ballot", "slide")}
    for name, values in PLAIN.items():
        shown = {value: context[value] for value in values}
        parts[name] = drawn.part(f"actionplans/_projector_{name}.html", token, **shown)
    return {
        "clock": context["told"].as_json(),
        "show": _shows(context),
        "parts": {name: asdict(part) for name, part in parts.items()},
    }


def _drawn(name: str, context: dict[str, Any], request: HttpRequest) -> str:
    return render_to_string(f"actionplans/_projector_{name}.html", context, request)


def context_of(workshop: Workshop, now: dt.datetime) -> dict[str, Any]:
    """What the board shows: a fixed number of queries, however many tables there are."""
    groups = tables_of(workshop)
    room = room_of(workshop)
    blot = Blotter(workshop, groups, safe=room.safe)
    for group in groups:
        group.name = blot(group.name)  # as the board shows it: nothing of it is saved
    clock, tiles = blot(told(room, workshop=workshop, groups=groups, now=now)), live.tiles(groups, now)
    issues = [blot(one) for one in ready.difficulties(groups, safe=room.safe)]
    inventories = [tile.desk.contents[SheetKind.INVENTORY] for tile in tiles]
    counts = {
        pillar.code: sum(len(one.items(f"{pillar.code}_difficulties")) for one in inventories)
        for pillar in call.PILLARS
    }
    difficulties = sum(counts.values())
    lit = ready.lit(tile.desk.contents for tile in tiles)
    most = max(counts.values(), default=0)
    return {
        "workshop": workshop,
        "programme": workshop.programme,
        "room": room,
        "told": clock,
        "gone": not clock.over and is_gone(workshop, timezone.localdate(now)),
        "steps": tables_shown.day(clock) if clock.on and not clock.over else (),
        "tables": tuple(blot(tables_shown.on_projector(tile)) for tile in tiles),
        "places": range(workshop.programme.issues_max),
        "issues": tuple(
            Column(
                pillar,
                pillar.shown,
                counts[pillar.code],
                round(100 * counts[pillar.code] / most) if most else 0,
                tuple(one for one in issues if one.pillar == pillar.code)[:MOST_ISSUES],
            )
            for pillar in call.PILLARS
        ),
        "difficulties": difficulties,
        "strengths": sum(tile.all_words for tile in tiles) - difficulties,
        "safe": room.safe,
        "call": tuple((item, lit[item.code]) for item in call.ITEMS),
        "ballot": None if clock.over else _ballot(workshop, groups, blot, safe=room.safe),
        "slide": _slide(clock, tiles, blot, issues if room.safe else None),
        "group": _presenting(clock, groups),
    }


def _shows(context: dict[str, Any]) -> str:
    """The slide while somebody presents, be it only the group's name; else the board."""
    return "slide" if context["group"] else "board"


def _ballot(workshop: Workshop, groups: list[Group], blot: Blotter, *, safe: bool) -> dict[str, Any] | None:
    """The ballot; in safe mode an idea is called what it was called when its table handed it in, else its table's."""
    result = ballots.projected(workshop.pk)
    if result is None:
        return None
    titles = ready.titles(groups) if safe else {}
    rows = []
    for one in result.standings:
        group = one.choice.idea.group
        unnamed = _("第 %(number)s 組的構想") % {"number": group.number}
        title = titles.get(group.pk, unnamed) if safe else one.choice.title
        rows.append({"pillar": one.choice.pillar, "title": blot(title), "group": blot(str(group)), "dots": one.dots})
    return {"result": result, "question": blot(result.ballot.question), "rows": rows}


def _presenting(clock: Told, groups: list[Group]) -> Group | None:
    return next((group for group in groups if clock.talk and group.number == clock.talk.number), None)


def _slide(clock: Told, tiles: list[live.Tile], blot: Blotter, ready_issues: list[ready.Shown] | None) -> Slide | None:
    """The slide of who presents; None where nobody does, or where safe mode must not show it yet.

    Args:
        ready_issues: in safe mode the issues that may be shown, in the words that may; None without it.
    """
    tile = next((one for one in tiles if clock.talk and one.group.number == clock.talk.number), None)
    if tile is None or clock.talk is None:
        return None
    content, issue = tile.desk.contents[SheetKind.DESIGN], tile.desk.issue
    if ready_issues is None:
        return slide_of(content, issue)
    if issue is not None:
        mine = ((one.item, one.text) for one in ready_issues if one.group == tile.group.number)
        issue = replace(issue, text=dict(mine).get(issue.item, ""))
    sheet = Sheet.objects.filter(group=tile.group, kind=SheetKind.DESIGN, handed_in_at__isnull=False).first()
    return blot(ready.slide_at(sheet, content, issue)) if sheet is not None else None
