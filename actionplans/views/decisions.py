"""Pages on decisions about plans under 列管: writing one down, and writing a wrong one down anew."""

from __future__ import annotations

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from actionplans.followup import decisions, lights
from actionplans.followup.decision_forms import CITED, CorrectionForm, DecisionForm
from actionplans.models import Decision, Plan
from foundation.accounts.access import gate, get_visible
from foundation.accounts.roles import Permission


def decided_plan(request: HttpRequest, pk: int) -> Plan:
    """An adopted plan on which this person may write decisions down."""
    rows = Plan.objects.visible_to(request.user, Permission.DECIDE_ON_PLANS).adopted().with_people()
    return get_visible(rows, request.user, pk=pk)


@gate(Permission.DECIDE_ON_PLANS)
@require_http_methods(["GET", "HEAD", "POST"])
def decide(request: HttpRequest, pk: int) -> HttpResponse:
    """Write down what was decided on a plan."""
    plan, now = decided_plan(request, pk), timezone.now()
    points = list(plan.milestones.with_reports())
    open_ = [one for one in points if one.reached_at is None]
    sent = request.POST if request.method == "POST" else None
    form = DecisionForm(sent, plan=plan, milestones=open_, initial={"decided_on": timezone.localdate(now)})
    status = 200
    if sent is not None:
        status = 422
        if form.is_valid():
            try:
                made = decisions.decide(
                    plan=plan, kind=form.cleaned_data["kind"], reason=form.cleaned_data["reason"], cited=form.cited(),
                    into=form.cleaned_data["into"], dates=form.dates(form.cleaned_data["decided_on"]),
                    seen=seen_of(request), by=request.user, now=now,
                )  # fmt: skip
                messages.success(request, _("已登錄「%(decision)s」。") % {"decision": made.get_kind_display()})
                if passed := decisions.passed_already(made, on=timezone.localdate(now)):
                    messages.warning(request, passed)
                if stayed := form.stayed():
                    messages.warning(request, stayed)
                return redirect(f"{reverse('actionplans:plan', args=[pk])}#decisions")
            except decisions.DecidedMeanwhile as meanwhile:
                status = 409
                form.refuse(meanwhile)
            except ValidationError as refused:
                form.refuse(refused)
    return render(
        request,
        "actionplans/decide.html",
        {
            "plan": plan,
            "form": form,
            "light": lights.light(
                lights.points_of(points), on=timezone.localdate(now), decided=lights.decided_on(plan)
            ),
            "decisions": decisions.history_of(plan),
            "seen": decisions.count_of(plan),
        },
        status=status,
    )


@gate(Permission.DECIDE_ON_PLANS)
@require_http_methods(["GET", "HEAD", "POST"])
def correct(request: HttpRequest, pk: int) -> HttpResponse:
    """Write a decision down anew that was written down wrongly."""
    rows = Decision.objects.visible_to(request.user, Permission.DECIDE_ON_PLANS)
    found = get_visible(rows.select_related("plan", "into", "ruling__item__meeting"), request.user, pk=pk)
    told = {name: getattr(found, name) for name in ("reason", *CITED)} | {"minutes_number": found.minutes_shown}
    form = CorrectionForm(request.POST if request.method == "POST" else None, initial=told)
    if request.method == "POST" and form.is_valid():
        try:
            decisions.correct(
                decision=found, reason=form.cleaned_data["reason"], cited=form.cited(), by=request.user,
                now=timezone.now(),
            )  # fmt: skip
            messages.success(request, _("已更正，原來那一筆也留著。"))
            return redirect(f"{reverse('actionplans:plan', args=[found.plan_id])}#decisions")
        except ValidationError as refused:
            form.refuse(refused)
    return render(
        request,
        "actionplans/decision_correct.html",
        {"decision": found, "plan": found.plan, "form": form},
        status=422 if form.errors else 200,
    )


def seen_of(request: HttpRequest) -> int | None:
    """How many decisions the page knew of that was sent; None where it does not say."""
    text = request.POST.get("seen", "")
    return int(text) if text.isdecimal() and len(text) < 6 else None
