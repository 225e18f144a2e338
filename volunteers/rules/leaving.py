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
    PAUSED = "paused"


WORDS: dict[Cause, str | Promise] = {
    Cause.FAILED: _("年度考核是最低的等第"),
    Cause.ABSENT: _("無故缺席 3 次以上"),
    Cause.LEAVE: _("1 年內請假 12 次以上"),
    Cause.PAUSED: _("暫停服務達單位所定的時間"),
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
    *,
    on: dt.date,
    agreed_on: dt.date,
    absences: Sequence[dt.date],
    leaves: Sequence[dt.date],
    failed: bool = False,
    last_served: dt.date | None = None,
    pause_days: int | None = None,
) -> list[Suggestion]:
    """What the handbook would allow on a day.

    Args:
        agreed_on: the first day of the agreement's year, from which absences count (evaluation.yaml：同一協議年度).
        absences: days of absence without a word; leaves: days for which leave was asked.
        failed: whether the last yearly evaluation gave the lowest grade.
        last_served: her last day of service, or the day she joined where she never served.
        pause_days: after how many days without service the unit talks with her. The handbook says 「一定時間以上」 and
            no number (EXIT_6): where the unit has set none, nothing is suggested.
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
    if pause_days and last_served is not None and (on - last_served).days >= pause_days:
        found.append(Suggestion(Cause.PAUSED, (last_served,), "臺北市志願服務實務手冊「暫停服務達一定時間以上」"))
    return found


def year_before(on: dt.date) -> dt.date:
    """The same day a year ago; of 29 February, the 28th."""
    try:
        return on.replace(year=on.year - 1)
    except ValueError:
        return on.replace(year=on.year - 1, day=28)
