"""Pages on plans: one plan, its editing and its adoption."""

from __future__ import annotations

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from actionplans import call
from actionplans.consensus import adoption, since_kept
from actionplans.consensus.forms import PlanForm
from actionplans.followup import came_back, checkin_links, decisions, lights, milestones, who_reads
from actionplans.models import AnnualPlan, Plan, Publication, by_month, with_parts
from actionplans.tracking import reached
from actionplans.views.check_in_looks import with_marks
from actionplans.writing import choices
from actionplans.yearly import uptakes
from foundation.accounts import trail_lines
from foundation.accounts.access import gate, get_visible
from foundation.accounts.roles import Permission
from foundation.accounts.scope import reach
from foundation.audit import trail


@gate(Permission.SEE_PLANS)
def plan(request: HttpRequest, pk: int) -> HttpResponse:
    """One plan: what it promises, and the tables it came from."""
    rows = with_parts(Plan.objects.with_people().select_related("uptake__annual", "uptake__item"))
    found = get_visible(rows, request.user, pk=pk)
    ideas = list(found.ideas.all())
    today = timezone.localdate()
    points = list(found.milestones.with_reports().with_postponements())
    for one in points:
        one.waits = lights.waiting(one, on=today)  # type: ignore[attr-defined]
    followed = bool(points) and who_reads.follows(found, request.user)
    held_on = found.workshop.date
    return render(
        request,
        "actionplans/plan.html",
        {
            "plan": found,
            "item": call.ITEM_BY_CODE.get(found.call_item),
            "months": by_month(found.results.all()),
            "ideas": ideas,
            "several": len(ideas) > 1,
            "milestones": points,
            "light": lights.light(lights.points_of(points), on=today, decided=lights.decided_on(found))
            if points
            else None,
            "next": milestones.next_of(points),
            "check_ins": with_marks(request, came_back.told_of(found, user=request.user)) if points else (),
            "may_follow_up": followed,
            "may_decide": bool(points) and reach(request.user, Permission.DECIDE_ON_PLANS).covers(found.county_id),
            "decisions": decisions.history_of(found) if followed else (),
            "may_take_up": bool(points) and reach(request.user, Permission.EDIT_ANNUAL_PLANS).covers(found.county_id),
            "may_see_annual": bool(found.uptake) and _sees_annual(request, found),
            "uptakes": uptakes.history_of(found) if followed else (),
            "merged_here": found.merged_here.all(),
            "links": found.check_in_links.filter(notice=None)[:20],
            "sent_links": checkin_links.open_sent(found, now=timezone.now()) if followed else (),
            "notices": reached.of_plan(found),
            "now": timezone.now(),
            "month_now": milestones.month_of(held_on, today) if held_on else 0,
            "today": today,
            "missing": adoption.missing_for_adoption(found) if found.state == Plan.State.CANDIDATE else [],
            "publication": Publication.objects.filter(plan=found).first() if points else None,
            "may_publish": bool(points) and reach(request.user, Permission.PUBLISH_RESULTS).covers(found.county_id),
            "may_say": reach(request.user, Permission.GIVE_SECOND_VOICE).covers(found.county_id),
            "verdict": choices.verdict_in_words(found.verdict),
            "sdgs": choices.sdgs_in_words(found.sdgs),
            "may_change": _changeable(request, found),
            "promised": adoption.may_change(found, "title"),
            "may_read_sheets": reach(request.user, Permission.READ_SHEETS).covers(found.county_id),
            "events": trail_lines.read(trail.history_of(found)[:30])
            if reach(request.user, Permission.READ_TRAIL).covers(found.county_id)
            else None,
        },
    )


def _sees_annual(request: HttpRequest, found: Plan) -> bool:
    """Whether she may open the annual plan that this one goes into."""
    stands = found.uptake
    rows = AnnualPlan.objects.visible_to(request.user)
    return stands is not None and stands.annual_id is not None and rows.filter(pk=stands.annual_id).exists()


def _changeable(request: HttpRequest, found: Plan) -> bool:
    """Whether she may change anything of it: all while the board is open, afterwards who carries it out."""
    return reach(request.user, Permission.ADOPT_PLANS).covers(found.county_id) and adoption.may_change(
        found, "lead_agency"
    )


