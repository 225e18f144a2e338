"""A team's awards and a family's: why, why not yet, and what only people can say."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from foundation.accounts.access import gate, get_visible
from foundation.accounts.roles import Permission
from foundation.ui.refusals import take_problems
from volunteers.awards import books, eligibility, facts, families, giving, readings
from volunteers.awards.award_forms import GivenForm, StatedForm
from volunteers.awards.family_forms import FamilyForm
from volunteers.certifying.taking_back import revocable
from volunteers.models import AwardGiven, Enrolment, Unit
from volunteers.rules.award_facts import Statement
from volunteers.rules.award_terms import Award

from .hours import unit_of
from .person_awards import cards_of

SEE, KEEP = Permission.SEE_VOLUNTEERS, Permission.KEEP_VOLUNTEERS


@gate(Permission.SEE_UNITS)
@require_safe
def unit_awards(request: HttpRequest, pk: int) -> HttpResponse:
    """A unit's team: every award for teams and units, why or why not."""
    unit = get_visible(Unit.objects.select_related("organisation", "county"), request.user, pk=pk)
    return _page(request, unit)


def _page(request: HttpRequest, unit: Unit, status: int = 200, **forms: Any) -> HttpResponse:
    on = timezone.localdate()
    rules = books.every(on)
    keeps = Unit.objects.visible_to(request.user, KEEP).filter(pk=unit.pk).exists()
    given = list(AwardGiven.objects.visible_to(request.user).filter(unit=unit))
    taken, called = revocable(given, request.user), books.as_given(given)
    return render(
        request,
        "volunteers/unit_awards.html",
        {
            "unit": unit,
            "keeps": keeps,
            "state_url": reverse("volunteers:unit_award_state", args=[unit.pk]),
            "paper_url": reverse("volunteers:unit_awards_paper", args=[unit.pk]),
            "given_url": reverse("volunteers:unit_award_given", args=[unit.pk]),
            "groups": cards_of(eligibility.assess_team(unit, on), {unit.pk: unit.name}, {unit.county_id}, keeps=keeps),
            "asked": f"?unit={unit.pk}",
            "may_list": Unit.objects.visible_to(request.user, SEE).filter(pk=unit.pk).exists(),
            "given": [{"row": row, "award": called.get(row.pk), "may_revoke": row.pk in taken} for row in given],
            "reviews": bool(taken),
            "given_form": GivenForm(awards=_of_team(unit, rules.values())),
            **forms,
        },
        status=status,
    )


def _of_team(unit: Unit, rules: Any) -> list[Award]:
    """The awards that a unit's team may have received: of the local ones those of its county."""
    return [
        one
        for one in rules
        if {"team", "unit"} & set(one.subjects) and (not one.is_local or one.scope.county == unit.county_id)
    ]


@gate(KEEP)
@require_POST
def given(request: HttpRequest, pk: int) -> HttpResponse:
    """Write down an award that the team received."""
    unit, now = unit_of(request, pk, KEEP), timezone.now()
    form = GivenForm(request.POST, awards=_of_team(unit, books.every(timezone.localdate(now)).values()))
    if form.is_valid():
        try:
            giving.record(who=unit, on=timezone.localdate(now), now=now, by=request.user, **form.cleaned_data)
        except ValidationError as refused:
            take_problems(form, refused)
        else:
            messages.success(request, _("已經登錄。下面的結果已經照這筆重新計算。"))
            return redirect("volunteers:unit_awards", pk=pk)
    return _page(request, unit, 422, given_form=form)


@gate(KEEP)
@require_POST
def state(request: HttpRequest, pk: int) -> HttpResponse:
    """State that a condition is or is not fulfilled by the team."""
    unit, now = unit_of(request, pk, KEEP), timezone.now()
    form = StatedForm(request.POST)
    if not form.is_valid():
        messages.error(request, _("請選符合或不符合。"))
        return redirect("volunteers:unit_awards", pk=pk)
    sent = form.cleaned_data
    try:
        giving.state(
            who=unit, award=sent["award"], key=sent["key"], holds=sent["holds"] == "yes", on=timezone.localdate(now),
            now=now, by=request.user,
        )  # fmt: skip
    except ValidationError as refused:
        messages.error(request, refused.messages[0])
    else:
        messages.success(request, _("已經切結。只留下結果、日期和切結的人。"))
    return redirect("volunteers:unit_awards", pk=pk)


@gate(SEE)
@require_http_methods(["GET", "HEAD", "POST"])
def family(request: HttpRequest, pk: int) -> HttpResponse:
    """Every award for families, for people of a unit that somebody names; nothing of it is kept.

    It is asked for with POST although it changes nothing: names do not belong into addresses, which are logged.
    """
    unit, on = unit_of(request, pk, SEE), timezone.localdate()
    rules = [one for one in books.of_subject("family", on, unit.county_id) if not one.is_local
             or one.scope.county == unit.county_id]  # fmt: skip
    there = Enrolment.objects.visible_to(request.user).filter(unit=unit).on(on).select_related("volunteer")
    form = FamilyForm(request.POST if request.method == "POST" else None, there=there, awards=rules)
    groups, people = [], []
    if request.method == "POST" and form.is_valid():
        people = form.cleaned_data["members"]
        known = facts.gather([one.pk for one in people], on)
        stated = {key: Statement(True, on) for key in form.statements}
        together = families.of_members([known[one.pk] for one in people], books.of_families(on))
        found = replace(together, statements=stated)
        used = readings.used_by(unit.county_id, on)
        groups = cards_of(eligibility.judge_all(found, on, used, rules), books.units_named(found), {unit.county_id})
    return render(
        request,
        "volunteers/family_awards.html",
        {"unit": unit, "form": form, "groups": groups, "people": people, "number": len(rules)},
        status=422 if form.errors else 200,
    )
