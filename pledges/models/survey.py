"""Which units a county has asked to fill in a campaign's survey, and which of them said that they did."""

from __future__ import annotations

from typing import Any

from django.db import models
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from foundation.accounts.models import County
from foundation.accounts.roles import Permission
from foundation.accounts.scope import reach


class SurveyAskQuerySet(models.QuerySet["SurveyAsk"]):
    """Units that were asked, in the domain's words."""

    def visible_to(self, user: Any, permission: Permission = Permission.SEE_PLEDGES) -> SurveyAskQuerySet:
        """Those of a person's counties."""
        return self.filter(reach(user, permission).rows("county"))


class SurveyAsk(models.Model):
    """One unit that was asked. A unit and no person: who of it answers is the unit's own matter, and is not kept.

    `language` is that of the survey the unit filled in; it is said with the confirmation.
    """

    class Language(models.TextChoices):
        """The languages the surveys are in."""

        ENGLISH = "en", _("英文")
        FRENCH = "fr", _("法文")
        SPANISH = "es", _("西班牙文")

    campaign_key = models.CharField(_("活動"), max_length=40)
    county = models.ForeignKey(County, models.PROTECT, related_name="survey_asks", verbose_name=_("縣市"))
    unit = models.CharField(_("單位"), max_length=100)
    asked_on = models.DateField(_("邀請日期"))
    confirmed_on = models.DateField(_("確認填寫日期"), null=True, blank=True)
    language = models.CharField(_("填寫的語言"), max_length=2, choices=Language.choices, blank=True)
    noted_at = models.DateTimeField(_("登錄時間"))
    noted_by = models.CharField(_("誰登錄的"), max_length=200)

    objects = SurveyAskQuerySet.as_manager()

    class Meta:
        ordering = ("county", "unit", "pk")
        verbose_name = _("受邀填調查的單位")
        constraints = (
            models.UniqueConstraint(fields=["campaign_key", "county", "unit"], name="survey_ask_once_a_unit"),
            models.CheckConstraint(condition=~models.Q(unit=""), name="survey_ask_names_a_unit"),
            models.CheckConstraint(
                condition=models.Q(confirmed_on=None, language="")
                | models.Q(
                    confirmed_on__isnull=False, confirmed_on__gte=models.F("asked_on"), language__in=("en", "fr", "es")
                ),
                name="survey_confirmed_after_asked",
            ),
        )

    def __str__(self) -> str:
        return gettext("%(unit)s填寫全球調查") % {"unit": self.unit}
