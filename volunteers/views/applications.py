"""Pages on one application, as the unit sees it: interview, decision, taking her in."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from foundation.accounts.access import gate, get_visible
from foundation.accounts.roles import Permission
from foundation.ui.refusals import take_problems
from foundation.workflow.moves import MoveRefused
from volunteers.models import Application
from volunteers.recruiting import deciding
from volunteers.recruiting.application_forms import DecisionForm, EnrolForm, InterviewForm
from volunteers.rules import interviews, minors, service_words

from .openings import APPLIED_SHAPES

KEEP = Permission.KEEP_VOLUNTEERS


@gate(KEEP)
@require_safe
def application(request: HttpRequest, pk: int) -> HttpResponse:
    """One application."""
    return _page(request, kept(request, pk))


def kept(request: HttpRequest, pk: int) -> Application:
    """An application to a unit whose people this person keeps."""
    rows = Application.objects.visible_to(request.user).select_related(
        "opening__unit__organisation", "opening__unit__county", "volunteer"
    )
    return get_visible(rows, request.user, pk=pk)


def _page(request: HttpRequest, found: Application, status: int = 200, **forms: Any) -> HttpResponse:
    """What she wrote, what was spoken, and what is next (a fixed number of questions)."""
    today = timezone.localdate()
    held = list(found.interviews.order_by("held_on", "pk"))
    for one in held:
        one.covered = [str(interviews.POINTS[key][0]) for key in one.points]  # type: ignore[attr-defined]
    accepted = found.state == Application.State.ACCEPTED and found.erased_at is None
    alike = deciding.alike(found, request.user) if accepted and found.volunteer is None else []
    writer = request.user.name
    given: dict[str, Any] = {
        "application": found,
        "opening": found.opening,
        "unit": found.opening.unit,
        "shape": APPLIED_SHAPES[Application.State(found.state)],
        "age": minors.age(found.born_on, today) if found.born_on else None,
        "minor": bool(found.born_on and minors.is_minor(found.born_on, today)),
        "slots": service_words.shown(found.slots, service_words.SLOTS),
        "skills": service_words.shown(found.skills, service_words.SKILLS),
        "interviews": held,
        "is_open": found.erased_at is None and found.state not in Application.OVER,
        "decidable": found.erased_at is None
        and found.state in (Application.State.RECEIVED, Application.State.TALKED, Application.State.WAITLISTED),
        "told": found.answered_as == found.state,
        "interview": InterviewForm(initial={"held_on": today, "who": writer}),
        "decision": DecisionForm(),
        "enrol": EnrolForm(alike=alike, initial={"joined_on": today}) if accepted else None,
        "source": interviews.SOURCE,
        "guardian_source": minors.SOURCE,
    }
    return render(request, "volunteers/application.html", given | forms, status=status)


@gate(KEEP)
@require_POST
def interview(request: HttpRequest, pk: int) -> HttpResponse:
    """Write down an interview."""
    found, form = kept(request, pk), InterviewForm(request.POST)
    if form.is_valid():
        given = form.cleaned_data
        try:
            deciding.interview(
                application=found, on=given["held_on"], who=given["who"], points=given["points"],
                notes=given["notes"], by=request.user, now=timezone.now(),
            )  # fmt: skip
        except ValidationError as refused:
            take_problems(form, refused)
        else:
            messages.success(request, _("已登錄面談。"))
            return redirect("volunteers:application", pk=pk)
    return _page(request, found, 422, interview=form)


@gate(KEEP)
@require_POST
def decide(request: HttpRequest, pk: int) -> HttpResponse:
    """Decide on it."""
    found, form = kept(request, pk), DecisionForm(request.POST)
    if form.is_valid():
        try:
            deciding.decide(application=found, by=request.user, now=timezone.now(), **form.cleaned_data)
        except ValidationError as refused:
            take_problems(form, refused)
        except MoveRefused as refused:
            form.add_error(None, refused.problems)
        else:
            messages.success(
                request, _("已登錄決定：%(state)s。回覆信還沒寄，可以一次寄給所有人。")
                % {"state": found.get_state_display()},
            )  # fmt: skip
            return redirect("volunteers:application", pk=pk)
    return _page(request, found, 422, decision=form)


@gate(KEEP)
@require_POST
def enrol(request: HttpRequest, pk: int) -> HttpResponse:
    """Take her into the unit."""
    found = kept(request, pk)
    form = EnrolForm(request.POST, alike=deciding.alike(found, request.user) if found.volunteer is None else [])
    if form.is_valid():
        try:
            person = deciding.take_in(
                application=found, on=form.cleaned_data["joined_on"], number=form.cleaned_data["number_in_unit"],
                same=form.person, by=request.user, now=timezone.now(),
            )  # fmt: skip
        except ValidationError as refused:
            take_problems(form, refused)
        except MoveRefused as refused:
            form.add_error(None, refused.problems)
        else:
            messages.success(request, _("已加入%(unit)s，報名時寫的都帶進名冊了。") % {"unit": found.opening.unit})
            return redirect("volunteers:person", key=person.key)
    return _page(request, kept(request, pk), 422, enrol=form)
