"""What is left for a group to do, by what really became of it.

An adopted and signed plan is a group's promise, whether or not the table wrote its own sheet; where the room set the
idea aside there is none to make. What a sheet still lacks is named, for who is about to end the workshop.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace

from django.db.models import Count
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from workshops.models import Group, Workshop
from workshops.tables_of import tables_of

from . import disputes
from .desks import Desk
from .live import Tile, tiles
from .models import Idea, Plan, SheetKind

# So many of the things that a stage lacks are named; of the others it is said how many they are.
NAMED = 3


@dataclass(frozen=True, slots=True)
class Promise:
    """What became of a group's idea.

    Attributes:
        kept: in words, why nothing more is asked of the group; empty while something is.
        waits: in words, what the promise waits for; empty where it waits for nothing that the table does not know.
    """

    kept: str = ""
    waits: str = ""


def promises_of(groups: Iterable[Group]) -> dict[int, Promise]:
    """By group, what became of its idea once it was decided (one query)."""
    decided = Idea.objects.filter(group__in=[group.pk for group in groups]).exclude(decision=Idea.Decision.OPEN)
    rows = decided.select_related("plan").annotate(signed=Count("plan__signatures")).order_by("pk")
    return {idea.group_id: _promise(idea, idea.signed) for idea in rows}


def _promise(idea: Idea, signed: int) -> Promise:
    if idea.plan is None:
        return Promise(kept=_("這個構想暫緩了，今天不用寫承諾。"))
    if idea.plan.state != Plan.State.ADOPTED:
        return Promise(waits=_("「%(plan)s」還沒採納") % {"plan": idea.plan})
    if not signed:
        return Promise(waits=_("「%(plan)s」已經採納，還沒有人簽署") % {"plan": idea.plan})
    said = ngettext(
        "「%(plan)s」已經採納，有 %(n)s 人簽署了承諾。", "「%(plan)s」已經採納，有 %(n)s 人簽署了承諾。", signed
    )
    return Promise(kept=said % {"plan": idea.plan, "n": signed})


def with_promise(desk: Desk) -> Desk:
    """The desk, its last stage as it really stands: who has signed is not asked for a vow any more (one query)."""
    return _kept(desk, promises_of([desk.group]).get(desk.group.pk, Promise()))


def _kept(desk: Desk, promise: Promise) -> Desk:
    if not promise.kept:
        return desk
    stages = tuple(
        replace(stage, state="done", word=promise.kept, soft=(), kept=True)
        if stage.key == SheetKind.COMMITMENT and stage.state != "done" else stage
        for stage in desk.stages
    )  # fmt: skip
    return replace(desk, stages=stages)


def unfinished(workshop: Workshop, now: dt.datetime) -> Iterator[str]:
    """For who is about to end the workshop: each group of which something is still missing, and what it is.

    A sheet in which everything stands is finished, whether or not the table has pressed its button; one that the table
    has marked as done is, too.
    """
    groups = tables_of(workshop)
    promises, versions = promises_of(groups), disputes.open_in(groups)
    for tile in tiles(groups, now):
        promise = promises.get(tile.group.pk, Promise())
        parts = [*_lacking(_kept(tile.desk, promise), promise), *_waiting(tile, versions.get(tile.group.pk, 0))]
        if parts:
            yield _("%(group)s還缺：%(parts)s。") % {"group": tile.group, "parts": _("；").join(parts)}


def _lacking(desk: Desk, promise: Promise) -> Iterator[str]:
    for stage in desk.stages:
        if stage.key not in desk.contents:
            continue  # the slide is made of the design
        lacks = [*stage.gate, *stage.soft]
        if stage.key == SheetKind.COMMITMENT and promise.waits:
            yield promise.waits
        elif stage.state == "todo":
            yield _("%(stage)s還沒開始") % {"stage": stage.label}
        elif stage.state == "current" and lacks:
            yield _("%(stage)s（%(parts)s）") % {"stage": stage.label, "parts": _named(lacks)}


def _named(lacks: list[str]) -> str:
    named = _("、").join(lacks[:NAMED])
    if len(lacks) <= NAMED:
        return named
    return _("%(named)s等 %(n)s 項") % {"named": named, "n": len(lacks)}


def _waiting(tile: Tile, versions: int) -> Iterator[str]:
    if versions:
        yield ngettext("%(n)s 格有兩個版本還沒選", "%(n)s 格有兩個版本還沒選", versions) % {"n": versions}
    if unsent := tile.unsent + tile.held_back:
        yield ngettext("裝置上 %(n)s 筆還沒上傳", "裝置上 %(n)s 筆還沒上傳", unsent) % {"n": unsent}
