"""Sheets that lose nothing: applying operations.

A device sends operations, each with an id of its own making and the version it was made on. Each is kept for good and
takes effect exactly once; what two people wrote at the same place stays side by side until one of them chooses. All
operations on one sheet pass one after the other (its row is locked), so that "everything after sequence n" is never
missing one. How operations are read and refused stands in `operations`, what sheets say in `contents`,
what devices are told in `sheet_state`.
"""

from __future__ import annotations

import datetime as dt
import json
import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import Any

from django.db import IntegrityError, connection, models, transaction
from django.db.models import Case, F, Value, When
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from actionplans.asking import questions
from actionplans.asking.form_language import in_page_language
from actionplans.models import Entry, Operation, Sheet
from foundation.audit import trail
from foundation.audit.verbs import Verb
from foundation.prepared import Prepared
from workshops.models import Group, Seat

from . import disputes, late
from .asked_anew import AskedAnew
from .contents import EMPTY, Content, CoreIssue, Item, core_issues, core_items, missing, read, read_many
from .operations import Action, Change, Outcome, refusal, storable, wrong
from .sheet_state import state_of, with_sequence

__all__ = [
    "EMPTY",
    "Change",
    "Content",
    "CoreIssue",
    "Item",
    "Receipt",
    "StageNotReady",
    "apply",
    "core_issues",
    "core_items",
    "hand_in",
    "missing",
    "open_sheet",
    "read",
    "read_many",
    "refusal",
    "state_of",
    "take_back",
    "with_sequence",
    "wrong",
]


class StageNotReady(Exception):
    """The stage's minimum is not there yet; `missing` names it."""

    def __init__(self, missing_parts: list[str]) -> None:
        super().__init__("、".join(missing_parts))
        self.missing = missing_parts


@dataclass(frozen=True, slots=True)
class Receipt:
    """What became of one operation; `sequence` is its place in the order of arrival (0: none on this sheet)."""

    id: uuid.UUID
    outcome: str
    version: int
    message: str = ""
    sequence: int = 0


@dataclass(frozen=True, slots=True)
class _Hand:
    """Whose hand writes on which sheet, and when."""

    sheet: Sheet
    form: questions.Form
    by: Seat
    label: str
    now: dt.datetime

    @property
    def entries(self) -> models.QuerySet[Entry]:
        return Entry.objects.filter(sheet=self.sheet)

    def signed(self, **values: Any) -> dict[str, Any]:
        return {**values, "version": F("version") + 1, "seat_label": self.label, "changed_at": self.now}


# Asked with every save: no order whose tables would be joined in.
OF_GROUP = Prepared(
    lambda group, kind: Sheet.objects.filter(group=group, kind=kind).order_by("pk"),
    -271828,
    "a kind",
    related=("questions",),
)


def open_sheet(*, group: Group, kind: str) -> Sheet:
    """The group's sheet of a kind, made with the form its workshop uses if the group has none yet."""
    sheet = OF_GROUP.first(group.pk, kind)
    if sheet is None:
        form = questions.version_for(group.workshop, kind)
        Sheet.objects.bulk_create([Sheet(group=group, kind=kind, questions=form)], ignore_conflicts=True)
        sheet = Sheet.objects.select_related("questions").get(group=group, kind=kind)
    sheet.group = group
    return sheet


def apply(*, sheet: Sheet, changes: Sequence[Change], by: Seat, now: dt.datetime, closed: str = "") -> list[Receipt]:
    """Take in a batch of operations, each for itself: one that is refused does not hold up those behind it.

    Args:
        closed: why the table takes no writing any more; then everything is kept as refused, with this sentence.

    Returns:
        One receipt for each operation, in the order given; a repeated id gets the receipt of the first time.
    """
    kept = [replace(one, path=storable(one.path), value=storable(one.value)) for one in changes]
    try:
        with transaction.atomic():
            return _apply(sheet, kept, by, now, closed)
    except IntegrityError:
        # The same ids reached two sheets at once and the other request was first: now they are there to be found.
        with transaction.atomic():
            return _apply(sheet, kept, by, now, closed)


