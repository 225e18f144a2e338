"""Trainings that people have completed."""

from __future__ import annotations

from typing import Any

from django.db import models
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from foundation.accounts import sectors
from foundation.accounts.roles import Permission
from volunteers.rules.courses import PROGRAMMES

from .taken_list import TakenList
from .unit import Unit
from .volunteer import Volunteer


class TrainingQuerySet(models.QuerySet["Training"]):
    """Trainings in the domain's words."""

    def visible_to(self, user: Any, permission: Permission = Permission.SEE_VOLUNTEERS) -> TrainingQuerySet:
        """Those of the volunteers this person sees."""
        return self.filter(volunteer__in=Volunteer.objects.visible_to(user, permission))

    def valid(self) -> TrainingQuerySet:
        """Those that have not been revoked."""
        return self.filter(revoked_on=None)


class Training(models.Model):
    """A course, or a whole training, that a person has completed, with its proof.

    Source: 志願服務法 第 9 條; the courses are data with their dates in `volunteers.courses`. Hours are stored as
    minutes.

    Attributes:
        programme: code of the training in `courses` (BASIC, SP_SOCIAL, GROWTH …).
        course: number of the one course within it that was completed; 0 for the whole training.
        completed_on, completed_at: the day, and the moment on that day where it is known (of the certificate).
        unit: where the training introduces one unit's work, the unit it introduced (綜合類's 3 hours are of no use
            elsewhere); None where it is the same everywhere.
        came_in: the list it came with, where it came with one.
        category: of service it is for; of a unit's own training, the one that it introduces to.
        valid_until: last day of a qualification that runs out (救護技術員); None where it does not.
    """

    volunteer = models.ForeignKey(Volunteer, models.PROTECT, related_name="trainings", verbose_name=_("志工"))
    programme = models.CharField(_("訓練"), max_length=24)
    course = models.PositiveSmallIntegerField(_("課目"), default=0)
    category = models.CharField(_("服務類別"), max_length=16, blank=True, choices=tuple(sectors.CATEGORIES.items()))
    unit = models.ForeignKey(
        Unit, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("介紹哪個單位的業務")
    )
    minutes = models.PositiveIntegerField(_("分鐘"))
    completed_on = models.DateField(_("完成日期"))
    completed_at = models.TimeField(_("完成時刻"), null=True, blank=True)
    issuer = models.CharField(_("發證單位"), max_length=100)
    certificate = models.CharField(_("證明字號"), max_length=60, blank=True)
    is_online = models.BooleanField(_("線上課程"), default=False)
    valid_until = models.DateField(_("有效期限"), null=True, blank=True)
    came_in = models.ForeignKey(
        TakenList, models.SET_NULL, null=True, blank=True, related_name="trainings", verbose_name=_("匯入的清單")
    )
    recorded_on = models.DateField(_("登錄日期"))
    revoked_on = models.DateField(_("撤銷日期"), null=True, blank=True)
    revoked_why = models.CharField(_("撤銷原因"), max_length=200, blank=True)

    objects = TrainingQuerySet.as_manager()

    class Meta:
        ordering = ("completed_on", "pk")
        verbose_name = _("訓練")
        indexes = (models.Index(fields=["volunteer", "programme"], name="training_of_volunteer"),)
        constraints = (
            models.UniqueConstraint(
                fields=["volunteer", "programme", "course", "completed_on"],
                condition=models.Q(revoked_on=None, unit=None),
                name="training_once_a_day",
                violation_error_message=_("這一天的這門訓練已經登錄過了。"),
            ),
            models.UniqueConstraint(
                fields=["volunteer", "programme", "course", "completed_on", "unit", "category"],
                condition=models.Q(revoked_on=None, unit__isnull=False),
                name="training_once_a_day_of_unit",
                violation_error_message=_("這一天的這門訓練已經登錄過了。"),
            ),
            models.CheckConstraint(condition=models.Q(minutes__gt=0), name="training_takes_time"),
            models.CheckConstraint(
                condition=models.Q(revoked_on=None, revoked_why="")
                | (models.Q(revoked_on__isnull=False) & ~models.Q(revoked_why="")),
                name="training_is_revoked_with_reason",
            ),
        )

    def __str__(self) -> str:
        return gettext("%(name)s的訓練") % {"name": self.volunteer}

    @property
    def shown(self) -> str:
        """The training's name, and the course's where only that was completed."""
        programme = PROGRAMMES.get(self.programme)
        if programme is None:
            return self.programme
        course = programme.course(self.course)
        if course is None:
            return str(programme.name)
        return gettext("%(programme)s：%(course)s") % {"programme": programme.name, "course": course.name}
