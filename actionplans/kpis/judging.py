"""How an indicator of an annual plan stands: its exact value, whether its aim is met, and why, in words.

Pure: figures go in, a judgement comes out. A rate is compared exactly and never by what is shown of it (KPI-05: 78,632
of 78,633 is not 100 %); what has no denominator has no rate (KPI-11); what is not known is not judged.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

KINDS = ("rate", "count", "growth", "each", "done", "budget")
PARTS: Mapping[str, tuple[str, ...]] = {
    "rate": ("numerator", "denominator"),
    "count": ("numerator",),
    "growth": ("numerator", "denominator"),
    "each": (),
    "done": ("numerator",),
    "budget": ("budget", "spent", "budget_before", "spent_before"),
}
BOUND = 2  # units from which on an authority has to meet with them (柒一(五)2)
PACE_NEEDS = 28  # days between two readings from which a pace can be told; the house's own figure


@dataclass(frozen=True, slots=True)
class Aim:
    """What an indicator is to reach.

    Attributes:
        kind: one of `KINDS`.
        target: per cent for rates, growth and the budget's execution; a number for counts.
        growth: per cent by which the execution of a budget may have grown instead.
        at_most: whether less is better.
        unit: what it counts (人, 場).
        of_whole: whether its numerator is a part of its denominator, as those insured are of all: then nothing over
            100 % can be true.
    """

    kind: str
    target: Fraction | None
    growth: Fraction | None = None
    at_most: bool = False
    unit: str = ""
    of_whole: bool = False


@dataclass(frozen=True, slots=True)
class Office:
    """An authority of a county: how many units report to it, how many meetings it held, of how many it is open whether
    they count, and its key.
    """

    name: str
    units: int
    meetings: int
    unknown: int = 0
    key: int = 0


@dataclass(frozen=True, slots=True)
class Judgement:
    """How it stands.

    Attributes:
        value: per cent, or a number; None where there is none.
        met: None where it cannot be said.
        why: the calculation and what is missing, in words.
        applies: False where the aim is not this county's at all.
        other: another reading of the source, where it has two, and what would follow from it.
    """

    value: Fraction | None
    met: bool | None
    why: str
    applies: bool = True
    other: str = ""


def judge(
    aim: Aim, figures: Mapping[str, Fraction | None], offices: Sequence[Office] = (), *, unknown: Fraction = Fraction(0)
) -> Judgement:
    """How an indicator stands by the figures of its parts (`PARTS`); one that is not known is None or not there.

    Args:
        unknown: of a count, how many more there are of which it is open whether they count.

    Raises:
        ValueError: a kind that nobody knows.
    """
    if aim.kind == "each":
        return _each(aim, offices)
    if aim.kind not in PARTS:
        raise ValueError(aim.kind)
    missing = [part for part in PARTS[aim.kind] if figures.get(part) is None]
    if aim.kind == "budget":
        return _budget(aim, figures)
    if missing and aim.kind in ("count", "done"):
        return Judgement(None, None, _("還沒有登錄數字"))
    if missing:
        return Judgement(None, None, _("還沒有數字：%(parts)s") % {"parts": _("、").join(map(part_name, missing))})
    known = {part: Fraction(figures[part] or 0) for part in PARTS[aim.kind]}
    if aim.kind == "done":
        done = known["numerator"] > 0
        return Judgement(known["numerator"], done, _("辦理了") if done else _("還沒有辦理"))
    if aim.kind == "count":
        return _count(aim, known["numerator"], unknown)
    return _share(aim, known["numerator"], known["denominator"])


def part_name(part: str) -> str:
    """What a part of an indicator is called."""
    return {
        "numerator": _("分子"), "denominator": _("分母"), "budget": _("今年預算"), "spent": _("今年執行"),
        "budget_before": _("去年預算"), "spent_before": _("去年執行"),
    }[part]  # fmt: skip


def said(value: Fraction, places: int = 2, *, missed: Fraction | None = None) -> str:
    """A value as it is shown, with its thousands and at most so many decimals.

    What is not quite 100 is cut off and not rounded: nobody reads 100 % beside 「未達成」 (KPI-05).

    Args:
        missed: the target it has missed; a value that rounding would bring there is cut off as well.
    """
    scale = 10**places
    shown = round(value * scale) if not 99 < value < 100 else value * scale // 1
    if missed is not None and value < missed <= Fraction(shown, scale):
        shown = value * scale // 1
    elif missed is not None and value > missed >= Fraction(shown, scale):
        shown = -(-value * scale // 1)
    text = f"{shown / scale:,.{places}f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


def _reaches(aim: Aim, value: Fraction) -> bool | None:
    if aim.target is None:
        return None
    return value <= aim.target if aim.at_most else value >= aim.target


def _count(aim: Aim, value: Fraction, unknown: Fraction) -> Judgement:
    met = _reaches(aim, value)
    if unknown and met is not _reaches(aim, value + unknown):
        why = _("%(value)s%(unit)s，另外 %(unknown)s%(unit)s還不能確定算不算") % {
            "value": said(value), "unit": aim.unit, "unknown": said(unknown),
        }  # fmt: skip
        return Judgement(value, None, why)
    if met is False and aim.target is not None and not aim.at_most:
        why = _("%(value)s%(unit)s，還差 %(missing)s%(unit)s") % {
            "value": said(value, missed=aim.target), "unit": aim.unit, "missing": said(aim.target - value),
        }  # fmt: skip
    else:
        why = _("%(value)s%(unit)s") % {"value": said(value), "unit": aim.unit}
    return Judgement(value, met, why)


def _share(aim: Aim, upper: Fraction, lower: Fraction) -> Judgement:
    if not lower:
        return Judgement(None, None, _("分母是 0，比率不適用"))
    if aim.of_whole and upper > lower:
        return Judgement(None, None, _("分子（%(upper)s）比分母（%(lower)s）大，不會超過 100%%：請確認這兩個數字") % {
            "upper": said(upper), "lower": said(lower),
        })  # fmt: skip
    grows = aim.kind == "growth"
    value = (upper - lower) / lower * 100 if grows else upper / lower * 100
    words = (
        _("（%(upper)s − %(lower)s）÷ %(lower)s ＝ %(value)s%%") if grows else _("%(upper)s ÷ %(lower)s ＝ %(value)s%%")
    )
    met = _reaches(aim, value)
    shown = said(value, missed=aim.target if met is False else None)
    why = words % {"upper": said(upper), "lower": said(lower), "value": shown}
    if met is False and aim.target is not None and not aim.at_most:
        wanted = lower * (100 + aim.target) / 100 if grows else lower * aim.target / 100
        more = -(-(wanted - upper) // 1)  # whole people
        why += _("；還差 %(missing)s%(unit)s") % {"missing": said(Fraction(more)), "unit": aim.unit}
    return Judgement(value, met, why)


def _budget(aim: Aim, figures: Mapping[str, Fraction | None]) -> Judgement:
    """預算成長或未減少，預算執行率成長5%或執行率達90%以上 (柒一(二)). The growth's two readings stand side by side."""
    budget, spent = figures.get("budget"), figures.get("spent")
    before, spent_before = figures.get("budget_before"), figures.get("spent_before")
    if budget is None or spent is None:
        missing = [part for part in ("budget", "spent") if figures.get(part) is None]
        return Judgement(None, None, _("還沒有數字：%(parts)s") % {"parts": _("、").join(map(part_name, missing))})
    if not budget:
        return Judgement(None, None, _("分母是 0，比率不適用"))
    rate = Fraction(spent) / Fraction(budget) * 100
    reached = aim.target is not None and rate >= aim.target
    why = [_("執行率 %(rate)s%%") % {"rate": said(rate, missed=None if reached else aim.target)}]
    grown, other = None, ""
    if before is not None and spent_before is not None and not (before and spent_before):
        # Nothing to have grown from (KPI-11): what is left is the rate.
        grown = False
        why.append(_("去年執行是 0，成長率不適用"))
    elif before and spent_before:
        was = Fraction(spent_before) / Fraction(before) * 100
        relative, points = (rate - was) / was * 100, rate - was
        if aim.growth is not None:
            grown = relative >= aim.growth
        shown = said(relative, missed=aim.growth if grown is False else None)
        why.append(_("去年 %(was)s%%，相對成長 %(growth)s%%") % {"was": said(was), "growth": shown})
        nears = None if aim.growth is None or points >= aim.growth else aim.growth
        if aim.growth is not None and grown is (nears is not None) and not reached:
            other = _("若「成長」是指百分點：成長 %(points)s 個百分點，%(verdict)s") % {
                "points": said(points, missed=nears), "verdict": _("達成") if nears is None else _("未達成"),
            }  # fmt: skip
    else:
        why.append(_("沒有去年的數字，成長率不適用"))
    held: bool | None = None
    if before is not None:
        held = Fraction(budget) >= Fraction(before)
        why.append(_("預算沒有減少") if held else _("預算比去年少"))
    either = reached or bool(grown)
    met = False if held is False or (not either and grown is not None) else None if not either or held is None else True
    return Judgement(rate, met, _("；").join(why), other=other)


