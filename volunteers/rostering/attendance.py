"""Coming and going: signed in and out, asked about when forgotten, and taken into the ledger once.

Source: 臺北市志願服務實務手冊「每一次志工服務都應該明確的紀錄志工報到的時間和離開的時間」. A time that nobody has said
is never filled in (HRS-10): who forgot to sign out has no hours until she, and then the unit, has said when she left.
"""

from __future__ import annotations

import datetime as dt

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Q, QuerySet
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from foundation import reasons
from foundation.audit import trail
from foundation.audit.trail import Acts
from foundation.audit.verbs import Verb
from foundation.taiwan import roc
from volunteers.models import Attendance, Enrolment, Place, Post, ServiceBatch, Unit, Volunteer
from volunteers.rules import hours
from volunteers.serving import ledger
from volunteers.serving.ledger import Line

State, How = Attendance.State, Attendance.How
EARLY = dt.timedelta(hours=2)
"""How long before her shift somebody who signs in is taken to come for it."""
AFTER_DUTY, AFTER_COMING = dt.timedelta(hours=4), dt.timedelta(hours=12)
"""From when on a sign-in without a sign-out is asked about: so long after the shift's end, or after she came."""
LONGEST = dt.timedelta(hours=24)


def expected(*, unit: Unit, volunteer: Volunteer, now: dt.datetime) -> Place | None:
    """The place in this unit that somebody who signs in now comes for: the one she is in, or the next."""
    on = timezone.localdate(now)
    rows = Place.objects.held().around(on, on + dt.timedelta(days=1))
    near = [
        place
        for place in rows.filter(volunteer=volunteer, duty__post__unit=unit).select_related("duty__post")
        if place.duty.begins_at - EARLY <= now < place.duty.ends_at
    ]
    return min(near, key=lambda one: one.duty.begins_at, default=None)


def is_stale(attendance: Attendance, now: dt.datetime) -> bool:
    """Whether so much time has passed that the sign-out must have been forgotten."""
    if attendance.place is not None:
        return now > max(attendance.place.duty.ends_at, attendance.came_at) + AFTER_DUTY
    return now > attendance.came_at + AFTER_COMING


def here(*, unit: Unit, volunteer: Volunteer) -> Attendance | None:
    """Her open sign-in in a unit."""
    rows = Attendance.objects.filter(unit=unit, volunteer=volunteer, state=State.IN)
    return rows.select_related("place__duty__post", "unit__organisation", "volunteer").first()


def sign(*, unit: Unit, volunteer: Volunteer, how: str, by: Acts, now: dt.datetime) -> Attendance:
    """Sign in who is not there, and sign out who is: what one button at the entrance does.

    Raises:
        ValidationError: see `come` and `go`.
    """
    with transaction.atomic():
        Volunteer.objects.select_for_update().get(pk=volunteer.pk)
        open_one = here(unit=unit, volunteer=volunteer)
        if open_one is not None and not is_stale(open_one, now):
            return go(attendance=open_one, by=by, now=now)
        return come(unit=unit, volunteer=volunteer, how=how, by=by, now=now)


def come(*, unit: Unit, volunteer: Volunteer, how: str, by: Acts, now: dt.datetime) -> Attendance:
    """Sign in. What was left open too long is put aside, to be asked about.

    Raises:
        ValidationError: she is in already, or neither in the unit nor signed up for something of it now.
    """
    with transaction.atomic():
        Volunteer.objects.select_for_update().get(pk=volunteer.pk)
        open_one = here(unit=unit, volunteer=volunteer)
        if open_one is not None:
            if not is_stale(open_one, now):
                raise ValidationError(_("已經簽到了，還沒簽退。"))
            _forget(open_one, by=by, now=now)
        place = expected(unit=unit, volunteer=volunteer, now=now)
        if place is None and not _belongs(unit, volunteer, timezone.localdate(now)):
            raise ValidationError(_("今天的班表和活動上沒有這位志工，也還沒有加入這個單位。請找現場承辦人。"))
        attendance = Attendance.objects.create(
            unit=unit, volunteer=volunteer, place=place, how=how, came_at=_minute(now),
            came_by=by.as_actor().label[:200],
        )  # fmt: skip
        trail.record(Verb.ARRIVED, attendance, by=by, at=now)
    return attendance


