"""Whether the numbers of a text that follow from others really do: averages, shares, growth, sums.

Each such number is recomputed from what the same text says, and from figures given along. What comes out at the
precision the text shows holds, and the answer says from what; what does not is flagged with what the data give. A
number that nothing carries is said to be one, and an aim (目標, 預計, 至少) is not taken for a result.
"""

from __future__ import annotations

import enum
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from itertools import pairwise

from django.utils.translation import gettext as _

from . import summands
from .numbers import Known, Number, read

AIMS = re.compile(r"目標|預計|預期|至少|應達|力求|期望")
AIMED_AFTER = re.compile(r"以上|以下|目標")
AVERAGE = re.compile(r"平均|每(?:一)?(?:位|人|名|隊|場|個|家|月)")
PER = re.compile(r"(?:平均)?每(?:一)?(位|人|名|隊|場|個|家)")
GROWN = re.compile(r"成長|增加|增長|減少|下降|較(?:上|去)年")
FEWER = re.compile(r"減少|下降")
TOTAL = re.compile(r"(?:共計|合計|總計|總共|共有|共)(?:有|為)?$")
PERSONS = {"位": "人", "人": "人", "名": "人"}
BEFORE, AFTER, NEAREST = 40, 20, 12
"""How many numbers before and after one may be its parts, and how many of them are tried: of more, some two fit
by chance, and a long text takes ages."""
WIDEST = Fraction(1, 2)  # an implied denominator says something only where hardly any whole number would do


class Verdict(enum.StrEnum):
    """What became of a number."""

    HOLDS = "holds"
    HOLDS_IF = "holds_if"
    DIFFERS = "differs"
    UNCARRIED = "uncarried"
    AIM = "aim"

    @property
    def is_flagged(self) -> bool:
        """Whether somebody has to look at it."""
        return self in (Verdict.DIFFERS, Verdict.UNCARRIED)


@dataclass(frozen=True, slots=True)
class Finding:
    """What was found out about one number.

    Attributes:
        how: the calculation in words, with its result as exactly as the text writes it.
        gives: what the data give; None where nothing carries the number.
    """

    number: Number
    verdict: Verdict
    how: str
    gives: Fraction | None = None


@dataclass(frozen=True, slots=True)
class _Way:
    """One way to compute a number: the result, its words, and how far off its parts stand in the text."""

    value: Fraction
    how: str
    distance: int = 0


@dataclass(slots=True)
class _Text:
    numbers: list[Number]
    known: Sequence[Known]
    derived: set[int] = field(default_factory=set)
    places: dict[int, int] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.places = {one.start: at for at, one in enumerate(self.numbers)}

    def bases(self, of: Number, unit: str | None = None) -> Iterator[Number | Known]:
        """What a number may be computed from: those around it that are not derived themselves, the nearest first."""
        at = self.places[of.start]
        around = self.numbers[max(0, at - BEFORE) : at + AFTER]
        near: list[Number] = sorted(
            (one for one in around if one is not of and one.start not in self.derived and one.unit != "%"),
            key=lambda one: (one.paragraph != of.paragraph, abs(one.start - of.start)),
        )
        fitting = [one for one in near if unit is None or one.unit == unit]
        yield from fitting[:NEAREST]
        yield from (one for one in self.known if unit is None or one.unit == unit)


def proofread(text: str, known: Iterable[Known] = ()) -> list[Finding]:
    """What becomes of every number of a text that follows from others, in the order of the text.

    Args:
        known: figures of the register or of a report that the text may rest on without saying them.
    """
    whole = _Text(read(text), tuple(known))
    claims = [(one, kind) for one in whole.numbers if (kind := _kind(whole, one)) is not None]
    whole.derived.update(one.start for one, kind in claims if kind != "sum")
    return [_judge(whole, one, kind) for one, kind in claims]


def shown(value: Fraction, step: Fraction) -> str:
    """A result as finely as the text writes: 39.94, 84,924; what is almost 100 as finely as shows that it is not."""
    places = 0
    while places < 6 and (step * 10**places < 1 or (value != 100 and round(value, places) == 100)):
        places += 1
    return f"{float(round(value, places)):,.{places}f}"


# What kind of number it is


