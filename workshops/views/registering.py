"""A county registers a workshop, step by step."""

from __future__ import annotations

import json
from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods
from django_htmx.http import HttpResponseClientRedirect

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


@gate(Permission.REGISTER_WORKSHOP)
@require_http_methods(["GET", "HEAD", "POST"])
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


@gate(Permission.REGISTER_WORKSHOP)
@require_http_methods(["GET", "HEAD", "POST"])
def step(request: HttpRequest, pk: int, step: str) -> HttpResponse:
    """One step of a draft; what is handed in already is shown on the workshop's page."""
    if step not in registration.STEPS:
        raise Http404
    rows = Workshop.objects.with_people().visible_to(request.user, Permission.REGISTER_WORKSHOP)
    workshop = get_visible(rows, request.user, pk=pk)
    if workshop.state != Workshop.State.DRAFT:
        return _handed_in(request, workshop)
    if step == "agenda":
        return agenda_step(request, workshop)
    if step == "confirm":
        return render(request, "workshops/step_confirm.html", frame(workshop, step))
    try:
        return _fields(request, workshop, step)
    except ValidationError:  # a colleague has handed it in a moment ago
        return _handed_in(request, workshop)


def _handed_in(request: HttpRequest, workshop: Workshop) -> HttpResponse:
    if request.method == "POST":
        messages.error(request, _("這場工作坊已經送出，剛才的修改沒有存。要改請協會先退回修改。"))
    address = reverse("workshops:detail", kwargs={"pk": workshop.pk})
    return HttpResponseClientRedirect(address) if request.htmx else redirect(address)


def _fields(request: HttpRequest, workshop: Workshop, step: str) -> HttpResponse:
    typed: dict[str, Any] = {}
    saved = Saved({})
    if request.method == "POST":
        base = _texts(request.POST.get("base", ""))
        seen = None if base is None else base | (_texts(request.POST.get("insist", "")) or {})
        saved = registration.save_step(workshop=workshop, step=step, data=request.POST, by=request.user, base=seen)
        typed = {clash.field: clash.mine for clash in saved.clashes}
        # Where the page goes on showing something else than what is stored, it goes on from what it knew.
        behind = {clash.field for clash in saved.clashes} | (set(saved.theirs) if request.htmx else set())
        around = frame(workshop, step, {name: text for name, text in (base or {}).items() if name in behind})
        if request.htmx:
            return render(
                request,
                "workshops/_step_saved.html",
                {**around, "saved": saved, "oob": True, "insist": _insist(saved)},
                status=409 if saved.clashes else 200,
            )
        if not saved.problems and not saved.clashes:
            onward = registration.STEPS[registration.STEPS.index(step) + 1]
            return redirect("workshops:step", pk=workshop.pk, step=onward)
    else:
        around = frame(workshop, step)
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
        {**around, "form": form, "saved": saved, "venues": venues, "insist": _insist(saved)},
        status=409 if saved.clashes else 422 if saved.problems else 200,
    )


def _texts(sent: str) -> dict[str, str] | None:
    """Texts by field from a hidden input of ours; None if they are in no shape of ours."""
    try:
        texts = json.loads(sent)
    except ValueError:
        return None
    if not isinstance(texts, dict):
        return None
    return {str(name): value for name, value in texts.items() if isinstance(value, str)}


def _insist(saved: Saved) -> str:
    """What the button 「用我填的」 says it has seen."""
    return json.dumps({clash.field: clash.theirs for clash in saved.clashes}, ensure_ascii=False)
