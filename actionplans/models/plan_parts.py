"""The rows below a plan: core issues, steps, indicators, results, resources, risks, stakeholders.

Each row that a table wrote names the table, also after ideas have been merged, so that a plan leads back and an idea
that is taken out again takes its own rows along. Rows that an officer added name none.
"""

from __future__ import annotations

from collections.abc import Iterable

from django.db import models
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from workshops.models import Group

from .plan import CALL_CHOICES, PILLAR_CHOICES, Idea, Plan, PlanQuerySet

# As much as a box of a sheet takes: what a table wrote comes along whole.
LONGEST_WORDS = 2000
# The months of which the feasibility sheet asks what is to be seen by then.
RESULT_MONTHS = (1, 3, 6)


def backwards(first: int | None, last: int | None) -> str:
    """What looks odd about months that run backwards; empty where they do not. They stay as they are."""
    if first is None or last is None or first <= last:
        return ""
    return gettext("到第 %(last)s 個月，比開始的第 %(first)s 個月早。") % {"first": first, "last": last}


class FromTable(models.Model):
    """A row with the table that wrote it."""

    group = models.ForeignKey(
        Group, models.SET_NULL, null=True, blank=True, related_name="+", verbose_name=_("來自哪一組")
    )

    class Meta:
        abstract = True


class PlanIssue(models.Model):
    """A core issue (核心議題) a plan answers, in the words of the table, with the way back to its sheet and item."""

    plan = models.ForeignKey(Plan, models.CASCADE, related_name="issues")
    group = models.ForeignKey(Group, models.PROTECT, related_name="+")
    item_id = models.CharField(max_length=64)
    text = models.CharField(_("核心議題"), max_length=LONGEST_WORDS)
    pillar = models.CharField(_("主軸"), max_length=16, choices=PILLAR_CHOICES)
    call_item = models.CharField(_("行動號召"), max_length=2, choices=CALL_CHOICES, blank=True)
    affected = models.CharField(_("誰受影響"), max_length=LONGEST_WORDS, blank=True)
    why_first = models.CharField(_("為什麼先做"), max_length=LONGEST_WORDS, blank=True)

    class Meta:
        ordering = ("plan", "pk")
        constraints = (models.UniqueConstraint(fields=["plan", "group", "item_id"], name="plan_issue_once"),)

    def __str__(self) -> str:
        return self.text


class PlanStep(FromTable):
    """One of the plan's steps: what, who, from which month to which (months after the workshop)."""

    plan = models.ForeignKey(Plan, models.CASCADE, related_name="steps")
    position = models.PositiveSmallIntegerField()
    what = models.CharField(_("做什麼"), max_length=LONGEST_WORDS)
    who = models.CharField(_("誰"), max_length=LONGEST_WORDS, blank=True)
    from_month = models.PositiveSmallIntegerField(_("從第幾個月"), null=True, blank=True)
    to_month = models.PositiveSmallIntegerField(_("到第幾個月"), null=True, blank=True)

    class Meta:
        ordering = ("plan", "position")
        constraints = (models.UniqueConstraint(fields=["plan", "position"], name="plan_step_once"),)

    def __str__(self) -> str:
        return self.what

    @property
    def months(self) -> str:
        """When, in words and in order, also where they run backwards (see `oddity`); empty where nobody said."""
        first, last = self.from_month, self.to_month
        if first is not None and last is not None:
            first, last = sorted((first, last))
        if first is None and last is None:
            return ""
        if first is None:
            return gettext("到第 %(last)s 個月") % {"last": last}
        if last is None or last == first:
            return gettext("第 %(month)s 個月") % {"month": first}
        return gettext("第 %(first)s–%(last)s 個月") % {"first": first, "last": last}

    @property
    def oddity(self) -> str:
        """What looks odd about its months."""
        return backwards(self.from_month, self.to_month)


class PlanIndicator(FromTable):
    """A result wanted in 3–6 months: from what to what, in which unit, and how one can tell.

    Baseline and target are the table's words ("18", "約 20"): what can be read as a number is read where it is needed.
    """

    plan = models.ForeignKey(Plan, models.CASCADE, related_name="indicators")
    position = models.PositiveSmallIntegerField()
    name = models.CharField(_("指標"), max_length=LONGEST_WORDS)
    baseline = models.CharField(_("現況值"), max_length=LONGEST_WORDS, blank=True)
    target = models.CharField(_("目標值"), max_length=LONGEST_WORDS, blank=True)
    unit = models.CharField(_("單位"), max_length=LONGEST_WORDS, blank=True)
    verified_by = models.CharField(_("怎麼確認"), max_length=LONGEST_WORDS, blank=True)

    class Meta:
        ordering = ("plan", "position")
        constraints = (models.UniqueConstraint(fields=["plan", "position"], name="plan_indicator_once"),)

    def __str__(self) -> str:
        return self.name


class PlanResult(FromTable):
    """What is to be seen 1, 3 or 6 months after the workshop, as one table (or the officer) put it."""

    plan = models.ForeignKey(Plan, models.CASCADE, related_name="results")
    month = models.PositiveSmallIntegerField(_("第幾個月"))
    change = models.CharField(_("看得到的改變"), max_length=LONGEST_WORDS, blank=True)
    indicator = models.CharField(_("指標與目標值"), max_length=LONGEST_WORDS, blank=True)
    proof = models.CharField(_("用什麼證明"), max_length=LONGEST_WORDS, blank=True)

    class Meta:
        ordering = ("plan", "month", "pk")
        constraints = (models.UniqueConstraint(fields=["plan", "month", "group"], name="plan_result_once_a_table"),)

    def __str__(self) -> str:
        return f"{self.month}"

    @property
    def says_something(self) -> bool:
        """Whether any of its three answers is there."""
        return any(part.strip() for part in (self.change, self.indicator, self.proof))


