"""A volunteer's awards: why, why not yet, and when; and what is written down or stated of her for them."""

from __future__ import annotations

import uuid
from collections.abc import Collection, Iterable, Mapping
from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST, require_safe

from foundation.accounts.access import gate, get_visible
from foundation.accounts.roles import Permission
from foundation.accounts.scope import reach
from volunteers.awards import books, completeness, eligibility, giving, told, words
from volunteers.awards.award_forms import GivenForm, StatedForm
from volunteers.certifying.taking_back import revocable
from volunteers.models import AwardGiven, Family, Unit, Volunteer
from volunteers.proposing import ceremony
from volunteers.rules.award_books import disputes
from volunteers.rules.award_facts import Person
from volunteers.rules.award_judging import Assessment, Outcome, highest, judge
from volunteers.views.people import kept

SEE, KEEP = Permission.SEE_VOLUNTEERS, Permission.KEEP_VOLUNTEERS
SHAPES = {
    Outcome.ELIGIBLE: "done", Outcome.CANDIDATE: "ok", Outcome.UNKNOWN: "risk", Outcome.BY_PEOPLE: "todo",
    Outcome.NOT_YET: "todo", Outcome.NO: "released",
}  # fmt: skip
GROUPS = (
    ("reached", gettext_lazy("已經達標"), (Outcome.ELIGIBLE, Outcome.CANDIDATE)),
    ("coming", gettext_lazy("還沒到，估得出日期"), (Outcome.NOT_YET,)),
    ("unknown", gettext_lazy("資料不足"), (Outcome.UNKNOWN,)),
    ("people", gettext_lazy("要由單位提報、由人認定"), (Outcome.BY_PEOPLE,)),
    ("no", gettext_lazy("還不符合"), (Outcome.NO,)),
)


@gate(None)
@require_safe
def person_awards(request: HttpRequest, key: uuid.UUID) -> HttpResponse:
    """Every award as it stands for one volunteer: for whoever sees her record, and for herself."""
    return _page(request, get_visible(Volunteer, request.user, key=key))


def _page(request: HttpRequest, one: Volunteer, status: int = 200, **forms: Any) -> HttpResponse:
    on = timezone.localdate()
    used = eligibility.readings_for(one, on)
    rules = books.every(on)
    person = eligibility.person_of(one, on)
    found = eligibility.judge_all(person, on, used, [each for each in rules.values() if "person" in each.subjects])
    lacks = completeness.missing(one, on, has_book=person.has_book)
    units = {unit for each in found for unit in words.units_in(each.finding)}
    names = {unit.pk: unit.name for unit in Unit.objects.filter(pk__in=units).select_related("organisation")}
    keeps = Volunteer.objects.visible_to(request.user, KEEP).filter(pk=one.pk).exists()
    given = list(AwardGiven.objects.visible_to(request.user).filter(volunteer=one))
    taken, called = revocable(given, request.user), books.as_given(given)
    return render(
        request,
        "volunteers/person_awards.html",
        {
            "person": one,
            "state_url": reverse("volunteers:award_state", args=[one.key]),
            "paper_url": reverse("volunteers:person_awards_paper", args=[one.key]),
            "given_url": reverse("volunteers:award_given", args=[one.key]),
            "mine": one.user_id == request.user.pk,
            "keeps": keeps,
            "groups": cards_of(
                found,
                names,
                eligibility.served_in(person),
                person=person,
                used=used,
                keeps=keeps,
                lacks=completeness.sentence(lacks),
            ),
            "lacks": lacks,
            "lacks_source": completeness.SOURCE,
            "given": [{"row": row, "award": called.get(row.pk), "may_revoke": row.pk in taken} for row in given],
            "reviews": bool(taken),
            "given_form": GivenForm(awards=books.had_by(person, rules)),
            "asked": f"?person={one.key}",
            "families": Family.objects.visible_to(request.user)
            .standing()
            .filter(members__volunteer=one)
            .prefetch_related("members__volunteer"),
            "may_download": bool(reach(request.user, Permission.SEE_VOLUNTEERS)),
            **forms,
        },
        status=status,
    )


