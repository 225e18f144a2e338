"""The list of volunteers as somebody sees it, a page at a time: found by what she types, and in one of her units.

It is asked while one types and pages, so the page's question is kept as text for each person and her rights.
"""

from __future__ import annotations

import datetime as dt
import uuid
from collections import defaultdict
from dataclasses import dataclass, field
from typing import Any

from django.db.models import Exists, OuterRef

from foundation.accounts.askers import for_each_asker
from foundation.prepared import PreparedRows
from volunteers.models import Enrolment, Volunteer

from . import searching

COLUMNS = ("pk", "name", "key", "identity_shown", "total__counted")
PLACES = 1, 8, 50
"""For so many people the text that asks for their units has room; a page shows fifty."""
UNIT, DAY = -271828, dt.date(1971, 2, 3)
WORDS = tuple(f"word {number} of nobody" for number in range(4))
"""Where the caller's go."""


@dataclass(slots=True)
class Found:
    """A volunteer as the list shows her.

    Attributes:
        counted: minutes that count; None where none have been entered yet.
        units: the names of those she is in, as far as their people are seen.
    """

    pk: int
    name: str
    key: uuid.UUID
    identity_shown: str
    counted: int | None
    units: list[str] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class People:
    """The volunteers who are or were with a unit whose people somebody sees.

    Attributes:
        text: what is looked for (`searching.read`); empty for all.
        unit: only those who are in this unit on the day; None for all units.
    """

    by: Any
    text: str
    unit: int | None
    on: dt.date

    def count(self) -> int:
        """How many there are (one question)."""
        words = searching.read(self.text)
        there = () if self.unit is None else (self.unit, self.on)
        return _seen(self.by, words.how, words.values, *there).count()

    def __getitem__(self, part: slice) -> list[Found]:
        """Some of them in the order of their names, with the units they are in (two questions)."""
        found = self.found(part.start or 0, part.stop)
        units = self._units([person.pk for person in found])
        for person in found:
            person.units = units[person.pk]
        return found

    def found(self, start: int, stop: int) -> list[Found]:
        """Some of them in the order of their names, without units (one question)."""
        words = searching.read(self.text)
        there = () if self.unit is None else (self.unit, self.on)
        asked = _page(self.by, words.how, len(words.values), bool(there), start, stop)
        return [Found(*row) for row in asked.all(*words.values, *there)]

    def _units(self, people: list[int]) -> dict[int, list[str]]:
        """The names of the units that some people are in, as far as their people are seen."""
        found: dict[int, list[str]] = defaultdict(list)
        for start in range(0, len(people), PLACES[-1]):
            part = people[start : start + PLACES[-1]]
            places = next(number for number in PLACES if number >= len(part))
            part += part[-1:] * (places - len(part))
            for person, name in _names(self.by, places).all(*part, self.on):
                found[person].append(name)
        return found


@for_each_asker
def _page(by: Any, how: str, words: int, in_unit: bool, start: int, stop: int) -> PreparedRows:
    def rows(*values: Any) -> Any:
        seen = _seen(by, how, values[:words], *values[words:])
        return seen.order_by("name_key", "pk").values_list(*COLUMNS)[start:stop]

    return PreparedRows(rows, *WORDS[:words], *((UNIT, DAY) if in_unit else ()))


@for_each_asker
def _names(by: Any, places: int) -> PreparedRows:
    """The units of so many people; who is asked for twice, to fill the places, comes once."""

    def rows(*values: Any) -> Any:
        *people, on = values
        mine = Enrolment.objects.each_visible_to(by).on(on).filter(volunteer__in=people)
        return mine.values_list("volunteer", "unit__organisation__name")

    return PreparedRows(rows, *(UNIT - place for place in range(places)), DAY)


def _seen(by: Any, how: str, words: tuple[str, ...], *there: Any) -> Any:
    mine = Enrolment.objects.each_visible_to(by).filter(volunteer=OuterRef("pk")).order_by()
    rows = searching.meant(Volunteer.objects.living().filter(Exists(mine)), how, *words)
    if not there:
        return rows
    unit, on = there
    return rows.filter(Exists(mine.filter(unit=unit).on(on)))
