"""Who somebody is to an issuer outside (OpenID Connect)."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _


class OutsideSubject(models.Model):
    """An account of ours by the name an issuer has for it, which never changes and is given to nobody else."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="outside_subjects")
    issuer = models.CharField(max_length=200)
    subject = models.CharField(max_length=255)
    joined_at = models.DateTimeField(_("連結時間"))

    class Meta:
        ordering = ("issuer", "pk")
        verbose_name = _("外部帳號")
        constraints = (models.UniqueConstraint(fields=("issuer", "subject"), name="one_account_for_a_subject"),)

    def __str__(self) -> str:
        return f"{self.user}"
