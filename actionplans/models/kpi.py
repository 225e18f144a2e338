"""What an annual plan is measured by: its indicators, typed figures, and what each showed when it was read."""

from __future__ import annotations

from typing import Any

from django.db import models
from django.utils.translation import gettext_lazy as _

from foundation.accounts.roles import Permission
from foundation.ui.stored_words import said

from .annual import AnnualPlan
from .meeting import ChairLevel

LONGEST = 300


class KpiQuerySet(models.QuerySet["Kpi"]):
    """Indicators, read through the wall of their annual plan."""

    def visible_to(self, user: Any, permission: Permission = Permission.SEE_ANNUAL_PLANS) -> KpiQuerySet:
        """Those of the annual plans a person may see."""
        return self.filter(annual__in=AnnualPlan.objects.visible_to(user, permission))


class Kpi(models.Model):
    """An indicator of an annual plan (績效指標): what is divided by what, what it is to reach, and its source.

    The whole definition stands here, so that a county's own is like a shipped one and a year keeps its own.

    Attributes:
        numerator, denominator: names of measures (`kpis.measures`); an empty one is typed by hand.
        target: per cent for rates and growth, a number for counts; None where something is to be done at all.
        growth: per cent by which a budget's execution may have grown instead.
        chaired_by: the level that has to chair a meeting at least for it to count; empty where none is asked for.
    """

    class Kind(models.TextChoices):
        """How it is judged (`kpis.judging`)."""

        RATE = "rate", _("比率")
        COUNT = "count", _("數量")
        GROWTH = "growth", _("成長率")
        EACH = "each", _("每個機關")
        DONE = "done", _("有沒有辦")
        BUDGET = "budget", _("預算執行")

    annual = models.ForeignKey(AnnualPlan, models.PROTECT, related_name="kpis", verbose_name=_("年度計畫"))
    number = models.PositiveSmallIntegerField(_("第幾項"))
    code = models.SlugField(_("代碼"), max_length=40)
    name = models.CharField(_("指標"), max_length=100)
    kind = models.CharField(_("算法"), max_length=8, choices=Kind.choices)
    area = models.CharField(_("計畫內容要項"), max_length=10, blank=True)
    unit = models.CharField(_("單位"), max_length=10, blank=True)
    numerator = models.CharField(_("分子"), max_length=40, blank=True)
    denominator = models.CharField(_("分母"), max_length=40, blank=True)
    target = models.DecimalField(_("目標"), max_digits=14, decimal_places=2, null=True, blank=True)
    growth = models.DecimalField(_("或成長"), max_digits=6, decimal_places=2, null=True, blank=True)
    at_most = models.BooleanField(_("愈少愈好"), default=False)
    source = models.CharField(_("依據"), max_length=LONGEST, blank=True)
    why = models.CharField(_("為什麼重要"), max_length=LONGEST, blank=True)
    condition = models.CharField(_("要件"), max_length=LONGEST, blank=True)
    chaired_by = models.CharField(
        _("主席職級至少"), max_length=24, choices=ChairLevel.choices, blank=True
    )  # fmt: skip
    reading = models.CharField(_("解讀"), max_length=LONGEST, blank=True)

    objects = KpiQuerySet.as_manager()

    class Meta:
        ordering = ("annual", "number")
        verbose_name = _("績效指標")
        constraints = (
            models.UniqueConstraint(
                fields=["annual", "code"],
                name="kpi_once_a_plan",
                violation_error_message=_("這份年度計畫已經有這一項指標。"),
            ),
            models.UniqueConstraint(fields=["annual", "number"], name="kpi_once_a_number"),
            models.CheckConstraint(condition=~models.Q(name=""), name="kpi_says_what"),
            models.CheckConstraint(
                condition=models.Q(kind__in=("rate", "count", "growth", "each", "done", "budget")),
                name="kpi_kind_is_known",
            ),
            models.CheckConstraint(
                condition=models.Q(kind="done") | models.Q(target__isnull=False, target__gte=0),
                name="kpi_has_a_target",
                violation_error_message=_("請寫目標。"),
            ),
            models.CheckConstraint(
                condition=models.Q(chaired_by__in=("", *ChairLevel.values)), name="kpi_chaired_by_is_known"
            ),
        )

    def __str__(self) -> str:
        return self.name

    @property
    def shown(self) -> str:
        """Its name in the page's language, where it is a shipped one."""
        return said(self.name)

    @property
    def county_id(self) -> str:
        """The county of the annual plan."""
        return self.annual.county_id


