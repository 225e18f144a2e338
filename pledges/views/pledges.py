"""Pages of the pledges: all counties with what each lacks, and one county's with its words, files and licence."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from foundation.accounts.access import gate, get_visible
from foundation.accounts.models import County
from foundation.accounts.roles import Permission
from foundation.accounts.scope import may, reach
from foundation.files.content import MOST_MEGABYTES
from foundation.ui.refusals import take_problems
from foundation.workflow.moves import MoveRefused
from pledges import campaign_rules, licensing, names, pledging, probing, uploading, verdicts
from pledges.forms import LicenceForm, PledgeForm
from pledges.models import Pledge

SHAPES = {"draft": "todo", "handed": "ok", "returned": "risk", "accepted": "done", "withdrawn": "released"}


@gate(Permission.SEE_PLEDGES)
@require_safe
def index(request: HttpRequest) -> HttpResponse:
    """Every county this person may see, with its pledge and what is missing (a fixed number of questions)."""
    campaign = campaign_rules.current()
    scope = reach(request.user, Permission.SEE_PLEDGES)
    counties = County.objects.all() if scope.everywhere else County.objects.filter(pk__in=scope.counties)
    rows = Pledge.objects.visible_to(request.user).filter(campaign_key=campaign.key).select_related("county")
    of_county = {one.county_id: one for one in rows.prefetch_related("media", "licences")}
    keeps = reach(request.user, Permission.KEEP_PLEDGE)
    lines = []
    for county in counties:
        pledge = of_county.get(county.pk)
        lacks = pledging.missing(pledge) if pledge and pledge.state != Pledge.State.ACCEPTED else []
        shape = SHAPES[pledge.state] if pledge else "todo"
        may_begin = pledge is None and keeps.covers(county.pk)
        lines.append({"county": county, "pledge": pledge, "missing": lacks, "shape": shape, "may_begin": may_begin})
    accepted = sum(one["pledge"] is not None and one["pledge"].state == Pledge.State.ACCEPTED for one in lines)
    return render(
        request,
        "pledges/index.html",
        {
            "campaign": campaign, "lines": lines, "accepted": accepted,
            "may_review": may(request.user, Permission.REVIEW_PLEDGES),
        },
    )  # fmt: skip


@gate(Permission.KEEP_PLEDGE)
@require_POST
def begin(request: HttpRequest) -> HttpResponse:
    """Begin a county's pledge."""
    code = request.POST.get("county", "")
    if not reach(request.user, Permission.KEEP_PLEDGE).covers(code):
        raise Http404
    county = County.objects.get(pk=code)
    made = pledging.begin(campaign=campaign_rules.current(), county=county, by=request.user, now=timezone.now())
    return redirect("pledges:pledge", pk=made.pk)


@gate(Permission.SEE_PLEDGES)
@never_cache
@require_safe
def pledge(request: HttpRequest, pk: int) -> HttpResponse:
    """One county's pledge."""
    return page_of(request, found_for(request, pk, Permission.SEE_PLEDGES))


@gate(Permission.KEEP_PLEDGE)
@require_POST
def words(request: HttpRequest, pk: int) -> HttpResponse:
    """Write what is known of it."""
    found = found_for(request, pk, Permission.KEEP_PLEDGE)
    form = PledgeForm(request.POST, instance=Pledge.objects.select_related("county").get(pk=pk))
    if form.is_valid():
        try:
            pledging.describe(pledge=found, by=request.user, now=timezone.now(), **form.cleaned_data)
            messages.success(request, _("已儲存。"))
            return redirect("pledges:pledge", pk=pk)
        except ValidationError as refused:
            take_problems(form, refused)
    return page_of(request, found, form=form, status=422)


