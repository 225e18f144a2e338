"""Programmes (方案): the year's rules of a kind of workshop."""

from __future__ import annotations

import re
from typing import Any

from django.core.exceptions import ValidationError
from django.core.validators import RegexValidator
from django.db import models
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from foundation.accounts.roles import Permission
from foundation.accounts.scope import reach
from foundation.taiwan import roc


class ProgrammeQuerySet(models.QuerySet["Programme"]):
    """Programmes in the domain's words."""

    def visible_to(self, user: Any) -> ProgrammeQuerySet:
        """Drafts only for who manages programmes; the others for everybody who sees workshops."""
        if reach(user, Permission.MANAGE_PROGRAMMES):
            return self
        if reach(user, Permission.SEE_WORKSHOPS):
            return self.exclude(state=Programme.State.DRAFT)
        return self.none()

    def open(self) -> ProgrammeQuerySet:
        """Those that take registrations."""
        return self.filter(state=Programme.State.OPEN)


def before_a_day() -> list[int]:
    """How many days before it whoever is in charge is reminded, unless a programme says otherwise."""
    return [3, 14]


def supervisor_after() -> list[int]:
    """How many days after it the supervisor is told that nobody has reported."""
    return [3]


def officer_after() -> list[int]:
    """How many days after it the county's officers are told."""
    return [10]


def association_after() -> list[int]:
    """How many days after it the association is told."""
    return [20]


ASKED_AT_SOONEST, ASKED_AT_LATEST = 7, 90


def is_asked_every(days: int) -> None:
    """How often somebody may be asked about what is late: once in 7 to 90 days, or never (0).

    Raises:
        ValidationError: something else.
    """
    if days and not ASKED_AT_SOONEST <= days <= ASKED_AT_LATEST:
        raise ValidationError(
            _("請填 %(low)s 到 %(high)s 天；不要再問就填 0。") % {"low": ASKED_AT_SOONEST, "high": ASKED_AT_LATEST}
        )


class Programme(models.Model):
    """A programme (方案): kind, year, and every number that its workshops go by.

    Nothing here is hard-wired to one year: the 2026 figures of the plan document are the demo's data. Minutes are
    whole minutes, months count from the workshop's date, dates are Gregorian and shown as 民國. No workshop is handed
    in that is shorter than `minutes_min` or longer than `minutes_max`; less than `minutes_advised` is only remarked.
    """

    class Kind(models.TextChoices):
        """What is held."""

        LOCAL_WORKSHOP = "local_workshop", _("地方實踐工作坊")
        GLOBAL_DIALOGUE = "global_dialogue", _("全球對話")
        NATIONAL_SYMPOSIUM = "national_symposium", _("全國研討會")

    class State(models.TextChoices):
        """Whether counties see it and may register."""

        DRAFT = "draft", _("草稿")
        OPEN = "open", _("開放登記")
        CLOSED = "closed", _("已結束")

    slug = models.SlugField(_("代稱"), max_length=40, unique=True)
    kind = models.CharField(_("種類"), max_length=24, choices=Kind.choices)
    year = models.PositiveSmallIntegerField(_("年度（西元）"))
    name = models.CharField(_("名稱"), max_length=100)
    name_en = models.CharField(_("英文名稱"), max_length=150, blank=True)
    state = models.CharField(_("狀態"), max_length=8, choices=State.choices, default=State.DRAFT)

    minutes_min = models.PositiveSmallIntegerField(_("最短總分鐘"))
    minutes_advised = models.PositiveSmallIntegerField(_("建議至少預留分鐘"), null=True, blank=True)
    minutes_max = models.PositiveSmallIntegerField(_("最長總分鐘"))
    capacity = models.PositiveSmallIntegerField(_("人數上限"))
    groups_min = models.PositiveSmallIntegerField(_("最少組數"))
    groups_max = models.PositiveSmallIntegerField(_("最多組數"))
    presentation_min = models.PositiveSmallIntegerField(_("每組發表最短分鐘"))
    presentation_max = models.PositiveSmallIntegerField(_("每組發表最長分鐘"))
    issues_min = models.PositiveSmallIntegerField(_("每組最少核心議題"), default=1)
    issues_max = models.PositiveSmallIntegerField(_("每組最多核心議題"), default=2)
    plans_min = models.PositiveSmallIntegerField(_("最少行動方案"))
    plans_max = models.PositiveSmallIntegerField(_("最多行動方案"))
    held_by = models.DateField(_("建議完成期限"), null=True, blank=True)
    symposium_by = models.DateField(_("全國研討會期限"), null=True, blank=True)
    tracking_months = models.JSONField(_("追蹤月份"), default=list, help_text=_("工作坊後第幾個月，例如 3 與 6"))
    remind_before = models.JSONField(_("到期前幾天提醒負責人"), default=before_a_day)
    tell_supervisor = models.JSONField(_("逾期幾天告訴督導"), default=supervisor_after)
    tell_officer = models.JSONField(_("逾期幾天告訴縣市承辦人"), default=officer_after)
    tell_association = models.JSONField(_("逾期幾天告訴協會"), default=association_after)
    ask_late_every = models.PositiveSmallIntegerField(
        _("逾期後每隔幾天再問負責人"), default=30, validators=[is_asked_every]
    )
    # Of numbers put into the ladder of reminders later: by field, since when each stands there (ISO 8601). What
    # lay before that was never missed.
    rungs_since = models.JSONField(_("提醒從什麼時候起"), default=dict, blank=True, editable=False)
    source = models.CharField(_("依據"), max_length=300, blank=True)

    objects = ProgrammeQuerySet.as_manager()

    class Meta:
        ordering = ("-year", "kind")
        verbose_name = _("方案")
        constraints = (
            models.UniqueConstraint(
                fields=["kind", "year"],
                name="programme_once_a_year",
                violation_error_message=_("這一年已經有同種類的方案。"),
            ),
            models.CheckConstraint(
                condition=models.Q(minutes_min__lte=models.F("minutes_max")),
                name="programme_minutes_in_order",
                violation_error_message=_("最短總分鐘不能大於最長總分鐘。"),
            ),
            models.CheckConstraint(
                condition=models.Q(minutes_advised=None)
                | models.Q(minutes_advised__gte=models.F("minutes_min"), minutes_advised__lte=models.F("minutes_max")),
                name="programme_minutes_advised_between",
                violation_error_message=_("建議預留的分鐘要在最短與最長總分鐘之間。"),
            ),
            models.CheckConstraint(
                condition=models.Q(groups_min__lte=models.F("groups_max"), groups_min__gte=1),
                name="programme_groups_in_order",
                violation_error_message=_("最少組數不能大於最多組數，而且至少 1 組。"),
            ),
            models.CheckConstraint(
                condition=models.Q(presentation_min__lte=models.F("presentation_max")),
                name="programme_presentation_in_order",
                violation_error_message=_("每組發表最短分鐘不能大於最長分鐘。"),
            ),
            models.CheckConstraint(
                condition=models.Q(ask_late_every=0)
                | models.Q(ask_late_every__gte=ASKED_AT_SOONEST, ask_late_every__lte=ASKED_AT_LATEST),
                name="programme_asks_at_times",
            ),
            models.CheckConstraint(
                condition=models.Q(issues_min__lte=models.F("issues_max"), issues_min__gte=1),
                name="programme_issues_in_order",
                violation_error_message=_("每組最少核心議題不能大於最多，而且至少 1 項。"),
            ),
            models.CheckConstraint(
                condition=models.Q(plans_min__lte=models.F("plans_max")),
                name="programme_plans_in_order",
                violation_error_message=_("最少行動方案不能大於最多。"),
            ),
        )

    def __str__(self) -> str:
        return self.shown

    @property
    def shown(self) -> str:
        """The name in the language of the page; without an English one, the Chinese."""
        return (self.name_en or self.name) if (get_language() or "").startswith("en") else self.name

    @property
    def says_its_year(self) -> bool:
        """Whether the name that is shown has the programme's year in it, 民國 or Gregorian."""
        own = rf"(?<!\d){self.year - roc.OFFSET}\s*年"
        return str(self.year) in self.shown or re.search(own, self.shown) is not None

    @property
    def dated(self) -> str:
        """The name with its year, unless it says it: several years' programmes may bear one name."""
        if self.says_its_year:
            return self.shown
        year = f"{self.year - roc.OFFSET}年" if roc.in_chinese() else str(self.year)
        return f"{year} {self.shown}"


