"""The appraisal of units (評鑑): one unit in one year, what the authority's raters gave, and what is to be mended."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from foundation.accounts.roles import Permission
from foundation.accounts.scope import reach
from foundation.taiwan import roc
from volunteers.rules import grading

from .appraisal_scheme import AppraisalScheme
from .judged import JUDGED, Judged, Points
from .own import unit_at
from .unit import Unit

REVIEW, KEEP = Permission.REVIEW_UNITS, Permission.KEEP_UNIT


def _reached(user: Any, permission: Permission | None, path: str) -> Q:
    """Rows of units that this person reviews or keeps; with a permission, only by that one."""
    found = Q(pk__in=())
    for one in (REVIEW, KEEP) if permission is None else (permission,):
        found |= reach(user, one).rows(unit_at(path))
    return found


class AppraisalQuerySet(models.QuerySet["Appraisal"]):
    """Appraisals in the domain's words."""

    def visible_to(self, user: Any, permission: Permission | None = None) -> AppraisalQuerySet:
        """Those of the units this person reviews, and those of the units she keeps."""
        return self.filter(_reached(user, permission, "unit"))

    def ended(self) -> AppraisalQuerySet:
        """Those whose result has been told."""
        return self.filter(told_at__isnull=False)


class Appraisal(Judged):
    """One unit in one year: its own assessment with papers, the authority's raters, the result.

    Source: 志願服務法 第 19 條 (the authority appraises its units at regular times); handbook 「參與志願服務評鑑」.

    Attributes:
        own: the unit is its authority and no other stands under it: it assesses itself instead (自我考核).
        first_on, last_on: which time is looked at.
        self_due_on: until when the unit hands its own assessment in; the authority's choice.
        evidence: what the register says of the unit in that time (`evaluating.unit_evidence`).
        self_points, self_words: what the unit gives itself, by number of the indicator, and says of itself.
        opinion: what the authority says with the result.
    """

    class State(models.TextChoices):
        """Where it is."""

        SELF = "self", _("單位自評中")
        RATING = "rating", pgettext_lazy("評鑑", "評分中")
        TOLD = "told", _("已告知結果")
        CLOSED = "closed", _("已結束")

    unit = models.ForeignKey(Unit, models.PROTECT, related_name="appraisals", verbose_name=_("運用單位"))
    scheme = models.ForeignKey(AppraisalScheme, models.PROTECT, related_name="appraisals", verbose_name=_("評鑑規定"))
    year = models.PositiveSmallIntegerField(_("年度"))
    own = models.BooleanField(_("以自我考核代替"), default=False)
    first_on = models.DateField(_("受評期間起日"))
    last_on = models.DateField(_("受評期間迄日"))
    self_due_on = models.DateField(_("自評期限"))
    first_rater = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("評審一")
    )
    second_rater = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("評審二")
    )
    state = models.CharField(_("狀態"), max_length=8, choices=State.choices, default=State.SELF)
    evidence = models.JSONField(_("佐證數據"), default=dict)
    self_points = models.JSONField(_("自評分數"), default=dict, blank=True)
    self_words = models.TextField(_("自評說明"), blank=True, max_length=4000)
    begun_at = models.DateTimeField(_("開始時間"))
    begun_by = models.CharField(_("開始的人"), max_length=200)
    handed_in_at = models.DateTimeField(_("自評送出時間"), null=True, blank=True)
    handed_in_by = models.CharField(_("送出自評的人"), max_length=200, blank=True)
    opinion = models.TextField(_("評鑑意見"), blank=True, max_length=2000)
    told_at = models.DateTimeField(_("告知時間"), null=True, blank=True)
    closed_at = models.DateTimeField(_("結束時間"), null=True, blank=True)

    objects = AppraisalQuerySet.as_manager()

    class Meta:
        ordering = ("unit", "-year", "-pk")
        verbose_name = _("運用單位評鑑")
        indexes = (models.Index(fields=["state", "self_due_on"], name="appraisal_by_state"),)
        constraints = (
            *JUDGED,
            models.UniqueConstraint(
                fields=["unit", "year"],
                name="appraisal_once_a_year",
                violation_error_message=_("這個單位這一年的評鑑已經有了。"),
            ),
            models.CheckConstraint(
                condition=Q(last_on__gte=F("first_on")),
                name="appraisal_ends_after_it_begins",
                violation_error_message=_("迄日不能早於起日。"),
            ),
            models.CheckConstraint(
                condition=Q(own=True, first_rater=None, second_rater=None)
                | (Q(own=False, first_rater__isnull=False, second_rater__isnull=False)
                   & ~Q(first_rater=F("second_rater"))),
                name="appraisal_has_two_raters_or_is_own",
                violation_error_message=_("兩位評審不能是同一個人。"),
            ),
            models.CheckConstraint(
                condition=Q(state="self", told_at=None, closed_at=None)
                | Q(state="rating", handed_in_at__isnull=False, told_at=None, closed_at=None)
                | Q(state="told", handed_in_at__isnull=False, told_at__isnull=False, closed_at=None)
                | Q(state="closed", handed_in_at__isnull=False, told_at__isnull=False, closed_at__isnull=False),
                name="appraisal_goes_step_by_step",
            ),
            models.CheckConstraint(
                condition=Q(score=None, grade="", failing=False, told_at=None)
                | (Q(score__range=(0, 100), told_at__isnull=False) & ~Q(grade="")),
                name="appraisal_has_score_and_grade_when_told",
            ),
        )  # fmt: skip

    def __str__(self) -> str:
        return gettext("%(year)s 年度評鑑") % {"year": self.shown_year}

    @property
    def shown_year(self) -> int:
        """The year as the page's language counts it."""
        return self.year - 1911 if roc.in_chinese() else self.year

    @property
    def county_id(self) -> str:
        """The unit's county, where the trail writes."""
        return self.unit.county_id

    @property
    def rules(self) -> grading.Scale:
        """The scale it is judged by."""
        return self.scheme.rules

    @property
    def weights(self) -> Mapping[str, Decimal]:
        """What each aspect of the scale weighs."""
        return self.scheme.weights

    @property
    def raters(self) -> tuple[int, ...]:
        """The keys of those who give the points, in their order."""
        return tuple(one for one in (self.first_rater_id, self.second_rater_id) if one is not None)


