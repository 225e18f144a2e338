"""Where it lacks: counties × the steps of their workshops and what their people lack, units × what is missing."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from actionplans.kpis.kept import Kept
from actionplans.kpis.kpi_tables import word
from foundation.taiwan import roc
from foundation.taiwan.counties import COUNTIES
from reports.models.count import LACKS
from reports.workday import names_of

from . import workshop_steps
from .places import Place
from .register import Known, Part
from .values import Cell, Column, Line, Matrix
from .workshop_steps import StepName, Taken

LINES = 40
"""How many units a page shows; the others stand in the rows behind each figure."""
UNKNOWN = Cell(None)


def lack_columns() -> list[Column]:
    """What people can lack, in words."""
    return [
        Column("lacks_training", _("缺訓練"), lacks=True),
        Column("lacks_book", _("缺紀錄冊"), lacks=True),
        Column("lacks_cover", _("缺保險"), lacks=True),
        Column("lacks_service", _("一年沒服務"), lacks=True),
    ]


def heat(part: int, whole: int) -> int:
    """How strongly a cell is tinted: 0 for nothing, 1 for up to a tenth, 4 for half and more."""
    if not part or not whole:
        return 0
    share = part * 100 / whole
    return 4 if share >= 50 else 3 if share >= 25 else 2 if share > 10 else 1


def by_county(place: Place, known: Known, steps: Sequence[StepName], workshops: Sequence[Taken]) -> Matrix:
    """The 22 counties: how many workshops have taken each step, how many people are there and lack what."""
    reached: dict[str, list[int]] = {}
    for one in workshops:
        reached.setdefault(one.county, []).append(one.reached)
    parts = {one.key: one for one in known.parts}
    columns = [Column(f"workshops-{one.code}", one.label) for one in steps]
    columns += [Column("people-joined", _("在隊志工"))]
    columns += [Column(f"people-{one.key}", one.label, one.lacks) for one in lack_columns()]
    lines = []
    for county in COUNTIES:
        link = place.wanted.at(county=county.code)
        mine = workshop_steps.counted(reached.get(county.code, ()), steps)
        cells = [Cell(number, link, 2 if number else 0) for number in mine]
        lines.append(Line(county.shown, link, (*cells, *_people(parts.get(county.code), link))))
    link = place.wanted.at()
    sums = [Cell(number, link) for number in workshop_steps.counted((one.reached for one in workshops), steps)]
    return Matrix("counties", tuple(columns), tuple(lines), (*sums, *_summed(known, link)))


def _people(part: Part | None, link: str) -> list[Cell]:
    if part is None:
        return [UNKNOWN] * (1 + len(LACKS))
    joined = part.figures["joined"]
    return [Cell(joined, link), *(Cell(part.figures[name], link, heat(part.figures[name], joined)) for name in LACKS)]


def _summed(known: Known, link: str) -> list[Cell]:
    if known.counted_at is None:
        return [UNKNOWN] * (1 + len(LACKS))
    return [Cell(known.figures[name], link) for name in ("joined", *LACKS)]


def by_unit(place: Place, known: Known, missing: Mapping[int, int]) -> Matrix:
    """Units × what is missing, those that lack most first.

    Args:
        missing: how many results reports a unit has not handed in, by its key.
    """
    columns = [Column("people-joined", _("在隊志工"))]
    columns += [Column(f"people-{one.key}", one.label, one.lacks) for one in lack_columns()]
    columns += [Column("results-missing", _("成果回報逾期"), lacks=True)]
    parts = list(known.parts)
    if place.unit is not None:
        parts = [Part(str(place.unit.pk), place.name, known.figures, known.months)]
    owed = {one.key: missing.get(int(one.key), 0) for one in parts}
    order = sorted(parts, key=lambda one: (-sum(one.figures[name] for name in LACKS), -owed[one.key], one.name))
    lines = []
    for one in order[:LINES]:
        link = place.wanted.at(unit=one.key)
        reports = Cell(owed[one.key], link, 4 if owed[one.key] else 0)
        lines.append(Line(one.name, link, (*_people(one, link), reports)))
    link = here(place)
    sums = (*_summed(known, link), Cell(sum(missing.values()), link))
    return Matrix("units", tuple(columns), tuple(lines), sums, len(order) - len(lines))


def here(place: Place) -> str:
    """The end of the address of this very place."""
    wanted = place.wanted
    return wanted.at(county=wanted.county, authority=wanted.authority, unit=wanted.unit)


def reports_missing(units: Any, reports: Any, *, on: Any) -> dict[int, int]:
    """How many results reports each unit owes past their day, as somebody may see them (one question).

    Args:
        units: the units of the place.
        reports: the reports she sees.
    """
    rows = reports.missing(on).filter(unit__in=units).order_by().values_list("unit", flat=True)
    return dict(Counter(rows))


def of_aims(kept: Sequence[Kept]) -> Matrix | None:
    """The counties' annual plans × their indicators: met, missed, unknown, not applicable; None where no plan has any.

    A sum is how many counties have met it.
    """
    if not kept:
        return None
    names = {one.kpi.code: one.kpi.shown for one in kept if not one.kpi.code.startswith("own-")}
    order = {code: place for place, code in enumerate(names)}
    by_place: dict[Any, dict[str, Kept]] = {}
    for one in kept:
        by_place.setdefault(one.kpi.annual, {})[one.kpi.code] = one
    lines = []
    met: Counter[str] = Counter()
    for annual, mine in by_place.items():
        cells = []
        for code in order:
            told = mine.get(code)
            if told is None:
                cells.append(UNKNOWN)
                continue
            met[code] += told.state == "met"
            cells.append(Cell(None, f"kpi-{told.kpi.pk}", word=word(told.state), state=told.state))
        county = annual.county
        short = county.name if roc.in_chinese() else str(county.pk)
        lines.append(
            Line(county.shown, "", tuple(cells), reverse("actionplans:kpis", args=[annual.pk]), short)
        )  # fmt: skip
    columns = tuple(Column(code, name) for code, name in names.items())
    return Matrix("aims", columns, tuple(lines), tuple(Cell(met[code]) for code in order))


def missing_from(steps: Sequence[StepName], workshops: Sequence[Taken]) -> list[str]:
    """For each step: which counties have no workshop that has come so far; each is named at the first step it lacks."""
    best: dict[str, int] = {}
    for one in workshops:
        best[one.county] = max(best.get(one.county, 0), one.reached)
    lacks: dict[int, list[str]] = {}
    for county in COUNTIES:
        lacks.setdefault(best.get(county.code, 0), []).append(county.shown)
    found = []
    for number in range(len(steps)):
        lacking = lacks.get(number)
        found.append(_("還沒有：%(names)s") % {"names": names_of(lacking)} if lacking else "")
    return found