def _kind(whole: _Text, one: Number) -> str | None:
    if one.unit == "%":
        return "growth" if GROWN.search(one.clause) else "share"
    if AVERAGE.search(one.clause) and one.unit not in ("場", "次", ""):
        return "average"
    if _rate_before(whole, one) is not None:
        return "grown"
    if TOTAL.search(one.clause) and len(summands.of(whole.numbers, whole.places[one.start])) > 1:
        return "sum"
    return None


def _rate_before(whole: _Text, one: Number) -> Number | None:
    """The growth beside which a number stands in brackets: 成長率8%為目標(約8萬5,000人)."""
    at = whole.places[one.start]
    if not at or not re.search(r"[(（](?:約|即|達|至)*$", one.clause):
        return None
    before = whole.numbers[at - 1]
    return before if before.unit == "%" and GROWN.search(before.clause) and one.start - before.end < 20 else None


# How it might have come about


def _ways(whole: _Text, one: Number, kind: str) -> list[_Way]:
    if kind == "average":
        return _averages(whole, one)
    if kind == "growth":
        return _growths(whole, one)
    if kind == "grown":
        return _grown(whole, one)
    if kind == "sum":
        parts = summands.of(whole.numbers, whole.places[one.start])
        total = sum((part.value for part in parts), Fraction(0))
        return [_Way(total, f"{'＋'.join(part.text for part in parts)} ＝ {shown(total, one.step)}")]
    return _shares(whole, one)


def _averages(whole: _Text, one: Number) -> list[_Way]:
    per = PER.search(one.clause)
    unit = PERSONS.get(per[1], per[1]) if per else None
    found = []
    for upper in whole.bases(one, one.unit):
        for lower in whole.bases(one, unit):
            if lower.value and lower is not upper and lower.unit != one.unit and _of_one(upper, lower):
                value = upper.value / lower.value
                found.append(_Way(value, _divided(upper, lower, value, one, 1), _distance(one, upper, lower)))
    return found


def _growths(whole: _Text, one: Number) -> list[_Way]:
    found = []
    bases = [each for each in whole.bases(one) if each.value]
    for now in bases:
        for before in bases:
            if now is before or now.unit != before.unit or not now.unit or not _of_one(now, before):
                continue
            value = (now.value - before.value) / before.value * 100
            if FEWER.search(one.clause):
                value = -value
            if value >= 0:
                how = f"（{_said(now)} − {_said(before)}）÷ {_said(before)} ＝ {shown(value, one.step)}%"
                found.append(_Way(value, how, _distance(one, now, before)))
    return found


def _grown(whole: _Text, one: Number) -> list[_Way]:
    rate = _rate_before(whole, one)
    if rate is None:
        return []
    return [
        _Way(
            value,
            f"{_said(base)} × (1＋{rate.text}) ＝ {shown(value, Fraction(1, 100))}{one.unit}",
            _distance(one, base),
        )
        for base in whole.bases(one, one.unit)
        for value in [base.value * (100 + rate.value) / 100]
    ]


def _shares(whole: _Text, one: Number) -> list[_Way]:
    found = []
    bases = [each for each in whole.bases(one) if each.value]
    for part in bases:
        for total in bases:
            if (
                total is not part
                and total.unit == part.unit
                and part.value <= total.value
                and _together(one, part, total)
            ):
                value = part.value / total.value * 100
                found.append(_Way(value, _divided(part, total, value, one, 100), _distance(one, part, total)))
    for sum_of, words in _joined(whole, one):
        for known in whole.known:
            if known.value >= sum_of:
                value = sum_of / known.value * 100
                how = f"（{words}）÷ {_said(known)} ＝ {shown(value, one.step)}%"
                found.append(_Way(value, how))
    return found


def _together(one: Number, *bases: Number | Known) -> bool:
    """Whether the parts stand in the number's own paragraph, or were given: two of a whole report's hundred numbers
    make any share by chance."""
    return _of_one(*bases) and all(isinstance(base, Known) or base.paragraph == one.paragraph for base in bases)


def _of_one(*bases: Number | Known) -> bool:
    """Whether those that were given belong to one thing."""
    return len({base.of for base in bases if isinstance(base, Known)}) < 2


