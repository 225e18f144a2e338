"""Workshops (工作坊): a county's, under a programme."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from foundation.accounts.models import County
from foundation.accounts.roles import Permission, Task
from foundation.accounts.scope import Scope, reach
from foundation.taiwan import roc

from .programme import Programme


class WorkshopQuerySet(models.QuerySet["Workshop"]):
    """Workshops in the domain's words."""

    def visible_to(self, user: Any, permission: Permission = Permission.SEE_WORKSHOPS) -> WorkshopQuerySet:
        """Those that this person may see (or for which she holds another permission)."""
        return self.filter(self.scope_filter(user, permission))

    @staticmethod
    def scope_filter(user: Any, permission: Permission, path: str = "") -> models.Q:
        """The same wall for rows that hang on a workshop: `path` leads to it, such as `"group__workshop__"`."""
        return WorkshopQuerySet.within(reach(user, permission), user.pk, path)

    @staticmethod
    def within(scope: Scope, person: int | None, path: str = "") -> models.Q:
        """What lies within a person's scope."""
        named = {task: models.Q(**{f"{path}{task}": person}) for task in Task}
        return scope.rows(f"{path}county", named)

    def registered(self) -> WorkshopQuerySet:
        """Those that were handed in, whatever became of them (not drafts, not cancelled)."""
        return self.exclude(state__in=(Workshop.State.DRAFT, Workshop.State.CANCELLED))

    def held(self) -> WorkshopQuerySet:
        """Those that took place."""
        return self.filter(state__in=Workshop.HELD)

    def with_turnout(self) -> WorkshopQuerySet:
        """With `came` (who signed in or walked in), `listed` (all on the list) and `tables`, as the reports count."""
        return self.annotate(
            came=models.Count("participants", filter=models.Q(participants__arrived_at__isnull=False), distinct=True),
            listed=models.Count("participants", distinct=True),
            tables=models.Count("groups", distinct=True),
        )

    def with_people(self) -> WorkshopQuerySet:
        """With the rows a list or a page shows beside each workshop."""
        return self.select_related("programme", "county", "lecturer", "assistant", "supervisor")


