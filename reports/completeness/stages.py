"""The 22 counties × the steps of a programme's workshops: taken, not due yet, or lacking, and who was written to.

The steps are those of the dashboards (`dashboards.workshop_steps`). Looking at results is not due before its month has
come: until then nobody is asked for it.
"""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from django.db.models import Q

from foundation.notices.models import Notice
from foundation.taiwan import periods
from foundation.taiwan.counties import COUNTIES
from reports.dashboards.workshop_steps import StepName, Taken, looked_at, steps_of, taken
from reports.models import CellReturn, StageLetter
from workshops.models import Programme

from . import returning

KEY = "stage-letter"
TAKEN, WAITING, LACKING = "taken", "waiting", "lacking"


@dataclass(frozen=True, slots=True)
class Written:
    """The last letter about a cell: when, to whom, and what became of it in words."""

    on: dt.date
    to: str
    became: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Cell:
    """One county at one step. `count` is how many workshops have taken it, `due_on` the day before which it need not.

    `is_next` marks the first step a county lacks: the others wait for it. Of its workshops so many went back with a
    mark and wait for the county (`returned`) or the association (`answered`).
    """

    step: StepName
    state: str
    count: int
    due_on: dt.date | None
    is_next: bool
    written: Written | None
    returned: int = 0
    answered: int = 0


@dataclass(frozen=True, slots=True)
class Line:
    """One county with its cells; `workshops` is how many it has registered."""

    code: str
    name: str
    workshops: int
    cells: tuple[Cell, ...]


@dataclass(frozen=True, slots=True)
class Completeness:
    """The whole matrix; `lacking` counts the counties that lack each step."""

    steps: tuple[StepName, ...]
    lines: tuple[Line, ...]
    lacking: tuple[int, ...]


def matrix(programme: Programme, *, user: Any, on: dt.date) -> Completeness:
    """The matrix as this person may see it, in a fixed number of questions."""
    steps = steps_of(programme)
    rows = taken(programme, by=user)
    letters = _letters(StageLetter.objects.visible_to(user).filter(programme=programme))
    by_county: dict[str, list[Taken]] = defaultdict(list)
    for row in rows:
        by_county[row.county].append(row)
    back = returning.open_cells(programme, user)
    lines = tuple(
        marked(line(programme, steps, county.code, county.shown, by_county[county.code], letters, on=on), back)
        for county in COUNTIES
    )
    lacking = tuple(sum(one.cells[at].state == LACKING for one in lines) for at in range(len(steps)))
    return Completeness(tuple(steps), lines, lacking)


def line(
    programme: Programme, steps: Sequence[StepName], code: str, name: str, workshops: Sequence[Taken],
    letters: Mapping[tuple[str, str], Written], *, on: dt.date,
) -> Line:  # fmt: skip
    """One county's line, from its workshops."""
    cells, has_next = [], False
    for place, step in enumerate(steps, 1):
        count = sum(one.reached >= place for one in workshops)
        due_on = due(programme, step, workshops)
        state = TAKEN if count else WAITING if due_on is not None and on < due_on else LACKING
        is_next = state == LACKING and not has_next
        has_next = has_next or is_next
        cells.append(Cell(step, state, count, due_on, is_next, letters.get((code, step.code))))
    return Line(code, name, len(workshops), tuple(cells))


def marked(line: Line, back: Mapping[tuple[str, str], Sequence[CellReturn]]) -> Line:
    """A county's line with what went back of each cell."""

    def count(cell: Cell, state: str) -> int:
        return sum(one.state == state for one in back.get((line.code, cell.step.code), ()))

    states = CellReturn.State
    return replace(
        line,
        cells=tuple(
            replace(cell, returned=count(cell, states.RETURNED), answered=count(cell, states.ANSWERED))
            for cell in line.cells
        ),
    )


def due(programme: Programme, step: StepName, workshops: Iterable[Taken]) -> dt.date | None:
    """Before which day a county need not have taken a step; None where it may be asked for at any time.

    A workshop is held on its own day; results are looked at so many months after it. Of several the first counts.
    """
    days = [one.date for one in workshops if one.date is not None]
    if not days:
        return None
    if step.code in ("held", "entered", "reviewed", "adopted"):
        return min(days) + dt.timedelta(days=1)
    for month in looked_at(programme):
        if step.code == f"month_{month}":
            return periods.months_after(min(days), month)
    return None


def _letters(rows: Any) -> dict[tuple[str, str], Written]:
    """The last letter about each cell, by county and step, with what became of it (two questions)."""
    last: dict[tuple[str, str], StageLetter] = {}
    for letter in rows.order_by("written_at", "pk"):
        last[letter.county_id, letter.step] = letter
    keys = {str(letter.pk) for letter in last.values()}
    became: dict[str, list[str]] = defaultdict(list)
    for notice in Notice.objects.filter(Q(kind=KEY, subject_key__in=keys)).order_by("pk"):
        became[notice.subject_key].append(str(notice.get_state_display()))
    return {
        place: Written(letter.written_on, letter.to, tuple(dict.fromkeys(became[str(letter.pk)])))
        for place, letter in last.items()
    }
