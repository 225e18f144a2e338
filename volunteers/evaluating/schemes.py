"""An authority's rules for appraising its units: settled from a day on, with a source, and never changed."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from foundation import reasons
from foundation.audit import trail
from foundation.audit.trail import Acts
from foundation.audit.verbs import Verb
from foundation.taiwan.fullwidth import tidy
from volunteers.models import AppraisalScheme, Authority
from volunteers.rules import grading

from . import scales

MOST_ASPECTS, LONGEST_ASPECT = 12, 60
Aspects = list[tuple[str, Decimal, list[str]]]


@dataclass(frozen=True, slots=True)
class Settled:
    """What an authority has settled by a day.

    Attributes:
        scheme: what holds on that day.
        since: from when it has settled anything at all, so that an interval has a beginning.
    """

    scheme: AppraisalScheme
    since: dt.date


def settle(
    *,
    authority: Authority,
    cycle_years: int | None,
    aspects: Aspects,
    grades: Sequence[tuple[str, Decimal]],
    way: str,
    appeal_days: int,
    source: str,
    valid_from: dt.date,
    by: Acts,
    now: dt.datetime,
) -> AppraisalScheme:
    """Settle how an authority appraises its units from a day on.

    Args:
        aspects: name, weight (at most two decimals) and indicators of each; the weights add up to 100.
        grades: name and least score, the lowest last.

    Raises:
        ValidationError: weights do not add up, an aspect has no indicator, or the grades do not cover every score.
    """
    source = reasons.written(source, ask=_("請寫下依據，例如哪一份評鑑計畫（至少 6 個字）。"), most=200, field="source")
    if not grades:
        raise ValidationError({"grades": _("請寫等第：一行一個，名稱、空一格、最低分數。")})
    made = AppraisalScheme(
        authority=authority, cycle_years=cycle_years, aspects=_stored(aspects), grades=scales.checked_grades(grades),
        way=tidy(way)[:200], appeal_days=appeal_days, source=source, valid_from=valid_from, made_at=now,
        made_by=by.as_actor().label[:200],
    )  # fmt: skip
    try:
        grading.check_weights(made.rules, made.weights)
    except ValidationError as wrong:
        raise ValidationError({"aspects": wrong.messages}) from wrong
    made.full_clean()
    with transaction.atomic():
        made.save()
        trail.record(Verb.CREATED, made, by=by, now={"valid_from": valid_from}, at=now)
    return made


def in_force(authorities: Collection[int], on: dt.date) -> dict[int, Settled]:
    """What each of these authorities has settled by a day, in one question."""
    found: dict[int, Settled] = {}
    rows = AppraisalScheme.objects.filter(authority__in=list(authorities), valid_from__lte=on)
    for one in rows.select_related("authority").order_by("valid_from", "pk"):
        known = found.get(one.authority_id)
        found[one.authority_id] = Settled(one, known.since if known else one.valid_from)
    return found


def read_aspects(text: str) -> Aspects:
    """Aspects as an authority types them: a line with the weight at its end, below it a line for each indicator.

    Raises:
        ValidationError: an indicator stands above the first aspect.
    """
    found: Aspects = []
    for line in filter(None, (tidy(each) for each in text.splitlines())):
        name, _blank, number = line.rpartition(" ")
        try:
            weight = Decimal(number.removesuffix("分"))
        except InvalidOperation:
            weight = Decimal("NaN")
        if name and weight.is_finite():
            found.append((name, weight, []))
        elif found:
            found[-1][2].append(line.removeprefix("-").strip())
        else:
            raise ValidationError(
                _("看不懂「%(line)s」：先寫項目和配分（例如「行政管理 30」），下面一行一個指標。") % {"line": line[:60]}
            )
    return found


def _stored(aspects: Aspects) -> list[list[object]]:
    wrong: str = ""
    words = [each for _name, _weight, indicators in aspects for each in indicators]
    names = [name for name, _weight, _indicators in aspects]
    if not 1 <= len(aspects) <= MOST_ASPECTS or len(set(names)) < len(names):
        wrong = _("評鑑項目要有 1 到 12 個，名稱不能重複。")
    elif any(not 1 <= len(name) <= LONGEST_ASPECT for name in names):
        wrong = _("評鑑項目的名稱最多 60 個字。")
    elif any(weight != weight.quantize(Decimal("0.01")) for _name, weight, _indicators in aspects):
        wrong = _("配分最多到小數第二位。")
    elif any(not indicators for _name, _weight, indicators in aspects):
        wrong = _("每個評鑑項目下面至少要有一個指標。")
    elif len(words) > scales.MOST_INDICATORS or any(not 2 <= len(each) <= 100 for each in words):
        wrong = _("最多 30 個指標，每個 2 到 100 個字。")
    if wrong:
        raise ValidationError({"aspects": wrong})
    return [[name, int(weight * 100), indicators] for name, weight, indicators in aspects]
