"""The consolidation board: ideas side by side, decisions, and the room's consensus."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.db.models import Count
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from actionplans import call
from actionplans.consensus import adoption, ballots, consolidation, since_kept
from actionplans.consensus.forms import ConsensusForm
from actionplans.models import Consensus, Idea, Plan
from foundation.accounts.access import gate, get_visible
from foundation.accounts.roles import Permission
from workshops.models import Workshop
from workshops.people import may_here

from .papers import may_print_commitments


@gate(Permission.READ_SHEETS)
def board(request: HttpRequest, pk: int) -> HttpResponse:
    """The groups' ideas, the candidates they form, what is adopted and what is parked."""
    workshop = get_visible(
        Workshop.objects.with_people().filter(Workshop.objects.scope_filter(request.user, Permission.READ_SHEETS)),
        request.user,
        pk=pk,
    )
    return _page(request, workshop)


def _page(request: HttpRequest, workshop: Workshop, form: ConsensusForm | None = None) -> HttpResponse:
    dots = ballots.dots_of(workshop.pk)
    cards = [replace(card, dots=dots.get(card.idea.pk)) for card in consolidation.board(workshop)]
    rows = Plan.objects.filter(workshop=workshop).select_related("supervisor").annotate(signed=Count("signatures"))
    plans = list(rows.prefetch_related("steps").order_by("pk"))
    for plan in plans:
        plan.workshop = workshop  # known already: not asked again for each plan
    newer = since_kept.of(plans) if workshop.state in adoption.OPEN_STATES else {}
    for plan in plans:
        plan.newer = newer.get(plan.pk, [])  # type: ignore[attr-defined]
    of_plan: dict[int, list[consolidation.Card]] = {plan.pk: [] for plan in plans}
    for card in cards:
        if card.idea.plan_id is not None:
            of_plan[card.idea.plan_id].append(card)
    adopted = [plan for plan in plans if plan.state == Plan.State.ADOPTED]
    candidates = [plan for plan in plans if plan.state == Plan.State.CANDIDATE]
    consensus = Consensus.objects.filter(workshop=workshop).first()
    now = timezone.now()
    odd = {plan.pk: adoption.oddity(plan, on=adoption.adopted_on(plan, now)) for plan in plans}
    may_adopt = Workshop.objects.visible_to(request.user, Permission.ADOPT_PLANS).filter(pk=workshop.pk).exists()
    return render(
        request,
        "actionplans/board.html",
        {
            "workshop": workshop,
            "cards": cards,
            "open_cards": [card for card in cards if card.idea.decision == Idea.Decision.OPEN],
            "parked": [card for card in cards if card.idea.decision == Idea.Decision.PARKED],
            "candidates": [
                (plan, of_plan[plan.pk], adoption.missing_for_adoption(plan), odd[plan.pk]) for plan in candidates
            ],
            "candidate_plans": candidates,
            "adopted": [(plan, of_plan[plan.pk], odd[plan.pk]) for plan in adopted],
            "consensus": consensus,
            "consensus_form": form or ConsensusForm(instance=consensus),
            "may_adopt": may_adopt and workshop.state in adoption.OPEN_STATES,
            "may_run": may_here(request.user, Permission.RUN_WORKSHOP, workshop),
            "may_print": may_print_commitments(request.user, workshop),
            "reportable": list(adoption.missing_for_report(workshop)),
            "call_items": call.ITEM_BY_CODE,
        },
        status=422 if form else 200,
    )


def _decide(request: HttpRequest, pk: int, act: Callable[[Idea], str]) -> HttpResponse:
    idea = Idea.objects.select_related("workshop__programme", "workshop__county", "group").filter(pk=pk).first()
    if (
        idea is None
        or not Workshop.objects.visible_to(request.user, Permission.ADOPT_PLANS).filter(pk=idea.workshop_id).exists()
    ):
        raise Http404
    try:
        messages.success(request, act(idea))
    except ValidationError as problem:
        messages.error(request, " ".join(problem.messages))
    return redirect(reverse("actionplans:board", args=[idea.workshop_id]) + _next_after(idea))


