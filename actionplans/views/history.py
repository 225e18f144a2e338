"""A sheet's past: at the table, where something can be restored, and for those who may read the sheets."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Mapping
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from actionplans.asking import questions
from actionplans.asking.form_language import in_page_language
from actionplans.models import Operation, Sheet, SheetKind
from actionplans.writing import history, sheet_pages, sheets
from actionplans.writing.choices import in_words
from actionplans.writing.contents import EMPTY, Content
from actionplans.writing.desks import Desk, desk_of, desk_with
from actionplans.writing.operations import Outcome
from foundation.accounts.access import gate
from foundation.accounts.roles import Permission
from workshops import codes
from workshops.models import Group, Seat
from workshops.views.room import at_table

from .kept import seated
from .table import stage_links


@seated
@require_GET
def table_history(request: HttpRequest, *, kind: str, seat: Seat, now: dt.datetime) -> HttpResponse:
    """The sheet of the device's own table at any minute."""
    opened = sheets.open_sheet(group=seat.group, kind=_known(kind))
    desk = desk_of(seat.group)
    closed = codes.why_closed(seat.group.workshop, now)
    context = _past(request, opened) | {"closed": closed, "may_restore": not closed}
    return at_table(request, "actionplans/table_history.html", context | stage_links(desk, kind), seat=seat, now=now)


@seated
@require_POST
def restore(request: HttpRequest, *, kind: str, seat: Seat, now: dt.datetime) -> HttpResponse:
    """Write again what stood at one box or in one item; an operation like any other."""
    opened = sheets.open_sheet(group=seat.group, kind=_known(kind))
    until, seen = _number(request.POST.get("until", "")), _number(request.POST.get("seen", ""))
    try:
        mark = uuid.UUID(request.POST.get("mark", ""))
    except ValueError:
        raise Http404 from None
    closed, lost = codes.why_closed(seat.group.workshop, now), request.POST.get("lost", "")
    if lost:
        receipts = history.take_up(
            sheet=opened, lost=_number(lost), seen=seen, mark=mark, by=seat, now=now, closed=closed
        )
    else:
        receipts = history.restore(
            sheet=opened, path=request.POST.get("path", "")[:160], until=until, seen=seen, mark=mark, by=seat, now=now,
            closed=closed,
        )  # fmt: skip
    for told in dict.fromkeys(one.message for one in receipts if one.message):
        messages.warning(request, told)
    if not receipts:
        messages.info(request, _("現在就是這樣，沒有要復原的。"))
    elif all(one.outcome == Outcome.APPLIED for one in receipts):
        done = _("已改用這一份，原本的也留在歷程裡。") if lost else _("已復原成那時候的內容，原本的也留在歷程裡。")
        messages.success(request, done)
    return redirect(f"{reverse('actionplans:history', args=[kind])}?at={until}")


@gate(Permission.READ_SHEETS)
@require_GET
def group_history(request: HttpRequest, pk: int, kind: str) -> HttpResponse:
    """The same for reading."""
    rows = Group.objects.visible_to(request.user, Permission.READ_SHEETS)
    group = get_object_or_404(rows.select_related("workshop__programme", "workshop__county"), pk=pk)
    known = Sheet.objects.select_related("questions", "group__workshop__programme")
    opened = get_object_or_404(known, group=group, kind=_known(kind))
    return render(request, "actionplans/group_history.html", _past(request, opened) | {"may_restore": False})


def _known(kind: str) -> str:
    if kind not in SheetKind.values:
        raise Http404
    return kind


def _number(text: str) -> int:
    if not text.isdecimal() or len(text) > 18:
        raise Http404
    return int(text)


def _past(request: HttpRequest, sheet: Sheet) -> dict[str, Any]:
    """The moments of a sheet, and how it stood at the one that is asked for."""
    log = history.log_of(sheet)
    moments = history.moments(log)
    asked = request.GET.get("at", "")
    until = int(asked) if asked.isdecimal() and len(asked) < 19 else (log[-1].sequence if log else 0)
    chosen = next((one for one in reversed(moments) if one.sequence <= until), moments[0] if moments else None)
    most = sheet.group.workshop.programme.issues_max
    then = history.replay(log, until=chosen.sequence if chosen else 0, most_core=most)
    present = history.replay(log, most_core=most)
    form = in_page_language(questions.read(sheet.questions.definition))
    page = sheet_pages.laid_out(sheet, history.rows_of(then))
    desk = _desk_then(page, until=chosen.sequence if chosen else 0, most_core=most)
    names = {issue.item: issue.text for issue in desk.issues}
    return {
        "group": sheet.group,
        "workshop": sheet.group.workshop,
        "kind": sheet.kind,
        "sheet": sheet,
        "moments": moments,
        "chosen": chosen,
        "place": moments.index(chosen) if chosen else 0,
        "page": page,
        "desk": desk,
        "differs": _differs(then, present),
        "written": [_line(form, one, names, present) for one in log if chosen and one.received_at >= chosen.at
                    and one.sequence <= chosen.sequence],
        "seen": log[-1].sequence if log else 0,
        "mark": uuid.uuid4(),
    }  # fmt: skip


def _differs(then: Mapping[str, history.Written], present: Mapping[str, history.Written]) -> set[str]:
    """Paths, and items with anything inside, that say something else by now."""
    found = {path for path, one in then.items() if path not in present or present[path].value != one.value}
    return found | {"/".join(path.split("/")[:2]) for path in found if "/" in path}


def _desk_then(page: sheet_pages.Page, *, until: int, most_core: int) -> Desk:
    """The table at that moment, as far as a design sheet needs it: it answers a core issue of the inventory of then."""
    contents: dict[str, Content] = dict.fromkeys(SheetKind.values, EMPTY) | {page.sheet.kind: page.content}
    if page.sheet.kind == SheetKind.DESIGN:
        stars = Sheet.objects.filter(group=page.sheet.group, kind=SheetKind.INVENTORY).first()
        past = history.replay(history.log_of(stars) if stars else [], until=until, most_core=most_core)
        contents[SheetKind.INVENTORY] = sheet_pages.content_of(history.rows_of(past))
    return desk_with(page.sheet.group, contents)


def _line(
    form: questions.Form, operation: Operation, issues: Mapping[str, str], present: Mapping[str, history.Written]
) -> dict[str, Any]:
    """What somebody wrote, in words; `lost` numbers an operation that lost, `stands` says whether it is so by now."""
    question, value = form.at(operation.path), operation.value
    inner = {one.key: one for one in question.fields} if question else {}
    if isinstance(value, dict):
        text = _("、").join(in_words(inner[key], one) for key, one in value.items() if key in inner)
    elif question and question.kind == "issue":
        text = issues.get(value, "")
    else:
        text = in_words(question, value) if question and question.kind != "list" else ""
    return {
        "by": operation.seat_label,
        "action": operation.get_action_display(),
        "label": question.label if question else operation.path,
        "text": text[:300],
        "lost": operation.sequence if operation.outcome == Outcome.CONFLICT else 0,
        "stands": operation.path in present and present[operation.path].value == value,
    }