class Workshop(models.Model):
    """One workshop of one county: where, when, who for, who leads it, who follows it up.

    Almost every field may be empty while the registration is a draft; the door to `submitted` asks for what is
    missing. What somebody typed that is no valid value waits in `unfinished` as she typed it.
    """

    class State(models.TextChoices):
        """How far the workshop has come; the moves stand in `workshops.stages`."""

        DRAFT = "draft", _("草稿")
        SUBMITTED = "submitted", _("已送出")
        CONFIRMED = "confirmed", _("已確認")
        RUNNING = "running", _("進行中")
        HELD = "held", _("已辦理")
        REPORTED = "reported", _("已交報告")
        CLOSED = "closed", _("已結案")
        CANCELLED = "cancelled", _("已取消")

    HELD = (State.HELD, State.REPORTED, State.CLOSED)

    class Occasion(models.TextChoices):
        """What it is combined with (企劃案五：可以運用縣市層級聯繫會報或志工教育培訓課程的機會)."""

        OWN = "own", _("專辦一場")
        LIAISON = "liaison", _("併聯繫會報")
        TRAINING = "training", _("併志工教育訓練")

    class Network(models.TextChoices):
        """How the room's network is, as far as known; decides whether paper is printed."""

        STABLE = "stable", _("穩定")
        UNSTABLE = "unstable", _("不太穩")
        NONE = "none", _("沒有")

    programme = models.ForeignKey(Programme, models.PROTECT, related_name="workshops", verbose_name=_("方案"))
    county = models.ForeignKey(County, models.PROTECT, related_name="workshops", verbose_name=_("縣市"))
    number = models.PositiveSmallIntegerField(_("場次"))
    state = models.CharField(_("狀態"), max_length=10, choices=State.choices, default=State.DRAFT)
    version = models.PositiveIntegerField(default=0)

    date = models.DateField(_("日期"), null=True, blank=True)
    starts_at = models.TimeField(_("開始時間"), null=True, blank=True)
    minutes = models.PositiveSmallIntegerField(_("總長度"), null=True, blank=True)
    occasion = models.CharField(_("辦理方式"), max_length=8, choices=Occasion.choices, blank=True)
    venue = models.CharField(_("場地名稱"), max_length=100, blank=True)
    address = models.CharField(_("地址"), max_length=150, blank=True)
    seats = models.PositiveSmallIntegerField(_("容納人數"), null=True, blank=True)
    flat_floor = models.BooleanField(_("可分組討論的平面會議室"), null=True, blank=True)
    network = models.CharField(_("現場網路"), max_length=8, choices=Network.choices, blank=True)
    projector = models.BooleanField(_("投影機與布幕"), default=False)
    microphones = models.BooleanField(_("無線麥克風"), default=False)
    power = models.BooleanField(_("每組電源延長線"), default=False)

    host_unit = models.CharField(_("主辦機關"), max_length=100, blank=True)
    contact_name = models.CharField(_("聯絡人"), max_length=50, blank=True)
    contact_phone = models.CharField(_("聯絡電話"), max_length=30, blank=True)
    contact_email = models.EmailField(_("聯絡信箱"), blank=True)
    lecturers_wanted = models.PositiveSmallIntegerField(_("需要講師"), default=1)
    assistants_wanted = models.PositiveSmallIntegerField(_("需要助教"), default=1)
    lecturer = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("講師")
    )
    assistant = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("助教")
    )
    supervisor = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("追蹤督導")
    )
    officials_expected = models.PositiveSmallIntegerField(_("機關業務承辦人數"), null=True, blank=True)
    centre_expected = models.PositiveSmallIntegerField(_("志推中心人數"), null=True, blank=True)
    cadres_expected = models.PositiveSmallIntegerField(_("運用單位幹部人數"), null=True, blank=True)
    groups_planned = models.PositiveSmallIntegerField(_("組數"), null=True, blank=True)
    remark = models.TextField(_("備註"), blank=True)

    unfinished = models.JSONField(default=dict, blank=True)
    tables_open_until = models.DateTimeField(_("開放填寫到"), null=True, blank=True)
    submitted_at = models.DateTimeField(_("送出時間"), null=True, blank=True)
    submitted_by = models.CharField(_("送出者"), max_length=200, blank=True)
    confirmed_at = models.DateTimeField(_("確認時間"), null=True, blank=True)
    confirmed_by = models.CharField(_("確認者"), max_length=200, blank=True)
    started_at = models.DateTimeField(_("開始時間"), null=True, blank=True)
    started_by = models.CharField(_("開始者"), max_length=200, blank=True)
    held_at = models.DateTimeField(_("結束時間"), null=True, blank=True)
    held_by = models.CharField(_("結束者"), max_length=200, blank=True)
    reported_at = models.DateTimeField(_("交報告時間"), null=True, blank=True)
    reported_by = models.CharField(_("交報告者"), max_length=200, blank=True)
    closed_at = models.DateTimeField(_("結案時間"), null=True, blank=True)
    closed_by = models.CharField(_("結案者"), max_length=200, blank=True)

    objects = WorkshopQuerySet.as_manager()

    class Meta:
        ordering = ("programme", "county", "number")
        verbose_name = _("工作坊")
        constraints = (
            models.UniqueConstraint(fields=["programme", "county", "number"], name="workshop_number_once"),
            models.CheckConstraint(
                condition=models.Q(state__in=("draft", "cancelled"))
                | models.Q(date__isnull=False, starts_at__isnull=False, groups_planned__isnull=False),
                name="workshop_submitted_has_date",
            ),
            models.CheckConstraint(
                condition=~models.Q(state="closed") | models.Q(supervisor__isnull=False),
                name="workshop_closed_has_supervisor",
            ),
        )
        indexes = (
            models.Index(fields=["programme", "state"], name="workshop_of_state"),
            models.Index(fields=["county", "date"], name="workshop_of_county"),
        )

    def __str__(self) -> str:
        western = self.programme.year
        return gettext("%(county)s%(year)s第%(number)s場%(kind)s") % {
            "county": self.county.shown,
            "year": f"{western - roc.OFFSET}年" if roc.in_chinese() else western,
            "number": self.number,
            "kind": self.programme.get_kind_display(),
        }

    @property
    def was_held(self) -> bool:
        """Whether it took place: what was expected is then no longer of interest, only who came."""
        return self.state in self.HELD

    @property
    def people_expected(self) -> int | None:
        """How many are expected in all; None until one of the three numbers is given."""
        given = [n for n in (self.officials_expected, self.centre_expected, self.cadres_expected) if n is not None]
        return sum(given) if given else None

    @property
    def starts(self) -> dt.datetime | None:
        """The beginning as an aware moment, once date and time are given."""
        if self.date is None or self.starts_at is None:
            return None
        return timezone.make_aware(dt.datetime.combine(self.date, self.starts_at))

    @property
    def ends(self) -> dt.datetime | None:
        """The end as an aware moment, once it can be told."""
        return self.starts + dt.timedelta(minutes=self.minutes) if self.starts and self.minutes else None


class AgendaItem(models.Model):
    """One line of a workshop's own agenda; the clock times follow from the start and the minutes before it."""

    workshop = models.ForeignKey(Workshop, models.CASCADE, related_name="agenda", verbose_name=_("工作坊"))
    position = models.PositiveSmallIntegerField(_("順序"))
    stage = models.PositiveSmallIntegerField(_("階段"), default=0)
    kind = models.CharField(_("性質"), max_length=16)
    title = models.CharField(_("課程內容"), max_length=60)
    minutes = models.PositiveSmallIntegerField(_("分鐘"))
    minutes_min = models.PositiveSmallIntegerField(_("最短分鐘"), default=1)
    minutes_max = models.PositiveSmallIntegerField(_("最長分鐘"), default=240)
    output = models.CharField(_("預期產出"), max_length=120, blank=True)
    remark = models.CharField(_("備註"), max_length=120, blank=True)
    form = models.CharField(_("表單"), max_length=16, blank=True)

    class Meta:
        ordering = ("workshop", "position")
        verbose_name = _("議程")
        constraints = (
            models.UniqueConstraint(fields=["workshop", "position"], name="agenda_position_once"),
            models.CheckConstraint(condition=models.Q(minutes__gte=1), name="agenda_minutes_positive"),
        )

    def __str__(self) -> str:
        return f"{self.title}（{self.minutes} 分）"
