"""Who has signed an adopted plan's commitment on the screen."""

from __future__ import annotations

from typing import Any

from django.db import models
from django.utils.translation import gettext_lazy as _

from foundation.accounts.roles import Permission
from workshops.models.workshop import WorkshopQuerySet

from .plan import Plan


class SignatureQuerySet(models.QuerySet["Signature"]):
    """Signatures in the domain's words."""

    def visible_to(self, user: Any, permission: Permission = Permission.READ_SHEETS) -> SignatureQuerySet:
        """Those under plans of workshops whose sheets this person may read."""
        return self.filter(WorkshopQuerySet.scope_filter(user, permission, "plan__workshop__"))


# What somebody puts her name under, as the plan says it at that moment.
PROMISED = ("title", "vow", "lead_agency", "person_in_charge", "first_step", "first_step_on")


class Signature(models.Model):
    """A name under a promise: 「我、我的單位，做這第一步，在這一天之前」.

    What the plan promised is copied (`PROMISED`), so that a plan changed later does not change what was signed.
    `strokes` is the handwriting as lines of points (x, y between 0 and 1000, the width of the box; empty where nobody
    drew).
    """

    plan = models.ForeignKey(Plan, models.CASCADE, related_name="signatures", verbose_name=_("行動方案"))
    name = models.CharField(_("姓名"), max_length=50)
    unit = models.CharField(_("單位"), max_length=100)
    title = models.CharField(_("行動名稱"), max_length=100)
    vow = models.CharField(_("一句承諾"), max_length=100, blank=True)
    lead_agency = models.CharField(_("主責單位"), max_length=100)
    person_in_charge = models.CharField(_("負責人"), max_length=50)
    first_step = models.CharField(_("第一步"), max_length=200)
    first_step_on = models.DateField(_("第一步日期"))
    strokes = models.JSONField(_("簽名"), default=list, blank=True)
    signed_at = models.DateTimeField(_("簽署時間"))

    objects = SignatureQuerySet.as_manager()

    class Meta:
        ordering = ("plan", "pk")
        verbose_name = _("承諾簽署")
        constraints = (
            models.UniqueConstraint(
                fields=["plan", "name", "unit"],
                name="signature_once",
                violation_error_message=_("這個人已經簽過這項方案。"),
            ),
        )

    def __str__(self) -> str:
        return f"{self.name}（{self.unit}）"

    @property
    def county_id(self) -> str:
        """The county of the plan."""
        return self.plan.county_id