def by_month(results: Iterable[PlanResult]) -> list[tuple[int, list[PlanResult]]]:
    """Results by month: those months asked for, also where nobody wrote, and any further one. No month is empty."""
    found: dict[int, list[PlanResult]] = {month: [] for month in RESULT_MONTHS}
    for one in results:
        if one.says_something:
            found.setdefault(one.month, []).append(one)
    return [(month, rows or [PlanResult(month=month)]) for month, rows in sorted(found.items())]


class PlanResource(FromTable):
    """A resource the plan needs, at hand or still to be found; `at_hand` is None where the table did not say."""

    class Kind(models.TextChoices):
        """What sort of resource."""

        PEOPLE = "people", _("人力")
        THINGS = "things", _("物力")
        MONEY = "money", _("財力")
        OTHER = "other", _("其他")

    plan = models.ForeignKey(Plan, models.CASCADE, related_name="resources")
    position = models.PositiveSmallIntegerField()
    name = models.CharField(_("資源"), max_length=LONGEST_WORDS)
    kind = models.CharField(_("種類"), max_length=8, choices=Kind.choices, blank=True)
    at_hand = models.BooleanField(_("已有"), null=True, blank=True)
    provider = models.CharField(_("誰提供"), max_length=LONGEST_WORDS, blank=True)

    class Meta:
        ordering = ("plan", "position")
        constraints = (models.UniqueConstraint(fields=["plan", "position"], name="plan_resource_once"),)

    def __str__(self) -> str:
        return self.name


class PlanRisk(FromTable):
    """Where the plan may get stuck, and what is done then. One of the two may still be unsaid, never both."""

    plan = models.ForeignKey(Plan, models.CASCADE, related_name="risks")
    position = models.PositiveSmallIntegerField()
    risk = models.CharField(_("如果"), max_length=LONGEST_WORDS, blank=True)
    answer = models.CharField(_("那就"), max_length=LONGEST_WORDS, blank=True)

    class Meta:
        ordering = ("plan", "position")
        constraints = (
            models.UniqueConstraint(fields=["plan", "position"], name="plan_risk_once"),
            models.CheckConstraint(
                condition=~models.Q(risk="") | ~models.Q(answer=""),
                name="plan_risk_says_something",
                violation_error_message=_("風險和因應至少要寫一個。"),
            ),
        )

    def __str__(self) -> str:
        return self.risk or self.answer


class PlanStakeholder(FromTable):
    """Who makes or breaks the plan, how much they can, how far they support it, and who goes to see them."""

    class Kind(models.TextChoices):
        """What sort of actor."""

        GOVERNMENT = "government", _("政府")
        VOLUNTEER_ORG = "volunteer_org", _("志願服務組織")
        EDUCATION = "education", _("教育機構")
        EMPLOYER = "employer", _("雇主")
        FUNDER = "funder", _("資助者")
        PRIVATE_SECTOR = "private_sector", _("私營部門")
        VOLUNTEER = "volunteer", _("志工")
        OTHER = "other", _("其他利害關係人")

    class Degree(models.TextChoices):
        """How much."""

        HIGH = "high", _("高")
        LOW = "low", _("低")

    plan = models.ForeignKey(Plan, models.CASCADE, related_name="stakeholders")
    position = models.PositiveSmallIntegerField()
    name = models.CharField(_("誰"), max_length=LONGEST_WORDS)
    kind = models.CharField(_("類別"), max_length=16, choices=Kind.choices, blank=True)
    influence = models.CharField(_("影響力"), max_length=4, choices=Degree.choices, blank=True)
    support = models.CharField(_("支持程度"), max_length=4, choices=Degree.choices, blank=True)
    contact = models.CharField(_("誰去聯絡"), max_length=LONGEST_WORDS, blank=True)

    class Meta:
        ordering = ("plan", "position")
        constraints = (
            models.UniqueConstraint(fields=["plan", "position"], name="plan_stakeholder_once"),
            models.CheckConstraint(
                condition=~models.Q(name=""),
                name="plan_stakeholder_has_name",
                violation_error_message=_("請寫下利害關係人是誰。"),
            ),
            models.CheckConstraint(
                condition=models.Q(influence__in=("", "high", "low"), support__in=("", "high", "low")),
                name="plan_stakeholder_place_is_known",
                violation_error_message=_("影響力和支持程度請選高或低，還不知道就空著。"),
            ),
        )

    def __str__(self) -> str:
        return self.name


def with_parts(plans: PlanQuerySet) -> PlanQuerySet:
    """Plans with every row below them, each with its table, and the ideas they came from (a query for each kind).

    The idea that a plan began with stands first.
    """
    parts = (
        ("issues", PlanIssue), ("steps", PlanStep), ("indicators", PlanIndicator), ("results", PlanResult),
        ("resources", PlanResource), ("stakeholders", PlanStakeholder), ("risks", PlanRisk),
    )  # fmt: skip
    return plans.prefetch_related(
        *(models.Prefetch(name, model._default_manager.select_related("group")) for name, model in parts),
        models.Prefetch("ideas", Idea.objects.select_related("group").order_by("decision", "group__number")),
    )
