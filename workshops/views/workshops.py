"""The list of workshops, one workshop's page, and what is done from there: moves and people."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.core.paginator import Paginator
from django.db.models import F
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from foundation.accounts import trail_lines
from foundation.accounts.access import gate, get_visible
from foundation.accounts.models import County
from foundation.accounts.roles import Permission
from foundation.accounts.scope import reach
from foundation.audit import trail
from foundation.workflow.moves import MoveRefused
from workshops import agenda_of, ending, hints, past, people, readiness, sent_back
from workshops.agenda_language import in_page_language
from workshops.forms import FilterForm, LecturersForm, SupervisorForm
from workshops.models import Programme, Workshop
from workshops.schedule import OK
from workshops.stages import MOVES

ROWS = 50
COURSE = (
    Workshop.State.DRAFT,
    Workshop.State.SUBMITTED,
    Workshop.State.CONFIRMED,
    Workshop.State.RUNNING,
    Workshop.State.HELD,
    Workshop.State.REPORTED,
    Workshop.State.CLOSED,
)
PREPARING = (Workshop.State.SUBMITTED, Workshop.State.CONFIRMED)
# Which of the five shapes a state has; none of them is an alarm.
SHAPES = {
    Workshop.State.DRAFT: "todo",
    Workshop.State.SUBMITTED: "ok",
    Workshop.State.CONFIRMED: "ok",
    Workshop.State.RUNNING: "ok",
    Workshop.State.HELD: "ok",
    Workshop.State.REPORTED: "done",
    Workshop.State.CLOSED: "done",
    Workshop.State.CANCELLED: "todo",
}


@gate(Permission.SEE_WORKSHOPS)
@require_safe
def workshop_list(request: HttpRequest) -> HttpResponse:
    """The workshops this person may see; the filters stand in the address, so that a list can be handed on."""
    scope = reach(request.user, Permission.SEE_WORKSHOPS)
    counties = County.objects.all() if scope.everywhere else County.objects.filter(pk__in=scope.counties)
    form = FilterForm(request.GET, programmes=Programme.objects.visible_to(request.user), counties=counties)
    rows = Workshop.objects.visible_to(request.user).with_people().with_turnout()
    if form.is_valid():
        rows = form.narrow(rows)
    ordered = rows.order_by(F("date").desc(nulls_first=True), "-programme__year", "county__position", "number")
    page = Paginator(ordered, ROWS).get_page(request.GET.get("page"))
    for workshop in page.object_list:
        workshop.shape = SHAPES[Workshop.State(workshop.state)]
    query = request.GET.copy()
    query.pop("page", None)
    return render(
        request,
        "workshops/list.html",
        {
            "page": page,
            "form": form,
            "query": query.urlencode(),
            "filtered": any(request.GET.get(name) for name in form.fields),
            "may_register": bool(reach(request.user, Permission.REGISTER_WORKSHOP)),
        },
    )


@gate(Permission.SEE_WORKSHOPS)
@require_safe
def detail(request: HttpRequest, pk: int) -> HttpResponse:
    """One workshop: what is known, how far it has come, what can be done now."""
    workshop = get_visible(Workshop.objects.with_people(), request.user, pk=pk)
    return _page(request, workshop)


def _page(request: HttpRequest, workshop: Workshop, status: int = 200, **given: Any) -> HttpResponse:
    may = {
        name: people.may_here(request.user, permission, workshop)
        for name, permission in {
            "register": Permission.REGISTER_WORKSHOP,
            "confirm": Permission.CONFIRM_WORKSHOP,
            "trail": Permission.READ_TRAIL,
            "participants": Permission.SEE_WORKSHOPS,
            "sheets": Permission.READ_SHEETS,
            "write": Permission.WRITE_SHEETS,
            "people": Permission.MANAGE_PARTICIPANTS,
            "report": Permission.MAKE_COUNTY_REPORT,
            "run": Permission.RUN_WORKSHOP,
        }.items()
    }
    moves = [
        {
            "move": move,
            "problems": [] if move.needs_reason else MOVES.problems(workshop, move.name),
            "refused": given.get("problems", []) if given.get("tried") == move.name else [],
            "reason": given.get("reason", "") if given.get("tried") == move.name else "",
            "asked": ending.asked(workshop, timezone.now()) if move.name == "finish" else "",
        }
        for move in people.moves_for(workshop, request.user)
    ]
    lines = in_page_language(agenda_of.lines_of(workshop), workshop.programme)
    odd = hints.hints(workshop, on=timezone.localdate()) if workshop.state == Workshop.State.DRAFT else []
    odd = [hint for hint in odd if hint.level != OK]
    today = timezone.localdate()
    over = workshop.state in people.OVER
    history = may["trail"] and request.GET.get("tab") == "history"
    return render(
        request,
        "workshops/detail.html",
        {
            "workshop": workshop,
            "shape": SHAPES[Workshop.State(workshop.state)],
            "state": workshop.get_state_display(),
            "turnout": Workshop.objects.with_turnout().get(pk=workshop.pk) if workshop.was_held else None,
            "course": [state.label for state in COURSE],
            "course_at": COURSE.index(workshop.state) if workshop.state in COURSE else None,
            "may": may,
            "moves": [one for one in moves if not one["move"].needs_reason],
            "moves_back": [one for one in moves if one["move"].needs_reason],
            "lines": lines,
            "parts": agenda_of.parts_of(lines),
            "hints": odd,
            "sent_back": sent_back.reason(workshop) if may["register"] or may["confirm"] or may["trail"] else None,
            "waits": _waits_for(workshop) if not may["confirm"] else "",
            "today": today,
            "days": (workshop.date - today).days if workshop.date else None,
            "editable": may["register"] and workshop.state == Workshop.State.DRAFT,
            "agenda_editable": may["register"] and workshop.state in agenda_of.EDITABLE,
            "tab": "history" if history else "about",
            "readiness": readiness.of(workshop)
            if may["run"] and workshop.state in PREPARING and not past.is_over(workshop, today)
            else None,
            "afterwards": list(past.steps(workshop, today)) if may["register"] else [],
            "events": trail_lines.read(trail.history_of(workshop)[:200]) if history else [],
            "lecturers_form": given.get("lecturers_form")
            or (LecturersForm(workshop=workshop) if may["confirm"] and not over else None),
            "supervisor_form": given.get("supervisor_form")
            or (SupervisorForm(workshop=workshop) if may["register"] and not over else None),
        },
        status=status,
    )


def _waits_for(workshop: Workshop) -> str:
    """Whose turn it is where the county has done its part; empty where it is the county's own."""
    return {
        Workshop.State.SUBMITTED: _("登記已送出，等協會確認。確認之前要改，請協會退回。"),
        Workshop.State.REPORTED: _("報告已交出，等協會審閱、結案。"),
    }.get(Workshop.State(workshop.state), "")


