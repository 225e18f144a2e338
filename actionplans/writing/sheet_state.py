"""What devices are told of a sheet: everything it says, or what has changed since they last asked."""

from __future__ import annotations

from typing import Any

from django.db import models
from django.db.models import Exists, OuterRef, Subquery, Value
from django.db.models.functions import Concat, StrIndex
from django.utils import timezone

from actionplans.models import Entry, Operation, Sheet

from .operations import Action


def with_sequence() -> models.QuerySet[Sheet]:
    """Sheets with the number of their newest operation as `last` (0 for none), in the same query."""
    newest = Operation.objects.filter(sheet=OuterRef("pk")).order_by("-sequence").values("sequence")[:1]
    return Sheet.objects.select_related("questions").annotate(last=Subquery(newest))


def handed_in_at(sheet: Sheet) -> str:
    """When the sheet was handed in, as pages and scripts compare it; empty if it was not."""
    return timezone.localtime(sheet.handed_in_at).isoformat() if sheet.handed_in_at else ""


def state_of(sheet: Sheet, *, after: int = 0, last: int | None = None) -> dict[str, Any]:
    """What a device needs to show the sheet: every entry, or only those changed after a sequence number.

    The answer's `sequence` is what the device asks for next. A disputed entry brings the value that lost, whose it was
    and whether it came after the sheet was handed in, so that the scribe can choose. One query, where the newest
    sequence number is given.
    """
    operations = Operation.objects.filter(sheet=sheet)
    if last is None:
        last = operations.order_by("-sequence").values_list("sequence", flat=True).first() or 0
    entries = Entry.objects.filter(sheet=sheet)
    if after:
        touched = operations.filter(sequence__gt=after)
        whole = touched.filter(action__in=(Action.ADD, Action.RESTORE)).annotate(
            inside=StrIndex(OuterRef("path"), Concat("path", Value("/")))
        )
        entries = entries.filter(Exists(touched.filter(path=OuterRef("path"))) | Exists(whole.filter(inside=1)))
    loser = Operation.objects.filter(id=OuterRef("disputed"))
    entries = entries.annotate(
        lost_value=Subquery(loser.values("value")[:1]),
        lost_by=Subquery(loser.values("seat_label")[:1]),
        lost_at=Subquery(loser.values("received_at")[:1]),
        lost_late=Subquery(loser.values("late")[:1]),
    ).order_by("order", "path")
    return {"sequence": last, "entries": [_row(entry) for entry in entries]}


def _row(entry: Any) -> dict[str, Any]:
    row: dict[str, Any] = {
        "path": entry.path,
        "value": entry.value,
        "version": entry.version,
        "order": entry.order,
        "by": entry.seat_label,
        "at": entry.changed_at.isoformat(),
    }
    if entry.disputed:
        row["dispute"] = {
            "id": str(entry.disputed),
            "value": entry.lost_value,
            "by": entry.lost_by or "",
            "at": entry.lost_at.isoformat() if entry.lost_at else "",
            "late": bool(entry.lost_late),
        }
    return row
