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
from foundation.accounts.scope import reach
from foundation.exports.registry import UnknownExport
from foundation.workflow.moves import MoveRefused
from volunteers.models import Authority, ResultReport, ResultSum
from volunteers.models.result import SUMMED, Term
from volunteers.reporting import places, result_papers, showing, summing
from volunteers.reporting.places import Overview
from volunteers.reporting.wanted import is_year

from .results import FORMATS, SEE, respond_paper

HALVES = (Term.FIRST, Term.SECOND)
SHAPES = {ResultSum.State.SUBMITTED: "ok", ResultSum.State.RETURNED: "risk", ResultSum.State.ACCEPTED: "done"}


def _overview(request: HttpRequest, query: QueryDict) -> Overview:
    """The period that is asked for, where this person sees sums; the latest one where none is named."""
    year, term = query.get("year", ""), query.get("term", "")
    if not is_year(year):
        latest = ResultReport.objects.visible_to(request.user).order_by("-last_on", "pk").first()
        year = str(latest.year if latest else timezone.localdate().year)
    try:
        return places.read(
            request.user, on=timezone.localdate(), year=int(year), term=term if term in Term.values else "",
            county=query.get("county", "")[:3], authority=query.get("authority", "")[:24],
        )  # fmt: skip
    except UnknownExport as unknown:
        raise Http404 from unknown


@gate(SEE)
@require_safe
def sums(request: HttpRequest) -> HttpResponse:
    """Where a period stands, and its figures."""
    return _page(request, _overview(request, request.GET))


def _page(
    request: HttpRequest, found: Overview, *, problems: Any = (), status: int = 200, about: str = "", reason: str = ""
) -> HttpResponse:
    """The page of a period.

    Args:
        about: what could not be done: the code of an authority (empty: this very place) to be closed, or `sum-` and
            the key of a sum to be given back.
        reason: what was written for it, so that it is not lost.
    """
    user, own = request.user, found.own
    kept = {about: reason} if problems else {}
    offices = {one.pk: one for one in Authority.objects.filter(pk__in=[each.authority for each in found.below])}
    is_summed = found.term in SUMMED
    whole = {each.pk for each in places.offices_of(user, str(found.county.pk))} if found.county else set()
    below = []
    for one in found.below:
        office = offices.get(one.authority) if one.authority else None
        closes = is_summed and office is not None and places.may_close(user, one.county, office)
        up = one.sum is not None and one.sum.is_locked
        below.append(
            {
                "one": one, "shape": SHAPES[ResultSum.State(one.sum.state)] if one.sum else "",
                "closes": closes and not up and one.counts["accepted"],
                "answers": one.sum is not None and up and places.may_answer(user, one.sum),
                "leads": not found.is_part or one.authority in whole,
                "reason": kept.get(one.code, "") if one.code else "",
                "back": kept.get(f"sum-{one.sum.pk}", "") if one.sum else "",
            }
        )  # fmt: skip
    county = str(found.county.pk) if found.county else None
    one_office = len(whole) == 1
    listed = "" if found.term == Term.YEAR else found.term
    closes = is_summed and not found.is_part and places.may_close(user, county, found.authority)
    above = found.whole.reports if found.authority or found.county else found.ready
    periods = ResultReport.objects.visible_to(user).order_by("-year", "term").values_list("year", "term").distinct()
    live = found.whole if found.frozen else None
    return render(
        request,
        "volunteers/result_sums.html",
        {
            "found": found, "below": below, "parts": showing.sum_parts(found.settled, found.distinct, live),
            "own": own, "own_shape": SHAPES[ResultSum.State(own.state)] if own else "",
            "closes_own": closes and not (own and own.is_locked) and bool(above),
            "missing": found.whole.waiting if found.authority else 0 if found.county else found.of - found.ready,
            "reason_own": kept.get("", ""), "back_own": kept.get(f"sum-{own.pk}", "") if own else "",
            "answers_own": own is not None and own.is_locked and places.may_answer(user, own),
            "years": sorted({year for year, _term in periods}, reverse=True),
            "terms": [(code, name) for code, name in Term.choices if code in HALVES],
            "counties": places.counties_of(user) if reach(user, SEE).everywhere else (), "problems": problems,
            "up": f"?{_query(found.year, found.term, found.county)}" if found.authority and not one_office else "",
            "listed": f"?{_query(found.year, listed, found.county, found.authority)}",
            "asked": f"?{_query(found.year, found.term, found.county, found.authority)}",
        },
        status=status,
    )  # fmt: skip


@gate(SEE)
@require_POST
def close(request: HttpRequest) -> HttpResponse:
    """Sum a period up and hand it on; the association settles the nation's."""
    query = request.POST.copy()
    office = query.pop("authority", [""])[-1]
    found = _overview(request, query)
    authority = None
    if office:
        known = places.offices_of(request.user, str(found.county.pk)) if found.county else []
        authority = next((one for one in known if one.code == office), None)
        if authority is None:
            raise Http404
    county = str(found.county.pk) if found.county else None
    if not places.may_close(request.user, county, authority):
        raise Http404
    act = {"year": found.year, "term": found.term, "by": request.user, "now": timezone.now(),
           "reason": request.POST.get("reason", "")[: summing.LONGEST]}  # fmt: skip
    try:
        if found.county is None:
            summing.close_nation(**act)
        elif authority is None:
            summing.close_county(county=found.county, **act)
        else:
            summing.close_authority(county=found.county, authority=authority, **act)
    except MoveRefused as refused:
        here = found.authority is not None and authority == found.authority
        about = "" if authority is None or here else authority.code
        return _page(request, found, problems=refused.problems, status=422, about=about, reason=act["reason"])
    messages.success(request, _("已彙整送出，合計從現在起鎖定。") if county else _("已定案，合計從現在起鎖定。"))
    return redirect(_address(found.year, found.term, found.county, found.authority))


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
            summing.accept(sum_=one, by=request.user, now=now, seen=request.POST.get("seen", ""))
            messages.success(request, _("已核定這份彙整。"))
        else:
            summing.send_back(sum_=one, reason=request.POST.get("reason", ""), by=request.user, now=now)
            messages.success(request, _("已退回重新彙整。"))
    except (MoveRefused, ValidationError) as refused:
        said = refused.problems if isinstance(refused, MoveRefused) else refused.messages
        county = str(one.county_id or "")
        found = places.read(request.user, on=timezone.localdate(), year=one.year, term=one.term, county=county)
        reason = request.POST.get("reason", "")[: summing.LONGEST]
        return _page(request, found, problems=said, status=422, about=f"sum-{one.pk}", reason=reason)
    return redirect(_address(one.year, one.term, one.county))


def _query(year: int, term: str, county: County | None, authority: Authority | None = None) -> str:
    query = QueryDict(mutable=True)
    query.update({"year": str(year), "term": term, "county": str(county.pk) if county else ""})
    if authority is not None:
        query["authority"] = authority.code
    return query.urlencode()


def _address(year: int, term: str, county: County | None, authority: Authority | None = None) -> str:
    return f"{reverse('volunteers:result_sums')}?{_query(year, term, county, authority)}"


@gate(SEE)
@require_safe
@override(settings.LANGUAGE_CODE)
def paper(request: HttpRequest, kind: str) -> HttpResponseBase:
    """A sum on paper."""
    if kind not in FORMATS:
        raise Http404
    found = _overview(request, request.GET)
    value = result_papers.of_sum(found, now=timezone.now())
    subject: Any = found.county or request.user
    county = str(found.county.pk) if found.county else None
    return respond_paper(request, value, kind, subject, result_papers.SUM_NAME, county)
