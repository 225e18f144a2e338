"""Pages on a unit's meetings, and on the time limits it has settled for itself."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.core.paginator import Paginator
from django.db.models import Count, F, Q
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from foundation.accounts.access import gate, get_visible
from foundation.accounts.roles import Permission
from foundation.ui.refusals import take_problems
from volunteers.models import Gathering, GatheringDecision
from volunteers.unit_life import customs, gatherings
from volunteers.unit_life.gathering_forms import CustomsForm, DecisionForm, GatheringForm, MinutesForm, OutcomeForm

from .hours import keeps, unit_of

SEE, KEEP = Permission.SEE_VOLUNTEERS, Permission.KEEP_VOLUNTEERS
ROWS = 50
State = Gathering.State
SHAPES = {State.PLANNED: "todo", State.HELD: "done", State.OFF: "paused"}


@gate(SEE)
@require_safe
def gathering_list(request: HttpRequest, pk: int) -> HttpResponse:
    """A unit's meetings, and what they decided that is still to be done."""
    unit = unit_of(request, pk)
    came = Count("presences", filter=Q(presences__state="came"))
    rows = Gathering.objects.filter(unit=unit).annotate(came=came).order_by("-held_on", "-pk")
    page = Paginator(rows, ROWS).get_page(request.GET.get("page"))
    for one in page:
        one.shape = SHAPES[State(one.state)]  # type: ignore[attr-defined]
    still = GatheringDecision.objects.filter(gathering__unit=unit, done_on=None).select_related("gathering")
    return render(
        request,
        "volunteers/gatherings.html",
        {
            "unit": unit, "page": page, "keeps": keeps(request, unit), "today": timezone.localdate(),
            "still": still.exclude(gathering__state=State.OFF).order_by(F("due_on").asc(nulls_last=True), "pk")[:ROWS],
        },
    )  # fmt: skip


@gate(KEEP)
@require_http_methods(["GET", "HEAD", "POST"])
def new(request: HttpRequest, pk: int) -> HttpResponse:
    """Call a meeting."""
    unit = unit_of(request, pk, KEEP)
    form = GatheringForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        try:
            made = gatherings.call(unit=unit, values=form.values, by=request.user, now=timezone.now())
        except ValidationError as problem:
            take_problems(form, problem)
        else:
            messages.success(request, _("已登錄會議。"))
            return redirect("volunteers:gathering", pk=made.pk)
    return render(
        request, "volunteers/gathering_edit.html", {"unit": unit, "form": form}, status=422 if form.errors else 200
    )


def gathering_of(request: HttpRequest, pk: int, permission: Permission = SEE) -> Gathering:
    """A meeting of a unit whose people this person sees, or keeps."""
    rows = Gathering.objects.visible_to(request.user, permission).select_related("unit__organisation", "unit__county")
    return get_visible(rows, request.user, pk=pk)


@gate(SEE)
@require_safe
def gathering(request: HttpRequest, pk: int) -> HttpResponse:
    """One meeting: agenda, who came, minutes, decisions."""
    return _page(request, gathering_of(request, pk))


def _page(request: HttpRequest, one: Gathering, status: int = 200, **given: Any) -> HttpResponse:
    said = dict(one.presences.values_list("volunteer", "state"))
    called = list(gatherings.called(one).select_related("volunteer").order_by("number", "pk"))
    for each in called:
        each.said = said.get(each.volunteer_id, "")  # type: ignore[attr-defined]
    decisions = list(one.decisions.all())
    for each in decisions:
        tried = given.get("tried") == each.pk
        each.form = given["outcome_form"] if tried else OutcomeForm(auto_id=f"id_{each.pk}_%s")  # type: ignore[attr-defined]
    today = timezone.localdate()
    return render(
        request,
        "volunteers/gathering.html",
        {
            "one": one, "unit": one.unit, "called": called, "decisions": decisions, "today": today,
            "shape": SHAPES[State(one.state)], "keeps": keeps(request, one.unit), "past": one.held_on <= today,
            "came": sum(1 for state in said.values() if state == "came"),
            "minutes_form": MinutesForm(initial={"minutes": one.minutes}),
            "decision_form": DecisionForm(auto_id="id_new_%s"), "problem": "",
        }
        | given,
        status=status,
    )  # fmt: skip


@gate(KEEP)
@require_http_methods(["GET", "HEAD", "POST"])
def edit(request: HttpRequest, pk: int) -> HttpResponse:
    """Correct what is said of a meeting."""
    one = gathering_of(request, pk, KEEP)
    initial = {name: getattr(one, name) for name in gatherings.FIELDS}
    if one.starts is not None:
        initial["starts"] = f"{one.starts // 60:02}:{one.starts % 60:02}"
    form = GatheringForm(request.POST if request.method == "POST" else None, initial=initial)
    if request.method == "POST" and form.is_valid():
        try:
            gatherings.change(gathering=one, values=form.values, by=request.user, now=timezone.now())
        except ValidationError as problem:
            take_problems(form, problem)
        else:
            messages.success(request, _("已存好。"))
            return redirect("volunteers:gathering", pk=pk)
    return render(
        request, "volunteers/gathering_edit.html", {"unit": one.unit, "form": form, "one": one},
        status=422 if form.errors else 200,
    )  # fmt: skip


