"""The page of the tables' people: side by side, mended by buttons, or by dragging where a script runs."""

from __future__ import annotations

import secrets

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_POST

from foundation.accounts.access import gate, get_visible
from foundation.accounts.roles import Permission
from foundation.ui.refusals import take_problems
from workshops import grouping, participants
from workshops.models import Group, Workshop
from workshops.participant_forms import GroupForm, GroupsForm
from workshops.people import may_here
from workshops.views.participants import managed

LONGEST_KEYS = 24  # digits of a person's key and a group's number together


def _page(request: HttpRequest, workshop: Workshop, form: GroupsForm | None = None) -> HttpResponse:
    room = grouping.look_at(workshop)
    names = participants.may_read_names(workshop, request.user, timezone.now())
    manages = may_here(request.user, Permission.MANAGE_PARTICIPANTS, workshop)
    planned = len(room.tables) or workshop.groups_planned or workshop.programme.groups_min
    return render(
        request,
        "workshops/grouping.html",
        {
            "workshop": workshop,
            "room": room,
            "seated": sum(len(table.people) for table in room.tables),
            "names": names,
            "hosts": participants.may_read_hosts(workshop, request.user, timezone.now()),
            "edits": manages and names and not participants.why_final(workshop),
            "final": participants.why_final(workshop) if manages else "",
            "form": form or GroupsForm(initial={"count": planned}),
            "focus": request.GET.get("at", ""),
        },
        status=422 if form is not None else 200,
    )


@gate(Permission.SEE_WORKSHOPS)
@require_GET
def grouping_of(request: HttpRequest, pk: int) -> HttpResponse:
    """The tables side by side: names for who may read them, numbers for everybody else."""
    return _page(request, get_visible(Workshop.objects.with_people(), request.user, pk=pk))


@gate(Permission.MANAGE_PARTICIPANTS)
@require_POST
def seat(request: HttpRequest, pk: int) -> HttpResponse:
    """Make the groups and seat everybody who has no table; with 重新分組, everybody anew."""
    workshop = managed(request, pk)
    form = GroupsForm(request.POST)
    if not form.is_valid():
        return _page(request, workshop, form)
    start_over = "start_over" in request.POST
    try:
        by, now = request.user, timezone.now()
        grouping.make_groups(workshop=workshop, count=form.cleaned_data["count"], by=by, now=now)
        if "only_groups" in request.POST:
            messages.success(request, _("已設為 %(count)s 組。") % {"count": form.cleaned_data["count"]})
            return redirect("workshops:grouping", pk=pk)
        # Pressed again, 重新分組 proposes another equally balanced room.
        seed = secrets.randbelow(2**31) if start_over else workshop.pk
        moved, people = grouping.seat_people(workshop=workshop, seed=seed, by=by, now=now, start_over=start_over)
    except ValidationError as problem:
        take_problems(form, problem)
        return _page(request, workshop, form)
    if moved:
        messages.success(
            request,
            ngettext(
                "已安排 %(moved)s 人的組別，共 %(people)s 人。", "已安排 %(moved)s 人的組別，共 %(people)s 人。", moved
            )
            % {"moved": moved, "people": people},
        )
    else:
        messages.info(request, _("每個人都有組別了。要全部重排，請按「重新分組」。"))
    return redirect("workshops:grouping", pk=pk)


@gate(Permission.MANAGE_PARTICIPANTS)
@require_POST
def move(request: HttpRequest, pk: int) -> HttpResponse:
    """Seat one person at another table, or let her wait."""
    workshop = managed(request, pk)
    key, number = request.POST.get("person", ""), request.POST.get("group", "")
    if not key.isdecimal() or not (number.isdecimal() or number == "") or len(key + number) > LONGEST_KEYS:
        raise Http404
    person = get_visible(workshop.participants.select_related("workshop", "group"), request.user, pk=int(key))
    group = get_visible(workshop.groups.all(), request.user, number=int(number)) if number else None
    try:
        grouping.move(participant=person, group=group, by=request.user, now=timezone.now())
        if group:
            messages.success(
                request, _("%(name)s已移到第 %(number)s 組。") % {"name": person.name, "number": group.number}
            )
        else:
            messages.success(request, _("%(name)s還沒有組別。") % {"name": person.name})
    except ValidationError as problem:
        messages.error(request, " ".join(problem.messages))
    response = redirect("workshops:grouping", pk=pk)
    # Back to the person that was moved, so that the keyboard does not start at the top of the page again.
    response["Location"] += f"?at={person.pk}#person-{person.pk}"
    return response


@gate(Permission.MANAGE_PARTICIPANTS)
@require_POST
def describe(request: HttpRequest, pk: int, number: int) -> HttpResponse:
    """Name a group and its host."""
    workshop = managed(request, pk)
    group: Group = get_visible(workshop.groups.select_related("workshop"), request.user, number=number)
    form = GroupForm(request.POST)
    if form.is_valid():
        try:
            grouping.describe(group=group, by=request.user, now=timezone.now(), **form.cleaned_data)
            messages.success(request, _("已儲存第 %(number)s 組的組名與桌長。") % {"number": number})
        except ValidationError as problem:
            take_problems(form, problem)
    for found in form.errors.values():
        messages.error(request, _("第 %(number)s 組：%(why)s") % {"number": number, "why": " ".join(found)})
    response = redirect("workshops:grouping", pk=pk)
    response["Location"] += f"#group-{number}"
    return response
