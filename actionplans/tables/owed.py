"""What a group still owes, in words, for who is about to end the workshop."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from actionplans.models import SheetKind
from actionplans.writing import disputes
from actionplans.writing.contents import plainly
from workshops.models import Workshop
from workshops.tables_of import tables_of

from .live import Tile, tiles

# So many of the things that a stage lacks are named; of the others it is said how many they are.
NAMED = 3


def unfinished(workshop: Workshop, now: dt.datetime) -> Iterator[str]:
    """For who is about to end the workshop: each group of which something is still missing, and what it is.

    A sheet in which everything stands is finished, whether or not the table has pressed its button; one that the table
    has marked as done is, too.
    """
    groups = tables_of(workshop)
    versions = disputes.open_in(groups)
    for tile in tiles(groups, now):
        parts = [*_lacking(tile), *_waiting(tile, versions.get(tile.group.pk, 0))]
        if parts:
            yield _("%(group)s還缺：%(parts)s。") % {"group": tile.group, "parts": _("；").join(parts)}


def _lacking(tile: Tile) -> Iterator[str]:
    for stage in tile.desk.stages:
        if stage.key not in tile.desk.contents:
            continue  # the slide is made of the design
        lacks = [*stage.gate, *stage.soft]
        if stage.key == SheetKind.COMMITMENT and tile.promise.waits:
            yield tile.promise.waits
        elif stage.state == "todo":
            yield _("%(stage)s還沒開始") % {"stage": stage.label}
        elif stage.state == "current" and lacks:
            yield _("%(stage)s（%(parts)s）") % {"stage": stage.label, "parts": _named(lacks)}


def _named(lacks: list[str]) -> str:
    named = _("、").join(map(plainly, lacks[:NAMED]))
    if len(lacks) <= NAMED:
        return named
    return _("%(named)s等 %(n)s 項") % {"named": named, "n": len(lacks)}


def _waiting(tile: Tile, versions: int) -> Iterator[str]:
    if versions:
        yield ngettext("%(n)s 格有兩個版本還沒選", "%(n)s 格有兩個版本還沒選", versions) % {"n": versions}
    if unsent := tile.unsent + tile.held_back:
        yield ngettext("裝置上 %(n)s 筆還沒上傳", "裝置上 %(n)s 筆還沒上傳", unsent) % {"n": unsent}
