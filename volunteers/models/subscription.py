"""Subscriptions (訂閱): addresses to which new openings are sent."""

from __future__ import annotations

from typing import Any

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _


class SubscriptionQuerySet(models.QuerySet["Subscription"]):
    """Subscriptions in the domain's words."""

    def visible_to(self, user: Any) -> SubscriptionQuerySet:
        """Nobody's: whoever subscribed has the signed links of her letters."""
        return self.none()

    def confirmed(self) -> SubscriptionQuerySet:
        """Those whose address has said that it wants them."""
        return self.filter(confirmed_at__isnull=False)


class Subscription(models.Model):
    """An address that wants to hear of new openings, by the same filters as the public list; empty means all.

    It counts once the link in the first letter was pressed, and is deleted whole when it is ended.
    """

    email = models.EmailField(_("電子郵件"))
    county = models.CharField(_("縣市"), max_length=3, blank=True)
    category = models.CharField(_("服務類別"), max_length=16, blank=True)
    slot = models.CharField(_("服務時段"), max_length=20, blank=True)
    skill = models.CharField(_("專長"), max_length=20, blank=True)
    asked_at = models.DateTimeField(_("訂閱時間"))
    confirmed_at = models.DateTimeField(_("確認時間"), null=True, blank=True)

    objects = SubscriptionQuerySet.as_manager()

    class Meta:
        ordering = ("pk",)
        verbose_name = _("招募訂閱")
        constraints = (
            models.UniqueConstraint(
                fields=["email", "county", "category", "slot", "skill"], name="subscription_once_of_an_address"
            ),
            models.CheckConstraint(condition=~Q(email=""), name="subscription_has_an_address"),
        )

    def __str__(self) -> str:
        """Without the address: the trail is for good."""
        return gettext("招募訂閱 %(number)s") % {"number": self.pk}
