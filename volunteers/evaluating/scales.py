"""A unit's or an authority's scale: weights, and indicators and grades of its own, with a source and a first day."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from decimal import Decimal, InvalidOperation

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import F
from django.utils.translation import gettext as _

from foundation import reasons
from foundation.audit import trail
from foundation.audit.trail import Acts
from foundation.audit.verbs import Verb
from foundation.taiwan.fullwidth import tidy
from volunteers.models import Authority, EvaluationScale, Unit
from volunteers.rules import grading

MOST_INDICATORS, MOST_GRADES, LONGEST_GRADE = 30, 8, 12


def settle(
    *,
    base: str,
    weights: dict[str, Decimal],
    indicators: Sequence[tuple[str, str]],
    grades: Sequence[tuple[str, Decimal]],
    source: str,
    valid_from: dt.date,
    by: Acts,
    now: dt.datetime,
    unit: Unit | None = None,
    authority: Authority | None = None,
) -> EvaluationScale:
    """Settle how a unit, or every unit of an authority that has no scale of its own, evaluates from a day on.

    Args:
        unit, authority: whose it is; one of them.
        base: code of the scale that stands where nothing of the unit's own is given.
        weights: by aspect; at most two decimals.
        indicators: of the unit's own, as (aspect, words); empty for those of the base.
        grades: of the unit's own, as (name, least score); empty for those of the base.

    Raises:
        ValidationError: weights do not add up to 100, an aspect that weighs has no indicator, or the grades do not
            cover every score.
    """
    if base not in grading.SCALES:
        raise ValidationError({"base": _("請選一套標準。")})
    source = reasons.written(source, ask=_("請寫下依據，例如哪一次會議訂的（至少 6 個字）。"), most=200, field="source")
    if any(weight != weight.quantize(Decimal("0.01")) for weight in weights.values()):
        raise ValidationError(_("配分最多到小數第二位。"))
    grading.check_weights(grading.SCALES[base], weights)
    hundredths = {name: int(weights[name] * 100) for name in grading.ASPECTS}
    made = EvaluationScale(
        unit=unit, authority=authority, base=base, indicators=_indicators(indicators), grades=checked_grades(grades),
        source=source, valid_from=valid_from, made_at=now, made_by=by.as_actor().label[:200], **hundredths,
    )  # fmt: skip
    made.full_clean()
    with transaction.atomic():
        made.save()
        trail.record(Verb.CREATED, made, by=by, now=hundredths | {"valid_from": valid_from}, at=now)
    return made


def for_day(unit: Unit, on: dt.date) -> EvaluationScale | None:
    """The scale that holds in a unit on a day: the latest of its own, else the latest of its authority's."""
    known = EvaluationScale.objects.fitting(unit).filter(valid_from__lte=on).select_related("unit", "authority")
    return known.order_by(F("unit").asc(nulls_last=True), "-valid_from").first()


def read_grades(text: str) -> list[tuple[str, Decimal]]:
    """Grades as a unit types them: a line each, the name and the least score.

    Raises:
        ValidationError: a line has no number at its end.
    """
    found: list[tuple[str, Decimal]] = []
    for line in filter(None, (tidy(each) for each in text.splitlines())):
        name, _blank, number = line.rpartition(" ")
        try:
            found.append((name, Decimal(number.removesuffix("分"))))
        except InvalidOperation as unread:
            raise ValidationError(
                _("看不懂「%(line)s」：每一行寫等第和最低分數，例如「甲等 80」。") % {"line": line}
            ) from unread
    return found


def _indicators(given: Sequence[tuple[str, str]]) -> list[list[str]]:
    if not given:
        return []
    if {aspect for aspect, _words in given} != set(grading.ASPECTS):
        raise ValidationError({"indicators": _("三個構面都至少要有一個指標；配分是 0 的構面也一樣。")})
    if len(given) > MOST_INDICATORS or any(not 2 <= len(words) <= 100 for _aspect, words in given):
        raise ValidationError({"indicators": _("最多 30 個指標，每個 2 到 100 個字。")})
    order = list(grading.ASPECTS)
    return [[aspect, words] for aspect, words in sorted(given, key=lambda one: order.index(one[0]))]


def checked_grades(given: Sequence[tuple[str, Decimal]]) -> list[list[str]]:
    """Grades as they are stored.

    Raises:
        ValidationError: they do not cover every score, or cannot be told apart.
    """
    if not given:
        return []
    lows = [least for _name, least in given]
    names = [name for name, _least in given]
    if not 2 <= len(given) <= MOST_GRADES or len(set(names)) < len(names):
        raise ValidationError({"grades": _("等第要有 2 到 8 個，名稱不能重複。")})
    if any(not 1 <= len(name) <= LONGEST_GRADE for name in names):
        raise ValidationError({"grades": _("每一行先寫等第的名稱（12 個字以內），再寫最低分數。")})
    if any(not low.is_finite() for low in lows) or lows != sorted(set(lows), reverse=True) or lows[-1] != 0:
        raise ValidationError({"grades": _("等第從高到低寫，最低分數不能重複，最後一個要從 0 分起。")})
    if lows[0] > grading.WHOLE:
        raise ValidationError({"grades": _("最低分數不能超過 100。")})
    return [[name, str(least)] for name, least in given]
