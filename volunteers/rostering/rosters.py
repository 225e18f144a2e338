"""Who is on which shift: the coordinator puts people on it, volunteers take free places, nobody twice at one time."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from foundation.accounts.models import User
from foundation.audit import trail
from foundation.audit.trail import Acts
from foundation.audit.verbs import Verb
from foundation.taiwan import roc
from volunteers.models import Duty, Enrolment, Place, Post, Unit, Volunteer
from volunteers.rules.hours import ODD_WORDS, RULES, Shift, foretell
from volunteers.serving import facts, ledger

State = Place.State
AHEAD = dt.timedelta(days=60)


@dataclass(frozen=True, slots=True)
class Mend:
    """Something to mend before she comes: what, and how."""

    words: str
    cure: str = ""


def assign(*, duty: Duty, volunteer: Volunteer, by: Acts, now: dt.datetime, replaces: Place | None = None) -> Place:
    """Put somebody on a shift.

    Args:
        replaces: the place she takes over in a swap.

    Raises:
        ValidationError: she is not in the unit on that day, has another shift at that time, anywhere, or it is full.
    """
    with transaction.atomic():
        duty = Duty.objects.select_for_update().select_related("post__unit__organisation").get(pk=duty.pk)
        Volunteer.objects.select_for_update().get(pk=volunteer.pk)
        _refuse(duty, volunteer, by)
        if replaces is None and duty.places.filter(state=State.HELD).count() >= duty.needed:
            raise ValidationError(
                _("這一班需要的 %(needed)s 人都排滿了。要再加人，請先把需要人數改多。") % {"needed": duty.needed}
            )
        place = Place.objects.create(
            duty=duty, volunteer=volunteer, given_at=now, given_by=by.as_actor().label[:200], replaces=replaces
        )
        trail.record(Verb.PLACE_GIVEN, place, by=by, at=now)
        judge_anew(place, by=by, now=now)
    return place


def try_assign(*, duty: Duty, volunteer: Volunteer, by: Acts, now: dt.datetime) -> Place | None:
    """Put somebody on a shift; None where something speaks against it."""
    try:
        with transaction.atomic():
            return assign(duty=duty, volunteer=volunteer, by=by, now=now)
    except ValidationError:
        return None


def take(*, duty: Duty, volunteer: Volunteer, by: Acts, now: dt.datetime) -> Place:
    """Take a free place oneself.

    Raises:
        ValidationError: it is not open to her, has begun or closed, or what `assign` refuses.
    """
    if not open_to(volunteer, now=now).filter(pk=duty.pk).exists():
        raise ValidationError(_("這一班沒有開放自己選，或報名已經截止。請洽單位承辦人。"))
    return assign(duty=duty, volunteer=volunteer, by=by, now=now)


def remove(*, place: Place, reason: str, by: Acts, now: dt.datetime) -> Place:
    """Take somebody off a shift that was put on it by mistake; it is neither leave nor absence.

    Raises:
        ValidationError: she does not hold it any more, or has signed in.
    """
    with transaction.atomic():
        place = _locked(place)
        if place.state != State.HELD:
            raise ValidationError(_("這個排班已經處理過了，請重新整理頁面。"))
        if place.attendances.exclude(state="void").exists():
            raise ValidationError(_("已經簽到，不能拿下。簽到有誤請先作廢那一筆。"))
        place.state, place.reason = State.REMOVED, reason.strip()[:200]
        place.save(update_fields=["state", "reason"])
        trail.record(Verb.PLACE_FREED, place, by=by, reason=place.reason, at=now)
        judge_anew(place, by=by, now=now)
    return place


def open_to(volunteer: Volunteer, *, now: dt.datetime) -> QuerySet[Duty]:
    """Shifts ahead of which somebody may take a place herself: her own units', and events open to everybody.

    Events beyond the unit are those of counties in which she serves, so that nobody is called across the island.
    """
    on = timezone.localdate(now)
    at = timezone.localtime(now)
    mine = Enrolment.objects.filter(volunteer=volunteer).on(on)
    own = Q(post__taking__in=(Post.Taking.OWN, Post.Taking.ANYONE), post__unit__in=mine.values("unit"))
    called = Q(post__taking=Post.Taking.ANYONE, post__unit__county__in=mine.values("unit__county"))
    ahead = Q(on__gt=on) | Q(on=on, starts__gt=at.hour * 60 + at.minute)
    return (
        Duty.objects.standing()
        .filter(own | called, ahead, post__unit__state=Unit.State.ACTIVE, on__lte=on + AHEAD)
        .filter(Q(post__closes_on=None) | Q(post__closes_on__gte=on))
    )


def warnings(unit: Unit, places: Iterable[Place]) -> dict[int, list[Mend]]:
    """By place, what would keep its hours from counting or leave her uninsured, by the rules of hours.

    A few questions, whatever the number of places.
    """
    rows = list(places)
    if not rows:
        return {}
    days = [row.duty.on for row in rows]
    known = facts.gather(unit, {row.volunteer_id for row in rows}, min(days), max(days) + dt.timedelta(days=1))
    found: dict[int, list[Mend]] = {}
    for row in rows:
        said: dict[str, Mend] = {}
        for day, start, end in row.duty.pieces():
            shift = Shift(day, end - start, start, end)
            reason, odd = foretell(shift, known[row.volunteer_id].for_category(row.duty.post.category))
            if reason is not None:
                rule = RULES[reason]
                said.setdefault(str(rule.words), Mend(str(rule.words), str(rule.cure)))
            for one in odd:
                said.setdefault(str(ODD_WORDS[one]), Mend(str(ODD_WORDS[one])))
        if said:
            found[row.pk] = list(said.values())
    return found


def clash(volunteer: Volunteer, duty: Duty, *, without: Sequence[int] = ()) -> Place | None:
    """Another shift of hers at the same time, wherever it is."""
    last = duty.on + dt.timedelta(days=1)
    rows = Place.objects.held().around(duty.on, last).filter(volunteer=volunteer).exclude(pk__in=without)
    for place in rows.select_related("duty__post__unit__organisation"):
        if place.duty.begins_at < duty.ends_at and duty.begins_at < place.duty.ends_at:
            return place
    return None


def may_serve(volunteer: Volunteer, duty: Duty) -> bool:
    """Whether she belongs to the unit on that day, or the event is open to everybody."""
    post = duty.post
    if post.taking == Post.Taking.ANYONE:
        return True
    return Enrolment.objects.filter(volunteer=volunteer, unit=post.unit_id).on(duty.on).exists()


def judge_anew(place: Place, *, by: Acts, now: dt.datetime) -> None:
    """Judge her waiting hours anew where the shift is not ahead: what is on the roster decides about them."""
    if place.duty.on <= timezone.localdate(now):
        ledger.look_again_at([place.volunteer_id], by=by, now=now)


def _refuse(duty: Duty, volunteer: Volunteer, by: Acts) -> None:
    if duty.called_off_at is not None:
        raise ValidationError(_("這一班已經取消了。"))
    if not may_serve(volunteer, duty):
        raise ValidationError(_("這位志工那一天不在這個單位，不能排這一班。請先登錄加入單位，或核對離隊日期。"))
    other = clash(volunteer, duty)
    if other is None:
        return
    if other.duty_id == duty.pk:
        raise ValidationError(_("已經在這一班了。"))
    raise ValidationError(_told(other, duty, by))


def _told(other: Place, duty: Duty, by: Acts) -> str:
    """That she is taken at that time; where, only to somebody who may know."""
    unit = other.duty.post.unit
    knows = unit.pk == duty.post.unit_id or (
        isinstance(by, User) and Place.objects.visible_to(by).filter(pk=other.pk).exists()
    )
    if not knows:
        return _("這段時間已經有別的班，不能重複排。請換一個人或換一個時段。")
    return _("這段時間已經有班：%(unit)s %(day)s %(post)s %(from)s–%(to)s。請先換掉那一班，或換一個人。") % {
        "unit": unit, "day": roc.shown_short(other.duty.on), "post": other.duty.post.name,
        "from": _clock(other.duty.starts), "to": _clock(other.duty.ends_shown),
    }  # fmt: skip


def _clock(minutes: int) -> str:
    return f"{minutes // 60:02}:{minutes % 60:02}"


def _locked(place: Place) -> Place:
    rows = Place.objects.select_for_update(of=("self",)).select_related("duty__post__unit__organisation", "volunteer")
    return rows.get(pk=place.pk)
