"""Pages on one volunteer's evaluation: for who gives points, who keeps her, and, once it is told, herself."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django import forms
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from foundation.accounts.access import gate, get_visible
from foundation.accounts.roles import Permission
from foundation.ui.refusals import taken
from volunteers.evaluating import judging, ratings, rounds
from volunteers.evaluating.evaluation_forms import AppealForm, DecisionForm, RatingForm, TalkForm
from volunteers.models import Evaluation, EvaluationRound, Volunteer
from volunteers.rules import grading

KEEP, OWN = Permission.KEEP_VOLUNTEERS, Permission.SEE_OWN_RECORD
ROWS = 50
State = EvaluationRound.State
ROUND = ("round__unit__organisation", "round__unit__county", "round__scale", "volunteer")


def evaluation_of(request: HttpRequest, pk: int, permission: Permission | None = None) -> Evaluation:
    """One evaluation, of those she sees at all, or of those she keeps."""
    rows = Evaluation.objects.select_related(*ROUND, "round__first_rater", "round__second_rater")
    if permission is not None:
        rows = rows.filter(pk__in=Evaluation.objects.filter(round__in=_kept(request)).values("pk"))
    return get_visible(rows.prefetch_related("ratings__rater"), request.user, pk=pk)


def _kept(request: HttpRequest) -> Any:
    return EvaluationRound.objects.visible_to(request.user)


@gate(None)
@require_safe
def evaluation(request: HttpRequest, pk: int) -> HttpResponse:
    """One volunteer in one round."""
    return _page(request, evaluation_of(request, pk))


def _page(request: HttpRequest, one: Evaluation, status: int = 200, **given: Any) -> HttpResponse:
    round_ = one.round
    keeps = _kept(request).filter(pk=round_.pk).exists()
    mine = one.volunteer.user_id == request.user.pk
    seen, number = ratings.seen_by(one, request.user)  # type: ignore[arg-type]
    own = next((each for each in seen if each.rater_id == request.user.pk), None)
    rates = keeps and round_.state == State.RATING and request.user.pk in round_.raters and not one.left_out_why
    scale = round_.scale.rules
    initial = {"remark": own.remark, **{f"p{n}": value for n, value in own.by_number.items()}} if own else {}
    last = rounds.last_day(round_) if round_.told_at else None
    table = [
        (grading.ASPECTS[aspect], round_.scale.weights[aspect].normalize(), [
            (each, [one_.by_number.get(each.number) for one_ in seen]) for each in scale.of_aspect(aspect)
        ])
        for aspect in scale.aspects
    ]  # fmt: skip
    whole = number == len(round_.raters)
    return render(
        request,
        "volunteers/evaluation.html",
        {
            "one": one, "round": round_, "unit": round_.unit, "keeps": keeps, "mine": mine, "rates": rates,
            # Her own page shows the result and what was said of it, not who gave which points.
            "table": table if keeps and seen else (), "heads": [each.rater.name for each in seen], "whole": whole,
            "scores": list(zip(seen, judging.exact_scores(one, seen), strict=True)) if keeps else (),
            "number": number, "last_day": last, "remarks": [each.remark for each in seen if each.remark],
            "appeals": mine and round_.state == State.TOLD and not one.appealed_at and last is not None
            and timezone.localdate() <= last,
            "rating_form": RatingForm(scale=scale, initial=initial), "talk_form": TalkForm(
                initial={"on": one.talk_on, "words": one.talk}
            ),
            "appeal_form": AppealForm(auto_id="id_appeal_%s"), "decision_form": DecisionForm(auto_id="id_answer_%s"),
            "problem": "",
        }
        | given,
        status=status,
    )  # fmt: skip


@gate(KEEP)
@require_POST
def rate(request: HttpRequest, pk: int) -> HttpResponse:
    """Give points."""
    one = evaluation_of(request, pk, KEEP)
    form = RatingForm(request.POST, scale=one.round.scale.rules)

    def word() -> None:
        ratings.rate(
            evaluation=one, points=form.points, remark=form.cleaned_data["remark"], by=request.user, now=timezone.now()
        )

    return _done(request, one, "rating_form", form, word, _("已送出分數。"))


@gate(KEEP)
@require_POST
def talk(request: HttpRequest, pk: int) -> HttpResponse:
    """Note a talk."""
    one = evaluation_of(request, pk, KEEP)
    form = TalkForm(request.POST)

    def word() -> None:
        ratings.talk(evaluation=one, by=request.user, now=timezone.now(), **form.cleaned_data)

    return _done(request, one, "talk_form", form, word, _("已登錄面談。"))


@gate(KEEP)
@require_POST
def answer(request: HttpRequest, pk: int) -> HttpResponse:
    """Answer whoever asked to look again."""
    one = evaluation_of(request, pk, KEEP)
    form = DecisionForm(request.POST, auto_id="id_answer_%s")

    def word() -> None:
        ratings.decide(evaluation=one, by=request.user, now=timezone.now(), **form.cleaned_data)

    return _done(request, one, "decision_form", form, word, _("已答覆，她看得到。"))


@gate(OWN)
@require_POST
def appeal(request: HttpRequest, pk: int) -> HttpResponse:
    """Ask that one's own result be looked at again."""
    one = evaluation_of(request, pk)
    if one.volunteer.user_id != request.user.pk:
        raise Http404
    form = AppealForm(request.POST, auto_id="id_appeal_%s")

    def word() -> None:
        ratings.appeal(evaluation=one, by=request.user, now=timezone.now(), **form.cleaned_data)

    return _done(request, one, "appeal_form", form, word, _("已申請複核，單位會答覆。"))


@gate(KEEP)
@require_POST
def include(request: HttpRequest, pk: int) -> HttpResponse:
    """Leave somebody out of a round, or take her in again."""
    one = evaluation_of(request, pk, KEEP)
    try:
        if request.POST.get("do") == "in":
            rounds.take_in(evaluation=one, by=request.user, now=timezone.now())
        else:
            rounds.leave_out(evaluation=one, reason=request.POST.get("reason", ""), by=request.user, now=timezone.now())
    except ValidationError as problem:
        return _page(request, one, 422, problem=" ".join(problem.messages))
    messages.success(request, _("已更新。"))
    return redirect("volunteers:evaluation", pk=pk)


def _done(
    request: HttpRequest, one: Evaluation, name: str, form: forms.Form, word: Callable[[], None], said: str
) -> HttpResponse:
    if not taken(form, word):
        return _page(request, one, 422, **{name: form})
    messages.success(request, said)
    return redirect("volunteers:evaluation", pk=one.pk)


@gate(OWN)
@require_safe
def mine(request: HttpRequest) -> HttpResponse:
    """One's own results, newest first."""
    me = Volunteer.objects.living().filter(user=request.user.pk).first()
    if me is None:
        return render(request, "volunteers/not_linked.html")
    rows = Evaluation.objects.told().filter(volunteer=me).select_related(*ROUND)
    page = Paginator(rows.order_by("-round__last_on", "-pk"), ROWS).get_page(request.GET.get("page"))
    return render(request, "volunteers/own_evaluations.html", {"page": page, "me": me})