def _next_after(idea: Idea) -> str:
    """Where to go on: at this idea while it lies open or parked, else at the next open one."""
    rows = Idea.objects.filter(workshop=idea.workshop_id).order_by("group__number")
    staying = rows.filter(pk=idea.pk, decision__in=(Idea.Decision.OPEN, Idea.Decision.PARKED))
    open_ = rows.filter(decision=Idea.Decision.OPEN)
    found = staying.first() or open_.filter(group__number__gt=idea.group.number).first() or open_.first()
    return f"#idea-{found.pk}" if found else "#h-cand"


@gate(Permission.ADOPT_PLANS)
@require_POST
def keep(request: HttpRequest, pk: int) -> HttpResponse:
    """Keep an idea as a candidate of its own."""

    def act(idea: Idea) -> str:
        plan = consolidation.keep(idea=idea, by=_who(request), now=timezone.now())
        return _("已保留「%(plan)s」。補上負責人、督導和第一步，就能採納。") % {"plan": plan}

    return _decide(request, pk, act)


@gate(Permission.ADOPT_PLANS)
@require_POST
def merge(request: HttpRequest, pk: int) -> HttpResponse:
    """Merge an idea into a candidate."""

    def act(idea: Idea) -> str:
        chosen = request.POST.get("plan", "")
        into = idea.workshop.plans.filter(pk=chosen).first() if chosen.isdecimal() and len(chosen) < 19 else None
        if into is None and chosen.isdecimal():
            raise ValidationError(_("您選的方案剛剛被重新考慮，已經不在了。請再選一次。"))
        if into is None:
            raise ValidationError(_("請先選要併入哪一項方案。"))
        consolidation.merge(ideas=[idea], into=into, by=_who(request), now=timezone.now())
        return _("%(group)s的構想已併入「%(plan)s」，來源留著。") % {"group": idea.group, "plan": into}

    return _decide(request, pk, act)


@gate(Permission.ADOPT_PLANS)
@require_POST
def park(request: HttpRequest, pk: int) -> HttpResponse:
    """Set an idea aside."""

    def act(idea: Idea) -> str:
        consolidation.park(idea=idea, reason=request.POST.get("reason", ""), by=_who(request), now=timezone.now())
        return _("%(group)s的構想已暫緩。") % {"group": idea.group}

    return _decide(request, pk, act)


@gate(Permission.ADOPT_PLANS)
@require_POST
def reopen(request: HttpRequest, pk: int) -> HttpResponse:
    """Take a decision back."""

    def act(idea: Idea) -> str:
        consolidation.reopen(idea=idea, by=_who(request), now=timezone.now())
        return _("%(group)s的構想重新討論。") % {"group": idea.group}

    return _decide(request, pk, act)


@gate(Permission.ADOPT_PLANS)
@require_POST
def consensus(request: HttpRequest, pk: int) -> HttpResponse:
    """Write down the room's consensus."""
    rows = Workshop.objects.with_people().filter(Workshop.objects.scope_filter(request.user, Permission.ADOPT_PLANS))
    workshop = get_visible(rows, request.user, pk=pk)
    found = Consensus.objects.filter(workshop=workshop).first()
    form = ConsensusForm(request.POST, instance=found or Consensus(workshop=workshop))
    if form.is_valid():
        try:
            adoption.write_consensus(
                workshop=workshop, statement=form.cleaned_data["statement"], by=_who(request), now=timezone.now()
            )
            messages.success(request, _("共識聲明已儲存。"))
            return redirect(reverse("actionplans:board", args=[workshop.pk]) + "#h-cons")
        except ValidationError as problem:
            for sentence in problem.messages:
                form.add_error("statement", sentence)
    return _page(request, workshop, form)


def _who(request: HttpRequest) -> Any:
    return request.user
