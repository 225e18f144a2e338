"""Offices and units that people act for."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from .county import County


class Organisation(models.Model):
    """An office or unit (機關、志推中心、運用單位) in a county that memberships can name as their place."""

    class Kind(models.TextChoices):
        """What sort of body it is, in the words of the workshop's list of participants."""

        AUTHORITY = "authority", _("機關")
        CENTRE = "centre", _("志願服務推廣中心")
        UNIT = "unit", _("運用單位")

    county = models.ForeignKey(County, models.PROTECT, related_name="organisations", verbose_name=_("縣市"))
    name = models.CharField(_("名稱"), max_length=100)
    kind = models.CharField(_("性質"), max_length=16, choices=Kind.choices)

    class Meta:
        ordering = ("county", "name")
        verbose_name = _("單位")
        constraints = (models.UniqueConstraint(fields=["county", "name"], name="organisation_once_in_county"),)

    def __str__(self) -> str:
        return self.name
