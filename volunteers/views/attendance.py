"""Pages on coming and going at a unit: who is there, who forgot to sign out, leave and absence, and where one signs."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from typing import Any

from django.conf import settings
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.core.paginator import Paginator
from django.db.models import Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from foundation.accounts.access import gate, get_visible
from foundation.accounts.roles import Permission
from foundation.ui.refusals import take_problems
from volunteers.evaluating import rounds
from volunteers.models import Attendance, Enrolment, Place, Press, Station, Unit
from volunteers.rostering import absences, attendance, presses, stations
from volunteers.rostering.roster_forms import LeftForm, StationForm
from volunteers.rules import leaving
from volunteers.unit_life import customs

from .hours import keeps, unit_of

SEE, KEEP = Permission.SEE_VOLUNTEERS, Permission.KEEP_VOLUNTEERS
State = Attendance.State
ROWS = 50


@gate(SEE)
@require_safe
def attendances(request: HttpRequest, pk: int) -> HttpResponse:
    """Who is there now, who is asked about, and the latest that were signed."""
    return attendance_page(request, unit_of(request, pk))


def attendance_page(request: HttpRequest, unit: Unit, status: int = 200, problem: str = "") -> HttpResponse:
    """The page, with what was refused above it."""
    now = timezone.now()
    kept = keeps(request, unit)
    rows = Attendance.objects.filter(unit=unit).select_related("volunteer", "place__duty__post")
    there = list(rows.filter(state=State.IN).order_by("came_at"))
    asked = [one for one in there if attendance.is_stale(one, now)]
    asked += rows.filter(state=State.FORGOTTEN).order_by("came_at")[:ROWS]
    done = Paginator(rows.filter(state__in=(State.OUT, State.VOID)).order_by("-came_at", "-pk"), ROWS)
    return render(
        request,
        "volunteers/attendances.html",
        {
            "unit": unit,
            "there": [one for one in there if one not in asked],
            "asked": asked,
            "page": done.get_page(request.GET.get("page")),
            "left_form": LeftForm(),
            "keeps": kept,
            "presses": Press.objects.visible_to(request.user)
            .open()
            .filter(station__unit=unit)
            .select_related("volunteer", "station")[:ROWS],
            "problem": problem,
        },
        status=status,
    )


@gate(SEE)
@require_safe
def unit_absences(request: HttpRequest, pk: int) -> HttpResponse:
    """Leave and absence of everybody in a unit, and what the handbook would allow."""
    unit = unit_of(request, pk)
    on = timezone.localdate()
    noted = Place.objects.filter(
        duty__post__unit=unit, state__in=(Place.State.LEAVE, Place.State.ABSENT),
        duty__on__gt=leaving.year_before(on) - dt.timedelta(days=366),
    )  # fmt: skip
    everybody = list(Enrolment.objects.filter(unit=unit).on(on))
    failed = rounds.failed(everybody, on=on)
    pauses = customs.pause_days([unit.pk])
    paused = absences.paused(everybody, on=on, pause_days=pauses)
    rows = (
        Enrolment.objects.filter(unit=unit)
        .filter(Q(volunteer__in=noted.values("volunteer")) | Q(pk__in=failed | paused))
        .on(on)
        .select_related("volunteer")
        .order_by("number", "pk")
    )
    page = Paginator(rows, ROWS).get_page(request.GET.get("page"))
    records = absences.records(page.object_list, on=on, failed=failed, pause_days=pauses)
    return render(
        request,
        "volunteers/absences.html",
        {"unit": unit, "page": page, "records": records},
    )


def _of(request: HttpRequest, pk: int) -> Attendance:
    rows = Attendance.objects.visible_to(request.user, KEEP).select_related("unit__organisation")
    return get_visible(rows, request.user, pk=pk)


@gate(KEEP)
@require_POST
def settle(request: HttpRequest, pk: int) -> HttpResponse:
    """Decide when somebody left who forgot to sign out."""
    one = _of(request, pk)
    form = LeftForm(request.POST)
    if not form.is_valid():
        problem = " ".join(str(each) for errors in form.errors.values() for each in errors)
        return attendance_page(request, one.unit, 422, problem)
    return _done(
        request,
        one,
        attendance.settle,
        _("已登錄離開的時間，時數等待核定。"),
        left_at=form.moment(one.came_at),
        reason=form.cleaned_data["reason"],
    )


@gate(KEEP)
@require_POST
def sign_out(request: HttpRequest, pk: int) -> HttpResponse:
    """Sign somebody out who is leaving now."""
    return _done(request, _of(request, pk), attendance.go, _("已簽退，時數等待核定。"))


@gate(KEEP)
@require_POST
def void(request: HttpRequest, pk: int) -> HttpResponse:
    """Take a sign-in out that should not be."""
    reason = request.POST.get("reason", "")
    return _done(request, _of(request, pk), attendance.void, _("已作廢這一筆簽到。"), reason=reason)


def _done(request: HttpRequest, one: Attendance, word: Callable[..., object], said: str, **given: Any) -> HttpResponse:
    try:
        word(attendance=one, by=request.user, now=timezone.now(), **given)
    except ValidationError as problem:
        return attendance_page(request, one.unit, 422, " ".join(problem.messages))
    messages.success(request, said)
    return redirect("volunteers:attendances", pk=one.unit_id)


@gate(KEEP)
@require_http_methods(["GET", "POST"])
def station_list(request: HttpRequest, pk: int) -> HttpResponse:
    """A unit's devices and posters, and a new one."""
    unit = unit_of(request, pk, KEEP)
    form = StationForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        try:
            stations.set_up(unit=unit, by=request.user, now=timezone.now(), **form.cleaned_data)
        except ValidationError as problem:
            take_problems(form, problem)
        else:
            messages.success(request, _("已設好簽到點。"))
            return redirect("volunteers:stations", pk=pk)
    rows = list(unit.stations.filter(revoked_at=None))
    for one in rows:
        one.address = settings.SITE_ADDRESS + stations.address_of(one)  # type: ignore[attr-defined]
    return render(
        request,
        "volunteers/stations.html",
        {"unit": unit, "rows": rows, "closed": unit.stations.exclude(revoked_at=None)[:10], "form": form},
        status=422 if form.errors else 200,
    )


