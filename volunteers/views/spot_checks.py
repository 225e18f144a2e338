"""Pages on spot checks (抽驗): which there are, drawing one, and what was found line by line."""

from __future__ import annotations

import secrets
from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from foundation.accounts.access import gate, get_visible
from foundation.accounts.roles import Permission
from foundation.ui.refusals import take_problems
from volunteers.models import SpotCheck, SpotCheckLine, Unit
from volunteers.serving import renewals, spot_checks
from volunteers.serving.spot_check_api import counted
from volunteers.serving.spot_check_forms import CloseForm, DrawForm, FindingForm

SEE, REVIEW = Permission.SEE_VOLUNTEERS, Permission.REVIEW_UNITS
ROWS = 50
Finding = SpotCheckLine.Finding
SHAPES = {Finding.OPEN: "todo", Finding.AS_IS: "done", Finding.CORRECTED: "risk", Finding.REFUSED: "late"}


def units_of(request: HttpRequest) -> Any:
    """The units whose hours this person may check."""
    rows = Unit.objects.visible_to(request.user, REVIEW).select_related("organisation", "county")
    return rows.order_by("county__position", "number")


@gate(SEE)
@require_safe
def spot_check_list(request: HttpRequest) -> HttpResponse:
    """The checks of the units whose people this person sees; whoever reviews them draws another."""
    return _list(request)


def _list(request: HttpRequest, form: DrawForm | None = None) -> HttpResponse:
    rows = counted(SpotCheck.objects.visible_to(request.user)).select_related("unit__organisation")
    chosen = request.GET.get("unit", "")
    if chosen.isdecimal() and len(chosen) < 19:
        rows = rows.filter(unit=int(chosen))
    units = units_of(request)
    page = Paginator(rows.order_by("-drawn_at", "-pk"), ROWS).get_page(request.GET.get("page"))
    return render(
        request,
        "volunteers/spot_checks.html",
        {
            "page": page, "query": f"unit={chosen}" if chosen else "", "rule": spot_checks.rule_in_words(),
            "form": form or (DrawForm(units=units, initial={"unit": chosen}) if units.exists() else None),
        },
        status=422 if form is not None and form.errors else 200,
    )  # fmt: skip


@gate(REVIEW)
@require_POST
def draw(request: HttpRequest) -> HttpResponse:
    """Draw the lines of a new check."""
    form = DrawForm(request.POST, units=units_of(request))
    if form.is_valid():
        given = form.cleaned_data
        try:
            made = spot_checks.draw(
                unit=given["unit"], manner=given["manner"], first=given["first_on"], last=given["last_on"],
                seed=secrets.token_hex(8), by=request.user, now=timezone.now(),
            )  # fmt: skip
        except ValidationError as problem:
            take_problems(form, problem)
        else:
            messages.success(request, _("已抽出要看的紀錄。"))
            return redirect("volunteers:spot_check", pk=made.pk)
    return _list(request, form)


@gate(SEE)
@require_safe
def spot_check(request: HttpRequest, pk: int) -> HttpResponse:
    """One check with its lines."""
    return _page(request, seen(request, pk))


def seen(request: HttpRequest, pk: int) -> SpotCheck:
    """A check of a unit whose people this person sees."""
    return get_visible(SpotCheck.objects.select_related("unit__organisation", "unit__county"), request.user, pk=pk)


def _page(
    request: HttpRequest, check: SpotCheck, *, status: int = 200, close: CloseForm | None = None,
    finding: FindingForm | None = None, tried: int = 0,
) -> HttpResponse:  # fmt: skip
    lines = list(check.lines.select_related("entry__volunteer").order_by("entry__served_on", "pk"))
    standing = renewals.lasting([one.entry_id for one in lines if one.finding == Finding.OPEN])
    for one in lines:
        # What is looked at is the line as it stands, where it was entered anew since the draw.
        one.now = standing.get(one.entry_id, one.entry)  # type: ignore[attr-defined]
        one.shape = SHAPES[Finding(one.finding)]  # type: ignore[attr-defined]
        one.form = finding if one.pk == tried and finding else FindingForm(auto_id=f"id_{one.pk}_%s")  # type: ignore[attr-defined]
    return render(
        request,
        "volunteers/spot_check.html",
        {
            "check": check, "lines": lines, "left": sum(one.finding == Finding.OPEN for one in lines),
            "reviews": units_of(request).filter(pk=check.unit_id).exists(),
            "close_form": close or CloseForm(initial={"done_on": timezone.localdate()}),
        },
        status=status,
    )  # fmt: skip


@gate(REVIEW)
@require_POST
def find(request: HttpRequest, pk: int) -> HttpResponse:
    """Say what was found of one line."""
    rows = SpotCheckLine.objects.filter(spot_check__unit__in=units_of(request)).select_related(
        "spot_check__unit__organisation", "entry"
    )
    line = get_visible(rows, request.user, pk=pk)
    form = FindingForm(request.POST, auto_id=f"id_{pk}_%s")
    if form.is_valid():
        try:
            spot_checks.find(line=line, by=request.user, now=timezone.now(), **form.cleaned_data)
        except ValidationError as problem:
            take_problems(form, problem)
        else:
            return redirect("volunteers:spot_check", pk=line.spot_check_id)
    return _page(request, seen(request, line.spot_check_id), status=422, finding=form, tried=pk)


@gate(REVIEW)
@require_POST
def close(request: HttpRequest, pk: int) -> HttpResponse:
    """End a check of which every line has been looked at."""
    check = get_visible(SpotCheck.objects.filter(unit__in=units_of(request)), request.user, pk=pk)
    form = CloseForm(request.POST)
    if form.is_valid():
        given = form.cleaned_data
        try:
            spot_checks.close(
                check=check, on=given["done_on"], remark=given["remark"], by=request.user, now=timezone.now()
            )
        except ValidationError as problem:
            take_problems(form, problem)
        else:
            messages.success(request, _("抽驗已結束，會算進年度計畫的抽驗次數。"))
            return redirect("volunteers:spot_check", pk=pk)
    return _page(request, seen(request, pk), status=422, close=form)
