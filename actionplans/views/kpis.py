"""Pages on the indicators of an annual plan: how each stands, its figures, its target, and freezing them."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from actionplans.kpis import keeping, kpi_tables, year_end
from actionplans.kpis.book import shipped
from actionplans.kpis.kept import weekly
from actionplans.kpis.kpi_forms import FigureForm, KpiForm, ThawForm
from actionplans.kpis.kpi_rows import behind
from actionplans.kpis.standing import Standing, standings
from actionplans.models import AnnualPlan, Kpi
from foundation.accounts.access import gate, get_visible
from foundation.accounts.roles import Permission
from foundation.accounts.scope import reach
from foundation.ui import trends

from .annual import edited

SEE, EDIT = Permission.SEE_ANNUAL_PLANS, Permission.EDIT_ANNUAL_PLANS
PAGE = 50
SHAPES = {"met": "done", "missed": "late", "unknown": "todo", "none": "paused"}


@gate(SEE)
@require_safe
def kpis(request: HttpRequest, pk: int) -> HttpResponse:
    """Every indicator of an annual plan, those that are not met first."""
    found = get_visible(AnnualPlan.objects.select_related("county"), request.user, pk=pk)
    day = min(timezone.localdate(), year_end.end_of(found))
    rows = standings(found, on=day)
    there = {one.kpi.code for one in rows}
    edits = reach(request.user, EDIT).covers(found.county_id)
    frozen = bool(rows) and all(one.is_final for one in rows)
    return render(
        request,
        "actionplans/kpis.html",
        {
            "annual": found,
            "day": day,
            "rows": [
                {
                    "standing": one,
                    "shape": SHAPES[one.state],
                    "word": kpi_tables.word(one.state),
                    "drawing": _drawn(one, year_end.end_of(found)),
                    "types": edits and not one.is_final,
                    "needs": bool(keeping.typed_parts(one.kpi)),
                }
                for one in sorted(rows, key=lambda one: (one.state != "missed", one.kpi.number))
            ],
            "missed": sum(one.state == "missed" for one in rows),
            "may_edit": edits,
            "arranges": edits and found.state == AnnualPlan.State.DRAFT,
            "offered": [one for one in shipped().values() if one.code not in there],
            "may_freeze": edits and rows and not frozen and timezone.localdate() > year_end.end_of(found),
            "may_thaw": edits and any(one.is_final for one in rows),
            "unknown": sum(one.state == "unknown" for one in rows),
            "over": timezone.localdate() > year_end.end_of(found),
            "open_until": year_end.open_until(found),
            "frozen": frozen,
            "thaw_form": ThawForm(),
        },
    )


def _drawn(one: Standing, end: dt.date) -> SafeString | str:
    """An indicator's course to the year's end; nothing for a single reading, and for what is only done or not."""
    kpi, course = one.kpi, weekly(one.course)
    if len(course) < 2 or kpi.kind == Kpi.Kind.DONE:
        return ""
    # Of every authority the target is a number of meetings, and the value a share of authorities.
    goal = 100.0 if kpi.kind == Kpi.Kind.EACH else None if kpi.target is None else float(kpi.target)
    return trends.course(
        [(day, float(value)) for day, value in course], goal=goal,
        ahead=None if one.forecast.value is None else (end, float(one.forecast.value)),
        unit=kpi.unit if kpi.kind == Kpi.Kind.COUNT else "%", places=0 if kpi.kind == Kpi.Kind.COUNT else 1,
        label=_("%(name)s的走勢") % {"name": kpi.shown},
    )  # fmt: skip


@gate(SEE)
@require_safe
def kpi_rows(request: HttpRequest, pk: int, part: str) -> HttpResponse:
    """The rows behind a part of an indicator, a page at a time, as whoever asks may see them."""
    kpi = get_visible(Kpi.objects.select_related("annual__county"), request.user, pk=pk)
    day = min(timezone.localdate(), year_end.end_of(kpi.annual))
    found = behind(kpi=kpi, part=part, user=request.user, on=day)
    if found is None:
        raise Http404
    page = Paginator(found.query, PAGE).get_page(request.GET.get("page")) if found.query is not None else None
    return render(
        request, "actionplans/kpi_rows.html",
        {
            "kpi": kpi, "annual": kpi.annual, "day": day, "found": found, "page": page,
            "rows": [found.shown(one) for one in page] if page is not None else [],
            "hidden": found.total - page.paginator.count if page is not None else 0,
            "frozen": kpi.readings.filter(is_final=True).exists(), "part": part,
        },
    )  # fmt: skip


@gate(EDIT)
@require_POST
def kpi_take(request: HttpRequest, pk: int) -> HttpResponse:
    """Take shipped indicators into the annual plan."""
    found = edited(request, pk)
    codes = request.POST.getlist("code")
    try:
        made = keeping.take_in(annual=found, codes=codes, by=request.user, now=timezone.now())
        if made:
            messages.success(request, _("已加入 %(number)s 項指標。") % {"number": len(made)})
        else:
            messages.warning(request, _("請先勾選要加入的指標。"))
    except ValidationError as refused:
        messages.error(request, " ".join(refused.messages))
    return redirect("actionplans:kpis", pk=pk)


@gate(EDIT)
@require_http_methods(["GET", "HEAD", "POST"])
def kpi_new(request: HttpRequest, pk: int) -> HttpResponse:
    """An indicator of the county's own."""
    found = edited(request, pk)
    form = KpiForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        try:
            made = keeping.add(annual=found, by=request.user, now=timezone.now(), **form.cleaned_data)
            messages.success(request, _("已加入指標「%(name)s」。") % {"name": made})
            return redirect("actionplans:kpis", pk=pk)
        except ValidationError as refused:
            form.refuse(refused)
    given = {"form": form, "annual": found}
    return render(request, "actionplans/kpi_edit.html", given, status=422 if form.errors else 200)


