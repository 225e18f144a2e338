"""Results reports (成果回報): a unit's figures of a period, what was corrected since, and the sums that went up."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.db import models
from django.db.models import Exists, F, OuterRef, Q
from django.utils.translation import gettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from foundation.accounts import sectors
from foundation.accounts.models import County
from foundation.accounts.roles import Permission
from foundation.accounts.scope import Places, reach
from foundation.taiwan import roc

from .authority import Authority
from .unit import Unit

HERE = Places(county="county", organisation="unit__organisation", category="category")


class Term(models.TextChoices):
    """Which part of its year a report is of."""

    FIRST = "first", _("上半年")
    SECOND = "second", _("下半年")
    YEAR = "year", _("全年")
    END = "end", _("計畫結束")


WHOLE = ("", Term.YEAR)
"""Names of a whole year, whatever the rhythms in it: of its sum, and (empty) of a question for it."""
SUMMED = (Term.FIRST, Term.SECOND, Term.YEAR)
"""The periods that are summed up. What was left when a plan ended is in its year's sum: plans end all year, and a sum
of these alone could never be closed."""


def period_shown(year: int, term: str) -> str:
    """115年上半年; in English by the Gregorian year."""
    return gettext("%(year)s年%(term)s") % {"year": year_shown(year), "term": Term(term).label}


def year_shown(year: int) -> int:
    """115 for 2026; 2026 itself in English."""
    return roc.year(dt.date(year, 1, 1)) if roc.in_chinese() else year


class ResultReportQuerySet(models.QuerySet["ResultReport"]):
    """Reports in the domain's words."""

    def visible_to(self, user: Any, permission: Permission = Permission.SEE_UNITS) -> ResultReportQuerySet:
        """Those of the units where a person holds a permission, as they stood when the report was opened."""
        return self.filter(reach(user, permission).rows(HERE))

    def accepted(self) -> ResultReportQuerySet:
        """Those whose figures do not move any more."""
        return self.filter(state=ResultReport.State.ACCEPTED)

    def unsent(self) -> ResultReportQuerySet:
        """Those that the unit has still to hand in."""
        return self.filter(state__in=ResultReport.WITH_UNIT)

    def missing(self, on: dt.date) -> ResultReportQuerySet:
        """Those that the unit has still to hand in, and whose day is past."""
        return self.unsent().filter(due_on__lt=on)

    def waiting(self) -> ResultReportQuerySet:
        """Those that wait for their authority's answer."""
        return self.filter(state=ResultReport.State.SUBMITTED)

    def of_period(self, year: int, term: str) -> ResultReportQuerySet:
        """Those of one period; of a whole year (`WHOLE`) every report of that year."""
        rows = self.filter(year=year)
        return rows if term in WHOLE else rows.filter(term=term)

    def last_of_year(self) -> ResultReportQuerySet:
        """Those that say how a unit stood last in their year: what is true of a day is taken from them alone.

        A later one counts from its opening on where it goes to another office, so that two offices' frozen sums never
        hold the same people twice.
        """
        later = ResultReport.objects.filter(
            unit=OuterRef("unit"), year=OuterRef("year"), last_on__gt=OuterRef("last_on")
        ).filter(
            Q(state=ResultReport.State.ACCEPTED) | ~Q(authority=OuterRef("authority")) | ~Q(county=OuterRef("county"))
        )
        return self.filter(~Exists(later))


