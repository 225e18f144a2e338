"""The page on whether an action plan goes into its county's annual plan."""

from __future__ import annotations

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from actionplans.followup.decisions import DecidedMeanwhile
from actionplans.models import AnnualPlan, Plan
from actionplans.yearly import annual_forms, uptakes
from actionplans.yearly.annual_forms import UptakeForm
from foundation.accounts.access import gate, get_visible
from foundation.accounts.roles import Permission

from .decisions import seen_of


@gate(Permission.EDIT_ANNUAL_PLANS)
@require_http_methods(["GET", "HEAD", "POST"])
def uptake(request: HttpRequest, pk: int) -> HttpResponse:
    """Write down what was decided on an action plan; `?annual=` comes from that annual plan's page."""
    rows = Plan.objects.visible_to(request.user, Permission.EDIT_ANNUAL_PLANS).adopted().with_people()
    plan = get_visible(rows.select_related("uptake__annual", "uptake__item"), request.user, pk=pk)
    now = timezone.now()
    sent = request.POST if request.method == "POST" else None
    form = UptakeForm(sent, plan=plan, initial=_initial(request, plan) | {"decided_on": timezone.localdate(now)})
    status = 200
    if sent is not None:
        status = 422
        if form.is_valid():
            facts = {name: form.cleaned_data[name] for name in ("state", "reason", "decided_on", "decided_by")}
            try:
                made = uptakes.decide(
                    plan=plan, target=form.target_of(), corrects=form.cleaned_data.get("corrects", False),
                    seen=seen_of(request), by=request.user, now=now, **facts,
                )  # fmt: skip
                messages.success(request, _("已登錄「%(decision)s」。") % {"decision": made.get_state_display()})
                return redirect(f"{reverse('actionplans:plan', args=[pk])}#uptake")
            except DecidedMeanwhile as meanwhile:
                status = 409
                form.refuse(meanwhile)
            except ValidationError as refused:
                form.refuse(refused)
    history = uptakes.history_of(plan)
    given = {"plan": plan, "form": form, "uptakes": history, "seen": len(history)}
    return render(request, "actionplans/uptake.html", given, status=status)


def _initial(request: HttpRequest, plan: Plan) -> dict[str, object]:
    found = annual_forms.started_with(plan)
    text = request.GET.get("annual", "")
    if not found and text.isdecimal() and len(text) < 19:
        annual = AnnualPlan.objects.filter(pk=text, county=plan.county_id).first()
        found["target"] = annual_forms.chosen(annual, None)
    return found
