"""What a unit has settled for itself where the law and the handbook give no number."""

from __future__ import annotations

from typing import Any

from django.db import models
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from foundation.accounts.roles import Permission
from foundation.accounts.scope import reach

from .own import unit_at
from .unit import Unit


class CustomsQuerySet(models.QuerySet["Customs"]):
    """Customs in the domain's words."""

    def visible_to(self, user: Any, permission: Permission = Permission.SEE_VOLUNTEERS) -> CustomsQuerySet:
        """Those of the units whose people this person sees."""
        return self.filter(reach(user, permission).rows(unit_at("unit")))


class Customs(models.Model):
    """A unit's own time limits (單位自訂的期限). None of them stands in the law; an empty one means: not settled.

    Attributes:
        appeal_days: how long a volunteer may ask to look again at the result of her evaluation.
        complaint_days: within how many days a complaint is answered.
        pause_days: after how many days without service the unit talks with a volunteer
            (手冊「暫停服務達一定時間以上」).
        agreement_months: for how many months an agreement of service is made.
    """

    unit = models.OneToOneField(Unit, models.CASCADE, related_name="customs", verbose_name=_("運用單位"))
    appeal_days = models.PositiveSmallIntegerField(_("考核複核期間（天）"), null=True, blank=True)
    complaint_days = models.PositiveSmallIntegerField(_("申訴答覆期限（天）"), null=True, blank=True)
    pause_days = models.PositiveSmallIntegerField(_("多久沒服務要談（天）"), null=True, blank=True)
    agreement_months = models.PositiveSmallIntegerField(_("服務協議一次簽幾個月"), null=True, blank=True)

    objects = CustomsQuerySet.as_manager()

    class Meta:
        ordering = ("unit",)
        verbose_name = _("單位自訂的期限")
        constraints = (
            models.CheckConstraint(
                condition=(models.Q(appeal_days=None) | models.Q(appeal_days__range=(1, 365)))
                & (models.Q(complaint_days=None) | models.Q(complaint_days__range=(1, 365)))
                & (models.Q(pause_days=None) | models.Q(pause_days__range=(1, 3650)))
                & (models.Q(agreement_months=None) | models.Q(agreement_months__range=(1, 120))),
                name="customs_are_within_reason",
                violation_error_message=_("天數要在 1 到 365 之間，協議在 1 到 120 個月之間。"),
            ),
        )

    def __str__(self) -> str:
        return gettext("%(unit)s自訂的期限") % {"unit": self.unit}

    @property
    def county_id(self) -> str:
        """The unit's county, where the trail writes."""
        return self.unit.county_id
