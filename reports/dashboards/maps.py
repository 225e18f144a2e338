"""The map of the 22 counties: one measure, its number in every tile, and its level in colour, bars and a word."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from fractions import Fraction
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import npgettext, pgettext

from actionplans.kpis.judging import said
from foundation.taiwan import roc
from foundation.taiwan.counties import COUNTIES

from .places import MEASURES, Place
from .register import Known, by_unit
from .values import CountyMap, Spot
from .workshop_steps import StepName, Taken

LACK_OF = {"trained": "lacks_training", "booked": "lacks_book", "insured": "lacks_cover"}
BOUNDS = (80, 95, 100)
"""Per cent from which a share stands at level 2, 3 and 4: a part, nearly all (the book rate's aim), all."""


def measure_names() -> dict[str, str]:
    """What the map can show, in words."""
    return {
        "plans": _("行動方案件數"), "trained": _("完成訓練的比率"), "booked": _("領冊率"), "insured": _("投保率"),
    }  # fmt: skip


def of_counties(
    place: Place,
    known: Known,
    steps: Sequence[StepName],
    workshops: Sequence[Taken],
    plans: Sequence[tuple[str, Any, int]],
) -> CountyMap:
    """The map of the measure that is asked for."""
    measure = place.wanted.measure or MEASURES[0]
    label = measure_names()[measure]
    if measure == "plans":
        return CountyMap(measure, label, tuple(_by_plans(place, steps, workshops, plans)), _way_words())
    parts = {one.key: one.figures for one in known.parts}
    spots = []
    words = _share_words()
    for county in COUNTIES:
        figures = parts.get(county.code)
        joined = figures["joined"] if figures else 0
        share = Fraction(joined - figures[LACK_OF[measure]], joined) * 100 if figures and joined else None
        level = 0 if share is None else 1 + sum(share >= bound for bound in BOUNDS)
        bound = next((Fraction(one) for one in BOUNDS if share is not None and share < one), None)
        shown = "–" if share is None else said(share, 1, missed=bound)
        link = place.wanted.at(county=county.code)
        spots.append(_spot(county, joined if share is not None else None, shown, "%", level, words[level], link))
    return CountyMap(measure, label, tuple(spots), words, by_unit())


def _way_words() -> tuple[str, ...]:
    """What a tile has room for."""
    return (
        pgettext("地圖", "尚未登記"), pgettext("地圖", "已登記"), pgettext("地圖", "已辦理"),
        pgettext("地圖", "已採納"), pgettext("地圖", "追蹤中"),
    )  # fmt: skip


def _share_words() -> tuple[str, ...]:
    return (_("沒有資料"), _("不到八成"), _("八成以上"), _("九成五以上"), _("全部"))


def _by_plans(
    place: Place, steps: Sequence[StepName], workshops: Sequence[Taken], plans: Sequence[tuple[str, Any, int]]
) -> list[Spot]:
    """How many plans, and how far the county's furthest workshop has come: registered, held, adopted, followed up."""
    number: Counter[str] = Counter()
    for where, _day, adopted in plans:
        number[where] += adopted
    codes = [one.code for one in steps]
    furthest: dict[str, int] = {}
    for one in workshops:
        furthest[one.county] = max(furthest.get(one.county, 0), one.reached)
    found = []
    words = _way_words()
    for county in COUNTIES:
        code = codes[furthest[county.code] - 1] if county.code in furthest else ""
        level = {"": 0, "registered": 1, "held": 2, "entered": 2, "reviewed": 2, "adopted": 3}.get(code, 4)
        value = number[county.code]
        unit = npgettext("數字的單位", "件", "件", value)
        shown = str(value) if value else "–"
        link = place.wanted.at(county=county.code)
        found.append(_spot(county, value, shown, unit if value else "", level, words[level], link))
    return found


def _spot(county: Any, value: int | None, shown: str, unit: str, level: int, word: str, link: str) -> Spot:
    name = county.name if roc.in_chinese() else county.code
    column, row = county.tile
    return Spot(county.code, name, county.shown, column, row, value, shown, unit, level, word, link)
