"""The indicators of an annual plan as rows: on its paper, in a sheet, and for programs, the same figures."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction

from django.utils.translation import gettext as _

from actionplans.models import AnnualPlan, Kpi
from actionplans.yearly.annual_papers import Section

from .judging import Judgement, said
from .standing import Standing, standings
from .year_end import end_of

WORDS = ("met", "missed", "unknown", "none")


@dataclass(frozen=True, slots=True)
class Row:
    """How an indicator stands, in words.

    Attributes:
        target, value: with their unit; empty where there is none.
        state: code of `word`: met, missed, unknown, none.
        exact: the value itself, per cent or a number.
    """

    number: int
    code: str
    name: str
    target: str
    value: str
    exact: Fraction | None
    state: str
    word: str
    how: str
    forecast: str
    source: str
    is_final: bool


def rows(annual: AnnualPlan, *, today: dt.date) -> list[Row]:
    """Every indicator as of today, or of the year's last day when that is past."""
    return [_row(one) for one in standings(annual, on=min(today, end_of(annual)))]


def word(state: str) -> str:
    """What a state is called."""
    return {"met": _("達成"), "missed": _("未達成"), "unknown": _("還不知道"), "none": _("不適用")}[state]


def section(found: Sequence[Row]) -> Section:
    """The table of an annual plan's paper."""
    columns = (
        ("number", _("項次"), 7.0), ("name", _("績效指標"), 27.0), ("target", _("目標"), 16.0),
        ("value", _("現況"), 13.0), ("word", _("達成"), 10.0), ("source", _("依據"), 27.0),
    )  # fmt: skip
    return Section(
        columns, tuple((str(one.number), one.name, one.target, one.value, one.word, one.source) for one in found)
    )


def _row(one: Standing) -> Row:
    kpi, judged = one.kpi, one.judgement
    return Row(
        number=kpi.number, code=kpi.code, name=kpi.shown, target=target_of(kpi), value=_value(kpi, judged),
        exact=judged.value, state=one.state, word=word(one.state), how=judged.why, forecast=one.forecast.how,
        source=kpi.source, is_final=one.is_final,
    )  # fmt: skip


def target_of(kpi: Kpi) -> str:
    """What an indicator is to reach, in words."""
    if kpi.target is None:
        return _("辦理")
    amount = said(Fraction(kpi.target)) + (kpi.unit if kpi.kind in (Kpi.Kind.COUNT, Kpi.Kind.EACH) else "%")
    if kpi.kind == Kpi.Kind.EACH:
        return _("每個機關至少 %(amount)s") % {"amount": amount}
    told = _("至多 %(amount)s") if kpi.at_most else _("至少 %(amount)s")
    grown = ""
    if kpi.growth is not None:
        grown = _("，或成長 %(growth)s%%") % {"growth": said(Fraction(kpi.growth))}
    return told % {"amount": amount} + grown


def _value(kpi: Kpi, judged: Judgement) -> str:
    if judged.value is None:
        return ""
    if kpi.kind == Kpi.Kind.DONE:
        return said(judged.value)
    missed = Fraction(kpi.target) if kpi.target is not None and judged.met is False else None
    return said(judged.value, missed=missed) + (kpi.unit if kpi.kind == Kpi.Kind.COUNT else "%")
