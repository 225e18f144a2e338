"""Pages on a unit's evaluations: its scale, its rounds, and where a round stands."""

from __future__ import annotations

import io
from typing import Any

from django.conf import settings
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.core.paginator import Paginator
from django.db.models import Count, Q
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import override
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from foundation.accounts.access import gate, get_visible
from foundation.accounts.roles import Permission
from foundation.audit import trail
from foundation.audit.verbs import Verb
from foundation.exports import odt, pdf
from foundation.exports.views import respond
from foundation.taiwan import roc
from foundation.ui.refusals import take_problems
from volunteers.evaluating import evaluation_papers, ratings, rounds, scales
from volunteers.evaluating.evaluation_forms import RaterForm, RoundForm, ScaleForm
from volunteers.models import Authority, Evaluation, EvaluationRound, EvaluationScale
from volunteers.rules import grading
from volunteers.unit_life import customs

from .hours import unit_of

KEEP, REVIEW = Permission.KEEP_VOLUNTEERS, Permission.REVIEW_UNITS
ROWS = 50
FORMATS = {"pdf": pdf.CONTENT_TYPE, "odt": odt.CONTENT_TYPE}
SHAPES = {EvaluationRound.State.RATING: "todo", EvaluationRound.State.TOLD: "ok", EvaluationRound.State.CLOSED: "done"}
MOVES = {"fill": rounds.fill_in, "tell": rounds.tell, "close": rounds.close}


@gate(KEEP)
@require_safe
def evaluations(request: HttpRequest, pk: int) -> HttpResponse:
    """A unit's rounds, and the scale that holds today."""
    unit = unit_of(request, pk, KEEP)
    listed = Count("evaluations", filter=Q(evaluations__left_out_why=""))
    rows = EvaluationRound.objects.visible_to(request.user).filter(unit=unit)
    page = Paginator(rows.annotate(people=listed).order_by("-last_on", "-pk"), ROWS).get_page(request.GET.get("page"))
    for one in page:
        one.shape = SHAPES[EvaluationRound.State(one.state)]  # type: ignore[attr-defined]
    scale = scales.for_day(unit, timezone.localdate())
    return render(
        request,
        "volunteers/evaluations.html",
        {"unit": unit, "page": page, "scale": scale, "shown": shown(scale) if scale else None},
    )


def shown(scale: EvaluationScale) -> dict[str, Any]:
    """A scale for the page: aspects with weight and indicators, and the grades."""
    rules, weights = scale.rules, scale.weights
    return {
        "name": rules.name,
        "aspects": [
            (grading.ASPECTS[each], weights[each].normalize(), rules.of_aspect(each)) for each in rules.aspects
        ],
        "grades": rules.grades,
    }


@gate(KEEP)
@require_http_methods(["GET", "HEAD", "POST"])
def scale(request: HttpRequest, pk: int) -> HttpResponse:
    """Settle how a unit evaluates from a day on."""
    unit = unit_of(request, pk, KEEP)
    form = ScaleForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        try:
            scales.settle(unit=unit, by=request.user, now=timezone.now(), **form.values)
        except ValidationError as problem:
            take_problems(form, problem, indicators="own_attitude")
        else:
            messages.success(request, _("已訂好考核標準。"))
            return redirect("volunteers:evaluations", pk=pk)
    known = EvaluationScale.objects.filter(unit=unit)
    return render(
        request,
        "volunteers/evaluation_scale.html",
        {
            "unit": unit, "form": form, "known": [(one, shown(one)) for one in known[:10]],
            "back": reverse("volunteers:evaluations", args=[pk]),
        },
        status=422 if form.errors else 200,
    )  # fmt: skip


@gate(REVIEW)
@require_http_methods(["GET", "HEAD", "POST"])
def office_scale(request: HttpRequest, pk: int) -> HttpResponse:
    """Settle how the units of an authority evaluate from a day on, where they have settled nothing themselves."""
    office = Authority.objects.led_by(request.user).filter(pk=pk).first()
    if office is None:
        raise Http404
    form = ScaleForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        try:
            scales.settle(authority=office, by=request.user, now=timezone.now(), **form.values)
        except ValidationError as problem:
            take_problems(form, problem, indicators="own_attitude")
        else:
            messages.success(request, _("已訂好考核標準。"))
            return redirect("volunteers:office_scale", pk=pk)
    known = EvaluationScale.objects.filter(authority=office)
    return render(
        request,
        "volunteers/evaluation_scale.html",
        {
            "office": office, "form": form, "known": [(one, shown(one)) for one in known[:10]],
            "back": reverse("volunteers:appraisals"),
        },
        status=422 if form.errors else 200,
    )  # fmt: skip


