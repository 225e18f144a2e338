"""A county's liaison meetings (聯繫會報): the agenda item by item, and what was ruled on each (裁示)."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.db import models
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from foundation.accounts.models import County
from foundation.accounts.roles import Permission
from foundation.accounts.scope import reach
from foundation.taiwan import periods, roc

from .decision import LONGEST_REASON, Decision
from .plan import Plan

LONGEST_DISCUSSION = 5000


class ChairLevel(models.TextChoices):
    """The level of whoever chairs a meeting (職級), the highest first: a plan may ask for one at least."""

    MAYOR = "mayor", _("縣市首長")
    DEPUTY_MAYOR = "deputy_mayor", _("副縣市長")
    SECRETARY_GENERAL = "secretary_general", _("秘書長")
    DEPUTY_SECRETARY_GENERAL = "deputy_secretary_general", _("副秘書長")
    OFFICE_HEAD = "office_head", _("機關首長（局處長）")
    OFFICE_DEPUTY = "office_deputy", _("機關副首長")
    CHIEF_SECRETARY = "chief_secretary", _("主任秘書")
    OTHER = "other", _("主任秘書以下")

    def reaches(self, least: str) -> bool:
        """Whether it is at least this high."""
        order = list(ChairLevel)
        return order.index(self) <= order.index(ChairLevel(least))


class MeetingQuerySet(models.QuerySet["Meeting"]):
    """Meetings in the domain's words."""

    def held(self, county: str, *, on: dt.date) -> MeetingQuerySet:
        """Those that a county has held in the year of a day, up to it."""
        rows = self.filter(county=county, year=on.year, held_on__lte=on)
        return rows.exclude(state=Meeting.State.PLANNED)

    def visible_to(self, user: Any, permission: Permission = Permission.SEE_MEETINGS) -> MeetingQuerySet:
        """Those of a person's counties."""
        return self.filter(reach(user, permission).rows("county"))


class OfMeetingQuerySet(models.QuerySet[Any]):
    """Rows of a meeting, read through its wall; `path` leads to it."""

    def visible_to(self, user: Any, permission: Permission = Permission.SEE_MEETINGS) -> Any:
        """Those of the meetings a person may see."""
        return self.filter(**{f"{self.model.MEETING}__in": Meeting.objects.visible_to(user, permission)})


class Meeting(models.Model):
    """One meeting of a county (志願服務法第5條：每年至少召開一次聯繫會報).

    `attendees` has a line for each person or office. `edition` counts how often the minutes were issued; once issued
    they are locked, and `correction` says why they were opened again. `held_on` is a Gregorian date, `year` its year.
    """

    class State(models.TextChoices):
        """How far it has come."""

        PLANNED = "planned", _("籌備中")
        IN_SESSION = "session", _("開會中")
        ISSUED = "issued", _("紀錄已發出")

    county = models.ForeignKey(County, models.PROTECT, related_name="meetings", verbose_name=_("縣市"))
    year = models.PositiveSmallIntegerField(_("年度"))
    number = models.PositiveSmallIntegerField(_("第幾次"))
    title = models.CharField(_("會議名稱"), max_length=50)
    held_on = models.DateField(_("日期"))
    starts_at = models.TimeField(_("開始時間"), null=True, blank=True)
    place = models.CharField(_("地點"), max_length=100, blank=True)
    chair = models.CharField(_("主席"), max_length=50, blank=True)
    chair_level = models.CharField(_("主席職級"), max_length=24, choices=ChairLevel.choices, blank=True)
    note_taker = models.CharField(_("紀錄"), max_length=50, blank=True)
    attendees = models.TextField(_("出席"), max_length=3000, blank=True)
    state = models.CharField(_("狀態"), max_length=8, choices=State.choices, default=State.PLANNED)
    minutes_number = models.CharField(_("會議紀錄文號"), max_length=50, blank=True)
    started_at = models.DateTimeField(_("開始"), null=True, blank=True)
    started_by = models.CharField(_("誰開始的"), max_length=200, blank=True)
    issued_at = models.DateTimeField(_("發出時間"), null=True, blank=True)
    issued_by = models.CharField(_("發出者"), max_length=200, blank=True)
    edition = models.PositiveSmallIntegerField(_("第幾版"), default=0)
    correction = models.CharField(_("更正原因"), max_length=500, blank=True)

    objects = MeetingQuerySet.as_manager()

    class Meta:
        ordering = ("-held_on", "-number", "-pk")
        verbose_name = _("聯繫會報")
        constraints = (
            models.UniqueConstraint(
                fields=["county", "year", "number"],
                name="meeting_once_a_number",
                violation_error_message=_("這個年度已經有這一次會議了，請改次別或日期。"),
            ),
            models.CheckConstraint(
                condition=models.Q(state__in=("planned", "session", "issued")), name="meeting_state_is_known"
            ),
            models.CheckConstraint(
                condition=~models.Q(state="issued")
                | (models.Q(issued_at__isnull=False) & ~models.Q(minutes_number="")),
                name="meeting_issued_has_number",
                violation_error_message=_("發出會議紀錄要有文號。"),
            ),
            models.CheckConstraint(condition=models.Q(number__gte=1), name="meeting_number_counts"),
            models.CheckConstraint(
                condition=models.Q(chair_level__in=("", *ChairLevel.values)), name="meeting_chair_level_is_known"
            ),
        )

    def __str__(self) -> str:
        return gettext("%(county)s%(year)s年第%(number)s次%(title)s") % {
            "county": self.county.shown, "year": self.year - roc.OFFSET if roc.in_chinese() else self.year,
            "number": self.number, "title": self.title,
        }  # fmt: skip

    @property
    def short(self) -> str:
        """How a decision names it: 第2次聯繫會報."""
        return gettext("第%(number)s次%(title)s") % {"number": self.number, "title": self.title}

    @property
    def is_open(self) -> bool:
        """Whether its agenda and rulings may still change."""
        return self.state != self.State.ISSUED

    @property
    def people(self) -> list[str]:
        """Who was there, a line each."""
        return [line.strip() for line in self.attendees.splitlines() if line.strip()]


