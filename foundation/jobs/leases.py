"""Who does which job, and for how long nobody else takes it up.

A worker takes a job by one conditional statement and holds it for `LEASE`; while it works it puts the end off every
`BEAT`. Of a worker that died nothing is heard, the lease lapses, and whoever finds it begins the job again, up to
`MOST_BEGUN` times in all; then it fails in words. Everything that a worker writes of its job asks in the same statement
whether it still holds it, so one that only slept changes nothing any more.

Workers on several machines compare by their own clocks, which must not be further apart than `LEASE` less `BEAT`.
"""

from __future__ import annotations

import datetime as dt
import logging
import os
import secrets
import socket
from dataclasses import dataclass
from typing import Any

from django.db.models import F
from django.db.models.functions import Greatest
from django.utils.translation import gettext as _
from django.utils.translation import override

from .models import Job

logger = logging.getLogger(__name__)

LEASE = dt.timedelta(seconds=60)
BEAT = dt.timedelta(seconds=15)
# After trouble with the database a job rests so long before it is begun again.
REST = dt.timedelta(seconds=10)
MOST_BEGUN = 3
# Nobody waits any longer for what was lost and was asked for before that; it is not begun again by surprise.
STALE = dt.timedelta(hours=24)


class Stopped(BaseException):
    """The work ends here and now. Not an `Exception`: no kind of work is to take it for a failure of its own."""


class LeaseLost(Stopped):
    """Somebody else does the job by now, or has done it."""


@dataclass(frozen=True, slots=True)
class Held:
    """A job that a worker has begun: the `begun`-th time."""

    job: Job
    worker: str
    begun: int

    @property
    def _rows(self) -> Any:
        return Job.objects.filter(pk=self.job.pk, worker=self.worker, begun=self.begun)

    def _change(self, **what: Any) -> bool:
        return bool(self._rows.filter(state=Job.State.RUNNING).update(**what))

    def renew(self, now: dt.datetime) -> bool:
        """Put the lease's end off; whether it is still held, or nobody has taken it up meanwhile."""
        return self._change(held_until=now + LEASE)

    def note(self, **what: Any) -> None:
        """Write something of the job down.

        Raises:
            LeaseLost: it is not held any more.
        """
        if not self._change(**what):
            raise LeaseLost

    def finish(self, *, now: dt.datetime, result: str = "", result_name: str = "") -> None:
        """End it well, in one statement. Said twice it stays as it was.

        Args:
            result: the name of its file in the storage.
            result_name: what the file is called when it is taken.

        Raises:
            LeaseLost: it is not held any more.
        """
        whole = Greatest(F("total"), 1)
        self._end(
            state=Job.State.DONE, done=whole, total=whole, message=_("完成"), result=result, result_name=result_name,
            finished_at=now,
        )  # fmt: skip

    def fail(self, message: str, *, now: dt.datetime) -> None:
        """End it with a sentence, in one statement.

        Raises:
            LeaseLost: it is not held any more.
        """
        self._end(state=Job.State.FAILED, message=message[:300], result="", finished_at=now)

    def _end(self, **what: Any) -> None:
        # Where the answer to the same statement was lost with the connection, it has been ended by this worker already.
        if not self._change(held_until=None, **what) and not self._rows.filter(finished_at__isnull=False).exists():
            raise LeaseLost

    def give_back(self) -> None:
        """Let somebody else do it from the beginning, as if it had not been begun."""
        self._change(
            state=Job.State.WAITING, begun=F("begun") - 1, done=0, total=0, message="", worker="", held_until=None
        )

    def drop(self, *, now: dt.datetime) -> None:
        """Let it be begun again after a rest; it counts as begun, so that what never works comes to an end."""
        self._change(held_until=now + REST, message=_("資料庫一時不能用，等一下重新開始。"))


def name() -> str:
    """A name for a worker, which nobody else has and people can follow to a machine and a process."""
    return f"{socket.gethostname()[:30]}-{os.getpid()}-{secrets.token_hex(4)}"


def take(*, worker: str, now: dt.datetime, only: int | None = None) -> Held | None:
    """Take the job that is next, or nothing where there is none; two workers never take the same.

    What was lost too often, or too long ago, fails on the way.

    Args:
        only: the key of the one job that is wanted.
    """
    there = Job.objects.to_take(now) if only is None else Job.objects.to_take(now).filter(pk=only)
    while (seen := there.select_related("by").first()) is not None:
        was_lost = seen.state == Job.State.RUNNING
        mine = Job.objects.filter(
            pk=seen.pk, state=seen.state, worker=seen.worker, begun=seen.begun, held_until=seen.held_until
        )
        with override(seen.language):
            if was_lost and (why := _why_no_more(seen, now)):
                if mine.update(state=Job.State.FAILED, message=why, finished_at=now, held_until=None, result=""):
                    clear(seen)
                continue
            number = seen.begun + 1
            told = _("做到一半中斷了，從頭再做一次（第 %(number)s 次）。") % {"number": number} if number > 1 else ""
        what = {"worker": worker, "begun": number, "held_until": now + LEASE, "done": 0, "total": 0, "message": told}
        if mine.update(state=Job.State.RUNNING, **what):
            held = Job.objects.select_related("by").get(pk=seen.pk)
            return Held(held, worker, number)
    return None


def clear(job: Job) -> None:
    """Delete the file of a worker that died before it could end the job; there may be none."""
    if job.result:
        delete(job, str(job.result.name))


def delete(job: Job, name: str) -> None:
    """Delete a file that a job will not have; where the store is away it stays, and the worker goes on."""
    try:
        job.result.storage.delete(name)
    except OSError:
        logger.warning("file %s of job %s could not be deleted", name, job.pk)


def _why_no_more(job: Job, now: dt.datetime) -> str:
    if job.begun >= MOST_BEGUN:
        return _(
            "這件作業做到一半中斷了 %(count)s 次，不再重做。可以再試一次；若仍失敗，請告訴協會作業編號 %(number)s。"
        ) % {"count": job.begun, "number": job.pk}
    if now - job.asked_at > STALE:
        return _("這件作業做到一半中斷了，而且是 24 小時以前開始的，沒有再做。還需要的話，請再要一次。")
    return ""
