"""Allowances (代金): what a unit gives for meals and transport, told beforehand, and who received what."""

from __future__ import annotations

from typing import Any

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from foundation.accounts.roles import Permission
from foundation.accounts.scope import reach
from volunteers.rules import allowances as rules

from .own import own, unit_at
from .unit import Unit
from .volunteer import Volunteer


class AllowanceTermsQuerySet(models.QuerySet["AllowanceTerms"]):
    """Terms in the domain's words."""

    def visible_to(self, user: Any, permission: Permission = Permission.SEE_UNITS) -> AllowanceTermsQuerySet:
        """Those of the units this person sees. Whoever reads an opening is told them as well: they are no secret."""
        return self.filter(reach(user, permission).rows(unit_at("unit")))


class AllowanceTerms(models.Model):
    """What a unit gives of one kind from a day on. Never changed: new ones take its place, from today on.

    Attributes:
        amount: in dollars; 0 says that the unit gives none, which is told as well.
        least_minutes: how long a service (or a day) must be for it.
        words: how it is claimed, in the unit's words.
    """

    unit = models.ForeignKey(Unit, models.PROTECT, related_name="allowance_terms", verbose_name=_("運用單位"))
    kind = models.CharField(_("種類"), max_length=8, choices=tuple(rules.KINDS.items()))
    amount = models.PositiveIntegerField(_("金額（元）"))
    per = models.CharField(_("怎麼算"), max_length=8, choices=tuple(rules.PERS.items()), default=rules.Per.SERVICE)
    least_minutes = models.PositiveSmallIntegerField(_("至少服務幾分鐘"), default=0)
    words = models.CharField(_("怎麼領"), max_length=200, blank=True)
    valid_from = models.DateField(_("適用起日"))
    made_at = models.DateTimeField(_("訂定時間"))
    made_by = models.CharField(_("訂定的人"), max_length=200)

    objects = AllowanceTermsQuerySet.as_manager()

    class Meta:
        ordering = ("unit", "kind", "-valid_from")
        verbose_name = _("代金的規定")
        constraints = (
            models.UniqueConstraint(
                fields=["unit", "kind", "valid_from"],
                name="allowance_terms_once_a_day",
                violation_error_message=_("這一天起的規定已經有了，請換一個起日。"),
            ),
            models.CheckConstraint(
                condition=Q(amount__lte=rules.MOST) & Q(least_minutes__lte=24 * 60),
                name="allowance_terms_are_within_reason",
                violation_error_message=_("金額最多 10,000 元，最少服務時間不超過一天。"),
            ),
        )

    def __str__(self) -> str:
        return gettext("%(unit)s的%(kind)s") % {"unit": self.unit, "kind": self.get_kind_display()}

    @property
    def county_id(self) -> str:
        """The unit's county, where the trail writes."""
        return self.unit.county_id

    @property
    def rule(self) -> rules.Terms:
        """As the pure rules take it."""
        return rules.Terms(self.kind, self.amount, self.per, self.least_minutes, self.valid_from)


class ReceiptListQuerySet(models.QuerySet["ReceiptList"]):
    """Receipt lists in the domain's words."""

    def visible_to(self, user: Any, permission: Permission = Permission.KEEP_VOLUNTEERS) -> ReceiptListQuerySet:
        """Those of the units this person keeps."""
        return self.filter(reach(user, permission).rows(unit_at("unit")))


class ReceiptList(models.Model):
    """A receipt list (印領清冊): what is due for some days, signed on paper by each who receives it, then paid.

    Attributes:
        paid_on: when it was handed out; from then on it stays as it is.
    """

    unit = models.ForeignKey(Unit, models.PROTECT, related_name="receipt_lists", verbose_name=_("運用單位"))
    first_on = models.DateField(_("起日"))
    last_on = models.DateField(_("迄日"))
    made_at = models.DateTimeField(_("產製時間"))
    made_by = models.CharField(_("產製的人"), max_length=200)
    paid_on = models.DateField(_("發放日期"), null=True, blank=True)
    paid_by = models.CharField(_("登錄發放的人"), max_length=200, blank=True)

    objects = ReceiptListQuerySet.as_manager()

    class Meta:
        ordering = ("unit", "-first_on", "-pk")
        verbose_name = _("印領清冊")
        constraints = (
            models.CheckConstraint(
                condition=Q(last_on__gte=F("first_on")),
                name="receipt_list_ends_after_it_begins",
                violation_error_message=_("迄日不能早於起日。"),
            ),
        )

    def __str__(self) -> str:
        return gettext("印領清冊 %(number)s") % {"number": self.pk}

    @property
    def county_id(self) -> str:
        """The unit's county, where the trail writes."""
        return self.unit.county_id


class AllowanceQuerySet(models.QuerySet["Allowance"]):
    """Lines in the domain's words."""

    def visible_to(self, user: Any, permission: Permission = Permission.SEE_VOLUNTEERS) -> AllowanceQuerySet:
        """Those of the units whose people this person sees, and her own."""
        mine = own(user, permission, "volunteer__user")
        return self.filter(reach(user, permission).rows(unit_at("unit")) | mine)


class Allowance(models.Model):
    """What one volunteer is due for one day; each day of a kind once in a unit, whatever list it stands on."""

    receipts = models.ForeignKey(ReceiptList, models.PROTECT, related_name="lines", verbose_name=_("印領清冊"))
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="+", verbose_name=_("運用單位"))
    volunteer = models.ForeignKey(Volunteer, models.PROTECT, related_name="allowances", verbose_name=_("志工"))
    kind = models.CharField(_("種類"), max_length=8, choices=tuple(rules.KINDS.items()))
    served_on = models.DateField(_("服務日期"))
    times = models.PositiveSmallIntegerField(_("次數"))
    amount = models.PositiveIntegerField(_("金額（元）"))

    objects = AllowanceQuerySet.as_manager()

    class Meta:
        ordering = ("receipts", "volunteer", "served_on", "kind")
        verbose_name = _("誤餐費、交通費")
        constraints = (
            models.UniqueConstraint(fields=["unit", "volunteer", "kind", "served_on"], name="allowance_once_for_a_day"),
            models.CheckConstraint(condition=Q(amount__gte=1, times__gte=1), name="allowance_is_something"),
        )

    def __str__(self) -> str:
        return gettext("%(kind)s %(day)s") % {"kind": self.get_kind_display(), "day": self.served_on.isoformat()}
