"""Sheets that lose nothing: applying operations, and reading what they have led to.

A device sends operations, each with an id of its own making and the version it was made on. Each is kept for good and
takes effect exactly once; what two people wrote at the same place stays side by side until one of them chooses. All
operations on one sheet pass one after the other (its row is locked), so that "everything after sequence n" is never
missing one.
"""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.db import IntegrityError, transaction
from django.db.models import F
from django.utils.translation import gettext as _

from foundation.audit import trail
from foundation.audit.verbs import Verb
from workshops.models import Group, Seat

from . import call, questions
from .models import Entry, Operation, Sheet, SheetKind

Action = Operation.Action
Outcome = Operation.Outcome


class TableClosed(Exception):
    """The table's sheets take no more writing; the message says why."""


@dataclass(frozen=True, slots=True)
class Change:
    """One operation as a device sends it.

    Attributes:
        id: made by the device; the same id is the same operation, however often it is sent.
        action: set, add, remove, restore or count.
        path: `field`, `list/<item>` or `list/<item>/<field>`.
        value: for set the new value; for add the item's first values by field; for count how many more (or fewer).
        base: the version of the entry the device had on its screen; 0 for an entry it had never seen.
        after: the device's own earlier operation on the same path, if this one was made on top of it before it was
            acknowledged; then its version counts instead of `base`.
        resolves: the operation whose losing value has been looked at; clears the dispute.
        device_at: the device's clock, which may be wrong; kept, never trusted.
    """

    id: uuid.UUID
    action: str
    path: str
    value: Any = None
    base: int = 0
    after: uuid.UUID | None = None
    resolves: uuid.UUID | None = None
    device_at: dt.datetime | None = None


@dataclass(frozen=True, slots=True)
class Receipt:
    """What became of one operation."""

    id: uuid.UUID
    outcome: str
    version: int
    message: str = ""


@dataclass(frozen=True, slots=True)
class Item:
    """One item of a list, with its values by field."""

    id: str
    values: Mapping[str, Any]

    def get(self, key: str, default: Any = "") -> Any:
        """A value of the item; the default where nothing (or only white space) was written."""
        value = self.values.get(key)
        return default if value is None or value == "" else value


@dataclass(frozen=True, slots=True)
class Content:
    """What a sheet says now."""

    values: Mapping[str, Any]
    lists: Mapping[str, tuple[Item, ...]]

    def get(self, key: str, default: Any = "") -> Any:
        """The answer to a question; the default where there is none."""
        value = self.values.get(key)
        return default if value is None or value == "" else value

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


def open_sheet(*, group: Group, kind: str) -> Sheet:
    """The group's sheet of a kind, made with the programme's newest form if the group has none yet."""
    sheet = (
        Sheet.objects.select_related("questions", "group__workshop__programme").filter(group=group, kind=kind).first()
    )
    if sheet is not None:
        return sheet
    form = questions.newest(group.workshop.programme, kind)
    Sheet.objects.bulk_create([Sheet(group=group, kind=kind, questions=form)], ignore_conflicts=True)
    return Sheet.objects.select_related("questions", "group__workshop__programme").get(group=group, kind=kind)


def apply(*, sheet: Sheet, changes: Sequence[Change], by: Seat, now: dt.datetime, closed: str = "") -> list[Receipt]:
    """Take in a batch of operations, each for itself: one that is refused does not hold up those behind it.

    Args:
        closed: why the table takes no writing any more; then everything is kept as refused, with this sentence.

    Returns:
        One receipt for each operation, in the order given; a repeated id gets the receipt of the first time.
    """
    try:
        with transaction.atomic():
            return _apply(sheet, changes, by, now, closed)
    except IntegrityError:
        # The same operations arrived twice at once and the other request was first: now they are there to be found.
        with transaction.atomic():
            return _apply(sheet, changes, by, now, closed)


