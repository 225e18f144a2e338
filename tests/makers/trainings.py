"""Training sessions as tests need them: one of basic training, in three lessons on a Saturday."""

import datetime as dt
from typing import Any

from foundation.audit.trail import SYSTEM
from tests.makers.volunteers import NOW, make_enrolment
from volunteers.models import Authority, Lesson, SessionPlace, TrainingSession, Unit, Volunteer
from volunteers.training import lesson_sign_in, places, sessions
from volunteers.training.sessions import Slot

SATURDAY = dt.date(2026, 6, 6)
MORNING = dt.datetime(2026, 6, 6, 0, 30, tzinfo=dt.UTC)  # 08:30 in Taiwan
EVENING = dt.datetime(2026, 6, 6, 10, 0, tzinfo=dt.UTC)  # 18:00


def slot(
    course: int = 1, hours: str = "09:00-11:00", *, programme: str = "BASIC", on: dt.date = SATURDAY
) -> Slot:  # fmt: skip
    """A lesson that is to be held."""
    first, last = (dt.time.fromisoformat(text) for text in hours.split("-"))
    return Slot(programme, course, on, first, last, "陳大文")


BASIC = (slot(1, "09:00-11:00"), slot(2, "11:00-13:00"), slot(3, "14:00-16:00"))


def make_session(
    unit: Unit | None = None, *, state: str = "open", slots: tuple[Slot, ...] = BASIC,
    authority: Authority | None = None, category: str = "", **values: Any,
) -> TrainingSession:  # fmt: skip
    """A session in a state; MORNING is when it was opened or begun."""
    made = sessions.plan(
        unit=unit, authority=authority, category=category,
        values={"title": "志工基礎訓練", "place": "臺東縣社會福利館"} | values, by=SYSTEM, now=NOW,
    )  # fmt: skip
    if slots:
        sessions.teach(session=made, slots=slots, by=SYSTEM, now=NOW)
    moves = {"planned": (), "open": ("open",), "held": ("open", "begin")}[state]
    for name in moves:
        sessions.move(session=made, name=name, by=SYSTEM, now=MORNING)
    made.refresh_from_db()
    return made


def make_place(session: TrainingSession, volunteer: Volunteer | None = None) -> SessionPlace:
    """Somebody of the organiser's with a place in a session that is open."""
    unit = session.unit
    if volunteer is None:
        assert unit is not None
        volunteer = make_enrolment(unit).volunteer
    return places.sign_up(session=session, volunteer=volunteer, unit=unit, by=SYSTEM, now=MORNING)


def attend(session: TrainingSession, people: dict[SessionPlace, tuple[int, ...]]) -> None:
    """Let people be at the lessons of these numbers in full."""
    for number, lesson in enumerate(Lesson.objects.filter(session=session), 1):
        there = [place.pk for place, numbers in people.items() if number in numbers]
        lesson_sign_in.mark(
            session=session, lesson=lesson, full=there, partly=(), shown=[one.pk for one in people], by=SYSTEM,
            now=EVENING,
        )  # fmt: skip