def _joined(whole: _Text, one: Number) -> Iterator[tuple[Fraction, str]]:
    """Counts that the text names together just before a share: 27個一級機關暨12區公所…(佔…86.67%)."""
    at = whole.places[one.start]
    around = whole.numbers[max(0, at - BEFORE) : at]
    before = [each for each in around if one.start - each.end < 60 and each.unit != "%"]
    for first, second in pairwise(before):
        if second.start - first.end <= 16 and summands.joins(first, second):
            total = first.value + second.value
            yield total, f"{shown(first.value, Fraction(1))}＋{shown(second.value, Fraction(1))}"


def _implied(whole: _Text, one: Number) -> _Way | bool | None:
    """The one whole number of which the counts before a share would be just that share.

    False where there is none at all (the share cannot be right), None where nothing can be said.
    """
    for total, words in _joined(whole, one):
        low, high = (total * 100 / (one.value + half) for half in (one.step / 2, -one.step / 2))
        if one.value - one.step / 2 <= 0 or high - low > WIDEST:
            return None
        whole_numbers = [each for each in range(int(low), int(high) + 2) if low <= each <= high]
        if not whole_numbers:
            return False
        value = total / whole_numbers[0] * 100
        how = _("%(sum)s ＝ %(total)s；%(total)s ÷ %(of)s ＝ %(share)s%%，但文中沒有寫總數是 %(of)s") % {
            "sum": words, "total": shown(total, Fraction(1)), "of": whole_numbers[0], "share": shown(value, one.step),
        }  # fmt: skip
        return _Way(value, how)
    return None


# What is said of it


def _judge(whole: _Text, one: Number, kind: str) -> Finding:
    if one.unit == "%" and _is_aim(one):
        return Finding(one, Verdict.AIM, _("這是目標，不是算出來的數字"))
    ways = sorted(_ways(whole, one, kind), key=lambda way: way.distance)
    for way in ways:
        if _is(one, way.value):
            return Finding(one, Verdict.HOLDS, way.how, way.value)
    if kind == "share":
        implied = _implied(whole, one)
        if isinstance(implied, _Way):
            return Finding(one, Verdict.HOLDS_IF, implied.how, implied.value)
        if implied is False:
            return Finding(one, Verdict.DIFFERS, _("前面的件數除以任何整數，都不會是這個比率"))
    if ways and kind in ("average", "sum", "grown"):
        nearest = min(ways, key=lambda way: abs(way.value - one.value))
        return Finding(one, Verdict.DIFFERS, nearest.how, nearest.value)
    if ways and kind == "growth" and len({way.how for way in ways}) == 1:
        return Finding(one, Verdict.DIFFERS, ways[0].how, ways[0].value)
    alike = [way for way in ways if abs(way.value - one.value) <= one.value / 10]
    if alike:
        nearest = min(alike, key=lambda way: abs(way.value - one.value))
        return Finding(one, Verdict.DIFFERS, nearest.how, nearest.value)
    if one.clause.endswith(("達", "達到")) or AIMS.search(one.clause):
        return Finding(one, Verdict.AIM, _("這是目標，不是算出來的數字"))
    return Finding(one, Verdict.UNCARRIED, _("文中和資料裡都沒有算得出它的數字"))


def _is_aim(one: Number) -> bool:
    return bool(AIMS.search(one.clause) or AIMED_AFTER.search(one.after))


def _is(one: Number, value: Fraction) -> bool:
    """Whether a result is what the text says, at the precision it shows: rounded, or cut off (逾, 餘).

    All is never almost all: 78,632 of 78,633 are no 100 % (KPI-05).
    """
    if one.unit == "%" and one.value == 100 and not one.about:
        return value == 100
    if one.over:
        return one.value <= value < one.value + one.step
    return abs(value - one.value) <= one.step / 2


def _said(base: Number | Known) -> str:
    if isinstance(base, Number):
        return re.sub(r"\s", "", base.text)
    return f"{base.name} {shown(base.value, Fraction(1))}{base.unit}"


def _divided(upper: Number | Known, lower: Number | Known, value: Fraction, one: Number, times: int) -> str:
    return f"{_said(upper)} ÷ {_said(lower)} ＝ {shown(value, one.step)}{'%' if times == 100 else one.unit}"


def _distance(one: Number, *bases: Number | Known) -> int:
    """How far off the parts stand; what is not in the text is farther than all that is in it."""
    return sum(
        abs(base.start - one.start) + 10_000 * (base.paragraph != one.paragraph) if isinstance(base, Number) else 10**6
        for base in bases
    )
