"""When has somebody completed a training? Pure answers over what is recorded, with what is still missing.

A training is complete when every one of its courses is, at the latest of them; five hours of other courses do not stand
in for a missing one (手冊：社會福利類四門課目). Where only the whole training was recorded, that is its completion.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

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
    """

    programme: Programme
    done: Moment | None
    missing: tuple[Course, ...] = ()
    valid_until: dt.date | None = None


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
    by_course: dict[int, Moment] = {}
    for line in own:
        moment = Moment(line.on, line.at)
        if line.course and line.on >= programme.since:
            known = by_course.get(line.course)
            if known is None or moment.order < known.order:
                by_course[line.course] = moment
    missing = tuple(course for course in programme.courses if course.number not in by_course)
    parts = None if missing else max(by_course.values(), key=lambda one: one.order)
    found = [moment for moment in (whole, parts) if moment is not None]
    done = min(found, key=lambda one: one.order) if found else None
    if first is not None:
        missing = (*first.missing, *missing) if done is None else first.missing
        done = max((done, first.done), key=lambda one: one.order) if done and first.done else None
    until = _valid_until(own) if programme.renewed_yearly else None
    return Standing(programme, done, () if done else missing, until)


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


def _valid_until(own: Sequence[Completion]) -> dt.date | None:
    """The last day of a qualification: the latest that any certificate says; None where none says one."""
    return max((line.valid_until for line in own if line.valid_until is not None), default=None)
