"""Pages on who comes to a workshop: counts for everybody who sees it, names for its county."""

from __future__ import annotations

import secrets
from typing import Any

from django.contrib import messages
from django.core.cache import cache
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from foundation.accounts.access import gate, get_visible
from foundation.accounts.disclosure import disclose
from foundation.accounts.roles import Permission
from foundation.accounts.scope import reach
from foundation.imports.grid import Unreadable
from foundation.ui.refusals import take_problems
from workshops import answers, participant_lists, participants
from workshops.models import Participant, Workshop
from workshops.participant_forms import ListForm, ParticipantForm, ReasonForm

KEPT_FOR = 30 * 60  # seconds that the answer to a list can be read again: it holds names


def managed(request: HttpRequest, pk: int) -> Workshop:
    """The workshop whose list this person keeps."""
    return get_visible(
        Workshop.objects.visible_to(request.user, Permission.MANAGE_PARTICIPANTS).with_people(), request.user, pk=pk
    )


def _page(request: HttpRequest, workshop: Workshop, reason: ReasonForm | None = None) -> HttpResponse:
    now = timezone.now()
    user = request.user
    names = participants.may_read_names(workshop, user, now)
    tallies = participants.tallies(workshop)
    listed = sum(tally.listed for tally in tallies)
    may_open = not names and reach(user, Permission.OPEN_PERSON_ELSEWHERE).covers(workshop.county_id)
    people = workshop.participants.visible_to(user, now).select_related("group").in_order()
    return render(
        request,
        "workshops/participants.html",
        {
            "workshop": workshop,
            "tallies": tallies,
            "listed": listed,
            "warnings": participants.warnings(workshop, listed),
            "final": participants.why_final(workshop),
            "names": names,
            "people": people if names else (),
            "until": participants.names_until(workshop, user, now),
            "contacts": participants.may_read_contacts(workshop, user),
            "reason_form": (reason or ReasonForm()) if may_open or reason else None,
        },
        status=422 if reason is not None else 200,
    )


@gate(Permission.SEE_WORKSHOPS)
@require_GET
def participants_of(request: HttpRequest, pk: int) -> HttpResponse:
    """The list; beyond the county only the counts, until somebody has said why she needs the names."""
    return _page(request, get_visible(Workshop.objects.with_people(), request.user, pk=pk))


@gate(Permission.OPEN_PERSON_ELSEWHERE)
@require_POST
def open_names(request: HttpRequest, pk: int) -> HttpResponse:
    """Open the names of one workshop for half an hour, with a reason the county reads."""
    workshop = get_visible(Workshop.objects.with_people(), request.user, pk=pk)
    form = ReasonForm(request.POST)
    if form.is_valid():
        try:
            disclose(
                subject=workshop,
                county=workshop.county_id,
                reason=form.cleaned_data["reason"],
                by=request.user,
                now=timezone.now(),
            )
        except PermissionDenied as denied:
            raise Http404 from denied
        except ValidationError as problem:
            take_problems(form, problem)
        else:
            messages.success(request, _("姓名已開放 30 分鐘。縣市承辦人看得到這筆紀錄。"))
            return redirect("workshops:participants", pk=pk)
    return _page(request, workshop, form)


@gate(Permission.MANAGE_PARTICIPANTS)
@require_http_methods(["GET", "POST"])
def add(request: HttpRequest, pk: int) -> HttpResponse:
    """Put one person on the list."""
    workshop = managed(request, pk)
    form = ParticipantForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            person = participants.add(
                workshop=workshop,
                values=form.cleaned_data,
                by=request.user,
                now=timezone.now(),
            )
        except ValidationError as problem:
            take_problems(form, problem)
        else:
            messages.success(request, _("已加入%(name)s。") % {"name": person.name})
            again = "add" if "again" in request.POST else ""
            return redirect("workshops:participant_add" if again else "workshops:participants", pk=pk)
    return render(
        request,
        "workshops/participant.html",
        {"workshop": workshop, "form": form, "person": None, "final": participants.why_final(workshop)},
        status=422 if form.errors else 200,
    )


def _person(request: HttpRequest, workshop: Workshop, person: int) -> Participant:
    return get_visible(workshop.participants.select_related("workshop", "group"), request.user, pk=person)


@gate(Permission.MANAGE_PARTICIPANTS)
@require_http_methods(["GET", "POST"])
def change(request: HttpRequest, pk: int, person: int) -> HttpResponse:
    """Correct what the list says of one person."""
    workshop = managed(request, pk)
    row = _person(request, workshop, person)
    initial = {name: getattr(row, name) for name in participants.FIELDS}
    form = ParticipantForm(request.POST or None, initial=initial)
    if request.method == "POST" and form.is_valid():
        try:
            participants.change(
                participant=row,
                values=form.cleaned_data,
                by=request.user,
                now=timezone.now(),
            )
        except ValidationError as problem:
            take_problems(form, problem)
        else:
            messages.success(request, _("已儲存%(name)s的資料。") % {"name": row.name})
            return redirect("workshops:participants", pk=pk)
    return render(
        request,
        "workshops/participant.html",
        {
            "workshop": workshop,
            "form": form,
            "person": row,
            "shown_name": initial["name"],
            "final": participants.why_final(workshop),
        },
        status=422 if form.errors else 200,
    )


