"""Entering a volunteer: looking whether she is there, registering her, taking her in, letting her go, her account."""

from __future__ import annotations

import uuid

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST

from foundation.accounts.access import gate, get_visible
from foundation.accounts.roles import Permission
from foundation.taiwan import roc
from foundation.ui.refusals import by_field, take_problems
from volunteers.models import Enrolment, Volunteer
from volunteers.persons import namesakes, people
from volunteers.persons.people_forms import FindForm, JoinForm, LeaveForm, LinkForm, PersonForm

from .people import kept, person_page, sent, units_of, units_without

KEEP = Permission.KEEP_VOLUNTEERS
MOST_NAMED = 6


@gate(KEEP)
@require_http_methods(["GET", "POST"])
def find(request: HttpRequest) -> HttpResponse:
    """Before somebody is entered: is she in the register already? Only who has her whole number finds her."""
    form = FindForm(sent(request))
    found: Volunteer | None = None
    if request.method == "POST" and form.is_valid():
        passport = Volunteer.IdentityKind.PASSPORT if form.cleaned_data["kind"] else ""
        try:
            found = people.look_up(
                number=form.cleaned_data["number"], kind=passport, by=request.user, now=timezone.now()
            )
        except ValidationError as problem:
            take_problems(form, problem, identity="number")
        else:
            if found is None:
                messages.info(request, _("還沒有登錄過，請登錄這位志工。"))
                return redirect("volunteers:person_new")
            if Volunteer.objects.visible_to(request.user, KEEP).filter(pk=found.pk).exists():
                return redirect("volunteers:person", key=found.key)
    return render(
        request,
        "volunteers/find.html",
        {"form": form, "found": found, "join": JoinForm(units=units_of(request)) if found else None},
        status=422 if form.errors else 200,
    )


@gate(KEEP)
@require_http_methods(["GET", "POST"])
def person_new(request: HttpRequest) -> HttpResponse:
    """Enter somebody and take her into a unit, both or neither."""
    form = PersonForm(sent(request))
    join = JoinForm(sent(request), units=units_of(request))
    namesake: Volunteer | None = None
    if request.method == "POST" and form.is_valid() & join.is_valid():
        namesake = namesakes.maybe(form.cleaned_data, join.cleaned_data["unit"])
        if namesake is not None and not join.cleaned_data["another"]:
            join.add_error("another", _("這個單位已經有同名的志工，看不出是不是同一位。請先看她的資料。"))
    if request.method == "POST" and not (form.errors or join.errors):
        try:
            person = people.enter(
                values=form.cleaned_data,
                unit=join.cleaned_data["unit"],
                on=join.cleaned_data["joined_on"],
                number_in_unit=join.cleaned_data["number_in_unit"],
                rank=join.cleaned_data["rank"],
                by=request.user,
                now=timezone.now(),
                **form.identity,
            )
        except ValidationError as problem:
            _place(form, join, problem)
        else:
            messages.success(request, _("已登錄%(name)s。") % {"name": person.name})
            return redirect("volunteers:person", key=person.key)
    return render(
        request,
        "volunteers/person_new.html",
        {"form": form, "join": join, "namesake": namesake},
        status=422 if form.errors or join.errors else 200,
    )


@gate(KEEP)
@require_POST
def link(request: HttpRequest, key: uuid.UUID) -> HttpResponse:
    """Let an account read somebody's record."""
    one = kept(request, key)
    form = LinkForm(request.POST)
    if form.is_valid():
        try:
            people.link(volunteer=one, email=form.cleaned_data["email"], by=request.user, now=timezone.now())
        except ValidationError as problem:
            take_problems(form, problem)
        else:
            messages.success(request, _("已連好，她登入就看得到自己的紀錄冊。"))
            return redirect("volunteers:person", key=key)
    return person_page(request, one, status=422, link=form)


@gate(KEEP)
@require_http_methods(["GET", "HEAD", "POST"])
def join(request: HttpRequest, key: uuid.UUID) -> HttpResponse:
    """Take somebody who is in the register already into one of one's own units, or back into it."""
    if request.method != "POST":
        known = kept(request, key)
        units = units_without(request, known)
        if not units.exists():
            messages.info(request, _("她現在就在您的單位裡。"))
            return redirect("volunteers:person", key=key)
        given = {"form": FindForm(), "found": known, "join": JoinForm(units=units), "known": True}
        return render(request, "volunteers/find.html", given)
    one = Volunteer.objects.living().filter(key=key).first()
    form = JoinForm(request.POST, units=units_of(request))
    if one is None:
        raise Http404
    if form.is_valid():
        try:
            people.join(
                volunteer=one,
                unit=form.cleaned_data["unit"],
                on=form.cleaned_data["joined_on"],
                number=form.cleaned_data["number_in_unit"],
                rank=form.cleaned_data["rank"],
                by=request.user,
                now=timezone.now(),
            )
        except ValidationError as problem:
            take_problems(form, problem)
        else:
            messages.success(request, _("已加入%(unit)s。") % {"unit": form.cleaned_data["unit"]})
            return redirect("volunteers:person", key=key)
    return render(request, "volunteers/find.html", {"form": FindForm(), "found": one, "join": form}, status=422)


@gate(KEEP)
@require_POST
def leave(request: HttpRequest, pk: int) -> HttpResponse:
    """Somebody's last day in a unit."""
    enrolment = get_visible(
        Enrolment.objects.visible_to(request.user, KEEP).select_related("volunteer", "unit"), request.user, pk=pk
    )
    form = LeaveForm(request.POST)
    if form.is_valid():
        try:
            freed = people.leave(
                enrolment=enrolment, on=form.cleaned_data["left_on"], why=form.cleaned_data["why"], by=request.user,
                now=timezone.now(),
            )  # fmt: skip
        except ValidationError as problem:
            take_problems(form, problem)
        else:
            messages.success(request, _("已登錄離隊。"))
            if freed:
                words = ngettext(
                    "她排的 %(count)s 班空出來了，請找人接班：%(days)s",
                    "她排的 %(count)s 班空出來了，請找人接班：%(days)s",
                    len(freed),
                )
                days = _("、").join(roc.shown(one.duty.on) for one in freed[:MOST_NAMED])
                more = "……" if len(freed) > MOST_NAMED else ""
                messages.warning(request, words % {"count": len(freed), "days": days + more})
            return redirect("volunteers:person", key=enrolment.volunteer.key)
    return person_page(request, enrolment.volunteer, status=422, leave=form)


def _place(form: PersonForm, join: JoinForm, problem: ValidationError) -> None:
    """Each sentence at the form that has its field."""
    for name, sentences in by_field(problem).items():
        field = {"identity": "number"}.get(name, name)
        if field in join.fields:
            join.add_error(field, sentences)
        else:
            form.add_error(field if field in form.fields else None, sentences)