class Form(models.TextChoices):
    """The sheet a block of the agenda is spent on (agenda.yaml, forms)."""

    INVENTORY = "inventory", _("地方現況盤點表")
    DESIGN = "design", _("地方志願服務行動設計表")
    FEASIBILITY = "feasibility", _("行動方案可行性檢視")
    PRESENTATION = "presentation", _("各組成果發表")
    COMMITMENT = "commitment", _("總結與承諾")


class BlockKind(models.TextChoices):
    """What happens during a block of the agenda."""

    SESSION = "session", _("全體")
    GROUP = "group", _("分組討論")
    BREAK = "break", _("休息")
    PRESENTATION = "presentation", _("發表")
    CLOSING = "closing", _("總結")


code_of_programme = RegexValidator(r"^[a-z0-9]+(-[a-z0-9]+)*$", _("代稱只用小寫英文、數字和連字號。"))


class AgendaBlock(models.Model):
    """One block of a programme's agenda template (流程): what, how long at least and at most, what comes of it."""

    programme = models.ForeignKey(Programme, models.CASCADE, related_name="blocks", verbose_name=_("方案"))
    position = models.PositiveSmallIntegerField(_("順序"))
    stage = models.PositiveSmallIntegerField(_("階段"), default=0, help_text=_("第幾階段；休息為 0"))
    kind = models.CharField(_("性質"), max_length=16, choices=BlockKind.choices)
    title = models.CharField(_("課程內容"), max_length=60)
    title_en = models.CharField(_("英文"), max_length=100, blank=True)
    minutes_min = models.PositiveSmallIntegerField(_("最短分鐘"))
    minutes_max = models.PositiveSmallIntegerField(_("最長分鐘"))
    output = models.CharField(_("預期產出"), max_length=120, blank=True)
    remark = models.CharField(_("備註"), max_length=120, blank=True)
    form = models.CharField(_("表單"), max_length=16, choices=Form.choices, blank=True)

    class Meta:
        ordering = ("programme", "position")
        verbose_name = _("議程區塊")
        constraints = (
            models.UniqueConstraint(fields=["programme", "position"], name="block_position_once"),
            models.CheckConstraint(
                condition=models.Q(minutes_min__lte=models.F("minutes_max"), minutes_min__gte=1),
                name="block_minutes_in_order",
                violation_error_message=_("最短分鐘不能大於最長分鐘，而且至少 1 分鐘。"),
            ),
        )

    def __str__(self) -> str:
        return self.title
