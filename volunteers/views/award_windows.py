"""Pages on windows: which awards take proposals, opening one, and what has come in."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.core.paginator import Paginator
from django.db.models import Count, Q
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from foundation.accounts.access import gate, get_visible
from foundation.accounts.roles import Permission
from foundation.accounts.scope import reach
from foundation.ui.refusals import take_problems
from volunteers.awards import books
from volunteers.models import AwardCandidate, AwardProposal, AwardWindow, Unit
from volunteers.proposing import committee, windows
from volunteers.proposing.proposal_forms import TAIWAN_ERA, StartForm, WindowForm
from volunteers.rules import award_routes
from volunteers.rules.award_routes import PAPERS

SEE, KEEP, REVIEW = Permission.SEE_UNITS, Permission.KEEP_VOLUNTEERS, Permission.REVIEW_UNITS
ROWS = 30
State = AwardCandidate.State
SHAPES = {
    State.DRAFT: "todo", State.SUBMITTED: "ok", State.RETURNED: "risk", State.FORWARDED: "ok", State.APPROVED: "done",
    State.DECLINED: "released", State.WITHDRAWN: "released",
}  # fmt: skip


def told(window: AwardWindow, on: Any) -> AwardWindow:
    """A window with what its page says of it: the award, and whether it is open."""
    window.rule = books.of_window(window.award, window.opens_on)
    window.pk_text = str(window.pk)
    window.shape, window.stands = ("ok", _("受理中")) if window.is_open(on) else (
        ("todo", _("尚未開始")) if on < window.opens_on else ("released", _("已截止"))
    )  # fmt: skip
    return window


@gate(SEE)
@require_safe
def window_list(request: HttpRequest) -> HttpResponse:
    """The windows of the counties this person sees, the last to close first (a fixed number of questions)."""
    return _list_page(request)


def _list_page(request: HttpRequest, start: StartForm | None = None, status: int = 200) -> HttpResponse:
    on = timezone.localdate()
    mine = AwardCandidate.objects.visible_to(request.user).values("pk")
    here = Q(candidates__in=mine)
    rows = AwardWindow.objects.visible_to(request.user).select_related("county").annotate(
        waiting=Count("candidates", filter=here & Q(candidates__state=State.SUBMITTED), distinct=True),
        back=Count("candidates", filter=here & Q(candidates__state=State.RETURNED), distinct=True),
        approved=Count("candidates", filter=here & Q(candidates__state=State.APPROVED), distinct=True),
    )  # fmt: skip
    page = Paginator(rows.order_by("-closes_on", "-pk"), ROWS).get_page(request.GET.get("page"))
    for one in page:
        told(one, on)
    county, offered = windows.opened_by(request.user, on)
    if county and start is None:
        start = StartForm(offered=offered, initial={"year": on.year - TAIWAN_ERA})
    return render(
        request,
        "volunteers/award_windows.html",
        {
            "page": page, "start": start if county else None, "county": county,
            "keeps": bool(reach(request.user, KEEP)),
            "scores": AwardWindow.objects.scored_by(request.user).exists(),
        },
        status=status,
    )  # fmt: skip


@gate(REVIEW)
@require_http_methods(["GET", "HEAD", "POST"])
def window_open(request: HttpRequest) -> HttpResponse:
    """Open an award for a year: the form starts with what the sources say."""
    on, now = timezone.localdate(), timezone.now()
    county, offered = windows.opened_by(request.user, on)
    if county is None:
        raise Http404
    if request.method != "POST" and "award" not in request.GET:
        return redirect("volunteers:award_windows")
    start = StartForm(request.GET if request.method != "POST" else request.POST, offered=offered)
    if not start.is_valid():
        return _list_page(request, start, 422)
    award, year = (
        next(one for one in offered if one.code == start.cleaned_data["award"]),
        start.cleaned_data["year"] + TAIWAN_ERA,
    )
    form = WindowForm(
        request.POST if request.method == "POST" else None,
        initial={"opens_on": on, **windows.started_with(award, year)},
    )
    if request.method == "POST" and form.is_valid():
        try:
            made = windows.open_window(
                county=county, award=award.code, year=year, values=_values(form), by=request.user, now=now, on=on
            )
        except ValidationError as refused:
            take_problems(form, refused)
        else:
            messages.success(request, _("已開始受理。單位現在看得到。"))
            return redirect("volunteers:award_window", pk=made.pk)
    return render(
        request,
        "volunteers/award_window_edit.html",
        {"form": form, "award": award, "year": year - TAIWAN_ERA, "start": start, "route": award_routes.route(award)},
        status=422 if form.errors else 200,
    )


def _values(form: WindowForm) -> dict[str, Any]:
    return dict(form.cleaned_data)


def reviewed(request: HttpRequest, pk: int) -> AwardWindow:
    """A window that this person decides on: her county's, or one for an award that her office gives."""
    rows = AwardWindow.objects.visible_to(request.user, REVIEW).select_related("county")
    return get_visible(rows, request.user, pk=pk)


@gate(SEE)
@require_safe
def window(request: HttpRequest, pk: int) -> HttpResponse:
    """One window: its days and papers, and the proposals in it that this person sees."""
    on = timezone.localdate()
    found = told(get_visible(AwardWindow.objects.select_related("county"), request.user, pk=pk), on)
    rows = AwardProposal.objects.visible_to(request.user).filter(window=found).select_related("unit__organisation")
    rows = rows.annotate(**{
        state: Count("candidates", filter=Q(candidates__state=state)) for state in State.values
    })  # fmt: skip
    units = Unit.objects.visible_to(request.user, KEEP).filter(county=found.county_id).select_related("organisation")
    decides = AwardWindow.objects.visible_to(request.user, REVIEW).filter(pk=pk).exists()
    return render(
        request,
        "volunteers/award_window.html",
        {
            "window": found,
            "route": award_routes.route(found.rule) if found.rule else None,
            "papers": [PAPERS[key].label for key in PAPERS if key in found.papers],
            "page": Paginator(rows.order_by("unit__number"), ROWS).get_page(request.GET.get("page")),
            "units": list(units.order_by("number")[:500]),
            "late": windows.late(found, on),
            "decides": decides,
            "unfinished": committee.unfinished(found) if decides and found.has_committee else "",
            "may_list": bool(reach(request.user, Permission.SEE_VOLUNTEERS)),
        },
    )


@gate(REVIEW)
@require_http_methods(["GET", "HEAD", "POST"])
def window_change(request: HttpRequest, pk: int) -> HttpResponse:
    """Change a window's days, papers and numbers."""
    found = told(reviewed(request, pk), timezone.localdate())
    if found.rule is None:
        raise Http404
    form = WindowForm(request.POST if request.method == "POST" else None, initial=WindowForm.started_with(found))
    if request.method == "POST" and form.is_valid():
        try:
            windows.change(window=found, values=_values(form), by=request.user, now=timezone.now())
        except ValidationError as refused:
            take_problems(form, refused)
        else:
            messages.success(request, _("已儲存。"))
            return redirect("volunteers:award_window", pk=pk)
    return render(
        request,
        "volunteers/award_window_edit.html",
        {
            "form": form, "award": found.rule, "year": found.year - TAIWAN_ERA, "window": found,
            "route": award_routes.route(found.rule),
        },
        status=422 if form.errors else 200,
    )  # fmt: skip