def _each(aim: Aim, offices: Sequence[Office]) -> Judgement:
    """Whether every authority with two or more units did it (柒一(五)2, KPI-08); the others need not."""
    bound = [one for one in offices if one.units >= BOUND]
    if not bound:
        return Judgement(None, None, _("沒有轄有 2 個以上運用單位的機關，不適用"), applies=False)
    target = aim.target or Fraction(1)
    lacking = [one for one in bound if one.meetings < target]
    value = Fraction(len(bound) - len(lacking), len(bound)) * 100
    why = _("%(number)s 個機關轄有 2 個以上運用單位，%(done)s 個辦了") % {
        "number": len(bound), "done": len(bound) - len(lacking),
    }  # fmt: skip
    if lacking:
        names = _("、").join(one.name for one in lacking[:5])
        why += _("；還沒有：%(names)s") % {"names": names}
        if len(lacking) > 5:
            why += ngettext("等 %(number)s 個", "等 %(number)s 個", len(lacking)) % {"number": len(lacking)}
    open_ = [one for one in lacking if one.meetings + one.unknown >= target]
    if open_:
        why += _("；其中 %(number)s 個的主席職級還不知道") % {"number": len(open_)}
    met = None if open_ and len(open_) == len(lacking) else not lacking
    return Judgement(value, met, why)


