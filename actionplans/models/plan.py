"""Ideas on the consolidation board, and the plans that were adopted. A plan's rows stand in `plan_parts`."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from actionplans.call import ITEMS, PILLARS
from foundation.accounts.models import County
from foundation.accounts.roles import Permission, Task
from foundation.accounts.scope import reach
from workshops.models import Group, Workshop

PILLAR_CHOICES = [(pillar.code, pillar.name) for pillar in PILLARS]
CALL_CHOICES = [(item.code, f"{item.label} {item.short}") for item in ITEMS]
LONGEST_PARKED = 200  # why an idea is set aside


def are_goals(value: Any) -> None:
    """Development goals are their numbers.

    Raises:
        ValidationError: something else stands there.
    """
    if not isinstance(value, list) or not all(type(one) is int and 1 <= one <= 17 for one in value):
        raise ValidationError(_("永續發展目標請用 1 到 17 的編號。"))


class Consensus(models.Model):
    """A workshop's consensus statement (共識): what the room agreed on, beside its plans."""

    workshop = models.OneToOneField(Workshop, models.CASCADE, related_name="consensus", verbose_name=_("工作坊"))
    statement = models.TextField(_("共識聲明"))
    written_at = models.DateTimeField(_("寫下時間"))
    written_by = models.CharField(_("寫下者"), max_length=200)

    class Meta:
        verbose_name = _("共識")

    def __str__(self) -> str:
        return self.statement[:40]

    @property
    def county_id(self) -> str:
        """The county of the workshop."""
        return self.workshop.county_id


class PlanQuerySet(models.QuerySet["Plan"]):
    """Plans in the domain's words."""

    def visible_to(self, user: Any, permission: Permission = Permission.SEE_PLANS) -> PlanQuerySet:
        """Adopted ones of a person's counties or that name her; candidates only for who may adopt or read sheets."""
        named = {task: models.Q(**{f"workshop__{task}": user.pk}) for task in Task}
        named[Task.SUPERVISOR] |= models.Q(supervisor=user.pk)
        rows = self.filter(reach(user, permission).rows("county", named))
        early = reach(user, Permission.READ_SHEETS).rows("county", named)
        return rows.filter(models.Q(state=Plan.State.ADOPTED) | early)

    def adopted(self) -> PlanQuerySet:
        """Those somebody has promised to keep."""
        return self.filter(state=Plan.State.ADOPTED)

    def followed(self) -> PlanQuerySet:
        """Adopted ones that are under 列管 and move: neither paused, released nor merged."""
        return self.adopted().filter(standing=Plan.Standing.FOLLOWED)

    def with_people(self) -> PlanQuerySet:
        """With the rows a list shows beside each plan."""
        return self.select_related("workshop__programme", "workshop__county", "county", "supervisor")


class Plan(models.Model):
    """An action plan (行動方案): one of the three to six promises of a workshop.

    A candidate is formed on the board from one or more groups' ideas; adopted, it has a number, a lead agency, a
    person in charge, a supervisor, a first step and its date, and is a record of its own from then on. Months count
    from the workshop's date.
    """

    class State(models.TextChoices):
        """Whether it has been promised."""

        CANDIDATE = "candidate", _("待採納")
        ADOPTED = "adopted", _("已採納")

    class Verdict(models.TextChoices):
        """Whether it will stand, as the standard feasibility sheet lets a table say it."""

        FEASIBLE = "feasible", _("可行")
        ADJUST = "adjust", _("需調整")
        LATER = "later", _("暫緩")

    class Standing(models.TextChoices):
        """How an adopted plan is followed up (列管); what it stands on are its decisions."""

        FOLLOWED = "followed", _("列管中")
        PAUSED = "paused", _("暫停")
        RELEASED = "released", _("解除列管")
        MERGED = "merged", _("併案")

    workshop = models.ForeignKey(Workshop, models.PROTECT, related_name="plans", verbose_name=_("工作坊"))
    county = models.ForeignKey(County, models.PROTECT, related_name="plans", verbose_name=_("縣市"))
    state = models.CharField(_("狀態"), max_length=10, choices=State.choices, default=State.CANDIDATE)
    code = models.CharField(_("方案編號"), max_length=20, null=True, blank=True, unique=True)
    title = models.CharField(_("行動名稱"), max_length=100)
    title_en = models.CharField(_("英文名稱"), max_length=200, blank=True)
    pillar = models.CharField(_("主軸"), max_length=16, choices=PILLAR_CHOICES, blank=True)
    call_item = models.CharField(_("行動號召"), max_length=2, choices=CALL_CHOICES, blank=True)
    problem = models.TextField(_("我們看見的問題"), blank=True)
    goal = models.TextField(_("目標"), blank=True)
    beneficiaries = models.TextField(_("受益對象"), blank=True)
    partners = models.TextField(_("協力單位"), blank=True)
    vow = models.CharField(_("一句承諾"), max_length=100, blank=True)
    verdict = models.CharField(_("可行性判斷"), max_length=12, choices=Verdict.choices, blank=True)
    verdict_why = models.TextField(_("為什麼這樣判斷"), blank=True)
    sdgs = models.JSONField(_("永續發展目標"), default=list, blank=True, validators=[are_goals])

    lead_agency = models.CharField(_("主責單位"), max_length=100, blank=True)
    person_in_charge = models.CharField(_("負責人"), max_length=50, blank=True)
    contact_email = models.EmailField(
        _("負責人的信箱"), blank=True, help_text=_("提醒和回報連結寄到這裡；沒有就寄給督導")
    )
    supervisor = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="supervised_plans",
        verbose_name=_("追蹤督導"),
    )
    first_step = models.CharField(_("第一步"), max_length=200, blank=True)
    first_step_on = models.DateField(_("第一步日期"), null=True, blank=True)
    adopted_at = models.DateTimeField(_("採納時間"), null=True, blank=True)
    adopted_by = models.CharField(_("採納者"), max_length=200, blank=True)
    standing = models.CharField(_("列管"), max_length=8, choices=Standing.choices, default=Standing.FOLLOWED)
    merged_into = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="merged_here", verbose_name=_("併入的方案")
    )
    # What stands of the rows in `uptakes`; nothing where it is not decided.
    uptake = models.OneToOneField(
        "Uptake", models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("納入年度計畫")
    )

    # The day of the first milestone that is neither reached nor called done by a report that waits, whatever was
    # decided on the plan; kept by the database (0035_what_plans_owe_first), and written by nobody.
    first_owed_on = models.DateField(null=True, blank=True, editable=False)

    objects = PlanQuerySet.as_manager()

    class Meta:
        ordering = ("county", "workshop", "pk")
        verbose_name = _("行動方案")
        indexes = (
            models.Index(fields=["county", "state"], name="plan_of_county"),
            models.Index(
                fields=["first_owed_on", "standing", "state"],
                name="plan_owes",
                condition=models.Q(first_owed_on__isnull=False),
            ),
        )
        constraints = (
            # What is said of a plan and its county points to both (see `Uptake`).
            models.UniqueConstraint(fields=["id", "county"], name="plan_with_its_county"),
            models.CheckConstraint(
                condition=models.Q(verdict__in=("", "feasible", "adjust", "later")), name="plan_verdict_is_known"
            ),
            models.CheckConstraint(
                condition=models.Q(standing="followed")
                | models.Q(standing__in=("paused", "released", "merged"), state="adopted"),
                name="plan_standing_is_known",
            ),
            models.CheckConstraint(
                condition=models.Q(standing="merged", merged_into__isnull=False)
                | (~models.Q(standing="merged") & models.Q(merged_into__isnull=True)),
                name="plan_merged_says_where",
                violation_error_message=_("請選併入哪一項方案。"),
            ),
            models.CheckConstraint(
                condition=models.Q(state="candidate")
                | (
                    models.Q(
                        code__isnull=False,
                        supervisor__isnull=False,
                        first_step_on__isnull=False,
                        adopted_at__isnull=False,
                    )
                    & ~models.Q(lead_agency="")
                    & ~models.Q(person_in_charge="")
                    & ~models.Q(first_step="")
                    & ~models.Q(pillar="")
                ),
                name="plan_adopted_is_complete",
                violation_error_message=_("採納的方案要有主軸、主責單位、負責人、督導、第一步和日期。"),
            ),
        )

    def __str__(self) -> str:
        return self.title

    @property
    def is_reported_on(self) -> bool:
        """Whether anybody still has to say how it goes: adopted, and neither released nor merged."""
        return self.state == self.State.ADOPTED and self.standing in (self.Standing.FOLLOWED, self.Standing.PAUSED)