@gate(KEEP)
@require_http_methods(["GET", "HEAD", "POST"])
def new(request: HttpRequest, pk: int) -> HttpResponse:
    """Begin a round."""
    unit = unit_of(request, pk, KEEP)
    today = timezone.localdate()
    settled = customs.of(unit).appeal_days
    form = RoundForm(
        request.POST if request.method == "POST" else None,
        own=EvaluationScale.objects.fitting(unit), raters=rounds.raters_for(unit, today),
        initial={
            "year": roc.year(today), "first_on": today.replace(month=1, day=1),
            "last_on": today.replace(month=12, day=31), "appeal_days": settled,
        },
    )  # fmt: skip
    if request.method == "POST" and form.is_valid():
        try:
            made = rounds.begin(unit=unit, by=request.user, now=timezone.now(), **form.values)
        except ValidationError as problem:
            take_problems(form, problem)
        else:
            messages.success(request, _("已開始考核。佐證數據從時數、訓練、班表和會議帶入。"))
            return redirect("volunteers:evaluation_round", pk=made.pk)
    return render(
        request,
        "volunteers/evaluation_new.html",
        {"unit": unit, "form": form, "has_scale": EvaluationScale.objects.fitting(unit).exists()},
        status=422 if form.errors else 200,
    )


@gate(KEEP)
@require_safe
def round_page(request: HttpRequest, pk: int) -> HttpResponse:
    """Where a round stands: everybody in it."""
    return _round(request, round_of(request, pk))


def round_of(request: HttpRequest, pk: int) -> EvaluationRound:
    """A round of a unit this person keeps."""
    rows = EvaluationRound.objects.select_related(
        "unit__organisation", "unit__county", "scale", "first_rater", "second_rater"
    )
    return get_visible(rows, request.user, pk=pk)


def _round(
    request: HttpRequest, found: EvaluationRound, status: int = 200, problem: str = "", form: RaterForm | None = None
) -> HttpResponse:
    rows = Evaluation.objects.filter(round=found).select_related("volunteer").prefetch_related("ratings")
    page = Paginator(rows.order_by("volunteer__name_key", "pk"), ROWS).get_page(request.GET.get("page"))
    for one in page:
        one.round = found
        mine, one.number = ratings.seen_by(one, request.user)  # type: ignore[attr-defined]
        one.rated = any(each.rater_id == request.user.pk for each in mine)  # type: ignore[attr-defined]
    today = timezone.localdate()
    last = rounds.last_day(found) if found.told_at else None
    return render(
        request,
        "volunteers/evaluation_round.html",
        {
            "round": found, "unit": found.unit, "page": page, "shape": SHAPES[EvaluationRound.State(found.state)],
            "rates": request.user.pk in found.raters, "last_day": last, "today": today, "problem": problem,
            "appeals": rounds.open_appeals(found).count() if found.told_at else 0,
            "rater_form": form or RaterForm(found=found, raters=rounds.raters_for(found.unit, today)),
            "over": last is not None and today > last, "asked": f"?round={found.pk}",
        },
        status=status,
    )  # fmt: skip


@gate(KEEP)
@require_safe
@override(settings.LANGUAGE_CODE)
def paper(request: HttpRequest, pk: int, kind: str) -> HttpResponseBase:
    """The results of a round that has been told, on paper."""
    found = round_of(request, pk)
    if kind not in FORMATS or found.told_at is None:
        raise Http404
    rows = rounds.listed(found).filter(left_out_why="").select_related("volunteer")
    value = evaluation_papers.of(found, rows, now=timezone.now())
    stream = io.BytesIO()
    if kind == "pdf":
        context = {"paper": value, "demo": getattr(settings, "DEMO", False)}
        stream.write(pdf.render(pdf.compose("print/evaluation.html", context), imprint=value.imprint()))
    else:
        odt.write(evaluation_papers.blocks(value), stream, imprint=value.imprint(), header=value.title)
    trail.record(Verb.PRINTED, found, by=request.user, now={"paper": evaluation_papers.NAME, "format": kind})
    stream.seek(0)
    return respond(stream, name=f"{value.title}.{kind}", content_type=FORMATS[kind])


@gate(KEEP)
@require_POST
def change_rater(request: HttpRequest, pk: int) -> HttpResponse:
    """Let somebody else give the points in a rater's place."""
    found = round_of(request, pk)
    form = RaterForm(request.POST, found=found, raters=rounds.raters_for(found.unit, timezone.localdate()))
    if form.is_valid():
        try:
            rounds.change_rater(round_=found, by=request.user, now=timezone.now(), **form.cleaned_data)
        except ValidationError as problem:
            take_problems(form, problem)
        else:
            messages.success(request, _("已換考核人；原來那一位給的分數不再計入。"))
            return redirect("volunteers:evaluation_round", pk=pk)
    return _round(request, found, 422, form=form)


@gate(KEEP)
@require_POST
def move(request: HttpRequest, pk: int) -> HttpResponse:
    """Read the ledgers anew, tell the results, or close the round."""
    found = round_of(request, pk)
    name = request.POST.get("move", "")
    if name not in MOVES:
        raise Http404
    try:
        MOVES[name](round_=found, by=request.user, now=timezone.now())
    except ValidationError as problem:
        return _round(request, found, 422, " ".join(problem.messages))
    said = {
        "fill": _("已重新帶入佐證數據。"),
        "tell": _("已告知結果，每位志工看得到自己的。"),
        "close": _("已結束這次考核。"),
    }
    messages.success(request, said[name])
    return redirect("volunteers:evaluation_round", pk=pk)
