"""What the association wrote to a county about a step it has not taken yet."""

from __future__ import annotations

from typing import Any

from django.db import models
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from foundation.accounts.models import County
from foundation.accounts.roles import Permission
from foundation.accounts.scope import reach
from workshops.models import Programme


class StageLetterQuerySet(models.QuerySet["StageLetter"]):
    """Letters about missing steps in the domain's words."""

    def visible_to(self, user: Any, permission: Permission = Permission.MAKE_NATIONAL_REPORT) -> StageLetterQuerySet:
        """Those to the counties in which a person holds the permission."""
        return self.filter(reach(user, permission).rows("county"))


class StageLetter(models.Model):
    """One letter to a county's officers about one step, as it was worded. One a day and step: pressed twice, it is the
    same letter. To whom it went, and whether it arrived, stands in the ledger of notices.
    """

    programme = models.ForeignKey(
        Programme, models.PROTECT, related_name="stage_letters", verbose_name=_("方案")
    )  # fmt: skip
    county = models.ForeignKey(County, models.PROTECT, related_name="+", verbose_name=_("縣市"))
    step = models.CharField(_("哪一步"), max_length=20)
    subject = models.CharField(_("主旨"), max_length=100)
    body = models.TextField(_("內容"), max_length=2000)
    to = models.CharField(_("寄給誰"), max_length=300)
    written_on = models.DateField(_("寫信的日子"))
    written_at = models.DateTimeField(_("寫信時間"))
    written_by = models.CharField(_("誰寫的"), max_length=200)

    objects = StageLetterQuerySet.as_manager()

    class Meta:
        ordering = ("-written_at", "-pk")
        verbose_name = _("完整度的催辦信")
        constraints = (
            models.UniqueConstraint(
                fields=["programme", "county", "step", "written_on"], name="stage_letter_once_a_day"
            ),
            models.CheckConstraint(condition=~models.Q(subject="") & ~models.Q(body=""), name="stage_letter_says_it"),
        )

    def __str__(self) -> str:
        return gettext("給%(county)s的催辦信") % {"county": self.county.shown}
