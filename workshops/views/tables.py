"""The page of the tables' codes and devices, for who runs the workshop."""

from __future__ import annotations

import datetime as dt

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from foundation.accounts.access import gate, get_visible
from foundation.accounts.roles import Permission
from workshops import codes, participants, seats
from workshops.models import Group, Seat, Workshop
from workshops.participant_forms import OpenTablesForm

from .leading import WALL

LIVE = dt.timedelta(minutes=2)
LONGEST_OPEN = dt.timedelta(days=30)


def _run(request: HttpRequest, pk: int) -> Workshop:
    return get_visible(
        Workshop.objects.visible_to(request.user, Permission.RUN_WORKSHOP).with_people(), request.user, pk=pk
    )


def _page(request: HttpRequest, workshop: Workshop, form: OpenTablesForm | None = None) -> HttpResponse:
    now = timezone.now()
    groups = list(workshop.groups.order_by("number").prefetch_related("seats__user"))
    hosts = participants.may_read_hosts(workshop, request.user, now)
    rows = []
    for group in groups:
        live = group.code is not None and group.code_revoked_at is None
        seats = [seat for seat in group.seats.all() if seat.is_open(now)]
        rows.append(
            {
                "group": group,
                "live": live,
                "address": join_address(request, group) if live else "",
                "seats": [(seat, now - seat.seen_at < LIVE) for seat in seats],
                "gone": len(group.seats.all()) - len(seats),
            }
        )
    usual = workshop.starts and workshop.ends and codes.usual_time(workshop)
    return render(
        request,
        "workshops/tables.html",
        {
            "workshop": workshop,
            "rows": rows,
            "missing": sum(not row["live"] for row in rows),
            "hosts": hosts,
            "closed": codes.why_closed(workshop, now, leads=True),
            "usual": usual,
            "extended": workshop.tables_open_until if (workshop.tables_open_until or now) > now else None,
            "form": form or OpenTablesForm(initial=_proposal(workshop, now)),
            "final": workshop.state in codes.NEVER_OPEN,
            "join_host": request.build_absolute_uri(reverse("workshops:join")),
        },
        status=422 if form is not None else 200,
    )


def _proposal(workshop: Workshop, now: dt.datetime) -> dict[str, dt.date | dt.time]:
    """The evening of today, or of the workshop if that is still to come; the next one where tonight's is over."""
    today = timezone.localdate(now)
    day, evening = max(today, workshop.date or today), dt.time(21, 0)
    if day == today and timezone.localtime(now).time() >= evening:
        day += dt.timedelta(days=1)
    return {"date": day, "time": evening}


def join_address(request: HttpRequest, group: Group) -> str:
    """What a table's QR leads to."""
    return request.build_absolute_uri(codes.address_of(group))


def _where(request: HttpRequest) -> str:
    """Back to the page it was pressed on: this one, or the wall of the room."""
    return WALL if request.POST.get("from") == "wall" else "workshops:tables"


@gate(Permission.RUN_WORKSHOP)
@require_GET
def tables(request: HttpRequest, pk: int) -> HttpResponse:
    """Every table with its code, QR and devices."""
    return _page(request, _run(request, pk))


@gate(Permission.RUN_WORKSHOP)
@require_POST
def issue(request: HttpRequest, pk: int) -> HttpResponse:
    """Give every table without a working code one."""
    workshop = _run(request, pk)
    if workshop.state in codes.NEVER_OPEN:
        messages.error(request, _("這場工作坊已經結束，不能再發代碼。"))
    elif not workshop.groups.exists():
        messages.error(request, _("還沒有小組，請先分組，再發代碼。"))
    else:
        codes.issue_codes(workshop=workshop, by=request.user, now=timezone.now())
        messages.success(request, _("每桌都有代碼了。"))
    return redirect("workshops:tables", pk=pk)


@gate(Permission.RUN_WORKSHOP)
@require_POST
def revoke(request: HttpRequest, pk: int, number: int) -> HttpResponse:
    """Stop one table's code, with its devices if asked."""
    workshop = _run(request, pk)
    group: Group = get_visible(workshop.groups.select_related("workshop"), request.user, number=number)
    seats_too = "seats_too" in request.POST
    codes.revoke_code(group=group, by=request.user, now=timezone.now(), seats_too=seats_too)
    messages.success(request, _("第 %(number)s 組的代碼已停用。") % {"number": number})
    return redirect(_where(request), pk=pk)


@gate(Permission.RUN_WORKSHOP)
@require_POST
def revoke_seat(request: HttpRequest, pk: int, seat: int) -> HttpResponse:
    """Move one device away from its table."""
    workshop = _run(request, pk)
    row: Seat = get_visible(Seat.objects.filter(group__workshop=workshop), request.user, pk=seat)
    seats.revoke_seat(seat=row, by=request.user, now=timezone.now())
    messages.success(request, _("已移出「%(seat)s」，這臺裝置不能再寫。") % {"seat": row})
    return redirect(_where(request), pk=pk)


@gate(Permission.RUN_WORKSHOP)
@require_POST
def open_until(request: HttpRequest, pk: int) -> HttpResponse:
    """Let the tables write until a moment: a rehearsal before, or work to be finished after."""
    workshop, now = _run(request, pk), timezone.now()
    form = OpenTablesForm(request.POST)
    if "close" in request.POST:
        codes.open_tables(workshop=workshop, until=now, by=request.user, now=now)
        messages.success(request, _("已結束額外開放，恢復平常的開放時間。"))
        return redirect("workshops:tables", pk=pk)
    if form.is_valid():
        until = timezone.make_aware(dt.datetime.combine(form.cleaned_data["date"], form.cleaned_data["time"]))
        if workshop.state in codes.NEVER_OPEN or workshop.state in codes.NOT_YET:
            form.add_error(None, codes.why_closed(workshop, now, leads=True))
        elif until <= now:
            form.add_error("date", _("這個時間已經過了，請填之後的時間。"))
        elif until > now + LONGEST_OPEN:
            form.add_error("date", _("一次最多開放 30 天，請填近一點的日期。"))
        else:
            codes.open_tables(workshop=workshop, until=until, by=request.user, now=now)
            messages.success(request, _("各桌現在可以填寫。"))
            return redirect("workshops:tables", pk=pk)
    return _page(request, workshop, form)
