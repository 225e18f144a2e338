"""Pages on who stands where: a county's or unit's lists, a team, and the run that assesses a whole county."""

from __future__ import annotations

import time
from urllib.parse import urlencode

from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from foundation.accounts.access import gate
from foundation.accounts.models import County
from foundation.accounts.roles import Permission
from foundation.accounts.scope import reach
from foundation.jobs import work
from foundation.jobs.models import Job
from volunteers.awards import books, lists, runs
from volunteers.awards.award_forms import KINDS, NEW, ListForm
from volunteers.models import AwardRun, AwardStanding, Unit
from volunteers.views.awards import counties_decided_by

JOB = "awards"
PAUSE = 0.15
ROWS, MOST_UNITS = 50, 500
SEE = Permission.SEE_VOLUNTEERS
State = AwardStanding.State
Stage = AwardRun.Stage
SHAPES = {State.ELIGIBLE: "done", State.CANDIDATE: "ok", State.UNKNOWN: "risk", State.SOON: "todo"}


@gate(SEE)
@require_safe
def award_lists(request: HttpRequest) -> HttpResponse:
    """Counts by award and the people of one list, a page at a time; what is shown stands in the address."""
    on = timezone.localdate()
    rules = books.every(on)
    form = ListForm(request.GET, awards=rules)
    form.is_valid()
    wanted = {name: form.cleaned_data.get(name) or "" for name in ("unit", "award", "kind", "which")}
    place = lists.standings(request.user, on=on, unit=wanted["unit"] or None)
    rows = lists.standings(
        request.user, on=on, unit=wanted["unit"] or None, award=wanted["award"], state=wanted["which"],
        kind=wanted["kind"],
    )  # fmt: skip
    page = Paginator(lists.with_names(rows, request.user, on), ROWS).get_page(request.GET.get("page"))
    for one in page:
        one.rule, one.shape, one.said = rules.get(one.award), SHAPES[State(one.state)], lists.said(one)
        one.url = _page_of(one)
    counted = lists.counts(place, rules)
    units = Unit.objects.visible_to(request.user, SEE).select_related("organisation", "county")
    return render(
        request,
        "volunteers/award_lists.html",
        {
            "page": page,
            "wanted": wanted,
            "counted": [
                {"award": one, **{state: numbers.get(state, 0) for state in State.values}} for one, numbers in counted
            ],
            "chosen": rules.get(wanted["award"]),
            "new": lists.standings(request.user, on=on, unit=wanted["unit"] or None, state=NEW).count(),
            "states": [*State.choices],
            "kinds": list(KINDS.items()),
            "units": list(units.order_by("county__position", "number")[:MOST_UNITS]),
            "runs": lists.latest_runs(request.user),
            "counties": counties_decided_by(request),
            "asked": urlencode({name: value for name, value in wanted.items() if value}),
            "place": urlencode({"unit": wanted["unit"]} if wanted["unit"] else {}),
        },
    )


def _page_of(one: AwardStanding) -> str:
    """Where it is said why."""
    if one.unit_id is not None:
        return reverse("volunteers:unit_awards", args=[one.unit_id])
    if one.family_id is not None:
        return reverse("volunteers:family", args=[one.family_id])
    assert one.volunteer is not None  # noqa: S101  a standing is of one of the three
    return reverse("volunteers:person_awards", args=[one.volunteer.key])


@gate(Permission.REVIEW_UNITS)
@require_POST
def run_start(request: HttpRequest) -> HttpResponse:
    """Assess everybody of a county, or go on where the last run stopped."""
    allowed = {county.pk for county in counties_decided_by(request)}
    code = request.POST.get("county") or next(iter(sorted(allowed)), "")
    if code not in allowed:
        raise Http404
    county, now = get_object_or_404(County, pk=code), timezone.now()
    run = runs.start(county=county, on=timezone.localdate(now), now=now, by=request.user)
    job = work.start(
        kind=JOB, label=lambda: _("評估%(county)s的獎項資格") % {"county": county.shown}, by=request.user,
        params={"award_run": run.pk}, now=now, language=request.LANGUAGE_CODE,
    )  # fmt: skip
    return redirect("jobs:job", pk=job.pk)


def in_background(job: Job, progress: work.Progress) -> None:
    """Do what is left of a run; `params` hold its key."""
    run = AwardRun.objects.filter(pk=job.params["award_run"], finished_on=None).first()
    if run is None:
        return

    def tell(done: AwardRun) -> None:
        told = {"count": f"{done.seen:,}", "stage": Stage(done.stage).label}
        words = _("正在評估%(stage)s，已看過 %(count)s 個") % told
        progress(done.seen, max(done.whole, done.seen), words)
        time.sleep(PAUSE)

    runs.go_on(run, today=timezone.localdate(), tell=tell)


def may_have(job: Job) -> bool:
    """Whether whoever asked for a run may still see the county's lists."""
    run = AwardRun.objects.filter(pk=job.params["award_run"]).first()
    return run is not None and reach(job.by, Permission.REVIEW_UNITS).covers(run.county_id)


def address(job: Job) -> str:
    """Where the lists are."""
    return reverse("volunteers:award_lists")
