"""The second thing that proves who somebody is: a code from an app on her phone."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

PLACE = "accounts.secondfactor.secret"


class SecondFactor(models.Model):
    """What an account's authenticator app and the platform both know, one for an account.

    Attributes:
        secret_sealed: twenty random bytes in base32, under `foundation.sealed`.
        confirmed_at: when a first code proved that her app knows it; without that there is no row.
        last_step: the thirty seconds whose code was last accepted: none is taken twice.
        spares: what is left of the codes for a lost phone, SHA-256 each (80 random bits need no slower one).
        misses, shut_until: wrong codes since the last right one, and until when none is taken.
    """

    user = models.OneToOneField(settings.AUTH_USER_MODEL, models.CASCADE, related_name="second_factor")
    secret_sealed = models.CharField(max_length=200, editable=False)
    confirmed_at = models.DateTimeField(_("啟用時間"))
    last_step = models.BigIntegerField(default=0)
    spares = models.JSONField(default=list)
    misses = models.PositiveSmallIntegerField(default=0)
    shut_until = models.DateTimeField(null=True, blank=True)

    class Meta:
        verbose_name = _("兩步驟驗證")
        constraints = (
            models.CheckConstraint(condition=~models.Q(secret_sealed=""), name="second_factor_has_a_secret"),
        )

    def __str__(self) -> str:
        return str(self.user)
