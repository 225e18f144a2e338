"""Filing a volunteer service plan with its authority (志願服務計畫備案)."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.db import models
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from foundation.accounts import sectors
from foundation.accounts.models import County
from foundation.accounts.roles import Permission
from foundation.accounts.scope import Places, reach

from .authority import Authority
from .unit import Unit

UNITS = Places(county="unit__county", organisation="unit__organisation", category="unit__category")
FILED = Places(county="county", category="category")


class FilingQuerySet(models.QuerySet["Filing"]):
    """Filings in the domain's words."""

    def visible_to(self, user: Any, permission: Permission = Permission.SEE_UNITS) -> FilingQuerySet:
        """Those of the units this person sees and those filed with her office; a draft only for who keeps the unit.

        A review reaches what is filed in her county (and category), a change the units she keeps.
        """
        if permission is Permission.REVIEW_UNITS:
            return self.filter(reach(user, permission).rows(FILED)).exclude(state=Filing.State.DRAFT)
        keeps = reach(user, Permission.KEEP_UNIT).rows(UNITS)
        if permission is Permission.KEEP_UNIT:
            return self.filter(keeps)
        scope = reach(user, permission)
        handed_in = ~models.Q(state=Filing.State.DRAFT)
        return self.filter(keeps | ((scope.rows(UNITS) | scope.rows(FILED)) & handed_in))

    def waiting(self) -> FilingQuerySet:
        """Those the authority has not answered yet."""
        return self.filter(state=Filing.State.SUBMITTED)

    def stood(self) -> FilingQuerySet:
        """Those that were approved at some time."""
        return self.filter(approved_on__isnull=False)


class Filing(models.Model):
    """A plan as it is filed: drafted part by part, handed in, returned with marks or approved, and how it ended.

    Source: 志願服務法 第 7 條 (filed before, reported on afterwards), 第 8 條 (what does not conform is told to be put
    right and filed again); handbook 「計畫的調整與修正」. An amendment is a row of its own that takes the approved
    one's place on its approval.

    Attributes:
        county, category: where it is filed and as what, so that the right office finds it; the unit's own until the
            way is chosen. A plan that goes to a ministry stands in the unit's county.
        counties, nationwide, categories: where it serves and what it does, from which the ways follow.
        authority: the office it is filed with, one of those the ways offer.
        parts: what is written, by key of `plan_parts`.
        documents: names of what is attached, by key of `filing_documents`.
        marks, remark: what the authority wanted changed when it returned it last, by key of `plan_parts`.
        version, amends: 1, or one more than the filing it amends.
        copied_from: the first filing of the same plan, where this one is its copy for another county's office.
        ends_on: last day of the plan's time; `extended_to` that of the latest extension.
        stopped_on: last day on which it was in force, where it ended before its time or was replaced.
    """

    class State(models.TextChoices):
        """Where it stands."""

        DRAFT = "draft", _("草稿")
        SUBMITTED = "submitted", _("送審中")
        RETURNED = "returned", _("退回補正")
        APPROVED = "approved", _("已核備")
        REPLACED = "replaced", _("已由修正版取代")
        ENDED = "ended", _("已終止")
        LAPSED = "lapsed", _("停止運用")

    unit = models.ForeignKey(Unit, models.PROTECT, related_name="filings", verbose_name=_("運用單位"))
    county = models.ForeignKey(County, models.PROTECT, related_name="filings", verbose_name=_("縣市"))
    category = models.CharField(_("服務類別"), max_length=16, choices=tuple(sectors.CATEGORIES.items()))
    authority = models.ForeignKey(
        Authority, models.PROTECT, null=True, blank=True, related_name="filings", verbose_name=_("備案機關")
    )
    version = models.PositiveSmallIntegerField(_("第幾版"), default=1)
    amends = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="amendments", verbose_name=_("修正哪一份")
    )
    copied_from = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="copies", verbose_name=_("照抄自哪一份")
    )
    title = models.CharField(_("計畫名稱"), max_length=100, blank=True)
    counties = models.JSONField(_("服務縣市"), default=list, blank=True)
    nationwide = models.BooleanField(_("服務範圍是全國"), default=False)
    categories = models.JSONField(_("服務類別（可複選）"), default=list, blank=True)
    starts_on = models.DateField(_("計畫開始"), null=True, blank=True)
    ends_on = models.DateField(_("計畫結束"), null=True, blank=True)
    parts = models.JSONField(_("計畫內容"), default=dict, blank=True)
    documents = models.JSONField(_("附件"), default=dict, blank=True)
    marks = models.JSONField(_("補正意見"), default=dict, blank=True)
    remark = models.CharField(_("退回原因"), max_length=500, blank=True)
    state = models.CharField(_("狀態"), max_length=12, choices=State.choices, default=State.DRAFT)
    submitted_at = models.DateTimeField(_("送審時間"), null=True, blank=True)
    submitted_by = models.CharField(_("送審人"), max_length=200, blank=True)
    returned_at = models.DateTimeField(_("退回時間"), null=True, blank=True)
    returned_by = models.CharField(_("退回人"), max_length=200, blank=True)
    approved_on = models.DateField(_("核備日期"), null=True, blank=True)
    approval_number = models.CharField(_("核備文號"), max_length=50, blank=True)
    extended_to = models.DateField(_("延長到"), null=True, blank=True)
    stopped_on = models.DateField(_("有效到"), null=True, blank=True)
    stopped_why = models.CharField(_("終止或停止的原因"), max_length=500, blank=True)

    objects = FilingQuerySet.as_manager()

    class Meta:
        ordering = ("unit", "-pk")
        verbose_name = _("志願服務計畫備案")
        indexes = (models.Index(fields=["county", "state"], name="filing_by_state"),)
        constraints = (
            models.UniqueConstraint(
                fields=["amends"],
                condition=models.Q(state__in=("draft", "submitted", "returned")),
                name="filing_amended_once_at_a_time",
            ),
            models.CheckConstraint(
                condition=models.Q(starts_on=None) | models.Q(ends_on=None)
                | models.Q(ends_on__gte=models.F("starts_on")),
                name="filing_ends_after_it_begins",
                violation_error_message=_("計畫結束不能早於開始。"),
            ),
            models.CheckConstraint(
                condition=models.Q(state__in=("draft", "submitted", "returned"), approved_on=None, approval_number="")
                | (
                    models.Q(state__in=("approved", "replaced", "ended", "lapsed"), approved_on__isnull=False,
                             starts_on__isnull=False, ends_on__isnull=False, authority__isnull=False)
                    & ~models.Q(approval_number="")
                ),
                name="filing_approval_is_whole",
            ),
            models.CheckConstraint(
                condition=models.Q(state__in=("draft", "submitted", "returned", "approved"), stopped_on=None)
                | models.Q(state__in=("replaced", "ended", "lapsed"), stopped_on__isnull=False),
                name="filing_stops_when_it_is_over",
            ),
        )  # fmt: skip

    def __str__(self) -> str:
        return self.title or gettext("%(unit)s的志願服務計畫") % {"unit": self.unit}

    @property
    def is_open(self) -> bool:
        """Whether the unit may still write in it."""
        return self.state in (self.State.DRAFT, self.State.RETURNED)

    @property
    def last_day(self) -> dt.date | None:
        """Last day of its time, extensions included."""
        return max((day for day in (self.ends_on, self.extended_to) if day), default=None)

    @property
    def category_shown(self) -> str:
        """Its category in the language of the page."""
        return sectors.name(self.category)
