"""A dashboard's charts, drawn from its value: the same drawings for the page and for the paper."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

from django.urls import reverse
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from foundation.taiwan import roc
from foundation.ui import charts, tiles, trends
from foundation.ui.charts import Medium

from .rows import month_shown
from .values import Cell, Column, CountyMap, Dashboard, Figures, Funnel, Hours, Matrix, Tile


@dataclass(frozen=True, slots=True)
class DrawnTile:
    """An indicator with its course as a drawing; empty where there are too few readings for a line."""

    tile: Tile
    course: SafeString | str


@dataclass(frozen=True, slots=True)
class DrawnFunnel:
    """A funnel and its drawing."""

    funnel: Funnel
    drawing: SafeString


@dataclass(frozen=True, slots=True)
class Drawn:
    """Everything that is drawn of a dashboard."""

    tiles: tuple[DrawnTile, ...]
    indicators: tuple[DrawnTile, ...]
    map: SafeString | str
    funnels: tuple[DrawnFunnel, ...]
    hours: SafeString | str


def draw(value: Dashboard | Figures, medium: Medium) -> Drawn:
    """All drawings of a dashboard.

    Args:
        medium: `web`, or `print`: the same lines with colours that a style sheet of the web need not reach.
    """
    end = value.end
    return Drawn(
        tuple(DrawnTile(one, tile_course(one, end, medium)) for one in value.tiles),
        tuple(DrawnTile(one, tile_course(one, end, medium)) for one in value.indicators),
        county_map(value.map, medium) if value.map else "",
        tuple(
            DrawnFunnel(one, funnel(one, medium)) for one in value.funnels
        ),
        hours(value.hours, medium) if value.hours.has_any else "",
    )  # fmt: skip


def tile_course(tile: Tile, end: dt.date, medium: Medium) -> SafeString | str:
    """An indicator's course; nothing for a single reading, which is no course."""
    if len(tile.points) < 2:
        return ""
    return trends.course(
        [(day, float(value)) for day, value in tile.points],
        goal=None if tile.target is None else float(tile.target),
        ahead=None if tile.ahead is None else (end, float(tile.ahead)),
        unit=tile.unit,
        places=1 if tile.unit == "%" else 0,
        label=_("%(name)s的走勢") % {"name": tile.label},
        medium=medium,
        width=300,
    )


def county_map(value: CountyMap, medium: Medium) -> SafeString:
    """The 22 counties; a county leads to its own dashboard."""
    address = reverse("reports:dashboard")
    rows = [
        {
            "name": one.name, "col": one.column, "row": one.row, "level": one.level, "value": one.value,
            "shown": one.shown, "unit": one.unit, "word": one.word, "url": f"{address}?{one.link}",
        }
        for one in value.spots
    ]  # fmt: skip
    return tiles.drawn(rows, label=_("22 縣市：%(measure)s") % {"measure": value.label}, medium=medium)


def funnel(value: Funnel, medium: Medium) -> SafeString:
    """Steps as bars, each with who or how many have not come so far."""
    rows = [{"label": one.label, "value": one.value, "note": one.note} for one in value.steps]
    return charts.funnel(rows, total=value.total, label=value.title, medium=medium)


def hours(value: Hours, medium: Medium) -> SafeString:
    """What was served, month by month, in hours."""
    rows = [(_short(month), minutes / 60) for month, minutes in value.months]
    return trends.columns(
        rows, unit=_("小時"), label=_("每月服務時數"), last_is_open=True, medium=medium
    )  # fmt: skip


def _short(month: int) -> str:
    """114/11 for 202511; in English Nov 2025 would be too wide: 11/25."""
    year, number = divmod(month, 100)
    return f"{year - roc.OFFSET}/{number}" if roc.in_chinese() else f"{number}/{year % 100:02}"


def hour_rows(value: Hours) -> Sequence[tuple[str, str, int]]:
    """The same as a table: the month's key, its name, its minutes; the latest first."""
    return [(f"hours-{month}", month_shown(month), minutes) for month, minutes in reversed(value.months)]


@dataclass(frozen=True, slots=True)
class ShownCell:
    """A cell as a page shows it: its text, where it leads (empty: nowhere), what it says aloud, and its tint."""

    text: str
    href: str
    said: str
    heat: int
    lacks: bool


@dataclass(frozen=True, slots=True)
class ShownLine:
    """A line as a page shows it."""

    label: str
    href: str
    cells: list[ShownCell]


def lines(matrix: Matrix) -> list[ShownLine]:
    """A matrix as a page shows it, its sums as the last line: put together where its cells cost little."""
    own = reverse("reports:dashboard")
    behind = {one.key: reverse("reports:dashboard_rows", args=[one.key]) for one in matrix.columns}
    whole, pause = _("合計"), _("，")

    def cell(label: str, column: Column, one: Cell, nothing: str) -> ShownCell:
        text = "?" if one.value is None else f"{one.value:,}" if one.value else nothing
        href = f"{behind[column.key]}?{one.link}" if one.value else ""
        said = f"{label}{pause}{column.label} {one.value}" if one.value else ""
        return ShownCell(text, href, said, one.heat if column.lacks else 0, column.lacks)

    found = [
        ShownLine(line.label, f"{own}?{line.link}", [cell(line.label, column, one, "·") for column, one in cells])
        for line, cells in matrix.shown
    ]
    return [*found, ShownLine(whole, "", [cell(whole, column, one, "0") for column, one in matrix.totals])]
