"""Agreements of service (服務協議): a unit's terms by version, and who has signed which for how long."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.db import models
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from foundation.accounts.roles import Permission
from foundation.accounts.scope import reach

from .own import own, unit_at
from .unit import Unit
from .volunteer import Volunteer


class AgreementTermsQuerySet(models.QuerySet["AgreementTerms"]):
    """Terms in the domain's words."""

    def visible_to(self, user: Any, permission: Permission = Permission.KEEP_VOLUNTEERS) -> AgreementTermsQuerySet:
        """Those of the units this person keeps."""
        return self.filter(reach(user, permission).rows(unit_at("unit")))


class AgreementTerms(models.Model):
    """What a unit agrees with its volunteers. Never changed: a new version takes its place for those who sign later.

    Attributes:
        parts: what is written, by the key of `rules.agreement_terms`.
    """

    unit = models.ForeignKey(Unit, models.PROTECT, related_name="agreement_terms", verbose_name=_("運用單位"))
    version = models.PositiveSmallIntegerField(_("版本"))
    parts = models.JSONField(_("協議內容"), default=dict)
    made_at = models.DateTimeField(_("訂定時間"))
    made_by = models.CharField(_("訂定的人"), max_length=200)

    objects = AgreementTermsQuerySet.as_manager()

    class Meta:
        ordering = ("unit", "-version")
        verbose_name = _("服務協議的條款")
        constraints = (models.UniqueConstraint(fields=["unit", "version"], name="agreement_terms_version_once"),)

    def __str__(self) -> str:
        return gettext("%(unit)s服務協議第 %(version)s 版") % {"unit": self.unit, "version": self.version}

    @property
    def county_id(self) -> str:
        """The unit's county, where the trail writes."""
        return self.unit.county_id


class AgreementQuerySet(models.QuerySet["Agreement"]):
    """Agreements in the domain's words."""

    def visible_to(self, user: Any, permission: Permission = Permission.KEEP_VOLUNTEERS) -> AgreementQuerySet:
        """Those of the units this person keeps, and her own."""
        mine = own(user, Permission.SEE_VOLUNTEERS, "volunteer__user")
        return self.filter(reach(user, permission).rows(unit_at("terms__unit")) | mine)

    def standing(self, on: dt.date) -> AgreementQuerySet:
        """Signed ones that hold on a day or will hold later: whose last day is not over."""
        return self.filter(signed_on__isnull=False).filter(
            models.Q(ended_on=None, ends_on__gte=on) | models.Q(ended_on__gte=on)
        )


class Agreement(models.Model):
    """One volunteer's agreement, from a day to a day; offered first, then signed on the screen or on paper.

    Attributes:
        signed_name: the name she typed, or stands on the paper.
        ended_on, ended_why: where it ended before its time; either side may (手冊：解除協議).
    """

    class How(models.TextChoices):
        """How it was signed."""

        SCREEN = "screen", _("線上簽署")
        PAPER = "paper", _("紙本簽署")

    terms = models.ForeignKey(AgreementTerms, models.PROTECT, related_name="agreements", verbose_name=_("條款"))
    volunteer = models.ForeignKey(Volunteer, models.PROTECT, related_name="agreements", verbose_name=_("志工"))
    starts_on = models.DateField(_("起日"))
    ends_on = models.DateField(_("迄日"))
    offered_at = models.DateTimeField(_("提出時間"))
    signed_on = models.DateField(_("簽署日期"), null=True, blank=True)
    how = models.CharField(_("簽署方式"), max_length=6, choices=How.choices, blank=True)
    signed_name = models.CharField(_("簽署的姓名"), max_length=50, blank=True)
    ended_on = models.DateField(_("提前結束日"), null=True, blank=True)
    ended_why = models.CharField(_("提前結束的原因"), max_length=200, blank=True)

    objects = AgreementQuerySet.as_manager()

    class Meta:
        ordering = ("terms", "-starts_on", "-pk")
        verbose_name = _("服務協議")
        constraints = (
            models.UniqueConstraint(
                fields=["terms", "volunteer", "starts_on"],
                name="agreement_once_from_a_day",
                violation_error_message=_("這個人這一天起的協議已經有了。"),
            ),
            models.CheckConstraint(
                condition=models.Q(ends_on__gte=models.F("starts_on")),
                name="agreement_ends_after_it_begins",
                violation_error_message=_("迄日不能早於起日。"),
            ),
            models.CheckConstraint(
                condition=models.Q(signed_on=None, how="", signed_name="")
                | (models.Q(signed_on__isnull=False) & ~models.Q(how="") & ~models.Q(signed_name="")),
                name="agreement_is_signed_by_somebody",
            ),
            models.CheckConstraint(
                condition=models.Q(ended_on=None, ended_why="")
                | (models.Q(ended_on__isnull=False, signed_on__isnull=False) & ~models.Q(ended_why="")),
                name="agreement_is_ended_with_reason",
            ),
        )

    def __str__(self) -> str:
        """By its number: the trail is read by people who may not know whose it is."""
        return gettext("服務協議 %(number)s") % {"number": self.pk}

    @property
    def county_id(self) -> str:
        """The unit's county, where the trail writes."""
        return self.terms.county_id

    @property
    def last_day(self) -> dt.date:
        """The last day it holds."""
        return self.ended_on or self.ends_on