class AppraisalRating(Points):
    """The points one rater of the authority gave one unit."""

    appraisal = models.ForeignKey(Appraisal, models.PROTECT, related_name="ratings", verbose_name=_("運用單位評鑑"))

    class Meta:
        ordering = ("appraisal", "pk")
        verbose_name = _("評鑑評分")
        constraints = (models.UniqueConstraint(fields=["appraisal", "rater"], name="appraisal_rating_once_of_a_rater"),)

    def __str__(self) -> str:
        return gettext("評鑑評分 %(number)s") % {"number": self.pk}


class ImprovementQuerySet(models.QuerySet["Improvement"]):
    """What is to be mended, in the domain's words."""

    def visible_to(self, user: Any, permission: Permission | None = None) -> ImprovementQuerySet:
        """Those of the units this person reviews; those of the units she keeps once the result is told."""
        reviewed, kept = (_reached(user, one, "appraisal__unit") for one in (REVIEW, KEEP))
        told = Q(appraisal__told_at__isnull=False)
        if permission is not None:
            return self.filter(reviewed if permission == REVIEW else kept & told)
        return self.filter(reviewed | (kept & told))

    def waiting(self) -> ImprovementQuerySet:
        """Those the authority has not accepted yet."""
        return self.filter(accepted_at=None)


class Improvement(models.Model):
    """Something the authority asks a unit to mend (改善事項), until when, what the unit did, and whether that will do.

    Attributes:
        report: what the unit did; reported_at is empty again where the authority sent it back, with `returned_why`.
    """

    appraisal = models.ForeignKey(
        Appraisal, models.PROTECT, related_name="improvements", verbose_name=_("運用單位評鑑")
    )
    words = models.CharField(_("改善事項"), max_length=500)
    due_on = models.DateField(_("改善期限"))
    asked_at = models.DateTimeField(_("提出時間"))
    asked_by = models.CharField(_("提出的人"), max_length=200)
    report = models.CharField(_("改善情形"), max_length=1000, blank=True)
    reported_at = models.DateTimeField(_("回報時間"), null=True, blank=True)
    reported_by = models.CharField(_("回報的人"), max_length=200, blank=True)
    returned_why = models.CharField(_("還要補什麼"), max_length=500, blank=True)
    accepted_at = models.DateTimeField(_("同意結案時間"), null=True, blank=True)
    accepted_by = models.CharField(_("同意結案的人"), max_length=200, blank=True)

    objects = ImprovementQuerySet.as_manager()

    class Meta:
        ordering = ("appraisal", "due_on", "pk")
        verbose_name = _("評鑑改善事項")
        indexes = (models.Index(fields=["accepted_at", "due_on"], name="improvement_by_day"),)
        constraints = (
            models.CheckConstraint(
                condition=Q(reported_at=None) | ~Q(report=""), name="improvement_is_reported_with_words"
            ),
            models.CheckConstraint(
                condition=Q(accepted_at=None) | Q(reported_at__isnull=False),
                name="improvement_is_accepted_after_a_report",
            ),
        )

    def __str__(self) -> str:
        return gettext("評鑑改善事項 %(number)s") % {"number": self.pk}

    @property
    def county_id(self) -> str:
        """The unit's county, where the trail writes."""
        return self.appraisal.county_id

    def is_late(self, today: dt.date) -> bool:
        """Whether its day is over and nothing was reported."""
        return self.reported_at is None and self.due_on < today
