"""The ledger of licences: what was licensed in which words, by whom and when, and when it was taken back."""

from __future__ import annotations

from typing import Any

from django.db import models
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from foundation.accounts.roles import Permission

from .pledge import Pledge


class LicenceQuerySet(models.QuerySet["Licence"]):
    """Licences in the domain's words."""

    def visible_to(self, user: Any, permission: Permission = Permission.SEE_PLEDGES) -> LicenceQuerySet:
        """Those of the pledges a person may see."""
        return self.filter(pledge__in=Pledge.objects.visible_to(user, permission))

    def standing(self) -> LicenceQuerySet:
        """Those that hold."""
        return self.filter(withdrawn_at=None)


class Licence(models.Model):
    """One licence to the association and IAVE. A row stays for good; taking it back is written beside it.

    `text` is the wording as it was shown and agreed to, `given_by` the account, `signer` whom it names.
    """

    pledge = models.ForeignKey(Pledge, models.PROTECT, related_name="licences", verbose_name=_("宣示"))
    version = models.CharField(_("授權文字的版本"), max_length=20)
    text = models.TextField(_("授權文字"), max_length=1000)
    signer = models.CharField(_("授權人"), max_length=80)
    given_at = models.DateTimeField(_("授權時間"))
    given_by = models.CharField(_("誰登錄授權的"), max_length=200)
    withdrawn_at = models.DateTimeField(_("撤回時間"), null=True, blank=True)
    withdrawn_by = models.CharField(_("誰撤回的"), max_length=200, blank=True)
    reason = models.CharField(_("撤回的原因"), max_length=500, blank=True)

    objects = LicenceQuerySet.as_manager()

    class Meta:
        ordering = ("-given_at", "-pk")
        verbose_name = _("素材授權")
        constraints = (
            models.UniqueConstraint(
                fields=["pledge"], condition=models.Q(withdrawn_at=None), name="licence_one_holds_at_a_time"
            ),
            models.CheckConstraint(
                condition=models.Q(withdrawn_at=None, reason="")
                | (models.Q(withdrawn_at__isnull=False) & ~models.Q(reason="")),
                name="licence_withdrawn_says_why",
            ),
        )

    def __str__(self) -> str:
        return gettext("素材授權 %(number)s") % {"number": self.pk}
