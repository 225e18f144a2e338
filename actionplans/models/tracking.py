"""What the tracker keeps for one person: the filters she has named, and how far she has read."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _


class OwnQuerySet(models.QuerySet[Any]):
    """Rows that are one person's own."""

    def visible_to(self, user: Any) -> Any:
        """Hers, and nobody else's."""
        return self.filter(user=user.pk) if getattr(user, "is_authenticated", False) else self.none()


class SavedView(models.Model):
    """Filters of the tracker under a name of her own (常用的篩選); `query` is what stands in the address."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+", verbose_name=_("使用者"))
    name = models.CharField(_("名稱"), max_length=40)
    query = models.CharField(_("篩選條件"), max_length=1000, blank=True)
    made_at = models.DateTimeField(_("建立時間"))

    objects = OwnQuerySet.as_manager()

    class Meta:
        ordering = ("name",)
        verbose_name = _("常用的篩選")
        constraints = (
            models.UniqueConstraint(
                fields=["user", "name"],
                name="saved_view_name_once",
                violation_error_message=_("已經有這個名稱的篩選，請換一個名稱。"),
            ),
            models.CheckConstraint(condition=~models.Q(name=""), name="saved_view_has_name"),
        )

    def __str__(self) -> str:
        return self.name


class TrackerVisit(models.Model):
    """How far somebody has read the tracker: everything until `seen_at` is no news; `looked_at` is her last look."""

    user = models.OneToOneField(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+", primary_key=True)
    seen_at = models.DateTimeField()
    looked_at = models.DateTimeField()

    objects = OwnQuerySet.as_manager()

    class Meta:
        verbose_name = _("看過追蹤清單")

    def __str__(self) -> str:
        return str(self.user_id)
