"""Files that people sent in."""

from __future__ import annotations

import secrets
from typing import Any

from django.conf import settings
from django.db import models
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from foundation.accounts.models import County

from . import purposes


def _random_name(row: StoredFile, _name: str) -> str:
    """A name that tells nothing and cannot be guessed; its ending is what the house wrote."""
    digits = secrets.token_hex(16)
    return f"files/{digits[:2]}/{digits}.{row.suffix}"


class StoredFileQuerySet(models.QuerySet["StoredFile"]):
    """Files in the domain's words."""

    def visible_to(self, user: Any) -> StoredFileQuerySet:
        """Those whose purpose lets this person see them."""
        if not getattr(user, "is_authenticated", False):
            return self.none()
        return self.filter(purposes.visible(user))

    def of(self, purpose: str, subject: models.Model) -> StoredFileQuerySet:
        """Those kept for one thing."""
        return self.filter(purpose=purpose, subject_key=str(subject.pk))


class StoredFile(models.Model):
    """One picture or document somebody sent, as the house wrote it anew. Only a picture has a small copy and a size in
    pixels.

    What it belongs to is said in words (`purpose`, `subject_key`), because the things stand in apps above this one.
    `added_by` is empty where it came from somebody without an account; the trail says from whom.
    """

    class Licence(models.TextChoices):
        """What may be done with it outside the platform."""

        INTERNAL = "internal", _("只在平臺內使用")
        CREDITED = "credited", _("可以公開，註明出處")

    class Kind(models.TextChoices):
        """What it is, told from its content."""

        PICTURE = "picture", _("照片")
        PDF = "pdf", _("PDF 文件")
        ODT = "odt", _("文字文件（ODT）")
        ODS = "ods", _("試算表（ODS）")
        ODP = "odp", _("簡報（ODP）")

    purpose = models.CharField(max_length=40)
    kind = models.CharField(_("種類"), max_length=7, choices=Kind.choices, default=Kind.PICTURE)
    subject_key = models.CharField(max_length=64)
    county = models.ForeignKey(County, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("縣市"))
    original_name = models.CharField(_("原來的檔名"), max_length=200)
    sha256 = models.CharField(max_length=64)
    content = models.FileField(_("檔案"), upload_to=_random_name)
    thumbnail = models.FileField(_("縮圖"), upload_to=_random_name, blank=True)
    size = models.PositiveIntegerField(_("大小"))
    width = models.PositiveIntegerField(_("寬"), default=0)
    height = models.PositiveIntegerField(_("高"), default=0)
    licence = models.CharField(_("授權"), max_length=8, choices=Licence.choices, default=Licence.INTERNAL)
    added_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("上傳者")
    )
    added_at = models.DateTimeField(_("上傳時間"))

    objects = StoredFileQuerySet.as_manager()

    class Meta:
        ordering = ("-added_at", "-pk")
        verbose_name = _("檔案")
        constraints = (
            models.UniqueConstraint(fields=["purpose", "subject_key", "sha256"], name="file_once"),
            models.CheckConstraint(condition=models.Q(size__gt=0), name="file_has_content"),
            models.CheckConstraint(
                condition=models.Q(kind="picture", width__gt=0, height__gt=0)
                | models.Q(kind__in=("pdf", "odt", "ods", "odp"), width=0, height=0, thumbnail=""),
                name="file_kind_has_its_measures",
            ),
        )

    def __str__(self) -> str:
        """By number: a file's own name may hold a person's, and the trail is for good."""
        return gettext("檔案 %(number)s") % {"number": self.pk}

    @property
    def is_picture(self) -> bool:
        """Whether it can be shown in a page."""
        return self.kind == self.Kind.PICTURE

    @property
    def suffix(self) -> str:
        """The ending of its name."""
        return "jpg" if self.is_picture else self.kind

    @property
    def shown_name(self) -> str:
        """What it was called, or else what it is."""
        return self.original_name or self.get_kind_display()
