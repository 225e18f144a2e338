"""Pages of a committee: who sits on it and what it scores, what comes of it, and scoring itself."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from foundation.accounts.access import gate
from foundation.accounts.roles import Permission
from foundation.ui.refusals import take_problems
from volunteers.models import AwardCandidate, AwardJuror, AwardScoring, AwardWindow
from volunteers.proposing import committee, papers
from volunteers.proposing.proposal_forms import JurorForm, ScoreForm
from volunteers.rules.award_routes import PAPERS

from .award_windows import SHAPES, reviewed, told

REVIEW = Permission.REVIEW_UNITS
CRITERIA = 8
"""How many lines the form has for criteria."""
State = AwardCandidate.State


@gate(REVIEW)
@require_http_methods(["GET", "HEAD", "POST"])
def committee_page(request: HttpRequest, pk: int) -> HttpResponse:
    """The committee of a window: criteria, members, and the result so far."""
    window = told(reviewed(request, pk), timezone.localdate())
    if not window.has_committee:
        raise Http404
    form, problems, typed = JurorForm(), [], None
    if request.method == "POST":
        do, now = request.POST.get("do", ""), timezone.now()
        who: dict[str, Any] = {"by": request.user, "now": now}
        try:
            if do == "weigh":
                typed = _typed(request)
                committee.weigh(window=window, criteria=_criteria(typed), **who)
            elif do == "appoint":
                form = JurorForm(request.POST)
                if form.is_valid():
                    committee.appoint(window=window, user=form.cleaned_data["email"], **who)
            elif do == "leave":
                number = request.POST.get("juror", "")
                rows = window.jurors.filter(pk=int(number) if number.isdecimal() and len(number) < 19 else 0)
                committee.leave(juror=rows.get(), **who)
            else:
                raise Http404
        except AwardJuror.DoesNotExist as nobody:
            raise Http404 from nobody
        except ValidationError as refused:
            if do == "appoint":
                take_problems(form, ValidationError({"email": refused.messages}))
            else:
                problems = refused.messages
        if not problems and not form.errors:
            messages.success(request, _("已儲存。"))
            return redirect("volunteers:award_committee", pk=pk)
    found = committee.result(window)
    people = {
        one.pk: one
        for one in AwardCandidate.objects.filter(pk__in=[each.candidate for each in found.places]).select_related(
            "volunteer", "proposal__unit__organisation"
        )
    }
    lines = typed or [(one.name, str(one.weight)) for one in window.criteria.all()]
    return render(
        request,
        "volunteers/award_committee.html",
        {
            "window": window, "form": form, "problems": problems,
            "criteria": [*lines, *[("", "")] * max(0, CRITERIA - len(lines))],
            "jurors": window.jurors.filter(left_on=None).select_related("user"),
            "places": [
                {
                    "one": people[each.candidate], "place": each, "waiting": found.waiting.get(each.candidate, []),
                    "apart": found.apart.get(each.candidate, []),
                    "beside": [people[key].name for key in each.beside],
                    "mean": f"{float(each.mean):.2f}" if each.mean is not None else "",
                }
                for each in found.places
            ],
            "tie": committee.tie_shown(found, window.places),
        },
        status=422 if problems or form.errors else 200,
    )  # fmt: skip


def _typed(request: HttpRequest) -> list[tuple[str, str]]:
    """The criteria as they were typed, blank lines left out."""
    pairs = zip(request.POST.getlist("name"), request.POST.getlist("weight"), strict=False)
    return [(name, weight) for name, weight in pairs if name.strip() or weight.strip()]


def _criteria(typed: list[tuple[str, str]]) -> list[tuple[str, int]]:
    """The same as numbers.

    Raises:
        ValidationError: a weight is none.
    """
    if any(not (weight.strip().isdecimal() and len(weight.strip()) < 4) for _name, weight in typed):
        raise ValidationError(_("配分請填 1 到 100 的數字。"))
    return [(name, int(weight)) for name, weight in typed]


@gate(None)
@require_safe
def scoring(request: HttpRequest) -> HttpResponse:
    """What a member of a committee is to score: hers, and no points of anybody else."""
    seats = AwardJuror.objects.filter(user=request.user.pk, left_on=None).select_related("window__county")
    if not seats:
        raise Http404
    on = timezone.localdate()
    own = {
        one.candidate_id: one for one in AwardScoring.objects.filter(juror__in=seats).select_related("juror")
    }  # fmt: skip
    groups = []
    for seat in seats:
        rows = AwardCandidate.objects.filter(window=seat.window_id, state__in=AwardCandidate.HANDED_IN)
        rows = rows.select_related("volunteer", "proposal__unit__organisation").order_by("proposal__unit__number", "pk")
        groups.append({"window": told(seat.window, on), "seat": seat, "rows": [
            {"one": one, "mine": own.get(one.pk), "scores": one.state in (State.SUBMITTED, State.FORWARDED)}
            for one in rows
        ]})  # fmt: skip
    return render(request, "volunteers/award_scoring.html", {"groups": groups})


@gate(None)
@require_http_methods(["GET", "HEAD", "POST"])
def score(request: HttpRequest, pk: int) -> HttpResponse:
    """Score one candidate, or stand apart from her."""
    windows = AwardWindow.objects.scored_by(request.user)
    rows = AwardCandidate.objects.filter(window__in=windows, state__in=AwardCandidate.HANDED_IN)
    one = rows.filter(pk=pk).select_related("window__county", "proposal__unit__organisation", "volunteer").first()
    if one is None:
        raise Http404
    juror = AwardJuror.objects.select_related("window", "user").get(window=one.window_id, user=request.user.pk)
    mine = AwardScoring.objects.filter(juror=juror, candidate=one).first()
    criteria = list(one.window.criteria.all())
    start = (
        {f"c{each.criterion_id}": each.points for each in mine.points.all()} | {"remark": mine.remark} if mine else {}
    )
    form, problem, now = ScoreForm(initial=start, criteria=criteria), "", timezone.now()
    who: dict[str, Any] = {"juror": juror, "candidate": one, "by": request.user, "now": now}
    if request.method == "POST":
        apart = request.POST.get("do") == "declare"
        form = form if apart else ScoreForm(request.POST, criteria=criteria)
        try:
            if apart:
                committee.declare(reason=request.POST.get("reason", ""), **who)
            elif form.is_valid():
                committee.score(points=form.points, remark=form.cleaned_data["remark"], **who)
        except ValidationError as refused:
            problem = refused.messages[0]
        if not problem and not form.errors:
            messages.success(request, _("已申報，這位不由您評分。") if apart else _("已存好您的分數。"))
            return redirect("volunteers:award_scoring")
    conflict = mine.conflict if mine else ""
    hidden = conflict or committee.interest(juror, one, timezone.localdate(now))
    return render(
        request,
        "volunteers/award_score.html",
        {
            "one": one, "window": told(one.window, timezone.localdate()), "shape": SHAPES[State(one.state)],
            "form": form, "mine": mine, "conflict": conflict, "interest": "" if conflict else hidden,
            "problem": problem, "reason": request.POST.get("reason", ""),
            "open": one.state in (State.SUBMITTED, State.FORWARDED),
            "papers": []
            if hidden
            else [
                {"paper": PAPERS[each.key], "row": each, "files": list(papers.files_of(each))}
                for each in one.papers.all()
                if each.key in PAPERS
            ],
        },
        status=422 if problem or form.errors else 200,
    )  # fmt: skip
