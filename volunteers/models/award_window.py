"""When an award is open to proposals: a county's window of a year, what it asks for, and who scores."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from foundation.accounts.models import County
from foundation.accounts.roles import Permission
from foundation.accounts.scope import reach

from .authority import Authority, led_by_category
from .award import LONGEST_CODE
from .unit import Unit


class AwardWindowQuerySet(models.QuerySet["AwardWindow"]):
    """Windows in the domain's words."""

    def visible_to(self, user: Any, permission: Permission = Permission.SEE_UNITS) -> AwardWindowQuerySet:
        """Those of the counties where this person sees units; to decide on, her county's and her office's own."""
        if permission is Permission.REVIEW_UNITS:
            hers = Q(authority__in=led_by_category(user, permission))
            return self.filter(reach(user, permission).rows("county") | hers)
        return self.filter(county__in=Unit.objects.visible_to(user, permission).order_by().values("county"))

    def scored_by(self, user: Any) -> AwardWindowQuerySet:
        """Those on whose committee this person sits."""
        if not getattr(user, "is_authenticated", False):
            return self.none()
        return self.filter(jurors__user=user.pk, jurors__left_on=None)


class AwardWindow(models.Model):
    """From when to when a county takes proposals for an award in a year, and what it asks for.

    Attributes:
        authority: the office that gives the award, and so decides in its window; None of a ministry's.
        closes_on: the last day on which units may hand in.
        corrections_until: the last day for what was returned; None where the authority has set none.
        forwards_by: the last day for the authority to send them on to the centre; None where there is none.
        papers: keys of `rules.award_routes.PAPERS` that every candidate needs.
        one_in, share_of: how many a unit may put forward, one in so many of those who qualify or of its members.
        most_a_unit: how many a unit may put forward at most.
        places: how many are chosen; None without a limit.
        has_committee: whether a committee scores the candidates.
    """

    class Share(models.TextChoices):
        """Of whom a unit's share is taken."""

        QUALIFIED = "qualified", _("符合資格的志工")
        MEMBERS = "members", _("單位的志工")

    county = models.ForeignKey(County, models.PROTECT, related_name="award_windows", verbose_name=_("縣市"))
    authority = models.ForeignKey(
        Authority, models.PROTECT, null=True, blank=True, related_name="award_windows", verbose_name=_("給獎的機關")
    )
    award = models.CharField(_("獎項"), max_length=LONGEST_CODE)
    year = models.PositiveSmallIntegerField(_("年度"))
    opens_on = models.DateField(_("受理起日"))
    closes_on = models.DateField(_("受理截止日"))
    corrections_until = models.DateField(_("補正期限"), null=True, blank=True)
    forwards_by = models.DateField(_("轉送中央的期限"), null=True, blank=True)
    papers = models.JSONField(_("每位要附的文件"), default=list, blank=True)
    one_in = models.PositiveSmallIntegerField(_("每幾位推薦一位"), null=True, blank=True)
    share_of = models.CharField(_("以什麼人數計算"), max_length=9, choices=Share.choices, blank=True)
    most_a_unit = models.PositiveSmallIntegerField(_("每單位最多幾位"), null=True, blank=True)
    places = models.PositiveSmallIntegerField(_("錄取名額"), null=True, blank=True)
    has_committee = models.BooleanField(_("由評審委員評分"), default=False)
    note = models.CharField(_("說明"), max_length=300, blank=True)
    ceremony_on = models.DateField(_("頒獎日期"), null=True, blank=True)
    ceremony_place = models.CharField(_("頒獎地點"), max_length=100, blank=True)
    made_at = models.DateTimeField(_("建立時間"))
    made_by = models.CharField(_("建立的人"), max_length=200)

    objects = AwardWindowQuerySet.as_manager()

    class Meta:
        ordering = ("-closes_on", "-pk")
        verbose_name = _("獎項受理")
        constraints = (
            models.UniqueConstraint(
                fields=["county", "award", "year"],
                name="award_window_once_a_year",
                violation_error_message=_("這個年度已經有這個獎項的受理期間。"),
            ),
            models.CheckConstraint(
                condition=Q(closes_on__gte=F("opens_on")),
                name="award_window_closes_after_it_opens",
                violation_error_message=_("截止日不能早於起日。"),
            ),
            models.CheckConstraint(
                condition=Q(corrections_until=None) | Q(corrections_until__gte=F("closes_on")),
                name="award_window_corrects_after_it_closes",
                violation_error_message=_("補正期限不能早於截止日。"),
            ),
            models.CheckConstraint(
                condition=Q(one_in=None, share_of="") | (Q(one_in__gte=1) & ~Q(share_of="")),
                name="award_window_share_is_of_somebody",
                violation_error_message=_("「每幾位推薦一位」和「以什麼人數計算」要一起填。"),
            ),
        )

    def __str__(self) -> str:
        return gettext("%(year)s 年度獎項受理 %(number)s") % {"year": self.year - 1911, "number": self.pk}

    def is_open(self, on: dt.date) -> bool:
        """Whether units may hand in on a day."""
        return self.opens_on <= on <= self.closes_on


class AwardCriterion(models.Model):
    """One thing that a committee scores, with its weight; those of a window add up to 100."""

    window = models.ForeignKey(AwardWindow, models.CASCADE, related_name="criteria", verbose_name=_("獎項受理"))
    position = models.PositiveSmallIntegerField(_("次序"))
    name = models.CharField(_("評分項目"), max_length=60)
    weight = models.PositiveSmallIntegerField(_("配分"))

    class Meta:
        ordering = ("window", "position")
        verbose_name = _("評分項目")
        constraints = (
            models.UniqueConstraint(fields=["window", "position"], name="award_criterion_has_its_place"),
            models.CheckConstraint(condition=Q(weight__gte=1, weight__lte=100), name="award_criterion_has_weight"),
        )

    def __str__(self) -> str:
        return self.name


class AwardJuror(models.Model):
    """A member of a window's committee. Whoever has left keeps her number; her scores count no more."""

    window = models.ForeignKey(AwardWindow, models.PROTECT, related_name="jurors", verbose_name=_("獎項受理"))
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("委員"))
    number = models.PositiveSmallIntegerField(_("編號"))
    left_on = models.DateField(_("離開日期"), null=True, blank=True)

    class Meta:
        ordering = ("window", "number")
        verbose_name = _("評審委員")
        constraints = (
            models.UniqueConstraint(fields=["window", "user"], name="award_juror_once"),
            models.UniqueConstraint(fields=["window", "number"], name="award_juror_number_once"),
        )

    def __str__(self) -> str:
        """By number: who gave which points is not for everybody who reads that there were some."""
        return gettext("評審委員 %(number)s") % {"number": self.number}

    @property
    def county_id(self) -> str:
        """The window's county, where the trail writes."""
        return self.window.county_id
