"""What a table sees and sends: its stages, its sheets, its slide. The device's seat is the key, not an account."""

from __future__ import annotations

import calendar
import datetime as dt
from collections.abc import Mapping
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.http.request import RawPostDataException
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from actionplans import call
from actionplans.consensus import ballots, soundness
from actionplans.models import Sheet, SheetKind
from actionplans.tables import promises, slides
from actionplans.writing import checks, kept_pages, plain_forms, sheet_pages, sheets
from actionplans.writing.desks import Desk, desk_of
from actionplans.writing.operations import Outcome, Unreadable, read_batch
from actionplans.writing.sheet_state import handed_in_at
from foundation.accounts import sessions
from workshops import codes
from workshops.models import Group, Seat, Workshop
from workshops.views.polling import seen_by
from workshops.views.room import at_table

from .kept import seated

NEXT = {"inventory": "design", "design": "feasibility", "feasibility": "present", "commitment": ""}


def _kind(kind: str) -> str:
    if kind not in SheetKind.values:
        raise Http404
    return kind


def stage_links(desk: Desk, current: str = "") -> dict[str, Any]:
    """The stepper: each stage with its address; what is not in hand shows what it lacks."""
    items = []
    for stage in desk.stages:
        address = reverse("actionplans:present") if stage.key == "present" else _address(stage.key)
        here = stage.key == current
        state = "current" if here else "done" if stage.state == "done" else "todo"
        note = _("尚缺 %(count)s 項") % {"count": len(stage.gate)} if stage.gate and stage.state == "current" else ""
        items.append({"label": stage.label, "url": address, "state": state, "note": "" if here else note})
    place = next((at for at, stage in enumerate(desk.stages) if stage.key == current), len(desk.stages))
    return {"steps": items, "step": place}


def _address(kind: str) -> str:
    return reverse("actionplans:sheet", args=[kind])


@seated
@kept_pages.kept
@require_GET
def table(request: HttpRequest, *, seat: Seat, now: dt.datetime) -> HttpResponse:
    """The five stages of the table and how far each has come."""
    desk = promises.with_promise(desk_of(seat.group))
    stages = [
        (
            stage,
            reverse("actionplans:present") if stage.key == "present" else _address(stage.key),
            desk.barred(stage.key),
        )
        for stage in desk.stages
    ]
    context = {
        "seat": seat, "group": seat.group, "desk": desk, "stages": stages,
        "closed": codes.why_closed(seat.group.workshop, now), "ballot": ballots.current(seat.group.workshop_id),
        "is_over": seat.group.workshop.state in Workshop.HELD,
    }  # fmt: skip
    return at_table(request, "actionplans/table.html", context | stage_links(desk), seat=seat, now=now)


@seated
@kept_pages.kept
def sheet(request: HttpRequest, *, kind: str, seat: Seat, now: dt.datetime) -> HttpResponse:
    """One sheet of the table; POST is the way of a browser without scripts."""
    if request.method == "POST":
        return _save_plainly(request, _kind(kind), seat, now)
    return _sheet(request, _kind(kind), seat, now)


def _desk_at(group: Group, kind: str) -> Desk:
    """The desk as the page of a sheet shows it: only that of the commitment asks what became of the promise."""
    desk = desk_of(group)
    return promises.with_promise(desk) if kind == SheetKind.COMMITMENT else desk


def _sheet(
    request: HttpRequest, kind: str, seat: Seat, now: dt.datetime, too_long: Mapping[str, str] | None = None
) -> HttpResponse:
    desk = _desk_at(seat.group, kind)
    if desk.barred(kind) and not kept_pages.is_for_later(request):
        return _barred(request, desk, kind, seat=seat, now=now)
    opened = sheets.open_sheet(group=seat.group, kind=kind)
    page = plain_forms.put_back(sheet_pages.page_of(opened, issues=desk.issues), too_long or {})
    context = sheet_context(desk, page) | {
        "seat": seat,
        "closed": codes.why_closed(seat.group.workshop, now),
    }
    return at_table(request, f"actionplans/{kind}.html", context | stage_links(desk, kind), seat=seat, now=now)


def _barred(request: HttpRequest, desk: Desk, stage: str, *, seat: Seat, now: dt.datetime) -> HttpResponse:
    back = _address("inventory" if stage == "design" else "design")
    context = {"seat": seat, "group": seat.group, "desk": desk, "barred": desk.barred(stage), "back": back}
    response = at_table(request, "actionplans/barred.html", context | stage_links(desk, stage), seat=seat, now=now)
    response[kept_pages.KEPT] = "0"  # true only until somebody writes on
    return response


