"""Figures of a period summed over units, authorities, counties and the nation: one value, read by who stands above.

Sums are those of accepted reports, so that they do not move. Over a whole year what adds up over time (hours, times,
trainings) is added over all of a unit's reports of that year, and what is true of a day (people, books) is taken from
the last of them. People counted once however many units they serve are no sum: they have a name of their own.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from django.db.models import F, Q, QuerySet, Sum
from django.db.models.functions import Coalesce

from volunteers.models import ResultCorrection, ResultFigure, ResultReport, ResultSum
from volunteers.models.result import WHOLE
from volunteers.rules.result_figures import BY_KEY, FLOWS

ANY = ""


@dataclass(frozen=True, slots=True)
class Scope:
    """Whose reports: of one unit, one authority in a county, one county, or (empty) the nation."""

    county: str = ANY
    authority: int | None = None
    unit: int | None = None

    def rows(self, reports: QuerySet[ResultReport]) -> QuerySet[ResultReport]:
        """The reports within it."""
        if self.unit is not None:
            return reports.filter(unit=self.unit)
        if self.authority is not None:
            reports = reports.filter(authority=self.authority)
        return reports.filter(county=self.county) if self.county else reports


@dataclass(frozen=True, slots=True)
class Totals:
    """The figures of a period in a scope. Minutes stay minutes.

    Attributes:
        year, term: the period; `year` (or an empty term) is the whole year, whatever the rhythms.
        values: by key; figures that no report tells are not there.
        corrections: by key, what the reports told of earlier periods, beside `values` and never in them. Only what
            adds up over time: how many there were on a day that is past is nothing to add to another day's.
        reports: how many accepted reports are in it; `waiting`: how many are not accepted yet.
    """

    year: int
    term: str
    scope: Scope
    values: Mapping[str, int] = field(default_factory=dict)
    corrections: Mapping[str, int] = field(default_factory=dict)
    reports: int = 0
    waiting: int = 0

    def __getitem__(self, key: str) -> int:
        """A figure by its key; 0 where no report tells it.

        Raises:
            KeyError: there is no such figure (templates ask for a key before they look for an attribute).
        """
        if key not in BY_KEY:
            raise KeyError(key)
        return self.values.get(key, 0)


def read(*, year: int, term: str = ANY, scope: Scope | None = None) -> Totals:
    """The figures of a period in a scope, from accepted reports. Four questions, however many reports.

    Args:
        term: `first`, `second` or `end`; `year` or empty for the whole year.
        scope: empty for the nation.
    """
    where = scope or Scope()
    return of(where.rows(ResultReport.objects.of_period(year, term)), year=year, term=term, scope=where)


def of(rows: QuerySet[ResultReport], *, year: int, term: str, scope: Scope) -> Totals:
    """The figures of these reports, which are of one period (a term, or a whole year)."""
    done = rows.filter(state=ResultReport.State.ACCEPTED)
    number = done.count()
    values = _by_key(numbers(done, whole_year=term in WHOLE))
    return Totals(year, term, scope, values, _corrections(done), number, rows.count() - number)


def frozen(one: ResultSum) -> Totals:
    """The figures of a sum as they went up."""
    where = Scope(str(one.county_id or ANY), one.authority_id)
    return Totals(one.year, one.term, where, one.values, one.corrections, one.reports, one.missing)


def numbers(done: QuerySet[ResultReport], *, whole_year: bool) -> QuerySet[Any]:
    """The figures of accepted reports that are added, each with its `number`."""
    figures = ResultFigure.objects.filter(report__in=done.order_by().values("pk"))
    if whole_year:
        last = ResultReport.objects.accepted().last_of_year().order_by().values("pk")
        figures = figures.filter(Q(key__in=FLOWS) | Q(report__in=last))
    told = figures.filter(key__in=[key for key, one in BY_KEY.items() if not one.is_words])
    return told.annotate(number=Coalesce("by_hand", "counted", 0))


def corrected(done: QuerySet[ResultReport]) -> QuerySet[Any]:
    """What accepted reports tell of earlier periods, as far as it adds up over time, each with its `number`."""
    rows = ResultCorrection.objects.filter(report__in=done.order_by().values("pk"), key__in=FLOWS)
    return rows.annotate(number=F("now") - F("was"))


def _corrections(done: QuerySet[ResultReport]) -> dict[str, int]:
    return {key: change for key, change in _by_key(corrected(done)).items() if change}


def _by_key(rows: QuerySet[Any]) -> dict[str, int]:
    found = rows.order_by().values("key").annotate(total=Sum("number")).values_list("key", "total")
    known = dict(found)
    return {key: int(known[key]) for key in BY_KEY if key in known}


def added(parts: list[Mapping[str, int]]) -> dict[str, int]:
    """Sums of parts, by key."""
    found: dict[str, int] = {}
    for part in parts:
        for key, number in part.items():
            found[key] = found.get(key, 0) + number
    return {key: found[key] for key in BY_KEY if key in found}
