"""A county's annual plan (年度志願服務推動計畫) with its work items, and which action plans go into it (納入年度計畫).

企劃案四(二)2: 建議納入地方年度志願服務推動計畫或施政重點。
"""

from __future__ import annotations

from typing import Any

from django.db import models
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from foundation.accounts.models import County
from foundation.accounts.roles import Permission, Task
from foundation.accounts.scope import reach
from foundation.agreeing import Agrees
from foundation.taiwan import roc
from workshops.models import Workshop

from .decision import LONGEST_REASON, WrittenOnce, WrittenOnceQuerySet
from .plan import Plan

LONGEST_AIM = 1000
LONGEST_VISION = 2000


class AnnualPlanQuerySet(models.QuerySet["AnnualPlan"]):
    """Annual plans in the domain's words."""

    def visible_to(self, user: Any, permission: Permission = Permission.SEE_ANNUAL_PLANS) -> AnnualPlanQuerySet:
        """Those of a person's counties; who is named in one for a workshop or an action plan sees that county's."""
        mine = (Plan.objects.filter(supervisor=user.pk), Workshop.objects.filter(supervisor=user.pk))
        plans, workshops = (models.Q(county__in=rows.order_by().values("county")) for rows in mine)
        named = {Task.SUPERVISOR: plans | workshops}
        return self.filter(reach(user, permission).rows("county", named))


class AnnualPlan(models.Model):
    """What a county sets out to do for its volunteers in one year; in force once it is issued under its number.

    `year` is Gregorian. `edition` counts how often it was issued: a changed one is issued anew (修正時亦同), and
    `correction` says why it was opened. `strategies` are [title, words], in their order. `figures_open_until` is the
    last day on which its indicators, frozen before, may be corrected.
    """

    class State(models.TextChoices):
        """Whether it is in force as it stands."""

        DRAFT = "draft", _("草稿")
        ISSUED = "issued", _("已核定")

    county = models.ForeignKey(County, models.PROTECT, related_name="annual_plans", verbose_name=_("縣市"))
    year = models.PositiveSmallIntegerField(_("年度"))
    title = models.CharField(_("計畫名稱"), max_length=100)
    state = models.CharField(_("狀態"), max_length=8, choices=State.choices, default=State.DRAFT)
    document_number = models.CharField(_("文號"), max_length=50, blank=True)
    approved_on = models.DateField(_("核定日期"), null=True, blank=True)
    approver = models.CharField(_("核定的人"), max_length=50, blank=True)
    issued_at = models.DateTimeField(_("登錄核定的時間"), null=True, blank=True)
    issued_by = models.CharField(_("登錄核定的人"), max_length=200, blank=True)
    edition = models.PositiveSmallIntegerField(_("第幾版"), default=0)
    correction = models.CharField(_("修正原因"), max_length=500, blank=True)
    vision = models.TextField(_("願景"), max_length=LONGEST_VISION, blank=True)
    strategies = models.JSONField(_("策略"), default=list, blank=True)
    figures_open_until = models.DateField(_("指標數字開放更正到"), null=True, blank=True)

    objects = AnnualPlanQuerySet.as_manager()

    class Meta:
        ordering = ("-year", "county")
        verbose_name = _("年度計畫")
        constraints = (
            models.UniqueConstraint(
                fields=["county", "year"],
                name="annual_plan_once_a_year",
                violation_error_message=_("這個縣市這一年已經有年度計畫了，請改那一份。"),
            ),
            # What is taken up into it points to both.
            models.UniqueConstraint(fields=["id", "county"], name="annual_plan_with_its_county"),
            models.CheckConstraint(
                condition=models.Q(state__in=("draft", "issued")), name="annual_plan_state_is_known"
            ),
            models.CheckConstraint(
                condition=models.Q(state="draft")
                | (
                    models.Q(approved_on__isnull=False, issued_at__isnull=False, edition__gte=1)
                    & ~models.Q(document_number="")
                    & ~models.Q(approver="")
                ),
                name="annual_plan_issued_has_number",
                violation_error_message=_("核定的年度計畫要有文號、核定日期和核定的人。"),
            ),
        )

    def __str__(self) -> str:
        return self.title

    @property
    def year_shown(self) -> str:
        """The year in the page's calendar, with the other one at hand."""
        return gettext("%(roc)s 年度（西元 %(year)s 年）") % {"roc": self.year - roc.OFFSET, "year": self.year}

    @property
    def in_force(self) -> bool:
        """Whether it was issued, be it that it is open again to be changed."""
        return self.edition >= 1


