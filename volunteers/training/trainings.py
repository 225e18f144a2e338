"""Recording what people have learnt, taking a record back, and who may go to which training."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from typing import Any

from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from foundation import reasons
from foundation.audit import trail
from foundation.audit.trail import Acts
from foundation.audit.verbs import Verb
from foundation.taiwan import clock, roc
from foundation.taiwan.fullwidth import tidy
from volunteers.models import Training, Unit, Volunteer
from volunteers.rules.courses import PROGRAMMES, Course, Programme
from volunteers.serving import ledger

Follower = Callable[[Training, str, dt.date, Acts], None]
_followers: list[Follower] = []


def follow(follower: Follower) -> None:
    """Let a room that made something of a training (a signed certificate) take it back with the training."""
    if follower not in _followers:
        _followers.append(follower)


def record(
    *,
    volunteer: Volunteer,
    programme: str,
    on: dt.date,
    issuer: str,
    by: Acts,
    now: dt.datetime,
    course: int = 0,
    at: dt.time | None = None,
    minutes: int | None = None,
    unit: Unit | None = None,
    **more: Any,
) -> Training:
    """Record that a person completed a training, or one course of it.

    Args:
        course: 0 for the whole training.
        minutes: without it, as long as the source says the course is.
        unit: for a training that introduces one unit's work.
        more: `category`, `certificate`, `is_online`, `valid_until`.

    Raises:
        ValidationError: there is no such training or course, the day lies ahead, the length is not known and not given
            or less than is asked, the unit is missing, a qualification that runs out does not say until when, or it is
            recorded already.
    """
    known = PROGRAMMES.get(programme)
    if known is None:
        raise ValidationError({"programme": _("沒有這種訓練。")})
    one = known.course(course)
    if course and one is None:
        raise ValidationError({"course": _("這種訓練沒有這門課。")})
    if course and known.former is not None and (one in known.former.courses) != (on <= known.former.until):
        raise ValidationError(
            {"course": _("%(day)s起課目改了：那天以前請選當時的課目，以後請選現行的課目。") % {
                "day": roc.shown(known.since),
            }}
        )  # fmt: skip
    if on > timezone.localdate(now):
        raise ValidationError({"completed_on": _("完成日期在今天以後。請到完成以後再登錄，或更正日期。")})
    if known.of_one_unit and unit is None:
        raise ValidationError({"unit": _("這種訓練介紹的是一個單位的業務，請選是哪一個單位。")})
    until = more.get("valid_until")
    if known.renewed_yearly and until is None:
        raise ValidationError({"valid_until": _("這項資格要每年接受繼續教育，請填有效期限。")})
    if until is not None and until < on:
        raise ValidationError({"valid_until": _("有效期限比完成日期早。請對照證照改正。")})
    usual = (one.minutes or 0) if one is not None else known.minutes_on(on)
    length = minutes if minutes is not None else usual
    if length <= 0:
        raise ValidationError({"minutes": _("這門課沒有規定時數，請填實際上課的分鐘數。")})
    if length < (least := known.least_minutes(one, on)):
        raise ValidationError({"minutes": _too_short(known, one, least, length)})
    training = Training(
        volunteer=volunteer,
        programme=programme,
        course=course,
        category=more.get("category") or known.category or _category_of(known, unit),
        unit=unit if known.of_one_unit else None,
        minutes=length,
        completed_on=on,
        completed_at=at,
        issuer=tidy(issuer)[:100],
        certificate=tidy(more.get("certificate") or "")[:60],
        is_online=bool(more.get("is_online")),
        valid_until=until,
        recorded_on=timezone.localdate(now),
    )
    with transaction.atomic():
        training.full_clean(validate_constraints=False)
        try:
            with transaction.atomic():
                training.save()
        except IntegrityError as twice:
            raise ValidationError({"completed_on": _("這一天的這門訓練已經登錄過了。")}) from twice
        trail.record(
            Verb.TRAINING_RECORDED,
            volunteer,
            by=by,
            county=unit.county_id if unit else None,
            now={"programme": programme, "course": course, "completed_on": on},
            at=now,
        )
        ledger.look_again_at([volunteer.pk], by=by, now=now)
    return training


def _too_short(known: Programme, course: Course | None, least: int, length: int) -> str:
    """The sentence for a training of which only a part was done (手冊：課目都要修完)."""
    told = {
        "training": known.name if course is None else course.name,
        "asked": clock.spoken(least),
        "have": clock.spoken(length),
    }
    why = _("「%(training)s」規定 %(asked)s，這裡只有 %(have)s，還不算完成。") % told
    if course is not None:
        return why + _("請上完再登錄，或對照證明更正時數。")
    return why + _("請用訓練清單一門一門登錄上過的課目，或對照證明更正時數。")


def _category_of(known: Programme, unit: Unit | None) -> str:
    """The category that a unit's own special training is for, where nobody says another."""
    return unit.category if known.is_of_any_category and unit is not None else ""


def recorded(programme: str, *, unit: Unit | None, category: str = "") -> QuerySet[Training]:
    """The records of a training that stand: of one that introduces a unit's work only this unit's, and of the unit's
    own only those for this category of service (without one, the unit's).
    """
    known = PROGRAMMES[programme]
    found = Training.objects.valid().filter(programme=programme)
    if known.of_one_unit:
        found = found.filter(unit=unit)
    if known.is_of_any_category:
        found = found.filter(category=category or _category_of(known, unit))
    return found


def revoke(*, training: Training, reason: str, by: Acts, now: dt.datetime) -> Training:
    """Take a record back that should not stand; it stays visible with the reason.

    Raises:
        ValidationError: it was taken back before, or no reason is given.
    """
    reason = reasons.written(reason, ask=_("請寫下撤銷的原因（至少 6 個字）。"), most=200)
    with transaction.atomic():
        if not Training.objects.filter(pk=training.pk, revoked_on=None).update(
            revoked_on=timezone.localdate(now), revoked_why=reason
        ):
            raise ValidationError(_("這筆訓練已經撤銷了。"))
        trail.record(
            Verb.TRAINING_REVOKED, training.volunteer, by=by, was={"programme": training.programme},
            reason=reason, at=now,
        )  # fmt: skip
        for follower in _followers:
            follower(training, reason, timezone.localdate(now), by)
        ledger.look_again_at([training.volunteer_id], by=by, now=now)
    training.refresh_from_db()
    return training
