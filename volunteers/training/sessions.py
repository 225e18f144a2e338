"""Training sessions: planning one, what it teaches when, and its moves from planned to closed.

Source: 志願服務法 第 9 條; handbook 「教育訓練」. What a session has to teach of a course is the course's length
(`courses`); less than that is not certified and therefore not opened.
"""

from __future__ import annotations

import datetime as dt
import itertools
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Max
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from foundation.accounts.roles import Permission
from foundation.audit import trail
from foundation.audit.trail import Acts
from foundation.audit.verbs import Verb
from foundation.taiwan import roc
from foundation.taiwan.fullwidth import tidy
from foundation.workflow.moves import Move, Table
from volunteers.models import Authority, Lesson, LessonAttendance, SessionPlace, TrainingSession, Unit
from volunteers.rules.courses import HOUR, PROGRAMMES

KEEP = Permission.KEEP_VOLUNTEERS
State = TrainingSession.State
NOON, LAST = (12 * 60, 13 * 60), 18 * 60  # what a proposed timetable keeps free, and when its days end
FACTS = ("title", "place", "capacity", "open_to", "issuer", "remark")


@dataclass(frozen=True, slots=True)
class Slot:
    """A lesson that is to be held."""

    programme: str
    course: int
    on: dt.date
    starts: dt.time
    ends: dt.time
    lecturer: str = ""


def unready(session: TrainingSession) -> Iterable[str]:
    """What is missing before people can come: lessons, and each course at its whole length."""
    taught: dict[tuple[str, int], int] = defaultdict(int)
    for lesson in session.lessons.all():
        taught[lesson.programme, lesson.course] += lesson.minutes
    if not taught:
        yield _("還沒有排課，請至少排一門課的日期和時間。")
    for (code, number), minutes in taught.items():
        course = PROGRAMMES[code].course(number)
        if course is not None and course.minutes is not None and minutes < course.minutes:
            yield _("「%(course)s」規定 %(asked)s 分鐘，目前排了 %(have)s 分鐘，請把時間排足。") % {
                "course": course.name, "asked": course.minutes, "have": minutes,
            }  # fmt: skip


def begun(session: TrainingSession, on: dt.date) -> Iterable[str]:
    """That it has not come to its first day."""
    first = min((lesson.on for lesson in session.lessons.all()), default=None)
    if first is not None and on < first:
        yield _("第一堂課是%(day)s，到那天才能開始簽到。") % {"day": roc.shown(first)}


def unassessed(session: TrainingSession) -> Iterable[str]:
    """That somebody's assessment is still open, where the training ends with one."""
    taught = {lesson.programme for lesson in session.lessons.all()}
    if not any(PROGRAMMES[code].assessed for code in taught):
        return
    open_ones = session.places.coming().filter(passed=None, attendances__isnull=False).distinct().count()
    if open_ones:
        yield ngettext(
            "這個訓練要考評及格才發結業證明書，還有 %(number)s 人沒有登錄考評結果。",
            "這個訓練要考評及格才發結業證明書，還有 %(number)s 人沒有登錄考評結果。",
            open_ones,
        ) % {"number": open_ones}


def attended(session: TrainingSession) -> Iterable[str]:
    """That somebody has been there, so that it cannot be as if it had not been held."""
    if LessonAttendance.objects.filter(lesson__session=session).exists():
        yield _("已經有人簽到，不能取消。請上完課再結案；誤簽的先取消簽到。")


MOVES = Table(
    field="state",
    moves=(
        Move("open", frozenset({State.PLANNED}), State.OPEN, gettext_lazy("開放報名"), KEEP, guards=(unready,)),
        Move("shut", frozenset({State.OPEN}), State.PLANNED, gettext_lazy("暫停報名"), KEEP),
        Move("begin", frozenset({State.PLANNED, State.OPEN}), State.HELD, gettext_lazy("開始簽到"), KEEP,
             guards=(unready,), dated_guards=(begun,)),
        Move("close", frozenset({State.HELD}), State.CLOSED, gettext_lazy("結案發證"), KEEP, guards=(unassessed,),
             verb=Verb.SESSION_CLOSED),
        Move("cancel", frozenset({State.PLANNED, State.OPEN, State.HELD}), State.CANCELLED,
             gettext_lazy("取消這個場次"), KEEP, guards=(attended,), needs_reason=True),
    ),
)  # fmt: skip


def plan(
    *, values: Mapping[str, Any], by: Acts, now: dt.datetime, unit: Unit | None = None,
    authority: Authority | None = None, category: str = "",
) -> TrainingSession:  # fmt: skip
    """Plan a session of a unit, or of an office.

    Args:
        values: of `FACTS`.
        category: of service, for an office that is in charge of several.

    Raises:
        ValidationError: a value is wrong, or nobody (or two) would hold it.
    """
    if unit is not None:
        made = TrainingSession(unit=unit, county=unit.county, category=unit.category)
    elif authority is not None and authority.county is not None:
        made = TrainingSession(authority=authority, county=authority.county, category=category)
    else:
        raise ValidationError(_("請選由哪個單位或機關辦理。"))
    for name, value in _given(values).items():
        setattr(made, name, value)
    if not made.issuer:
        made.issuer = made.organiser[:100]
    with transaction.atomic():
        made.full_clean()
        made.save()
        trail.record(Verb.CREATED, made, by=by, at=now)
    return made


def change(*, session: TrainingSession, values: Mapping[str, Any], by: Acts, now: dt.datetime) -> TrainingSession:
    """Change what is said of a session; more room lets who waits move up.

    Raises:
        ValidationError: a value is wrong, or it is over.
    """
    with transaction.atomic():
        held = locked(session)
        was, new = trail.differences(held, _given(values))
        if not new:
            return held
        for name, value in new.items():
            setattr(held, name, value)
        held.full_clean()
        held.save()
        trail.record(Verb.CHANGED, held, by=by, was=was, now=new, at=now)
        move_up(held, by=by, now=now)
    return held


