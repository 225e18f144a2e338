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

from . import judging, rounds

State = EvaluationRound.State


def rate(*, evaluation: Evaluation, points: Mapping[int, int], remark: str, by: User, now: dt.datetime) -> Rating:
    """Give a volunteer her points, or give other ones while the results have not been told.

    Once both raters' points are in they see each other's; who then changes hers does so with both in view, and the
    trail says when.

    Raises:
        ValidationError: `by` is no rater of this round, rates herself, points are missing, or it has been told.
    """
    with transaction.atomic():
        held = rounds.locked(evaluation.round, State.RATING)
        if by.pk not in held.raters:
            raise ValidationError(_("你不是這次考核的考核人。"))
        if evaluation.volunteer.user_id == by.pk:
            raise ValidationError(_("不能替自己評分；請換一位考核人。"))
        if Evaluation.objects.get(pk=evaluation.pk).left_out_why:
            raise ValidationError(_("她不列入這次考核。"))
        return judging.note_points(
            Rating, evaluation, points=points, remark=remark, by=by, verb=Verb.EVALUATION_RATED, now=now,
            evaluation=evaluation,
        )  # fmt: skip


def seen_by(evaluation: Evaluation, user: User) -> tuple[list[Rating], int]:
    """The ratings somebody may see: her own, and all of them once both are in; and how many there are."""
    return judging.seen_by(evaluation.ratings.all(), evaluation.round.raters, user)


def talk(*, evaluation: Evaluation, on: dt.date, words: str, by: Acts, now: dt.datetime) -> Evaluation:
    """Note a talk with her: when, and what was said. She reads it with her result.

    Raises:
        ValidationError: too short, the day is to come or before the round's first, or the round is closed.
    """
    words = reasons.written(words, ask=_("請寫下談了什麼（至少 6 個字）。"), most=judging.LONGEST, field="words")
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
    with transaction.atomic():
        held = rounds.locked(evaluation.round, State.TOLD)
        judging.appeal(
            evaluation, Evaluation.objects.told(), words=words, until=rounds.last_day(held),
            late=_("複核期間已經過了；有意見請和單位的督導談，或使用申訴。"), verb=Verb.EVALUATION_APPEALED, by=by,
            now=now,
        )  # fmt: skip
    return evaluation


def decide(*, evaluation: Evaluation, score: Decimal | None, words: str, by: Acts, now: dt.datetime) -> Evaluation:
    """Answer whoever asked: keep the result, or give another score, with words either way.

    Who answers is the unit's choice: no source says who.

    Args:
        score: the new one; None keeps the result.

    Raises:
        ValidationError: no words, no such score, nobody asked, or it has been answered.
    """
    with transaction.atomic():
        rounds.locked(evaluation.round, State.TOLD)
        rows = Evaluation.objects.select_for_update(of=("self",)).select_related("round__scale", "round__unit")
        row = rows.get(pk=evaluation.pk)
        judging.decide(row, score=score, words=words, verb=Verb.EVALUATION_DECIDED, by=by, now=now)
    return row
