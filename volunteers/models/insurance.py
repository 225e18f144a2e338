"""Accident insurance (志工意外事故保險)."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.db import models
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from foundation.accounts.roles import Permission
from foundation.accounts.scope import Places, reach

from .own import own
from .unit import Unit
from .volunteer import Volunteer

HERE = Places(county="unit__county", organisation="unit__organisation", category="unit__category")


class PolicyQuerySet(models.QuerySet["Policy"]):
    """Policies in the domain's words."""

    def visible_to(self, user: Any, permission: Permission = Permission.SEE_UNITS) -> PolicyQuerySet:
        """Those of the units this person sees."""
        return self.filter(reach(user, permission).rows(HERE))

    def on(self, day: dt.date) -> PolicyQuerySet:
        """Those that run on a day, first and last day included."""
        return self.filter(starts_on__lte=day, ends_on__gte=day)


class Policy(models.Model):
    """An accident insurance policy of a unit, from a day to a day, both included.

    Source: 志願服務法 第 16 條. It covers service for that unit and no other (手冊「在不同單位服務需要分別加保」);
    the joint supply contract takes only units whose plan is filed, and only holders of record books.
    """

    class Kind(models.TextChoices):
        """How it was bought."""

        JOINT = "joint", _("共同供應契約")
        OWN = "own", _("自洽投保")

    unit = models.ForeignKey(Unit, models.PROTECT, related_name="policies", verbose_name=_("運用單位"))
    kind = models.CharField(_("投保方式"), max_length=8, choices=Kind.choices)
    insurer = models.CharField(_("保險公司"), max_length=60)
    number = models.CharField(_("保單號碼"), max_length=40)
    starts_on = models.DateField(_("起日"))
    ends_on = models.DateField(_("迄日"))
    sum_insured = models.PositiveIntegerField(_("保額（元）"), null=True, blank=True)
    covers_way = models.BooleanField(_("含往返路途"), default=False)
    least_people = models.PositiveSmallIntegerField(_("最少投保人數"), null=True, blank=True)
    note = models.CharField(_("承保範圍"), max_length=300, blank=True)

    objects = PolicyQuerySet.as_manager()

    class Meta:
        ordering = ("unit", "-starts_on")
        verbose_name = _("保單")
        constraints = (
            models.UniqueConstraint(
                fields=["unit", "insurer", "number"],
                name="policy_once",
                violation_error_message=_("這個單位已經登錄過這張保單。"),
            ),
            models.CheckConstraint(
                condition=models.Q(ends_on__gte=models.F("starts_on")),
                name="policy_ends_after_it_begins",
                violation_error_message=_("迄日不能早於起日。"),
            ),
        )

    def __str__(self) -> str:
        return gettext("%(unit)s的保單 %(number)s") % {"unit": self.unit, "number": self.number}

    @property
    def county_id(self) -> str:
        """The unit's county, where the trail writes."""
        return self.unit.county_id


class CoverQuerySet(models.QuerySet["Cover"]):
    """Covers in the domain's words."""

    def visible_to(self, user: Any, permission: Permission = Permission.SEE_VOLUNTEERS) -> CoverQuerySet:
        """Those of policies of units whose people this person sees, and her own."""
        paths = Places(
            county="policy__unit__county",
            organisation="policy__unit__organisation",
            category="policy__unit__category",
        )
        mine = own(user, permission, "volunteer__user")
        return self.filter(reach(user, permission).rows(paths) | mine)


class Cover(models.Model):
    """A person on a policy's list of insured (被保險人名冊), from a day to a day, both included, within the policy.

    Attributes:
        came_in: the list it came with, where it came with one.
    """

    policy = models.ForeignKey(Policy, models.PROTECT, related_name="covers", verbose_name=_("保單"))
    volunteer = models.ForeignKey(Volunteer, models.PROTECT, related_name="covers", verbose_name=_("志工"))
    starts_on = models.DateField(_("起日"))
    ends_on = models.DateField(_("迄日"))
    came_in = models.ForeignKey(
        "volunteers.TakenList", models.SET_NULL, null=True, blank=True, related_name="covers",
        verbose_name=_("匯入的清單"),
    )  # fmt: skip

    objects = CoverQuerySet.as_manager()

    class Meta:
        ordering = ("policy", "volunteer", "starts_on")
        verbose_name = _("被保險人")
        constraints = (
            models.UniqueConstraint(
                fields=["policy", "volunteer", "starts_on"],
                name="cover_once",
                violation_error_message=_("這個人已經在名冊上。"),
            ),
            models.CheckConstraint(
                condition=models.Q(ends_on__gte=models.F("starts_on")), name="cover_ends_after_it_begins"
            ),
        )
        indexes = (models.Index(fields=["volunteer", "starts_on", "ends_on"], name="cover_of_volunteer"),)

    def __str__(self) -> str:
        return gettext("%(name)s的保險") % {"name": self.volunteer}