def _apply(sheet: Sheet, changes: Sequence[Change], by: Seat, now: dt.datetime, closed: str) -> list[Receipt]:
    _lock(sheet)
    ids = {change.id for change in changes} | {change.after for change in changes if change.after}
    seen = {operation.id: operation for operation in Operation.objects.filter(id__in=ids).order_by()}
    anew = AskedAnew.of(sheet, changes)
    form = _form(json.dumps(sheet.questions.definition), get_language() or "")
    hand = _Hand(sheet, form, by, str(by)[:60], now)
    receipts = []
    for position, change in enumerate(changes):
        old = seen.get(change.id)
        if old is None and (done := anew.done(change)):
            # Another device asked for it before, or this one under another id: that is what became of it.
            receipts.append(Receipt(change.id, done.outcome, done.version, done.message, done.sequence))
            continue
        if old is None:
            message = closed or refusal(hand.form, change) or late.refusal(hand.form, change, sheet)
            if message:
                outcome: str = Outcome.REFUSED
                version = 0
            else:
                order = int(now.timestamp() * 1_000_000) + position
                outcome, version, message = _take(hand, replace(change, base=_base(sheet, change, seen, anew)), order)
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
                replaces=anew.last(change),
                seat=by if by.pk else None,
                seat_label=hand.label,
                on_paper=by.on_paper,
                late=late.is_late(change, sheet),
                device_at=change.device_at,
                received_at=now,
            )
            seen[old.id] = old
            anew.asked(old)
        elif old.sheet_id != sheet.pk:
            receipts.append(Receipt(change.id, Outcome.REFUSED, 0, _("這筆資料屬於另一張表單。")))
            continue
        receipts.append(Receipt(old.id, old.outcome, old.version, old.message, old.sequence))
    return receipts


@lru_cache(maxsize=128)
def _form(definition: str, language: str) -> questions.Form:
    """A form in the page's language. Kept: it is asked for with every save, and reading it is most of a save's work."""
    return in_page_language(questions.read(json.loads(definition)))


def _lock(sheet: Sheet) -> None:
    """Let one writer after the other at a sheet, until the transaction ends."""
    if connection.features.has_select_for_update:  # SQLite has one writer at a time from the transaction's beginning
        locked = Sheet.objects.select_for_update().filter(pk=sheet.pk).order_by("pk")
        sheet.handed_in_at = locked.values_list("handed_in_at", flat=True).first()


def _base(sheet: Sheet, change: Change, seen: Mapping[uuid.UUID, Operation], anew: AskedAnew) -> int:
    """The version this change was really made on: that of the device's own change before it, where there is one."""
    before = anew.newest(seen.get(change.after)) if change.after else None
    if before is None or before.path != change.path or before.sheet_id != sheet.pk:
        return change.base
    return before.version if before.outcome == Outcome.APPLIED else before.base


def _take(hand: _Hand, change: Change, order: int) -> tuple[str, int, str]:
    if change.action == Action.ADD:
        return _add(hand, change, order)
    if change.action in (Action.REMOVE, Action.RESTORE):
        return _stand(hand, change)
    note = ""
    if "/" in change.path:
        item = hand.entries.filter(path=change.path.rpartition("/")[0]).values_list("value", flat=True).first()
        if item is None:
            return Outcome.REFUSED, 0, _("找不到這一則，可能還沒有新增成功。")
        note = "" if item else _("這一則已經被刪除，內容留著，復原就看得到。")
    if change.action == Action.COUNT:
        return Outcome.APPLIED, _count(hand, change, order), note
    if change.path.endswith("/core") and change.value is True:
        limit = hand.sheet.group.workshop.programme.issues_max
        if len(set(core_items(hand.sheet)) - {change.path}) >= limit:
            return Outcome.REFUSED, 0, _("已選 %(limit)s 項。要換的話，先取消其中一項的星號。") % {"limit": limit}
    open_dispute = bool(change.resolves) and hand.entries.filter(path=change.path, disputed=change.resolves).exists()
    outcome, version, message = _set(hand, change, order)
    if open_dispute and outcome == Outcome.APPLIED:
        trail.record(Verb.CONFLICT_RESOLVED, hand.sheet, by=hand.by, now={"path": change.path}, at=hand.now)
        disputes.ask_about_next(hand.sheet, change)
    return outcome, version, message or note


def _stand(hand: _Hand, change: Change) -> tuple[str, int, str]:
    """Remove an item or put it back; its star is put out if the places of the core issues were taken meanwhile."""
    standing = change.action == Action.RESTORE
    entry = hand.entries.filter(path=change.path).first()
    if entry is None:
        return Outcome.REFUSED, 0, _("找不到這一則，可能還沒有新增成功。")
    if entry.value == standing:
        return Outcome.APPLIED, entry.version, ""
    if standing and len(core_items(hand.sheet)) >= hand.sheet.group.workshop.programme.issues_max:
        hand.entries.filter(path=f"{change.path}/core", value=True).update(**hand.signed(value=False))
    hand.entries.filter(pk=entry.pk).update(**hand.signed(value=standing))
    return Outcome.APPLIED, entry.version + 1, ""


