"""The evaluation of volunteers (考核): a round of a unit's, each one's result, and what two raters gave."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from django.conf import settings
from django.db import models
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from foundation.accounts.roles import Permission
from foundation.accounts.scope import reach
from foundation.taiwan import roc
from volunteers.rules import grading

from .evaluation_scale import EvaluationScale
from .judged import JUDGED, Judged, Points
from .own import own, unit_at
from .unit import Unit
from .volunteer import Volunteer


class EvaluationRoundQuerySet(models.QuerySet["EvaluationRound"]):
    """Rounds in the domain's words."""

    def visible_to(self, user: Any, permission: Permission = Permission.KEEP_VOLUNTEERS) -> EvaluationRoundQuerySet:
        """Those of the units this person keeps. An authority sees none: the unit evaluates (志願服務法 第 19 條)."""
        return self.filter(reach(user, permission).rows(unit_at("unit")))


class EvaluationRound(models.Model):
    """One evaluation of a unit's volunteers, of a year or of half a year (手冊：建議半年或一年一次).

    Attributes:
        year: of the common era.
        first_on, last_on: the time that is looked at.
        least_days: who has been in the unit for fewer days on its last day is not evaluated; the unit's choice.
        appeal_days: how long a result may be asked to be looked at again; no source gives a number, the unit does.
        first_rater, second_rater: who gives the points; each sees the other's only when both are in.
    """

    class Term(models.TextChoices):
        """Of which part of the year."""

        YEAR = "year", _("全年")
        FIRST = "first", _("上半年")
        SECOND = "second", _("下半年")

    class State(models.TextChoices):
        """Where it is."""

        RATING = "rating", _("評分中")
        TOLD = "told", _("已告知結果")
        CLOSED = "closed", _("已結束")

    unit = models.ForeignKey(Unit, models.PROTECT, related_name="evaluation_rounds", verbose_name=_("運用單位"))
    year = models.PositiveSmallIntegerField(_("年度"))
    term = models.CharField(_("期別"), max_length=6, choices=Term.choices, default=Term.YEAR)
    first_on = models.DateField(_("考核期間起日"))
    last_on = models.DateField(_("考核期間迄日"))
    scale = models.ForeignKey(EvaluationScale, models.PROTECT, related_name="rounds", verbose_name=_("考核標準"))
    least_days = models.PositiveSmallIntegerField(_("在隊滿幾天才考核"), default=0)
    appeal_days = models.PositiveSmallIntegerField(_("複核期間（天）"))
    first_rater = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("考核人一")
    )
    second_rater = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("考核人二")
    )
    state = models.CharField(_("狀態"), max_length=8, choices=State.choices, default=State.RATING)
    begun_at = models.DateTimeField(_("開始時間"))
    begun_by = models.CharField(_("開始的人"), max_length=200)
    told_at = models.DateTimeField(_("告知時間"), null=True, blank=True)
    closed_at = models.DateTimeField(_("結束時間"), null=True, blank=True)

    objects = EvaluationRoundQuerySet.as_manager()

    class Meta:
        ordering = ("unit", "-year", "-last_on", "-pk")
        verbose_name = _("考核")
        constraints = (
            models.UniqueConstraint(
                fields=["unit", "year", "term"],
                name="evaluation_round_once",
                violation_error_message=_("這一期的考核已經有了。"),
            ),
            models.CheckConstraint(
                condition=models.Q(last_on__gte=models.F("first_on")),
                name="evaluation_round_ends_after_it_begins",
                violation_error_message=_("迄日不能早於起日。"),
            ),
            models.CheckConstraint(
                condition=~models.Q(first_rater=models.F("second_rater")),
                name="evaluation_round_has_two_raters",
                violation_error_message=_("兩位考核人不能是同一個人。"),
            ),
            models.CheckConstraint(
                condition=models.Q(state="rating", told_at=None, closed_at=None)
                | models.Q(state="told", told_at__isnull=False, closed_at=None)
                | models.Q(state="closed", told_at__isnull=False, closed_at__isnull=False),
                name="evaluation_round_is_told_before_it_is_closed",
            ),
            models.CheckConstraint(
                condition=models.Q(appeal_days__range=(1, 365)),
                name="evaluation_round_can_be_appealed",
                violation_error_message=_("複核期間是 1 到 365 天。"),
            ),
        )

    def __str__(self) -> str:
        term = "" if self.term == self.Term.YEAR else self.get_term_display()
        return gettext("%(year)s 年度%(term)s考核") % {"year": self.shown_year, "term": term}

    @property
    def shown_year(self) -> int:
        """The year as the page's language counts it."""
        return self.year - 1911 if roc.in_chinese() else self.year

    @property
    def county_id(self) -> str:
        """The unit's county, where the trail writes."""
        return self.unit.county_id

    @property
    def raters(self) -> tuple[int, int]:
        """The keys of those who give the points, in their order."""
        return self.first_rater_id, self.second_rater_id