@gate(Permission.SEE_PLEDGES)
@require_POST
def move(request: HttpRequest, pk: int) -> HttpResponse:
    """Hand it in, return it with marks, accept it, begin anew."""
    found = found_for(request, pk, Permission.SEE_PLEDGES)
    name = request.POST.get("move", "")
    known = pledging.MOVES.moves.get(name)
    if known is None or name == "withdraw" or not may(request.user, known.permission, county=found.county_id):
        raise Http404
    now = timezone.now()
    try:
        if name == "hand_in":
            pledging.hand_in(pledge=found, by=request.user, now=now)
        elif name == "return":
            marks = {one.pk: request.POST.get(f"mark-{one.pk}", "") for one in found.media.all()}
            reason = request.POST.get("reason", "")
            pledging.send_back(pledge=found, marks=marks, reason=reason, by=request.user, now=now)
        else:
            pledging.MOVES.apply(found, name, by=request.user, now=now)
    except MoveRefused as refused:
        return page_of(request, found, problems=refused.problems, status=422)
    except ValidationError as refused:
        return page_of(request, found, problems=refused.messages, status=422)
    messages.success(request, _("「%(move)s」完成。") % {"move": known.label})
    return redirect("pledges:pledge", pk=pk)


@gate(Permission.KEEP_PLEDGE)
@require_POST
def licence(request: HttpRequest, pk: int) -> HttpResponse:
    """Record the licence, or take it back with a reason."""
    found = found_for(request, pk, Permission.KEEP_PLEDGE)
    now = timezone.now()
    form = None
    problems: list[str] = []
    try:
        if request.POST.get("do") == "withdraw":
            reason = request.POST.get("reason", "")
            licensing.withdraw(pledge=found, reason=reason, by=request.user, now=now)
            messages.success(request, _("授權已撤回：公開的牆和下載都不再有這些照片和影片。"))
            return redirect("pledges:pledge", pk=pk)
        form = LicenceForm(request.POST)
        if form.is_valid():
            licensing.give(pledge=found, by=request.user, now=now, **form.cleaned_data)
            messages.success(request, _("授權已登錄。"))
            return redirect("pledges:pledge", pk=pk)
    except MoveRefused as refused:
        problems = refused.problems
    except ValidationError as refused:
        if form is not None:
            take_problems(form, refused)
        else:
            problems = refused.messages
    return page_of(request, found, licence_form=form, problems=problems, status=422)


def found_for(request: HttpRequest, pk: int, permission: Permission) -> Pledge:
    """The pledge, where this permission holds for it."""
    rows = Pledge.objects.visible_to(request.user, permission).select_related("county")
    return get_visible(rows.prefetch_related("media", "licences"), request.user, pk=pk)


def page_of(
    request: HttpRequest, found: Pledge, *, form: PledgeForm | None = None, licence_form: LicenceForm | None = None,
    problems: list[str] | None = None, status: int = 200,
) -> HttpResponse:  # fmt: skip
    """The page of a pledge, with what was typed and could not be taken."""
    campaign = found.campaign
    keeps = may(request.user, Permission.KEEP_PLEDGE, county=found.county_id)
    moves = {one.name: one for one in pledging.MOVES.possible(found, request.user)}
    listed: list[dict[str, Any]] = []
    for media, name in names.of(found, found.media.all()):
        findings = verdicts.read(media.findings)
        counts = verdicts.counts(media.findings)
        shape = "late" if media.mark or not counts else "risk" if findings else "done"
        listed.append({"media": media, "name": name, "findings": findings, "shape": shape})
    licences = list(found.licences.all())
    fresh = {"version": campaign.licence.version}
    return render(
        request,
        "pledges/pledge.html",
        {
            "pledge": found, "campaign": campaign, "shape": SHAPES[found.state], "moves": moves,
            "worded": campaign.worded(found.county.name), "named": campaign.named(found.county.name),
            "may_keep": keeps and found.is_open,
            "form": form or PledgeForm(instance=found),
            "listed": listed, "photo_megabytes": MOST_MEGABYTES, "part_bytes": uploading.PART_BYTES,
            "under_way": found.uploads.under_way() if keeps else (),  # type: ignore[attr-defined]
            "can_probe": probing.can_probe(),
            "licences": licences, "standing": next((one for one in licences if one.withdrawn_at is None), None),
            "licence_form": licence_form or LicenceForm(initial=fresh),
            "missing": pledging.missing(found) if found.state != Pledge.State.ACCEPTED else [],
            "problems": problems or [], "is_late": campaign.is_late(timezone.localdate()),
        },
        status=status,
    )  # fmt: skip