def sheet_context(desk: Desk, page: sheet_pages.Page) -> dict[str, Any]:
    """What the page of a sheet shows, whoever looks at it."""
    group, kind = desk.group, page.sheet.kind
    programme = group.workshop.programme
    stage = next(one for one in desk.stages if one.key == kind)
    design, feasibility = desk.contents[SheetKind.DESIGN], desk.contents[SheetKind.FEASIBILITY]
    return {
        "group": group,
        "workshop": group.workshop,
        "programme": programme,
        "desk": desk,
        "kind": kind,
        "stage_now": stage,
        "page": page,
        "preview": False,
        "next_stage": NEXT[kind],
        "handed_in": handed_in_at(page.sheet),
        "slide": slides.slide_of(design, desk.issue),
        "pillars": call.PILLARS,
        "talk": slides,
        "smart": checks.smart(design, feasibility, desk.issues),
        "six_w": checks.six_w(design, feasibility),
        "oddities": soundness.oddities(design, programme.tracking_months),
        "months": {m: month_after(group.workshop.date, m) for m in (1, 3, 6)},
        "others": _vows_of_others(group) if kind == SheetKind.COMMITMENT else [],
    }


def month_after(day: dt.date | None, months: int) -> dt.date | None:
    """The same day so many months later, or that month's last day where it has no such day."""
    if day is None:
        return None
    years, month = divmod(day.month - 1 + months, 12)
    year, month = day.year + years, month + 1
    return dt.date(year, month, min(day.day, calendar.monthrange(year, month)[1]))


def _vows_of_others(group: Group) -> list[dict[str, Any]]:
    """The vows that the other groups of the room have written so far."""
    rows = Sheet.objects.filter(group__workshop=group.workshop_id, kind__in=("commitment", "design"))
    known = list(rows.exclude(group=group).select_related("group").order_by("group__number"))
    read = sheets.read_many(one.pk for one in known)
    pillars = {one.group_id: read.get(one.pk, sheets.EMPTY).get("pillar") for one in known if one.kind == "design"}
    return [
        {"group": one.group, "vow": vow, "pillar": pillars.get(one.group_id, "")}
        for one in known
        if one.kind == "commitment" and (vow := read.get(one.pk, sheets.EMPTY).get("vow"))
    ]


def _save_plainly(request: HttpRequest, kind: str, seat: Seat, now: dt.datetime) -> HttpResponse:
    opened = sheets.open_sheet(group=seat.group, kind=kind)
    if request.POST.get("sheet") != str(opened.pk):
        messages.error(request, _("這一頁是另一組的表單，內容沒有寫入。請從這一組的表單重新開始。"))
        return redirect("actionplans:sheet", kind=kind)
    closed = codes.why_closed(seat.group.workshop, now)
    changes = plain_forms.changes_from(opened, request.POST)
    receipts = sheets.apply(sheet=opened, changes=changes, by=seat, now=now, closed=closed)
    for receipt in receipts:
        if receipt.message:
            messages.add_message(
                request, messages.WARNING if receipt.outcome != Outcome.APPLIED else messages.INFO, receipt.message
            )
    if too_long := plain_forms.too_long(opened, request.POST):
        return _sheet(request, kind, seat, now, too_long)
    if "next" in request.POST and not any(receipt.outcome == Outcome.REFUSED for receipt in receipts):
        return _hand_in(request, opened, seat, now)
    if receipts and all(receipt.outcome == Outcome.APPLIED for receipt in receipts):
        messages.success(request, _("已存伺服器。"))
    return redirect("actionplans:sheet", kind=kind)


def _hand_in(request: HttpRequest, opened: Sheet, seat: Seat, now: dt.datetime) -> HttpResponse:
    closed = codes.why_closed(seat.group.workshop, now)
    try:
        if closed:
            messages.warning(request, closed)
        else:
            sheets.hand_in(sheet=opened, by=seat, now=now)
    except sheets.StageNotReady as lacking:
        messages.warning(request, _("還不能往下走，尚缺：%(parts)s。") % {"parts": lacking})
        return redirect("actionplans:sheet", kind=opened.kind)
    following = NEXT[opened.kind]
    if following == "present":
        return redirect("actionplans:present")
    return redirect("actionplans:sheet", kind=following) if following else redirect("actionplans:table")


