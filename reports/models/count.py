"""Kept counts of the register: of each unit as it was counted last, of each unit and county month by month.

A page about a million people reads these rows and says of when they are; `dashboards.counting` writes them.
"""

from __future__ import annotations

from typing import Any

from django.db import models
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from foundation.accounts.models import County
from foundation.accounts.roles import Permission
from foundation.accounts.scope import reach
from volunteers.models import Unit
from volunteers.models.own import unit_at

STEPS = ("joined", "trained", "booked", "insured", "serving")
"""The way of a volunteer, each step counted among those who have taken the one before."""
LACKS = ("lacks_training", "lacks_book", "lacks_cover", "lacks_service")
"""What somebody in a unit can lack, each counted by itself."""
FIGURES = (*STEPS, *LACKS)
SHARED = ("joined", "lacks_training", "lacks_book", "lacks_cover")
"""What the shares with an aim are made of: these a unit keeps month by month."""


class UnitCountQuerySet(models.QuerySet["UnitCount"]):
    """Counts of units in the domain's words."""

    def visible_to(self, user: Any, permission: Permission = Permission.SEE_UNITS) -> UnitCountQuerySet:
        """Those of the units this person sees: numbers alone, nobody is named in them."""
        return self.filter(reach(user, permission).rows(unit_at("unit")))


class UnitMonthQuerySet(models.QuerySet["UnitMonth"]):
    """Counts of units month by month in the domain's words."""

    def visible_to(self, user: Any, permission: Permission = Permission.SEE_UNITS) -> UnitMonthQuerySet:
        """Those of the units this person sees."""
        return self.filter(reach(user, permission).rows(unit_at("unit")))


class CountyMonthQuerySet(models.QuerySet["CountyMonth"]):
    """Counts of counties in the domain's words."""

    def visible_to(self, user: Any, permission: Permission = Permission.SEE_UNITS) -> CountyMonthQuerySet:
        """Those of the counties that this person sees as a whole."""
        return self.filter(reach(user, permission).rows("county"))


class UnitCount(models.Model):
    """How many people of a unit stand where, as they were counted last; each person once a unit.

    Attributes:
        joined, trained, booked, insured, serving: in the unit; of these with basic and special training; of these with
            a record book; of these insured there; of these who have served there within a year.
        lacks_training, lacks_book, lacks_cover, lacks_service: who lacks what, whatever else she has.
        months: minutes that count, by month (`"202611"`), of the last thirteen.
        on: the day the count is of.
    """

    unit = models.OneToOneField(
        Unit, models.CASCADE, primary_key=True, related_name="count", verbose_name=_("運用單位")
    )
    joined = models.PositiveIntegerField(_("在隊"), default=0)
    trained = models.PositiveIntegerField(_("完成訓練"), default=0)
    booked = models.PositiveIntegerField(_("有紀錄冊"), default=0)
    insured = models.PositiveIntegerField(_("有保險"), default=0)
    serving = models.PositiveIntegerField(_("一年內有服務"), default=0)
    lacks_training = models.PositiveIntegerField(_("缺訓練"), default=0)
    lacks_book = models.PositiveIntegerField(_("缺紀錄冊"), default=0)
    lacks_cover = models.PositiveIntegerField(_("缺保險"), default=0)
    lacks_service = models.PositiveIntegerField(_("一年沒有服務"), default=0)
    months = models.JSONField(_("每月採計分鐘"), default=dict, blank=True)
    on = models.DateField(_("哪一天的"))
    counted_at = models.DateTimeField(_("統計時間"))

    objects = UnitCountQuerySet.as_manager()

    class Meta:
        ordering = ("unit",)
        verbose_name = _("單位人數統計")
        constraints = (
            models.CheckConstraint(
                condition=models.Q(
                    trained__lte=models.F("joined"), booked__lte=models.F("trained"),
                    insured__lte=models.F("booked"), serving__lte=models.F("insured"),
                ),
                name="unit_count_steps_go_down",
            ),
            models.CheckConstraint(
                condition=models.Q(
                    lacks_training__lte=models.F("joined"), lacks_book__lte=models.F("joined"),
                    lacks_cover__lte=models.F("joined"), lacks_service__lte=models.F("joined"),
                ),
                name="unit_count_lacks_of_joined",
            ),
        )  # fmt: skip

    def __str__(self) -> str:
        return gettext("%(unit)s的人數統計") % {"unit": self.unit}

    @property
    def county_id(self) -> str:
        """The unit's county."""
        return self.unit.county_id


class UnitMonth(models.Model):
    """A unit in a month, as it was counted last in it: what its shares, and those of its authority, were made of.

    Only as many months are kept as a dashboard shows (`dashboards.counting.MONTHS`).

    Attributes:
        month: 202611.
        joined, lacks_training, lacks_book, lacks_cover: as `UnitCount` has them.
        on: the day the count is of.
    """

    unit = models.ForeignKey(Unit, models.CASCADE, related_name="counted_months", verbose_name=_("運用單位"))
    month = models.PositiveIntegerField(_("月份"), help_text=_("西元年月，例如 202603"))
    joined = models.PositiveIntegerField(_("在隊"), default=0)
    lacks_training = models.PositiveIntegerField(_("缺訓練"), default=0)
    lacks_book = models.PositiveIntegerField(_("缺紀錄冊"), default=0)
    lacks_cover = models.PositiveIntegerField(_("缺保險"), default=0)
    on = models.DateField(_("哪一天的"))

    objects = UnitMonthQuerySet.as_manager()

    class Meta:
        ordering = ("unit", "month")
        verbose_name = _("單位每月人數統計")
        constraints = (
            models.UniqueConstraint(fields=["unit", "month"], name="unit_month_once"),
            models.CheckConstraint(
                condition=models.Q(
                    lacks_training__lte=models.F("joined"), lacks_book__lte=models.F("joined"),
                    lacks_cover__lte=models.F("joined"),
                ),
                name="unit_month_lacks_of_joined",
            ),
        )  # fmt: skip

    def __str__(self) -> str:
        return gettext("%(unit)s %(month)s 的人數統計") % {"unit": self.unit, "month": self.month}

    @property
    def county_id(self) -> str:
        """The unit's county."""
        return self.unit.county_id


class CountyMonth(models.Model):
    """A county in a month: the sums of its units as they were counted last in it, and what was served in it.

    Attributes:
        month: 202611.
        figures: the sums of `UnitCount` by name; empty for a month in which nobody counted.
        minutes: minutes that count, of the month.
        on, counted_at: the day the figures are of and the moment they were counted; `on` is None where there are none.
    """

    county = models.ForeignKey(County, models.CASCADE, related_name="+", verbose_name=_("縣市"))
    month = models.PositiveIntegerField(_("月份"), help_text=_("西元年月，例如 202603"))
    figures = models.JSONField(_("人數"), default=dict, blank=True)
    units = models.PositiveIntegerField(_("單位數"), default=0)
    minutes = models.BigIntegerField(_("採計分鐘"), default=0)
    on = models.DateField(_("哪一天的"), null=True, blank=True)
    counted_at = models.DateTimeField(_("統計時間"))

    objects = CountyMonthQuerySet.as_manager()

    class Meta:
        ordering = ("county", "month")
        verbose_name = _("縣市每月人數統計")
        constraints = (models.UniqueConstraint(fields=["county", "month"], name="county_month_once"),)

    def __str__(self) -> str:
        return gettext("%(county)s %(month)s 的人數統計") % {"county": self.county, "month": self.month}
