"""Ideas on the consolidation board, and the plans that were adopted."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from actionplans.call import ITEMS, PILLARS
from foundation.accounts.models import County
from foundation.accounts.roles import Permission, Task
from foundation.accounts.scope import reach
from workshops.models import Group, Workshop

PILLAR_CHOICES = [(pillar.code, pillar.name) for pillar in PILLARS]
CALL_CHOICES = [(item.code, f"{item.label} {item.short}") for item in ITEMS]


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
    verdict = models.CharField(_("可行性判斷"), max_length=12, blank=True)
    sdgs = models.JSONField(_("永續發展目標"), default=list, blank=True)

    lead_agency = models.CharField(_("主責單位"), max_length=100, blank=True)
    person_in_charge = models.CharField(_("負責人"), max_length=50, blank=True)
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

    objects = PlanQuerySet.as_manager()

    class Meta:
        ordering = ("county", "workshop", "pk")
        verbose_name = _("行動方案")
        indexes = (models.Index(fields=["county", "state"], name="plan_of_county"),)
        constraints = (
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


class Idea(models.Model):
    """What one group brought to the board (每組 1 項行動構想), and what the workshop did with it.

    Merging keeps the lineage: every idea stays a row of its own and points to the plan it went into.
    """

    class Decision(models.TextChoices):
        """What the workshop decided."""

        OPEN = "open", _("討論中")
        KEPT = "kept", _("保留")
        MERGED = "merged", _("併入")
        PARKED = "parked", _("暫緩")

    group = models.OneToOneField(Group, models.CASCADE, related_name="idea", verbose_name=_("小組"))
    workshop = models.ForeignKey(Workshop, models.CASCADE, related_name="ideas", verbose_name=_("工作坊"))
    decision = models.CharField(_("決定"), max_length=8, choices=Decision.choices, default=Decision.OPEN)
    reason = models.CharField(_("原因"), max_length=200, blank=True)
    plan = models.ForeignKey(
        Plan, models.SET_NULL, null=True, blank=True, related_name="ideas", verbose_name=_("行動方案")
    )

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
        )

    def __str__(self) -> str:
        return str(self.group)

    @property
    def county_id(self) -> str:
        """The county of the workshop."""
        return self.workshop.county_id


class PlanIssue(models.Model):
    """A core issue (核心議題) a plan answers, in the words of the table, with the way back to its sheet and item."""

    plan = models.ForeignKey(Plan, models.CASCADE, related_name="issues")
    group = models.ForeignKey(Group, models.PROTECT, related_name="+")
    item_id = models.CharField(max_length=40)
    text = models.CharField(_("核心議題"), max_length=300)
    pillar = models.CharField(_("主軸"), max_length=16, choices=PILLAR_CHOICES)
    call_item = models.CharField(_("行動號召"), max_length=2, choices=CALL_CHOICES, blank=True)
    affected = models.CharField(_("誰受影響"), max_length=300, blank=True)
    why_first = models.CharField(_("為什麼先做"), max_length=300, blank=True)

    class Meta:
        ordering = ("plan", "pk")
        constraints = (models.UniqueConstraint(fields=["plan", "group", "item_id"], name="plan_issue_once"),)

    def __str__(self) -> str:
        return self.text


class PlanStep(models.Model):
    """One of the plan's steps: what, who, from which month to which (months after the workshop)."""

    plan = models.ForeignKey(Plan, models.CASCADE, related_name="steps")
    position = models.PositiveSmallIntegerField()
    what = models.CharField(_("做什麼"), max_length=200)
    who = models.CharField(_("誰"), max_length=100, blank=True)
    from_month = models.PositiveSmallIntegerField(_("從第幾個月"), null=True, blank=True)
    to_month = models.PositiveSmallIntegerField(_("到第幾個月"), null=True, blank=True)

    class Meta:
        ordering = ("plan", "position")
        constraints = (models.UniqueConstraint(fields=["plan", "position"], name="plan_step_once"),)

    def __str__(self) -> str:
        return self.what


class PlanIndicator(models.Model):
    """A result wanted in 3–6 months: from what to what, in which unit, and how one can tell.

    Baseline and target are the table's words ("18", "約 20"): what can be read as a number is read where it is needed.
    """

    plan = models.ForeignKey(Plan, models.CASCADE, related_name="indicators")
    position = models.PositiveSmallIntegerField()
    name = models.CharField(_("指標"), max_length=100)
    baseline = models.CharField(_("現況值"), max_length=40, blank=True)
    target = models.CharField(_("目標值"), max_length=40, blank=True)
    unit = models.CharField(_("單位"), max_length=20, blank=True)
    verified_by = models.CharField(_("怎麼確認"), max_length=100, blank=True)

    class Meta:
        ordering = ("plan", "position")
        constraints = (models.UniqueConstraint(fields=["plan", "position"], name="plan_indicator_once"),)

    def __str__(self) -> str:
        return self.name


class PlanResult(models.Model):
    """What is to be seen 1, 3 or 6 months after the workshop."""

    plan = models.ForeignKey(Plan, models.CASCADE, related_name="results")
    month = models.PositiveSmallIntegerField(_("第幾個月"))
    change = models.CharField(_("看得到的改變"), max_length=200, blank=True)
    indicator = models.CharField(_("指標與目標值"), max_length=200, blank=True)
    proof = models.CharField(_("用什麼證明"), max_length=200, blank=True)

    class Meta:
        ordering = ("plan", "month")
        constraints = (models.UniqueConstraint(fields=["plan", "month"], name="plan_result_once"),)

    def __str__(self) -> str:
        return f"{self.month}"


class PlanResource(models.Model):
    """A resource the plan needs, at hand or still to be found; `at_hand` is None where the table did not say."""

    class Kind(models.TextChoices):
        """What sort of resource."""

        PEOPLE = "people", _("人力")
        THINGS = "things", _("物力")
        MONEY = "money", _("財力")
        OTHER = "other", _("其他")

    plan = models.ForeignKey(Plan, models.CASCADE, related_name="resources")
    position = models.PositiveSmallIntegerField()
    name = models.CharField(_("資源"), max_length=100)
    kind = models.CharField(_("種類"), max_length=8, choices=Kind.choices, blank=True)
    at_hand = models.BooleanField(_("已有"), null=True, blank=True)
    provider = models.CharField(_("誰提供"), max_length=100, blank=True)

    class Meta:
        ordering = ("plan", "position")
        constraints = (models.UniqueConstraint(fields=["plan", "position"], name="plan_resource_once"),)

    def __str__(self) -> str:
        return self.name
