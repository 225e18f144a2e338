"""The page of a plan's way: from the sentence at the table to what became of it."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from actionplans.followup import came_back
from actionplans.models import Plan, Publication, with_parts
from actionplans.public import lineage
from foundation.accounts.access import gate, get_visible
from foundation.accounts.roles import Permission


@gate(Permission.SEE_PLANS)
@require_safe
def plan_lineage(request: HttpRequest, pk: int) -> HttpResponse:
    """One plan, link by link."""
    plan = get_visible(with_parts(Plan.objects.with_people()), request.user, pk=pk)
    publication = Publication.objects.filter(plan=plan).select_related("plan").first()
    return render(
        request,
        "actionplans/lineage.html",
        {
            "plan": plan,
            "way": lineage.of(plan, user=request.user),
            "check_ins": came_back.told_of(plan, user=request.user).order_by("number") if plan.adopted_at else (),
            "publication": publication,
            "updates": publication.updates.select_related("check_in").order_by("check_in__number")
            if publication
            else (),
        },
    )
