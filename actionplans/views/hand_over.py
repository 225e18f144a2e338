"""Taking over what another device of the table could not send."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _

from actionplans.asking import questions
from actionplans.asking.form_language import in_page_language
from actionplans.writing import takeover
from actionplans.writing.operations import Outcome, Unreadable
from workshops import codes
from workshops.models import Seat
from workshops.views.room import at_table

from .kept import seated

TEMPLATE = "actionplans/take_over.html"


@seated
def take_over(request: HttpRequest, *, seat: Seat, now: dt.datetime) -> HttpResponse:
    """A file, or the text of scanned codes; then what became of each operation in it."""
    context = {"group": seat.group, "why": "", "typed": "", "lines": None}
    context["closed"] = closed = codes.why_closed(seat.group.workshop, now)
    if request.method != "POST":
        return at_table(request, TEMPLATE, context, seat=seat, now=now)
    try:
        text = _text(request)
        taken = takeover.take_over(parcel=takeover.read(text), by=seat, now=now, closed=closed)
    except (Unreadable, takeover.AnotherTable) as refused:
        context |= {"why": str(refused), "typed": request.POST.get("text", "")[: takeover.LARGEST]}
        return at_table(request, TEMPLATE, context, seat=seat, now=now, status=422)
    refused = sum(1 for one in taken if one.receipt.outcome == Outcome.REFUSED)
    context |= {"lines": list(_lines(taken)), "written": len(taken) - refused, "refused": refused}
    return at_table(request, TEMPLATE, context, seat=seat, now=now)


def _text(request: HttpRequest) -> str:
    upload = request.FILES.get("file")
    if upload is None:
        return request.POST.get("text", "")
    if (upload.size or 0) > takeover.LARGEST:
        raise Unreadable(_("檔案太大，最多 1 MB。請確認選的是待上傳的檔案。"))
    return upload.read().decode("utf-8-sig", "replace")


def _lines(taken: Iterable[takeover.Taken]) -> Iterable[dict[str, str]]:
    forms: dict[int, questions.Form] = {}
    for one in taken:
        if one.sheet.pk not in forms:
            forms[one.sheet.pk] = in_page_language(questions.read(one.sheet.questions.definition))
        form, change = forms[one.sheet.pk], one.change
        question = form.at(change.path)
        value = change.value.values() if isinstance(change.value, dict) else [change.value]
        yield {
            "sheet": form.title,
            "label": question.label if question else change.path[:40],
            "text": _("、").join(str(each) for each in value if each not in (None, "", True, False))[:200],
            "outcome": one.receipt.outcome,
            "message": one.receipt.message,
        }
