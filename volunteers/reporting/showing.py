"""A report, and a sum, as pages, papers and tables show them: groups of lines, each a figure with what is known."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from volunteers.models import ResultFigure, ResultReport
from volunteers.rules.result_figures import BY_KEY, FIGURES, GROUPS, Figure, Group

from . import reports
from .measuring import measured, signed
from .totals import Totals


@dataclass(frozen=True, slots=True)
class Line:
    """One figure as it is shown.

    Attributes:
        value: the number that holds; None for words.
        counted: the register's, where another was put by hand.
        before: last year's; None where there was no report, or it did not tell this.
        odd: what about it asks to be looked at; empty where nothing does.
    """

    figure: Figure
    value: int | None
    counted: int | None
    is_by_hand: bool
    words: str
    why: str
    before: int | None
    odd: str
    mark: str

    @property
    def shown(self) -> str:
        """The number in words of its measure, or the words."""
        return self.words if self.figure.is_words else measured(self.figure, self.value)

    @property
    def before_shown(self) -> str:
        """Last year's number."""
        return "—" if self.before is None else measured(self.figure, self.before)

    @property
    def counted_shown(self) -> str:
        """The register's number."""
        return measured(self.figure, self.counted)


@dataclass(frozen=True, slots=True)
class Part:
    """A group with its lines."""

    group: Group
    name: Any
    lines: tuple[Line, ...]


@dataclass(frozen=True, slots=True)
class Corrected:
    """What is said of an earlier period. What was true of a day (people, books) is told and added to nothing."""

    period: str
    report: int
    figure: Figure
    was: str
    now: str
    difference: str

    @property
    def adds_up(self) -> bool:
        """Whether the difference belongs into sums over time."""
        return self.figure.flow


def parts(report: ResultReport) -> list[Part]:
    """A report's groups, with last year's figures beside. Three questions."""
    figures = {one.key: one for one in report.figures.all()}
    earlier = reports.year_before(report)
    before = reports.values_of(earlier.figures.all()) if earlier else {}
    odd = {one.key: one for one in _looks(figures, before)}
    found = []
    for group, name in GROUPS.items():
        lines = tuple(
            _line(one, figures[one.key], before, odd.get(one.key), report.marks.get(one.key, ""))
            for one in FIGURES
            if one.group is group and one.key in figures
        )
        if lines:
            found.append(Part(group, name, lines))
    return found


def _looks(figures: Mapping[str, ResultFigure], before: Mapping[str, int]) -> list[Any]:
    return reports.compared(list(figures.values()), before or None)


def _line(one: Figure, row: ResultFigure, before: Mapping[str, int], look: Any, mark: str) -> Line:
    said = ""
    if look is not None:
        was = measured(one, look.before)
        said = _("和去年同期（%(was)s）差很多") % {"was": was}
        if look.share is not None:
            said = _("比去年同期（%(was)s）%(change)s") % {"was": was, "change": f"{look.share:+.0%}".replace("-", "−")}
    return Line(
        one, row.value, row.counted if row.by_hand is not None else None, row.by_hand is not None, row.words, row.why,
        before.get(one.key), said, mark,
    )  # fmt: skip


def corrections(report: ResultReport) -> list[Corrected]:
    """What a report says of earlier periods. One question."""
    rows = report.corrections.select_related("of").order_by("-of__last_on", "pk")
    return [
        Corrected(
            one.of.period, one.of_id, BY_KEY[one.key], measured(BY_KEY[one.key], one.was),
            measured(BY_KEY[one.key], one.now), signed(BY_KEY[one.key], one.difference),
        )
        for one in rows
    ]  # fmt: skip


@dataclass(frozen=True, slots=True)
class SumLine:
    """One figure of a sum: what was corrected of earlier periods and people counted once stand beside it.

    Attributes:
        live: what is accepted at this moment, where the sum is a frozen one.
    """

    figure: Figure
    value: int
    shown: str
    correction: str
    distinct: str
    live: str


def sum_parts(
    found: Totals, distinct: Mapping[str, int], live: Totals | None = None
) -> list[tuple[Any, list[SumLine]]]:
    """A sum's groups.

    Args:
        live: the figures of this moment, to stand beside frozen ones.
    """
    known = found.values.keys() | found.corrections.keys() | (live.values.keys() if live else set())
    groups = []
    for group, name in GROUPS.items():
        lines = [
            SumLine(
                one, found[one.key], measured(one, found[one.key]),
                signed(one, found.corrections[one.key]) if found.corrections.get(one.key) else "",
                f"{distinct[one.key]:,}" if one.key in distinct else "",
                measured(one, live[one.key]) if live else "",
            )
            for one in FIGURES
            if one.group is group and one.key in known
        ]  # fmt: skip
        if lines:
            groups.append((name, lines))
    return groups
