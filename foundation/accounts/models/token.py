"""Tokens with which a program acts for a person."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from knox.models import AbstractAuthToken


class ApiTokenQuerySet(models.QuerySet["ApiToken"]):
    """Tokens in the domain's words."""

    def visible_to(self, user: Any) -> ApiTokenQuerySet:
        """One's own: nobody sees or revokes another person's tokens."""
        return self.filter(user=user.pk) if getattr(user, "is_authenticated", False) else self.none()


class ApiToken(AbstractAuthToken):
    """A token of the API: it may do what its owner may do, until the day it ends or is revoked.

    Only a digest is stored (knox); the token itself is shown once. The first eight characters tell one from another.
    """

    name = models.CharField(_("用途"), max_length=60)
    last_used_at = models.DateTimeField(_("最近使用"), null=True, blank=True)

    objects = ApiTokenQuerySet.as_manager()

    class Meta:
        ordering = ("-created",)
        verbose_name = _("API 權杖")
        constraints = (
            models.CheckConstraint(condition=~models.Q(name=""), name="token_has_name"),
            models.CheckConstraint(condition=models.Q(expiry__isnull=False), name="token_ends"),
        )

    def __str__(self) -> str:
        return f"{self.name}（{self.hint}…）"

    @property
    def hint(self) -> str:
        """The beginning, by which its owner knows it again."""
        return self.token_key[:8]

    def is_over(self, now: dt.datetime | None = None) -> bool:
        """Whether its day has come."""
        return self.expiry is not None and self.expiry <= (now or timezone.now())
