"""What a table has made ready to be shown on the projector, and how it read when the table said so.

The rule of the safe mode: a difficulty is shown once its table has starred it, or has handed its inventory in, in the
words it had at that moment; what is typed later is shown when the star is set anew or the inventory handed in again.
A slide is shown as its sheet stood when the group handed it in; of one that is not handed in, only the group's name.
So is the title of an action in a vote. Who is named in any of it is blotted out (`blotting`).
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import Any, NamedTuple

from actionplans import call
from actionplans.models import Entry, Operation, Sheet, SheetKind
from actionplans.writing.contents import Content, CoreIssue, Item
from actionplans.writing.operations import Action, Outcome
from foundation.prepared import PreparedRows
from workshops.models import Group

from .slides import Slide, slide_of

Moment = dt.datetime | None
# The inventories of a hundred rooms.
KEPT = 1024
SOME_KEY = -271828


@dataclass(frozen=True, slots=True)
class Shown:
    """A difficulty as the projector shows it."""

    group: int
    item: str
    pillar: str
    text: str
    votes: int
    call_item: str
    ready_at: dt.datetime


class _Said(NamedTuple):
    """What stands at a path, and since when."""

    value: Any
    changed_at: dt.datetime


class Log:
    """What was written on some sheets and when: each path's values (or some's) in the order they came (one query)."""

    def __init__(self, sheets: Iterable[int], *, paths: Collection[str] = ()) -> None:
        self._values: dict[tuple[int, str], list[tuple[dt.datetime, Any]]] = {}
        rows = Operation.objects.filter(
            sheet__in=list(sheets), outcome=Outcome.APPLIED, action__in=(Action.SET, Action.ADD)
        ).order_by("sequence")
        rows = rows.filter(path__in=paths) if paths else rows
        for sheet, path, action, value, at in rows.values_list("sheet", "path", "action", "value", "received_at"):
            if action == Action.SET:
                self._note(sheet, path, value, at)
                continue
            self._note(sheet, path, True, at)
            for name, first in (value or {}).items():
                self._note(sheet, f"{path}/{name}", first, at)

    def _note(self, sheet: int, path: str, value: Any, at: dt.datetime) -> None:
        self._values.setdefault((sheet, path), []).append((at, value))

    def at(self, sheet: int, path: str, moment: dt.datetime) -> Any:
        """The value at a path at a moment; None before the first."""
        found = [value for at, value in self._values.get((sheet, path), ()) if at <= moment]
        return found[-1] if found else None


INVENTORIES = PreparedRows(
    lambda workshop: (
        Sheet.objects.filter(group__workshop=workshop, kind=SheetKind.INVENTORY)
        .order_by("pk")
        .values_list("pk", "group", "handed_in_at")
    ),
    SOME_KEY,
)
WRITTEN = PreparedRows(
    lambda workshop: (
        Entry.objects.filter(sheet__group__workshop=workshop, path__contains="_difficulties/")
        .order_by("sheet_id", "path")
        .values_list("sheet_id", "path", "value", "changed_at")
    ),
    SOME_KEY,
)


def difficulties(groups: Sequence[Group], *, safe: bool) -> list[Shown]:
    """The difficulties of tables of one room that may be shown, most votes first, then the newest (1–3 queries)."""
    if not groups:
        return []
    key, numbers = groups[0].workshop_id, {group.pk: group.number for group in groups}
    sheets = [row for row in INVENTORIES.all(key) if row[1] in numbers]
    if not sheets:
        return []
    written: dict[int, list[tuple[Any, ...]]] = {}
    for row in WRITTEN.raw(key):
        written.setdefault(row[0], []).append(row)
    found = [
        (pk, path, one, is_late)
        for pk, group, handed_in_at in sheets
        for path, one, is_late in _listed(tuple(written.get(pk, ())), handed_in_at, numbers[group], safe)
    ]
    late = {(pk, path) for pk, path, _one, is_late in found if is_late}
    # An item's first words came with the item itself.
    paths = {one for _pk, path in late for one in (path, f"{path}/text")}
    log = Log({pk for pk, _path in late}, paths=paths) if late else None
    shown = [
        replace(one, text=str(log.at(pk, f"{path}/text", one.ready_at) or "")) if log and (pk, path) in late else one
        for pk, path, one, _is_late in found
    ]
    seen = [one for one in shown if one.text.strip()]
    return sorted(seen, key=lambda one: (-one.votes, -one.ready_at.timestamp(), one.group, one.item))


@lru_cache(maxsize=KEPT)
def _listed(
    rows: tuple[tuple[Any, ...], ...], handed_in_at: Moment, group: int, safe: bool
) -> tuple[tuple[str, Shown, bool], ...]:
    """The difficulties of one inventory that may be shown: where each stands, and whether its words came later."""
    entries = {row[1]: _Said(WRITTEN.value(row, 2), WRITTEN.value(row, 3)) for row in rows}
    found = []
    for path, entry in entries.items():
        if path.count("/") != 1 or not entry.value:
            continue
        one = _shown(path, entries, handed_in_at, group, safe=safe)
        if one is not None:
            found.append((path, one, safe and entries[f"{path}/text"].changed_at > one.ready_at))
    return tuple(found)


def forget() -> None:
    """Look at every inventory anew the next time it is asked for."""
    _listed.cache_clear()


def _shown(path: str, entries: Mapping[str, _Said], handed_in_at: Moment, group: int, *, safe: bool) -> Shown | None:
    text = entries.get(f"{path}/text")
    if text is None or not str(text.value or "").strip():
        return None
    core, votes, code = (entries.get(f"{path}/{name}") for name in ("core", "votes", "call_item"))
    moments = [core.changed_at] if core is not None and core.value is True else []
    if handed_in_at is not None and entries[path].changed_at <= handed_in_at:
        moments.append(handed_in_at)
    if safe and not moments:
        return None
    listing, _slash, item = path.partition("/")
    return Shown(
        group=group,
        item=item,
        pillar=listing.removesuffix("_difficulties"),
        text=str(text.value),
        votes=int(votes.value or 0) if votes is not None else 0,
        call_item=str(code.value or "") if code is not None else "",
        ready_at=max(moments) if safe else text.changed_at,
    )


def slide_at(sheet: Sheet, content: Content, issue: CoreIssue | None) -> Slide:
    """The slide of a design sheet as it stood when it was handed in (one query).

    Raises:
        ValueError: it is not handed in.
    """
    moment = sheet.handed_in_at
    if moment is None:
        raise ValueError("a sheet that is not handed in has no such slide")
    log = Log([sheet.pk])
    values = {key: log.at(sheet.pk, key, moment) for key in content.values}
    lists = {
        key: tuple(
            Item(item.id, {name: log.at(sheet.pk, f"{key}/{item.id}/{name}", moment) for name in item.values})
            for item in items
            if log.at(sheet.pk, f"{key}/{item.id}", moment)
        )
        for key, items in content.lists.items()
    }
    return slide_of(Content({key: value for key, value in values.items() if value is not None}, lists), issue)


def titles(groups: Iterable[Group]) -> dict[int, str]:
    """What the actions of the groups (by key) that have handed their design in were called then (two queries)."""
    handed = Sheet.objects.filter(
        group__in=[group.pk for group in groups], kind=SheetKind.DESIGN, handed_in_at__isnull=False
    )
    sheets = list(handed)
    log = Log((sheet.pk for sheet in sheets), paths=["title"])
    found = {
        sheet.group_id: str(log.at(sheet.pk, "title", sheet.handed_in_at) or "").strip()
        for sheet in sheets
        if sheet.handed_in_at is not None
    }
    return {group: title for group, title in found.items() if title}


def lit(contents: Iterable[Mapping[str, Content]]) -> dict[str, int]:
    """How often each item of the Call was named by the tables: at what they wrote down, and at their actions."""
    count = dict.fromkeys((item.code for item in call.ITEMS), 0)
    for sheets in contents:
        inventory, design = sheets[SheetKind.INVENTORY], sheets[SheetKind.DESIGN]
        named = [item.get("call_item") for items in inventory.lists.values() for item in items]
        for code in (*named, design.get("call_item")):
            if code in count:
                count[code] += 1
    return count
