"""A photo or a film of a pledge: the original for the film's editor, and what is shown of it."""

from __future__ import annotations

import secrets
from typing import Any

from django.db import models
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from foundation.accounts.roles import Permission

from .pledge import Pledge


def _original_name(row: Media, _name: str) -> str:
    return f"pledges/{secrets.token_hex(16)}.{row.suffix}"


def _shown_name(row: Media, _name: str) -> str:
    return f"pledges/{secrets.token_hex(16)}.{'mp4' if row.is_film else 'jpg'}"


def _small_name(_row: Media, _name: str) -> str:
    return f"pledges/{secrets.token_hex(16)}.jpg"


class MediaQuerySet(models.QuerySet["Media"]):
    """Photos and films in the domain's words."""

    def visible_to(self, user: Any, permission: Permission = Permission.SEE_PLEDGES) -> MediaQuerySet:
        """Those of the pledges a person may see."""
        return self.filter(pledge__in=Pledge.objects.visible_to(user, permission))

    def on_the_wall(self) -> MediaQuerySet:
        """Those everybody may see."""
        return self.filter(pledge__in=Pledge.objects.on_the_wall())


class Media(models.Model):
    """One file as it came, what is known of it, and what was found.

    `content` is the original byte for byte: the film's editor needs it whole, and its fingerprint is in the manifest;
    only the county and the association reach it. `shown` and `small` were made anew and hold no place and no camera.
    `tenths` is a film's length in tenths of a second, `dpi` what a photo's file says (0: nothing). `findings` is a
    list of [code, values]; see `verdicts`.
    """

    class Kind(models.TextChoices):
        """What it is, told from its content."""

        PHOTO = "photo", _("照片")
        FILM = "film", _("影片")

    pledge = models.ForeignKey(Pledge, models.PROTECT, related_name="media", verbose_name=_("宣示"))
    kind = models.CharField(_("種類"), max_length=5, choices=Kind.choices)
    original_name = models.CharField(_("原來的檔名"), max_length=200)
    suffix = models.CharField(_("副檔名"), max_length=5)
    sha256 = models.CharField(_("檔案的指紋"), max_length=64)
    size = models.PositiveBigIntegerField(_("大小"))
    width = models.PositiveIntegerField(_("寬"), default=0)
    height = models.PositiveIntegerField(_("高"), default=0)
    dpi = models.PositiveIntegerField(_("解析度"), default=0)
    tenths = models.PositiveIntegerField(_("十分之一秒"), default=0)
    container = models.CharField(_("檔案格式"), max_length=20)
    codec = models.CharField(_("影像格式"), max_length=40, blank=True)
    findings = models.JSONField(_("檢查結果"), default=list, blank=True)
    mark = models.CharField(_("協會的註記"), max_length=300, blank=True)
    content = models.FileField(_("原檔"), upload_to=_original_name)
    shown = models.FileField(_("公開的版本"), upload_to=_shown_name, blank=True)
    small = models.FileField(_("縮圖"), upload_to=_small_name, blank=True)
    added_at = models.DateTimeField(_("上傳時間"))
    added_by = models.CharField(_("誰上傳的"), max_length=200)

    objects = MediaQuerySet.as_manager()

    class Meta:
        ordering = ("kind", "pk")
        verbose_name = _("宣示的照片或影片")
        constraints = (
            models.UniqueConstraint(fields=["pledge", "sha256"], name="media_once_a_pledge"),
            models.CheckConstraint(condition=models.Q(size__gt=0), name="media_has_content"),
            models.CheckConstraint(condition=models.Q(kind__in=("photo", "film")), name="media_kind_is_known"),
        )

    def __str__(self) -> str:
        """By number: a file's own name may hold a person's, and the trail is for good."""
        return gettext("檔案 %(number)s") % {"number": self.pk}

    @property
    def is_film(self) -> bool:
        """Whether it moves."""
        return self.kind == self.Kind.FILM

    @property
    def seconds(self) -> str:
        """Its length as it is said: 12.3."""
        return f"{self.tenths / 10:.1f}"
