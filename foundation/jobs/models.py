"""Long work and how far it has come."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from foundation.audit import wording

from .kinds import closed_to, leads_to

NOBODY_HOLDS = models.Q(held_until=None)


def _held(now: dt.datetime) -> models.Q:
    return models.Q(state="running", held_until__gt=now)


class JobQuerySet(models.QuerySet["Job"]):
    """Jobs in the domain's words."""

    def visible_to(self, user: Any) -> JobQuerySet:
        """One's own, while one may still ask for such work: the file it left is as closed as the work itself."""
        if not getattr(user, "is_authenticated", False):
            return self.none()
        return self.filter(by=user.pk).exclude(kind__in=closed_to(user))

    def unfinished(self) -> JobQuerySet:
        """Those that still wait or run."""
        return self.filter(state__in=(Job.State.WAITING, Job.State.RUNNING))

    def ahead_of(self, job: Job) -> int:
        """How many unfinished ones were asked for before this one, whoever asked."""
        return self.unfinished().filter(pk__lt=job.pk).count()

    def held(self, now: dt.datetime) -> JobQuerySet:
        """Those that a worker is doing."""
        return self.filter(_held(now))

    def lost(self, now: dt.datetime) -> JobQuerySet:
        """Those whose worker has not been heard of for as long as a lease lasts (`leases`)."""
        return self.filter(NOBODY_HOLDS | models.Q(held_until__lte=now), state=Job.State.RUNNING)

    def to_take(self, now: dt.datetime) -> JobQuerySet:
        """What a worker does next, whoever was asked first: what waits, and what was lost."""
        return self.unfinished().filter(NOBODY_HOLDS | models.Q(held_until__lte=now)).order_by("pk")

    def somebody_works(self, now: dt.datetime, lately: dt.timedelta) -> bool:
        """Whether a worker is there: it is doing a job, or finished one lately."""
        return self.filter(_held(now) | models.Q(finished_at__gt=now - lately)).exists()

    def unattended(self, now: dt.datetime, since: dt.datetime) -> int:
        """How many have waited, or been lost, since that moment while no worker does anything."""
        number = self.filter(state=Job.State.WAITING, asked_at__lt=since).count() + self.lost(since).count()
        return 0 if number and self.held(now).exists() else number


class Job(models.Model):
    """One piece of long work: who asked for it, how much of it is done, and the file it left.

    Attributes:
        language: of the work, and of what it says.
        result: its file; while the job runs, the name that the file will have, so that nothing is left over of a worker
            that was killed.
        worker: who does it, or did it last.
        begun: how often it was begun; a job that its worker gave back unfinished was not.
        held_until: until when nobody else takes it up; its worker keeps putting that off (`leases`).
    """

    class State(models.TextChoices):
        """How far it is."""

        WAITING = "waiting", _("排隊中")
        RUNNING = "running", _("進行中")
        DONE = "done", _("完成")
        FAILED = "failed", _("失敗")

    kind = models.CharField(max_length=40)
    params = models.JSONField(default=dict)
    label = models.CharField(_("作業"), max_length=200)
    label_en = models.CharField(_("作業（英文）"), max_length=200, blank=True)
    state = models.CharField(_("狀態"), max_length=8, choices=State.choices, default=State.WAITING)
    done = models.PositiveIntegerField(default=0)
    total = models.PositiveIntegerField(default=0)
    message = models.CharField(_("進度說明"), max_length=300, blank=True)
    result = models.FileField(_("結果檔案"), upload_to="jobs/%Y/%m", blank=True)
    result_name = models.CharField(_("檔名"), max_length=200, blank=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="jobs", verbose_name=_("操作者"))
    asked_at = models.DateTimeField(_("開始時間"))
    finished_at = models.DateTimeField(_("完成時間"), null=True, blank=True)
    language = models.CharField(_("語言"), max_length=10, default="zh-hant", db_default="zh-hant")
    worker = models.CharField(max_length=64, blank=True, default="", db_default="")
    begun = models.PositiveSmallIntegerField(default=0, db_default=0)
    held_until = models.DateTimeField(null=True, blank=True)

    objects = JobQuerySet.as_manager()

    class Meta:
        ordering = ("-asked_at", "-pk")
        verbose_name = _("背景作業")
        # A worker asks every second what there is to do.
        indexes = (models.Index(fields=["state"], name="job_by_state"),)
        constraints = (
            models.CheckConstraint(condition=models.Q(done__lte=models.F("total")), name="job_done_within_total"),
        )

    def __str__(self) -> str:
        return self.shown

    @property
    def shown(self) -> str:
        """What it is called, in the language of the page, whichever language it was asked for in."""
        return wording.shown(self.label, self.label_en)

    @property
    def leads_to(self) -> str:
        """Where to read what became of it; empty where its file is all."""
        return leads_to(self)

    @property
    def is_finished(self) -> bool:
        """Whether nothing more will happen."""
        return self.state in (Job.State.DONE, Job.State.FAILED)

    @property
    def is_begun_again(self) -> bool:
        """Whether it runs, and not for the first time."""
        return self.state == Job.State.RUNNING and self.begun > 1

    @property
    def percent(self) -> int:
        """Whole percent done; 0 while the total is unknown."""
        return self.done * 100 // self.total if self.total else 0


class RoundQuerySet(models.QuerySet["Round"]):
    """Rounds in the words of whoever looks after the platform."""

    def failing(self) -> RoundQuerySet:
        """Those whose last round went wrong and has not been made up for."""
        return self.filter(failed_at__isnull=False).filter(
            models.Q(done_at=None) | models.Q(done_at__lt=models.F("failed_at"))
        )


class Round(models.Model):
    """What became of a command that is done by the clock: when it last succeeded, when it last failed and why."""

    name = models.CharField(max_length=60, unique=True)
    done_at = models.DateTimeField(null=True, blank=True)
    failed_at = models.DateTimeField(null=True, blank=True)
    trouble = models.CharField(max_length=300, blank=True)

    objects = RoundQuerySet.as_manager()

    class Meta:
        ordering = ("name",)
        verbose_name = _("定時執行的工作")

    def __str__(self) -> str:
        return self.name

    @classmethod
    def of(cls, name: str) -> Round:
        """The row of a command, made where there is none."""
        return cls.objects.get_or_create(name=name)[0]
