"""What sheets say now: their answers and lists as values, their core issues, and what is still missing."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from actionplans import call
from actionplans.models import Entry, Sheet, SheetKind
from foundation.taiwan import roc


def _said(value: Any, default: Any) -> Any:
    """A value, or the default where nothing or only white space was written."""
    return default if value is None or (isinstance(value, str) and not value.strip()) else value


def date_in(answer: Any) -> dt.date | None:
    """The date an answer says, or None: a table may as well have written 「下個月」."""
    try:
        return roc.parse(str(answer))
    except ValueError:
        return None


@dataclass(frozen=True, slots=True)
class Item:
    """One item of a list, with its values by field."""

    id: str
    values: Mapping[str, Any]

    def get(self, key: str, default: Any = "") -> Any:
        """A value of the item; the default where nothing (or only white space) was written."""
        return _said(self.values.get(key), default)


@dataclass(frozen=True, slots=True)
class Content:
    """What a sheet says now."""

    values: Mapping[str, Any]
    lists: Mapping[str, tuple[Item, ...]]

    def get(self, key: str, default: Any = "") -> Any:
        """The answer to a question; the default where nothing (or only white space) was written."""
        return _said(self.values.get(key), default)

    def items(self, key: str) -> tuple[Item, ...]:
        """The items of a list, in the order they were added."""
        return self.lists.get(key, ())

    @property
    def is_empty(self) -> bool:
        """Whether nothing at all has been written."""
        return not any(self.values.values()) and not any(self.lists.values())


EMPTY = Content({}, {})


@dataclass(frozen=True, slots=True)
class CoreIssue:
    """A core issue (核心議題) of a table: the starred difficulty, in its words."""

    item: str
    text: str
    pillar: str
    call_item: str
    votes: int
    affected: str
    why_first: str


def read(sheet: Sheet) -> Content:
    """What a sheet says now (one query)."""
    return read_many([sheet.pk]).get(sheet.pk, EMPTY)


def read_many(sheet_ids: Iterable[int]) -> dict[int, Content]:
    """What many sheets say now (one query); a sheet on which nothing was written is not in the answer."""
    rows = Entry.objects.filter(sheet__in=list(sheet_ids)).order_by("sheet_id", "order", "path")
    found: dict[int, list[tuple[str, Any]]] = {}
    for sheet_id, path, value in rows.values_list("sheet_id", "path", "value"):
        found.setdefault(sheet_id, []).append((path, value))
    return {sheet_id: content_of(said) for sheet_id, said in found.items()}


def content_of(said: Iterable[tuple[str, Any]]) -> Content:
    """What a sheet says whose entries have these paths and values, in their order."""
    values: dict[str, Any] = {}
    items: dict[tuple[str, str], dict[str, Any]] = {}
    standing: list[tuple[str, str]] = []
    for path, value in said:
        key, _slash, rest = path.partition("/")
        if not rest:
            values[key] = value
            continue
        item, slash, inner = rest.partition("/")
        if slash:
            items.setdefault((key, item), {})[inner] = value
        elif value:
            standing.append((key, item))
    lists: dict[str, list[Item]] = {}
    for key, item in standing:
        lists.setdefault(key, []).append(Item(item, items.get((key, item), {})))
    return Content(values, {key: tuple(found) for key, found in lists.items()})


def core_issues(content: Content) -> list[CoreIssue]:
    """The core issues of an inventory, in the order of the pillars."""
    found = []
    for pillar in call.PILLARS:
        for item in content.items(f"{pillar.code}_difficulties"):
            if item.get("core", False) is True:
                found.append(
                    CoreIssue(
                        item=item.id,
                        text=item.get("text"),
                        pillar=pillar.code,
                        call_item=item.get("call_item"),
                        votes=item.get("votes", 0),
                        affected=item.get("core_affected"),
                        why_first=item.get("core_why"),
                    )
                )
    return found


def core_items(sheet: Sheet) -> list[str]:
    """The paths of the stars that count: on items that stand."""
    stars = Entry.objects.filter(sheet=sheet, path__endswith="/core", value=True).values_list("path", flat=True)
    gone = set(
        Entry.objects.filter(sheet=sheet, path__in=[path.removesuffix("/core") for path in stars], value=False)
        .values_list("path", flat=True)
    )  # fmt: skip
    return [path for path in stars if path.removesuffix("/core") not in gone]


def answered(design: Content, issues: Sequence[CoreIssue]) -> CoreIssue | None:
    """The core issue a design answers: the one its table chose; where it chose none, the only one there is.

    Whatever says what a table sees as its problem says this where the table has not put it in its own words.
    """
    chosen = next((one for one in issues if one.item == design.get("core_issue")), None)
    return chosen or (issues[0] if len(issues) == 1 else None)


class Hinted(str):
    """Something missing with the hint for whoever writes how to mend it; `name` is the same without the hint."""

    __slots__ = ("name",)
    name: str

    def __new__(cls, whole: str, name: str) -> Hinted:
        """The words as the table reads them, and as whoever only looks on does."""
        made = super().__new__(cls, whole)
        made.name = name
        return made


def plainly(lack: str) -> str:
    """What is missing, without a hint how to write it."""
    return lack.name if isinstance(lack, Hinted) else lack


def missing(kind: str, content: Content) -> tuple[list[str], list[str]]:
    """What is still missing (尚缺): what gates the next stage, and what does not.

    Only the stage's real minimum gates: one core issue with a pillar; one action with title, pillar and lead unit.
    """
    gate: list[str] = []
    soft: list[str] = []
    if kind == SheetKind.INVENTORY:
        issues = core_issues(content)
        if not any(issue.text.strip() for issue in issues):
            gate.append(Hinted(_("1 項核心議題（按困難旁邊的星號）"), _("1 項核心議題")))
        if any(not issue.affected for issue in issues):
            soft.append(_("核心議題：誰受影響"))
        if any(not issue.why_first for issue in issues):
            soft.append(_("核心議題：為什麼先做"))
        soft.extend(
            _("%(pillar)s：還沒有任何一則") % {"pillar": pillar.shown}
            for pillar in call.PILLARS
            if not content.items(f"{pillar.code}_difficulties") and not content.items(f"{pillar.code}_strengths")
        )
    elif kind == SheetKind.DESIGN:
        for key, label in (("title", _("行動名稱")), ("pillar", _("主要主軸")), ("lead_unit", _("主責單位"))):
            if not str(content.get(key)).strip():
                gate.append(label)
        for key, label in (
            ("problem", _("問題")),
            ("goal", _("目標")),
            ("beneficiaries", _("誰會受益")),
            ("partners", _("誰一起做")),
        ):
            if not str(content.get(key)).strip():
                soft.append(label)
        if not content.items("steps"):
            soft.append(_("具體行動"))
        if not content.items("indicators"):
            soft.append(_("想看到的成果"))
    elif kind == SheetKind.FEASIBILITY:
        for key, label in (("resources", _("資源")), ("stakeholders", _("利害關係人")), ("risks", _("風險與因應"))):
            if not content.items(key):
                soft.append(label)
        soft.extend(
            _("第 %(month)s 個月要看到什麼") % {"month": month}
            for month in (1, 3, 6)
            if not content.get(f"month{month}_change")
        )
        if not content.get("verdict"):
            soft.append(_("我們的判斷"))
    else:
        for key, label in (
            ("vow", _("一句承諾")),
            ("first_who", _("第一步：誰")),
            ("first_when", _("第一步：什麼時候")),
            ("first_what", _("第一步：做什麼")),
        ):
            if not str(content.get(key)).strip():
                soft.append(label)
        when = str(content.get("first_when")).strip()
        if when and date_in(when) is None:
            whole = _("第一步：什麼時候（寫成日期，例如 115/12/20，才能帶進方案）")
            soft.append(Hinted(whole, _("第一步：什麼時候")))
    return gate, soft


def blanks(kind: str, content: Content) -> int:
    """How many places of a design sheet whose main parts are there still print as 未填; they gate nothing."""
    if kind != SheetKind.DESIGN:
        return 0
    steps, indicators = content.items("steps"), content.items("indicators")
    asked = [not str(step.get("who")).strip() for step in steps]
    asked += [step.values.get("from_month") is None or step.values.get("to_month") is None for step in steps]
    asked += [
        not str(one.get(key)).strip() for one in indicators for key in ("baseline", "target", "unit", "verified_by")
    ]
    return sum((*asked, not content.get("sdgs")))