def go(*, attendance: Attendance, by: Acts, now: dt.datetime) -> Attendance:
    """Sign out; what was served goes into the ledger, where it waits for approval.

    Raises:
        ValidationError: she has signed out already, came within this minute, or so long ago that it was forgotten.
    """
    with transaction.atomic():
        attendance = _locked(attendance)
        if attendance.state != State.IN:
            raise ValidationError(_("這次已經簽退了。"))
        if is_stale(attendance, now):
            raise ValidationError(_("簽到已經太久，應該是忘了簽退；請說明那一次是幾點離開的。"))
        if _minute(now) <= attendance.came_at:
            raise ValidationError(_("剛剛才簽到。真的要離開，請過一分鐘再按一次。"))
        return _close(attendance, _minute(now), by=by, now=now)


def note(*, place: Place, came_at: dt.datetime, left_at: dt.datetime, by: Acts, now: dt.datetime) -> Attendance:
    """Note from the list who was there, from when to when: the coordinator has seen it.

    Raises:
        ValidationError: the times are wrong, or she has signed in to this shift already.
    """
    with transaction.atomic():
        volunteer = Volunteer.objects.select_for_update().get(pk=place.volunteer_id)
        if place.state != Place.State.HELD:
            raise ValidationError(_("%(name)s這一班不是排定，不能點名。") % {"name": volunteer.name})
        if place.attendances.exclude(state=State.VOID).exists():
            raise ValidationError(_("%(name)s這一班已經簽到過了。") % {"name": volunteer.name})
        if left_at > now:
            raise ValidationError({"left": _("離開的時間還沒到。請到服務以後再登錄。")})
        _refuse_times(came_at, left_at)
        attendance = Attendance.objects.create(
            unit=place.duty.post.unit, volunteer=volunteer, place=place, how=How.LIST, came_at=came_at,
            came_by=by.as_actor().label[:200], state=State.FORGOTTEN,
        )  # fmt: skip
        trail.record(Verb.ARRIVED, attendance, by=by, at=now)
        return _close(attendance, left_at, by=by, now=now)


def put_aside(*, units: QuerySet[Unit], by: Acts, now: dt.datetime) -> int:
    """Put aside every sign-in of these units whose sign-out was forgotten. Answers how many."""
    count = 0
    open_ones = Attendance.objects.filter(
        unit__in=units, state=State.IN, came_at__lt=now - min(AFTER_DUTY, AFTER_COMING)
    )
    for one in open_ones.select_related("place__duty__post", "unit"):
        if is_stale(one, now):
            with transaction.atomic():
                found = _locked(one)
                if found.state == State.IN:
                    _forget(found, by=by, now=now)
                    count += 1
    return count


def say(*, attendance: Attendance, left_at: dt.datetime, by: Acts, now: dt.datetime) -> Attendance:
    """Say when one left, where one forgot to sign out. The unit decides; nothing counts before.

    Raises:
        ValidationError: it is not asked about, or the time cannot be.
    """
    with transaction.atomic():
        attendance = _locked(attendance)
        _refuse_unforgotten(attendance, now)
        if left_at > now:
            raise ValidationError({"left": _("離開的時間還沒到，請核對。")})
        _refuse_times(attendance.came_at, left_at)
        if attendance.state == State.IN:
            _forget(attendance, by=by, now=now)
        attendance.said_left_at, attendance.said_left_by = left_at, by.as_actor().label[:200]
        attendance.save(update_fields=["said_left_at", "said_left_by"])
        trail.record(Verb.SIGN_OUT_SAID, attendance, by=by, at=now)
    return attendance


def settle(*, attendance: Attendance, left_at: dt.datetime, reason: str, by: Acts, now: dt.datetime) -> Attendance:
    """Decide when somebody left who forgot to sign out: the unit stands for it, and says from what it knows.

    Raises:
        ValidationError: it is settled already, the time cannot be, or it is not said how it is known.
    """
    reason = reasons.written(
        reason, ask=_("請寫下怎麼知道的（例如：督導在場、本人說明）。"), most=200, least=reasons.A_WORD
    )
    with transaction.atomic():
        attendance = _locked(attendance)
        _refuse_unforgotten(attendance, now)
        if left_at > now:
            raise ValidationError({"left": _("離開的時間還沒到，請核對。")})
        _refuse_times(attendance.came_at, left_at)
        attendance.reason = reason
        return _close(attendance, left_at, by=by, now=now)


