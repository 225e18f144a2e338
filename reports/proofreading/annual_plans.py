"""An annual plan for the proof-reader: its own words, and the figures of the county they may rest on."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from fractions import Fraction
from typing import Any

from django.utils.translation import gettext as _

from actionplans.kpis import kpi_tables
from actionplans.kpis.standing import Standing, standings
from actionplans.kpis.year_end import end_of
from actionplans.models import AnnualPlan
from foundation.taiwan import roc
from volunteers.models import ResultSum
from volunteers.rules.result_figures import BY_KEY, Measure

from .numbers import Known

MONEY = ("budget", "spent", "budget_before", "spent_before")
RESULTS = ("people", "books", "insured", "minutes", "times", "served")
"""Figures of a county's results that a plan's prose rests on; of more, some two give any share by chance."""


def words_of(annual: AnnualPlan) -> str:
    """A plan as text, a paragraph for each of its parts: title, vision, strategies, work items, indicators."""
    kpis = [f"{one.shown}：{kpi_tables.target_of(one)}" for one in annual.kpis.all()]
    parts = [
        annual.title,
        annual.vision,
        *(f"{name}：{words}" if words else name for name, words in annual.strategies),
        *(f"{one.title}：{one.aim}" if one.aim else one.title for one in annual.items.all()),
        *kpis,
    ]
    return "\n\n".join(one for one in parts if one)


def known_of(annual: AnnualPlan, user: Any, *, today: dt.date) -> list[Known]:
    """What is known besides the text: the parts of its indicators, and the county's last settled results.

    Each says where it is from. A fixed number of questions.
    """
    rows = standings(annual, on=min(today, end_of(annual)))
    return [*(known for one in rows for known in _parts(one)), *_results(annual, user)]


def _parts(one: Standing) -> list[Known]:
    return [
        Known(
            part.name, part.value, "元" if part.part in MONEY else one.kpi.unit, of=one.kpi.shown,
            where=_("%(name)s：%(how)s") % {"name": one.kpi.shown, "how": part.how},
        )
        for part in one.parts
        if part.value is not None
    ]  # fmt: skip


def _results(annual: AnnualPlan, user: Any) -> Sequence[Known]:
    rows = ResultSum.objects.visible_to(user).filter(
        county=annual.county_id, authority=None, term="year", state=ResultSum.State.ACCEPTED, year__lte=annual.year
    )
    last = rows.order_by("-year").first()
    if last is None:
        return []
    told = _("%(year)s年度成果彙整（已核定）") % {"year": last.year - roc.OFFSET}
    found = [Known(_("志工隊數"), Fraction(last.reports), "隊", of=told, where=told)] if not last.missing else []
    values = last.values | {key: number for key, number in last.distinct.items() if key in last.values}
    for key in RESULTS:
        if key in values:
            figure, value = BY_KEY[key], Fraction(values[key])
            if figure.measure is Measure.MINUTES:
                value /= 60
            found.append(Known(str(figure.label), value, _UNITS.get(key, "人"), of=told, where=told))
    return found


_UNITS = {"minutes": "小時", "times": "次", "served": "人次"}
