"""How a unit's printer meets the pages of the record book."""

from __future__ import annotations

from typing import Any

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from foundation.accounts.roles import Permission
from foundation.accounts.scope import reach
from volunteers.rules.booklet import FURTHEST, Measures

from .card import OF_UNIT
from .unit import Unit

USUAL = Measures()
NAMES = ("width", "height", "left", "right", "top", "line", "lines", "shift_x", "shift_y")


class BookFitQuerySet(models.QuerySet["BookFit"]):
    """Fits in the domain's words."""

    def visible_to(self, user: Any, permission: Permission = Permission.SEE_VOLUNTEERS) -> BookFitQuerySet:
        """Those of the units whose people this person sees."""
        return self.filter(reach(user, permission).rows(OF_UNIT))


class BookFit(models.Model):
    """A book's measures as one printer of a unit prints them (`rules.booklet.Measures`), in halves of a millimetre."""

    unit = models.ForeignKey(Unit, models.PROTECT, related_name="book_fits", verbose_name=_("運用單位"))
    printer = models.CharField(_("印表機"), max_length=40)
    width = models.PositiveSmallIntegerField(_("頁寬"), default=USUAL.width)
    height = models.PositiveSmallIntegerField(_("頁高"), default=USUAL.height)
    left = models.PositiveSmallIntegerField(_("左邊到第一欄"), default=USUAL.left)
    right = models.PositiveSmallIntegerField(_("右邊留白"), default=USUAL.right)
    top = models.PositiveSmallIntegerField(_("頂端到第一行"), default=USUAL.top)
    line = models.PositiveSmallIntegerField(_("每行高"), default=USUAL.line)
    lines = models.PositiveSmallIntegerField(_("一頁幾行"), default=USUAL.lines)
    shift_x = models.SmallIntegerField(_("水平微調"), default=0)
    shift_y = models.SmallIntegerField(_("垂直微調"), default=0)
    used_at = models.DateTimeField(_("最近使用"))
    used_by = models.CharField(_("使用的人"), max_length=200)

    objects = BookFitQuerySet.as_manager()

    class Meta:
        ordering = ("-used_at", "-pk")
        verbose_name = _("紀錄冊的套印設定")
        constraints = (
            models.UniqueConstraint(
                fields=["unit", "printer"], name="book_fit_once_a_printer",
                violation_error_message=_("這臺印表機已經有設定。"),
            ),
            models.CheckConstraint(
                condition=Q(lines__gte=1, line__gte=6) & Q(height__gte=F("top") + F("line") * F("lines")),
                name="book_fit_lines_lie_on_the_page",
            ),
            models.CheckConstraint(
                condition=Q(shift_x__range=(-FURTHEST, FURTHEST), shift_y__range=(-FURTHEST, FURTHEST)),
                name="book_fit_is_shifted_a_little",
            ),
        )  # fmt: skip

    def __str__(self) -> str:
        return self.printer

    @property
    def county_id(self) -> str:
        """The unit's county, where the trail writes."""
        return self.unit.county_id

    @property
    def measures(self) -> Measures:
        """What the pages are laid out by."""
        return Measures(**{name: getattr(self, name) for name in NAMES})
