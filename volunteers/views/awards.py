"""Pages on awards themselves: which there are, how a rule reads, and what a county decided where sources differ."""

from __future__ import annotations

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from foundation.accounts.access import gate, public
from foundation.accounts.models import County
from foundation.accounts.roles import Permission
from foundation.accounts.scope import reach
from volunteers.awards import books, readings, rule_words
from volunteers.awards.award_forms import ReadingForm
from volunteers.models.own_award import authorities_of
from volunteers.rules.award_books import disputes
from volunteers.rules.award_terms import Award

REVIEW = Permission.REVIEW_UNITS


def counties_decided_by(request: HttpRequest) -> list[County]:
    """The counties for which this person may decide: those she holds as a whole, not one category of them."""
    held = reach(request.user, REVIEW)
    return list(County.objects.filter(pk__in=held.counties).order_by("position"))


@public("the rules of awards are published by their authorities")
@require_safe
def award_list(request: HttpRequest) -> HttpResponse:
    """Every award by its authority."""
    on = timezone.localdate()
    every = books.every(on)
    by_authority: dict[str, list[Award]] = {}
    for one in every.values():
        by_authority.setdefault(one.authority.zh, []).append(one)
    groups = [
        (
            str(rules[0].authority),
            [{"award": one, "offered": one.is_offered(on), "ended": one.has_ended(on)} for one in rules],
        )
        for rules in by_authority.values()
    ]
    own = bool(authorities_of(request.user))
    return render(request, "volunteers/awards.html", {"groups": groups, "number": len(every), "may_add": own})


@public("the rules of awards are published by their authorities")
@require_safe
def award(request: HttpRequest, code: str) -> HttpResponse:
    """One award: its rule as a tree, its sources, and every reading of what they leave open."""
    on = timezone.localdate()
    one = books.one(code, on)
    if one is None:
        raise Http404
    counties = counties_decided_by(request)
    decided = readings.decisions(counties[0].pk, on) if counties else {}
    questions = [
        {
            "dispute": disputes()[key],
            "decision": decided.get(key),
            "used": decided[key].reading if key in decided else disputes()[key].default,
        }
        for key in one.disputes
    ]
    return render(
        request,
        "volunteers/award.html",
        {
            "award": one,
            "offered": one.is_offered(on),
            "ended": one.has_ended(on),
            "lines": list(rule_words.rule_lines(one.rule)),
            "scope": rule_words.scope_shown(one.scope),
            "questions": questions,
            "counties": counties,
            "may_list": bool(reach(request.user, Permission.SEE_VOLUNTEERS)) and "person" in one.subjects,
        },
    )


@gate(REVIEW)
@require_POST
def reading_decide(request: HttpRequest, code: str) -> HttpResponse:
    """Decide how a county reads an open question."""
    if books.one(code, timezone.localdate()) is None:
        raise Http404
    allowed = {county.pk for county in counties_decided_by(request)}
    if not allowed:
        raise Http404
    form = ReadingForm(request.POST)
    if not form.is_valid():
        messages.error(request, next(iter(form.errors.values()))[0])
        return redirect("volunteers:award", code=code)
    sent = form.cleaned_data
    if sent["county"] not in allowed:
        raise Http404
    now = timezone.now()
    try:
        readings.decide(
            county=get_object_or_404(County, pk=sent["county"]), dispute=sent["dispute"], reading=sent["reading"],
            reason=sent["reason"], on=timezone.localdate(now), now=now, by=request.user,
        )  # fmt: skip
    except ValidationError as refused:
        messages.error(request, refused.messages[0])
    else:
        messages.success(request, _("已經改用這種讀法。下一次評估全縣市時會照新的讀法。"))
    return redirect("volunteers:award", code=code)