@gate(Permission.SEE_WORKSHOPS)
@require_POST
def make_move(request: HttpRequest, pk: int) -> HttpResponse:
    """Make one move; a refusal comes back on the page with what was typed."""
    workshop = get_visible(Workshop.objects.with_people(), request.user, pk=pk)
    name, reason = request.POST.get("move", ""), request.POST.get("reason", "")
    move = MOVES.moves.get(name)
    if move is None or not people.may_here(request.user, move.permission, workshop):
        raise Http404
    try:
        MOVES.apply(workshop, name, by=request.user, reason=reason, now=timezone.now())
    except MoveRefused as refused:
        workshop.refresh_from_db(fields=["state"])
        if name not in {one.name for one in people.moves_for(workshop, request.user)}:
            for problem in refused.problems:
                messages.error(request, problem)
            return redirect("workshops:detail", pk=pk)
        if request.POST.get("from") == "confirm":
            for problem in refused.problems:
                messages.error(request, problem)
            return redirect("workshops:step", pk=pk, step="confirm")
        return _page(request, workshop, status=422, problems=refused.problems, tried=name, reason=reason)
    messages.success(
        request,
        _("已%(move)s。現在是「%(state)s」。") % {"move": move.label, "state": workshop.get_state_display()},
    )
    return redirect("workshops:detail", pk=pk)


@gate(Permission.CONFIRM_WORKSHOP)
@require_POST
def lecturers(request: HttpRequest, pk: int) -> HttpResponse:
    """The association sends a lecturer and an assistant."""
    rows = Workshop.objects.with_people().visible_to(request.user, Permission.CONFIRM_WORKSHOP)
    workshop = get_visible(rows, request.user, pk=pk)
    form = LecturersForm(request.POST, workshop=workshop)
    if form.is_valid():
        try:
            people.assign_lecturers(
                workshop=workshop,
                lecturer=form.cleaned_data["lecturer"],
                assistant=form.cleaned_data["assistant"],
                by=request.user,
            )
        except ValidationError as wrong:
            form.add_error(None, wrong)
        else:
            messages.success(request, _("講師與助教已更新。"))
            return redirect("workshops:detail", pk=pk)
    return _page(request, workshop, status=422, lecturers_form=form)


@gate(Permission.REGISTER_WORKSHOP)
@require_POST
def supervisor(request: HttpRequest, pk: int) -> HttpResponse:
    """The county names who follows the plans up."""
    rows = Workshop.objects.with_people().visible_to(request.user, Permission.REGISTER_WORKSHOP)
    workshop = get_visible(rows, request.user, pk=pk)
    form = SupervisorForm(request.POST, workshop=workshop)
    if form.is_valid():
        try:
            people.assign_supervisor(workshop=workshop, supervisor=form.cleaned_data["supervisor"], by=request.user)
        except ValidationError as wrong:
            form.add_error(None, wrong)
        else:
            messages.success(request, _("追蹤督導已更新。"))
            return redirect("workshops:detail", pk=pk)
    return _page(request, workshop, status=422, supervisor_form=form)
