"""What waited on one device, taken over by another: a file of operations, or the addresses its pictures lead to.

Operations keep the ids their own device gave them: whoever hands them in, and however often, each counts once. What is
made on the device stands in `static/js/sheet/parcel.js`.
"""

from __future__ import annotations

import base64
import datetime as dt
import json
import re
import zlib
from collections.abc import Mapping
from dataclasses import dataclass, replace

from django.db import transaction
from django.utils.translation import gettext as _

from actionplans.models import Sheet
from foundation.audit import trail
from foundation.audit.verbs import Verb
from workshops.models import Seat

from . import sheets
from .operations import Action, Change, Outcome, Unreadable, read_operations

FORMAT = "table-operations-1"
LARGEST = 1024 * 1024
PART = re.compile(r"\b([0-9a-f]{8})\.(\d{1,3})\.(\d{1,3})\.([A-Za-z0-9_-]+)")


class AnotherTable(ValueError):
    """The operations belong to a table at which this seat does not sit; nothing of them was taken."""


@dataclass(frozen=True, slots=True)
class Taken:
    """One operation taken over, and what became of it."""

    sheet: Sheet
    change: Change
    receipt: sheets.Receipt


def read(text: str) -> dict[int, list[Change]]:
    """The operations by the number of their sheet.

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
    by_sheet = data.get("sheets") if isinstance(data, dict) and data.get("format") == FORMAT else None
    if not isinstance(by_sheet, Mapping) or not all(str(key).isdecimal() and len(key) < 16 for key in by_sheet):
        raise Unreadable(_("這不是待上傳的檔案。請在原來的裝置打開收據，按「存成檔案」。"))
    if not all(isinstance(listed, list) for listed in by_sheet.values()):
        raise Unreadable(_("讀不懂這份內容，可能少了一段。請回原來的裝置再存一次檔。"))
    found = {int(key): read_operations(listed) for key, listed in by_sheet.items()}
    if not any(found.values()):
        raise Unreadable(_("這份檔案裡沒有待上傳的內容。"))
    return found


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


def take_over(*, parcel: Mapping[int, list[Change]], by: Seat, now: dt.datetime, closed: str = "") -> list[Taken]:
    """Take in what another device of the same table could not send; each operation once, whoever brings it.

    Raises:
        AnotherTable: one of the sheets is not of the seat's own table; then nothing is taken.
    """
    with transaction.atomic():
        mine = Sheet.objects.select_related("questions", "group__workshop__programme").filter(group=by.group_id)
        known = {sheet.pk: sheet for sheet in mine.filter(pk__in=parcel)}
        if len(known) < len(parcel):
            raise AnotherTable(_("這份內容是別組的，這裡沒有寫入任何一筆。請用那一組的裝置接手。"))
        taken = []
        for pk, changes in sorted(parcel.items()):
            # Somebody asks for them here and now: what is added is added, also where the sheet was handed in since.
            asked = [replace(one, handed_in=None) if one.action == Action.ADD else one for one in changes]
            receipts = sheets.apply(sheet=known[pk], changes=asked, by=by, now=now, closed=closed)
            taken += [Taken(known[pk], *pair) for pair in zip(changes, receipts, strict=True)]
        written = sum(1 for one in taken if one.receipt.outcome != Outcome.REFUSED)
        trail.record(Verb.TAKEN_OVER, by.group, by=by, now={"operations": len(taken), "written": written}, at=now)
    return taken
