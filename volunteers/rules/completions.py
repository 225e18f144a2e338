"""When has somebody completed a training? Pure answers over what is recorded, with what is still missing.

A training is complete when every one of its courses is, at the latest of them; five hours of other courses do not stand
in for a missing one (手冊：社會福利類四門課目). Where only the whole training was recorded, that is its completion.
What was completed before a training changed is judged by what was asked then (`courses.Former`).
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum

from .courses import BASIC, PROGRAMMES, Course, Programme, special_for

MIDNIGHT = dt.time()


@dataclass(frozen=True, slots=True)
class Completion:
    """One line of what a person has completed, as `models.Training` keeps it. `course` 0 is the whole training."""

    programme: str
    course: int
    on: dt.date
    at: dt.time | None = None
    unit: int | None = None
    valid_until: dt.date | None = None
    online: bool = False


class Ground(StrEnum):
    """What a completion stands on; `grounds.told` says it in words."""

    WHOLE = "whole"
    COURSES = "courses"
    FORMER_WHOLE = "former_whole"
    FORMER_COURSES = "former_courses"
    MIXED = "mixed"


@dataclass(frozen=True, slots=True)
class Moment:
    """A day, and the time on it where it is known."""

    on: dt.date
    at: dt.time | None = None

    @property
    def order(self) -> tuple[dt.date, bool, dt.time]:
        """A day without a time is later than every known moment of that day: it might have been the evening."""
        return self.on, self.at is None, self.at or MIDNIGHT


@dataclass(frozen=True, slots=True)
class Standing:
    """How far somebody is with one training.

    Attributes:
        done: when it was completed; None while it is not.
        missing: the courses that are still to be completed.
        valid_until: last day of a qualification that runs out.
        ground: what it stands on; None while it is not complete.
        online: whether any of what it stands on was learnt online.
    """

    programme: Programme
    done: Moment | None
    missing: tuple[Course, ...] = ()
    valid_until: dt.date | None = None
    ground: Ground | None = None
    online: bool = False


def standing(programme: Programme, completions: Iterable[Completion], *, unit: int | None = None) -> Standing:
    """How far a person is with one training.

    Args:
        unit: the unit it is asked for; a training that introduces one unit's work counts only there.
    """
    lines = list(completions)
    first = standing(PROGRAMMES[programme.includes], lines, unit=unit) if programme.includes else None
    own = [
        line for line in lines if line.programme == programme.code and (not programme.of_one_unit or line.unit == unit)
    ]
    whole = min((Moment(one.on, one.at) for one in own if one.course == 0), key=lambda one: one.order, default=None)
    by_course = _earliest(line for line in own if line.course and line.on >= programme.since)
    before = _by_former(programme, own)
    merged = {
        number: moment for number, moment in before.items()
        if number not in by_course or moment.order < by_course[number].order
    }  # fmt: skip
    by_course |= merged
    missing = tuple(course for course in programme.courses if course.number not in by_course)
    parts = None if missing else max(by_course.values(), key=lambda one: one.order)
    found = [moment for moment in (whole, parts) if moment is not None]
    done = min(found, key=lambda one: one.order) if found else None
    ground = None
    if done is not None and done == whole:
        ground = Ground.FORMER_WHOLE if done.on < programme.since else Ground.WHOLE
    elif done is not None:
        ground = (
            Ground.COURSES if not merged else Ground.MIXED if len(merged) < len(by_course) else Ground.FORMER_COURSES
        )
    if first is not None:
        missing = (*first.missing, *missing) if done is None else first.missing
        done = max((done, first.done), key=lambda one: one.order) if done and first.done else None
    until = _valid_until(own) if programme.renewed_yearly else None
    online = done is not None and any(line.online and Moment(line.on, line.at).order <= done.order for line in own)
    return Standing(programme, done, () if done else missing, until, ground if done else None, online)


def basic(completions: Iterable[Completion]) -> Standing:
    """How far a person is with basic training, once for life (手冊「無需重複接受基礎訓練」)."""
    return standing(PROGRAMMES[BASIC], completions)


def special(category: str, completions: Iterable[Completion], *, unit: int | None) -> Standing:
    """How far a person is with a category's special training, by whichever of its trainings she completed first.

    Of trainings not completed, the one of which the least is missing is answered.
    """
    lines = list(completions)
    found = [standing(programme, lines, unit=unit) for programme in special_for(category)]
    done = [one for one in found if one.done is not None]
    if done:
        return min(done, key=lambda one: one.done.order if one.done else (dt.date.max, True, MIDNIGHT))
    return min(found, key=lambda one: len(one.missing))


def _earliest(lines: Iterable[Completion]) -> dict[int, Moment]:
    """When each course was first completed."""
    found: dict[int, Moment] = {}
    for line in lines:
        moment, known = Moment(line.on, line.at), found.get(line.course)
        if known is None or moment.order < known.order:
            found[line.course] = moment
    return found


def _by_former(programme: Programme, own: Sequence[Completion]) -> dict[int, Moment]:
    """The courses of today that former ones stand for, each when the last of these was complete."""
    former = programme.former
    if former is None:
        return {}
    numbers = {course.number for course in former.courses}
    old = _earliest(line for line in own if line.course in numbers and line.on <= former.until)
    return {
        number: max((old[part] for part in parts), key=lambda one: one.order)
        for number, parts in former.merged.items()
        if all(part in old for part in parts)
    }


def _valid_until(own: Sequence[Completion]) -> dt.date | None:
    """The last day of a qualification: the latest that any certificate says; None where none says one."""
    return max((line.valid_until for line in own if line.valid_until is not None), default=None)
