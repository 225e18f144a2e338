"""Looks at named people across the county line."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from foundation.accounts.roles import Permission
from foundation.accounts.scope import reach

from .county import County


class DisclosureQuerySet(models.QuerySet["Disclosure"]):
    """Disclosures in the domain's words."""

    def visible_to(self, user: Any) -> DisclosureQuerySet:
        """Those of the counties whose trail this person reads: a county sees who has opened its people's names."""
        return self.filter(reach(user, Permission.READ_TRAIL).rows("county"))

    def open_to(self, user: Any, subject_type: str, now: dt.datetime) -> DisclosureQuerySet:
        """Those that let this person see named people of this kind of thing at this moment."""
        return self.filter(user=user, subject_type=subject_type, expires_at__gt=now)


class Disclosure(models.Model):
    """A reasoned, timed permission to see the names in one thing of another county.

    National staff work with counts. Where a name is needed, the reason is written first, the county sees the line,
    and the names close again by themselves.
    """

    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="disclosures")
    county = models.ForeignKey(County, models.PROTECT, related_name="disclosures")
    subject_type = models.CharField(max_length=64)
    subject_key = models.CharField(max_length=64)
    subject_label = models.CharField(_("查看對象"), max_length=300)
    reason = models.TextField(_("原因"))
    opened_at = models.DateTimeField(_("查看時間"))
    expires_at = models.DateTimeField(_("到期時間"))

    objects = DisclosureQuerySet.as_manager()

    class Meta:
        ordering = ("-opened_at",)
        indexes = (models.Index(fields=["user", "subject_type", "expires_at"], name="disclosure_open"),)
        constraints = (
            models.CheckConstraint(condition=~models.Q(reason=""), name="disclosure_has_reason"),
            models.CheckConstraint(condition=models.Q(expires_at__gt=models.F("opened_at")), name="disclosure_ends"),
        )

    def __str__(self) -> str:
        return f"{self.user}・{self.subject_label}"