@gate(Permission.ADOPT_PLANS)
@require_http_methods(["GET", "POST"])
def edit(request: HttpRequest, pk: int) -> HttpResponse:
    """Change what a plan says; with 「儲存並採納」 it is adopted in the same step.

    After the report is handed in it is the page of those who carry the plan out, and leads back to the plan.
    """
    rows = Plan.objects.visible_to(request.user, Permission.ADOPT_PLANS).with_people()
    found = get_visible(rows, request.user, pk=pk)
    form = PlanForm(
        request.POST or None, instance=Plan.objects.select_related("workshop").get(pk=pk), workshop=found.workshop
    )
    promised = adoption.may_change(found, "title")
    found.newer = since_kept.of([found]).get(found.pk, []) if promised else []  # type: ignore[attr-defined]
    if request.method == "POST" and form.is_valid():
        try:
            adoption.describe(plan=found, by=request.user, **form.cleaned_data)
            if "adopt" in request.POST:
                adopted = adoption.adopt(plan=found, by=request.user, now=timezone.now())
                _say_adopted(request, adopted)
            else:
                messages.success(request, _("已儲存「%(plan)s」。") % {"plan": form.cleaned_data.get("title", found)})
            if not promised:
                return redirect("actionplans:plan", pk=pk)
            return redirect("actionplans:board", pk=found.workshop_id)
        except ValidationError as problem:
            for sentence in problem.messages:
                form.add_error(None, sentence)
    return render(
        request,
        "actionplans/plan_edit.html",
        {
            "plan": found,
            "form": form,
            "promised": promised,
            "may_change": _changeable(request, found),
            "may_adopt": promised,
        },
        status=422 if form.errors else 200,
    )


def _say_adopted(request: HttpRequest, adopted: Plan) -> None:
    messages.success(request, _("已採納「%(plan)s」，編號 %(code)s。") % {"plan": adopted, "code": adopted.code})
    if odd := adoption.oddity(adopted, on=adoption.adopted_on(adopted, timezone.now())):
        messages.warning(request, odd)


@gate(Permission.ADOPT_PLANS)
@require_POST
def take_newer(request: HttpRequest, pk: int) -> HttpResponse:
    """Let a plan say what its table has written since its idea was kept."""
    found = get_visible(Plan.objects.visible_to(request.user, Permission.ADOPT_PLANS), request.user, pk=pk)
    try:
        plan = since_kept.take_over(plan=found, names=request.POST.getlist("take"), by=request.user, now=timezone.now())
        messages.success(request, _("已把小組後來寫的帶入「%(plan)s」。") % {"plan": plan})
    except ValidationError as problem:
        messages.error(request, " ".join(problem.messages))
    return redirect("actionplans:board", pk=found.workshop_id)


@gate(Permission.ADOPT_PLANS)
@require_POST
def adopt(request: HttpRequest, pk: int) -> HttpResponse:
    """Adopt a candidate that lacks nothing."""
    found = get_visible(Plan.objects.visible_to(request.user, Permission.ADOPT_PLANS), request.user, pk=pk)
    try:
        adopted = adoption.adopt(plan=found, by=request.user, now=timezone.now())
        _say_adopted(request, adopted)
    except ValidationError as problem:
        messages.error(request, " ".join(problem.messages))
    return redirect(reverse("actionplans:board", args=[found.workshop_id]) + f"#plan-{pk}")


@gate(Permission.ADOPT_PLANS)
@require_POST
def withdraw(request: HttpRequest, pk: int) -> HttpResponse:
    """Take an adoption back, with a reason."""
    found = get_visible(Plan.objects.visible_to(request.user, Permission.ADOPT_PLANS), request.user, pk=pk)
    try:
        adoption.withdraw(plan=found, reason=request.POST.get("reason", ""), by=request.user, now=timezone.now())
        messages.success(request, _("已撤回「%(plan)s」的採納，編號保留給它。") % {"plan": found})
    except ValidationError as problem:
        messages.error(request, " ".join(problem.messages))
    return redirect(reverse("actionplans:board", args=[found.workshop_id]) + f"#plan-{pk}")