@gate(Permission.MANAGE_PARTICIPANTS)
@require_POST
def remove(request: HttpRequest, pk: int, person: int) -> HttpResponse:
    """Take one person off the list."""
    row = _person(request, managed(request, pk), person)
    name = row.name
    try:
        participants.remove(participant=row, by=request.user, now=timezone.now())
        messages.success(request, _("已從名單移除%(name)s，資料也刪除了。") % {"name": name})
    except ValidationError as problem:
        messages.error(request, " ".join(problem.messages))
    return redirect("workshops:participants", pk=pk)


@gate(Permission.MANAGE_PARTICIPANTS)
@require_POST
def clear(request: HttpRequest, pk: int) -> HttpResponse:
    """Empty a list that was the wrong one."""
    workshop = managed(request, pk)
    try:
        cleared = participants.clear(workshop=workshop, by=request.user, now=timezone.now())
    except ValidationError as problem:
        messages.error(request, " ".join(problem.messages))
    else:
        told = [
            ngettext(
                "已從名單移除 %(count)s 人，資料也刪除了。",
                "已從名單移除 %(count)s 人，資料也刪除了。",
                cleared.removed,
            )
            % {"count": cleared.removed}
        ]
        if cleared.arrived:
            told.append(
                ngettext("已簽到的 %(count)s 人留在名單上。", "已簽到的 %(count)s 人留在名單上。", cleared.arrived)
                % {"count": cleared.arrived}
            )
        messages.success(request, "".join(told))
    return redirect("workshops:participants", pk=pk)


@gate(Permission.MANAGE_PARTICIPANTS)
@require_http_methods(["GET", "POST"])
def add_list(request: HttpRequest, pk: int) -> HttpResponse:
    """Many people at once; good rows go in, and a page says what is wrong with the others."""
    workshop = managed(request, pk)
    form = ListForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        upload = form.cleaned_data["file"]
        try:
            if upload:
                understood = participant_lists.read_file(upload)
            else:
                understood = participant_lists.read_text(form.cleaned_data["pasted"])
            taken = participant_lists.take(
                workshop=workshop,
                understood=understood,
                by=request.user,
                now=timezone.now(),
            )
        except Unreadable as refused:
            form.add_error("file" if upload else "pasted", str(refused))
        except ValidationError as problem:
            take_problems(form, problem)
        else:
            token = secrets.token_urlsafe(12)
            answer = answers.answer_to(understood, taken, name=upload.name if upload else "")
            cache.set(_key(request, workshop, token), answer, KEPT_FOR)
            return redirect("workshops:participant_list_answer", pk=pk, token=token)
    return render(
        request,
        "workshops/participant_list.html",
        {"workshop": workshop, "form": form, "final": participants.why_final(workshop)},
        status=422 if form.errors else 200,
    )


def _key(request: HttpRequest, workshop: Workshop, token: str) -> str:
    """Where the answer waits: only for who sent the list, and only for this workshop."""
    return f"participant-list:{request.user.pk}:{workshop.pk}:{token}"


def _answer(request: HttpRequest, pk: int, token: str) -> tuple[Workshop, Any]:
    workshop = managed(request, pk)
    return workshop, cache.get(_key(request, workshop, token))


@gate(Permission.MANAGE_PARTICIPANTS)
@require_GET
def list_answer(request: HttpRequest, pk: int, token: str) -> HttpResponse:
    """What became of a list, row by row."""
    workshop, answer = _answer(request, pk, token)
    if answer is None:
        messages.info(request, _("這份匯入結果已經過了 30 分鐘，不再保留。已匯入的人都在名單上。"))
        return redirect("workshops:participants", pk=pk)
    listed = workshop.participants.count()
    return render(
        request,
        "workshops/participant_list_answer.html",
        {
            "workshop": workshop,
            "answer": answer,
            "token": token,
            "listed": listed,
            "warnings": participants.warnings(workshop, listed),
        },
    )


@gate(Permission.MANAGE_PARTICIPANTS)
@require_GET
def list_answer_file(request: HttpRequest, pk: int, token: str, suffix: str) -> HttpResponseBase:
    """The list as it was sent, with 結果 and 原因 added, to be mended and sent again."""
    workshop, answer = _answer(request, pk, token)
    if answer is None or suffix not in answers.SUFFIXES:
        raise Http404
    return answers.respond_with(answer, suffix=suffix, title=f"{workshop}{_('名單')}")
