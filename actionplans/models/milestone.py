"""What an adopted plan has promised for when: its first step, its steps, and the results of its tracking months."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.db import models
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from .plan import Plan
from .plan_parts import LONGEST_WORDS


class MilestoneQuerySet(models.QuerySet["Milestone"]):
    """Milestones in the domain's words."""

    def visible_to(self, user: Any) -> MilestoneQuerySet:
        """Those of the plans a person may see."""
        return self.filter(plan__in=Plan.objects.visible_to(user))

    def reached(self) -> MilestoneQuerySet:
        """Those shown to be done."""
        return self.filter(reached_at__isnull=False)

    def with_reports(self) -> MilestoneQuerySet:
        """Each with `reported_at`: since when a report that calls it done waits for a look, the earliest of them; and
        with `asks_supervisor`: whether the supervisor is asked for it, who does not confirm what she wrote herself.
        """
        claims = Milestone.claimed_in.through._default_manager
        waiting = claims.filter(milestone=models.OuterRef("pk"), checkin__state="submitted")
        first = waiting.order_by("checkin__submitted_at").values("checkin__submitted_at")[:1]
        hers = models.Q(checkin__user=models.F("checkin__plan__supervisor"), checkin__user__isnull=False)
        return self.annotate(
            reported_at=models.Subquery(first), asks_supervisor=models.Exists(waiting.filter(~hers))
        )  # fmt: skip

    def with_postponements(self) -> MilestoneQuerySet:
        """Each with its postponements and their decisions (two more queries)."""
        return self.prefetch_related("postponements__decision")

    def overdue(self, on: dt.date) -> MilestoneQuerySet:
        """Those that should have been done before this day and are not."""
        return self.filter(reached_at=None, due_on__lt=on)


class Milestone(models.Model):
    """A point (里程碑) by which a plan is followed up (企劃案四(三)、五：由督導一人負責成果追蹤紀錄).

    Made when the plan is adopted, from what its table wrote; a plan's share done is counted from these and typed by
    nobody. `due_on` moves when an extension is decided, `promised_on` never does; both are Gregorian dates, and the
    first `due_on` is the promised day or, where that is a day off, the next working day. `month` counts from the
    workshop's date, and is empty for the first step, which has a date of its own.
    """

    class Kind(models.TextChoices):
        """Which promise it stands for."""

        FIRST_STEP = "first", _("第一步")
        STEP = "step", _("具體行動")
        RESULT = "result", _("成果")

    plan = models.ForeignKey(Plan, models.CASCADE, related_name="milestones", verbose_name=_("行動方案"))
    position = models.PositiveSmallIntegerField(_("順序"))
    kind = models.CharField(_("性質"), max_length=6, choices=Kind.choices)
    title = models.CharField(_("做什麼"), max_length=LONGEST_WORDS, blank=True)
    who = models.CharField(_("誰"), max_length=LONGEST_WORDS, blank=True)
    month = models.PositiveSmallIntegerField(_("第幾個月"), null=True, blank=True)
    promised_on = models.DateField(_("原訂日期"))
    due_on = models.DateField(_("期限"))
    reached_at = models.DateTimeField(_("完成時間"), null=True, blank=True)

    # Of rows that were asked for `with_reports`.
    reported_at: dt.datetime | None
    asks_supervisor: bool

    objects = MilestoneQuerySet.as_manager()

    class Meta:
        ordering = ("plan", "position")
        verbose_name = _("里程碑")
        indexes = (
            # With all that is asked of a milestone, so that the row itself is not opened; SQLite knows that an index
            # holds nothing but open ones, and asks each whether it is open all the same.
            models.Index(
                fields=["due_on", "plan", "reached_at"], name="milestone_due", condition=models.Q(reached_at=None)
            ),
            models.Index(
                fields=["plan", "due_on", "reached_at"], name="milestone_owed", condition=models.Q(reached_at=None)
            ),
            models.Index(
                fields=["plan", "month"],
                name="milestone_result",
                condition=models.Q(kind="result", reached_at__isnull=False),
            ),
        )
        constraints = (
            models.UniqueConstraint(fields=["plan", "position"], name="milestone_once"),
            models.CheckConstraint(
                condition=models.Q(kind__in=("first", "step", "result")), name="milestone_kind_is_known"
            ),
            models.CheckConstraint(
                condition=models.Q(kind="result") | ~models.Q(title=""),
                name="milestone_says_what",
                violation_error_message=_("請寫下要做什麼。"),
            ),
            models.CheckConstraint(
                condition=models.Q(kind="first") | models.Q(month__isnull=False), name="milestone_has_month"
            ),
        )

    def __str__(self) -> str:
        return self.shown

    @property
    def shown(self) -> str:
        """What it is called; a result of which nobody wrote what to see is called by its month."""
        return self.title or gettext("第 %(month)s 個月的成果") % {"month": self.month}

    @property
    def is_reported(self) -> bool:
        """Whether a report that calls it done waits for a look. Reads `with_reports`."""
        return self.reported_at is not None

    @property
    def last_postponement(self) -> Any:
        """The postponement that gave it its day; None where it never had one. Reads `postponements`."""
        return max(self.postponements.all(), key=lambda one: one.pk, default=None)

    @property
    def county_id(self) -> str:
        """The county of the plan."""
        return self.plan.county_id