def void(*, attendance: Attendance, reason: str, by: Acts, now: dt.datetime) -> Attendance:
    """Take a sign-in out that should not be; what the ledger took in already is mended there.

    Raises:
        ValidationError: no reason is given, or its hours stand in the ledger.
    """
    reason = reasons.written(reason, ask=_("請寫下為什麼作廢。"), most=200, least=reasons.A_WORD)
    with transaction.atomic():
        attendance = _locked(attendance)
        if attendance.state in (State.OUT, State.VOID):
            raise ValidationError(_("這一筆已經轉成時數或作廢了；時數有誤，請在當月的時數頁不予採計或沖銷。"))
        attendance.state, attendance.reason = State.VOID, reason
        attendance.save(update_fields=["state", "reason"])
        trail.record(Verb.ARRIVAL_UNDONE, attendance, by=by, reason=attendance.reason, at=now)
    return attendance


def lines_of(attendance: Attendance) -> list[Line]:
    """What the ledger takes in of it: one line a day, so that a night's shift is split at midnight."""
    if attendance.left_at is None:
        return []
    post = attendance.place.duty.post if attendance.place else None
    category = post.category if post else attendance.unit.category
    shifts = hours.split(timezone.localtime(attendance.came_at), timezone.localtime(attendance.left_at))
    return [
        Line(attendance.volunteer_id, category, shift, post.name if post else "", continues=number > 0)
        for number, shift in enumerate(shifts)
    ]


def _close(attendance: Attendance, left_at: dt.datetime, *, by: Acts, now: dt.datetime) -> Attendance:
    attendance.state, attendance.left_at, attendance.left_by = State.OUT, left_at, by.as_actor().label[:200]
    post = attendance.place.duty.post if attendance.place else None
    source = ServiceBatch.Source.EVENT if post and post.kind == Post.Kind.EVENT else ServiceBatch.Source.ROSTER
    day = timezone.localdate(attendance.came_at)
    with translation.override("zh-hant"):
        # One name a day for good, whichever language the page speaks that somebody signs out on.
        label = f"{roc.shown_short(day)} {_('簽到')}" + (f" {post.name}" if post and post.is_event else "")
    kept = ServiceBatch.objects.select_for_update().filter(
        unit=attendance.unit, source=source, label=label[:200], undone_at=None, made_at__gt=now - ledger.UNDONE_WITHIN
    )
    entered = ledger.enter(
        unit=attendance.unit, lines=lines_of(attendance), source=source, by=by, now=now, label=label, batch=kept.first()
    )
    attendance.batch = entered.batch
    attendance.save(update_fields=["state", "left_at", "left_by", "reason", "batch"])
    trail.record(Verb.SIGNED_OFF, attendance, by=by, at=now)
    return attendance


def _forget(attendance: Attendance, *, by: Acts, now: dt.datetime) -> None:
    attendance.state = State.FORGOTTEN
    attendance.save(update_fields=["state"])
    trail.record(Verb.SIGN_OUT_FORGOTTEN, attendance, by=by, at=now)


def _refuse_unforgotten(attendance: Attendance, now: dt.datetime) -> None:
    if attendance.state == State.IN and not is_stale(attendance, now):
        raise ValidationError(_("還在服務中，請按簽退。"))
    if attendance.state not in (State.FORGOTTEN, State.IN):
        raise ValidationError(_("這一筆已經處理過了，請重新整理頁面。"))


def _refuse_times(came_at: dt.datetime, left_at: dt.datetime) -> None:
    if left_at <= came_at:
        raise ValidationError({"left": _("離開的時間不能早於簽到。跨過午夜請填隔天的日期。")})
    if left_at - came_at > LONGEST:
        raise ValidationError({"left": _("從簽到到離開超過 24 小時，請核對日期。")})


def _belongs(unit: Unit, volunteer: Volunteer, on: dt.date) -> bool:
    return Enrolment.objects.filter(Q(unit=unit), volunteer=volunteer).on(on).exists()


def _minute(now: dt.datetime) -> dt.datetime:
    return now.replace(second=0, microsecond=0)


def _locked(attendance: Attendance) -> Attendance:
    rows = Attendance.objects.select_for_update(of=("self",)).select_related(
        "place__duty__post", "unit__organisation", "volunteer"
    )
    return rows.get(pk=attendance.pk)