class MeetingItem(models.Model):
    """One item of an agenda (案由): a plan, something left open by an earlier meeting, or a topic in words.

    `before_status` and `before` (`before_en`) say how it stood before it was discussed: kept when the meeting begins.
    `draft` is what is typed of a ruling and not written down yet. `version` and `draft_version` count the changes of
    `discussion` and `draft`, so that two people do not overwrite each other.
    """

    MEETING = "meeting"

    class Why(models.TextChoices):
        """Why it is on the agenda, in the order in which a meeting takes them."""

        LATE = "late", _("落後")
        RISK = "risk", _("有風險")
        REVIEW = "review", _("回報等督導確認")
        WAITING = "waiting", _("上次會議待續")
        WATCHED = "watched", _("列管中")
        ADDED = "added", _("臨時提案")

    meeting = models.ForeignKey(Meeting, models.CASCADE, related_name="items", verbose_name=_("會議"))
    position = models.PositiveSmallIntegerField(_("順序"))
    plan = models.ForeignKey(
        Plan, models.PROTECT, null=True, blank=True, related_name="discussed_in", verbose_name=_("行動方案")
    )
    carries = models.ForeignKey(
        "Ruling", models.PROTECT, null=True, blank=True, related_name="carried_in", verbose_name=_("上次的裁示")
    )
    title = models.CharField(_("案由"), max_length=200)
    why = models.CharField(_("為什麼列入"), max_length=8, choices=Why.choices)
    taken_out = models.BooleanField(_("不討論"), default=False)
    before_status = models.CharField(max_length=8, blank=True)
    before = models.CharField(_("會前狀態"), max_length=500, blank=True)
    before_en = models.CharField(max_length=500, blank=True)
    discussion = models.TextField(_("討論"), max_length=LONGEST_DISCUSSION, blank=True)
    draft = models.JSONField(default=dict, blank=True)
    version = models.PositiveIntegerField(default=0)
    draft_version = models.PositiveIntegerField(default=0)
    changed_at = models.DateTimeField(_("最近修改"), null=True, blank=True)
    changed_by = models.CharField(_("誰改的"), max_length=200, blank=True)

    objects = OfMeetingQuerySet.as_manager()

    class Meta:
        ordering = ("meeting", "position", "pk")
        verbose_name = _("會議議程")
        constraints = (
            models.UniqueConstraint(fields=["meeting", "plan"], name="meeting_item_plan_once"),
            models.UniqueConstraint(fields=["meeting", "carries"], name="meeting_item_carried_once"),
            models.CheckConstraint(condition=~models.Q(title=""), name="meeting_item_says_what"),
            models.CheckConstraint(
                condition=models.Q(plan__isnull=True) | models.Q(carries__isnull=True), name="meeting_item_is_one_thing"
            ),
            models.CheckConstraint(
                condition=models.Q(why__in=("late", "risk", "review", "waiting", "watched", "added")),
                name="meeting_item_why_is_known",
            ),
        )

    def __str__(self) -> str:
        return self.title

    @property
    def before_shown(self) -> str:
        """How it stood before, in the language of the page; in Chinese where that is all that was kept."""
        return self.before if roc.in_chinese() else self.before_en or self.before

    @property
    def county_id(self) -> str:
        """The county of the meeting."""
        return self.meeting.county_id


