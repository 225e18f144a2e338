"""A file on its way: how much of it has come, so that a broken line goes on where it was."""

from __future__ import annotations

import uuid
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db import models
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from foundation.accounts.roles import Permission

from .media import Media
from .pledge import Pledge


class UploadQuerySet(models.QuerySet["Upload"]):
    """Uploads in the domain's words."""

    def visible_to(self, user: Any, permission: Permission = Permission.KEEP_PLEDGE) -> UploadQuerySet:
        """Those to the pledges a person keeps."""
        return self.filter(pledge__in=Pledge.objects.visible_to(user, permission))

    def under_way(self) -> UploadQuerySet:
        """Those of which nobody knows yet what they are."""
        return self.filter(media=None, refused="")


class Upload(models.Model):
    """One file being sent in parts. `sha256` is what the sender says of the whole, and is what makes it the same file
    again after a reload; `received` counts the bytes that are on the disk. It ends with `media` or `refused`, and is
    kept for a while after that: an answer that was lost on the way can be asked for again.
    """

    token = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    pledge = models.ForeignKey(Pledge, models.CASCADE, related_name="uploads", verbose_name=_("宣示"))
    name = models.CharField(_("檔名"), max_length=200)
    size = models.PositiveBigIntegerField(_("大小"))
    sha256 = models.CharField(_("檔案的指紋"), max_length=64)
    received = models.PositiveBigIntegerField(_("已經收到"), default=0)
    refused = models.CharField(_("為什麼沒有收下"), max_length=500, blank=True)
    media = models.ForeignKey(
        Media, models.CASCADE, null=True, blank=True, related_name="uploads", verbose_name=_("收下的檔案")
    )
    begun_at = models.DateTimeField(_("開始上傳"))
    begun_by = models.CharField(_("誰上傳的"), max_length=200)
    heard_at = models.DateTimeField(_("最後收到的時間"))

    objects = UploadQuerySet.as_manager()

    class Meta:
        ordering = ("pk",)
        verbose_name = _("上傳")
        constraints = (
            models.UniqueConstraint(
                fields=["pledge", "sha256"], condition=models.Q(media=None, refused=""), name="upload_once_under_way"
            ),
            models.CheckConstraint(
                condition=models.Q(received__lte=models.F("size")), name="upload_not_beyond_its_end"
            ),
        )

    def __str__(self) -> str:
        return gettext("上傳 %(number)s") % {"number": self.pk}

    @property
    def path(self) -> Path:
        """Where its bytes are kept until it is whole."""
        return Path(settings.MEDIA_ROOT) / "pledges" / "parts" / self.token.hex

    @property
    def percent(self) -> int:
        """How much of it has come."""
        return self.received * 100 // self.size if self.size else 0
