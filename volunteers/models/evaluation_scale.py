"""How a unit, or every unit of an authority, evaluates its volunteers (考核標準), from a day on."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from django.db import models
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from foundation.accounts.roles import Permission
from foundation.accounts.scope import reach
from volunteers.rules import grading
from volunteers.rules.grading import Grade, Indicator

from .authority import Authority
from .own import unit_at
from .unit import Unit

WHOLE = 10_000


class EvaluationScaleQuerySet(models.QuerySet["EvaluationScale"]):
    """Scales in the domain's words."""

    def visible_to(self, user: Any, permission: Permission = Permission.KEEP_VOLUNTEERS) -> EvaluationScaleQuerySet:
        """Those of the units this person keeps, and those that an authority published for its units."""
        scope = reach(user, permission)
        return self.filter(scope.rows(unit_at("unit")) | models.Q(authority__isnull=False)) if scope else self.none()

    def fitting(self, unit: Unit) -> EvaluationScaleQuerySet:
        """Those by which a unit may evaluate: its own, and its authority's."""
        return self.filter(models.Q(unit=unit) | models.Q(authority=unit.authority_id))


class EvaluationScale(models.Model):
    """How a unit evaluates, from a day on. It is never changed: a new one takes its place.

    It is the unit's, or its authority's for every unit that has none of its own.

    The handbook gives three aspects, eleven indicators and five grades, and no weights (「可以視需求調整項目或配分」):
    the unit weighs the aspects, words the indicators and sets the grades, and says where it has them from.

    Attributes:
        base: code of the scale in `rules.grading` that stands wherever nothing of the unit's own is written.
        attitude, performance, participation: the weights of the aspects in hundredths, so that a database can
            add them exactly: they add up to 100.00.
        indicators: the unit's own, as [aspect, words]; empty for those of the base.
        grades: the unit's own, as [name, least score], the lowest last; empty for those of the base.
        source: where the unit has them from, such as the minutes of the meeting that settled them.
    """

    unit = models.ForeignKey(
        Unit, models.PROTECT, null=True, blank=True, related_name="evaluation_scales", verbose_name=_("運用單位")
    )
    authority = models.ForeignKey(
        Authority, models.PROTECT, null=True, blank=True, related_name="evaluation_scales",
        verbose_name=_("目的事業主管機關"),
    )  # fmt: skip
    base = models.CharField(_("依哪一套標準"), max_length=16)
    attitude = models.PositiveSmallIntegerField(_("服務態度的配分"))
    performance = models.PositiveSmallIntegerField(_("服務績效的配分"))
    participation = models.PositiveSmallIntegerField(_("服務參與及學習的配分"))
    indicators = models.JSONField(_("考核指標"), default=list, blank=True)
    grades = models.JSONField(_("等第"), default=list, blank=True)
    source = models.CharField(_("依據"), max_length=200)
    valid_from = models.DateField(_("適用起日"))
    made_at = models.DateTimeField(_("訂定時間"))
    made_by = models.CharField(_("訂定的人"), max_length=200)

    objects = EvaluationScaleQuerySet.as_manager()

    class Meta:
        ordering = (
            models.F("unit__number").asc(nulls_first=True),
            models.F("unit").asc(nulls_first=True),
            models.F("authority__code").asc(nulls_first=True),
            "-valid_from",
            "-pk",
        )
        verbose_name = _("考核標準")
        constraints = (
            models.CheckConstraint(
                condition=models.Q(unit__isnull=False, authority=None) | models.Q(unit=None, authority__isnull=False),
                name="evaluation_scale_is_somebody_s",
            ),
            models.UniqueConstraint(
                fields=["authority", "valid_from"],
                name="evaluation_scale_of_authority_once_a_day",
                violation_error_message=_("這一天起適用的考核標準已經有了，請換一個起日。"),
            ),
            models.UniqueConstraint(
                fields=["unit", "valid_from"],
                name="evaluation_scale_once_a_day",
                violation_error_message=_("這一天起適用的考核標準已經有了，請換一個起日。"),
            ),
            models.CheckConstraint(
                condition=models.Q(attitude=WHOLE - models.F("performance") - models.F("participation")),
                name="evaluation_weights_are_whole",
                violation_error_message=_("三個構面的配分合計要剛好 100。"),
            ),
        )

    def __str__(self) -> str:
        return gettext("%(unit)s的考核標準") % {"unit": self.unit or self.authority}

    @property
    def county_id(self) -> str | None:
        """The county of whose scale it is, where the trail writes; a central authority has none."""
        return self.unit.county_id if self.unit else self.authority.county_id if self.authority else None

    @property
    def weights(self) -> dict[str, Decimal]:
        """The weights by aspect."""
        return {name: Decimal(getattr(self, name)) / 100 for name in grading.ASPECTS}

    @property
    def rules(self) -> grading.Scale:
        """The scale as the pure rules take it."""
        base = grading.SCALES[self.base]
        own_indicators = tuple(Indicator(number, aspect, words) for number, (aspect, words) in self._numbered())
        last = len(self.grades) - 1
        own_grades = tuple(
            Grade(f"own{place}", name, Decimal(least), is_failing=place == last)
            for place, (name, least) in enumerate(self.grades)
        )
        return grading.Scale(
            self.base, base.name, own_indicators or base.indicators, own_grades or base.grades, self.source
        )

    def _numbered(self) -> list[tuple[int, tuple[str, str]]]:
        return [(number, (aspect, words)) for number, (aspect, words) in enumerate(self.indicators, 1)]
