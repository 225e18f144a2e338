"""The sums kept with the ledger of hours."""

from __future__ import annotations

from typing import Any

from django.db import models
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from foundation.accounts import sectors
from foundation.accounts.roles import Permission
from foundation.accounts.scope import reach

from .own import own
from .service import HERE
from .unit import Unit
from .volunteer import Volunteer


class ServiceMonthQuerySet(models.QuerySet["ServiceMonth"]):
    """Months in the domain's words."""

    def visible_to(self, user: Any, permission: Permission = Permission.SEE_VOLUNTEERS) -> ServiceMonthQuerySet:
        """Those of the units whose people this person sees, and her own."""
        mine = own(user, permission, "volunteer__user")
        return self.filter(reach(user, permission).rows(HERE) | mine)


class ServiceMonth(models.Model):
    """What a person served for a unit in one category in one month, summed over the approved lines.

    Kept with every line that is approved or corrected; `sums.differences` proves that it equals the lines. A year is
    the sum of its months.
    """

    volunteer = models.ForeignKey(Volunteer, models.PROTECT, related_name="months", verbose_name=_("志工"))
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="months", verbose_name=_("運用單位"))
    category = models.CharField(_("服務類別"), max_length=16, choices=tuple(sectors.CATEGORIES.items()))
    month = models.PositiveIntegerField(_("月份"), help_text=_("西元年月，例如 202603"))
    minutes = models.IntegerField(_("到班分鐘"))
    counted = models.IntegerField(_("採計分鐘"))
    times = models.IntegerField(_("次數"))
    served_people = models.IntegerField(_("受服務人次"))

    objects = ServiceMonthQuerySet.as_manager()

    class Meta:
        ordering = ("month", "pk")
        verbose_name = _("每月時數")
        constraints = (
            models.UniqueConstraint(fields=["volunteer", "unit", "category", "month"], name="service_month_once"),
        )
        indexes = (models.Index(fields=["unit", "month"], name="service_month_of_unit"),)

    def __str__(self) -> str:
        return gettext("%(name)s的每月時數") % {"name": self.volunteer}


class ServiceTotalQuerySet(models.QuerySet["ServiceTotal"]):
    """Totals in the domain's words."""

    def visible_to(self, user: Any, permission: Permission = Permission.SEE_VOLUNTEERS) -> ServiceTotalQuerySet:
        """Those of the volunteers this person sees."""
        return self.filter(volunteer__in=Volunteer.objects.visible_to(user, permission))


class ServiceTotal(models.Model):
    """All that a person has served that counts, anywhere and ever: what a whole city is searched by in one look.

    Attributes:
        first_on: the first day with counted minutes; None while there is none.
    """

    volunteer = models.OneToOneField(
        Volunteer, models.PROTECT, primary_key=True, related_name="total", verbose_name=_("志工")
    )
    counted = models.BigIntegerField(_("採計分鐘"), default=0)
    times = models.IntegerField(_("次數"), default=0)
    first_on = models.DateField(_("第一次服務"), null=True, blank=True)

    objects = ServiceTotalQuerySet.as_manager()

    class Meta:
        ordering = ("volunteer",)
        verbose_name = _("累計時數")
        indexes = (models.Index(fields=["counted"], name="service_total_by_counted"),)

    def __str__(self) -> str:
        return gettext("%(name)s的累計時數") % {"name": self.volunteer}
