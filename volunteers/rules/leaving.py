"""When a unit may part from a volunteer (退場): suggestions with their evidence, for people to decide.

Source: 臺北市志願服務實務手冊「退場機制」: 「得解除協議或下年度不續聘」 is discretion, so that nothing here ends
anything. Absences and leaves are counted apart (EVL-06). Conduct, faults and reputation are no numbers, and are never
suggested.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

ABSENCES, LEAVES = 3, 12
_HANDBOOK = "臺北市志願服務實務手冊「無故缺席達 3 次以上或 1 年內請假達 12 次以上者」"


class Cause(StrEnum):
    """What may end an agreement and can be counted."""

    FAILED = "failed"
    ABSENT = "absent"
    LEAVE = "leave"


WORDS: dict[Cause, str | Promise] = {
    Cause.FAILED: _("年度考核是最低的等第"),
    Cause.ABSENT: _("無故缺席 3 次以上"),
    Cause.LEAVE: _("1 年內請假 12 次以上"),
}


@dataclass(frozen=True, slots=True)
class Suggestion:
    """A cause, the days that bear it out, and where the rule stands."""

    cause: Cause
    days: tuple[dt.date, ...]
    source: str

    @property
    def words(self) -> str | Promise:
        """The cause in words."""
        return WORDS[self.cause]


def suggestions(
    *, on: dt.date, agreed_on: dt.date, absences: Sequence[dt.date], leaves: Sequence[dt.date], failed: bool = False
) -> list[Suggestion]:
    """What the handbook would allow on a day.

    Args:
        agreed_on: the first day of the agreement's year, from which absences count (evaluation.yaml：同一協議年度).
        absences: days of absence without a word; leaves: days for which leave was asked.
        failed: whether the last yearly evaluation gave the lowest grade.
    """
    found: list[Suggestion] = []
    if failed:
        found.append(Suggestion(Cause.FAILED, (), "臺北市志願服務實務手冊「年度考核丁等者」"))
    missed = tuple(sorted(day for day in absences if agreed_on <= day <= on))
    if len(missed) >= ABSENCES:
        found.append(Suggestion(Cause.ABSENT, missed, _HANDBOOK))
    since = year_before(on)
    away = tuple(sorted(day for day in leaves if since < day <= on))
    if len(away) >= LEAVES:
        found.append(Suggestion(Cause.LEAVE, away, _HANDBOOK))
    return found


def year_before(on: dt.date) -> dt.date:
    """The same day a year ago; of 29 February, the 28th."""
    try:
        return on.replace(year=on.year - 1)
    except ValueError:
        return on.replace(year=on.year - 1, day=28)
