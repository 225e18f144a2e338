"""Single cells of the completeness matrix that went back to their county, each with a mark, an answer and an end."""

from __future__ import annotations

from typing import Any

from django.db import models
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from foundation.accounts.roles import Permission
from foundation.accounts.scope import reach
from workshops.models import Workshop

LONGEST_MARK = 500


class CellReturnQuerySet(models.QuerySet["CellReturn"]):
    """Returned cells in the domain's words."""

    def visible_to(self, user: Any, permission: Permission = Permission.REGISTER_WORKSHOP) -> CellReturnQuerySet:
        """All of them for who makes the national report; for who registers a county's workshops, that county's."""
        if reach(user, Permission.MAKE_NATIONAL_REPORT):
            return self
        return self.filter(reach(user, permission).rows("workshop__county"))

    def open(self) -> CellReturnQuerySet:
        """Those that are not settled."""
        return self.exclude(state=CellReturn.State.ACCEPTED)


class CellReturn(models.Model):
    """One workshop's step that the association has sent back (退回的格子), until what the county says is accepted.

    `mark` is what the association asks now, `answer` what the county has said to it last; the trail keeps what was
    said before.
    """

    class State(models.TextChoices):
        """Whose turn it is."""

        RETURNED = "returned", _("等縣市補正")
        ANSWERED = "answered", _("等協會看")
        ACCEPTED = "accepted", _("已收下")

    workshop = models.ForeignKey(Workshop, models.PROTECT, related_name="cell_returns", verbose_name=_("工作坊"))
    step = models.CharField(_("哪一步"), max_length=20)
    state = models.CharField(_("狀態"), max_length=8, choices=State.choices, default=State.RETURNED)
    mark = models.CharField(_("要補正什麼"), max_length=LONGEST_MARK)
    answer = models.CharField(_("縣市的說明"), max_length=LONGEST_MARK, blank=True)
    returned_at = models.DateTimeField(_("退回時間"))
    returned_by = models.CharField(_("退回的人"), max_length=200)
    answered_at = models.DateTimeField(_("說明時間"), null=True, blank=True)
    answered_by = models.CharField(_("說明的人"), max_length=200, blank=True)
    accepted_at = models.DateTimeField(_("收下時間"), null=True, blank=True)
    accepted_by = models.CharField(_("收下的人"), max_length=200, blank=True)

    objects = CellReturnQuerySet.as_manager()

    class Meta:
        ordering = ("-returned_at", "-pk")
        verbose_name = _("退回的格子")
        constraints = (
            models.UniqueConstraint(
                fields=["workshop", "step"], condition=~models.Q(state="accepted"), name="cell_return_open_once"
            ),
            models.CheckConstraint(condition=~models.Q(mark=""), name="cell_return_has_a_mark"),
            models.CheckConstraint(
                condition=~models.Q(state="answered") | (~models.Q(answer="") & models.Q(answered_at__isnull=False)),
                name="cell_return_answered_says_what",
            ),
            models.CheckConstraint(
                condition=models.Q(state="accepted", accepted_at__isnull=False)
                | (~models.Q(state="accepted") & models.Q(accepted_at=None)),
                name="cell_return_accepted_has_its_day",
            ),
            models.CheckConstraint(
                condition=models.Q(state__in=("returned", "answered", "accepted")), name="cell_return_state_is_known"
            ),
        )

    def __str__(self) -> str:
        return gettext("退回的格子 %(number)s") % {"number": self.pk}

    @property
    def county_id(self) -> str:
        """Whose it is; what may be done with it is asked there."""
        found: str = self.workshop.county_id
        return found
