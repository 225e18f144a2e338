"""Pages on one shift: its people, what becomes of their places, and ticking off who was there."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.http import require_POST, require_safe

from foundation.accounts.access import gate, get_visible
from foundation.accounts.roles import Permission
from foundation.ui.refusals import take_problems
from volunteers.models import Attendance, Duty, Enrolment, Place, Volunteer
from volunteers.rostering import absences, attendance, duties, rosters, swaps
from volunteers.rostering.roster_forms import TimesForm

from .rosters import tell, to_week

SEE, KEEP = Permission.SEE_VOLUNTEERS, Permission.KEEP_VOLUNTEERS
MOST_CHOICES = 2_000


def duty_of(request: HttpRequest, pk: int, permission: Permission = SEE) -> Duty:
    """A shift of a unit whose people this person sees or keeps."""
    rows = Duty.objects.visible_to(request.user, permission).select_related("post__unit__organisation")
    return get_visible(rows, request.user, pk=pk)


@gate(SEE)
@require_safe
def duty(request: HttpRequest, pk: int) -> HttpResponse:
    """One shift."""
    return duty_page(request, duty_of(request, pk))


def duty_page(request: HttpRequest, one: Duty, status: int = 200, **forms: Any) -> HttpResponse:
    """A shift with its people, and who could still come."""
    unit = one.post.unit
    places = list(one.places.select_related("volunteer", "taker", "replaces__volunteer", "duty__post"))
    held = [place for place in places if place.state == Place.State.HELD]
    tell([one], places, rosters.warnings(unit, held))
    signed = {
        each.place_id: each
        for each in Attendance.objects.filter(place__in=[place.pk for place in places]).exclude(
            state=Attendance.State.VOID
        )
    }
    for place in places:
        place.signed = signed.get(place.pk)  # type: ignore[attr-defined]
    keeps = Duty.objects.visible_to(request.user, KEEP).filter(pk=one.pk).exists()
    free = (
        Enrolment.objects.filter(unit=unit)
        .on(one.on)
        .exclude(volunteer__in=[place.volunteer_id for place in held])
        .select_related("volunteer")
        .order_by("number", "volunteer__name_key", "pk")[:MOST_CHOICES]
        if keeps and one.free and not one.called_off_at  # type: ignore[attr-defined]
        else ()
    )
    now = timezone.now()
    return render(
        request,
        "volunteers/duty.html",
        {
            "duty": one,
            "unit": unit,
            "places": [place for place in places if place.state != Place.State.REMOVED],
            "choices": free,
            "keeps": keeps,
            "begun": one.begins_at <= now,
            "over": one.ends_at <= now,
            "unsigned": [place for place in held if not place.signed],  # type: ignore[attr-defined]
            "times": forms.get("times") or TimesForm(),
            "problem": forms.get("problem", ""),
        },
        status=status,
    )


@gate(KEEP)
@require_POST
def assign(request: HttpRequest, pk: int) -> HttpResponse:
    """Put somebody of the unit on a shift."""
    one = duty_of(request, pk, KEEP)
    key = request.POST.get("volunteer", "")
    person = None
    if key.isdecimal() and len(key) < 19:
        person = Volunteer.objects.visible_to(request.user, KEEP).living().filter(pk=int(key)).first()
    try:
        if person is None:
            raise ValidationError(_("請選一位志工。"))
        rosters.assign(duty=one, volunteer=person, by=request.user, now=timezone.now())
    except ValidationError as problem:
        return duty_page(request, one, 422, problem=" ".join(problem.messages))
    messages.success(request, _("已排好。"))
    return redirect("volunteers:duty", pk=pk)


@gate(KEEP)
@require_POST
def call_off(request: HttpRequest, pk: int) -> HttpResponse:
    """Call a shift off."""
    one = duty_of(request, pk, KEEP)
    try:
        duties.call_off(duty=one, reason=request.POST.get("reason", ""), by=request.user, now=timezone.now())
    except ValidationError as problem:
        return duty_page(request, one, 422, problem=" ".join(problem.messages))
    messages.success(request, _("已取消這一班。排到的志工在自己的班表看得到原因。"))
    return to_week(one.post.unit, one.on)


@gate(KEEP)
@require_POST
def need(request: HttpRequest, pk: int) -> HttpResponse:
    """Say how many people a shift needs."""
    one = duty_of(request, pk, KEEP)
    number = request.POST.get("needed", "")
    try:
        if not number.isdecimal() or not 1 <= int(number[:5]) <= 999:
            raise ValidationError(_("人數請填 1 到 999。"))
        duties.need(duty=one, people=int(number), by=request.user, now=timezone.now())
    except ValidationError as problem:
        return duty_page(request, one, 422, problem=" ".join(problem.messages))
    messages.success(request, _("已存好。"))
    return redirect("volunteers:duty", pk=pk)


@gate(KEEP)
@require_POST
def note(request: HttpRequest, pk: int) -> HttpResponse:
    """Tick off who was there, from when to when: all of them or none."""
    one = duty_of(request, pk, KEEP)
    form, now = TimesForm(request.POST), timezone.now()
    keys = [int(key) for key in request.POST.getlist("place") if key.isdecimal() and len(key) < 19]
    if form.is_valid():
        came, left = form.moments(one.on)
        places = list(one.places.filter(pk__in=keys).select_related("duty__post__unit"))
        try:
            if not places:
                raise ValidationError(_("還沒有選誰到了。"))
            with transaction.atomic():
                for place in places:
                    attendance.note(place=place, came_at=came, left_at=left, by=request.user, now=now)
        except ValidationError as problem:
            if not hasattr(problem, "error_dict"):
                return duty_page(request, one, 422, times=form, problem=" ".join(problem.messages))
            take_problems(form, problem)
        else:
            done = ngettext("已登錄 %(count)s 人，時數等待核定。", "已登錄 %(count)s 人，時數等待核定。", len(places))
            messages.success(request, done % {"count": len(places)})
            return redirect("volunteers:duty", pk=pk)
    return duty_page(request, one, 422, times=form)


Move = Callable[..., object]
MOVES: dict[str, tuple[Move, bool, str | Promise]] = {
    "remove": (rosters.remove, True, gettext_lazy("已從這一班拿下。")),
    "leave": (
        lambda **given: absences.ask_leave(unit_says=True, **given), True, gettext_lazy("已登錄請假，這一班空出來了。")
    ),
    "absent": (absences.note_absent, False, gettext_lazy("已登錄未到。")),
    "lift": (absences.lift, True, gettext_lazy("已更正，仍排在這一班。")),
    "confirm": (swaps.confirm, False, gettext_lazy("已換班。")),
    "end": (swaps.end, False, gettext_lazy("已回覆不換，仍由原來的人服務。")),
}  # fmt: skip
"""What a coordinator may do with a place: the word, whether it takes a reason, and what is said afterwards."""


@gate(KEEP)
@require_POST
def place_move(request: HttpRequest, pk: int, name: str) -> HttpResponse:
    """Take somebody off, note her leave or absence, take that back, or answer a swap."""
    rows = Place.objects.visible_to(request.user, KEEP).select_related("duty__post__unit__organisation")
    place = get_visible(rows, request.user, pk=pk)
    if name not in MOVES:
        raise Http404
    word, takes_reason, done = MOVES[name]
    given = {"reason": request.POST.get("reason", "")} if takes_reason else {}
    try:
        word(place=place, by=request.user, now=timezone.now(), **given)
    except ValidationError as problem:
        return duty_page(request, place.duty, 422, problem=" ".join(problem.messages))
    messages.success(request, str(done))
    return redirect("volunteers:duty", pk=place.duty_id)
