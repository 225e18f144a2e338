"""Starting long work and doing it.

An app registers what it can do under a kind (see `kinds`); `start` writes the job, which is its own queue; a worker
(`working`) takes it (`leases`) and calls the registered function with a `Progress` to report through. A job that fails
says so in a sentence and keeps nothing half-made.

**Work is begun again** when its worker dies, up to three times. So a kind of work either leaves nothing but its file,
or goes on where it stopped, or ends the job in the very transaction that keeps what it made (`Progress.settle`).
"""

from __future__ import annotations

import datetime as dt
import logging
from collections.abc import Callable
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.core.files.base import ContentFile
from django.db import InterfaceError, OperationalError, connection, transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import override

from foundation.accounts.models import User
from foundation.audit import trail
from foundation.audit.verbs import Verb
from foundation.audit.wording import in_both

from . import kinds, leases
from .kinds import register
from .leases import Held, LeaseLost
from .models import Job

__all__ = ["Progress", "Result", "WorkRefused", "do", "register", "run", "start"]

# What a database says that is away, restarts or is too busy; the same work may succeed a little later.
TROUBLE = (OperationalError, InterfaceError)
Surely = Callable[[Callable[[], None]], None]

logger = logging.getLogger(__name__)


class WorkRefused(Exception):
    """The work cannot be done, and the message says why in a sentence for the person who asked."""


@dataclass(frozen=True, slots=True)
class Result:
    """The file a job leaves."""

    name: str
    content: bytes


class Progress:
    """How the work tells how far it is; each call is one small write, so call it per step, not per row.

    A call raises `LeaseLost` where somebody else has taken the job up meanwhile.
    """

    def __init__(self, held: Held, clock: Callable[[], dt.datetime] = timezone.now) -> None:
        self._held, self._clock = held, clock

    def __call__(self, done: int, total: int, message: str = "") -> None:
        self._held.note(done=min(done, total), total=total, message=message[:300])

    def settle(self) -> None:
        """End the job well, as a part of the transaction that keeps what it made: both are there, or neither.

        Raises:
            LeaseLost: somebody else has taken the job up; the transaction must not be kept.
            RuntimeError: there is no transaction.
        """
        if not connection.in_atomic_block:
            raise RuntimeError("a job is settled inside the transaction that keeps what it made")
        self._held.finish(now=self._clock())


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
        asked = Job.objects.filter(by=by, kind=kind).unfinished()
        if (same := next((job for job in asked if job.params == params), None)) is not None:
            return same
        own, english = in_both(label, longest=200)
        job = Job.objects.create(
            kind=kind, label=own, label_en=english, by=by, params=params, asked_at=now, language=language
        )
        trail.record(Verb.JOB_STARTED, job, by=by, now={"kind": kind, **params}, at=now)
        if settings.JOBS_AT_ONCE:
            transaction.on_commit(lambda: run(job.pk))
    return job


def run(job_id: int, *, clock: Callable[[], dt.datetime] = timezone.now) -> None:
    """Do one job here and now; one that waits no longer, or that somebody does, is left alone."""
    held = leases.take(worker=leases.name(), now=clock(), only=job_id)
    if held is not None:
        do(held, clock=clock)


def _at_once(write: Callable[[], None]) -> None:
    write()


def do(
    held: Held,
    *,
    clock: Callable[[], dt.datetime] = timezone.now,
    surely: Surely = _at_once,
    may_stop: Callable[[], AbstractContextManager[None]] = nullcontext,
) -> None:
    """Do a job that is held, and end it.

    Args:
        surely: does what it is given until the database has taken it.
        may_stop: entered around the work itself, not its end: in it `Stopped` may be raised at any place.

    Raises:
        Stopped: it did not come to its end: somebody else does it, or it was asked to stop.
    """
    job = held.job
    leases.clear(job)
    with override(job.language):
        try:
            with may_stop():
                result = kinds.find(job.kind).work(job, Progress(held, clock))
            name, called = _stored(held, result, surely) if result is not None else ("", "")
        except WorkRefused as refusal:
            said = str(refusal)
            surely(lambda: held.fail(said, now=clock()))
            return
        except TROUBLE as trouble:
            logger.warning("job %s (%s): %s; it will be begun again", job.pk, job.kind, type(trouble).__name__)
            surely(lambda: held.drop(now=clock()))
            return
        except Exception:
            logger.exception("job %s (%s) failed", job.pk, job.kind)
            said = _("產製時發生錯誤，沒有產生檔案。請再試一次；若仍失敗，請告訴協會作業編號 %(number)s。") % {
                "number": job.pk
            }
            surely(lambda: held.fail(said, now=clock()))
            return
        try:
            surely(lambda: held.finish(now=clock(), result=name, result_name=called))
        except LeaseLost:
            if name:
                leases.delete(job, name)
            raise


def _stored(held: Held, result: Result, surely: Surely) -> tuple[str, str]:
    """Store the file, whose name is written down before: of a worker that is killed now, the next one deletes it.

    Each begin has a name of its own, so that whoever was overtaken deletes no other's file.
    """
    field, storage = held.job.result.field, held.job.result.storage
    number = f"{held.job.pk}-{held.begun}" if held.begun > 1 else str(held.job.pk)
    name = field.generate_filename(held.job, f"{number}-{result.name}")
    surely(lambda: held.note(result=name))
    return storage.save(name, ContentFile(result.content)), result.name