def _apply(sheet: Sheet, changes: Sequence[Change], by: Seat, now: dt.datetime, closed: str) -> list[Receipt]:
    Sheet.objects.select_for_update().filter(pk=sheet.pk).first()
    ids = {change.id for change in changes} | {change.after for change in changes if change.after}
    seen = {operation.id: operation for operation in Operation.objects.filter(id__in=ids)}
    form = questions.read(sheet.questions.definition)
    receipts = []
    label = str(by)[:60]
    for position, change in enumerate(changes):
        old = seen.get(change.id)
        if old is None:
            message = closed or refusal(form, change)
            if message:
                outcome, version = Outcome.REFUSED, 0
            else:
                order = int(now.timestamp() * 1_000_000) + position
                outcome, version, message = _take(sheet, form, change, _base(change, seen), label, now, order)
            old = Operation.objects.create(
                id=change.id,
                sheet=sheet,
                path=change.path[:160],
                action=change.action if change.action in Action.values else Action.SET,
                value=change.value,
                base=change.base,
                version=version,
                outcome=outcome,
                message=message[:200],
                resolves=change.resolves,
                seat=by if by.pk else None,
                seat_label=label,
                device_at=change.device_at,
                received_at=now,
            )
            seen[old.id] = old
        elif old.sheet_id != sheet.pk:
            receipts.append(Receipt(change.id, Outcome.REFUSED, 0, _("這筆資料屬於另一張表單。")))
            continue
        receipts.append(Receipt(old.id, old.outcome, old.version, old.message))
    return receipts


def _base(change: Change, seen: Mapping[uuid.UUID, Operation]) -> int:
    before = seen.get(change.after) if change.after else None
    if before is None or before.path != change.path:
        return change.base
    return before.version if before.outcome == Outcome.APPLIED else before.base


def _take(
    sheet: Sheet, form: questions.Form, change: Change, base: int, label: str, now: dt.datetime, order: int
) -> tuple[str, int, str]:
    if change.action == Action.SET:
        if change.path.endswith("/core") and change.value is True:
            limit = sheet.group.workshop.programme.issues_max
            chosen = set(core_items(sheet)) - {change.path}
            if len(chosen) >= limit:
                return Outcome.REFUSED, 0, _("已選 %(limit)s 項。要換的話，先取消其中一項的星號。") % {"limit": limit}
        return _set(sheet, change, base, label, now, order)
    if change.action == Action.COUNT:
        return Outcome.APPLIED, _count(sheet, change, label, now, order), ""
    if change.action == Action.ADD:
        return _add(sheet, form, change, label, now, order)
    standing = change.action == Action.RESTORE
    entry = Entry.objects.filter(sheet=sheet, path=change.path).first()
    if entry is None:
        return Outcome.REFUSED, 0, _("找不到這一則，可能還沒有新增成功。")
    if standing and not entry.value:
        limit = sheet.group.workshop.programme.issues_max
        if len(core_items(sheet)) >= limit:
            Entry.objects.filter(sheet=sheet, path=f"{change.path}/core", value=True).update(
                value=False, version=F("version") + 1, seat_label=label, changed_at=now
            )
    if entry.value != standing:
        Entry.objects.filter(pk=entry.pk).update(
            value=standing, version=F("version") + 1, seat_label=label, changed_at=now
        )
        return Outcome.APPLIED, entry.version + 1, ""
    return Outcome.APPLIED, entry.version, ""


def _set(sheet: Sheet, change: Change, base: int, label: str, now: dt.datetime, order: int) -> tuple[str, int, str]:
    entries = Entry.objects.filter(sheet=sheet, path=change.path)
    written: dict[str, Any] = {
        "value": change.value, "version": F("version") + 1, "seat_label": label, "changed_at": now,
    }  # fmt: skip
    if change.resolves:
        written["disputed"] = None
    if entries.filter(version=base).update(**written):
        return Outcome.APPLIED, base + 1, ""
    if base == 0:
        fresh = Entry(sheet=sheet, path=change.path, version=0, value=None, order=order, changed_at=now)
        Entry.objects.bulk_create([fresh], ignore_conflicts=True)
        if entries.filter(version=0).update(**written):
            return Outcome.APPLIED, 1, ""
    current = entries.first()
    if current is None:
        return Outcome.REFUSED, 0, _("這個欄位還沒有內容，版本不合，請重新整理頁面。")
    if current.value == change.value:
        return Outcome.APPLIED, current.version, ""
    entries.update(disputed=change.id)
    return Outcome.CONFLICT, current.version, _("另一臺裝置先改了這一格，兩邊都留著，請選一個。")


def _count(sheet: Sheet, change: Change, label: str, now: dt.datetime, order: int) -> int:
    entries = Entry.objects.filter(sheet=sheet, path=change.path)
    fresh = Entry(sheet=sheet, path=change.path, version=0, value=0, order=order, changed_at=now)
    Entry.objects.bulk_create([fresh], ignore_conflicts=True)
    current = entries.get()
    total = max(0, (current.value if isinstance(current.value, int) else 0) + change.value)
    entries.filter(version=current.version).update(
        value=total, version=F("version") + 1, seat_label=label, changed_at=now
    )
    return current.version + 1


