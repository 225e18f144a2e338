"""How far a group has come: its five stages, and what each still lacks."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _

from workshops.models import Group

from . import sheets
from .contents import EMPTY, Content, CoreIssue, answered
from .models import Sheet, SheetKind


@dataclass(frozen=True, slots=True)
class Stage:
    """One of the five stages of the afternoon as a table sees it."""

    key: str
    label: str
    state: str
    word: str
    gate: tuple[str, ...] = ()
    soft: tuple[str, ...] = ()


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
    """The desks of several groups, in their order (two queries in all)."""
    known: dict[int, dict[str, Sheet]] = {group.pk: {} for group in groups}
    for sheet in Sheet.objects.filter(group__in=known):
        known[sheet.group_id][sheet.kind] = sheet
    read = sheets.read_many(sheet.pk for mine in known.values() for sheet in mine.values())
    return [_desk(group, known[group.pk], read) for group in groups]


def _desk(group: Group, known: Mapping[str, Sheet], read: Mapping[int, Content]) -> Desk:
    contents = {str(kind): read.get(known[kind].pk, EMPTY) if kind in known else EMPTY for kind in SheetKind}
    return desk_with(group, contents, done=[k for k, sheet in known.items() if sheet.handed_in_at is not None])


def desk_with(group: Group, contents: Mapping[str, Content], done: Iterable[str] = ()) -> Desk:
    """The desk at which these sheets were written, and the stages that were marked as done."""
    labels = {"inventory": _("盤點"), "design": _("設計"), "feasibility": _("可行性"), "commitment": _("承諾")}
    by_kind = {kind: _stage(kind, label, contents[kind], done=kind in done) for kind, label in labels.items()}
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


def _stage(kind: str, label: str, content: Content, *, done: bool) -> Stage:
    gate, soft = (tuple(parts) for parts in sheets.missing(kind, content))
    if done and not gate:
        return Stage(kind, label, "done", _("完成"), gate, soft)
    if content.is_empty:
        return Stage(kind, label, "todo", _("還沒開始"), gate, soft)
    if gate:
        return Stage(kind, label, "current", _("尚缺 %(parts)s") % {"parts": _("、").join(gate)}, gate, soft)
    return Stage(kind, label, "current", _("進行中"), gate, soft)