class OfAnnualPlanQuerySet(models.QuerySet["WorkItem"]):
    """Work items, read through the wall of their annual plan."""

    def visible_to(self, user: Any, permission: Permission = Permission.SEE_ANNUAL_PLANS) -> OfAnnualPlanQuerySet:
        """Those of the annual plans a person may see."""
        return self.filter(annual__in=AnnualPlan.objects.visible_to(user, permission))


class WorkItem(models.Model):
    """One thing an annual plan sets out to do (工作項目): who leads it, what it is to achieve, when, and for how much.

    Months are those of the plan's year, 1 to 12. `strategy` is the title of one of the plan's.
    """

    class Area(models.TextChoices):
        """What an annual plan speaks of (臺北市志願服務工作計畫柒一，計畫內容要項 (一) 到 (十一))."""

        BLUEPRINT = "blueprint", _("發展藍圖與年度計畫")
        BUDGET = "budget", _("預算")
        OUTREACH = "outreach", _("宣導行銷與備案受理")
        RESOURCES = "resources", _("資源連結")
        MEETINGS = "meetings", _("聯繫會報")
        EVALUATION = "evaluation", _("評鑑")
        INSURANCE = "insurance", _("保險")
        BOOKLETS = "booklets", _("紀錄冊")
        AWARDS = "awards", _("獎勵")
        TRAINING = "training", _("訓練")
        INNOVATION = "innovation", _("創新研發")

    annual = models.ForeignKey(AnnualPlan, models.PROTECT, related_name="items", verbose_name=_("年度計畫"))
    number = models.PositiveSmallIntegerField(_("第幾項"))
    title = models.CharField(_("工作項目"), max_length=100)
    area = models.CharField(_("計畫內容要項"), max_length=10, choices=Area.choices, blank=True)
    lead_unit = models.CharField(_("主責單位"), max_length=100, blank=True)
    co_units = models.CharField(_("協辦單位"), max_length=200, blank=True)
    strategy = models.CharField(_("策略"), max_length=60, blank=True)
    aim = models.TextField(_("要做到什麼"), max_length=LONGEST_AIM, blank=True)
    from_month = models.PositiveSmallIntegerField(_("從幾月"), null=True, blank=True)
    to_month = models.PositiveSmallIntegerField(_("到幾月"), null=True, blank=True)
    budget = models.PositiveBigIntegerField(_("經費（元）"), null=True, blank=True)

    objects = OfAnnualPlanQuerySet.as_manager()

    class Meta:
        ordering = ("annual", "number")
        verbose_name = _("工作項目")
        constraints = (
            models.UniqueConstraint(fields=["annual", "number"], name="work_item_once_a_number"),
            models.UniqueConstraint(fields=["id", "annual"], name="work_item_with_its_plan"),
            models.CheckConstraint(condition=models.Q(number__gte=1), name="work_item_number_counts"),
            models.CheckConstraint(condition=~models.Q(title=""), name="work_item_says_what"),
            models.CheckConstraint(
                condition=models.Q(
                    area__in=(
                        "", "blueprint", "budget", "outreach", "resources", "meetings", "evaluation", "insurance",
                        "booklets", "awards", "training", "innovation",
                    )
                ),
                name="work_item_area_is_known",
            ),
            models.CheckConstraint(
                condition=models.Q(from_month__isnull=True, to_month__isnull=True)
                | models.Q(
                    # Said in full: a comparison with nothing would be neither true nor false, and pass.
                    from_month__isnull=False, to_month__isnull=False, from_month__gte=1, to_month__lte=12,
                    from_month__lte=models.F("to_month"),
                ),
                name="work_item_months_are_in_order",
                violation_error_message=_("月份要從 1 到 12，開始的月份不能在結束之後；兩個都填或都不填。"),
            ),
        )  # fmt: skip

    def __str__(self) -> str:
        return gettext("%(number)s. %(title)s") % {"number": self.number, "title": self.title}

    @property
    def county_id(self) -> str:
        """The county of the annual plan."""
        return self.annual.county_id

    @property
    def months(self) -> str:
        """From which month to which: 3–6 月."""
        if self.from_month is None or self.to_month is None:
            return ""
        if self.from_month == self.to_month:
            return gettext("%(month)s 月") % {"month": self.from_month}
        return gettext("%(first)s–%(last)s 月") % {"first": self.from_month, "last": self.to_month}


class UptakeQuerySet(WrittenOnceQuerySet):
    """Decisions about the annual plan, in the domain's words."""

    def visible_to(self, user: Any, permission: Permission = Permission.SEE_PLANS) -> UptakeQuerySet:
        """Those on the action plans a person may see."""
        return self.filter(plan__in=Plan.objects.visible_to(user, permission))