class Idea(models.Model):
    """What one group brought to the board (每組 1 項行動構想), and what the workshop did with it.

    Merging keeps the lineage: every idea stays a row of its own and points to the plan it went into. Kept or merged, it
    holds the table's own words as they stood then, so that a plan of two tables still shows both.

    `code` is the number of a plan that was adopted, withdrawn and given up again: it stays this idea's, for it stands
    on papers that people took home, and no other promise is ever called by it.
    """

    class Decision(models.TextChoices):
        """What the workshop decided."""

        OPEN = "open", _("討論中")
        KEPT = "kept", pgettext_lazy("構想的決定", "保留")
        MERGED = "merged", pgettext_lazy("構想的決定", "併入")
        PARKED = "parked", pgettext_lazy("構想的決定", "暫緩")

    group = models.OneToOneField(Group, models.CASCADE, related_name="idea", verbose_name=_("小組"))
    workshop = models.ForeignKey(Workshop, models.CASCADE, related_name="ideas", verbose_name=_("工作坊"))
    decision = models.CharField(_("決定"), max_length=8, choices=Decision.choices, default=Decision.OPEN)
    reason = models.CharField(_("原因"), max_length=LONGEST_PARKED, blank=True)
    plan = models.ForeignKey(
        Plan, models.SET_NULL, null=True, blank=True, related_name="ideas", verbose_name=_("行動方案")
    )
    code = models.CharField(_("方案編號"), max_length=20, null=True, blank=True, unique=True)
    title = models.TextField(_("行動名稱"), blank=True)
    problem = models.TextField(_("我們看見的問題"), blank=True)
    goal = models.TextField(_("目標"), blank=True)
    beneficiaries = models.TextField(_("受益對象"), blank=True)
    vow = models.TextField(_("一句承諾"), blank=True)
    verdict = models.CharField(_("可行性判斷"), max_length=12, choices=Plan.Verdict.choices, blank=True)
    verdict_why = models.TextField(_("為什麼這樣判斷"), blank=True)

    class Meta:
        ordering = ("workshop", "group__number")
        verbose_name = _("構想")
        constraints = (
            models.CheckConstraint(
                condition=~models.Q(decision="parked") | ~models.Q(reason=""),
                name="idea_parked_has_reason",
                violation_error_message=_("暫緩要寫原因。"),
            ),
            models.CheckConstraint(
                condition=models.Q(decision__in=("kept", "merged"), plan__isnull=False)
                | models.Q(decision__in=("open", "parked"), plan__isnull=True),
                name="idea_kept_has_plan",
            ),
            models.CheckConstraint(
                condition=models.Q(verdict__in=("", "feasible", "adjust", "later")), name="idea_verdict_is_known"
            ),
        )

    def __str__(self) -> str:
        return str(self.group)

    @property
    def county_id(self) -> str:
        """The county of the workshop."""
        return self.workshop.county_id
