"""What every result of an evaluation has, a person's or a unit's: a score, a grade, and being looked at again."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from foundation.ui.stored_words import said
from volunteers.rules import grading

JUDGED: tuple[models.CheckConstraint, ...] = (
    models.CheckConstraint(
        condition=models.Q(appealed_at=None, appeal="", decided_at=None)
        | (models.Q(appealed_at__isnull=False, score__isnull=False) & ~models.Q(appeal="")),
        name="%(class)s_is_appealed_with_words",
    ),
    models.CheckConstraint(
        condition=models.Q(decided_at=None, decision="", decision_why="", first_score=None, first_grade="")
        | (models.Q(decided_at__isnull=False, first_score__isnull=False) & ~models.Q(decision_why="")),
        name="%(class)s_is_decided_with_words",
    ),
)
"""What a database holds of every result; each model that is one has them beside its own."""


class Judged(models.Model):
    """A result: none until it is told, and what stood before it was looked at again.

    Attributes:
        score: the stored score (`grading.kept`); grade: its code in the scale. Both None/"" until told.
        failing: whether the grade is the scale's lowest; it leads to nothing by itself.
        appeal, decision: the words of who asked and the answer's; `first_score`, `first_grade` keep what stood before.
    """

    class Decision(models.TextChoices):
        """What became of being asked to look again."""

        KEPT = "kept", _("維持原結果")
        CHANGED = "changed", _("更改結果")

    score = models.DecimalField(_("成績"), max_digits=7, decimal_places=4, null=True, blank=True)
    grade = models.CharField(_("等第"), max_length=12, blank=True)
    failing = models.BooleanField(_("最低的等第"), default=False)
    appealed_at = models.DateTimeField(_("申請複核時間"), null=True, blank=True)
    appeal = models.TextField(_("申請複核的理由"), blank=True, max_length=2000)
    decided_at = models.DateTimeField(_("複核決定時間"), null=True, blank=True)
    decided_by = models.CharField(_("決定的人"), max_length=200, blank=True)
    decision = models.CharField(_("複核結果"), max_length=8, choices=Decision.choices, blank=True)
    decision_why = models.TextField(_("複核說明"), blank=True, max_length=2000)
    first_score = models.DecimalField(_("原成績"), max_digits=7, decimal_places=4, null=True, blank=True)
    first_grade = models.CharField(_("原等第"), max_length=12, blank=True)

    class Meta:
        abstract = True

    @property
    def rules(self) -> grading.Scale:
        """The scale it is judged by."""
        raise NotImplementedError

    @property
    def weights(self) -> Mapping[str, Decimal]:
        """What each aspect of the scale weighs."""
        raise NotImplementedError

    @property
    def grade_shown(self) -> str:
        """The grade in words."""
        found = self.rules.named(self.grade)
        return said(str(found.name)) if found else ""

    @property
    def first_grade_shown(self) -> str:
        """The grade that stood before it was looked at again."""
        found = self.rules.named(self.first_grade)
        return said(str(found.name)) if found else ""

    @property
    def score_shown(self) -> str:
        """The score with one decimal."""
        return "" if self.score is None else grading.shown(self.score)

    @property
    def first_score_shown(self) -> str:
        """The score that stood before."""
        return "" if self.first_score is None else grading.shown(self.first_score)


class Points(models.Model):
    """The points one rater gave.

    Attributes:
        points: by the indicator's number (as text), 0 to 100.
    """

    rater = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("考核人"))
    points = models.JSONField(_("分數"), default=dict)
    remark = models.CharField(_("評語"), max_length=500, blank=True)
    given_at = models.DateTimeField(_("送出時間"))

    class Meta:
        abstract = True

    @property
    def by_number(self) -> dict[int, int]:
        """The points by the number of the indicator."""
        return numbered(self.points)


def numbered(points: Mapping[str, Any]) -> dict[int, int]:
    """Stored points by the number of the indicator."""
    return {int(number): int(value) for number, value in points.items()}