def _add(
    sheet: Sheet, form: questions.Form, change: Change, label: str, now: dt.datetime, order: int
) -> tuple[str, int, str]:
    listing, _slash, _item = change.path.partition("/")
    standing = Entry.objects.filter(sheet=sheet, path__startswith=f"{listing}/", value=True).exclude(
        path__regex=r"^[^/]+/[^/]+/"
    )
    if standing.count() >= questions.MOST_ITEMS:
        return Outcome.REFUSED, 0, _("這一欄已經有 %(most)s 則，請先合併或刪除幾則。") % {"most": questions.MOST_ITEMS}
    rows = [Entry(sheet=sheet, path=change.path, value=True, order=order, seat_label=label, changed_at=now)]
    for key, value in (change.value or {}).items():
        rows.append(
            Entry(sheet=sheet, path=f"{change.path}/{key}", value=value, order=order, seat_label=label, changed_at=now)
        )
    Entry.objects.bulk_create(rows, ignore_conflicts=True)
    return Outcome.APPLIED, 1, ""


def refusal(form: questions.Form, change: Change) -> str:
    """Why this operation cannot be taken at all; empty when it can. Everything refused is kept in the log."""
    if change.action not in Action.values:
        return _("不認得的操作「%(action)s」。") % {"action": str(change.action)[:20]}
    question = form.at(change.path) if len(change.path) <= 160 else None
    if question is None:
        return _("這張表單沒有「%(path)s」這一格，請重新整理頁面。") % {"path": change.path[:60]}
    whole_item = question.kind == "list"
    if whole_item != (change.action in (Action.ADD, Action.REMOVE, Action.RESTORE)):
        return _("這一格不能這樣改，請重新整理頁面。")
    if change.action == Action.ADD:
        given = change.value if isinstance(change.value, Mapping) else None
        if given is None:
            return _("新增的一則沒有內容。")
        inner = {one.key: one for one in question.fields}
        if given.get("core") is True:
            return _("新增後再選為核心議題。")
        for key, value in given.items():
            problem = (
                _("沒有「%(key)s」這一欄。") % {"key": str(key)[:20]} if key not in inner else wrong(inner[key], value)
            )
            if problem:
                return problem
        return ""
    if change.action == Action.COUNT:
        allowed = question.kind == "count" and isinstance(change.value, int) and not isinstance(change.value, bool)
        return "" if allowed and -99 <= change.value <= 99 else _("票數一次只能加減 99 以內的整數。")
    if change.action == Action.SET:
        if question.kind == "count":
            return _("票數請用加一或減一。")
        return wrong(question, change.value)
    return ""


def wrong(question: questions.Question, value: Any) -> str:
    """Why a value is no answer to a question; empty when it is one. An empty answer always is."""
    if value is None or value == "":
        return ""
    kind = question.kind
    if kind in ("text", "lines", "issue"):
        if not isinstance(value, str):
            return _("「%(label)s」要填文字。") % {"label": question.label}
        if len(value) > questions.LONGEST_TEXT:
            return _("「%(label)s」太長：%(length)s 字，最多 %(most)s 字。") % {
                "label": question.label, "length": len(value), "most": questions.LONGEST_TEXT,
            }  # fmt: skip
        return ""
    fits = {
        "flag": isinstance(value, bool),
        "pillar": isinstance(value, str) and value in call.PILLAR_BY_CODE,
        "call_item": isinstance(value, str) and value in call.ITEM_BY_CODE,
        "choice": value in {option for option, _label in question.options} if isinstance(value, str) else False,
        "choices": isinstance(value, list) and {*map(str, value)} <= {option for option, _label in question.options},
        "month": isinstance(value, int) and not isinstance(value, bool) and 0 <= value <= 24,
        "sdgs": isinstance(value, list) and all(type(one) is int and 1 <= one <= 17 for one in value),
        "count": isinstance(value, int) and not isinstance(value, bool) and 0 <= value <= 999,
    }
    return "" if fits.get(kind, False) else _("「%(label)s」沒有這個選項。") % {"label": question.label}


def core_items(sheet: Sheet) -> list[str]:
    """The paths of the stars that count: on items that stand."""
    stars = Entry.objects.filter(sheet=sheet, path__endswith="/core", value=True).values_list("path", flat=True)
    gone = set(
        Entry.objects.filter(sheet=sheet, path__in=[path.removesuffix("/core") for path in stars], value=False)
        .values_list("path", flat=True)
    )  # fmt: skip
    return [path for path in stars if path.removesuffix("/core") not in gone]


def read(sheet: Sheet) -> Content:
    """What a sheet says now (one query)."""
    return read_many([sheet.pk]).get(sheet.pk, EMPTY)


