"""A county registers a workshop, step by step."""

from __future__ import annotations

import json
from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from foundation.accounts.access import gate, get_visible
from foundation.accounts.models import County
from foundation.accounts.roles import Permission
from foundation.accounts.scope import reach
from workshops import registration
from workshops.forms import RegisterForm
from workshops.models import Workshop
from workshops.registration import Saved

from .agenda import agenda_step
from .frame import frame


@require_http_methods(["GET", "POST"])
@gate(Permission.REGISTER_WORKSHOP)
def register(request: HttpRequest) -> HttpResponse:
    """Begin a registration, or go on with a draft."""
    scope = reach(request.user, Permission.REGISTER_WORKSHOP)
    counties = County.objects.all() if scope.everywhere else County.objects.filter(pk__in=scope.counties)
    form = RegisterForm(request.POST or None, counties=counties)
    if request.method == "POST" and form.is_valid():
        try:
            workshop = registration.begin(**form.cleaned_data, by=request.user, now=timezone.now())
        except ValidationError as wrong:
            form.add_error("programme", wrong)
        else:
            return redirect("workshops:step", pk=workshop.pk, step="place")
    drafts = (
        Workshop.objects.visible_to(request.user, Permission.REGISTER_WORKSHOP)
        .filter(state=Workshop.State.DRAFT)
        .with_people()
        .order_by("-pk")
    )
    return render(
        request,
        "workshops/register.html",
        {"form": form, "drafts": drafts, "any_open": form.fields["programme"].queryset.exists()},
        status=422 if form.errors else 200,
    )


@require_http_methods(["GET", "POST"])
@gate(Permission.REGISTER_WORKSHOP)
def step(request: HttpRequest, pk: int, step: str) -> HttpResponse:
    """One step of a draft; what is handed in already is shown on the workshop's page."""
    if step not in registration.STEPS:
        raise Http404
    rows = Workshop.objects.with_people().visible_to(request.user, Permission.REGISTER_WORKSHOP)
    workshop = get_visible(rows, request.user, pk=pk)
    if workshop.state != Workshop.State.DRAFT:
        if request.method == "POST":
            messages.error(request, _("這場工作坊已經送出，要改請協會先退回修改。"))
        return redirect("workshops:detail", pk=pk)
    if step == "agenda":
        return agenda_step(request, workshop)
    if step == "confirm":
        return render(request, "workshops/step_confirm.html", frame(workshop, step))
    return _fields(request, workshop, step)


def _fields(request: HttpRequest, workshop: Workshop, step: str) -> HttpResponse:
    typed: dict[str, Any] = {}
    saved = Saved({})
    if request.method == "POST":
        saved = registration.save_step(
            workshop=workshop, step=step, data=request.POST, by=request.user, base=_base(request)
        )
        typed = {clash.field: clash.mine for clash in saved.clashes}
        if request.htmx:
            return render(
                request,
                "workshops/_step_saved.html",
                {**frame(workshop, step), "saved": saved, "oob": True},
                status=409 if saved.clashes else 200,
            )
        if not saved.problems and not saved.clashes:
            onward = registration.STEPS[registration.STEPS.index(step) + 1]
            return redirect("workshops:step", pk=workshop.pk, step=onward)
    form = registration.step_form(workshop, step, typed)
    venues = (
        Workshop.objects.filter(county=workshop.county_id)
        .exclude(venue="")
        .order_by("venue")
        .values_list("venue", flat=True)
        .distinct()[:30]
    )
    return render(
        request,
        f"workshops/step_{step}.html",
        {**frame(workshop, step), "form": form, "saved": saved, "venues": venues},
        status=409 if saved.clashes else 422 if saved.problems else 200,
    )


def _base(request: HttpRequest) -> dict[str, str] | None:
    """What the page showed when it was made; None if it does not say so in a shape of ours."""
    try:
        base = json.loads(request.POST.get("base", ""))
    except ValueError:
        return None
    if not isinstance(base, dict):
        return None
    return {str(name): value for name, value in base.items() if isinstance(value, str)}
