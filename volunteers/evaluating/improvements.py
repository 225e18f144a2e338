"""What an authority asks a unit to mend after its appraisal: asked with a day, reported, accepted or sent back."""

from __future__ import annotations

import datetime as dt

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from foundation import reasons
from foundation.audit import trail
from foundation.audit.trail import Acts
from foundation.audit.verbs import Verb
from volunteers.models import Appraisal, Improvement

from . import appraisals


def ask(*, appraisal: Appraisal, words: str, due_on: dt.date, by: Acts, now: dt.datetime) -> Improvement:
    """Ask a unit to mend something until a day. The unit reads it with the result.

    Raises:
        ValidationError: no words, a day that is over, or the appraisal is not being rated or told.
    """
    words = reasons.written(words, ask=_("請寫下要改善什麼（至少 6 個字）。"), most=500, field="words")
    if due_on < timezone.localdate(now):
        raise ValidationError({"due_on": _("改善期限不能在今天以前。")})
    with transaction.atomic():
        held = appraisals.locked(appraisal, Appraisal.State.RATING, Appraisal.State.TOLD)
        made = Improvement.objects.create(
            appraisal=held, words=words, due_on=due_on, asked_at=now, asked_by=by.as_actor().label[:200]
        )
        trail.record(Verb.CREATED, made, by=by, now={"due_on": due_on}, at=now)
    return made


def report(*, improvement: Improvement, words: str, by: Acts, now: dt.datetime) -> Improvement:
    """Say what the unit has done about it.

    Raises:
        ValidationError: no words, or it was reported already.
    """
    words = reasons.written(words, ask=_("請寫下改善情形（至少 6 個字）。"), most=1000, field="words")
    with transaction.atomic():
        waits = Improvement.objects.filter(pk=improvement.pk, reported_at=None, appraisal__state=Appraisal.State.TOLD)
        if not waits.update(report=words, reported_at=now, reported_by=by.as_actor().label[:200], returned_why=""):
            raise ValidationError(_("這一項已經回報過，或評鑑已經結束，請重新整理頁面。"))
        improvement.refresh_from_db()
        trail.record(Verb.IMPROVEMENT_REPORTED, improvement, by=by, at=now)
    return improvement


def accept(*, improvement: Improvement, by: Acts, now: dt.datetime) -> Improvement:
    """Say that what was done will do.

    Raises:
        ValidationError: nothing was reported, or it was accepted already.
    """
    with transaction.atomic():
        waits = Improvement.objects.filter(pk=improvement.pk, reported_at__isnull=False, accepted_at=None)
        if not waits.update(accepted_at=now, accepted_by=by.as_actor().label[:200]):
            raise ValidationError(_("沒有等待結案的回報，請重新整理頁面。"))
        improvement.refresh_from_db()
        trail.record(Verb.IMPROVEMENT_ACCEPTED, improvement, by=by, at=now)
    return improvement


def send_back(*, improvement: Improvement, reason: str, due_on: dt.date, by: Acts, now: dt.datetime) -> Improvement:
    """Say that it will not do yet, what is missing, and until when.

    Raises:
        ValidationError: no reason, a day that is over, nothing was reported, or it was accepted already.
    """
    reason = reasons.written(reason, ask=_("請寫下還要補什麼（至少 6 個字）。"), most=500)
    if due_on < timezone.localdate(now):
        raise ValidationError({"due_on": _("改善期限不能在今天以前。")})
    with transaction.atomic():
        waits = Improvement.objects.filter(pk=improvement.pk, reported_at__isnull=False, accepted_at=None)
        if not waits.update(reported_at=None, reported_by="", returned_why=reason, due_on=due_on):
            raise ValidationError(_("沒有等待結案的回報，請重新整理頁面。"))
        improvement.refresh_from_db()
        trail.record(
            Verb.IMPROVEMENT_RETURNED, improvement, by=by, now={"due_on": due_on}, reason=reason, at=now
        )  # fmt: skip
    return improvement
