"""What one device holds and the server has not: taken over by another, from a file or the addresses of its pictures.

Operations that wait keep the ids of their own device: whoever hands them in, and however often, each counts once. What
the server refused has had its answer under that id; it is asked for anew, by an operation that says what it replaces
(see `asked_anew`), once however often it is brought. Sentences that nobody has added yet (drafts) come along as the
operations that adding them would be, and are written only when somebody of the table asks for them. What is made on the
device stands in `static/js/sheet/parcel.js`.
"""

from __future__ import annotations

import base64
import datetime as dt
import json
import re
import uuid
import zlib
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field, replace

from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext as _

from actionplans.models import Operation, Sheet
from foundation.audit import trail
from foundation.audit.verbs import Verb
from workshops.models import Seat

from . import sheets
from .operations import Action, Change, Outcome, Unreadable, read_operations

FORMAT = "table-operations-1"
LARGEST = 1024 * 1024
PART = re.compile(r"\b([0-9a-f]{8})\.(\d{1,3})\.(\d{1,3})\.([A-Za-z0-9_-]+)")


class AnotherTable(ValueError):
    """All of it belongs to tables at which this seat does not sit, or to sheets that are gone; nothing was taken."""


@dataclass(frozen=True, slots=True)
class Parcel:
    """What one device brings to another.

    Attributes:
        operations: by the number of their sheet, in the order in which they were made.
        drafts: sentences that were typed and not added, each as the operation that adding it would be.
    """

    operations: Mapping[int, list[Change]]
    drafts: Mapping[int, list[Change]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Taken:
    """One operation taken over, and what became of it."""

    sheet: Sheet
    change: Change
    receipt: sheets.Receipt


def read(text: str) -> Parcel:
    """What a file, or the text of all its pictures, brings.

    Args:
        text: a file's content, or any text in which the addresses of all its pictures stand.

    Raises:
        Unreadable: not of this kind, cut off, too large, or a picture is missing; the message says which.
    """
    if not text.strip():
        raise Unreadable(_("還沒有內容。選檔案，或貼上掃到的文字。"))
    whole = text if text.lstrip().startswith("{") else _put_together(text)
    if len(whole) > LARGEST:
        raise Unreadable(_("檔案太大，最多 1 MB。請確認選的是待上傳的檔案。"))
    try:
        data = json.loads(whole)
    except (ValueError, RecursionError) as wrong:
        raise Unreadable(_("讀不懂這份內容，可能少了一段。請回原來的裝置再存一次檔。")) from wrong
    if not isinstance(data, dict) or data.get("format") != FORMAT:
        raise Unreadable(_("這不是待上傳的檔案。請在原來的裝置打開收據，按「存成檔案」。"))
    parcel = Parcel(_by_sheet(data.get("sheets")), _by_sheet(data.get("drafts", {})))
    if any(draft.action != Action.ADD for drafts in parcel.drafts.values() for draft in drafts):
        raise Unreadable(_("讀不懂這份內容，可能少了一段。請回原來的裝置再存一次檔。"))
    if not any(parcel.operations.values()) and not any(parcel.drafts.values()):
        raise Unreadable(_("這份檔案裡沒有待上傳的內容。"))
    return parcel


def _by_sheet(listed: object) -> dict[int, list[Change]]:
    if not isinstance(listed, Mapping) or not all(str(key).isdecimal() and len(key) < 16 for key in listed):
        raise Unreadable(_("這不是待上傳的檔案。請在原來的裝置打開收據，按「存成檔案」。"))
    if not all(isinstance(changes, list) for changes in listed.values()):
        raise Unreadable(_("讀不懂這份內容，可能少了一段。請回原來的裝置再存一次檔。"))
    return {int(key): read_operations(changes) for key, changes in listed.items()}


def _put_together(text: str) -> str:
    parts: dict[str, dict[int, str]] = {}
    totals: dict[str, int] = {}
    for name, place, total, letters in PART.findall(text):
        parts.setdefault(name, {})[int(place)] = letters
        totals[name] = int(total)
    if not parts:
        raise Unreadable(_("讀不懂這份內容，可能少了一段。請回原來的裝置再存一次檔。"))
    if len(parts) > 1:
        raise Unreadable(_("這裡混了兩份不同的 QR 碼。請清掉，從第 1 張重新掃一份。"))
    name = next(iter(parts))
    lacking = [str(place) for place in range(1, totals[name] + 1) if place not in parts[name]]
    if lacking:
        raise Unreadable(
            _("一共 %(total)s 張，還沒掃到第 %(places)s 張。")
            % {"total": totals[name], "places": _("、").join(lacking)}
        )
    letters = "".join(parts[name][place] for place in range(1, totals[name] + 1))
    try:
        packed = base64.urlsafe_b64decode(letters + "=" * (-len(letters) % 4))
        unpacked = packed[1:] if packed[:1] == b"\0" else zlib.decompressobj(-15).decompress(packed[1:], LARGEST + 1)
        return unpacked.decode()
    except (ValueError, zlib.error) as wrong:
        raise Unreadable(_("讀不懂這份內容，可能少了一段。請回原來的裝置再存一次檔。")) from wrong


def take_over(*, parcel: Parcel, by: Seat, now: dt.datetime, closed: str = "") -> list[Taken]:
    """Take in what another device of the same table holds; each operation once, whoever brings it. No draft is written.

    What such a device still has of other tables, or of sheets that are gone, is left alone (see `not_ours`).

    Raises:
        AnotherTable: none of the sheets is of the seat's own table.
    """
    with transaction.atomic():
        known = _sheets_of(by, parcel)
        taken = []
        for pk, changes in sorted(parcel.operations.items()):
            if pk not in known:
                continue
            receipts = sheets.apply(sheet=known[pk], changes=_asked(known[pk], changes), by=by, now=now, closed=closed)
            taken += [Taken(known[pk], *pair) for pair in zip(changes, receipts, strict=True)]
        written = sum(1 for one in taken if one.receipt.outcome != Outcome.REFUSED)
        trail.record(Verb.TAKEN_OVER, by.group, by=by, now={"operations": len(taken), "written": written}, at=now)
    return taken


def drafts_left(*, parcel: Parcel, by: Seat) -> list[tuple[Sheet, Change]]:
    """The sentences for the seat's table that nobody has added yet, on whatever device, in the order of their sheets.

    Raises:
        AnotherTable: none of the parcel's sheets is of the seat's own table.
    """
    known = _sheets_of(by, parcel)
    brought = [(known[pk], draft) for pk, drafts in sorted(parcel.drafts.items()) if pk in known for draft in drafts]
    ids = [draft.id for _sheet, draft in brought]
    seen = Operation.objects.filter(Q(id__in=ids) | Q(replaces__in=ids)).exclude(outcome=Outcome.REFUSED)
    added = {number for pair in seen.values_list("id", "replaces") for number in pair}
    return [(sheet, draft) for sheet, draft in brought if draft.id not in added]


def with_drafts(parcel: Parcel, chosen: Collection[uuid.UUID]) -> Parcel:
    """A parcel of nothing but those drafts that somebody asks to be added: operations like all others."""
    asked = {pk: [one for one in drafts if one.id in chosen] for pk, drafts in parcel.drafts.items()}
    if not any(asked.values()):
        raise Unreadable(_("還沒選要加的句子。勾選之後再按一次。"))
    return Parcel({pk: drafts for pk, drafts in asked.items() if drafts})


def not_ours(*, parcel: Parcel, by: Seat) -> int:
    """How many operations and drafts of a parcel are not for the seat's table: a device keeps what it wrote elsewhere.

    Raises:
        AnotherTable: none of the parcel's sheets is of the seat's own table.
    """
    known = _sheets_of(by, parcel)
    listed = [*parcel.operations.items(), *parcel.drafts.items()]
    return sum(len(changes) for pk, changes in listed if pk not in known)


def _sheets_of(by: Seat, parcel: Parcel) -> dict[int, Sheet]:
    brought = [*parcel.operations.items(), *parcel.drafts.items()]
    numbers = {pk for pk, changes in brought if changes}
    mine = Sheet.objects.select_related("questions", "group__workshop__programme").filter(group=by.group_id)
    known = {sheet.pk: sheet for sheet in mine.filter(pk__in=numbers)}
    if not known:
        raise AnotherTable(_("這份內容是別組的，這裡沒有寫入任何一筆。請用那一組的裝置接手。"))
    return known


def _asked(sheet: Sheet, changes: list[Change]) -> list[Change]:
    """The same changes as they are asked for here and now.

    What is added is added, also where the sheet was handed in since. What was refused becomes a new operation that
    replaces the refused one; removing and restoring were refused for being late as well, and are asked for now.
    """
    refused = set(
        Operation.objects.filter(sheet=sheet, id__in=[one.id for one in changes], outcome=Outcome.REFUSED)
        .values_list("id", flat=True)
    )  # fmt: skip
    asked = []
    for one in changes:
        now = replace(one, handed_in=None) if one.action == Action.ADD else one
        if one.id in refused:
            late = one.handed_in if one.action == Action.SET else None
            now = replace(one, id=uuid.uuid4(), replaces=one.id, handed_in=late)
        asked.append(now)
    return asked
