"""Sums of results reports (成果彙整): of an authority, a county, the nation."""

from __future__ import annotations

from typing import Any

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext, pgettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from foundation.accounts.models import County
from foundation.accounts.roles import Permission
from foundation.accounts.scope import reach

from .authority import Authority
from .result import Term, period_shown


class ResultSumQuerySet(models.QuerySet["ResultSum"]):
    """Sums in the domain's words."""

    def visible_to(self, user: Any, permission: Permission = Permission.SEE_UNITS) -> ResultSumQuerySet:
        """Those of a county for whoever holds the permission in it; of an authority for whoever does in all of it."""
        scope = reach(user, permission)
        if scope.everywhere:
            return self
        found = Q(county__in=scope.counties)
        held: dict[str, set[str]] = {}
        for county, category in scope.sectors:
            held.setdefault(county, set()).add(category)
        if held:
            offices = Authority.objects.filter(county__in=held).exclude(categories=[])
            whole = [one.pk for one in offices if set(one.categories) <= held[str(one.county_id)]]
            found |= Q(authority__in=whole)
        return self.filter(found)


class ResultSum(models.Model):
    """The sum of a period that an authority hands to its county, or a county to the association, frozen as it went.

    That of a whole year (`year`) is of every report of the year, in whatever rhythm. The nation's is settled by the
    association itself: it is accepted from the beginning, and is what others may build on.

    Attributes:
        county: None for the nation's.
        authority: None for a county's, and for the nation's.
        values: by key of the figure, the sum of the accepted reports (of a county: of its authorities' sums).
        distinct: people counted once however many units they serve, which is no sum of anything.
        corrections: what was corrected of earlier periods, by key.
        reports, missing: how many reports are in it, and how many were not accepted when it was closed.
    """

    class State(models.TextChoices):
        """Where it stands."""

        SUBMITTED = "submitted", pgettext_lazy("成果彙整", "已彙整送出")
        RETURNED = "returned", pgettext_lazy("成果彙整", "退回重新彙整")
        ACCEPTED = "accepted", pgettext_lazy("成果彙整", "上級已核定")

    LOCKS = (State.SUBMITTED, State.ACCEPTED)

    county = models.ForeignKey(County, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("縣市"))
    authority = models.ForeignKey(
        Authority, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("主管機關")
    )
    year = models.PositiveSmallIntegerField(_("年度"))
    term = models.CharField(_("期別"), max_length=6, choices=Term.choices)
    state = models.CharField(_("狀態"), max_length=10, choices=State.choices, default=State.SUBMITTED)
    values = models.JSONField(_("合計"), default=dict)
    distinct = models.JSONField(_("歸戶人數"), default=dict)
    corrections = models.JSONField(_("前期更正"), default=dict)
    reports = models.PositiveIntegerField(_("份數"))
    missing = models.PositiveIntegerField(_("還沒核定的份數"))
    submitted_at = models.DateTimeField(_("送出時間"))
    submitted_by = models.CharField(_("送出的人"), max_length=200)
    accepted_at = models.DateTimeField(_("核定時間"), null=True, blank=True)
    accepted_by = models.CharField(_("核定的人"), max_length=200, blank=True)
    returned_at = models.DateTimeField(_("退回時間"), null=True, blank=True)
    returned_by = models.CharField(_("退回的人"), max_length=200, blank=True)
    remark = models.CharField(_("退回原因"), max_length=500, blank=True)

    objects = ResultSumQuerySet.as_manager()

    class Meta:
        # By keys: PostgreSQL locks no row that an order by another table's columns joins to what may be missing.
        ordering = (
            "-year",
            "term",
            models.F("county").asc(nulls_first=True),
            models.F("authority").asc(nulls_first=True),
            "pk",
        )
        verbose_name = _("成果彙整")
        constraints = (
            models.UniqueConstraint(
                fields=["county", "year", "term"], condition=Q(authority=None), name="result_sum_of_county_once"
            ),
            models.UniqueConstraint(
                fields=["county", "authority", "year", "term"],
                condition=Q(authority__isnull=False),
                name="result_sum_of_authority_once",
            ),
            models.UniqueConstraint(
                fields=["year", "term"], condition=Q(county=None), name="result_sum_of_nation_once"
            ),
            models.CheckConstraint(
                condition=Q(county__isnull=False) | Q(authority=None), name="result_sum_of_authority_has_county"
            ),
        )

    def __str__(self) -> str:
        place = self.authority or self.county
        who = place.shown if place else gettext("全國")
        return gettext("%(who)s%(period)s成果彙整") % {"who": who, "period": period_shown(self.year, self.term)}

    @property
    def is_locked(self) -> bool:
        """Whether the reports in it may not change."""
        return self.state in self.LOCKS

    @property
    def mark(self) -> str:
        """What a page notes of it as it showed it."""
        return self.submitted_at.isoformat()

    @property
    def standing(self) -> str:
        """Its state in words; nobody stands above the nation's to accept it."""
        if self.county_id is None and self.state == self.State.ACCEPTED:
            return pgettext("成果彙整", "全國已定案")
        return str(self.get_state_display())
