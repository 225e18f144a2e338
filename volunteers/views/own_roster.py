"""A volunteer's own roster: her shifts, what is free, swaps, leave, and what she forgot to sign out of."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from foundation.accounts.access import gate
from foundation.accounts.roles import Permission
from volunteers.evaluating import rounds
from volunteers.models import Attendance, Enrolment, PersonalCode, Place, Volunteer
from volunteers.rostering import absences, attendance, duties, rosters, stations, swaps
from volunteers.rostering.roster_forms import LeftForm
from volunteers.rules import allowances as allowance_rules
from volunteers.rules import leaving
from volunteers.unit_life import allowances, customs

OWN = Permission.SEE_OWN_RECORD
SHOWN_BACK = dt.timedelta(days=14)
MOST = 60


def _me(request: HttpRequest) -> Volunteer:
    found = Volunteer.objects.living().filter(user=request.user.pk).first()
    if found is None:
        raise Http404
    return found


@gate(OWN)
@require_safe
def mine(request: HttpRequest) -> HttpResponse:
    """One's own roster."""
    if not Volunteer.objects.living().filter(user=request.user.pk).exists():
        return render(request, "volunteers/not_linked.html")
    return own_page(request, _me(request))


def own_page(request: HttpRequest, me: Volunteer, status: int = 200, problem: str = "") -> HttpResponse:
    """Her roster, with what was refused above it."""
    now = timezone.now()
    on = timezone.localdate(now)
    places = Place.objects.filter(volunteer=me).select_related("duty__post__unit__organisation", "taker")
    ahead = list(
        places.filter(state=Place.State.HELD, duty__on__gte=on - dt.timedelta(days=1)).order_by(
            "duty__on", "duty__starts"
        )
    )
    ahead = [one for one in ahead if one.duty.ends_at > now][:MOST]
    enrolments = list(Enrolment.objects.filter(volunteer=me).on(on).select_related("unit__organisation"))
    warned: dict[int, list[rosters.Mend]] = {}
    for unit in {one.duty.post.unit_id: one.duty.post.unit for one in ahead}.values():
        warned |= rosters.warnings(unit, [one for one in ahead if one.duty.post.unit_id == unit.pk])
    for one in ahead:
        one.mends = warned.get(one.pk, [])  # type: ignore[attr-defined]
        one.begun = one.duty.begins_at <= now  # type: ignore[attr-defined]
    taken = {one.duty_id for one in ahead}
    free = duties.with_numbers(rosters.open_to(me, now=now)).select_related("post__unit__organisation")
    open_duties = [
        one for one in free.order_by("on", "starts")[: MOST * 2] if one.held < one.needed and one.pk not in taken
    ]
    asked = Attendance.objects.filter(volunteer=me, said_left_at=None).filter(
        state__in=(Attendance.State.FORGOTTEN, Attendance.State.IN)
    )
    asked_ones = [
        one
        for one in asked.select_related("place__duty__post", "unit__organisation")
        if one.state == Attendance.State.FORGOTTEN or attendance.is_stale(one, now)
    ]
    return render(
        request,
        "volunteers/own_roster.html",
        {
            "me": me,
            "ahead": ahead,
            "past": places.exclude(state=Place.State.REMOVED)
            .filter(duty__on__gte=on - SHOWN_BACK, duty__on__lte=on)
            .exclude(pk__in=[one.pk for one in ahead])
            .order_by("-duty__on", "-duty__starts")[:MOST],
            "called_off": places.filter(state=Place.State.HELD, duty__called_off_at__isnull=False, duty__on__gte=on),
            "open_duties": open_duties[:MOST],
            "offers": swaps.offered_to(me, now=now).select_related("duty__post__unit__organisation", "volunteer")[
                :MOST
            ],
            "asked": asked_ones,
            "left_form": LeftForm(),
            "records": absences.records(
                enrolments,
                on=on,
                failed=rounds.failed(enrolments, on=on),
                pause_days=customs.pause_days([one.unit_id for one in enrolments]),
            ),
            "told": allowances.told({one.unit_id: one.unit for one in enrolments}.values(), on=on),
            "no_wage": allowance_rules.NO_WAGE,
            "limits": {"absent": leaving.ABSENCES, "leave": leaving.LEAVES},
            "code": PersonalCode.objects.filter(volunteer=me).first(),
            "problem": problem,
        },
        status=status,
    )


@gate(OWN)
@require_POST
def take(request: HttpRequest, pk: int) -> HttpResponse:
    """Take a free place."""
    me = _me(request)
    now = timezone.now()
    duty = rosters.open_to(me, now=now).filter(pk=pk).select_related("post__unit").first()
    if duty is None:
        raise Http404
    return _done(
        request, me, rosters.take, _("已排上，記得準時到。"), duty=duty, volunteer=me, by=request.user, now=now
    )


@gate(OWN)
@require_POST
def place_move(request: HttpRequest, pk: int, name: str) -> HttpResponse:
    """Ask leave from one's own place, offer it, take the offer back, or take over another's."""
    me, now = _me(request), timezone.now()
    rows = Place.objects.select_related("duty__post__unit__organisation")
    if name == "want":
        place = swaps.offered_to(me, now=now).filter(pk=pk).select_related("duty__post__unit__organisation").first()
    else:
        place = rows.filter(pk=pk, volunteer=me).first()
    if place is None:
        raise Http404
    given: dict[str, Any] = {"place": place, "by": request.user, "now": now}
    if name == "want":
        waits = place.duty.post.unit.swaps_confirmed
        said = _("已告訴承辦人你要接班；確認以後才算你的班。") if waits else _("已換班，這一班是你的了。")
        return _done(request, me, swaps.want, said, volunteer=me, **given)
    if name == "leave":
        reason = request.POST.get("reason", "")
        return _done(request, me, absences.ask_leave, _("已請假，承辦人看得到。"), reason=reason, **given)
    if name == "offer":
        return _done(request, me, swaps.offer, _("已提出換班；有人接之前，這一班還是你的。"), **given)
    if name == "end":
        return _done(request, me, swaps.end, _("已收回，這一班還是你的。"), **given)
    raise Http404


@gate(OWN)
@require_POST
def say(request: HttpRequest, pk: int) -> HttpResponse:
    """Say when one left, where one forgot to sign out."""
    me = _me(request)
    one = Attendance.objects.filter(pk=pk, volunteer=me).select_related("unit__organisation").first()
    if one is None:
        raise Http404
    form = LeftForm(request.POST)
    if not form.is_valid():
        return own_page(request, me, 422, " ".join(str(each) for errors in form.errors.values() for each in errors))
    return _done(
        request, me, attendance.say, _("已告訴承辦人；核對以後才會算時數。"), attendance=one,
        left_at=form.moment(one.came_at), by=request.user, now=timezone.now(),
    )  # fmt: skip


@gate(OWN)
@require_POST
def code(request: HttpRequest) -> HttpResponse:
    """Get one's code for signing in, or a new one in its place."""
    me = _me(request)
    stations.code_of(me, by=request.user, now=timezone.now(), renew=bool(request.POST.get("renew")))
    messages.success(request, _("簽到碼在頁面最下面。"))
    return redirect("volunteers:own_roster")


def _done(request: HttpRequest, me: Volunteer, word: Any, said: str, **given: Any) -> HttpResponse:
    try:
        word(**given)
    except ValidationError as problem:
        return own_page(request, me, 422, " ".join(problem.messages))
    messages.success(request, said)
    return redirect("volunteers:own_roster")
