"""A settled year as everybody may have it: the counties' frozen sums, with small cells hidden.

Published is what the association has settled, and nothing else: a year whose sum came back is not there. Counties with
too few people are shown as one; what then remains small is hidden together with what would tell it (`hiding.py`).
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop, override

from foundation.taiwan.counties import COUNTIES
from volunteers.models import ResultSum
from volunteers.models.result import Term
from volunteers.reporting import summing
from volunteers.rules.result_figures import BY_KEY, Group, Measure, of_group

from . import contributors
from .hiding import CannotHideError, folded, hidden, hidden_of_line
from .rules import Rules, rules

NATION, OTHERS = "TWN", "OTH"
UNTOLD, FOLDED = "untold", "folded"
PEOPLE_ONCE = "people_once"
ALL = "all"
WORDS = {
    NATION: gettext_noop("全國"), OTHERS: gettext_noop("其他縣市（合併）"), UNTOLD: gettext_noop("表單沒有問"),
    FOLDED: gettext_noop("其他（合併）"), PEOPLE_ONCE: gettext_noop("歸戶志工人數（一人算一次）"),
    ALL: gettext_noop("全部"),
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Place:
    """A row of every table: a county, several as one, or the nation."""

    code: str
    zh: str
    en: str


@dataclass(frozen=True, slots=True)
class Number:
    """One cell: of which place, under which group and code; None where it is hidden."""

    place: Place
    group: str
    code: str
    value: int | None


@dataclass(frozen=True, slots=True)
class Edition:
    """One year.

    Attributes:
        settled_at: when the association settled it; a later one is another version.
        folded: codes of the counties that are shown as one.
        missing: reports that had not been accepted when their sums were closed.
        people, figures, kinds: the tables, as cells.
    """

    year: int
    settled_at: dt.datetime
    counties: tuple[str, ...]
    folded: tuple[str, ...]
    reports: int
    missing: int
    people: tuple[Number, ...]
    figures: tuple[Number, ...]
    kinds: tuple[Number, ...]

    @property
    def version(self) -> str:
        """2025.20260320: the year, and the day it was settled."""
        return f"{self.year}.{self.settled_at:%Y%m%d%H%M}"


def years() -> list[tuple[int, dt.datetime]]:
    """The settled years with the moment of settling, newest first; one of too few people is not there. One question."""
    rows = ResultSum.objects.filter(county=None, term=Term.YEAR, state=ResultSum.State.ACCEPTED).order_by("-year")
    found = rows.values_list("year", "accepted_at", "values")
    return [(year, at) for year, at, values in found if at and not 0 < values.get("people", 0) < rules().least]


def said(words: str | Promise, language: str) -> str:
    """Words in a language, whatever the page's."""
    with override(language):
        return _(str(words)) if isinstance(words, str) else str(words)


def _place(code: str, zh: str = "", en: str = "") -> Place:
    return Place(code, zh or said(WORDS[code], "zh-hant"), en or said(WORDS[code], "en"))


def edition(year: int) -> Edition | None:
    """A year as it is published; None where it is not settled, or is of too few people. Five questions."""
    whole = summing.settled(year, Term.YEAR)
    if whole is None or whole.accepted_at is None:
        return None
    found, rule = summing.accepted_counties(year, Term.YEAR), rules()
    groups = folded([one.values.get("people", 0) for one in found], rule.least)
    grid = _Grid(rule, [[found[at] for at in group] for group in groups])
    if 0 < sum(grid.column("people")) < rule.least:
        return None
    together = [one.county_id for group in groups if len(group) > 1 for one in (found[at] for at in group)]
    return Edition(
        year, whole.accepted_at, tuple(str(one.county_id) for one in found), tuple(str(one) for one in together),
        whole.reports, whole.missing, tuple(grid.people()),
        (*grid.figures(), *_once(whole.distinct.get("people", 0), rule)),
        tuple(grid.kinds(contributors.of_kinds(year, [str(one.county_id) for one in found]))),
    )  # fmt: skip


def _once(people: int, rule: Rules) -> Iterator[Number]:
    if people >= rule.least or not people:
        yield Number(_place(NATION), ALL, PEOPLE_ONCE, people)


