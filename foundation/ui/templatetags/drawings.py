"""Template tags that show numbers: figures with their goals, bars, rings, charts and the tiles of the counties.

How a chart is drawn stands in `foundation.ui.charts` and `foundation.ui.tiles`, the same for the web and for paper.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from django import template
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe

from foundation.ui import charts, trends
from foundation.ui import tiles as tile_maps

from .ui import one_of

register = template.Library()


@register.simple_tag
def pips(filled: int, of: int = 4) -> SafeString:
    """Small bars, so many of them filled; decoration beside a number or a word."""
    marks = format_html_join("", "<i{}></i>", ((mark_safe(" data-on") if each < filled else "",) for each in range(of)))
    return format_html('<span class="v-pips" aria-hidden="true">{}</span>', marks)


@register.inclusion_tag("ui/kpi.html")
def kpi(
    label: str,
    value: Any,
    unit: str = "",
    percent: float | None = None,
    goal: float | None = None,
    goal_text: str = "",
    trend: str = "",
    direction: str = "",
) -> dict[str, Any]:
    """A number with its goal. `percent` and `goal` are places on the bar (0–100); no bar without `percent`.

    A missing value shows as 「尚無資料」. `direction`: good, bad or empty; it colours the sentence `trend`.
    """
    one_of(direction, ("", "good", "bad"), "direction")
    return {
        "label": label,
        "value": value,
        "unit": unit,
        "percent": _percent(percent),
        "goal": _percent(goal),
        "goal_text": goal_text,
        "trend": trend,
        "direction": direction,
    }


def _percent(value: float | None) -> int | None:
    return None if value is None else round(min(max(float(value), 0.0), 100.0))


@register.simple_tag
def bar(percent: float | None, label: str = "") -> SafeString:
    """A bar filled to `percent` of 100; with `label` it speaks, without it stands beside its number."""
    said = format_html(' role="img" aria-label="{}"', label) if label else mark_safe(' aria-hidden="true"')
    return format_html('<span class="v-bars__t"{}><i data-pct="{}"></i></span>', said, _percent(percent) or 0)


@register.simple_tag
def ring(percent: float | None, big: str, small: str = "", before: str = "", size: str = "") -> SafeString:
    """A ring filled to `percent`; `before`, `big` and `small` stand inside and are what is read aloud."""
    one_of(size, ("", "sm", "lg"), "size")
    return format_html(
        '<div class="v-ring" data-size="{}" role="img" aria-label="{}{}{}">'
        '<svg viewBox="0 0 100 100" aria-hidden="true"><circle class="bg" cx="50" cy="50" r="45"/>'
        '<circle class="fg" cx="50" cy="50" r="45" pathLength="100" stroke-dasharray="{} 100"/></svg>'
        '<div class="v-ring__t">{}<b>{}</b>{}</div></div>',
        size,
        before,
        big,
        small,
        _percent(percent) or 0,
        before,
        big,
        small,
    )


@register.simple_tag
def tilemap(tiles: Iterable[Mapping[str, Any]], label: str = "", levels: Sequence[str] = ()) -> SafeString:
    """The 22 counties as tiles; see `foundation.ui.tiles`."""
    return tile_maps.web(tiles, label=label, levels=levels)


@register.inclusion_tag("ui/tile_legend.html")
def tile_legend(levels: Sequence[str], counts: Sequence[int] = (), flag: str = "", flags: int = 0) -> dict[str, Any]:
    """The key to the tiles, highest level first; `flag` names what the red number counts."""
    rows = [
        {"level": level, "label": label, "count": counts[level] if level < len(counts) else None}
        for level, label in enumerate(levels)
    ]
    return {"rows": rows[::-1], "flag": flag, "flags": flags}


@register.simple_tag
def stacked_bar(parts: Iterable[Mapping[str, Any]], label: str = "", unit: str = "") -> SafeString:
    """Shares of a whole in one bar; see `charts.stacked_bar`."""
    return charts.stacked_bar(parts, label=label, unit=unit)


@register.simple_tag
def funnel(rows: Iterable[Mapping[str, Any]], total: int, label: str = "") -> SafeString:
    """How far so many have come; see `charts.funnel`."""
    return charts.funnel(rows, total=total, label=label)


@register.simple_tag
def line_chart(
    points: Sequence[float | None],
    labels: Sequence[str],
    goal: float | None = None,
    unit: str = "",
    label: str = "",
) -> SafeString:
    """A course over time with its goal; see `charts.line_chart`."""
    return charts.line_chart(points, labels, goal=goal, unit=unit, label=label)


@register.simple_tag
def bar_chart(rows: Iterable[Mapping[str, Any]], label: str = "", unit: str = "") -> SafeString:
    """Bars with their words and numbers; see `charts.bar_chart`."""
    return charts.bar_chart(rows, label=label, unit=unit)


@register.simple_tag
def course(
    points: Sequence[tuple[dt.date, float]],
    goal: float | None = None,
    ahead: tuple[dt.date, float] | None = None,
    unit: str = "",
    label: str = "",
    medium: charts.Medium = "web",
) -> SafeString:
    """A course by its days, its aim and where it leads; see `trends.course`."""
    return trends.course(points, goal=goal, ahead=ahead, unit=unit, label=label, medium=medium)
