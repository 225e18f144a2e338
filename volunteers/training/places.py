"""Places in a training session: signing people up, waiting for a place, and giving it back."""

from __future__ import annotations

import datetime as dt
import secrets

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from foundation.audit import trail
from foundation.audit.trail import Acts
from foundation.audit.verbs import Verb
from volunteers.models import Enrolment, LessonAttendance, SessionPlace, TrainingSession, Unit, Volunteer
from volunteers.rules import prerequisites
from volunteers.rules.courses import PROGRAMMES
from volunteers.serving import facts

from . import sessions

LETTERS = "ABCDEFGHJKMNPQRSTUVWXYZ23456789"  # nobody takes one of them for another
CODE_LENGTH = 6
State = SessionPlace.State


def barred(session: TrainingSession, volunteer: Volunteer, *, unit: Unit | None, on: dt.date) -> list[str]:
    """Why somebody cannot come to a session; empty where she can (a fixed number of questions).

    Args:
        unit: that sends her.
        on: the session's first day, on which she must fulfil what its trainings ask for.
    """
    found = _not_meant(session, volunteer)
    taught = {lesson.programme for lesson in session.lessons.all()}
    asked = [PROGRAMMES[code] for code in sorted(taught) if PROGRAMMES[code].needs is not None]
    if asked:
        trainings = facts.completions_of(volunteer.pk)
        periods = list(Enrolment.objects.filter(volunteer=volunteer).values_list("joined_on", "left_on"))
        for programme in asked:
            found += prerequisites.lacking(
                programme, trainings=trainings, periods=periods, recommended=unit is not None, on=on
            )
    return found


def sign_up(
    *, session: TrainingSession, volunteer: Volunteer, by: Acts, now: dt.datetime, unit: Unit | None = None
) -> SessionPlace:
    """Give somebody a place; her turn on the waiting list where there is none left.

    Args:
        unit: that sends (and recommends) her; None where she signs herself up.

    Raises:
        ValidationError: nobody can be signed up now, she has a place, or she may not come: each reason a sentence.
    """
    with transaction.atomic():
        held = sessions.locked(session)
        if not held.is_open:
            raise ValidationError(_("這個場次現在沒有開放報名。"))
        known = held.places.filter(volunteer=volunteer).first()
        if known is not None and known.state != State.WITHDRAWN:
            raise ValidationError(_("已經報名了（%(state)s）。") % {"state": known.get_state_display()})
        span = sessions.days(held)
        if why := barred(held, volunteer, unit=unit, on=span[0] if span else timezone.localdate(now)):
            raise ValidationError(why)
        full = held.capacity is not None and held.places.coming().count() >= held.capacity
        # Who gave her place back and comes again stands at the end.
        if known is not None:
            known.delete()
        return _give(held, volunteer, State.WAITING if full else State.ENROLLED, by, now, unit=unit)


def walk_in(*, session: TrainingSession, volunteer: Volunteer, by: Acts, now: dt.datetime) -> SessionPlace:
    """Take somebody in who has come without a place, or from the waiting list; the room is the organiser's to judge.

    Raises:
        ValidationError: signing in has not begun, or she lacks what the training asks for.
    """
    with transaction.atomic():
        held = sessions.locked(session)
        if held.state != TrainingSession.State.HELD:
            raise ValidationError(_("還沒有開始簽到，請先按「開始簽到」。"))
        place = held.places.filter(volunteer=volunteer).first()
        if place is not None and place.state == State.ENROLLED:
            return place
        home = Unit.objects.filter(enrolments__volunteer=volunteer, enrolments__left_on=None).order_by("pk").first()
        # At the door only her own unit can recommend her; any other has to sign her up.
        sender = home if home is not None and home.pk == held.unit_id else None
        span = sessions.days(held)
        if why := barred(held, volunteer, unit=sender, on=span[0] if span else timezone.localdate(now)):
            raise ValidationError(why)
        if place is None:
            return _give(held, volunteer, State.ENROLLED, by, now, unit=home, walk_in=True)
        was, place.state, place.walk_in = place.state, State.ENROLLED, True
        place.save(update_fields=["state", "walk_in"])
        trail.record(Verb.MOVED, place, by=by, was={"state": was}, now={"state": place.state}, at=now)
    return place


def withdraw(*, place: SessionPlace, by: Acts, now: dt.datetime) -> int:
    """Give a place back; answers how many move up from the waiting list.

    Raises:
        ValidationError: it was given back before, she has been there, or the session is over.
    """
    with transaction.atomic():
        session = sessions.locked(place.session)
        held = SessionPlace.objects.select_for_update().get(pk=place.pk)
        if held.state == State.WITHDRAWN:
            raise ValidationError(_("已經取消報名了。"))
        if LessonAttendance.objects.filter(place=held).exists():
            raise ValidationError(_("已經簽到了，不能取消報名；誤簽的先取消簽到。"))
        was, held.state = held.state, State.WITHDRAWN
        held.save(update_fields=["state"])
        trail.record(Verb.MOVED, held, by=by, was={"state": was}, now={"state": held.state}, at=now)
        return sessions.move_up(session, by=by, now=now)


def assess(*, place: SessionPlace, passed: bool | None, by: Acts, now: dt.datetime) -> SessionPlace:
    """Write down what the assessment said.

    Raises:
        ValidationError: the session is over.
    """
    with transaction.atomic():
        sessions.locked(place.session)
        was = place.passed
        if was != passed:
            SessionPlace.objects.filter(pk=place.pk).update(passed=passed)
            trail.record(Verb.CHANGED, place, by=by, was={"passed": was}, now={"passed": passed}, at=now)
    place.passed = passed
    return place


def _not_meant(session: TrainingSession, volunteer: Volunteer) -> list[str]:
    """That she is none of those whom the session is meant for."""
    current = Enrolment.objects.filter(volunteer=volunteer, left_on=None)
    match session.open_to:
        case TrainingSession.OpenTo.OWN if session.unit_id is not None:
            meant = current.filter(unit=session.unit_id).exists()
            why = _("這個場次只開放給%(organiser)s的志工，她現在不在這個單位。")
        case TrainingSession.OpenTo.OWN:
            meant = current.filter(unit__authority=session.authority_id).exists()
            why = _("這個場次只開放給%(organiser)s所屬單位的志工，她現在不在這些單位。")
        case TrainingSession.OpenTo.COUNTY:
            meant = current.filter(unit__county=session.county_id).exists()
            why = _("這個場次只開放給本縣市單位的志工，她現在不在本縣市的單位。")
        case _:
            meant, why = True, ""
    return [] if meant else [why % {"organiser": session.organiser}]


def _give(
    session: TrainingSession, volunteer: Volunteer, state: str, by: Acts, now: dt.datetime, *, unit: Unit | None,
    walk_in: bool = False,
) -> SessionPlace:  # fmt: skip
    taken = set(session.places.values_list("code", flat=True))
    code = _code()
    while code in taken:
        code = _code()
    place = SessionPlace.objects.create(
        session=session, volunteer=volunteer, unit=unit, state=state, code=code, walk_in=walk_in, made_at=now,
        made_by=by.as_actor().label[:200],
    )  # fmt: skip
    trail.record(Verb.SIGNED_UP, place, by=by, now={"state": state}, at=now)
    return place


def _code() -> str:
    return "".join(secrets.choice(LETTERS) for _letter in range(CODE_LENGTH))