class _Grid:
    """The counties' frozen values as rows, of which each is a county or several."""

    def __init__(self, rule: Rules, rows: Sequence[Sequence[ResultSum]]) -> None:
        self.rule, self.rows = rule, rows
        names = {one.code: one for one in COUNTIES}
        self.places = [
            _place(OTHERS) if len(row) > 1
            else _place(str(row[0].county_id), names[str(row[0].county_id)].name, names[str(row[0].county_id)].name_en)
            for row in rows
        ]  # fmt: skip
        self.nation = _place(NATION)

    def column(self, key: str) -> list[int]:
        """A figure, by row."""
        return [sum(int(one.values.get(key, 0)) for one in row) for row in self.rows]

    def people(self) -> Iterator[Number]:
        """People as a whole, and by each trait."""
        whole = self.column("people")
        yield from self._shown(whole, ALL, "people", frozenset())
        for group in self.rule.groups:
            yield from self.trait(group, whole)

    def trait(self, group: Group, whole: Sequence[int]) -> Iterator[Number]:
        """People by one trait; nothing where the margins would tell it whatever is hidden."""
        codes = [one.key for one in of_group(group, BY_KEY)]
        columns = [self.column(code) for code in codes]
        rest = [all_ - sum(parts) for all_, parts in zip(whole, zip(*columns, strict=True), strict=True)]
        if any(value < 0 for value in rest):
            return  # the sums do not add up: nothing of them can be protected
        if any(rest):
            columns.append(rest)
            codes.append(UNTOLD)
        yield from self._protected(str(group), codes, columns, self.rule.least, None)

    def _protected(
        self, group: str, codes: Sequence[str], columns: Sequence[Sequence[int]], least: int,
        behind: Sequence[Sequence[int]] | None,
    ) -> Iterator[Number]:  # fmt: skip
        """The cells of a table, its small columns as one, and what is small hidden with what would tell it.

        Args:
            behind: how many people stand behind each cell, by column; None where the numbers are people themselves.
        """
        sizes = columns if behind is None else behind
        lines = folded([sum(one) for one in sizes], least)
        while True:
            cells = [[sum(columns[at][row] for at in line) for line in lines] for row in range(len(self.rows))]
            size = [[sum(sizes[at][row] for at in line) for line in lines] for row in range(len(self.rows))]
            small = {
                (row, at) for row, each in enumerate(cells) for at, value in enumerate(each)
                if value and size[row][at] < least
            }  # fmt: skip
            try:
                gone = hidden(cells, small)
                break
            except CannotHideError as problem:
                if len(lines) == 1:
                    return
                lines = _narrower(lines, problem.cell[1], [sum(one) for one in zip(*cells, strict=True)])
        for at, line in enumerate(lines):
            code = codes[line[0]] if len(line) == 1 else FOLDED
            values = [each[at] for each in cells]
            yield from self._shown(values, group, code, frozenset(row for row, column in gone if column == at))

    def figures(self) -> Iterator[Number]:
        """What people have, what they were counted for, and what was done."""
        whole, least = self.column("people"), self.rule.least
        for key in self.rule.held:
            held = self.column(key)
            rest = [all_ - one for all_, one in zip(whole, held, strict=True)]
            if min(rest, default=0) >= 0:
                yield from (
                    one for one in self._protected(ALL, (key, UNTOLD), (held, rest), least, None) if one.code == key
                )
        for key in self.rule.counted:
            values = self.column(key)
            gone, total = hidden_of_line(values, least)
            yield from self._shown(values, ALL, key, gone, total=total)
        for key in self.rule.done:
            yield from self._shown(self.column(key), ALL, key, frozenset())

    def kinds(self, behind: Mapping[tuple[str, str], int]) -> Iterator[Number]:
        """Minutes by kind of service, of kinds that anybody served; small is a cell with few people behind it."""
        codes = [one.key for one in of_group(Group.KINDS, BY_KEY) if any(self.column(one.key))]
        if not codes:
            return
        sizes = [[sum(behind.get((str(one.county_id), code), 0) for one in row) for row in self.rows] for code in codes]
        yield from self._protected(
            str(Group.KINDS), codes, [self.column(code) for code in codes], self.rule.least, sizes
        )

    def _shown(
        self, values: Sequence[int], group: str, code: str, gone: frozenset[int], *, total: bool = False
    ) -> Iterator[Number]:
        for at, (place, value) in enumerate(zip(self.places, values, strict=True)):
            yield Number(place, group, code, None if at in gone else value)
        yield Number(self.nation, group, code, None if total else sum(values))


def _narrower(lines: list[list[int]], which: int, totals: Sequence[int]) -> list[list[int]]:
    """The same columns with one less: the one that cannot be hidden goes together with the smallest other."""
    other = min((at for at in range(len(lines)) if at != which), key=lambda at: (totals[at], at))
    both = sorted(lines[which] + lines[other])
    return [*(line for at, line in enumerate(lines) if at not in (which, other)), both]


def measure_of(code: str) -> Measure:
    """What a code counts."""
    return BY_KEY[code].measure if code in BY_KEY else Measure.PEOPLE