@seated
@require_POST
def done(request: HttpRequest, *, kind: str, seat: Seat, now: dt.datetime) -> HttpResponse:
    """Mark a stage as done and go on to the next."""
    return _hand_in(request, sheets.open_sheet(group=seat.group, kind=_kind(kind)), seat, now)


@seated
@require_POST
def undone(request: HttpRequest, *, kind: str, seat: Seat, now: dt.datetime) -> HttpResponse:
    """Take a stage back in hand."""
    if closed := codes.why_closed(seat.group.workshop, now):
        messages.warning(request, closed)
    else:
        sheets.take_back(sheet=sheets.open_sheet(group=seat.group, kind=_kind(kind)), by=seat, now=now)
    return redirect("actionplans:table")


@sessions.looks_itself
@seated
@require_GET
def state(request: HttpRequest, *, kind: str, seat: Seat, now: dt.datetime) -> HttpResponse:
    """What has changed since `after`, for a device that asks every few seconds: 304 when nothing has."""
    opened = sheets.with_sequence().filter(group=seat.group_id, kind=_kind(kind)).first()
    if opened is None:
        raise Http404
    if request.GET.get("sheet", str(opened.pk)) != str(opened.pk):
        return JsonResponse({"error": _other_group()}, status=409)
    closed = codes.why_closed(seat.group.workshop, now)
    last = opened.last or 0
    handed_in = handed_in_at(opened)
    tag = f'"{opened.pk}-{last}-{int(bool(closed))}-{handed_in}"'
    after = request.GET.get("after", "0")
    since = int(after) if after.isdecimal() and len(after) < 19 else 0
    if seen_by(request) == tag:
        response = HttpResponse(status=304)
    elif since and since == last:
        response = JsonResponse({"sequence": last, "entries": [], "closed": closed, "handed_in": handed_in})
    else:
        since = since if since <= last else 0
        told = {"closed": closed, "handed_in": handed_in}
        response = JsonResponse(sheets.state_of(opened, after=since, last=last) | told)
    response["ETag"] = tag
    return response


def _other_group() -> str:
    return _("這一頁是另一組的表單。這臺裝置現在坐在別的小組，回到原來那一組才能寫入。")


def _body(request: HttpRequest) -> bytes:
    """What was sent; nothing where it came as a form with files, which is read by then and no batch anyway."""
    try:
        return request.body
    except RawPostDataException:
        return b""


@seated
@require_POST
def operations(request: HttpRequest, *, kind: str, seat: Seat, now: dt.datetime) -> HttpResponse:
    """Take in what a device has typed; each operation gets its receipt."""
    opened = sheets.open_sheet(group=seat.group, kind=_kind(kind))
    if request.GET.get("sheet", str(opened.pk)) != str(opened.pk):
        return JsonResponse({"error": _other_group()}, status=409)
    try:
        changes = read_batch(_body(request))
    except Unreadable as unreadable:
        return JsonResponse({"error": str(unreadable)}, status=400)
    closed = codes.why_closed(seat.group.workshop, now)
    receipts = sheets.apply(sheet=opened, changes=changes, by=seat, now=now, closed=closed)
    return JsonResponse(
        {
            "receipts": [
                {
                    "id": str(one.id),
                    "outcome": one.outcome,
                    "version": one.version,
                    "message": one.message,
                    "sequence": one.sequence,
                }
                for one in receipts
            ],
            "at": now.isoformat(),
        }
    )


@seated
@require_GET
def parts(request: HttpRequest, *, kind: str, seat: Seat, now: dt.datetime) -> HttpResponse:
    """The computed parts of a sheet's page alone (hints, what is missing), for the page to refresh itself."""
    desk = _desk_at(seat.group, kind)
    opened = sheets.open_sheet(group=seat.group, kind=_kind(kind))
    page = sheet_pages.page_of(opened, issues=desk.issues)
    return render(request, "actionplans/_parts.html", sheet_context(desk, page))


@seated
@kept_pages.kept
@require_GET
def present(request: HttpRequest, *, seat: Seat, now: dt.datetime) -> HttpResponse:
    """The slide, full screen."""
    desk = desk_of(seat.group)
    if desk.barred("present") and not kept_pages.is_for_later(request):
        return _barred(request, desk, "present", seat=seat, now=now)
    slide = slides.slide_of(desk.contents[SheetKind.DESIGN], desk.issue)
    workshop = seat.group.workshop
    context = {"group": seat.group, "workshop": workshop, "programme": workshop.programme, "slide": slide}
    context["pillars"] = call.PILLARS
    return at_table(request, "actionplans/present.html", context, seat=seat, now=now)
