"""Hand-overs of an officer's business (業務交接): who gave it to whom, and what was open at that moment."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.db import models
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from foundation.accounts.models import County
from foundation.accounts.roles import Permission, Task
from foundation.accounts.scope import reach

from .decision import WrittenOnce, WrittenOnceQuerySet

LONGEST_NOTE = 2000


class SuccessionQuerySet(WrittenOnceQuerySet):
    """Hand-overs in the domain's words."""

    def visible_to(self, user: Any) -> SuccessionQuerySet:
        """Those of the counties in which a person follows plans up as such; a supervisor's only where it names her."""
        mine = models.Q(predecessor=user.pk) | models.Q(successor=user.pk)
        return self.filter(reach(user, Permission.FOLLOW_UP).rows("county", {Task.SUPERVISOR: mine}))


class Succession(WrittenOnce):
    """One hand-over: everything that one person had open in a county went to another at once.

    `handed` is the paper's value as it was at that moment (`open_business.Business.as_json`), in the house's own
    language; it is printed from this row ever after. `key` is of the page on which it was confirmed: the same page
    sent twice is one hand-over. `plans` are the keys of the plans that went along.
    """

    key = models.UUIDField(unique=True)
    county = models.ForeignKey(County, models.PROTECT, related_name="+", verbose_name=_("縣市"))
    predecessor = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("移交人")
    )
    successor = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("接交人"))
    note = models.TextField(_("交接說明"), max_length=LONGEST_NOTE, blank=True)
    handed = models.JSONField(_("移交的事"))
    plans = models.JSONField(_("行動方案"), default=list)
    made_at = models.DateTimeField(_("交接時間"))
    made_by = models.CharField(_("辦理交接的人"), max_length=200)

    objects = SuccessionQuerySet.as_manager()

    class Meta:
        ordering = ("-made_at", "-pk")
        verbose_name = _("業務交接")
        constraints = (
            models.CheckConstraint(
                condition=~models.Q(predecessor=models.F("successor")), name="succession_is_between_two"
            ),
        )

    def __str__(self) -> str:
        return gettext("%(from)s交接給%(to)s") % {"from": self.predecessor, "to": self.successor}