def _beside(hand: _Hand, change: Change, order: int) -> tuple[str, int, str]:
    """Keep a late value beside what was handed in, where that says something else: an empty box is also an answer."""
    entries = hand.entries.filter(path=change.path)
    current = entries.first()
    if current is None:
        # Nobody has written there: version 0, as devices know it.
        Entry.objects.create(
            sheet=hand.sheet, path=change.path, value=None, version=0, order=order, disputed=change.id,
            changed_at=hand.now,
        )  # fmt: skip
        return Outcome.CONFLICT, 0, _("這張表交出之後才送到，交出的沒有改。兩邊都留著，請選一個。")
    if current.value == change.value:
        return Outcome.APPLIED, current.version, ""
    entries.update(disputed=change.id)
    return Outcome.CONFLICT, current.version, _("這張表交出之後才送到，交出的沒有改。兩邊都留著，請選一個。")


def _set(hand: _Hand, change: Change, order: int) -> tuple[str, int, str]:
    if late.is_late(change, hand.sheet):
        return _beside(hand, change, order)
    entries = hand.entries.filter(path=change.path)
    settled: dict[str, Any] = {}
    if change.resolves:
        # Only the value that was looked at is settled; another one that lost meanwhile still waits.
        settled["disputed"] = Case(When(disputed=change.resolves, then=Value(None)), default=F("disputed"))
    if entries.filter(version=change.base).update(**hand.signed(value=change.value), **settled):
        return Outcome.APPLIED, change.base + 1, ""
    current = entries.first()
    if current is None and change.base == 0:
        Entry.objects.create(
            sheet=hand.sheet, path=change.path, value=change.value, order=order,
            seat_label=hand.label, changed_at=hand.now,
        )  # fmt: skip
        return Outcome.APPLIED, 1, ""
    if current is None:
        return Outcome.REFUSED, 0, _("這個欄位還沒有內容，版本不合，請重新整理頁面。")
    if current.value == change.value:
        if settled:
            entries.update(**settled)
        return Outcome.APPLIED, current.version, ""
    entries.update(disputed=change.id)
    return Outcome.CONFLICT, current.version, _("另一臺裝置先改了這一格，兩邊都留著，請選一個。")


def _count(hand: _Hand, change: Change, order: int) -> int:
    entries = hand.entries.filter(path=change.path)
    current = entries.first()
    if current is None:
        first = Entry.objects.create(
            sheet=hand.sheet, path=change.path, value=max(0, change.value), order=order,
            seat_label=hand.label, changed_at=hand.now,
        )  # fmt: skip
        return first.version
    total = max(0, (current.value or 0) + change.value)
    entries.update(**hand.signed(value=min(total, 999)))
    return current.version + 1


def _add(hand: _Hand, change: Change, order: int) -> tuple[str, int, str]:
    if hand.entries.filter(path=change.path).exists():
        return Outcome.REFUSED, 0, _("這一則已經有了，請重新整理頁面。")
    listing = change.path.partition("/")[0]
    standing = hand.entries.filter(path__startswith=f"{listing}/", value=True).exclude(path__regex=r"^[^/]+/[^/]+/")
    if standing.count() >= questions.MOST_ITEMS:
        return Outcome.REFUSED, 0, _("這一欄已經有 %(most)s 則，請先合併或刪除幾則。") % {"most": questions.MOST_ITEMS}
    written = {change.path: True} | {f"{change.path}/{key}": value for key, value in change.value.items()}
    Entry.objects.bulk_create(
        Entry(sheet=hand.sheet, path=path, value=value, order=order, seat_label=hand.label, changed_at=hand.now)
        for path, value in written.items()
    )
    return Outcome.APPLIED, 1, ""


def hand_in(*, sheet: Sheet, by: Seat, now: dt.datetime) -> Sheet:
    """Mark a stage as done; the sheet may still be written on.

    Raises:
        StageNotReady: the stage's minimum is missing.
    """
    with transaction.atomic():
        _lock(sheet)
        gate, _soft = missing(sheet.kind, read(sheet))
        if gate:
            raise StageNotReady(gate)
        Sheet.objects.filter(pk=sheet.pk).update(handed_in_at=now, handed_in_by=by.as_actor().label)
        sheet.handed_in_at = now
        sheet.handed_in_by = by.as_actor().label
        trail.record(Verb.HANDED_IN, sheet, by=by, at=now)
    return sheet


def take_back(*, sheet: Sheet, by: Seat, now: dt.datetime) -> Sheet:
    """Take a stage back in hand that was marked as done; one that was not stays as it is."""
    with transaction.atomic():
        marked = Sheet.objects.filter(pk=sheet.pk, handed_in_at__isnull=False)
        if marked.update(handed_in_at=None, handed_in_by=""):
            trail.record(Verb.TAKEN_BACK, sheet, by=by, at=now)
    sheet.handed_in_at, sheet.handed_in_by = None, ""
    return sheet
