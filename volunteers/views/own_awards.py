"""Pages on an authority's own awards: drafted in plain words, tried out, and let take effect in a second step."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from foundation.accounts.access import gate, get_visible
from foundation.accounts.roles import Permission
from foundation.ui.refusals import take_problems
from volunteers.awards import books, rule_words, trying, words
from volunteers.awards import own_awards as domain
from volunteers.awards.own_award_forms import OwnAwardForm, SettleForm, WithdrawForm, initial_of
from volunteers.models import AwardStanding, OwnAward, OwnAwardVersion
from volunteers.models.own_award import authorities_of

from .person_awards import SHAPES

REVIEW = Permission.REVIEW_UNITS
LISTS = {"": "", **dict(AwardStanding.State.choices)}


@gate(REVIEW)
@require_safe
def own_awards(request: HttpRequest) -> HttpResponse:
    """The own awards of the offices for which this person decides."""
    on = timezone.localdate()
    every = books.every(on)
    rows = OwnAward.objects.visible_to(request.user).select_related("authority__county").prefetch_related("versions")
    shown = []
    for one in rows:
        versions = list(one.versions.all())
        draft = next((each for each in versions if each.settled_at is None), None)
        rule = every.get(one.code)
        shown.append({
            "award": one, "rule": rule, "draft": draft, "state": _state(one, rule is not None, on),
            "name": rule.name if rule else books.read(versions[0]).name,
        })  # fmt: skip
    return render(
        request, "volunteers/own_awards.html", {"awards": shown, "may_add": bool(authorities_of(request.user))}
    )


def _state(award: OwnAward, settled: bool, on: dt.date) -> tuple[str, str]:
    if award.withdrawn_on is not None and award.withdrawn_on <= on:
        return "released", _("已停辦")
    return ("done", _("已生效")) if settled else ("todo", _("草案"))


@gate(REVIEW)
@require_http_methods(["GET", "HEAD", "POST"])
def new(request: HttpRequest) -> HttpResponse:
    """Draft a new award."""
    offices = authorities_of(request.user)
    if not offices:
        raise Http404
    form = OwnAwardForm(request.POST if request.method == "POST" else None, offices=offices)
    return _drafted(request, form, None)


@gate(REVIEW)
@require_http_methods(["GET", "HEAD", "POST"])
def edit(request: HttpRequest, pk: int) -> HttpResponse:
    """Word a draft anew, or draft what an award is to say from a later day on."""
    award = _award(request, pk)
    draft = _draft(award)
    version = draft or domain.holding(award, timezone.localdate())
    form = OwnAwardForm(
        request.POST if request.method == "POST" else None, offices=[award.authority], code=award.code,
        initial=initial_of(version.data, is_draft=draft is not None) if version else {},
    )  # fmt: skip
    return _drafted(request, form, award)


def _drafted(request: HttpRequest, form: OwnAwardForm, award: OwnAward | None) -> HttpResponse:
    if request.method == "POST" and form.is_valid():
        try:
            version = domain.draft(
                authority=form.giver, values=form.values, award=award, by=request.user, now=timezone.now()
            )
        except ValidationError as refused:
            take_problems(form, refused)
        else:
            messages.success(request, _("草案存好了，還沒有生效。先按「用現在的資料試算」看看，再決定。"))
            return redirect("volunteers:own_award", pk=version.award_id)
    return render(
        request, "volunteers/own_award_edit.html", {"form": form, "award": award},
        status=422 if form.errors else 200,
    )  # fmt: skip


@gate(REVIEW)
@require_safe
def own_award(request: HttpRequest, pk: int) -> HttpResponse:
    """An own award: what holds, what is drafted, and on demand what the draft would do."""
    return _page(request, _award(request, pk))


def _page(request: HttpRequest, award: OwnAward, status: int = 200, **forms: Any) -> HttpResponse:
    on = timezone.localdate()
    draft, holding = _draft(award), domain.holding(award, on)
    return render(
        request,
        "volunteers/own_award.html",
        {
            "award": award,
            "draft": _shown(draft),
            "holding": _shown(holding),
            "name": books.read(draft or holding).name if draft or holding else award.code,
            "state": _state(award, holding is not None, on),
            "versions": list(OwnAwardVersion.objects.settled().filter(award=award)),
            "settle_form": SettleForm(initial={"seen": draft.edition if draft else 0}),
            "withdraw_form": WithdrawForm(initial={"on": on}),
            **(_tried(draft, holding, request, on) if draft is not None and "try" in request.GET else {"trial": None}),
            **forms,
        },
        status=status,
    )


def _tried(
    draft: OwnAwardVersion, holding: OwnAwardVersion | None, request: HttpRequest, on: dt.date
) -> dict[str, Any]:
    """What the draft would do with the people of today, and with test people."""
    trial = trying.try_out(draft, holding, request.user, on)
    return {
        "trial": trial,
        "lines": [{"one": one, "now": LISTS[one.now], "before": LISTS[one.before]} for one in trial.lines],
        "lists": [
            (name, trial.counts[code], (trial.counts_before or {}).get(code))
            for code, name in AwardStanding.State.choices
        ],
        "tested": [
            {
                "words": one.case.words, "on": one.case.on, "shape": SHAPES[one.assessment.outcome],
                "outcome": words.OUTCOMES[one.assessment.outcome],
            }
            for one in trying.tested(draft, on)
        ],
    }  # fmt: skip


def _shown(version: OwnAwardVersion | None) -> dict[str, Any] | None:
    if version is None:
        return None
    rule = books.read(version)
    return {
        "version": version, "rule": rule, "scope": rule_words.scope_shown(rule.scope),
        "lines": list(rule_words.rule_lines(rule.rule)),
    }  # fmt: skip


def _award(request: HttpRequest, pk: int) -> OwnAward:
    return get_visible(OwnAward.objects.select_related("authority__county"), request.user, pk=pk)


def _draft(award: OwnAward) -> OwnAwardVersion | None:
    return OwnAwardVersion.objects.filter(award=award, settled_at=None).select_related("award__authority").first()


@gate(REVIEW)
@require_POST
def settle(request: HttpRequest, pk: int) -> HttpResponse:
    """Let the draft that was looked at take effect."""
    award = _award(request, pk)
    draft = _draft(award)
    if draft is None:
        messages.error(request, _("沒有等著生效的草案。"))
        return redirect("volunteers:own_award", pk=pk)
    form = SettleForm(request.POST)
    if form.is_valid():
        try:
            domain.settle(version=draft, by=request.user, now=timezone.now(), **form.cleaned_data)
        except ValidationError as refused:
            take_problems(form, refused)
        else:
            messages.success(request, _("已經生效。個人頁現在就看得到；名單在下一次評估全縣市時更新。"))
            return redirect("volunteers:own_award", pk=pk)
    return _page(request, award, 422, settle_form=form)


@gate(REVIEW)
@require_POST
def withdraw(request: HttpRequest, pk: int) -> HttpResponse:
    """Give an award no more."""
    award = _award(request, pk)
    form = WithdrawForm(request.POST)
    if form.is_valid():
        try:
            domain.withdraw(
                award=award, on=form.cleaned_data["on"], reason=form.cleaned_data["why"], by=request.user,
                now=timezone.now(),
            )  # fmt: skip
        except ValidationError as refused:
            take_problems(form, refused, reason="why")
        else:
            messages.success(request, _("已經停辦。給過的獎都還在。"))
            return redirect("volunteers:own_award", pk=pk)
    return _page(request, award, 422, withdraw_form=form)
