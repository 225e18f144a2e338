"""Editions (版次) of the national report: what was said on a day, kept for good, and what had to be corrected since."""

from __future__ import annotations

from typing import Any

from django.db import models
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from foundation.accounts.roles import Permission
from foundation.accounts.scope import reach
from workshops.models import Programme


class EditionQuerySet(models.QuerySet["Edition"]):
    """Editions in the domain's words."""

    def visible_to(self, user: Any, permission: Permission = Permission.MAKE_NATIONAL_REPORT) -> EditionQuerySet:
        """All of them for who holds the permission, none for others: an edition is of the whole nation.

        With `SEE_PLANS` it answers whose codes may be looked up; which rows are then shown is asked row by row
        (`editions.looking_up`).
        """
        return self if reach(user, permission) else self.none()

    def light(self) -> EditionQuerySet:
        """Without the frozen values, which are long."""
        return self.defer("values")


class Edition(models.Model):
    """One frozen national report. Nothing of it changes; what was wrong is noted beside it (`Erratum`).

    Attributes:
        number: 1, 2, 3 … within its programme.
        as_of: the moment its data are of.
        values: by language, the report as `editions.freezing` writes it.
        made_with: the version of the value, and of the program that laid out its pages.
    """

    programme = models.ForeignKey(Programme, models.PROTECT, related_name="editions", verbose_name=_("方案"))
    number = models.PositiveSmallIntegerField(_("版次"))
    note = models.CharField(_("用途"), max_length=100, blank=True)
    as_of = models.DateTimeField(_("資料時間"))
    published_at = models.DateTimeField(_("發布時間"))
    published_by = models.CharField(_("誰發布的"), max_length=200)
    values = models.JSONField(_("凍結的內容"))
    made_with = models.JSONField(_("排版程式的版本"), default=dict)

    objects = EditionQuerySet.as_manager()

    class Meta:
        ordering = ("-published_at", "-pk")
        verbose_name = _("全國報告的版次")
        constraints = (
            models.UniqueConstraint(fields=["programme", "number"], name="edition_number_once_a_programme"),
            models.CheckConstraint(condition=models.Q(number__gte=1), name="edition_numbers_begin_with_one"),
        )

    def __str__(self) -> str:
        return gettext("%(programme)s全國成果報告第 %(number)s 版") % {
            "programme": self.programme.shown, "number": self.number,
        }  # fmt: skip

    @property
    def code(self) -> str:
        """What its figures' codes begin with."""
        return f"P{self.programme_id}E{self.number}"


class EditionFileQuerySet(models.QuerySet["EditionFile"]):
    """Files of editions in the domain's words."""

    def visible_to(self, user: Any, permission: Permission = Permission.MAKE_NATIONAL_REPORT) -> EditionFileQuerySet:
        """Those of the editions a person may see."""
        return self if reach(user, permission) else self.none()


class EditionFile(models.Model):
    """One rendering of an edition, as it was published; its hash says whether it is still the same."""

    edition = models.ForeignKey(Edition, models.PROTECT, related_name="files", verbose_name=_("版次"))
    language = models.CharField(_("語言"), max_length=10)
    suffix = models.CharField(_("格式"), max_length=4)
    sha256 = models.CharField(_("檔案的指紋"), max_length=64)
    size = models.PositiveIntegerField(_("大小"))
    content = models.FileField(_("檔案"), upload_to="editions")

    objects = EditionFileQuerySet.as_manager()

    class Meta:
        ordering = ("edition", "-language", "pk")
        verbose_name = _("版次的檔案")
        constraints = (
            models.UniqueConstraint(fields=["edition", "language", "suffix"], name="edition_file_once_a_format"),
            models.CheckConstraint(condition=models.Q(size__gt=0), name="edition_file_has_content"),
        )

    def __str__(self) -> str:
        return gettext("%(edition)s（%(format)s）") % {"edition": self.edition, "format": self.suffix.upper()}


class ErratumQuerySet(models.QuerySet["Erratum"]):
    """Errata in the domain's words."""

    def visible_to(self, user: Any, permission: Permission = Permission.MAKE_NATIONAL_REPORT) -> ErratumQuerySet:
        """Those of the editions a person may see."""
        return self if reach(user, permission) else self.none()


class Erratum(models.Model):
    """A correction (勘誤) to an edition: which code, what it says, what is right, and why. It is never taken back: one
    that was wrong itself is corrected by the next.
    """

    edition = models.ForeignKey(Edition, models.PROTECT, related_name="errata", verbose_name=_("版次"))
    code = models.CharField(_("代號"), max_length=30)
    was = models.CharField(_("原來寫的"), max_length=300)
    becomes = models.CharField(_("更正為"), max_length=300)
    why = models.CharField(_("為什麼"), max_length=500)
    noted_at = models.DateTimeField(_("登錄時間"))
    noted_by = models.CharField(_("誰登錄的"), max_length=200)

    objects = ErratumQuerySet.as_manager()

    class Meta:
        ordering = ("noted_at", "pk")
        verbose_name = _("勘誤")
        constraints = (
            models.CheckConstraint(
                condition=~models.Q(code="") & ~models.Q(was="") & ~models.Q(becomes="") & ~models.Q(why=""),
                name="erratum_says_all",
            ),
            models.CheckConstraint(condition=~models.Q(was=models.F("becomes")), name="erratum_changes_something"),
        )

    def __str__(self) -> str:
        return gettext("%(code)s 的勘誤") % {"code": self.code}
