"""Taking over what another device of the table could not send."""

from __future__ import annotations

import datetime as dt
import uuid
from contextlib import suppress
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _

from actionplans.asking import questions
from actionplans.asking.form_language import in_page_language
from actionplans.models import Sheet
from actionplans.writing import takeover
from actionplans.writing.operations import Change, Outcome, Unreadable
from workshops import codes
from workshops.models import Seat
from workshops.views.room import at_table

from .kept import seated

TEMPLATE = "actionplans/take_over.html"


@seated
def take_over(request: HttpRequest, *, seat: Seat, now: dt.datetime) -> HttpResponse:
    """A file, or the text of scanned codes; then what became of each operation in it, and what nobody has added yet."""
    context: dict[str, Any] = {"group": seat.group, "why": "", "typed": "", "lines": None, "drafts": []}
    context["closed"] = closed = codes.why_closed(seat.group.workshop, now)
    if request.method != "POST":
        return at_table(request, TEMPLATE, context, seat=seat, now=now)
    try:
        text = _text(request)
        parcel = takeover.read(text)
        asked = takeover.with_drafts(parcel, _chosen(request)) if "add" in request.POST else parcel
        taken = takeover.take_over(parcel=asked, by=seat, now=now, closed=closed)
        left = takeover.drafts_left(parcel=parcel, by=seat)
        not_ours = takeover.not_ours(parcel=parcel, by=seat)
    except (Unreadable, takeover.AnotherTable) as wrong:
        context |= {"why": str(wrong), "typed": request.POST.get("text", "")[: takeover.LARGEST]}
        return at_table(request, TEMPLATE, context, seat=seat, now=now, status=422)
    refused = sum(1 for one in taken if one.receipt.outcome == Outcome.REFUSED)
    lines = [
        _said(one.sheet, one.change) | {"outcome": one.receipt.outcome, "message": one.receipt.message} for one in taken
    ]
    drafts = [_said(sheet, draft) | {"id": str(draft.id)} for sheet, draft in left]
    context |= {
        "lines": lines, "written": len(taken) - refused, "refused": refused, "drafts": drafts, "typed": text,
        "not_ours": not_ours,
    }  # fmt: skip
    return at_table(request, TEMPLATE, context, seat=seat, now=now)


def _text(request: HttpRequest) -> str:
    upload = request.FILES.get("file")
    if upload is None:
        return request.POST.get("text", "")
    if (upload.size or 0) > takeover.LARGEST:
        raise Unreadable(_("檔案太大，最多 1 MB。請確認選的是待上傳的檔案。"))
    return upload.read().decode("utf-8-sig", "replace")


def _chosen(request: HttpRequest) -> set[uuid.UUID]:
    chosen = set()
    for text in request.POST.getlist("draft"):
        with suppress(ValueError):
            chosen.add(uuid.UUID(text))
    return chosen


def _said(sheet: Sheet, change: Change) -> dict[str, str]:
    form = in_page_language(questions.read(sheet.questions.definition))
    question = form.at(change.path)
    value = change.value.values() if isinstance(change.value, dict) else [change.value]
    return {
        "sheet": form.title,
        "label": question.label if question else change.path[:40],
        "text": _("、").join(str(each) for each in value if each not in (None, "", True, False))[:200],
    }