class Uptake(WrittenOnce):
    """Whether an adopted action plan goes into its county's annual plan: what was decided, by whom, when.

    Written once; the latest row of a plan counts (`Plan.uptake` points to it), and one written down wrongly is
    followed by one that says so (`corrects`). Where the county keeps its annual plan elsewhere, or it is another
    document (施政重點), that is named with its number and date. `OPEN` takes back a row that should not be there.
    """

    class State(models.TextChoices):
        """What was decided; where there is no row, nothing was."""

        TAKEN = "taken", _("納入")
        PLANNED = "planned", _("預定納入")
        DECLINED = "declined", _("不納入")
        OPEN = "open", _("尚未決定")

    plan = models.ForeignKey(Plan, models.PROTECT, related_name="uptakes", verbose_name=_("行動方案"))
    # The action plan's own, said again so that the database can hold the annual plan to it.
    county = models.ForeignKey(County, models.PROTECT, related_name="+", verbose_name=_("縣市"))
    number = models.PositiveSmallIntegerField(_("第幾筆"))
    state = models.CharField(_("納入年度計畫"), max_length=8, choices=State.choices)
    annual = models.ForeignKey(
        AnnualPlan, models.PROTECT, null=True, blank=True, related_name="uptakes", verbose_name=_("年度計畫")
    )
    item = models.ForeignKey(
        WorkItem, models.PROTECT, null=True, blank=True, related_name="uptakes", verbose_name=_("工作項目")
    )
    document = models.CharField(_("文件名稱"), max_length=100, blank=True)
    document_number = models.CharField(_("文號"), max_length=50, blank=True)
    document_on = models.DateField(_("文件日期"), null=True, blank=True)
    reason = models.CharField(_("原因"), max_length=LONGEST_REASON, blank=True)
    decided_on = models.DateField(_("決定日期"))
    decided_by = models.CharField(_("誰決定的"), max_length=50)
    corrects = models.OneToOneField(
        "self", models.PROTECT, null=True, blank=True, related_name="corrected", verbose_name=_("更正")
    )
    recorded_at = models.DateTimeField(_("登錄時間"))
    recorded_by = models.CharField(_("登錄者"), max_length=200)

    objects = UptakeQuerySet.as_manager()

    class Meta:
        ordering = ("plan", "number")
        verbose_name = _("納入年度計畫")
        constraints = (
            models.UniqueConstraint(fields=["plan", "number"], name="uptake_once"),
            Agrees(to="plan", field="county", name="uptake_of_its_plan_s_county"),
            Agrees(
                to="annual",
                field="county",
                name="uptake_in_its_own_county",
                violation_error_message=_("只能納入同縣市的年度計畫。"),
            ),
            Agrees(
                to="item",
                field="annual",
                name="uptake_item_of_its_annual_plan",
                violation_error_message=_("這個工作項目不在這份年度計畫裡，請重新選。"),
            ),
            models.CheckConstraint(
                condition=models.Q(state__in=("taken", "planned", "declined", "open")), name="uptake_state_is_known"
            ),
            models.CheckConstraint(
                condition=models.Q(state__in=("taken", "planned"))
                | models.Q(annual__isnull=True, item__isnull=True, document=""),
                name="uptake_declined_names_nothing",
            ),
            models.CheckConstraint(
                condition=~models.Q(state="taken") | models.Q(annual__isnull=False) | ~models.Q(document=""),
                name="uptake_taken_says_where",
                violation_error_message=_("請選納入哪一份年度計畫，或寫下文件名稱。"),
            ),
            models.CheckConstraint(
                condition=models.Q(annual__isnull=True)
                | models.Q(document="", document_number="", document_on__isnull=True),
                name="uptake_names_one_document",
            ),
            models.CheckConstraint(
                condition=models.Q(item__isnull=True) | models.Q(annual__isnull=False), name="uptake_item_has_its_plan"
            ),
            models.CheckConstraint(
                condition=models.Q(state__in=("taken", "planned")) | ~models.Q(reason=""),
                name="uptake_declined_says_why",
                violation_error_message=_("請寫為什麼不納入。"),
            ),
            models.CheckConstraint(
                condition=~models.Q(state="open") | models.Q(corrects__isnull=False), name="uptake_open_is_a_correction"
            ),
            models.CheckConstraint(condition=~models.Q(decided_by=""), name="uptake_says_who"),
        )

    def __str__(self) -> str:
        return gettext("「%(plan)s」納入年度計畫第 %(number)s 筆") % {"plan": self.plan, "number": self.number}

    @property
    def where(self) -> str:
        """The document it goes into, in words; empty where none is named yet."""
        return self.annual.title if self.annual else self.document

    @property
    def where_number(self) -> str:
        """The number of that document."""
        return self.annual.document_number if self.annual else self.document_number
