"""A dashboard as a value: what its parts are. Page, paper and API show it, so that their figures cannot differ."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction

from django.utils import timezone

from actionplans.kpis.judging import said
from reports.workday import Todo

from .places import Place


@dataclass(frozen=True, slots=True)
class Tile:
    """An indicator: how much, what it is to be, why it stands so, where its course leads.

    Attributes:
        key: of the rows behind it, or of the indicator.
        value: per cent or a number; None where there is none, never 0 % of nobody.
        unit: `%`, or what is counted.
        met: None where it cannot be said; `applies` is False where the aim is not this place's at all.
        why: the calculation in words; `why_is_stored` where it stands as it was written down, in Chinese.
        ahead: the value at the year's end at this pace; None where no pace can be told. `ahead_how` says from what.
        points: day and value, the earliest first.
        source: where the aim comes from.
        on: the day it is of.
        code: of a shipped indicator.
        basis: what is counted, where that is not what the same word counts elsewhere.
        link: the end of an address of the rows behind it; `page` is a page of its own instead.
    """

    key: str
    label: str
    value: Fraction | None
    unit: str
    target: Fraction | None
    at_most: bool
    met: bool | None
    why: str
    ahead: Fraction | None = None
    ahead_how: str = ""
    points: Sequence[tuple[dt.date, Fraction]] = ()
    source: str = ""
    on: dt.date | None = None
    link: str = ""
    page: str = ""
    why_is_stored: bool = False
    code: str = ""
    applies: bool = True
    basis: str = ""

    @property
    def shown(self) -> str:
        """The value with at most two decimals; what is not quite its target, or 100, is never shown as that."""
        return "" if self.value is None else said(self.value, missed=self.target if self.met is False else None)

    @property
    def target_shown(self) -> str:
        """The target as it is shown; empty where there is none."""
        return "" if self.target is None else said(self.target)

    @property
    def suffix(self) -> str:
        """Its unit as it stands behind a number: words in letters have a space before them."""
        return f" {self.unit}" if self.unit.isascii() and self.unit.isalpha() else self.unit

    @property
    def state(self) -> str:
        """The word for its light: met, missed, unknown or not applicable."""
        if not self.applies:
            return "none"
        return {True: "met", False: "missed", None: "unknown"}[self.met]


@dataclass(frozen=True, slots=True)
class Step:
    """A step of a funnel: how many have come so far, and who or how many have not."""

    key: str
    label: str
    value: int
    definition: str
    note: str = ""
    link: str = ""


@dataclass(frozen=True, slots=True)
class Funnel:
    """Steps, each among those who have taken the one before."""

    key: str
    title: str
    unit: str
    steps: tuple[Step, ...]

    @property
    def total(self) -> int:
        """How many there are at its beginning."""
        return self.steps[0].value if self.steps else 0


@dataclass(frozen=True, slots=True)
class Cell:
    """A figure of a matrix: a number (None: not known) and the address of its rows; or a word and its state."""

    value: int | None
    link: str = ""
    heat: int = 0
    word: str = ""
    state: str = ""


@dataclass(frozen=True, slots=True)
class Line:
    """A line of a matrix: a place with its figures; `short` where there is little room for its name."""

    label: str
    link: str
    cells: tuple[Cell, ...]
    page: str = ""
    short: str = ""


@dataclass(frozen=True, slots=True)
class Column:
    """A column of a matrix; `lacks` where a number is something missing."""

    key: str
    label: str
    lacks: bool = False


@dataclass(frozen=True, slots=True)
class Matrix:
    """Places × figures, with the sums of all places: also of those that are not shown.

    Attributes:
        kind: what a line is: counties or units.
        more: how many lines are not shown.
    """

    kind: str
    columns: tuple[Column, ...]
    lines: tuple[Line, ...]
    sums: tuple[Cell, ...]
    more: int = 0

    @property
    def shown(self) -> list[tuple[Line, list[tuple[Column, Cell]]]]:
        """Each line with its cells beside their columns."""
        return [(line, list(zip(self.columns, line.cells, strict=True))) for line in self.lines]

    @property
    def turned(self) -> list[tuple[Column, list[Cell], Cell]]:
        """Each column as a line: its cells place by place, and its sum."""
        return [
            (column, [line.cells[at] for line in self.lines], self.sums[at]) for at, column in enumerate(self.columns)
        ]

    @property
    def totals(self) -> list[tuple[Column, Cell]]:
        """The sums beside their columns."""
        return list(zip(self.columns, self.sums, strict=True))


@dataclass(frozen=True, slots=True)
class Spot:
    """A county on the map: its name as the tile has room for it, and in full; where it stands; number and level.

    Attributes:
        level: 0–4, in colour; `word` says it.
    """

    county: str
    name: str
    full: str
    column: int
    row: int
    value: int | None
    shown: str
    unit: str
    level: int
    word: str
    link: str


@dataclass(frozen=True, slots=True)
class CountyMap:
    """The 22 counties by one measure; `basis` says what is counted, where that is not clear."""

    measure: str
    label: str
    spots: tuple[Spot, ...]
    words: tuple[str, ...]
    basis: str = ""


@dataclass(frozen=True, slots=True)
class Hours:
    """What was served, month by month: the month and its minutes; the last month is not over yet."""

    months: tuple[tuple[int, int], ...]

    @property
    def has_any(self) -> bool:
        """Whether anything was served at all."""
        return any(minutes for _month, minutes in self.months)


@dataclass(frozen=True, slots=True)
class Dashboard:
    """All of it.

    Attributes:
        as_of: the moment it was put together.
        counted_at: of when the counts of people are, the oldest of them; None where nobody has counted yet.
        uncounted: how many of the place's units (counties, in the nation) are in no count yet.
        is_live: whether people were counted just now, as a single unit's are.
        todos: what waits for the reader; None on any but her own widest dashboard.
        tiles: of the register; indicators: of the annual plan (of the counties' plans, in the nation).
    """

    place: Place
    programme: str
    as_of: dt.datetime
    counted_at: dt.datetime | None
    uncounted: int
    is_live: bool
    todos: tuple[Todo, ...] | None
    tiles: tuple[Tile, ...]
    indicators: tuple[Tile, ...]
    indicators_note: str
    map: CountyMap | None
    funnels: tuple[Funnel, ...]
    matrix: Matrix | None
    aims: Matrix | None
    hours: Hours

    @property
    def end(self) -> dt.date:
        """The last day of its year, to which forecasts lead."""
        return timezone.localdate(self.as_of).replace(month=12, day=31)


@dataclass(frozen=True, slots=True)
class Figures:
    """What is drawn of a dashboard: values alone, equal when they look the same, and no row of the database.

    Attributes:
        end: the last day of its year.
        is_counted: whether somebody has counted its people.
        here: the end of the address of this very place.
    """

    end: dt.date
    is_counted: bool
    tiles: tuple[Tile, ...]
    indicators: tuple[Tile, ...]
    indicators_note: str
    map: CountyMap | None
    funnels: tuple[Funnel, ...]
    matrix: Matrix | None
    aims: Matrix | None
    hours: Hours
    here: str

    @classmethod
    def of(cls, value: Dashboard, *, here: str) -> Figures:
        """Those of a dashboard."""
        return cls(
            value.end, value.counted_at is not None, value.tiles, value.indicators, value.indicators_note, value.map,
            value.funnels, value.matrix, value.aims, value.hours, here,
        )  # fmt: skip
