"""What the association has released to everybody: an edition of the national report, or an English booklet."""

from __future__ import annotations

from typing import Any

from django.db import models
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from foundation.accounts.roles import Permission
from foundation.accounts.scope import reach

from .booklet import Booklet
from .edition import Edition

LONGEST_WHY = 300


class ReleaseQuerySet(models.QuerySet["Release"]):
    """Releases in the domain's words."""

    def visible_to(self, user: Any, permission: Permission = Permission.MAKE_NATIONAL_REPORT) -> ReleaseQuerySet:
        """All of them, with those that were withdrawn, for who makes the national report; none for others."""
        return self if reach(user, permission) else self.none()

    def standing(self) -> ReleaseQuerySet:
        """Those that everybody may read now."""
        return self.filter(withdrawn_at=None)


class Release(models.Model):
    """One act by which the association lets everybody have an edition or a booklet, and the act that takes it back.

    Attributes:
        title, subtitle: of the booklet as it was then; an edition has its number.
        as_of: the moment its content is of.
        photos: keys of the booklet's photos; their rights are asked again whenever somebody looks.
        shared: plans in it that their counties had not made public; the association said that it knows.
    """

    edition = models.ForeignKey(
        Edition, models.PROTECT, null=True, blank=True, related_name="releases", verbose_name=_("全國報告的版次")
    )
    booklet = models.ForeignKey(
        Booklet, models.PROTECT, null=True, blank=True, related_name="releases", verbose_name=_("英文成果冊")
    )
    title = models.CharField(_("英文書名"), max_length=90, blank=True)
    subtitle = models.CharField(_("英文副書名"), max_length=160, blank=True)
    as_of = models.DateTimeField(_("資料時間"))
    photos = models.JSONField(_("照片"), default=list, blank=True)
    shared = models.PositiveIntegerField(_("縣市還沒公開的方案"), default=0)
    released_at = models.DateTimeField(_("開放時間"))
    released_by = models.CharField(_("誰開放的"), max_length=200)
    withdrawn_at = models.DateTimeField(_("收回時間"), null=True, blank=True)
    withdrawn_by = models.CharField(_("誰收回的"), max_length=200, blank=True)
    reason = models.CharField(_("為什麼收回"), max_length=LONGEST_WHY, blank=True)

    objects = ReleaseQuerySet.as_manager()

    class Meta:
        ordering = ("-released_at", "-pk")
        verbose_name = _("開放大眾下載")
        constraints = (
            models.CheckConstraint(
                condition=models.Q(edition__isnull=False, booklet__isnull=True)
                | models.Q(edition__isnull=True, booklet__isnull=False),
                name="release_is_edition_or_booklet",
            ),
            models.UniqueConstraint(
                fields=["edition"], condition=models.Q(withdrawn_at=None), name="release_edition_stands_once"
            ),
            models.UniqueConstraint(
                fields=["booklet"], condition=models.Q(withdrawn_at=None), name="release_booklet_stands_once"
            ),
            models.CheckConstraint(
                condition=models.Q(withdrawn_at=None, reason="")
                | (models.Q(withdrawn_at__isnull=False) & ~models.Q(reason="")),
                name="release_withdrawn_says_why",
            ),
        )

    def __str__(self) -> str:
        return gettext("%(what)s（開放下載）") % {"what": self.edition or self.title}


class ReleasedFileQuerySet(models.QuerySet["ReleasedFile"]):
    """Released files in the domain's words."""

    def visible_to(self, user: Any, permission: Permission = Permission.MAKE_NATIONAL_REPORT) -> ReleasedFileQuerySet:
        """Those of the releases a person may see."""
        return self if reach(user, permission) else self.none()

    def standing(self) -> ReleasedFileQuerySet:
        """Those that everybody may have now."""
        return self.filter(release__withdrawn_at=None)


class ReleasedFile(models.Model):
    """One file of a release, kept as it was made; its hash says whether it is still the same.

    `kind` is the edition's format, or the booklet's (print, screen, epub).
    """

    release = models.ForeignKey(Release, models.PROTECT, related_name="files", verbose_name=_("開放大眾下載"))
    kind = models.CharField(_("種類"), max_length=6)
    language = models.CharField(_("語言"), max_length=10)
    suffix = models.CharField(_("格式"), max_length=4)
    sha256 = models.CharField(_("檔案的指紋"), max_length=64)
    size = models.PositiveIntegerField(_("大小"))
    content = models.FileField(_("檔案"), upload_to="released")

    objects = ReleasedFileQuerySet.as_manager()

    class Meta:
        ordering = ("release", "-language", "pk")
        verbose_name = _("開放下載的檔案")
        constraints = (
            models.UniqueConstraint(fields=["release", "language", "kind"], name="released_file_once_a_kind"),
            models.CheckConstraint(condition=models.Q(size__gt=0), name="released_file_has_content"),
        )

    def __str__(self) -> str:
        return gettext("%(release)s（%(format)s）") % {"release": self.release, "format": self.suffix.upper()}
