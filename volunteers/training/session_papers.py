"""Papers of a training session: its sign-in sheet (簽到表), what was attended, and the certificates (研習證明).

Official papers, in Chinese whichever language the page speaks. Source: handbook 「運用單位應發放受訓時數證明或訓練結業
證書」; a training that ends with an assessment has a 結業證明書, the others a certificate of hours.
"""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.utils.translation import gettext as _

from foundation.exports.imprint import Imprint
from foundation.taiwan import roc
from volunteers.models import Lesson, LessonAttendance, SessionPlace, TrainingCertificate, TrainingSession
from volunteers.rules.courses import PROGRAMMES
from volunteers.templatetags.register import as_hours

BLANK_LINES = 8  # for who comes without having been signed up


@dataclass(frozen=True, slots=True)
class Paper:
    """A certificate as it is printed."""

    heading: str
    number: str
    name: str
    text: str
    courses: tuple[tuple[str, str], ...]
    issuer: str
    signed: str
    day: str


def certificates(rows: Sequence[TrainingCertificate]) -> list[Paper]:
    """What certificates say; the rows come with place, volunteer and session."""
    return [_certificate(one) for one in rows]


def _certificate(one: TrainingCertificate) -> Paper:
    programme, session = PROGRAMMES[one.programme], one.place.session
    whole = not one.courses
    taught: dict[int, int] = defaultdict(int)
    for lesson in session.lessons.all():
        if lesson.programme == one.programme and (whole or lesson.course in one.courses):
            taught[lesson.course] += lesson.minutes
    courses = tuple(
        (str(course.name), as_hours(taught[course.number])) for course in programme.courses if course.number in taught
    )
    first, last = _span(session, one.programme)
    when = roc.span(first, last) if first and last else roc.long(one.completed_on, with_weekday=False)
    words = {
        "name": one.place.volunteer.name, "when": when, "programme": programme.name, "hours": as_hours(one.minutes),
    }  # fmt: skip
    if whole:
        text = _("%(name)s參加本單位於%(when)s辦理之%(programme)s，修畢全部課程共計 %(hours)s，特此證明。") % words
    else:
        text = _("%(name)s參加本單位於%(when)s辦理之%(programme)s，修畢下列課程共計 %(hours)s，特此證明。") % words
    unit = session.unit
    return Paper(
        heading=_("結業證明書") if programme.assessed and whole else _("研習時數證明"),
        number=one.number,
        name=one.place.volunteer.name,
        text=text,
        courses=courses,
        issuer=session.issuer,
        signed=" ".join(filter(None, (unit.head_title, unit.head_name))) if unit is not None else "",
        day=roc.formal(one.issued_on),
    )


def sheet(session: TrainingSession, *, filled: bool) -> dict[str, Any]:
    """The sign-in sheet, a page for each lesson; `filled` says who was there.

    Args:
        filled: what was attended; otherwise lines to sign, with some left open.
    """
    rows = list(
        session.places.coming().select_related("volunteer", "unit__organisation").order_by("volunteer__name_key", "pk")
    )
    there: dict[tuple[int, int], LessonAttendance] = {}
    if filled:
        there = {(one.lesson_id, one.place_id): one for one in LessonAttendance.objects.filter(lesson__session=session)}
    parts = [
        {
            "lesson": lesson,
            "rows": [(number, place, _mark(there, lesson, place)) for number, place in enumerate(rows, 1)],
            "there": sum(1 for place in rows if (lesson.pk, place.pk) in there),
        }
        for lesson in session.lessons.all()
    ]
    return {
        "session": session, "parts": parts, "filled": filled, "blank": () if filled else range(BLANK_LINES),
        "title": _("到課紀錄") if filled else _("簽到表"), "demo": getattr(settings, "DEMO", False),
    }  # fmt: skip


def imprint(title: str, session: TrainingSession, now: dt.datetime, *, taken: str = "") -> Imprint:
    """A paper's properties; `taken` says at the foot of a list who took it."""
    return Imprint(title=title, creator=session.issuer, created=now, taken=taken)


def _mark(there: dict[tuple[int, int], LessonAttendance], lesson: Lesson, place: SessionPlace) -> str:
    known = there.get((lesson.pk, place.pk))
    if known is None:
        return ""
    return _("全程") if known.is_full else _("沒有全程")


def _span(session: TrainingSession, code: str) -> tuple[dt.date | None, dt.date | None]:
    days = sorted(lesson.on for lesson in session.lessons.all() if lesson.programme == code)
    return (days[0], days[-1]) if days else (None, None)