def instead_of_evaluation(*, is_unit: bool, other_units: int) -> bool:
    """Whether an authority that is a unit itself, with none under it, assesses itself instead (柒一(六)2, KPI-09)."""
    return is_unit and other_units == 0


@dataclass(frozen=True, slots=True)
class Forecast:
    """What the year's end will show at this pace; `value` is None where no pace can be told, and `how` says why."""

    value: Fraction | None
    how: str


def forecast(aim: Aim, readings: Sequence[tuple[dt.date, Fraction]], *, on: dt.date) -> Forecast:
    """To the last day of the year of `on`: a count by its pace since 1 January, a rate by its last half-year's pace.

    Args:
        readings: day and value, this year's and before, in their order; those after `on` are left out.
    """
    end = dt.date(on.year, 12, 31)
    past = [one for one in readings if one[0] <= on]
    if aim.kind in ("done", "each"):
        return Forecast(None, _("辦了就算，不推估"))
    if on == end:
        return Forecast(None, _("已經到年底，不推估"))
    if not past:
        return Forecast(None, _("還沒有讀數，不能推估"))
    day, value = past[-1]
    if aim.kind == "count":
        days = (day - dt.date(on.year, 1, 1)).days + 1
        if day.year != on.year or days < PACE_NEEDS:
            return Forecast(None, _("年初還看不出步調"))
        result = value * ((end - dt.date(on.year, 1, 1)).days + 1) / days
        return Forecast(result, _("依今年到 %(day)s 的步調，年底約 %(value)s%(unit)s") % {
            "day": f"{day.month}/{day.day}", "value": said(result, 0), "unit": aim.unit,
        })  # fmt: skip
    since = [one for one in past if (day - one[0]).days <= 184]
    first_day, first = since[0]
    if (day - first_day).days < PACE_NEEDS:
        return Forecast(None, _("讀數還不到四週，看不出步調"))
    result = value + (value - first) * (end - day).days / (day - first_day).days
    # No pace leads below nothing, nor a share over the whole.
    result = max(result, Fraction(-100 if aim.kind == "growth" else 0))
    if aim.kind == "rate":
        result = min(result, max(value, Fraction(100)))
    return Forecast(result, _("依 %(first)s 到 %(last)s 的步調，年底約 %(value)s%%") % {
        "first": f"{first_day.month}/{first_day.day}", "last": f"{day.month}/{day.day}", "value": said(result),
    })  # fmt: skip