def station_of(request: HttpRequest, pk: int) -> Station:
    """A station of a unit whose people this person keeps."""
    rows = Station.objects.visible_to(request.user, KEEP).select_related("unit__organisation", "unit__county")
    return get_visible(rows, request.user, pk=pk)


@gate(KEEP)
@require_POST
def station_revoke(request: HttpRequest, pk: int) -> HttpResponse:
    """Close a station for good."""
    one = station_of(request, pk)
    try:
        stations.revoke(station=one, by=request.user, now=timezone.now())
        messages.success(request, _("已停用，這個網址從現在起打不開。"))
    except ValidationError as problem:
        messages.error(request, " ".join(problem.messages))
    return redirect("volunteers:stations", pk=one.unit_id)


@gate(KEEP)
@require_safe
def station_poster(request: HttpRequest, pk: int) -> HttpResponse:
    """A station's poster as a page to be printed: its QR and what to do."""
    one = station_of(request, pk)
    address = settings.SITE_ADDRESS + stations.address_of(one)
    return render(request, "volunteers/station_poster.html", {"station": one, "unit": one.unit, "address": address})


@gate(KEEP)
@require_POST
def press_look(request: HttpRequest, pk: int) -> HttpResponse:
    """Note that a press which came to nothing has been dealt with."""
    press = get_visible(
        Press.objects.visible_to(request.user, KEEP).select_related("station__unit"), request.user, pk=pk
    )
    try:
        presses.look_at(press=press, by=request.user, now=timezone.now())
        messages.success(request, _("已記下處理好了。"))
    except ValidationError as problem:
        messages.error(request, " ".join(problem.messages))
    return redirect("volunteers:attendances", pk=press.station.unit_id)