def teach(*, session: TrainingSession, slots: Sequence[Slot], by: Acts, now: dt.datetime) -> TrainingSession:
    """Say what is taught and when; as long as nobody has signed in, everything can change.

    Raises:
        ValidationError: a course is unknown, a time ends before it begins, two lessons are at one time, or somebody
            has signed in already.
    """
    with transaction.atomic():
        held = locked(session)
        if any(attended(held)):
            raise ValidationError(_("已經有人簽到，課程不能再改。"))
        _refuse_unfit(held, slots)
        Lesson.objects.filter(session=held).delete()
        Lesson.objects.bulk_create(
            [
                Lesson(
                    session=held, programme=one.programme, course=one.course, on=one.on, starts=one.starts,
                    ends=one.ends, lecturer=tidy(one.lecturer)[:50],
                )
                for one in slots
            ]
        )  # fmt: skip
        trail.record(Verb.CHANGED, held, by=by, now={"lessons": len(slots)}, at=now)
    return held


def laid_out(code: str, *, on: dt.date, starts: dt.time) -> list[Slot]:
    """A whole training as it can be held: its courses one after the other, with noon free and no day too long.

    A proposal for whoever plans; a course whose length no source sets takes an hour.
    """
    found: list[Slot] = []
    day, clock = on, _minutes(starts)
    for course in PROGRAMMES[code].courses:
        left = course.minutes or HOUR
        while left > 0:
            if NOON[0] <= clock < NOON[1]:
                clock = NOON[1]
            if clock >= LAST:
                day, clock = day + dt.timedelta(days=1), _minutes(starts)
            until = NOON[0] if clock < NOON[0] else LAST
            takes = min(left, until - clock)
            found.append(Slot(code, course.number, day, _clock(clock), _clock(clock + takes)))
            clock, left = clock + takes, left - takes
    return found


def _minutes(time: dt.time) -> int:
    return time.hour * 60 + time.minute


def _clock(minutes: int) -> dt.time:
    return dt.time(*divmod(minutes, 60))


def move(*, session: TrainingSession, name: str, by: Acts, now: dt.datetime, reason: str = "") -> None:
    """Make one of the moves that need nothing else; closing one is `session_closing.close`.

    Raises:
        MoveRefused: something stands in the way.
    """
    MOVES.apply(session, name, by=by, now=now, reason=reason)


def locked(session: TrainingSession) -> TrainingSession:
    """The session under lock, as long as it is not over.

    Raises:
        ValidationError: it is over.
    """
    held = TrainingSession.objects.select_for_update().get(pk=session.pk)
    if held.is_over:
        raise ValidationError(_("這個場次%(state)s，不能再改。") % {"state": held.get_state_display()})
    return held


def move_up(session: TrainingSession, *, by: Acts, now: dt.datetime) -> int:
    """Give free places to who waits, first come first; to be called under the session's lock."""
    if session.state not in (State.PLANNED, State.OPEN, State.HELD):
        return 0
    waiting = session.places.waiting()
    free = None if session.capacity is None else max(0, session.capacity - session.places.coming().count())
    keys = list((waiting if free is None else waiting[:free]).values_list("pk", flat=True))
    for place in SessionPlace.objects.filter(pk__in=keys).select_related("session").order_by("pk"):
        place.state = SessionPlace.State.ENROLLED
        place.save(update_fields=["state"])
        trail.record(Verb.MOVED, place, by=by, was={"state": "waiting"}, now={"state": "enrolled"}, at=now)
    return len(keys)


def days(session: TrainingSession) -> tuple[dt.date, dt.date] | None:
    """First and last day; None where nothing is planned yet."""
    found = sorted({lesson.on for lesson in session.lessons.all()})
    return (found[0], found[-1]) if found else None


def last_end(session: TrainingSession) -> dt.datetime | None:
    """When its last lesson is over."""
    day = session.lessons.aggregate(last=Max("on"))["last"]
    ends = [lesson.over_at for lesson in session.lessons.filter(on=day)] if day else []
    return max(ends, default=None)


def _given(values: Mapping[str, Any]) -> dict[str, Any]:
    return {
        name: tidy(values[name]) if isinstance(values[name], str) else values[name] for name in FACTS if name in values
    }


def _refuse_unfit(session: TrainingSession, slots: Sequence[Slot]) -> None:
    for number, one in enumerate(slots, 1):
        programme = PROGRAMMES.get(one.programme)
        where = {"number": number}
        if programme is None or one.course not in {course.number for course in programme.courses}:
            raise ValidationError(_("第 %(number)s 堂：沒有這門課。") % where)
        if programme.of_one_unit and session.unit_id is None:
            raise ValidationError(_("第 %(number)s 堂：這門課介紹的是一個單位的業務，要由那個單位自己辦。") % where)
        if one.ends <= one.starts:
            raise ValidationError(_("第 %(number)s 堂：結束要晚於開始。") % where)
    ordered = sorted(enumerate(slots, 1), key=lambda pair: (pair[1].on, pair[1].starts))
    for (_first, one), (number, other) in itertools.pairwise(ordered):
        if one.on == other.on and other.starts < one.ends:
            raise ValidationError(
                _("第 %(number)s 堂在%(day)s %(time)s，和前一堂重疊；一個人不能同時上兩堂。")
                % {"number": number, "day": roc.shown(other.on), "time": f"{other.starts:%H:%M}"}
            )
