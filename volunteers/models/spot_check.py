"""Spot checks (抽驗): lines of a unit's approved hours that its authority looks at, on paper or on the spot."""

from __future__ import annotations

from typing import Any

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from foundation.accounts.roles import Permission
from foundation.accounts.scope import Places, reach

from .service import HERE, ServiceBatch, ServiceEntry
from .unit import Unit

OF_CHECK = Places(
    county="spot_check__unit__county",
    organisation="spot_check__unit__organisation",
    category="spot_check__unit__category",
)


class SpotCheckQuerySet(models.QuerySet["SpotCheck"]):
    """Spot checks in the domain's words."""

    def visible_to(self, user: Any, permission: Permission = Permission.SEE_VOLUNTEERS) -> SpotCheckQuerySet:
        """Those of the units whose people this person sees."""
        return self.filter(reach(user, permission).rows(HERE))

    def done(self) -> SpotCheckQuerySet:
        """Those of which every line has been looked at."""
        return self.filter(done_on__isnull=False)


class SpotCheck(models.Model):
    """One spot check of a unit: which days' lines, how many there were, by what rule and seed some were drawn.

    Source: 「至少辦理1次書面或實地抽驗」 (柒一(八) of the annual plan from which the indicators come). The rule of the
    draw is the house's own.

    Attributes:
        entries: how many lines there were to draw from.
        seed: draws the same lines from the same ones again.
        done_on: the day on which it was done; None while lines are still to be looked at.
    """

    class Manner(models.TextChoices):
        """How the lines are looked at."""

        PAPER = "paper", _("書面抽驗")
        VISIT = "visit", _("實地抽驗")

    unit = models.ForeignKey(Unit, models.PROTECT, related_name="spot_checks", verbose_name=_("運用單位"))
    manner = models.CharField(_("抽驗方式"), max_length=8, choices=Manner.choices)
    first_on = models.DateField(_("服務日期從"))
    last_on = models.DateField(_("服務日期到"))
    entries = models.PositiveIntegerField(_("母體筆數"))
    rule = models.CharField(_("抽驗的規則"), max_length=200)
    seed = models.CharField(max_length=32)
    drawn_at = models.DateTimeField(_("抽出時間"))
    drawn_by = models.CharField(_("抽出的人"), max_length=200)
    done_on = models.DateField(_("抽驗日期"), null=True, blank=True)
    remark = models.CharField(_("抽驗結論"), max_length=300, blank=True)

    objects = SpotCheckQuerySet.as_manager()

    class Meta:
        ordering = ("-drawn_at", "-pk")
        verbose_name = _("時數抽驗")
        constraints = (
            models.CheckConstraint(condition=Q(last_on__gte=F("first_on")), name="spot_check_days_in_order"),
            models.CheckConstraint(condition=~Q(seed="") & ~Q(rule=""), name="spot_check_says_how_it_was_drawn"),
            models.UniqueConstraint(
                fields=["unit"], condition=Q(done_on=None), name="spot_check_one_at_a_time",
                violation_error_message=_("這個單位還有一次抽驗沒有結束。"),
            ),
        )  # fmt: skip

    def __str__(self) -> str:
        return gettext("%(unit)s的時數抽驗") % {"unit": self.unit}

    @property
    def county_id(self) -> str:
        """The unit's county, where the trail writes."""
        return self.unit.county_id


class SpotCheckLineQuerySet(models.QuerySet["SpotCheckLine"]):
    """Lines of spot checks in the domain's words."""

    def visible_to(self, user: Any, permission: Permission = Permission.SEE_VOLUNTEERS) -> SpotCheckLineQuerySet:
        """Those of the units whose people this person sees."""
        return self.filter(reach(user, permission).rows(OF_CHECK))


class SpotCheckLine(models.Model):
    """One line of the ledger that was drawn, and what was found.

    Attributes:
        minutes: where it was corrected, how many of its minutes are right.
        batch: what took the line out of the ledger because of the finding.
    """

    class Finding(models.TextChoices):
        """What was found."""

        OPEN = "open", _("還沒看")
        AS_IS = "as_is", _("相符")
        CORRECTED = "corrected", _("更正時數")
        REFUSED = "refused", _("不予採計")

    spot_check = models.ForeignKey(SpotCheck, models.PROTECT, related_name="lines", verbose_name=_("時數抽驗"))
    entry = models.ForeignKey(ServiceEntry, models.PROTECT, related_name="spot_lines", verbose_name=_("服務紀錄"))
    finding = models.CharField(_("抽驗結果"), max_length=10, choices=Finding.choices, default=Finding.OPEN)
    minutes = models.PositiveIntegerField(_("更正後的分鐘"), null=True, blank=True)
    reason = models.CharField(_("原因"), max_length=300, blank=True)
    batch = models.ForeignKey(
        ServiceBatch, models.PROTECT, null=True, blank=True, related_name="spot_lines", verbose_name=_("登錄批次")
    )
    found_at = models.DateTimeField(_("登錄時間"), null=True, blank=True)
    found_by = models.CharField(_("登錄的人"), max_length=200, blank=True)

    objects = SpotCheckLineQuerySet.as_manager()

    class Meta:
        ordering = ("entry__served_on", "pk")
        verbose_name = _("抽驗的紀錄")
        constraints = (
            models.UniqueConstraint(fields=["spot_check", "entry"], name="spot_line_is_drawn_once"),
            models.CheckConstraint(
                condition=Q(finding__in=("open", "as_is"), batch=None) | ~Q(reason="") & Q(batch__isnull=False),
                name="spot_line_that_changes_has_reason",
            ),
            models.CheckConstraint(
                condition=Q(finding="corrected", minutes__gt=0) | ~Q(finding="corrected") & Q(minutes=None),
                name="spot_line_corrected_says_minutes",
            ),
            models.CheckConstraint(
                condition=Q(finding="open", found_at=None) | ~Q(finding="open") & Q(found_at__isnull=False),
                name="spot_line_found_says_when",
            ),
        )

    def __str__(self) -> str:
        return gettext("抽驗的紀錄 %(number)s") % {"number": self.pk}
