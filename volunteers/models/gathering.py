"""Meetings of a unit's volunteers (志工會議、聯繫會報): who came, what was decided, and whether it was done."""

from __future__ import annotations

from typing import Any

from django.db import models
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from foundation.accounts.roles import Permission
from foundation.accounts.scope import reach

from .own import unit_at
from .unit import Unit
from .volunteer import Volunteer


class GatheringQuerySet(models.QuerySet["Gathering"]):
    """Meetings in the domain's words."""

    def visible_to(self, user: Any, permission: Permission = Permission.SEE_VOLUNTEERS) -> GatheringQuerySet:
        """Those of the units whose people this person sees."""
        return self.filter(reach(user, permission).rows(unit_at("unit")))

    def held(self) -> GatheringQuerySet:
        """Those that have taken place."""
        return self.filter(state=Gathering.State.HELD)


class Gathering(models.Model):
    """One meeting. Source: 臺北市志願服務實務手冊「召開各式志工會議」, which advises one a month; no law asks for it.

    Attributes:
        starts: minutes since midnight.
        minutes: what was said, in words; written when it was held.
    """

    class Kind(models.TextChoices):
        """What sort of meeting."""

        TEAM = "team", _("志工會議")
        CADRE = "cadre", _("幹部會議")
        LIAISON = "liaison", _("聯繫會報")

    class State(models.TextChoices):
        """Whether it has taken place."""

        PLANNED = "planned", _("預定")
        HELD = "held", _("已召開")
        OFF = "off", _("取消")

    unit = models.ForeignKey(Unit, models.PROTECT, related_name="gatherings", verbose_name=_("運用單位"))
    kind = models.CharField(_("會議種類"), max_length=8, choices=Kind.choices, default=Kind.TEAM)
    title = models.CharField(_("會議名稱"), max_length=100)
    held_on = models.DateField(_("日期"))
    starts = models.PositiveSmallIntegerField(_("開始時間"), null=True, blank=True)
    place = models.CharField(_("地點"), max_length=100)
    chair = models.CharField(_("主持人"), max_length=50, blank=True)
    agenda = models.TextField(_("議程"), max_length=2000)
    minutes = models.TextField(_("會議紀錄"), max_length=8000, blank=True)
    state = models.CharField(_("狀態"), max_length=8, choices=State.choices, default=State.PLANNED)

    objects = GatheringQuerySet.as_manager()

    class Meta:
        ordering = ("unit", "-held_on", "-pk")
        verbose_name = _("志工會議")
        constraints = (
            models.UniqueConstraint(
                fields=["unit", "held_on", "title"],
                name="gathering_once_a_day",
                violation_error_message=_("這一天同名的會議已經登錄過了。"),
            ),
            models.CheckConstraint(
                condition=~models.Q(state="held") | ~models.Q(minutes=""),
                name="gathering_was_held_with_minutes",
                violation_error_message=_("召開以後要有會議紀錄。"),
            ),
        )

    def __str__(self) -> str:
        return self.title

    @property
    def county_id(self) -> str:
        """The unit's county, where the trail writes."""
        return self.unit.county_id


class GatheringPresence(models.Model):
    """That a volunteer came to a meeting, or had told why she could not; no row: neither."""

    class State(models.TextChoices):
        """Which."""

        CAME = "came", _("出席")
        EXCUSED = "excused", _("請假")

    gathering = models.ForeignKey(Gathering, models.PROTECT, related_name="presences", verbose_name=_("志工會議"))
    volunteer = models.ForeignKey(Volunteer, models.PROTECT, related_name="gathered", verbose_name=_("志工"))
    state = models.CharField(_("出席"), max_length=8, choices=State.choices)

    class Meta:
        ordering = ("gathering", "pk")
        verbose_name = _("會議出席")
        constraints = (models.UniqueConstraint(fields=["gathering", "volunteer"], name="gathering_presence_once"),)

    def __str__(self) -> str:
        return gettext("%(gathering)s的出席") % {"gathering": self.gathering}


class GatheringDecision(models.Model):
    """Something that was decided: what, who sees to it, until when, and what became of it."""

    gathering = models.ForeignKey(Gathering, models.PROTECT, related_name="decisions", verbose_name=_("志工會議"))
    words = models.CharField(_("決議"), max_length=500)
    who = models.CharField(_("誰負責"), max_length=50)
    due_on = models.DateField(_("期限"), null=True, blank=True)
    done_on = models.DateField(_("完成日期"), null=True, blank=True)
    outcome = models.CharField(_("辦理情形"), max_length=500, blank=True)

    class Meta:
        ordering = ("gathering", "pk")
        verbose_name = _("會議決議")
        constraints = (
            models.CheckConstraint(
                condition=models.Q(done_on=None, outcome="")
                | (models.Q(done_on__isnull=False) & ~models.Q(outcome="")),
                name="gathering_decision_is_done_with_words",
            ),
        )

    def __str__(self) -> str:
        return gettext("%(gathering)s的決議") % {"gathering": self.gathering}

    @property
    def county_id(self) -> str:
        """The unit's county, where the trail writes."""
        return self.gathering.county_id
