"""Passwords somebody has had, so that she does not take the same again."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _


class KeptPassword(models.Model):
    """The hash of one password of an account, from the day it was set; the newest is the one that opens."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="kept_passwords")
    hashed = models.CharField(max_length=128)
    set_at = models.DateTimeField(_("設定時間"))

    class Meta:
        ordering = ("-set_at", "-pk")
        verbose_name = _("用過的密碼")

    def __str__(self) -> str:
        return f"{self.user}"
