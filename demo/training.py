"""Trainings of the home county: one closed with certificates, one at which people sign in, one open with a waiting
list, one being planned, one that was cancelled.
"""

from __future__ import annotations

import datetime as dt

from django.utils import timezone

from foundation.accounts.models import User
from volunteers.filing import authorities
from volunteers.models import Lesson, SessionPlace, TrainingSession, Unit, Volunteer
from volunteers.training import lesson_sign_in, places, session_closing, sessions
from volunteers.training.sessions import Slot

NINE = dt.time(9)
HALL = "臺東縣社會福利館三樓（示範）"


def hold(*, unit: Unit, coordinator: User, officer: User, now: dt.datetime) -> None:
    """Hold them as their organisers would; nobody's waiting hours depend on any of it."""
    team = list(Volunteer.objects.filter(enrolments__unit=unit, enrolments__left_on=None).order_by("pk"))
    today = timezone.localdate(now)
    _closed(unit, team[:9], coordinator, now - dt.timedelta(days=24))
    _held(unit, team[2:10], coordinator, now)
    office = authorities.in_charge(county=unit.county_id, category=unit.category)
    basic = sessions.plan(
        authority=office, category=authorities.COMPREHENSIVE, by=officer, now=now,
        values={
            "title": "志工基礎訓練第三梯次", "place": HALL, "capacity": 4, "open_to": "county",
            "remark": "請自備環保杯，中午供餐",
        },
    )  # fmt: skip
    slots = sessions.laid_out("BASIC", on=today + dt.timedelta(days=20), starts=NINE)
    sessions.teach(session=basic, slots=slots, by=officer, now=now)
    sessions.move(session=basic, name="open", by=officer, now=now)
    for one in team[-6:]:
        places.sign_up(session=basic, volunteer=one, unit=unit, by=coordinator, now=now)
    growth = _planned(unit, "志工成長訓練", "GROWTH", today + dt.timedelta(days=60), coordinator, now)
    sessions.change(session=growth, values={"capacity": 30}, by=coordinator, now=now)
    typhoon = _planned(unit, "關懷訪視特殊訓練", "SP_SOCIAL", today + dt.timedelta(days=6), coordinator, now)
    sessions.move(session=typhoon, name="cancel", by=coordinator, now=now, reason="講師另有要務，改期再辦")


def _planned(unit: Unit, title: str, code: str, on: dt.date, by: User, now: dt.datetime) -> TrainingSession:
    made = sessions.plan(unit=unit, values={"title": title, "place": HALL}, by=by, now=now)
    return sessions.teach(session=made, slots=sessions.laid_out(code, on=on, starts=NINE), by=by, now=now)


def _closed(unit: Unit, team: list[Volunteer], by: User, now: dt.datetime) -> None:
    """An in-service training in two lessons, of which some attended both and somebody only the first."""
    session = sessions.plan(unit=unit, values={"title": "獨居長者訪視實務", "place": HALL}, by=by, now=now)
    day = timezone.localdate(now)
    hours = ((dt.time(9), dt.time(10, 30)), (dt.time(10, 40), dt.time(12)))
    slots = [Slot("IN_SERVICE", 1, day, first, last, "陳大文") for first, last in hours]
    sessions.teach(session=session, slots=slots, by=by, now=now)
    sessions.move(session=session, name="open", by=by, now=now)
    signed = [places.sign_up(session=session, volunteer=one, unit=unit, by=by, now=now) for one in team]
    sessions.move(session=session, name="begin", by=by, now=now)
    for number, lesson in enumerate(Lesson.objects.filter(session=session)):
        _mark(session, lesson, signed, signed[: len(signed) - 2 * number], by, now)
    session_closing.close(session=session, by=by, now=now + dt.timedelta(days=1))


def _held(unit: Unit, team: list[Volunteer], by: User, now: dt.datetime) -> None:
    """One that began yesterday; today's lesson is still to be signed in to."""
    session = sessions.plan(
        unit=unit, values={"title": "失智友善服務研習", "place": HALL, "capacity": 20}, by=by, now=now
    )
    days = (timezone.localdate(now) - dt.timedelta(days=1), timezone.localdate(now))
    slots = [Slot("IN_SERVICE", 1, day, dt.time(14), dt.time(16), "陳大文") for day in days]
    sessions.teach(session=session, slots=slots, by=by, now=now)
    sessions.move(session=session, name="open", by=by, now=now)
    signed = [places.sign_up(session=session, volunteer=one, unit=unit, by=by, now=now) for one in team]
    sessions.move(session=session, name="begin", by=by, now=now)
    first = Lesson.objects.filter(session=session).order_by("on").first()
    if first is not None:
        _mark(session, first, signed, signed[:-1], by, now)


def _mark(
    session: TrainingSession, lesson: Lesson, signed: list[SessionPlace], full: list[SessionPlace], by: User,
    now: dt.datetime,
) -> None:  # fmt: skip
    lesson_sign_in.mark(
        session=session, lesson=lesson, full=[one.pk for one in full], partly=[], shown=[one.pk for one in signed],
        by=by, now=now,
    )  # fmt: skip
