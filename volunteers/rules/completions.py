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
    """One line of what a person has completed, as `models.Training` keeps it. `course` 0 is the whole training.

    `category` is that of service which a training of the unit's own was for; "" where it says none.
    """

    programme: str
    course: int
    on: dt.date
    at: dt.time | None = None
    unit: int | None = None
    valid_until: dt.date | None = None
    online: bool = False
    category: str = ""


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
        periods: in which a qualification that runs out is valid, both days included, in their order; None for what
            does not run out.
        ground: what it stands on; None while it is not complete.
        online: whether any of what it stands on was learnt online.
    """

    programme: Programme
    done: Moment | None
    missing: tuple[Course, ...] = ()
    periods: tuple[tuple[dt.date, dt.date], ...] | None = None
    ground: Ground | None = None
    online: bool = False

    @property
    def valid_until(self) -> dt.date | None:
        """The last day of a qualification that runs out."""
        return max(last for _first, last in self.periods) if self.periods else None


def standing(
    programme: Programme, completions: Iterable[Completion], *, unit: int | None = None, category: str = ""
) -> Standing:
    """How far a person is with one training.

    Args:
        unit: the unit it is asked for; a training that introduces one unit's work counts only there.
        category: of service it is asked for; what a unit taught for another category does not count for it.
    """
    lines = list(completions)
    first = standing(PROGRAMMES[programme.includes], lines, unit=unit) if programme.includes else None
    own = [line for line in lines if line.programme == programme.code and _counts_for(programme, line, unit, category)]
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
    periods = tuple(sorted(_period(line) for line in own)) if programme.renewed_yearly else None
    online = done is not None and any(line.online and Moment(line.on, line.at).order <= done.order for line in own)
    return Standing(programme, done, () if done else missing, periods, ground if done else None, online)


def basic(completions: Iterable[Completion]) -> Standing:
    """How far a person is with basic training, once for life (手冊「無需重複接受基礎訓練」)."""
    return standing(PROGRAMMES[BASIC], completions)


def special(category: str, completions: Iterable[Completion], *, unit: int | None) -> Standing:
    """How far a person is with a category's special training, by whichever of its trainings she completed first.

    Of trainings not completed, the one of which the least is missing is answered.
    """
    lines = list(completions)
    found = [standing(programme, lines, unit=unit, category=category) for programme in special_for(category)]
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


def _counts_for(programme: Programme, line: Completion, unit: int | None, category: str) -> bool:
    """Whether a line of this training counts in a unit and category.

    Source: 手冊「跨領域服務時應完成所跨服務領域之特殊訓練」, also where the authority has set no courses.
    """
    if programme.of_one_unit and line.unit != unit:
        return False
    return not (programme.is_of_any_category and category and line.category) or line.category == category


def _period(line: Completion) -> tuple[dt.date, dt.date]:
    """From when to when a qualification was valid by one certificate.

    One that does not say until when is taken to hold for the year within which the next continuing education is due
    (手冊「每年應依《救護技術員管理辦法》相關規定接受繼續教育」).
    """
    return line.on, line.valid_until or _year_after(line.on) - dt.timedelta(days=1)


def _year_after(day: dt.date) -> dt.date:
    try:
        return day.replace(year=day.year + 1)
    except ValueError:
        return day.replace(year=day.year + 1, month=3, day=1)