@gate(KEEP)
@require_POST
def presence(request: HttpRequest, pk: int) -> HttpResponse:
    """Note who came."""
    one = gathering_of(request, pk, KEEP)
    said: dict[str, set[int]] = {"came": set(), "excused": set()}
    for name, value in request.POST.items():
        person = name.removeprefix("p")
        if value in said and name != person and person.isdecimal() and len(person) < 19:
            said[value].add(int(person))
    try:
        gatherings.note_presence(
            gathering=one, came=said["came"], excused=said["excused"], by=request.user, now=timezone.now()
        )
    except ValidationError as problem:
        return _page(request, one, 422, problem=" ".join(problem.messages))
    messages.success(request, _("已登錄出席。"))
    return redirect("volunteers:gathering", pk=pk)


@gate(KEEP)
@require_POST
def hold(request: HttpRequest, pk: int) -> HttpResponse:
    """Write the minutes."""
    one = gathering_of(request, pk, KEEP)
    form = MinutesForm(request.POST)
    if form.is_valid():
        try:
            gatherings.hold(
                gathering=one, minutes=form.cleaned_data["minutes"], by=request.user, now=timezone.now()
            )  # fmt: skip
        except ValidationError as problem:
            take_problems(form, problem)
        else:
            messages.success(request, _("已存好會議紀錄。"))
            return redirect("volunteers:gathering", pk=pk)
    return _page(request, one, 422, minutes_form=form)


@gate(KEEP)
@require_POST
def call_off(request: HttpRequest, pk: int) -> HttpResponse:
    """Call a meeting off."""
    one = gathering_of(request, pk, KEEP)
    try:
        gatherings.call_off(
            gathering=one, reason=request.POST.get("reason", ""), by=request.user, now=timezone.now()
        )  # fmt: skip
    except ValidationError as problem:
        return _page(request, one, 422, problem=" ".join(problem.messages))
    messages.success(request, _("已取消這場會議。"))
    return redirect("volunteers:gathering", pk=pk)


@gate(KEEP)
@require_POST
def decide(request: HttpRequest, pk: int) -> HttpResponse:
    """Write down something that was decided."""
    one = gathering_of(request, pk, KEEP)
    form = DecisionForm(request.POST, auto_id="id_new_%s")
    if form.is_valid():
        try:
            gatherings.decide(gathering=one, by=request.user, now=timezone.now(), **form.cleaned_data)
        except ValidationError as problem:
            take_problems(form, problem)
        else:
            messages.success(request, _("已記下決議。"))
            return redirect("volunteers:gathering", pk=pk)
    return _page(request, one, 422, decision_form=form)


@gate(KEEP)
@require_POST
def settle(request: HttpRequest, pk: int) -> HttpResponse:
    """Say what became of a decision."""
    meetings = Gathering.objects.visible_to(request.user, KEEP)
    row = GatheringDecision.objects.filter(pk=pk, gathering__in=meetings).select_related("gathering").first()
    if row is None:
        raise Http404
    one = gathering_of(request, row.gathering_id, KEEP)
    form = OutcomeForm(request.POST, auto_id=f"id_{pk}_%s")
    if form.is_valid():
        try:
            gatherings.settle(decision=row, by=request.user, now=timezone.now(), **form.cleaned_data)
        except ValidationError as problem:
            take_problems(form, problem)
        else:
            messages.success(request, _("已登錄辦理情形。"))
            return redirect("volunteers:gathering", pk=one.pk)
    return _page(request, one, 422, outcome_form=form, tried=pk)


@gate(KEEP)
@require_http_methods(["GET", "HEAD", "POST"])
def unit_customs(request: HttpRequest, pk: int) -> HttpResponse:
    """What a unit has settled for itself."""
    unit = unit_of(request, pk, KEEP)
    held = customs.of(unit)
    initial = {name: getattr(held, name) for name in customs.FIELDS}
    form = CustomsForm(request.POST if request.method == "POST" else None, initial=initial)
    if request.method == "POST" and form.is_valid():
        try:
            customs.settle(unit=unit, values=form.cleaned_data, by=request.user, now=timezone.now())
        except ValidationError as problem:
            take_problems(form, problem)
        else:
            messages.success(request, _("已存好。"))
            return redirect("volunteers:unit", pk=pk)
    return render(
        request, "volunteers/customs.html", {"unit": unit, "form": form}, status=422 if form.errors else 200
    )  # fmt: skip