class ResultReport(models.Model):
    """A unit's report of one period to its authority. Source: 志願服務法 第 7 條; handbook 「服務成果回報」.

    Its place (`county`, `category`, `authority`) is that of the day it was opened, so that a sum of a period never
    moves with a unit that changes its office. While it is accepted its figures neither move nor go, and no two reports
    of a unit tell the same day: triggers of the database refuse it.

    Attributes:
        filled_at: when the register's figures were read last.
        first_sent_on: the day it was handed in for the first time, by which it is on time or late.
        marks: what the authority wanted changed the last time, by key of the figure; `remark` is said of the whole.
            They stay until the report is accepted.
        former: earlier accepted states, each with its figures, where it was opened again.
    """

    class State(models.TextChoices):
        """Where it stands."""

        OPEN = "open", _("待填報")
        SUBMITTED = "submitted", pgettext_lazy("成果回報", "審查中")
        RETURNED = "returned", pgettext_lazy("成果回報", "退回修改")
        ACCEPTED = "accepted", pgettext_lazy("成果回報", "已核定")

    WITH_UNIT = (State.OPEN, State.RETURNED)

    unit = models.ForeignKey(Unit, models.PROTECT, related_name="results", verbose_name=_("運用單位"))
    county = models.ForeignKey(County, models.PROTECT, related_name="+", verbose_name=_("縣市"))
    authority = models.ForeignKey(Authority, models.PROTECT, related_name="results", verbose_name=_("主管機關"))
    category = models.CharField(_("服務類別"), max_length=16, choices=tuple(sectors.CATEGORIES.items()))
    year = models.PositiveSmallIntegerField(_("年度"))
    term = models.CharField(_("期別"), max_length=6, choices=Term.choices)
    first_on = models.DateField(_("期初日"))
    last_on = models.DateField(_("期末日"))
    opens_on = models.DateField(_("開始填報"))
    due_on = models.DateField(_("回報期限"))
    state = models.CharField(_("狀態"), max_length=10, choices=State.choices, default=State.OPEN)
    opened_at = models.DateTimeField(_("開立時間"))
    filled_at = models.DateTimeField(_("帶入時間"))
    first_sent_on = models.DateField(_("第一次送出"), null=True, blank=True)
    submitted_at = models.DateTimeField(_("送出時間"), null=True, blank=True)
    submitted_by = models.CharField(_("送出的人"), max_length=200, blank=True)
    returned_at = models.DateTimeField(_("退回時間"), null=True, blank=True)
    returned_by = models.CharField(_("退回的人"), max_length=200, blank=True)
    accepted_at = models.DateTimeField(_("核定時間"), null=True, blank=True)
    accepted_by = models.CharField(_("核定的人"), max_length=200, blank=True)
    marks = models.JSONField(_("退回意見"), default=dict, blank=True)
    remark = models.CharField(_("退回原因"), max_length=500, blank=True)
    former = models.JSONField(_("以前核定的數字"), default=list, blank=True)

    objects = ResultReportQuerySet.as_manager()

    class Meta:
        ordering = ("-due_on", "unit", "-pk")
        verbose_name = _("成果回報")
        indexes = (
            models.Index(fields=["county", "year", "term", "state"], name="result_by_county"),
            models.Index(fields=["unit", "-last_on"], name="result_of_unit"),
        )
        constraints = (
            models.UniqueConstraint(
                fields=["unit", "year", "term"], condition=~Q(term="end"), name="result_once_a_period"
            ),
            models.CheckConstraint(
                condition=Q(last_on__gte=F("first_on"), opens_on__gt=F("last_on"), due_on__gte=F("opens_on")),
                name="result_days_follow_each_other",
            ),
            models.CheckConstraint(
                condition=~Q(state="accepted") | Q(accepted_at__isnull=False, first_sent_on__isnull=False),
                name="result_accepted_was_sent",
            ),
        )

    def __str__(self) -> str:
        return gettext("%(unit)s%(period)s成果回報") % {"unit": self.unit, "period": self.period}

    @property
    def period(self) -> str:
        """115年上半年."""
        return period_shown(self.year, self.term)

    @property
    def is_with_unit(self) -> bool:
        """Whether the unit may write in it."""
        return self.state in self.WITH_UNIT

    @property
    def is_locked(self) -> bool:
        """Whether its figures do not move any more."""
        return self.state == self.State.ACCEPTED

    def days_late(self, on: dt.date) -> int:
        """By how many days it came late, or is late on that day; 0 while it is on time."""
        return max(0, ((self.first_sent_on or on) - self.due_on).days)


class ResultFigure(models.Model):
    """One figure of a report: what the register counted, and what the unit put in its place where it cannot know.

    Attributes:
        counted: from the register; None for words and for what nobody counts.
        by_hand: what holds instead; `why` says on what it stands.
        words: of what is told in words.
    """

    report = models.ForeignKey(ResultReport, models.CASCADE, related_name="figures", verbose_name=_("成果回報"))
    key = models.CharField(_("項目"), max_length=30)
    counted = models.BigIntegerField(_("帳上的數字"), null=True, blank=True)
    by_hand = models.BigIntegerField(_("人工填寫"), null=True, blank=True)
    words = models.TextField(_("文字"), max_length=2000, blank=True)
    why = models.CharField(pgettext_lazy("成果回報", "說明"), max_length=200, blank=True)

    class Meta:
        ordering = ("report", "pk")
        verbose_name = _("成果回報的數字")
        constraints = (
            models.UniqueConstraint(fields=["report", "key"], name="result_figure_once"),
            models.CheckConstraint(
                condition=Q(by_hand=None) | Q(by_hand__gte=0), name="result_figure_by_hand_is_a_count"
            ),
        )

    def __str__(self) -> str:
        return self.key

    @property
    def value(self) -> int | None:
        """The number that holds."""
        return self.counted if self.by_hand is None else self.by_hand


class ResultCorrection(models.Model):
    """What the register says today of a period that is locked, beside what was reported: told in the next report.

    The locked figure stays. `was` is what was known of it until then: what was reported, and corrections told before.
    """

    report = models.ForeignKey(
        ResultReport, models.CASCADE, related_name="corrections", verbose_name=_("在哪一份回報說明")
    )
    of = models.ForeignKey(ResultReport, models.PROTECT, related_name="corrected", verbose_name=_("更正哪一份"))
    key = models.CharField(_("項目"), max_length=30)
    was = models.BigIntegerField(_("原來"))
    now = models.BigIntegerField(_("現在"))

    class Meta:
        ordering = ("report", "of", "pk")
        verbose_name = _("前期更正")
        constraints = (
            models.UniqueConstraint(fields=["report", "of", "key"], name="result_correction_once"),
            models.CheckConstraint(condition=~Q(was=F("now")), name="result_correction_corrects"),
        )

    def __str__(self) -> str:
        return self.key

    @property
    def difference(self) -> int:
        """By how much."""
        return self.now - self.was
