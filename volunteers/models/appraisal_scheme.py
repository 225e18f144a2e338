"""How an authority appraises its units (評鑑要點), from a day on."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from django.db import models
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from foundation.accounts.roles import Permission
from volunteers.rules import grading
from volunteers.rules.grading import Grade, Indicator

from .authority import Authority


class AppraisalSchemeQuerySet(models.QuerySet["AppraisalScheme"]):
    """Schemes in the domain's words."""

    def visible_to(self, user: Any, permission: Permission = Permission.REVIEW_UNITS) -> AppraisalSchemeQuerySet:
        """Those of the offices whose work this person does."""
        return self.filter(authority__in=Authority.objects.led_by(user, permission))


class AppraisalScheme(models.Model):
    """How an authority appraises its units, from a day on. It is never changed: a new one takes its place.

    No source gives indicators or weights for units, so that all of them are the authority's own, with its source;
    how often is known of some offices (`rules.appraising.CYCLES`), and the authority may say otherwise.

    Attributes:
        cycle_years: once in how many years a unit's turn comes; None where the authority has settled none.
        aspects: as [name, weight in hundredths, [words of each indicator]]; the weights add up to 10000.
        grades: as [name, least score], the lowest last.
        way: how it is done, such as 書面審查; in the authority's words.
        appeal_days: how long a result may be asked to be looked at again.
        source: where the authority has them from.
    """

    authority = models.ForeignKey(
        Authority, models.PROTECT, related_name="appraisal_schemes", verbose_name=_("目的事業主管機關")
    )
    cycle_years = models.PositiveSmallIntegerField(_("幾年評鑑一次"), null=True, blank=True)
    aspects = models.JSONField(_("評鑑項目"), default=list)
    grades = models.JSONField(_("等第"), default=list)
    way = models.CharField(_("評鑑方式"), max_length=200, blank=True)
    appeal_days = models.PositiveSmallIntegerField(_("複核期間（天）"))
    source = models.CharField(_("依據"), max_length=200)
    valid_from = models.DateField(_("適用起日"))
    made_at = models.DateTimeField(_("訂定時間"))
    made_by = models.CharField(_("訂定的人"), max_length=200)

    objects = AppraisalSchemeQuerySet.as_manager()

    class Meta:
        ordering = ("authority", "-valid_from", "-pk")
        verbose_name = _("評鑑規定")
        constraints = (
            models.UniqueConstraint(
                fields=["authority", "valid_from"],
                name="appraisal_scheme_once_a_day",
                violation_error_message=_("這一天起適用的評鑑規定已經有了，請換一個起日。"),
            ),
            models.CheckConstraint(
                condition=models.Q(cycle_years=None) | models.Q(cycle_years__range=(1, 10)),
                name="appraisal_scheme_cycle_is_within_reason",
                violation_error_message=_("評鑑週期是 1 到 10 年。"),
            ),
            models.CheckConstraint(
                condition=models.Q(appeal_days__range=(1, 365)),
                name="appraisal_scheme_can_be_appealed",
                violation_error_message=_("複核期間是 1 到 365 天。"),
            ),
        )

    def __str__(self) -> str:
        return gettext("%(authority)s的評鑑規定") % {"authority": self.authority.shown}

    @property
    def county_id(self) -> str | None:
        """The authority's county, where the trail writes."""
        return self.authority.county_id

    @property
    def weights(self) -> dict[str, Decimal]:
        """The weights by aspect."""
        return {f"a{place}": Decimal(weight) / 100 for place, (_name, weight, _words) in enumerate(self.aspects)}

    @property
    def rules(self) -> grading.Scale:
        """The scheme as the pure rules take it."""
        listed = [(f"a{place}", words) for place, (_name, _weight, each) in enumerate(self.aspects) for words in each]
        last = len(self.grades) - 1
        return grading.Scale(
            "own",
            str(self),
            tuple(Indicator(number, aspect, words) for number, (aspect, words) in enumerate(listed, 1)),
            tuple(
                Grade(f"own{place}", name, Decimal(least), is_failing=place == last)
                for place, (name, least) in enumerate(self.grades)
            ),
            self.source,
            {f"a{place}": name for place, (name, _weight, _words) in enumerate(self.aspects)},
        )
