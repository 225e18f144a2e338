"""How far a group has come: its five stages, and what each still lacks.

Boards ask for all tables of a room every two seconds, and mostly one sheet has changed: what a sheet says and lacks
follows from its rows and the language, and the process keeps it by these.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from actionplans.models import Entry, Sheet, SheetKind
from foundation.prepared import PreparedRows
from workshops.models import Group

from . import sheets
from .contents import EMPTY, Content, CoreIssue, answered, blanks, content_of

# The sheets of some twenty rooms.
KEPT = 1024
SOME_KEY = -271828


@dataclass(frozen=True, slots=True)
class Stage:
    """One of the five stages of the afternoon as a table sees it.

    Attributes:
        kept: whether it is done by what became of it (see `promises`), not by what stands on its sheet.
    """

    key: str
    label: str
    state: str
    word: str
    gate: tuple[str, ...] = ()
    soft: tuple[str, ...] = ()
    blanks: int = 0
    kept: bool = False


@dataclass(frozen=True, slots=True)
class Desk:
    """What a group has written so far, and how far each stage has come."""

    group: Group
    contents: Mapping[str, Content]
    stages: tuple[Stage, ...]

    @property
    def issues(self) -> list[CoreIssue]:
        """The group's core issues."""
        return sheets.core_issues(self.contents[SheetKind.INVENTORY])

    @property
    def issue(self) -> CoreIssue | None:
        """The core issue the design answers; the only one, where nobody has chosen."""
        return answered(self.contents[SheetKind.DESIGN], self.issues)

    @property
    def in_hand(self) -> str:
        """The sheet the group is at: the furthest it has begun and not marked as done, or the first it can begin.

        Empty once nothing of that kind is left.
        """
        sheets_only = [stage for stage in self.stages if stage.key in self.contents]
        begun = [stage.key for stage in sheets_only if stage.state == "current"]
        open_ones = [stage.key for stage in sheets_only if stage.state == "todo" and not self.barred(stage.key)]
        return begun[-1] if begun else next(iter(open_ones), "")

    def barred(self, key: str) -> tuple[str, ...]:
        """What an earlier stage still lacks before this one can begin; nothing once something stands here."""
        if key in self.contents and not self.contents[key].is_empty:
            return ()
        earlier = {"design": "inventory", "feasibility": "design", "present": "design", "commitment": "design"}.get(key)
        return next((stage.gate for stage in self.stages if stage.key == earlier), ())


def desk_of(group: Group) -> Desk:
    """Read all sheets of a group (two queries)."""
    return desks_of([group])[0]


def desks_of(groups: Sequence[Group]) -> list[Desk]:
    """The desks of several groups of one workshop, in their order (two queries in all)."""
    if not groups:
        return []
    questions, key = (OF_GROUP, groups[0].pk) if len(groups) == 1 else (OF_ROOM, groups[0].workshop_id)
    known, written = questions.sheets.all(key), dict[int, list[tuple[Any, ...]]]()
    for row in questions.entries.raw(key):
        written.setdefault(row[0], []).append(row)
    language, read = get_language() or "", dict[int, dict[str, tuple[Content, Stage]]]()
    for pk, group, kind, handed_in_at in known:
        rows = tuple(written.get(pk, ()))
        read.setdefault(group, {})[kind] = _read(kind, rows, handed_in_at is not None, language)
    return [_desk(group, read.get(group.pk, {}), language) for group in groups]


class _Questions:
    """The questions for some groups' sheets, and for what is written on them."""

    def __init__(self, whose: str) -> None:
        self.sheets = PreparedRows(
            lambda key: (
                Sheet.objects.filter(**{whose: key}).order_by("pk").values_list("pk", "group", "kind", "handed_in_at")
            ),
            SOME_KEY,
        )
        self.entries = PreparedRows(
            lambda key: (
                Entry.objects.filter(**{f"sheet__{whose}": key})
                .order_by("sheet_id", "order", "path")
                .values_list("sheet_id", "path", "value")
            ),
            SOME_KEY,
        )


OF_GROUP, OF_ROOM = _Questions("group"), _Questions("group__workshop")


@lru_cache(maxsize=KEPT)
def _read(kind: str, rows: tuple[tuple[Any, ...], ...], done: bool, _language: str) -> tuple[Content, Stage]:
    content = content_of((row[1], OF_ROOM.entries.value(row, 2)) for row in rows) if rows else EMPTY
    return content, _stage(kind, content, done=done)


def forget() -> None:
    """Read every sheet anew the next time it is asked for."""
    _read.cache_clear()


def _desk(group: Group, read: Mapping[str, tuple[Content, Stage]], language: str) -> Desk:
    whole = {str(kind): read.get(kind) or _read(kind, (), False, language) for kind in SheetKind}
    contents = {kind: content for kind, (content, _now) in whole.items()}
    return _composed(group, contents, {kind: stage for kind, (_said, stage) in whole.items()})


def desk_with(group: Group, contents: Mapping[str, Content], done: Iterable[str] = ()) -> Desk:
    """The desk at which these sheets were written, and the stages that were marked as done."""
    return _composed(
        group, contents, {str(kind): _stage(kind, contents[kind], done=kind in done) for kind in SheetKind}
    )


def _composed(group: Group, contents: Mapping[str, Content], by_kind: Mapping[str, Stage]) -> Desk:
    design = contents[SheetKind.DESIGN]
    lacks = [label for key, label in (("title", _("行動名稱")), ("pillar", _("主要主軸"))) if not design.get(key)]
    lacks += [
        label for key, label in (("steps", _("具體行動")), ("indicators", _("想看到的成果"))) if not design.items(key)
    ]
    if design.is_empty:
        show = Stage("present", _("發表"), "todo", _("還沒開始"))
    elif lacks:
        show = Stage(
            "present", _("發表"), "current", _("尚缺 %(parts)s") % {"parts": _("、").join(lacks)}, soft=tuple(lacks)
        )
    else:
        # The slide can be looked at long before the table says that it is done with it.
        show = Stage("present", _("發表"), by_kind["design"].state, _("投影片可以看"))
    order = (by_kind["inventory"], by_kind["design"], by_kind["feasibility"], show, by_kind["commitment"])
    return Desk(group, contents, order)


def _stage(kind: str, content: Content, *, done: bool) -> Stage:
    labels = {"inventory": _("盤點"), "design": _("設計"), "feasibility": _("可行性"), "commitment": _("承諾")}
    label = labels[kind]
    gate, soft = (tuple(parts) for parts in sheets.missing(kind, content))
    empty = blanks(kind, content)
    if done and not gate:
        return Stage(kind, label, "done", _("完成"), gate, soft, empty)
    if content.is_empty:
        return Stage(kind, label, "todo", _("還沒開始"), gate, soft)
    if gate:
        return Stage(kind, label, "current", _("尚缺 %(parts)s") % {"parts": _("、").join(gate)}, gate, soft)
    return Stage(kind, label, "current", _("進行中"), gate, soft, empty)
