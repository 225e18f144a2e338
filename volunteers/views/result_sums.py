"""Pages on the sums of results: a period in a county or the nation, closed, handed up, accepted and given back."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import override
from django.views.decorators.http import require_POST, require_safe

from foundation.accounts.access import gate, get_visible
from foundation.accounts.models import County
from foundation.accounts.roles import Permission
from foundation.accounts.scope import reach
from foundation.exports.registry import UnknownExport
from foundation.workflow.moves import MoveRefused
from volunteers.models import Authority, ResultReport, ResultSum
from volunteers.models.result import Term
from volunteers.reporting import places, result_papers, showing, summing
from volunteers.reporting.places import Overview

from .results import FORMATS, SEE, respond_paper

SHAPES = {ResultSum.State.SUBMITTED: "ok", ResultSum.State.RETURNED: "risk", ResultSum.State.ACCEPTED: "done"}


def _overview(request: HttpRequest, query: QueryDict) -> Overview:
    """The period that is asked for, where this person sees sums; the latest one where none is named."""
    year, term = query.get("year", ""), query.get("term", "")
    if not (year.isascii() and year.isdigit() and len(year) == 4):
        latest = ResultReport.objects.visible_to(request.user).order_by("-last_on", "pk").first()
        year = str(latest.year if latest else timezone.localdate().year)
    try:
        return places.read(
            request.user,
            on=timezone.localdate(),
            year=int(year),
            term=term if term in Term.values else "",
            county=query.get("county", "")[:3],
        )
    except UnknownExport as unknown:
        raise Http404 from unknown


@gate(SEE)
@require_safe
def sums(request: HttpRequest) -> HttpResponse:
    """Where a period stands, and its figures."""
    return _page(request, _overview(request, request.GET))


def _page(request: HttpRequest, found: Overview, *, problems: Any = (), status: int = 200) -> HttpResponse:
    user = request.user
    offices = {one.pk: one for one in Authority.objects.filter(pk__in=[each.authority for each in found.below])}
    below = []
    for one in found.below:
        office = offices.get(one.authority) if one.authority else None
        closes = bool(found.term and office) and places.may_close(user, one.county, office)
        up = one.sum is not None and one.sum.is_locked
        below.append(
            {
                "one": one, "code": office.code if office else "",
                "shape": SHAPES[ResultSum.State(one.sum.state)] if one.sum else "",
                "closes": closes and not up and one.counts["accepted"],
                "answers": one.sum is not None and up and places.may_answer(user, one.sum),
            }
        )  # fmt: skip
    own = found.own
    closes = bool(found.term and found.county) and places.may_close(user, str(found.county.pk), None)  # type: ignore[union-attr]
    periods = ResultReport.objects.visible_to(user).order_by("-year", "term").values_list("year", "term").distinct()
    query = QueryDict(mutable=True)
    query.update({"year": str(found.year), "term": found.term, "county": str(found.county.pk) if found.county else ""})
    return render(
        request,
        "volunteers/result_sums.html",
        {
            "found": found, "below": below, "parts": showing.sum_parts(
                found.whole.values, found.whole.corrections, found.distinct
            ),
            "own": own, "own_shape": SHAPES[ResultSum.State(own.state)] if own else "",
            "closes_county": closes and not (own and own.is_locked) and bool(found.whole.reports),
            "answers_county": own is not None and own.is_locked and places.may_answer(user, own),
            "years": sorted({year for year, _term in periods}, reverse=True), "terms": Term.choices,
            "counties": places.counties_of(user) if reach(user, SEE).everywhere else (), "problems": problems,
            "asked": f"?{query.urlencode()}",
        },
        status=status,
    )  # fmt: skip


@gate(Permission.REVIEW_UNITS)
@require_POST
def close(request: HttpRequest) -> HttpResponse:
    """Sum a period up and hand it on."""
    found = _overview(request, request.POST)
    office = request.POST.get("authority", "")
    authority = None
    if office:
        chosen = (
            Authority.objects.filter(county=found.county, code=office) if found.county else Authority.objects.none()
        )
        authority = chosen.first()
        if authority is None:
            raise Http404
    if found.county is None or not found.term or not places.may_close(request.user, str(found.county.pk), authority):
        raise Http404
    act = {"county": found.county, "year": found.year, "term": found.term, "by": request.user, "now": timezone.now()}
    reason = request.POST.get("reason", "")[: summing.LONGEST]
    try:
        if authority is None:
            summing.close_county(**act, reason=reason)
        else:
            summing.close_authority(**act, authority=authority, reason=reason)
    except MoveRefused as refused:
        return _page(request, found, problems=refused.problems, status=422)
    messages.success(request, _("已彙整送出，合計從現在起鎖定。"))
    return redirect(_address(found.year, found.term, found.county))


@gate(SEE)
@require_POST
def move(request: HttpRequest, pk: int) -> HttpResponse:
    """Accept a sum, or give it back."""
    one = get_visible(ResultSum.objects.select_related("county", "authority"), request.user, pk=pk)
    name = request.POST.get("move", "")
    if name not in ("accept", "return") or not places.may_answer(request.user, one):
        raise Http404
    now = timezone.now()
    try:
        if name == "accept":
            summing.accept(sum_=one, by=request.user, now=now)
            messages.success(request, _("已核定這份彙整。"))
        else:
            summing.send_back(sum_=one, reason=request.POST.get("reason", ""), by=request.user, now=now)
            messages.success(request, _("已退回重新彙整。"))
    except (MoveRefused, ValidationError) as refused:
        said = refused.problems if isinstance(refused, MoveRefused) else refused.messages
        found = places.read(
            request.user, on=timezone.localdate(), year=one.year, term=one.term, county=str(one.county_id)
        )
        return _page(request, found, problems=said, status=422)
    return redirect(_address(one.year, one.term, one.county))


def _address(year: int, term: str, county: County) -> str:
    return f"{reverse('volunteers:result_sums')}?year={year}&term={term}&county={county.pk}"


@gate(SEE)
@require_safe
@override(settings.LANGUAGE_CODE)
def paper(request: HttpRequest, kind: str) -> HttpResponseBase:
    """A sum on paper."""
    if kind not in FORMATS:
        raise Http404
    found = _overview(request, request.GET)
    state = found.own.get_state_display() if found.own else _("還沒彙整送出")
    creator = found.county.shown if found.county else _("全國")
    value = result_papers.of_sum(
        found.title, creator, found.whole, found.distinct, state=str(state), now=timezone.now()
    )
    subject: Any = found.county or request.user
    county = str(found.county.pk) if found.county else None
    return respond_paper(request, value, kind, subject, result_papers.SUM_NAME, county)
