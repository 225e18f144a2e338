"""Passkeys: keys that a device keeps and shows with a touch, a face or a PIN (WebAuthn)."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _


class PasskeyQuerySet(models.QuerySet["Passkey"]):
    """Passkeys in the domain's words."""

    def visible_to(self, user: Any) -> PasskeyQuerySet:
        """One's own: nobody sees or removes another person's by itself (`second_factor.reset` takes all)."""
        return self.filter(user=user.pk) if getattr(user, "is_authenticated", False) else self.none()


class Passkey(models.Model):
    """One key of one person; what is kept here opens nothing, it only tells whether her device has signed."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="passkeys")
    name = models.CharField(_("名稱"), max_length=60)
    credential = models.CharField(max_length=1400, unique=True)  # base64url, as browsers name it
    public_key = models.TextField()  # base64url of COSE
    sign_count = models.BigIntegerField(default=0)
    transports = models.JSONField(default=list, blank=True)
    made_at = models.DateTimeField(_("新增時間"))
    used_at = models.DateTimeField(_("最近使用"), null=True, blank=True)

    objects = PasskeyQuerySet.as_manager()

    class Meta:
        ordering = ("made_at", "pk")
        verbose_name = _("通行密鑰")
        constraints = (
            models.CheckConstraint(condition=~models.Q(name=""), name="passkey_has_name"),
            models.CheckConstraint(condition=models.Q(sign_count__gte=0), name="passkey_counts_up"),
        )

    def __str__(self) -> str:
        return self.name
