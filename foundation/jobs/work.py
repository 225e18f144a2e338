"""Starting long work and doing it.

An app registers what it can do under a kind (see `kinds`); `start` writes the job and hands its number to the task
queue; the worker calls the registered function with a `Progress` to report through. A job that fails says so in a
sentence and keeps nothing half-made.
"""

from __future__ import annotations

import datetime as dt
import logging
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.core.files.base import ContentFile
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import override
from django_tasks import task

from foundation.accounts.models import User
from foundation.audit import trail
from foundation.audit.verbs import Verb
from foundation.audit.wording import in_both

from . import kinds
from .kinds import register
from .models import Job

__all__ = ["Progress", "Result", "WorkRefused", "register", "run", "start"]

# A job that has come no further for so long has lost its worker: asking again starts a new one.
LONGEST_WAIT = dt.timedelta(minutes=15)

logger = logging.getLogger(__name__)


class WorkRefused(Exception):
    """The work cannot be done, and the message says why in a sentence for the person who asked."""


@dataclass(frozen=True, slots=True)
class Result:
    """The file a job leaves."""

    name: str
    content: bytes


class Progress:
    """How the work tells how far it is; each call is one small write, so call it per step, not per row."""

    def __init__(self, job: Job) -> None:
        self._job = job

    def __call__(self, done: int, total: int, message: str = "") -> None:
        Job.objects.filter(pk=self._job.pk).update(done=min(done, total), total=total, message=message[:300])


def start(
    *,
    kind: str,
    label: Callable[[], str],
    by: User,
    params: dict[str, Any],
    now: dt.datetime,
    language: str = "zh-hant",
) -> Job:
    """Ask for long work and return at once with the job that tells its progress.

    Asked for once more by the same person while it waits or runs (a button pressed twice, two windows), it is the same
    job.

    Args:
        label: says what the work is called, in the language that is active; it is asked in each.
        language: of the work itself.

    Raises:
        KeyError: nobody registered this kind.
    """
    kinds.find(kind)
    with transaction.atomic():
        User.objects.select_for_update(no_key=True).get(pk=by.pk)
        asked = Job.objects.filter(by=by, kind=kind, asked_at__gt=now - LONGEST_WAIT).unfinished()
        if (same := next((job for job in asked if job.params == params), None)) is not None:
            return same
        own, english = in_both(label, longest=200)
        job = Job.objects.create(kind=kind, label=own, label_en=english, by=by, params=params, asked_at=now)
        trail.record(Verb.JOB_STARTED, job, by=by, now={"kind": kind, **params}, at=now)
        transaction.on_commit(lambda: run.enqueue(job.pk, language))
    return job


@task()
def run(job_id: int, language: str) -> None:
    """Do one job. A second delivery of the same job finds it no longer waiting and does nothing."""
    if not Job.objects.filter(pk=job_id, state=Job.State.WAITING).update(state=Job.State.RUNNING):
        return
    job = Job.objects.select_related("by").get(pk=job_id)
    with override(language):
        try:
            result = kinds.find(job.kind).work(job, Progress(job))
        except WorkRefused as refusal:
            _finish(job, Job.State.FAILED, str(refusal))
            return
        except Exception:
            logger.exception("job %s (%s) failed", job.pk, job.kind)
            _finish(
                job,
                Job.State.FAILED,
                _("產製時發生錯誤，沒有產生檔案。請再試一次；若仍失敗，請告訴協會作業編號 %(number)s。")
                % {"number": job.pk},
            )
            return
        if result is not None:
            job.result.save(f"{job.pk}-{result.name}", ContentFile(result.content), save=False)
            Job.objects.filter(pk=job.pk).update(result=job.result.name, result_name=result.name)
        job.refresh_from_db()
        total = max(job.total, 1)
        Job.objects.filter(pk=job.pk).update(done=total, total=total)
        _finish(job, Job.State.DONE, _("完成"))


def _finish(job: Job, state: Job.State, message: str) -> None:
    Job.objects.filter(pk=job.pk).update(state=state, message=message[:300], finished_at=timezone.now())
