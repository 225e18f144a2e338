"""What was decided about following up an adopted plan (列管): rows that are written once, the latest one last."""

from __future__ import annotations

from typing import Any, NoReturn

from django.db import models
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from foundation.accounts.roles import Permission
from foundation.taiwan import roc

from .milestone import Milestone
from .plan import Plan

LONGEST_REASON = 1000


class WrittenOnceQuerySet(models.QuerySet[Any]):
    """Reads only: what was decided is neither changed nor removed."""

    def update(self, **kwargs: Any) -> NoReturn:
        raise TypeError("Decisions are append-only.")

    def delete(self) -> NoReturn:
        raise TypeError("Decisions are append-only.")


class DecisionQuerySet(WrittenOnceQuerySet):
    """Decisions in the domain's words."""

    def visible_to(self, user: Any, permission: Permission = Permission.SEE_PLANS) -> DecisionQuerySet:
        """Those on the plans a person may see."""
        return self.filter(plan__in=Plan.objects.visible_to(user, permission))


class WrittenOnce(models.Model):
    """A row that stands as it was written."""

    class Meta:
        abstract = True

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Write the row once.

        Raises:
            TypeError: it stands already.
        """
        if self.pk is not None:
            raise TypeError("Decisions are append-only.")
        super().save(*args, **kwargs)

    def delete(self, *args: Any, **kwargs: Any) -> NoReturn:
        raise TypeError("Decisions are append-only.")


class Decision(WrittenOnce):
    """One decision on an adopted plan: what, why, where it was decided, who decided, and when.

    A wrong one is corrected by a new one that points to it. `decided_on` is a Gregorian date; `meeting_title` and
    `minutes_number` (會議紀錄文號) say where it stands on paper.
    """

    class Kind(models.TextChoices):
        """What was decided."""

        CONTINUE = "continue", _("持續列管")
        EXTEND = "extend", _("展延")
        PAUSE = "pause", _("暫停")
        RESUME = "resume", _("恢復列管")
        RELEASE = "release", _("解除列管")
        MERGE = "merge", _("併案")

    plan = models.ForeignKey(Plan, models.PROTECT, related_name="decisions", verbose_name=_("行動方案"))
    number = models.PositiveSmallIntegerField(_("第幾號"))
    kind = models.CharField(_("決定"), max_length=8, choices=Kind.choices)
    reason = models.CharField(_("原因"), max_length=LONGEST_REASON, blank=True)
    into = models.ForeignKey(
        Plan, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("併入的方案")
    )
    decided_on = models.DateField(_("決定日期"))
    decided_by = models.CharField(_("裁示的人"), max_length=50)
    meeting_title = models.CharField(_("會議"), max_length=100, blank=True)
    minutes_number = models.CharField(_("會議紀錄文號"), max_length=50, blank=True)
    corrects = models.OneToOneField(
        "self", models.PROTECT, null=True, blank=True, related_name="corrected", verbose_name=_("更正")
    )
    recorded_at = models.DateTimeField(_("登錄時間"))
    recorded_by = models.CharField(_("登錄者"), max_length=200)

    objects = DecisionQuerySet.as_manager()

    class Meta:
        ordering = ("plan", "number")
        verbose_name = _("列管決定")
        constraints = (
            models.UniqueConstraint(fields=["plan", "number"], name="decision_once"),
            models.CheckConstraint(
                condition=models.Q(kind__in=("continue", "extend", "pause", "resume", "release", "merge")),
                name="decision_kind_is_known",
            ),
            models.CheckConstraint(
                condition=models.Q(kind="continue") | ~models.Q(reason=""),
                name="decision_says_why",
                violation_error_message=_("請寫原因。"),
            ),
            models.CheckConstraint(
                condition=models.Q(kind="merge", into__isnull=False) | (~models.Q(kind="merge") & models.Q(into=None)),
                name="decision_merge_says_where",
            ),
            models.CheckConstraint(condition=~models.Q(decided_by=""), name="decision_says_who"),
        )

    def __str__(self) -> str:
        return gettext("「%(plan)s」第 %(number)s 號決定") % {"plan": self.plan, "number": self.number}

    @property
    def county_id(self) -> str:
        """The county of the plan."""
        return self.plan.county_id

    @property
    def minutes_shown(self) -> str:
        """The number of the minutes; of a decision written down at a meeting, the number under which they went out."""
        ruling = getattr(self, "ruling", None)
        return self.minutes_number or (ruling.item.meeting.minutes_number if ruling else "")

    @property
    def source(self) -> str:
        """When and where it was decided, in a few words: 115/9/3 第2次聯繫會報決議."""
        on = self.decided_on
        day = f"{roc.year(on)}/{on.month}/{on.day}" if roc.in_chinese() else on.isoformat()
        if self.meeting_title:
            return gettext("%(day)s %(meeting)s決議") % {"day": day, "meeting": self.meeting_title}
        return gettext("%(day)s %(name)s決定") % {"day": day, "name": self.decided_by}


class Postponement(WrittenOnce):
    """A milestone given another day by a decision (展延): the day that stood, and the one that was decided.

    The milestone's own `due_on` is the decided day or, where that is a day off, the next working day.
    """

    decision = models.ForeignKey(Decision, models.PROTECT, related_name="postponements", verbose_name=_("列管決定"))
    milestone = models.ForeignKey(Milestone, models.PROTECT, related_name="postponements", verbose_name=_("里程碑"))
    was_on = models.DateField(_("原期限"))
    now_on = models.DateField(_("新期限"))

    objects = WrittenOnceQuerySet.as_manager()

    class Meta:
        ordering = ("decision", "milestone__position")
        verbose_name = _("展延")
        constraints = (
            models.UniqueConstraint(fields=["decision", "milestone"], name="postponement_once"),
            models.CheckConstraint(condition=~models.Q(now_on=models.F("was_on")), name="postponement_moves"),
        )

    def __str__(self) -> str:
        return gettext("%(milestone)s：%(was)s 展延到 %(now)s") % {
            "milestone": self.milestone, "was": roc.shown(self.was_on), "now": roc.shown(self.now_on),
        }  # fmt: skip


def standing_on(plan: Plan) -> Decision | None:
    """The decision by which a plan stands as it does; None where it was never decided. Reads `plan.decisions`."""
    by = {
        Plan.Standing.PAUSED: Decision.Kind.PAUSE,
        Plan.Standing.RELEASED: Decision.Kind.RELEASE,
        Plan.Standing.MERGED: Decision.Kind.MERGE,
    }
    kind = by.get(Plan.Standing(plan.standing))
    mine = [one for one in plan.decisions.all() if one.kind == kind]
    return max(mine, key=lambda one: one.number, default=None)
