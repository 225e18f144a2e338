"""Pages on appraising units: whose turn it is, beginning, and an authority's rules."""

from __future__ import annotations

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from foundation.accounts.access import gate, get_visible
from foundation.accounts.roles import Permission
from foundation.accounts.scope import reach
from foundation.ui.refusals import take_problems
from volunteers.evaluating import appraisals, schemes, turns
from volunteers.evaluating.appraisal_exports import units_of
from volunteers.evaluating.appraisal_forms import BeginForm, SchemeForm, first_values, last_year
from volunteers.models import AppraisalScheme, Authority, Unit
from volunteers.rules import appraising
from volunteers.rules.appraising import TURNS, Turn

SEE, REVIEW, KEEP = Permission.SEE_UNITS, Permission.REVIEW_UNITS, Permission.KEEP_UNIT
ROWS = 50
SHAPES = {
    Turn.UNSETTLED: "paused", Turn.LATER: "ok", Turn.DUE: "todo", Turn.OVERDUE: "late", Turn.SELF: "ok",
    Turn.SELF_LATE: "risk", Turn.RATING: "ok", Turn.DONE: "done",
}  # fmt: skip
BEGINS = {Turn.DUE, Turn.OVERDUE, Turn.LATER, Turn.UNSETTLED}


@gate(SEE)
@require_safe
def appraisal_list(request: HttpRequest) -> HttpResponse:
    """Whose turn it is, among the units this person reviews or keeps."""
    return _list(request)


def _list(request: HttpRequest, form: BeginForm | None = None) -> HttpResponse:
    today = timezone.localdate()
    if not (reach(request.user, REVIEW) or reach(request.user, KEEP)):
        raise Http404
    every = turns.standings(units_of(request.user), on=today)
    counts = {one: sum(1 for each in every if each.turn is one) for one in Turn}
    wanted = request.GET.get("turn", "")
    shown = [one for one in every if one.turn == wanted] if wanted in set(Turn) else every
    page = Paginator(shown, ROWS).get_page(request.GET.get("page"))
    reviewed = Unit.objects.visible_to(request.user, REVIEW).working().select_related("organisation", "authority")
    reviews = bool(reach(request.user, REVIEW))
    if form is None and reviews:
        raters = appraisals.raters_for(list(reviewed), today, of_all=False)
        form = BeginForm(raters=raters, initial=last_year(today))
    return render(
        request,
        "volunteers/appraisals.html",
        {
            "page": page, "query": f"turn={wanted}" if wanted in set(Turn) else "",
            "turns": [(one, TURNS[one], counts[one]) for one in Turn if counts[one]], "wanted": wanted,
            "rows": [(one, TURNS[one.turn], SHAPES[one.turn], reviews and one.turn in BEGINS) for one in page],
            "form": form, "reviews": reviews, "late": sum(one.late for one in every),
            "offices": Authority.objects.led_by(request.user).order_by("code") if reviews else (),
            "chosen": set(request.POST.getlist("unit")), "law": appraising.LAW,
        },
        status=422 if form is not None and form.errors else 200,
    )  # fmt: skip


@gate(REVIEW)
@require_POST
def begin(request: HttpRequest) -> HttpResponse:
    """Begin the appraisal of the units that were chosen."""
    keys = [int(one) for one in request.POST.getlist("unit") if one.isdecimal() and len(one) < 19]
    found = Unit.objects.visible_to(request.user, REVIEW).working().filter(pk__in=keys)
    chosen = list(found.select_related("organisation", "authority"))
    raters = appraisals.raters_for(chosen, timezone.localdate(), of_all=False)
    form = BeginForm(request.POST, raters=raters)
    if form.is_valid():
        try:
            made = appraisals.begin(units=chosen, by=request.user, now=timezone.now(), **form.values)
        except ValidationError as problem:
            take_problems(form, problem)
        else:
            words = ngettext("已開始評鑑 %(count)s 個單位。", "已開始評鑑 %(count)s 個單位。", len(made))
            messages.success(request, words % {"count": len(made)})
            return redirect("volunteers:appraisals")
    return _list(request, form)


@gate(REVIEW)
@require_http_methods(["GET", "HEAD", "POST"])
def scheme(request: HttpRequest, pk: int) -> HttpResponse:
    """Settle how an authority appraises its units from a day on."""
    office = Authority.objects.led_by(request.user).filter(pk=pk).first()
    if office is None:
        raise Http404
    known = AppraisalScheme.objects.filter(authority=office).select_related("authority")
    cycle = appraising.CYCLES.get(office.code)
    initial = first_values(office, known.first(), cycle)
    form = SchemeForm(request.POST) if request.method == "POST" else SchemeForm(initial=initial)
    if request.method == "POST" and form.is_valid():
        try:
            schemes.settle(authority=office, by=request.user, now=timezone.now(), **form.cleaned_data)
        except ValidationError as problem:
            take_problems(form, problem)
        else:
            messages.success(request, _("已訂好評鑑規定。"))
            return redirect("volunteers:appraisals")
    return render(
        request,
        "volunteers/appraisal_scheme.html",
        {
            "office": office, "form": form, "cycle": cycle, "handbook": appraising.HANDBOOK,
            "known": [(one, told(one)) for one in known[:10]],
            "example": appraising.TAITUNG_GRADES, "example_source": appraising.TAITUNG_SOURCE,
        },
        status=422 if form.errors else 200,
    )  # fmt: skip


def told(one: AppraisalScheme) -> dict[str, object]:
    """A scheme for the page: aspects with weight and indicators, and the grades."""
    rules, weights = one.rules, one.weights
    return {
        "aspects": [
            (rules.names[each], f"{weights[each].normalize():f}", rules.of_aspect(each)) for each in rules.aspects
        ],
        "grades": rules.grades,
    }


@gate(SEE)
@require_safe
def of_unit(request: HttpRequest, pk: int) -> HttpResponse:
    """A unit's appraisals, and whether its turn is next."""
    unit = get_visible(units_of(request.user), request.user, pk=pk)
    standing = turns.standings([unit], on=timezone.localdate())[0]
    rows = unit.appraisals.select_related("scheme__authority").order_by("-year")
    return render(
        request,
        "volunteers/unit_appraisals.html",
        {
            "unit": unit, "rows": rows, "standing": standing, "turn": TURNS[standing.turn],
            "shape": SHAPES[standing.turn], "law": appraising.LAW,
        },
    )  # fmt: skip
