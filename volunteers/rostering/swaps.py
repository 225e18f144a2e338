"""Swapping shifts (換班): offered by whoever holds the place, taken by another, and confirmed where the unit wants it.

A swap with a record is what keeps the hours of a changed roster countable (手冊「除非班表有異動互換」).
"""

from __future__ import annotations

import datetime as dt

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from foundation.audit import trail
from foundation.audit.trail import Acts
from foundation.audit.verbs import Verb
from volunteers.models import Enrolment, Place, Volunteer

from . import rosters

State = Place.State


def offer(*, place: Place, by: Acts, now: dt.datetime) -> Place:
    """Let others see that she would like to give this place away; she holds it until somebody has taken it.

    Raises:
        ValidationError: it is not hers any more, is offered already, or its shift has begun.
    """
    with transaction.atomic():
        place = _held(place, now)
        if place.offered_at is not None:
            raise ValidationError(_("這一班已經提出換班了。"))
        place.offered_at, place.offered_by = now, by.as_actor().label[:200]
        place.save(update_fields=["offered_at", "offered_by"])
        trail.record(Verb.SWAP_OFFERED, place, by=by, at=now)
    return place


def end(*, place: Place, by: Acts, now: dt.datetime) -> Place:
    """Take an offer back, or say no to who wanted it: she keeps the place.

    Raises:
        ValidationError: it is not offered.
    """
    with transaction.atomic():
        place = _locked(place)
        if place.state != State.HELD or place.offered_at is None:
            raise ValidationError(_("這一班沒有在換班，請重新整理頁面。"))
        place.offered_at, place.offered_by, place.taker = None, "", None
        place.save(update_fields=["offered_at", "offered_by", "taker"])
        trail.record(Verb.SWAP_ENDED, place, by=by, at=now)
    return place


def want(*, place: Place, volunteer: Volunteer, by: Acts, now: dt.datetime) -> Place:
    """Take over an offered place. It is hers at once, or when the coordinator has said so, as the unit has set.

    Returns:
        The place that is hers now, or the offered one that waits for the coordinator.

    Raises:
        ValidationError: it is no longer offered, somebody was faster, it is her own, or she cannot come then.
    """
    with transaction.atomic():
        place = _held(place, now)
        if place.offered_at is None or place.taker_id is not None:
            raise ValidationError(_("這一班已經有人要接了，或不換了。請重新整理頁面。"))
        if place.volunteer_id == volunteer.pk:
            raise ValidationError(_("這是你自己提出的換班。"))
        if not Enrolment.objects.filter(volunteer=volunteer, unit=place.duty.post.unit_id).on(place.duty.on).exists():
            raise ValidationError(_("只有同一個單位的志工可以接班。"))
        if rosters.clash(volunteer, place.duty) is not None:
            raise ValidationError(_("你這段時間已經有班，不能再接。"))
        place.taker = volunteer
        place.save(update_fields=["taker"])
        trail.record(Verb.SWAP_WANTED, place, by=by, at=now)
        if place.duty.post.unit.swaps_confirmed:
            return place
        return _hand_over(place, by=by, now=now)


def confirm(*, place: Place, by: Acts, now: dt.datetime) -> Place:
    """Say yes to a swap that waits; answers the place of whoever took it over.

    A coordinator may do so after the shift has begun: two people who came as they had agreed are not to lose hours.

    Raises:
        ValidationError: nobody wants it, or she has another shift by now.
    """
    with transaction.atomic():
        place = _locked(place)
        if place.state != State.HELD or place.taker is None:
            raise ValidationError(_("這個換班已經處理過了，請重新整理頁面。"))
        return _hand_over(place, by=by, now=now)


def offered_to(volunteer: Volunteer, *, now: dt.datetime) -> QuerySet[Place]:
    """Places of her own units that others would like to give away."""
    units = Enrolment.objects.filter(volunteer=volunteer).on(timezone.localdate(now)).values("unit")
    rows = Place.objects.held().filter(
        offered_at__isnull=False, taker=None, duty__post__unit__in=units, duty__on__gte=timezone.localdate(now)
    )
    return rows.exclude(volunteer=volunteer)


def _hand_over(place: Place, *, by: Acts, now: dt.datetime) -> Place:
    taker = place.taker
    assert taker is not None  # noqa: S101  who asks has looked
    place.state = State.SWAPPED
    place.save(update_fields=["state"])
    new = rosters.assign(duty=place.duty, volunteer=taker, by=by, now=now, replaces=place)
    trail.record(Verb.SWAPPED, place, by=by, at=now)
    rosters.judge_anew(place, by=by, now=now)
    return new


def _held(place: Place, now: dt.datetime) -> Place:
    found = _locked(place)
    if found.state != State.HELD or found.duty.called_off_at is not None:
        raise ValidationError(_("這一班已經換掉、請假或取消了，請重新整理頁面。"))
    if found.duty.begins_at <= now:
        raise ValidationError(_("這一班已經開始，不能再換班；請洽單位承辦人。"))
    return found


def _locked(place: Place) -> Place:
    rows = Place.objects.select_for_update(of=("self",)).select_related("duty__post__unit__organisation", "taker")
    return rows.get(pk=place.pk)
