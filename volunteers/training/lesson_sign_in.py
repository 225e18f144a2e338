"""Signing in to a session's lessons: from the organiser's list, or by the code on her screen.

Only lessons attended in full count (手冊：四門課目，每門有時數). Who comes more than `GRACE` after the beginning is
signed in and does not count by herself: the organiser judges. No source says how late is too late; the quarter of an
hour is this house's own, and the organiser's word stands over it.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection

from django.core import signing
from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from foundation.audit import trail
from foundation.audit.trail import Acts
from foundation.audit.verbs import Verb
from foundation.taiwan.fullwidth import tight
from volunteers.models import Lesson, LessonAttendance, SessionPlace, TrainingSession

from . import sessions

GRACE = dt.timedelta(minutes=15)
EARLY = dt.timedelta(hours=1)  # before a lesson, from when its code signs in
CODE_LIVES = dt.timedelta(minutes=10)  # a photo of the screen that is sent on is soon of no use
NEW_CODE_EVERY = 60
SALT = "volunteers.lesson"


def mark(
    *, session: TrainingSession, lesson: Lesson, full: Collection[int], partly: Collection[int], by: Acts,
    now: dt.datetime, shown: Collection[int],
) -> int:  # fmt: skip
    """Write the organiser's list of one lesson; answers how many are there in full.

    Args:
        full: places of who was there from beginning to end; `partly` of who came late or left early.
        shown: places that stood on the page; nobody else's sign-in is touched.

    Raises:
        ValidationError: signing in has not begun or is over, or the lesson lies ahead.
    """
    with transaction.atomic():
        held = _held(session, lesson, now)
        places = {one.pk: one for one in held.places.coming().filter(pk__in=shown)}
        there = {one.place_id: one for one in LessonAttendance.objects.filter(lesson=lesson, place__in=places)}
        changed = 0
        for key in places:
            wanted = True if key in full else False if key in partly else None
            known = there.get(key)
            if wanted is None:
                if known is not None:
                    known.delete()
                    changed += 1
            elif known is None:
                LessonAttendance.objects.create(
                    place_id=key, lesson=lesson, is_full=wanted, arrived_at=now, arrived_by=by.as_actor().label[:200]
                )
                changed += 1
            elif known.is_full != wanted:
                LessonAttendance.objects.filter(pk=known.pk).update(is_full=wanted)
                changed += 1
        if changed:
            trail.record(Verb.ARRIVED, held, by=by, now={"lesson": str(lesson), "attendance_lines": changed}, at=now)
    return LessonAttendance.objects.filter(lesson=lesson, is_full=True).count()


def token(lesson: Lesson) -> str:
    """What the code on the organiser's screen says: this lesson, for a few minutes."""
    return signing.dumps(lesson.pk, salt=SALT, compress=False)


def lesson_of(text: str) -> Lesson | None:
    """The lesson of a code that is still good."""
    try:
        key = signing.loads(text, salt=SALT, max_age=CODE_LIVES)
    except signing.BadSignature:
        return None
    return Lesson.objects.select_related("session__unit__organisation", "session__authority").filter(pk=key).first()


def place_by_code(lesson: Lesson, code: str) -> SessionPlace | None:
    """Whose personal code it is, in this session."""
    typed = tight(code).upper()
    return lesson.session.places.coming().select_related("volunteer").filter(code=typed).first()


def arrive(*, place: SessionPlace, lesson: Lesson, by: Acts, now: dt.datetime) -> LessonAttendance:
    """Sign in by the code on the screen; twice is once.

    Raises:
        ValidationError: she has no place, it is too early, or the lesson is over.
    """
    with transaction.atomic():
        held = _held(lesson.session, lesson, now)
        if place.state != SessionPlace.State.ENROLLED or place.session_id != held.pk:
            raise ValidationError(_("您在這個場次沒有名額，請到報到處說一聲。"))
        if now < lesson.begins_at - EARLY:
            raise ValidationError(_("還沒到簽到時間，上課前一小時開始簽到。"))
        if now > lesson.over_at:
            raise ValidationError(_("這堂課已經結束，不能再簽到；有漏簽請找主辦單位補登。"))
        found, made = LessonAttendance.objects.get_or_create(
            place=place, lesson=lesson,
            defaults={
                "is_full": now <= lesson.begins_at + GRACE, "arrived_at": now,
                "arrived_by": by.as_actor().label[:200],
            },
        )  # fmt: skip
        if made:
            trail.record(Verb.ARRIVED, place, by=by, now={"lesson": str(lesson)}, at=now)
    return found


def _held(session: TrainingSession, lesson: Lesson, now: dt.datetime) -> TrainingSession:
    held = sessions.locked(session)
    if lesson.session_id != held.pk:
        raise ValidationError(_("沒有這堂課。"))
    if held.state != TrainingSession.State.HELD:
        raise ValidationError(_("還沒有開始簽到，請主辦單位先按「開始簽到」。"))
    if lesson.on > timezone.localdate(now):
        raise ValidationError(_("這堂課在今天以後，到那天才能簽到。"))
    return held
