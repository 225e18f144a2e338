"""One person who stood in the register twice: the two rows made one, and the pairs that are two people after all."""

from __future__ import annotations

from typing import Any

from django.core.serializers.json import DjangoJSONEncoder
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from foundation.accounts.roles import Permission

from .volunteer import Volunteer


class MergeQuerySet(models.QuerySet["Merge"]):
    """Merges in the domain's words."""

    def visible_to(self, user: Any, permission: Permission = Permission.MERGE_PEOPLE) -> MergeQuerySet:
        """Those of the volunteers whose rows this person may make one."""
        return self.filter(kept__in=Volunteer.objects.visible_to(user, permission))

    def standing(self) -> MergeQuerySet:
        """Those that have not been taken back."""
        return self.filter(undone_at=None)


class Merge(models.Model):
    """Two rows of one person made one (手冊「1 人 1 冊終身使用」), with everything that is needed to take it back.

    The row that went stays in the register, empty, with the number that is not the first one: it is still found by it.

    Attributes:
        steps: what was done: `rows` in its order, taken back from the last to the first (`moving`); `origins`, `out`
            and `verdicts` of lines of the ledger (`shared_time`).
        rows: how many rows moved.
        mark: what hung on the person when it was done, to tell whether anything has come to it since.
        left: what was not put back, in words, because it was changed after the merge.
    """

    kept = models.ForeignKey(Volunteer, models.PROTECT, related_name="merges", verbose_name=_("留下的紀錄"))
    gone = models.ForeignKey(Volunteer, models.PROTECT, related_name="merges_away", verbose_name=_("併入的紀錄"))
    reason = models.CharField(_("原因"), max_length=300)
    steps = models.JSONField(default=dict, encoder=DjangoJSONEncoder)
    rows = models.PositiveIntegerField(_("搬移的筆數"), default=0)
    mark = models.CharField(max_length=64, blank=True)
    made_at = models.DateTimeField(_("合併時間"))
    made_by = models.CharField(_("合併的人"), max_length=200)
    undone_at = models.DateTimeField(_("取消時間"), null=True, blank=True)
    undone_by = models.CharField(_("取消的人"), max_length=200, blank=True)
    undone_why = models.CharField(_("取消的原因"), max_length=300, blank=True)
    left = models.JSONField(default=list, encoder=DjangoJSONEncoder)

    objects = MergeQuerySet.as_manager()

    class Meta:
        ordering = ("-made_at", "-pk")
        verbose_name = _("合併")
        constraints = (
            models.UniqueConstraint(fields=["gone"], condition=Q(undone_at=None), name="merged_away_once"),
            models.CheckConstraint(condition=~Q(kept=F("gone")), name="merge_is_of_two_rows"),
            models.CheckConstraint(condition=~Q(reason=""), name="merge_has_reason"),
            models.CheckConstraint(
                condition=Q(undone_at=None, undone_why="") | (Q(undone_at__isnull=False) & ~Q(undone_why="")),
                name="merge_is_undone_with_reason",
            ),
        )

    def __str__(self) -> str:
        return gettext("%(gone)s併入%(kept)s") % {"gone": self.gone, "kept": self.kept}


class ApartQuerySet(models.QuerySet["Apart"]):
    """Pairs in the domain's words."""

    def visible_to(self, user: Any, permission: Permission = Permission.MERGE_PEOPLE) -> ApartQuerySet:
        """Those of which this person knows both."""
        known = Volunteer.objects.visible_to(user, permission)
        return self.filter(first__in=known, second__in=known)


class Apart(models.Model):
    """Two rows that look alike and are two people: somebody has looked, and nobody need look again."""

    first = models.ForeignKey(Volunteer, models.PROTECT, related_name="+", verbose_name=_("志工"))
    second = models.ForeignKey(Volunteer, models.PROTECT, related_name="+", verbose_name=_("另一位志工"))
    said_at = models.DateTimeField(_("時間"))
    said_by = models.CharField(_("認定的人"), max_length=200)

    objects = ApartQuerySet.as_manager()

    class Meta:
        ordering = ("-said_at", "-pk")
        verbose_name = _("不是同一人")
        constraints = (
            models.UniqueConstraint(fields=["first", "second"], name="apart_once"),
            models.CheckConstraint(condition=Q(first__lt=F("second")), name="apart_in_one_order"),
        )

    def __str__(self) -> str:
        return gettext("%(first)s和%(second)s不是同一人") % {"first": self.first, "second": self.second}