def _edited(request: HttpRequest, pk: int) -> Kpi:
    rows = Kpi.objects.visible_to(request.user, EDIT).select_related("annual__county")
    return get_visible(rows, request.user, pk=pk)


@gate(EDIT)
@require_http_methods(["GET", "HEAD", "POST"])
def kpi_edit(request: HttpRequest, pk: int) -> HttpResponse:
    """Change an indicator, or take it out."""
    kpi = _edited(request, pk)
    now = timezone.now()
    posted = request.method == "POST"
    if posted and request.POST.get("do") == "out":
        try:
            keeping.remove(kpi=kpi, by=request.user, now=now)
            messages.success(request, _("已刪除指標「%(name)s」。") % {"name": kpi})
        except ValidationError as refused:
            messages.error(request, " ".join(refused.messages))
        return redirect("actionplans:kpis", pk=kpi.annual_id)
    form = KpiForm(request.POST if posted else None, instance=Kpi.objects.select_related("annual").get(pk=pk))
    if posted and form.is_valid():
        try:
            keeping.change(kpi=kpi, by=request.user, now=now, **form.cleaned_data)
            messages.success(request, _("已儲存指標「%(name)s」。") % {"name": kpi})
            return redirect("actionplans:kpis", pk=kpi.annual_id)
        except ValidationError as refused:
            form.refuse(refused)
    given = {"form": form, "annual": kpi.annual, "kpi": kpi}
    return render(request, "actionplans/kpi_edit.html", given, status=422 if form.errors else 200)


@gate(EDIT)
@require_http_methods(["GET", "HEAD", "POST"])
def kpi_figure(request: HttpRequest, pk: int) -> HttpResponse:
    """Write down a figure that the register cannot know."""
    kpi = _edited(request, pk)
    if request.method == "POST" and request.POST.get("drop"):
        return _drop(request, kpi)
    first: dict[str, Any] = {"on": min(timezone.localdate(), year_end.end_of(kpi.annual))}
    form = FigureForm(request.POST if request.method == "POST" else None, kpi=kpi, initial=first)
    if request.method == "POST" and form.is_valid():
        try:
            keeping.type_figure(kpi=kpi, by=request.user, now=timezone.now(), **form.facts())
            messages.success(request, _("已登錄「%(name)s」的數字。") % {"name": kpi})
            return redirect(f"{reverse('actionplans:kpis', args=[kpi.annual_id])}#kpi-{kpi.pk}")
        except ValidationError as refused:
            form.refuse(refused)
    given = {"form": form, "annual": kpi.annual, "kpi": kpi, "figures": kpi.figures.select_related("office")}
    return render(request, "actionplans/kpi_figure.html", given, status=422 if form.errors else 200)


def _drop(request: HttpRequest, kpi: Kpi) -> HttpResponse:
    number = request.POST.get("drop", "")
    figure = kpi.figures.filter(pk=int(number) if number.isdecimal() and len(number) < 19 else 0).first()
    if figure is None:
        raise Http404
    try:
        keeping.drop_figure(
            figure=figure, reason=request.POST.get("reason", ""), by=request.user, now=timezone.now()
        )  # fmt: skip
        messages.success(request, _("已拿掉這個數字。"))
    except ValidationError as refused:
        messages.error(request, " ".join(refused.messages))
    return redirect("actionplans:kpi_figure", pk=kpi.pk)


@gate(EDIT)
@require_POST
def kpi_freeze(request: HttpRequest, pk: int) -> HttpResponse:
    """Write down what each indicator shows at the year's end, for good."""
    found = edited(request, pk)
    why = request.POST.get("unknown_why", "").strip()
    try:
        number = keeping.freeze(annual=found, by=request.user, now=timezone.now(), unknown_why=why)
    except ValidationError as refused:
        messages.error(request, " ".join(refused.messages))
    else:
        if number:
            messages.success(request, _("已凍結 %(number)s 項指標。") % {"number": number})
        else:
            messages.warning(request, _("沒有可以凍結的：還沒有數字的，先登錄數字，或寫下為什麼不知道也要凍結。"))
    return redirect("actionplans:kpis", pk=pk)


@gate(EDIT)
@require_POST
def kpi_thaw(request: HttpRequest, pk: int) -> HttpResponse:
    """Open a year's frozen indicators for correction until a day."""
    found = edited(request, pk)
    form = ThawForm(request.POST)
    try:
        if not form.is_valid():
            raise ValidationError([text for texts in form.errors.values() for text in texts])
        keeping.thaw(annual=found, by=request.user, now=timezone.now(), **form.cleaned_data)
        messages.success(request, _("已開放更正；期限到了會再凍結。"))
    except ValidationError as refused:
        messages.error(request, " ".join(refused.messages))
    return redirect("actionplans:kpis", pk=pk)
