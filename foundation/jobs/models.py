"""Long work and how far it has come."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from foundation.audit import wording

from .kinds import closed_to, leads_to


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

    def somebody_works(self, now: dt.datetime, lately: dt.timedelta, longest: dt.timedelta) -> bool:
        """Whether a worker is there: one job was finished lately, or runs and was asked for no longer ago than one
        that still has its worker can have been.
        """
        running = models.Q(state=Job.State.RUNNING, asked_at__gt=now - longest)
        return self.filter(running | models.Q(finished_at__gt=now - lately)).exists()


class Job(models.Model):
    """One piece of long work: who asked for it, how much of it is done, and the file it left."""

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

    objects = JobQuerySet.as_manager()

    class Meta:
        ordering = ("-asked_at", "-pk")
        verbose_name = _("背景作業")
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