class OfKpiQuerySet(models.QuerySet[Any]):
    """Figures and readings, read through the wall of their annual plan."""

    def visible_to(self, user: Any, permission: Permission = Permission.SEE_ANNUAL_PLANS) -> OfKpiQuerySet:
        """Those of the indicators a person may see."""
        return self.filter(kpi__in=Kpi.objects.visible_to(user, permission))


class KpiFigure(models.Model):
    """A figure that somebody typed for a part of an indicator, as of a day; the latest one counts.

    `office` is the authority whose meetings it counts, for an indicator of every authority; `chair_level` the lowest
    level that chaired one of them, where the indicator asks for one.
    """

    kpi = models.ForeignKey(Kpi, models.CASCADE, related_name="figures", verbose_name=_("績效指標"))
    part = models.CharField(_("哪一個數字"), max_length=14)
    office = models.ForeignKey(
        "volunteers.Authority", models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("機關")
    )
    chair_level = models.CharField(_("主席職級"), max_length=24, choices=ChairLevel.choices, blank=True)
    value = models.DecimalField(_("數字"), max_digits=16, decimal_places=2)
    on = models.DateField(_("哪一天的"))
    note = models.CharField(_("從哪裡來"), max_length=LONGEST)
    recorded_at = models.DateTimeField(_("登錄時間"))
    recorded_by = models.CharField(_("登錄者"), max_length=200)

    objects = OfKpiQuerySet.as_manager()

    class Meta:
        ordering = ("kpi", "on", "pk")
        verbose_name = _("指標數字")
        constraints = (
            models.CheckConstraint(
                condition=models.Q(
                    part__in=("numerator", "denominator", "budget", "spent", "budget_before", "spent_before")
                ),
                name="kpi_figure_part_is_known",
            ),
            models.CheckConstraint(condition=models.Q(value__gte=0), name="kpi_figure_is_no_debt"),
            models.CheckConstraint(condition=~models.Q(note=""), name="kpi_figure_says_from_where"),
            models.CheckConstraint(
                condition=models.Q(chair_level__in=("", *ChairLevel.values)), name="kpi_figure_chair_level_is_known"
            ),
        )

    def __str__(self) -> str:
        return f"{self.kpi}・{self.part}"

    @property
    def county_id(self) -> str:
        """The county of the annual plan."""
        return self.kpi.county_id


class KpiReading(models.Model):
    """What an indicator showed on a day; the one of the year's end is final and never read again (凍結).

    Attributes:
        value: per cent or a number, as its indicator's target is; None where there was none.
        parts: of a final one, the figures it was made of: [part, name, exact value or "", how]; what the register says
            later changes nothing of them.
        applies, other: as `kpis.judging.Judgement` has them.
        final_why: why one was frozen that nobody could judge.
    """

    kpi = models.ForeignKey(Kpi, models.CASCADE, related_name="readings", verbose_name=_("績效指標"))
    on = models.DateField(_("哪一天"))
    value = models.DecimalField(_("數值"), max_digits=18, decimal_places=6, null=True, blank=True)
    met = models.BooleanField(_("達成"), null=True, blank=True)
    why = models.CharField(_("怎麼算"), max_length=500, blank=True)
    applies = models.BooleanField(_("適用"), default=True)
    other = models.CharField(_("另一種解讀"), max_length=500, blank=True)
    parts = models.JSONField(_("用到的數字"), default=list, blank=True)
    is_final = models.BooleanField(_("年底凍結"), default=False)
    final_why = models.CharField(_("還不知道就凍結的原因"), max_length=300, blank=True)
    read_at = models.DateTimeField(_("讀取時間"))

    objects = OfKpiQuerySet.as_manager()

    class Meta:
        ordering = ("kpi", "on")
        verbose_name = _("指標讀數")
        constraints = (
            models.UniqueConstraint(fields=["kpi", "on"], name="kpi_read_once_a_day"),
            models.UniqueConstraint(fields=["kpi"], condition=models.Q(is_final=True), name="kpi_final_once"),
            models.CheckConstraint(
                condition=models.Q(is_final=False)
                | models.Q(met__isnull=False)
                | models.Q(applies=False)
                | ~models.Q(final_why=""),
                name="kpi_final_is_known_or_says_why",
            ),
        )

    def __str__(self) -> str:
        return f"{self.kpi}・{self.on}"
