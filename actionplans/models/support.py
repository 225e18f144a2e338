"""How a county helps its authorities along in a year: groups 甲, 乙, 丙 (行動支援大隊) and the visits paid to them."""

from __future__ import annotations

from typing import Any

from django.db import models
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from foundation.accounts.roles import Permission

from .annual import AnnualPlan

LONGEST = 500


class SupportQuerySet(models.QuerySet[Any]):
    """Groups of an annual plan, read through its wall."""

    def visible_to(self, user: Any, permission: Permission = Permission.SEE_ANNUAL_PLANS) -> SupportQuerySet:
        """Those of the annual plans a person may see."""
        return self.filter(annual__in=AnnualPlan.objects.visible_to(user, permission))


class SupportGroup(models.Model):
    """In which group an authority is in a year, and in what way it is helped along.

    Source: 111年度臺北市政府志願服務工作計畫 柒五(一): grouped by the number and make-up of the units under it and by
    how much of its work people may take part in. No source gives numbers: the county decides.
    """

    class Group(models.TextChoices):
        """Which group."""

        A = "a", _("甲組")
        B = "b", _("乙組")
        C = "c", _("丙組")

    class Way(models.TextChoices):
        """How it is helped along."""

        BENCHMARK = "benchmark", _("標竿學習")
        NEWCOMERS = "newcomers", _("新進承辦人員輔導")
        SUPERVISION = "supervision", _("行政督導")

    annual = models.ForeignKey(AnnualPlan, models.PROTECT, related_name="support", verbose_name=_("年度計畫"))
    authority = models.ForeignKey(
        "volunteers.Authority", models.PROTECT, related_name="+", verbose_name=_("目的事業主管機關")
    )
    group = models.CharField(_("組別"), max_length=1, choices=Group.choices)
    way = models.CharField(_("輔導方式"), max_length=12, choices=Way.choices)
    why = models.CharField(_("為什麼分在這一組"), max_length=LONGEST, blank=True)

    objects = SupportQuerySet.as_manager()

    class Meta:
        ordering = ("annual", "group", "pk")
        verbose_name = _("輔導分組")
        constraints = (
            models.UniqueConstraint(fields=["annual", "authority"], name="support_group_once_an_authority"),
            models.CheckConstraint(condition=models.Q(group__in=("a", "b", "c")), name="support_group_is_known"),
            models.CheckConstraint(
                condition=models.Q(way__in=("benchmark", "newcomers", "supervision")), name="support_way_is_known"
            ),
        )

    def __str__(self) -> str:
        return gettext("%(office)s：%(group)s") % {"office": self.authority, "group": self.get_group_display()}

    @property
    def county_id(self) -> str:
        """The county of the annual plan."""
        return self.annual.county_id


class VisitQuerySet(models.QuerySet[Any]):
    """Visits, read through the wall of their annual plan."""

    def visible_to(self, user: Any, permission: Permission = Permission.SEE_ANNUAL_PLANS) -> VisitQuerySet:
        """Those of the annual plans a person may see."""
        return self.filter(group__in=SupportGroup.objects.visible_to(user, permission))


class SupportVisit(models.Model):
    """A visit to an authority: when, and what came of it."""

    group = models.ForeignKey(SupportGroup, models.PROTECT, related_name="visits", verbose_name=_("輔導分組"))
    on = models.DateField(_("日期"))
    words = models.CharField(_("談了什麼、後續"), max_length=LONGEST)
    recorded_at = models.DateTimeField(_("登錄時間"))
    recorded_by = models.CharField(_("登錄者"), max_length=200)

    objects = VisitQuerySet.as_manager()

    class Meta:
        ordering = ("on", "pk")
        verbose_name = _("輔導紀錄")
        constraints = (models.CheckConstraint(condition=~models.Q(words=""), name="support_visit_says_what"),)

    def __str__(self) -> str:
        return gettext("%(group)s的輔導紀錄") % {"group": self.group}

    @property
    def county_id(self) -> str:
        """The county of the annual plan."""
        return self.group.county_id