def cards_of(
    found: Iterable[Assessment], names: Mapping[int, str], counties: Collection[str], *, person: Person | None = None,
    used: Mapping[str, str] | None = None, keeps: bool = False, lacks: str = "",
) -> list[dict[str, Any]]:  # fmt: skip
    """Assessments as a page shows them: in groups, each with its tree, and what other readings would say.

    Args:
        counties: where she or the team serves; awards that other counties give are left out.
        lacks: what the register lacks of her for any award.
    """
    every = told.shown(found, set(counties))
    best = {one.award.code for one in highest(every).values()}
    groups = []
    for key, label, outcomes in GROUPS:
        cards = [_card(one, names, best, person, used, keeps, lacks) for one in every if one.outcome in outcomes]
        if key == "coming":
            cards.sort(key=lambda card: card["reachable_on"])
        if cards:
            groups.append({"key": key, "label": label, "cards": cards})
    return groups


def _card(
    one: Assessment, names: Mapping[int, str], best: set[str], person: Person | None, used: Mapping[str, str] | None,
    keeps: bool, lacks: str,
) -> dict[str, Any]:  # fmt: skip
    whole = told.tell(one, names, lacks)
    return {
        "award": one.award,
        "outcome": whole.said,
        "shape": SHAPES[one.outcome],
        "tree": whole.tree,
        "sources": whole.sources,
        "short": whole.short,
        "reachable_on": one.reachable_on,
        "is_best": one.award.code in best,
        "others": _other_readings(one, person, used),
        "statements": list(giving.statements_of(one.award).items()) if keeps else (),
    }


def _other_readings(one: Assessment, person: Person | None, used: Mapping[str, str] | None) -> list[dict[str, Any]]:
    """What the other readings of each open question would say, with whose they are."""
    if person is None or used is None:
        return []
    return [
        {
            "question": disputes()[key].question,
            "reading": reading,
            "used": reading.code == one.readings[key],
            "outcome": words.OUTCOMES[judge(one.award, person, one.on, {**used, key: reading.code}).outcome],
        }
        for key in one.award.disputes
        for reading in disputes()[key].readings
    ]


@gate(KEEP)
@require_POST
def award_given(request: HttpRequest, key: uuid.UUID) -> HttpResponse:
    """Write down an award that she received."""
    one = kept(request, key)
    now = timezone.now()
    person = eligibility.person_of(one, timezone.localdate(now))
    form = GivenForm(request.POST, awards=books.had_by(person, books.every(timezone.localdate(now))))
    if form.is_valid():
        sent = form.cleaned_data
        try:
            giving.record(
                who=one, award=sent["award"], given_on=sent["given_on"], counted_until=sent["counted_until"],
                note=sent["note"], on=timezone.localdate(now), now=now, by=request.user,
            )  # fmt: skip
        except ValidationError as refused:
            form.add_error(None, refused)
        else:
            messages.success(request, _("已經登錄。下面的結果已經照這筆重新計算。"))
            return redirect("volunteers:person_awards", key=key)
    return _page(request, one, 422, given_form=form)


@gate(SEE)
@require_POST
def award_revoke(request: HttpRequest, pk: int) -> HttpResponse:
    """Take back an award, of a family from every member: who may, `taking_back` says."""
    rows = AwardGiven.objects.select_related("volunteer", "unit")
    given, reason, now = get_visible(rows, request.user, pk=pk), request.POST.get("reason", ""), timezone.now()
    if given.pk not in revocable([given], request.user):
        raise Http404
    candidate = ceremony.candidate_of(given)
    try:
        if candidate is None:
            giving.revoke(given=given, reason=reason, on=timezone.localdate(now), by=request.user)
        else:
            ceremony.revoke(candidate=candidate, reason=reason, by=request.user, now=now)
    except ValidationError as refused:
        messages.error(request, refused.messages[0])
    else:
        messages.success(request, _("已經撤銷這筆得獎紀錄。"))
    if given.volunteer is None:
        return redirect("volunteers:unit_awards", pk=given.unit_id)
    return redirect("volunteers:person_awards", key=given.volunteer.key)


@gate(KEEP)
@require_POST
def award_state(request: HttpRequest, key: uuid.UUID) -> HttpResponse:
    """State that a condition is or is not fulfilled."""
    one = kept(request, key)
    form, now = StatedForm(request.POST), timezone.now()
    if not form.is_valid():
        messages.error(request, _("請選符合或不符合。"))
        return redirect("volunteers:person_awards", key=key)
    sent = form.cleaned_data
    try:
        giving.state(
            who=one, award=sent["award"], key=sent["key"], holds=sent["holds"] == "yes", on=timezone.localdate(now),
            now=now, by=request.user,
        )  # fmt: skip
    except ValidationError as refused:
        messages.error(request, refused.messages[0])
    else:
        messages.success(request, _("已經切結。只留下結果、日期和切結的人。"))
    return redirect("volunteers:person_awards", key=key)
