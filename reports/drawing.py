"""The report's figures as the rows that charts and the tile map draw, for screen and paper alike."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext as _

from .records import NationalReport

Rows = list[dict[str, Any]]


def tiles(report: NationalReport, urls: Mapping[str, str] | None = None, *, codes: bool = False) -> Rows:
    """The 22 counties for `foundation.ui.tiles`: the number is that of adopted plans, the level the steps taken.

    Args:
        urls: where a county's tile leads, by code; without one the tile is no link.
        codes: show the counties' codes where their names are too long for a tile (English); the name is still said.
    """
    found = []
    for county in report.counties:
        tile: dict[str, Any] = {
            "name": county.code if codes else county.name,
            "col": county.column,
            "row": county.row,
            "level": county.level,
            "value": len(county.plans),
            "unit": _("件"),
        }
        if codes:
            tile["text"] = county.name
        if urls and county.code in urls:
            tile["url"] = urls[county.code]
        found.append(tile)
    return found


def level_counts(report: NationalReport) -> list[int]:
    """How many counties stand at levels 0–4."""
    counted = Counter(county.level for county in report.counties)
    return [counted[level] for level in range(len(report.level_names))]


def funnel(report: NationalReport) -> Rows:
    """The steps for `foundation.ui.charts.funnel`, each with the names of the counties that have not come so far.

    Who is missing at one step is missing at all later ones: each name stands once, at the first step it has not taken.
    """
    found, told = [], set()
    for step in report.funnel:
        names = [name for code, name in zip(step.missing, step.missing_names, strict=True) if code not in told]
        told |= set(step.missing)
        note = _("還沒有：%(names)s") % {"names": _("、").join(names)} if names else ""
        found.append({"label": step.label, "value": step.count, "note": note})
    return found


def pillars(report: NationalReport) -> Rows:
    """Adopted plans by pillar, for bars."""
    return [{"label": each.name, "value": each.plans, "pillar": each.code} for each in report.pillars]