class EvaluationQuerySet(models.QuerySet["Evaluation"]):
    """Results in the domain's words."""

    def visible_to(self, user: Any, permission: Permission = Permission.KEEP_VOLUNTEERS) -> EvaluationQuerySet:
        """Those of the units this person keeps; and her own, once they have been told."""
        told = models.Q(round__told_at__isnull=False, left_out_why="")
        mine = own(user, Permission.SEE_VOLUNTEERS, "volunteer__user") & told
        return self.filter(reach(user, permission).rows(unit_at("round__unit")) | mine)

    def told(self) -> EvaluationQuerySet:
        """Those whose result stands and is known to her."""
        return self.filter(round__told_at__isnull=False, left_out_why="")


class Evaluation(Judged):
    """One volunteer in one round: what the ledgers say of her, the talk, the result, and whether she asked again.

    Attributes:
        evidence: what was counted (`evaluating.evidence`): minutes, times, days, absences, leaves, trainings, meetings.
        left_out_why: why she is not evaluated after all.
    """

    round = models.ForeignKey(EvaluationRound, models.PROTECT, related_name="evaluations", verbose_name=_("考核"))
    volunteer = models.ForeignKey(Volunteer, models.PROTECT, related_name="evaluations", verbose_name=_("志工"))
    evidence = models.JSONField(_("佐證數據"), default=dict)
    left_out_why = models.CharField(_("不列入考核的原因"), max_length=200, blank=True)
    talk_on = models.DateField(_("面談日期"), null=True, blank=True)
    talk = models.TextField(_("面談紀錄"), blank=True, max_length=2000)

    objects = EvaluationQuerySet.as_manager()

    class Meta:
        ordering = ("round", "pk")
        verbose_name = _("考核結果")
        constraints = (
            *JUDGED,
            models.UniqueConstraint(fields=["round", "volunteer"], name="evaluation_once_a_round"),
            models.CheckConstraint(
                condition=models.Q(score=None, grade="", failing=False)
                | (models.Q(score__range=(0, 100), left_out_why="") & ~models.Q(grade="")),
                name="evaluation_has_score_and_grade",
            ),
            models.CheckConstraint(
                condition=models.Q(talk_on=None, talk="") | (models.Q(talk_on__isnull=False) & ~models.Q(talk="")),
                name="evaluation_talk_has_day_and_words",
            ),
        )

    def __str__(self) -> str:
        """By its number: the trail is read by people who may not know whose it is."""
        return gettext("考核結果 %(number)s") % {"number": self.pk}

    @property
    def county_id(self) -> str:
        """The unit's county, where the trail writes."""
        return self.round.county_id

    @property
    def rules(self) -> grading.Scale:
        """The scale it is judged by."""
        return self.round.scale.rules

    @property
    def weights(self) -> Mapping[str, Decimal]:
        """What each aspect of the scale weighs."""
        return self.round.scale.weights


class Rating(Points):
    """The points one rater gave one volunteer."""

    evaluation = models.ForeignKey(Evaluation, models.PROTECT, related_name="ratings", verbose_name=_("考核結果"))

    class Meta:
        ordering = ("evaluation", "pk")
        verbose_name = _("評分")
        constraints = (models.UniqueConstraint(fields=["evaluation", "rater"], name="rating_once_of_a_rater"),)

    def __str__(self) -> str:
        return gettext("評分 %(number)s") % {"number": self.pk}

    @property
    def county_id(self) -> str:
        """The unit's county, where the trail writes."""
        return self.evaluation.county_id