def read_many(sheet_ids: Iterable[int]) -> dict[int, Content]:
    """What many sheets say now (one query); a sheet on which nothing was written is not in the answer."""
    rows = Entry.objects.filter(sheet__in=list(sheet_ids)).order_by("sheet_id", "order", "path")
    values: dict[int, dict[str, Any]] = {}
    items: dict[int, dict[str, dict[str, dict[str, Any]]]] = {}
    standing: dict[int, list[tuple[str, str]]] = {}
    for sheet_id, path, value in rows.values_list("sheet_id", "path", "value"):
        key, _slash, rest = path.partition("/")
        mine = values.setdefault(sheet_id, {})
        if not rest:
            mine[key] = value
            continue
        item, slash, inner = rest.partition("/")
        if slash:
            items.setdefault(sheet_id, {}).setdefault(key, {}).setdefault(item, {})[inner] = value
        elif value:
            standing.setdefault(sheet_id, []).append((key, item))
    contents = {}
    for sheet_id, mine in values.items():
        lists: dict[str, list[Item]] = {}
        for key, item in standing.get(sheet_id, ()):
            lists.setdefault(key, []).append(Item(item, items.get(sheet_id, {}).get(key, {}).get(item, {})))
        contents[sheet_id] = Content(mine, {key: tuple(found) for key, found in lists.items()})
    return contents


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


def missing(kind: str, content: Content) -> tuple[list[str], list[str]]:
    """What is still missing (尚缺): what gates the next stage, and what does not.

    Only the stage's real minimum gates: one core issue with a pillar; one action with title, pillar and lead unit.
    """
    gate: list[str] = []
    soft: list[str] = []
    if kind == SheetKind.INVENTORY:
        issues = core_issues(content)
        if not any(issue.text.strip() for issue in issues):
            gate.append(_("1 項核心議題（按困難旁邊的星號）"))
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
    return gate, soft


class StageNotReady(Exception):
    """The stage's minimum is not there yet; `missing` names it."""

    def __init__(self, missing_parts: list[str]) -> None:
        super().__init__("、".join(missing_parts))
        self.missing = missing_parts


def hand_in(*, sheet: Sheet, by: Seat, now: dt.datetime) -> Sheet:
    """Mark a stage as done; the sheet may still be written on.

    Raises:
        StageNotReady: the stage's minimum is missing.
    """
    with transaction.atomic():
        Sheet.objects.select_for_update().filter(pk=sheet.pk).first()
        gate, _soft = missing(sheet.kind, read(sheet))
        if gate:
            raise StageNotReady(gate)
        Sheet.objects.filter(pk=sheet.pk).update(handed_in_at=now, handed_in_by=by.as_actor().label)
        sheet.handed_in_at = now
        sheet.handed_in_by = by.as_actor().label
        trail.record(Verb.HANDED_IN, sheet, by=by, at=now)
    return sheet


def state_of(sheet: Sheet, *, after: int = 0) -> dict[str, Any]:
    """What a device needs to show the sheet: every entry, or only those changed after a sequence number.

    The answer's `sequence` is what the device asks for next. A disputed entry brings the value that lost and whose it
    was, so that the scribe can choose.
    """
    last = Operation.objects.filter(sheet=sheet).order_by("-sequence").values_list("sequence", flat=True).first() or 0
    entries = Entry.objects.filter(sheet=sheet).order_by("order", "path")
    if after:
        touched = Operation.objects.filter(sheet=sheet, sequence__gt=after, sequence__lte=last).values_list(
            "path", "action"
        )
        paths: set[str] = set()
        prefixes: set[str] = set()
        for path, action in touched:
            (prefixes if action in (Action.ADD, Action.RESTORE) else paths).add(path)
        wanted = [
            entry
            for entry in entries
            if entry.path in paths or any(entry.path == one or entry.path.startswith(f"{one}/") for one in prefixes)
        ]
    else:
        wanted = list(entries)
    losers = {
        operation.id: operation
        for operation in Operation.objects.filter(id__in=[entry.disputed for entry in wanted if entry.disputed])
    }
    shown = []
    for entry in wanted:
        row: dict[str, Any] = {
            "path": entry.path,
            "value": entry.value,
            "version": entry.version,
            "order": entry.order,
            "by": entry.seat_label,
            "at": entry.changed_at.isoformat(),
        }
        loser = losers.get(entry.disputed) if entry.disputed else None
        if loser is not None:
            row["dispute"] = {
                "id": str(loser.id), "value": loser.value, "by": loser.seat_label, "at": loser.received_at.isoformat(),
            }  # fmt: skip
        shown.append(row)
    return {"sequence": last, "entries": shown}
