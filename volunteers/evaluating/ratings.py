"""Points, the talk, and asking to look again at one volunteer's result."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from decimal import Decimal

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from foundation import reasons
from foundation.accounts.models import User
from foundation.audit import trail
from foundation.audit.trail import Acts
from foundation.audit.verbs import Verb
from volunteers.models import Evaluation, EvaluationRound, Rating
from volunteers.rules import grading

from . import rounds

State = EvaluationRound.State
LONGEST = 2000


def rate(*, evaluation: Evaluation, points: Mapping[int, int], remark: str, by: User, now: dt.datetime) -> Rating:
    """Give a volunteer her points, or give other ones while the results have not been told.

    Once both raters' points are in they see each other's; who then changes hers does so with both in view, and the
    trail says when.

    Raises:
        ValidationError: `by` is no rater of this round, rates herself, points are missing, or it has been told.
    """
    if long := reasons.too_long(remark, 500, what=_("評語")):
        raise ValidationError({"remark": long})
    with transaction.atomic():
        held = rounds.locked(evaluation.round, State.RATING)
        if by.pk not in held.raters:
            raise ValidationError(_("你不是這次考核的考核人。"))
        if evaluation.volunteer.user_id == by.pk:
            raise ValidationError(_("不能替自己評分；請換一位考核人。"))
        if Evaluation.objects.get(pk=evaluation.pk).left_out_why:
            raise ValidationError(_("她不列入這次考核。"))
        grading.check_points(points, held.scale.rules)
        made, _new = Rating.objects.update_or_create(
            evaluation=evaluation, rater=by,
            defaults={
                "points": {str(number): value for number, value in sorted(points.items())},
                "remark": remark.strip(), "given_at": now,
            },
        )  # fmt: skip
        # The trail is read by many: that points were given, and not which.
        trail.record(Verb.EVALUATION_RATED, evaluation, by=by, at=now)
    return made


def seen_by(evaluation: Evaluation, user: User) -> tuple[list[Rating], int]:
    """The ratings somebody may see: her own, and all of them once both are in; and how many there are."""
    raters = evaluation.round.raters
    rows = [one for one in evaluation.ratings.all() if one.rater_id in raters]
    whole = len(rows) == len(raters)
    return [one for one in rows if whole or one.rater_id == user.pk], len(rows)


def exact_scores(evaluation: Evaluation, ratings: list[Rating]) -> list[Decimal]:
    """What each rating comes to."""
    scale = evaluation.round.scale
    return [grading.kept(grading.score(one.by_number, scale.rules, scale.weights)) for one in ratings]


def talk(*, evaluation: Evaluation, on: dt.date, words: str, by: Acts, now: dt.datetime) -> Evaluation:
    """Note a talk with her: when, and what was said. She reads it with her result.

    Raises:
        ValidationError: too short, the day is to come or before the round's first, or the round is closed.
    """
    words = reasons.written(words, ask=_("請寫下談了什麼（至少 6 個字）。"), most=LONGEST, field="words")
    with transaction.atomic():
        held = rounds.locked(evaluation.round, State.RATING, State.TOLD)
        if not held.first_on <= on <= timezone.localdate(now):
            raise ValidationError({"on": _("面談日期要在考核期間開始以後，不能晚於今天。")})
        Evaluation.objects.filter(pk=evaluation.pk).update(talk_on=on, talk=words)
        evaluation.talk_on, evaluation.talk = on, words
        trail.record(Verb.EVALUATION_TALKED, evaluation, by=by, now={"talk_on": on}, at=now)
    return evaluation


def appeal(*, evaluation: Evaluation, words: str, by: Acts, now: dt.datetime) -> Evaluation:
    """Ask that a result be looked at again.

    Raises:
        ValidationError: too short, the days for it are over, or it has been asked already.
    """
    words = reasons.written(words, ask=_("請寫下希望複核的理由（至少 6 個字）。"), most=LONGEST, field="words")
    with transaction.atomic():
        held = rounds.locked(evaluation.round, State.TOLD)
        if timezone.localdate(now) > rounds.last_day(held):
            raise ValidationError(_("複核期間已經過了；有意見請和單位的督導談，或使用申訴。"))
        asked = Evaluation.objects.told().filter(pk=evaluation.pk, appealed_at=None)
        if not asked.update(appealed_at=now, appeal=words):
            raise ValidationError(_("已經申請過複核了，請等單位答覆。"))
        evaluation.appealed_at, evaluation.appeal = now, words
        trail.record(Verb.EVALUATION_APPEALED, evaluation, by=by, at=now)
    return evaluation


def decide(*, evaluation: Evaluation, score: Decimal | None, words: str, by: Acts, now: dt.datetime) -> Evaluation:
    """Answer whoever asked: keep the result, or give another score, with words either way.

    Who answers is the unit's choice: no source says who.

    Args:
        score: the new one; None keeps the result.

    Raises:
        ValidationError: no words, no such score, nobody asked, or it has been answered.
    """
    words = reasons.written(words, ask=_("請寫下複核的說明（至少 6 個字）。"), most=LONGEST, field="words")
    if score is not None and not 0 <= score <= grading.WHOLE:
        raise ValidationError({"score": _("成績是 0 到 100。")})
    with transaction.atomic():
        held = rounds.locked(evaluation.round, State.TOLD)
        row = Evaluation.objects.select_for_update(of=("self",)).select_related("round__scale").get(pk=evaluation.pk)
        if row.appealed_at is None or row.decided_at is not None:
            raise ValidationError(_("沒有等待答覆的複核，請重新整理頁面。"))
        row.first_score, row.first_grade = row.score, row.grade
        row.decided_at, row.decided_by, row.decision_why = now, by.as_actor().label[:200], words
        row.decision = Evaluation.Decision.KEPT
        if score is not None and score != row.score:
            found = grading.grade(score, held.scale.rules)
            row.decision = Evaluation.Decision.CHANGED
            row.score, row.grade, row.failing = score, found.code, found.is_failing
        row.save()
        trail.record(Verb.EVALUATION_DECIDED, row, by=by, now={"decision": row.decision}, at=now)
    return row
