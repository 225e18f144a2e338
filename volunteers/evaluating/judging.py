"""What judging a person and judging a unit have in common: points of two raters, the result, and looking again.

Who may, and in which state, the callers say under their own lock: a unit of its people (`ratings`), an authority of its
units (`appraisals`).
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Iterable, Mapping, Sequence
from decimal import Decimal
from fractions import Fraction
from typing import Any, TypeVar

from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext as _

from foundation import reasons
from foundation.accounts.models import User
from foundation.audit import trail
from foundation.audit.trail import Acts
from foundation.audit.verbs import Verb
from volunteers.models.judged import Judged, Points
from volunteers.rules import grading
from volunteers.rules.grading import Grade

LONGEST, LONGEST_REMARK = 2000, 500
P = TypeVar("P", bound=Points)


def note_points(
    kind: type[P], one: Judged, *, points: Mapping[int, int], remark: str, by: User, verb: Verb, now: dt.datetime,
    **whose: Any,
) -> P:  # fmt: skip
    """Keep what a rater gives, in place of what she gave before.

    Args:
        whose: the foreign key of the points to what is judged.

    Raises:
        ValidationError: points are missing or out of bounds, or the remark is too long.
    """
    if long := reasons.too_long(remark, LONGEST_REMARK, what=_("評語")):
        raise ValidationError({"remark": long})
    grading.check_points(points, one.rules)
    made, _new = kind._base_manager.update_or_create(
        **whose, rater=by, defaults={"points": stored(points), "remark": remark.strip(), "given_at": now}
    )
    # The trail is read by many: that points were given, and not which.
    trail.record(verb, one, by=by, at=now)
    return made


def stored(points: Mapping[int, int]) -> dict[str, int]:
    """Points as they are stored."""
    return {str(number): value for number, value in sorted(points.items())}


def seen_by(ratings: Iterable[P], raters: Collection[int], user: User) -> tuple[list[P], int]:
    """The ratings somebody may see: her own, and all of them once all are in; and how many there are."""
    rows = [one for one in ratings if one.rater_id in raters]
    whole = len(rows) == len(raters)
    return [one for one in rows if whole or one.rater_id == user.pk], len(rows)


def exact_scores(one: Judged, ratings: Iterable[Points]) -> list[Decimal]:
    """What each rating comes to."""
    return [grading.kept(grading.score(each.by_number, one.rules, one.weights)) for each in ratings]


def result(
    points: Sequence[Mapping[int, int]], rules: grading.Scale, weights: Mapping[str, Decimal]
) -> tuple[Decimal, Grade]:
    """The mean of what the raters gave, as it is stored, and the grade of the exact one."""
    exact = sum((grading.score(one, rules, weights) for one in points), Fraction()) / len(points)
    return grading.kept(exact), grading.grade(exact, rules)


def appeal(
    one: Judged, rows: Any, *, words: str, until: dt.date, late: str, verb: Verb, by: Acts, now: dt.datetime
) -> None:
    """Ask that a result be looked at again, once.

    Args:
        rows: where the result stands and may be appealed.
        until: the last day for it; late: what to say after it.

    Raises:
        ValidationError: too short, the days for it are over, or it has been asked already.
    """
    words = reasons.written(words, ask=_("請寫下希望複核的理由（至少 6 個字）。"), most=LONGEST, field="words")
    if timezone.localdate(now) > until:
        raise ValidationError(late)
    if not rows.filter(pk=one.pk, appealed_at=None).update(appealed_at=now, appeal=words):
        raise ValidationError(_("已經申請過複核了，請等答覆。"))
    one.appealed_at, one.appeal = now, words
    trail.record(verb, one, by=by, at=now)


def decide(row: Judged, *, score: Decimal | None, words: str, verb: Verb, by: Acts, now: dt.datetime) -> None:
    """Answer whoever asked: keep the result, or give another score, with words either way.

    Args:
        row: held for writing.
        score: the new one; None keeps the result.

    Raises:
        ValidationError: no words, no such score, nobody asked, or it has been answered.
    """
    words = reasons.written(words, ask=_("請寫下複核的說明（至少 6 個字）。"), most=LONGEST, field="words")
    if score is not None and not 0 <= score <= grading.WHOLE:
        raise ValidationError({"score": _("成績是 0 到 100。")})
    if row.appealed_at is None or row.decided_at is not None:
        raise ValidationError(_("沒有等待答覆的複核，請重新整理頁面。"))
    row.first_score, row.first_grade = row.score, row.grade
    row.decided_at, row.decided_by, row.decision_why = now, by.as_actor().label[:200], words
    row.decision = Judged.Decision.KEPT
    if score is not None and score != row.score:
        found = grading.grade(score, row.rules)
        row.decision = Judged.Decision.CHANGED
        row.score, row.grade, row.failing = score, found.code, found.is_failing
    row.save()
    trail.record(verb, row, by=by, now={"decision": row.decision}, at=now)