class Ruling(models.Model):
    """What the chair ruled on an item: a decision on its plan, or words; with who does it by when, where said.

    One in words that names a person or a day stays open until it is closed, and comes up again at the next meeting.
    It is not written over: one taken back stays, and says so. `person` is who was named at the meeting; `taken_by` who
    does it since that one's business was handed over, and stands in no minutes.
    """

    MEETING = "item__meeting"

    item = models.ForeignKey(MeetingItem, models.PROTECT, related_name="rulings", verbose_name=_("案由"))
    number = models.PositiveSmallIntegerField(_("第幾項"))
    words = models.CharField(_("裁示"), max_length=LONGEST_REASON, blank=True)
    person = models.CharField(_("由誰辦理"), max_length=50, blank=True)
    taken_by = models.CharField(_("接手的人"), max_length=50, blank=True)
    due_on = models.DateField(_("期限"), null=True, blank=True)
    decision = models.OneToOneField(
        Decision, models.PROTECT, null=True, blank=True, related_name="ruling", verbose_name=_("列管決定")
    )
    recorded_at = models.DateTimeField(_("登錄時間"))
    recorded_by = models.CharField(_("登錄者"), max_length=200)
    closed_at = models.DateTimeField(_("結案時間"), null=True, blank=True)
    closed_by = models.CharField(_("結案者"), max_length=200, blank=True)
    closed_why = models.CharField(_("怎麼結案的"), max_length=200, blank=True)
    withdrawn_at = models.DateTimeField(_("收回時間"), null=True, blank=True)
    withdrawn_by = models.CharField(_("收回者"), max_length=200, blank=True)

    objects = OfMeetingQuerySet.as_manager()

    class Meta:
        ordering = ("item", "number")
        verbose_name = _("裁示")
        constraints = (
            models.UniqueConstraint(fields=["item", "number"], name="ruling_once"),
            models.CheckConstraint(
                condition=models.Q(decision__isnull=False) | ~models.Q(words=""), name="ruling_says_something"
            ),
            models.CheckConstraint(
                condition=models.Q(decision__isnull=True) | models.Q(withdrawn_at__isnull=True),
                name="ruling_decision_is_not_withdrawn",
            ),
        )

    def __str__(self) -> str:
        return self.shown[:60]

    @property
    def shown(self) -> str:
        """What was ruled, in words."""
        kind = self.decision.get_kind_display() if self.decision else ""
        return gettext("：").join(part for part in (kind, self.words) if part)

    @property
    def county_id(self) -> str:
        """The county of the meeting."""
        return self.item.meeting.county_id

    @property
    def closed_how(self) -> str:
        """How it was closed, in the language of the page."""
        return gettext(self.closed_why) if self.closed_why else ""

    @property
    def doer(self) -> str:
        """Who does it now: who was named, or whoever has taken her business over."""
        return self.taken_by or self.person

    @property
    def is_task(self) -> bool:
        """Whether somebody has to do something of which the next meeting asks."""
        return self.decision_id is None and self.withdrawn_at is None and bool(self.person or self.due_on)

    def is_late(self, on: dt.date) -> bool:
        """Whether its day has passed and it is still open; a day off counts until the next working day (民法122)."""
        if not self.is_task or self.closed_at is not None or self.due_on is None:
            return False
        return periods.last_day(self.due_on) < on
