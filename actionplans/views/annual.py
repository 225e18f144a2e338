"""Pages on annual plans: the list, one with its work items and the action plans taken up into them, its approval."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.core.paginator import Paginator
from django.db.models import Count, Prefetch, Sum
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from actionplans.followup import lights
from actionplans.kpis import starting
from actionplans.models import AnnualPlan, Decision, Milestone, Plan, Uptake, WorkItem
from actionplans.yearly import annual as annual_plans
from actionplans.yearly import patterns, uptakes
from actionplans.yearly.annual_forms import AnnualPlanForm, AnnualTitleForm, ApprovalForm, WorkItemForm
from foundation.accounts import trail_lines
from foundation.accounts.access import gate, get_visible
from foundation.accounts.models import County
from foundation.accounts.roles import Permission
from foundation.accounts.scope import may, reach
from foundation.audit import trail
from foundation.taiwan import roc
from foundation.workflow.moves import MoveRefused

PAGE = 30
OPEN_ONES = 10  # undecided action plans that a page lists before it says how many more there are
SHAPES = {AnnualPlan.State.DRAFT: "todo", AnnualPlan.State.ISSUED: "done"}
SEE, EDIT = Permission.SEE_ANNUAL_PLANS, Permission.EDIT_ANNUAL_PLANS


@gate(SEE)
@require_safe
def annual_list(request: HttpRequest) -> HttpResponse:
    """The annual plans this person may see, the latest year first."""
    rows = AnnualPlan.objects.visible_to(request.user).select_related("county").order_by("-year", "county__position")
    wanted = request.GET.get("county", "")
    if wanted:
        rows = rows.filter(county=wanted)
    scope = reach(request.user, SEE)
    page = Paginator(rows, PAGE).get_page(request.GET.get("page"))
    keys = [one.pk for one in page]
    summed = WorkItem.objects.filter(annual__in=keys).order_by().values("annual")
    items = {one["annual"]: one for one in summed.annotate(number=Count("pk"), money=Sum("budget"))}
    taken = _counted(keys)
    for one in page:
        one.shape = SHAPES[AnnualPlan.State(one.state)]  # type: ignore[attr-defined]
        one.items_count = items.get(one.pk, {}).get("number", 0)  # type: ignore[attr-defined]
        one.money = items.get(one.pk, {}).get("money")  # type: ignore[attr-defined]
        one.taken = taken.get((one.pk, Uptake.State.TAKEN), 0)  # type: ignore[attr-defined]
        one.planned = taken.get((one.pk, Uptake.State.PLANNED), 0)  # type: ignore[attr-defined]
    return render(
        request,
        "actionplans/annual_list.html",
        {
            "page": page,
            "wanted": wanted,
            "counties": County.objects.all() if scope.everywhere else (),
            "may_edit": may(request.user, EDIT),
        },
    )


def _counted(keys: Iterable[int]) -> dict[tuple[int, str], int]:
    """How many action plans are or are to be in each annual plan (one query)."""
    rows = Plan.objects.filter(uptake__annual__in=keys).order_by().values_list("uptake__annual", "uptake__state")
    return {(annual, state): number for annual, state, number in rows.annotate(number=Count("pk"))}


@gate(EDIT)
@require_http_methods(["GET", "HEAD", "POST"])
def new(request: HttpRequest) -> HttpResponse:
    """Begin the annual plan of a year, from nothing or from an earlier one (`?like=`)."""
    counties = list(County.objects.filter(pk__in=reach(request.user, EDIT).counties))
    now = timezone.now()
    text = request.GET.get("like", "")
    like = AnnualPlan.objects.visible_to(request.user, EDIT).filter(pk=text if text.isdecimal() else 0).first()
    home = like.county if like else counties[0]
    year = annual_plans.next_year(home, on=timezone.localdate(now))
    first = {"county": home, "like": like, "year": year - roc.OFFSET if roc.in_chinese() else year}
    form = AnnualPlanForm(
        request.POST if request.method == "POST" else None, counties=counties, initial=first,
        example=annual_plans.usual_title(home, year), patterns=patterns.shipped(),
    )  # fmt: skip
    if request.method == "POST" and form.is_valid():
        facts = dict(form.cleaned_data)
        try:
            code = facts.pop("pattern", "")
            given = {"county": facts.pop("county", counties[0]), "by": request.user, "now": now, **facts}
            if code:
                given.pop("like")
                made = starting.like_shipped(code=code, **given)
            else:
                made = annual_plans.draw_up(**given)
            copied = _("已開始「%(annual)s」，工作項目已經複製過來，請逐項確認。")
            blank = _("已開始「%(annual)s」，接著加入工作項目。")
            messages.success(request, (copied if facts["like"] or code else blank) % {"annual": made})
            return redirect("actionplans:annual", pk=made.pk)
        except ValidationError as refused:
            form.refuse(refused)
    return render(request, "actionplans/annual_new.html", {"form": form}, status=422 if form.errors else 200)


def edited(request: HttpRequest, pk: int) -> AnnualPlan:
    """An annual plan that this person may change."""
    rows = AnnualPlan.objects.visible_to(request.user, EDIT).select_related("county")
    return get_visible(rows, request.user, pk=pk)


def edited_item(request: HttpRequest, pk: int) -> WorkItem:
    """A work item that this person may change."""
    rows = WorkItem.objects.visible_to(request.user, EDIT).select_related("annual__county")
    return get_visible(rows, request.user, pk=pk)


@gate(SEE)
@require_safe
def annual(request: HttpRequest, pk: int) -> HttpResponse:
    """One annual plan: its work items, and the action plans that are in each with their lights."""
    return page_of(request, get_visible(AnnualPlan.objects.select_related("county"), request.user, pk=pk))


def page_of(
    request: HttpRequest, found: AnnualPlan, *, approval: ApprovalForm | None = None, problems: list[str] | None = None,
    status: int = 200,
) -> HttpResponse:  # fmt: skip
    """The page of an annual plan (a fixed number of queries).

    Args:
        approval: what was typed of an approval and could not be taken.
    """
    items = list(found.items.all())
    inside = _inside(request, found)
    for one in items:
        one.plans = [plan for plan in inside if plan.uptake.item_id == one.pk]  # type: ignore[attr-defined,union-attr]
    edits = reach(request.user, EDIT).covers(found.county_id)
    draft = found.state == AnnualPlan.State.DRAFT
    open_ones = Plan.objects.adopted().filter(county=found.county_id, uptake=None).order_by("code") if edits else None
    counted = _counted([found.pk])
    today = timezone.localdate()
    return render(
        request,
        "actionplans/annual.html",
        {
            "annual": found,
            "shape": SHAPES[AnnualPlan.State(found.state)],
            "items": items,
            "whole": [plan for plan in inside if plan.uptake and plan.uptake.item_id is None],
            "money": sum(one.budget or 0 for one in items),
            "taken": counted.get((found.pk, Uptake.State.TAKEN), 0),
            "planned": counted.get((found.pk, Uptake.State.PLANNED), 0),
            "unseen": sum(counted.values()) - len(inside),
            "may_edit": edits,
            "arranges": edits and draft,
            "open_ones": open_ones[:OPEN_ONES] if open_ones is not None else (),
            "open_count": open_ones.count() if open_ones is not None else 0,
            "approval": (
                approval or ApprovalForm(initial=_approved(found) | {"approved_on": found.approved_on or today})
            )
            if edits and draft
            else None,
            "problems": problems or [],
            "events": trail_lines.read(trail.history_of(found)[:30])
            if reach(request.user, Permission.READ_TRAIL).covers(found.county_id)
            else None,
        },
        status=status,
    )


def _approved(found: AnnualPlan) -> dict[str, Any]:
    return {"document_number": found.document_number, "approver": found.approver}


def _inside(request: HttpRequest, found: AnnualPlan) -> list[Plan]:
    """The action plans that are or are to be in it, those this person may see, each with its light."""
    rows = (
        Plan.objects.visible_to(request.user).adopted().filter(uptake__annual=found, uptake__state__in=uptakes.GOES_IN)
    )
    rows = rows.select_related("uptake").prefetch_related(
        Prefetch("milestones", Milestone.objects.with_reports()),
        Prefetch("decisions", Decision.objects.select_related("into")),
    )
    today = timezone.localdate()
    plans = list(rows.order_by("code"))
    for one in plans:
        one.light = lights.of(one, on=today)  # type: ignore[attr-defined]
    return plans


@gate(EDIT)
@require_http_methods(["GET", "HEAD", "POST"])
def edit(request: HttpRequest, pk: int) -> HttpResponse:
    """Change what it is called, its vision and its strategies, as long as it is a draft."""
    found = edited(request, pk)
    form = AnnualTitleForm(request.POST if request.method == "POST" else None, instance=AnnualPlan.objects.get(pk=pk))
    if request.method == "POST" and form.is_valid():
        try:
            annual_plans.describe(annual=found, by=request.user, now=timezone.now(), **form.cleaned_data)
            messages.success(request, _("已儲存。"))
            return redirect("actionplans:annual", pk=pk)
        except ValidationError as refused:
            form.refuse(refused)
    given = {"form": form, "annual": found}
    return render(request, "actionplans/annual_edit.html", given, status=422 if form.errors else 200)


@gate(EDIT)
@require_POST
def move(request: HttpRequest, pk: int) -> HttpResponse:
    """Write down its approval, or open it to be revised."""
    found, now = edited(request, pk), timezone.now()
    name = request.POST.get("move", "")
    form = ApprovalForm(request.POST)
    try:
        if name == "reopen":
            annual_plans.reopen(annual=found, reason=request.POST.get("reason", ""), by=request.user, now=now)
        elif name != "issue":
            raise Http404
        elif form.is_valid():
            planned = _counted([pk]).get((pk, Uptake.State.PLANNED), 0)
            annual_plans.issue(annual=found, by=request.user, now=now, **form.cleaned_data)
            along = ngettext(
                "已登錄核定，%(count)s 件預定納入的行動方案一起改成納入。",
                "已登錄核定，%(count)s 件預定納入的行動方案一起改成納入。",
                planned,
            ) % {"count": planned}
            messages.success(request, along if planned else _("已登錄核定，內容鎖定。"))
        else:
            return page_of(request, found, approval=form, status=422)
    except MoveRefused as refused:
        fresh = edited(request, pk)
        kept = form if name == "issue" and fresh.state == AnnualPlan.State.DRAFT else None
        return page_of(request, fresh, approval=kept, problems=[str(one) for one in refused.problems], status=422)
    except ValidationError as refused:
        form.refuse(refused)
        return page_of(request, edited(request, pk), approval=form, status=422)
    return redirect("actionplans:annual", pk=pk)


@gate(EDIT)
@require_http_methods(["GET", "HEAD", "POST"])
def item_new(request: HttpRequest, pk: int) -> HttpResponse:
    """Add a work item."""
    found = edited(request, pk)
    form = WorkItemForm(request.POST if request.method == "POST" else None, annual=found)
    if request.method == "POST" and form.is_valid():
        try:
            made = annual_plans.add_item(annual=found, by=request.user, now=timezone.now(), **form.cleaned_data)
            messages.success(request, _("已加入「%(item)s」。") % {"item": made})
            if "more" in request.POST:
                return redirect("actionplans:work_item_new", pk=pk)
            return _back(made)
        except ValidationError as refused:
            form.refuse(refused)
    given = {"form": form, "annual": found}
    return render(request, "actionplans/work_item_edit.html", given, status=422 if form.errors else 200)


@gate(EDIT)
@require_http_methods(["GET", "HEAD", "POST"])
def item_edit(request: HttpRequest, pk: int) -> HttpResponse:
    """Change what a work item says."""
    item = edited_item(request, pk)
    form = WorkItemForm(
        request.POST if request.method == "POST" else None, instance=WorkItem.objects.get(pk=pk), annual=item.annual
    )  # fmt: skip
    if request.method == "POST" and form.is_valid():
        try:
            annual_plans.change_item(item=item, by=request.user, now=timezone.now(), **form.cleaned_data)
            messages.success(request, _("已儲存「%(item)s」。") % {"item": form.cleaned_data["title"]})
            return _back(item)
        except ValidationError as refused:
            form.refuse(refused)
    given = {"form": form, "annual": item.annual, "item": item}
    return render(request, "actionplans/work_item_edit.html", given, status=422 if form.errors else 200)


@gate(EDIT)
@require_POST
def item_arrange(request: HttpRequest, pk: int) -> HttpResponse:
    """Move a work item up or down, or take it out."""
    item = edited_item(request, pk)
    given: dict[str, Any] = {"item": item, "by": request.user, "now": timezone.now()}
    do = request.POST.get("do", "")
    try:
        if do in ("up", "down"):
            annual_plans.move_item(up=do == "up", **given)
        elif do == "out":
            annual_plans.remove_item(**given)
            return redirect(f"{reverse('actionplans:annual', args=[item.annual_id])}#items")
    except ValidationError as refused:
        messages.error(request, " ".join(refused.messages))
    return _back(item)


def _back(item: WorkItem) -> HttpResponse:
    return redirect(f"{reverse('actionplans:annual', args=[item.annual_id])}#item-{item.pk}")
