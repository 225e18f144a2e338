"""Yearly evaluation of volunteers (考核): scales as data, and the grade of a score.

Source: 志願服務法 第 19 條第 1 項; 臺北市志願服務實務手冊「志工績效考核」: three aspects with eleven indicators, and
five grades. The handbook gives no weights (「可以視需求調整項目或配分」), so that a unit sets them and they add up to
100. A grade is read from the exact score: 89.95 is shown as 90.0 and is 甲等 all the same (EVL-02).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import ROUND_FLOOR, ROUND_HALF_UP, Decimal
from fractions import Fraction

from django.core.exceptions import ValidationError
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from volunteers.rules import appraising

WHOLE = Decimal(100)
MOST_POINTS = 100
KEPT = Decimal("0.0001")
"""How exactly a score is stored. It is cut and never rounded up, so that a stored score never earns a better grade."""


ASPECTS: dict[str, str | Promise] = {
    "attitude": gettext_lazy("服務態度"),
    "performance": gettext_lazy("服務績效"),
    "participation": gettext_lazy("服務參與及學習"),
}


@dataclass(frozen=True, slots=True)
class Grade:
    """A grade and the least score that earns it; `is_failing` is one that may end the service (退場)."""

    code: str
    name: str | Promise
    least: Decimal
    is_failing: bool = False


@dataclass(frozen=True, slots=True)
class Indicator:
    """One thing that is judged: its number, its aspect and its words."""

    number: int
    aspect: str
    name: str | Promise


@dataclass(frozen=True, slots=True)
class Scale:
    """A way to evaluate: what is judged, and which score earns which grade; `names` are those of the aspects."""

    code: str
    name: str | Promise
    indicators: tuple[Indicator, ...]
    grades: tuple[Grade, ...]
    source: str
    names: Mapping[str, str | Promise] = field(default_factory=lambda: ASPECTS, compare=False)

    @property
    def aspects(self) -> tuple[str, ...]:
        """Codes of the aspects, in their order."""
        return tuple(dict.fromkeys(one.aspect for one in self.indicators))

    def of_aspect(self, aspect: str) -> tuple[Indicator, ...]:
        """The indicators of one aspect."""
        return tuple(one for one in self.indicators if one.aspect == aspect)

    def named(self, code: str) -> Grade | None:
        """The grade with this code."""
        return next((one for one in self.grades if one.code == code), None)


_INDICATORS = tuple(
    Indicator(number, aspect, name)
    for number, (aspect, name) in enumerate(
        (
            ("attitude", gettext_lazy("參與服務動機正當，不以獲取報酬為目的")),
            ("attitude", gettext_lazy("遵守志工倫理守則及單位規章")),
            ("attitude", gettext_lazy("與受服務對象、運用單位及志工同儕保持良善關係")),
            ("attitude", gettext_lazy("任勞任怨，積極負責")),
            ("performance", gettext_lazy("對交付工作如期完成，並有具體成果")),
            ("performance", gettext_lazy("按時填報服務紀錄或工作報表")),
            ("performance", gettext_lazy("創新作為或特殊貢獻")),
            ("performance", gettext_lazy("能運用所學專業知能")),
            ("participation", gettext_lazy("服務時數、次數符合運用單位規定")),
            ("participation", gettext_lazy("團隊集會參與度")),
            ("participation", gettext_lazy("訓練或研習活動參與度")),
        ),
        1,
    )
)
TAIPEI = Scale(
    "taipei",
    gettext_lazy("臺北市政府社會局志願服務人員考核評量標準"),
    _INDICATORS,
    (
        Grade("excellent", gettext_lazy("優等"), Decimal(90)),
        Grade("a", gettext_lazy("甲等"), Decimal(80)),
        Grade("b", gettext_lazy("乙等"), Decimal(70)),
        Grade("c", gettext_lazy("丙等"), Decimal(60)),
        Grade("d", gettext_lazy("丁等"), Decimal(0), is_failing=True),
    ),
    "臺北市志願服務實務手冊「志工績效考核」（社會福利類）",
)
SIMPLE = Scale(
    "simple",
    gettext_lazy("三級考核（單位自訂的範例，沒有哪個縣市的規定）"),
    _INDICATORS,
    (
        Grade("good", gettext_lazy("優良"), Decimal(85)),
        Grade("passed", gettext_lazy("通過"), Decimal(60)),
        Grade("failed", gettext_lazy("未通過"), Decimal(0), is_failing=True),
    ),
    "臺北市志願服務實務手冊「可以視需求調整項目或配分」",
)
TAITUNG = Scale(
    "taitung",
    gettext_lazy("臺東縣的六個等第（該縣公布用在志工團隊和運用單位，指標照手冊的十一項）"),
    _INDICATORS,
    tuple(
        Grade(code, name, Decimal(least), is_failing=least == 0)
        for code, name, (_published, least) in zip(
            ("excellent", "a", "b", "c", "d", "e"),
            (
                gettext_lazy("優等"), gettext_lazy("甲等"), gettext_lazy("乙等"), gettext_lazy("丙等"),
                gettext_lazy("丁等"), gettext_lazy("戊等"),
            ),
            appraising.TAITUNG_GRADES,
            strict=True,
        )
    ),
    f"{appraising.TAITUNG_SOURCE}，2026-11-30 查閱；該規定用在團隊和單位，個人考核沿用要由單位自己決定",
)  # fmt: skip
"""Another county's bands. What it has published is for teams and units: of people's evaluation no other county's scale
is known to us, so that the scale's name says whose bands they are and what for.
"""
SCALES = {scale.code: scale for scale in (TAIPEI, TAITUNG, SIMPLE)}


def check_weights(scale: Scale, weights: Mapping[str, Decimal]) -> None:
    """Whether weights are of this scale's aspects and add up to 100.

    Raises:
        ValidationError: an aspect is missing or unknown, one is negative, or they do not add up (EVL-07).
    """
    if set(weights) != set(scale.aspects) or any(weight < 0 for weight in weights.values()):
        raise ValidationError(_("每一個構面都要有配分，而且不能是負數。"))
    total = sum(weights.values(), Decimal())
    if total != WHOLE:
        raise ValidationError(_("配分合計是 %(total)s，要剛好 100。") % {"total": total})


def check_points(points: Mapping[int, int], scale: Scale) -> None:
    """Whether every indicator of the scale, and nothing else, has got points from 0 to 100.

    Raises:
        ValidationError: one is missing, unknown or out of bounds.
    """
    if set(points) != {one.number for one in scale.indicators}:
        raise ValidationError(_("每一個指標都要給分，才能送出。"))
    if any(not 0 <= value <= MOST_POINTS for value in points.values()):
        raise ValidationError(_("每一個指標的分數是 0 到 100。"))


def score(points: Mapping[int, int], scale: Scale, weights: Mapping[str, Decimal]) -> Fraction:
    """The exact score: the mean of each aspect's indicators, weighed by what the unit gave to the aspect."""
    total = Fraction()
    for aspect in scale.aspects:
        ours = [points[one.number] for one in scale.of_aspect(aspect)]
        total += Fraction(sum(ours), len(ours)) * Fraction(weights[aspect]) / 100
    return total


def kept(exact: Fraction) -> Decimal:
    """A score as it is stored, cut behind the fourth decimal."""
    return (Decimal(exact.numerator) / Decimal(exact.denominator)).quantize(KEPT, rounding=ROUND_FLOOR)


def grade(score: Decimal | Fraction, scale: Scale = TAIPEI) -> Grade:
    """The grade of an exact score.

    Raises:
        ValueError: a score is from 0 to 100.
    """
    exact = Fraction(score)
    if not 0 <= exact <= MOST_POINTS:
        raise ValueError(f"a score of {score}")
    order = sorted(scale.grades, key=lambda each: each.least, reverse=True)
    return next(one for one in order if exact >= Fraction(one.least))


def ranked(scale: Scale) -> tuple[str, ...]:
    """The codes of a scale's grades, the best first."""
    return tuple(one.code for one in sorted(scale.grades, key=lambda each: each.least, reverse=True))


def shown(score: Decimal) -> str:
    """A score as it is shown, with one decimal; the grade is never read from it."""
    return str(score.quantize(Decimal("0.1"), rounding=ROUND_HALF_UP))
