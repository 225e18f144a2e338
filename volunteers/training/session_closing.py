"""Closing a session: what everybody completed is recorded, certified with a number, and her waiting hours judged anew.

A whole training that was attended is recorded as the whole; otherwise each course attended in full for itself. The
moment of completion is the end of the last lesson, so that who serves the same evening counts from then (TRN-04).
"""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import partial

from django.db import transaction
from django.db.models import F
from django.utils import timezone
from django.utils.translation import gettext as _

from foundation.audit.trail import Acts
from foundation.taiwan import roc
from foundation.workflow.moves import MoveRefused
from volunteers.models import (
    CertificateSeries,
    Lesson,
    LessonAttendance,
    SessionPlace,
    TrainingCertificate,
    TrainingSession,
)
from volunteers.rules.courses import PROGRAMMES, Programme
from volunteers.serving import ledger, together

from . import sessions, trainings


@dataclass(frozen=True, slots=True)
class Learnt:
    """What somebody completed of one training in a session.

    Attributes:
        courses: with the minutes taught and the moment each was complete.
        whole: whether it is the training as a whole.
    """

    programme: Programme
    courses: tuple[tuple[int, int, dt.datetime], ...]
    whole: bool

    @property
    def minutes(self) -> int:
        """The length of it."""
        return sum(minutes for _course, minutes, _at in self.courses)

    @property
    def done(self) -> dt.datetime:
        """When the last of it was complete."""
        return max(at for _course, _minutes, at in self.courses)


@dataclass(slots=True)
class Closed:
    """What came of closing: certificates given, people with nothing to certify, and who had it recorded already."""

    certificates: list[TrainingCertificate] = field(default_factory=list)
    nothing: int = 0
    known: int = 0


def learnt(lessons: Iterable[Lesson], attended: set[int], *, passed: bool | None) -> list[Learnt]:
    """What attending some lessons in full amounts to.

    Args:
        attended: keys of the lessons attended from beginning to end.
        passed: what the assessment said; a training that ends with one is whole only when it was passed.
    """
    taught: dict[str, dict[int, list[Lesson]]] = defaultdict(lambda: defaultdict(list))
    for lesson in lessons:
        taught[lesson.programme][lesson.course].append(lesson)
    found = []
    for code, by_course in taught.items():
        programme = PROGRAMMES[code]
        done = tuple(
            (number, sum(one.minutes for one in parts), max(one.over_at for one in parts))
            for number, parts in sorted(by_course.items())
            if all(one.pk in attended for one in parts)
        )
        if done and not (programme.assessed and not passed):
            whole = {number for number, _minutes, _at in done} == {one.number for one in programme.courses}
            found.append(Learnt(programme, done, whole and not programme.includes))
    return found


def renewed(lessons: Iterable[Lesson]) -> bool:
    """Whether what is taught is a qualification that runs out, so that closing has to say until when."""
    return any(PROGRAMMES[one.programme].renewed_yearly for one in lessons)


def close(
    *, session: TrainingSession, by: Acts, now: dt.datetime, valid_until: dt.date | None = None
) -> Closed:  # fmt: skip
    """Close a session: record, certify, and judge the waiting hours of everybody anew.

    Args:
        valid_until: last day of the qualification, where it is one that runs out.

    Raises:
        MoveRefused: its last lesson is not over, an assessment is open, it is closed already, or it does not say until
            when a qualification holds.
    """
    end = sessions.last_end(session)
    if end is not None and now < end:
        raise MoveRefused(
            [_("最後一堂課到%(day)s %(time)s，上完課才能結案。") % {
                "day": roc.shown(timezone.localdate(end)), "time": f"{timezone.localtime(end):%H:%M}",
            }]
        )  # fmt: skip
    closed = Closed()
    with transaction.atomic():
        today = timezone.localdate(now)
        sessions.MOVES.apply(session, "close", by=by, now=now, along={"closed_on": today})
        lessons = list(session.lessons.all())
        if not renewed(lessons):
            valid_until = None
        elif valid_until is None or (end is not None and valid_until < timezone.localdate(end)):
            raise MoveRefused([_("這是會過期的資格，結案時請填有效期限，不能早於最後一堂課。")])
        attended: dict[int, set[int]] = defaultdict(set)
        there = LessonAttendance.objects.filter(lesson__session=session, is_full=True)
        for key, lesson in there.values_list("place", "lesson"):
            attended[key].add(lesson)
        with together.judged_once(partial(ledger.look_again_at, by=by, now=now)):
            for place in session.places.coming().select_related("volunteer").order_by("pk"):
                place.session = session
                found = learnt(lessons, attended[place.pk], passed=place.passed)
                if not found:
                    closed.nothing += 1
                for one in found:
                    _certify(place, one, closed, by, now, valid_until)
    return closed


def number_for(session: TrainingSession, *, on: dt.date) -> str:
    """The issuer's next number; given once, whatever becomes of the certificate (to be called in a transaction)."""
    code = session.unit.code if session.unit is not None else str(session.authority.code if session.authority else "")
    year = roc.year(on)
    row, _made = CertificateSeries.objects.get_or_create(issuer=code, year=year)
    CertificateSeries.objects.filter(pk=row.pk).update(last=F("last") + 1)
    row.refresh_from_db()
    return f"{code.upper()}訓字第{year}{row.last:04}號"


def _certify(
    place: SessionPlace, one: Learnt, closed: Closed, by: Acts, now: dt.datetime, valid_until: dt.date | None
) -> None:
    """Record what somebody completed under one number; what is recorded of that day already gives none anew."""
    session = place.session
    rows = [(0, one.minutes, one.done)] if one.whole else list(one.courses)
    on = timezone.localdate(now)
    category = _category(session, one.programme)
    known = trainings.recorded(one.programme.code, unit=session.unit, category=category)
    known = known.filter(volunteer=place.volunteer)
    days = {(course, day) for course, day in known.values_list("course", "completed_on")}
    fresh = [row for row in rows if (row[0], timezone.localdate(row[2])) not in days]
    if not fresh:
        closed.known += 1
        return
    number = number_for(session, on=on)
    for course, minutes, at in fresh:
        trainings.record(
            volunteer=place.volunteer, programme=one.programme.code, course=course, on=timezone.localdate(at),
            at=timezone.localtime(at).time(), minutes=minutes, issuer=session.issuer, certificate=number,
            unit=session.unit, category=category,
            valid_until=valid_until if one.programme.renewed_yearly else None, by=by, now=now,
        )  # fmt: skip
    closed.certificates.append(
        TrainingCertificate.objects.create(
            place=place, programme=one.programme.code,
            courses=[] if one.whole else [course for course, _minutes, _at in fresh],
            minutes=sum(minutes for _course, minutes, _at in fresh), number=number,
            completed_on=timezone.localdate(one.done), issued_on=on,
        )
    )  # fmt: skip


def _category(session: TrainingSession, programme: Programme) -> str:
    if session.unit is not None and session.unit.category in programme.categories:
        return session.unit.category
    if programme.of_one_unit and session.unit is not None:
        return session.unit.category
    return programme.category
