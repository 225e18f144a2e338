"""Photos of paper sheets, and where each belongs."""

from __future__ import annotations

import re
from typing import Any

from django.db import models
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from foundation.accounts.roles import Permission
from foundation.files.models import StoredFile
from workshops.models import Group, Workshop
from workshops.models.workshop import WorkshopQuerySet

# How the name of a scan's page is kept: as in an address of a PDF's page (RFC 8118), in no language. Pages that came in
# before that carry the words of the language in which they came.
SCANNED = re.compile(r"(?P<name>.+?)#page=(?P<number>\d{1,4})")
SCANNED_BEFORE = re.compile(r"(?P<name>.+?\.pdf)(?: 第 (?P<number>\d{1,4}) 頁| page (?P<page>\d{1,4}))", re.IGNORECASE)


def scanned(name: str, number: int) -> str:
    """The name under which a page of a scan is kept."""
    return f"{name}#page={number}"


def named(kept: str) -> str:
    """The name of a photo or of a scan's page in the language of the page."""
    found = SCANNED.fullmatch(kept) or SCANNED_BEFORE.fullmatch(kept)
    if found is None:
        return kept
    number = next(value for name, value in found.groupdict().items() if name != "name" and value)
    return gettext("%(name)s 第 %(number)s 頁") % {"name": found["name"], "number": number}


class PaperPageQuerySet(models.QuerySet["PaperPage"]):
    """Pages in the domain's words."""

    def visible_to(self, user: Any, permission: Permission = Permission.READ_SHEETS) -> PaperPageQuerySet:
        """Those of workshops whose sheets this person may read (or write, with that permission)."""
        return self.filter(WorkshopQuerySet.scope_filter(user, permission, "workshop__"))

    def waiting(self) -> PaperPageQuerySet:
        """Those of which nobody knows yet where they belong."""
        return self.filter(models.Q(group=None) | models.Q(sheet=""))

    def in_order(self) -> PaperPageQuerySet:
        """As they lie on the desk: by table, sheet and page."""
        return self.order_by(models.F("group__number").asc(nulls_first=True), "sheet", "number", "pk")


class PaperPage(models.Model):
    """One photographed page of a workshop's paper: by its code, or by somebody's hand, put to a table and a sheet.

    `sheet` is a letter of `page_codes.SHEETS`. `turn` is how far the picture is turned to be read, clockwise.
    """

    workshop = models.ForeignKey(Workshop, models.CASCADE, related_name="paper_pages", verbose_name=_("工作坊"))
    file = models.OneToOneField(StoredFile, models.PROTECT, related_name="+", verbose_name=_("檔案"))
    group = models.ForeignKey(
        Group, models.SET_NULL, null=True, blank=True, related_name="paper_pages", verbose_name=_("小組")
    )
    sheet = models.CharField(_("表單"), max_length=1, blank=True)
    version = models.PositiveSmallIntegerField(_("表單版本"), null=True, blank=True)
    number = models.PositiveSmallIntegerField(_("頁"), default=1)
    code = models.CharField(_("頁碼"), max_length=40, blank=True)
    turn = models.PositiveSmallIntegerField(default=0)
    placed_at = models.DateTimeField(_("歸位時間"), null=True, blank=True)
    placed_by = models.CharField(_("歸位者"), max_length=200, blank=True)
    keyed_at = models.DateTimeField(_("登打時間"), null=True, blank=True)
    keyed_by = models.CharField(_("登打者"), max_length=200, blank=True)

    objects = PaperPageQuerySet.as_manager()

    class Meta:
        ordering = ("workshop", "pk")
        verbose_name = _("紙本照片")
        constraints = (
            models.CheckConstraint(condition=models.Q(turn__in=(0, 90, 180, 270)), name="paper_page_turned_square"),
            models.CheckConstraint(
                condition=models.Q(keyed_at__isnull=True) | (models.Q(group__isnull=False) & ~models.Q(sheet="")),
                name="paper_page_keyed_has_place",
            ),
        )

    def __str__(self) -> str:
        return gettext("紙本照片 %(number)s") % {"number": self.pk}

    @property
    def name(self) -> str:
        """What its file was called, with the page of a scan."""
        return named(self.file.original_name)

    @property
    def county_id(self) -> str:
        """The county the page's workshop belongs to."""
        return self.workshop.county_id

    @property
    def view_box(self) -> str:
        """The frame of the picture as it is turned, for the drawing that shows it."""
        wide, high = self.file.width, self.file.height
        return f"0 0 {high} {wide}" if self.turn in (90, 270) else f"0 0 {wide} {high}"

    @property
    def transform(self) -> str:
        """How the picture is turned inside that frame."""
        wide, high = self.file.width, self.file.height
        return {
            0: "",
            90: f"translate({high} 0) rotate(90)",
            180: f"translate({wide} {high}) rotate(180)",
            270: f"translate(0 {wide}) rotate(270)",
        }[self.turn]
