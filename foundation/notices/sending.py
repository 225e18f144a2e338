"""Sending what is due, once.

Several workers may run, each may die between any two steps, and the clock may jump. What holds:

- A notice is taken by one conditional statement; whoever did not change the row does not have it.
- It is handed over under its own name. A way that can say what it has had (`has`) takes the same name once, so that a
  worker who comes back to life after another has gone on in its place doubles nothing.
- What a dead worker had taken is settled by the next one to look: it is there, so it was sent; it is not there, so it
  waits again; nobody can say (SMTP), so it is `unclear`, stands on the list of those whom perhaps nobody has reached,
  and is never sent again by itself.
- What fails for now is tried again, later each time; what is late is sent all the same and says so; in quiet hours
  nothing goes out but what somebody has just asked for, and nothing is dropped for it.
"""

from __future__ import annotations

import datetime as dt
import logging
import smtplib
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.db import transaction
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from foundation.audit import trail
from foundation.audit.trail import SYSTEM
from foundation.audit.verbs import Verb

from . import envelopes, hours, kinds
from .letters import Letter, message
from .models import Notice
from .ways import Way

State = Notice.State
# How long a worker may hold a notice before the next one asks what has become of it.
LEASE = dt.timedelta(minutes=10)
MOST_TRIES = 6
# The first pause after something that went wrong for now; it doubles each time.
PAUSE = dt.timedelta(minutes=5)
# The mail server took the connection and then went silent: the letter may be on its way.
UNKNOWN = (smtplib.SMTPServerDisconnected, TimeoutError)

logger = logging.getLogger(__name__)


@dataclass(slots=True)
class Sent:
    """What one run did."""

    sent: int = 0
    late: int = 0
    later: int = 0
    failed: int = 0
    needless: int = 0


def send_due(*, way: Way, worker: str, now: dt.datetime) -> Sent:
    """Send everything that is due at this moment; in quiet hours only what somebody has just asked for."""
    done = Sent()
    for _step in steps(way=way, worker=worker, clock=lambda: now, done=done):
        pass
    return done


def steps(*, way: Way, worker: str, clock: Any, done: Sent) -> Iterator[str]:
    """The same, one step at a time, so that tests can let a worker die between any two of them.

    Args:
        clock: answers the moment; asked anew for each notice.
        done: is counted up as things are done.
    """
    settle(way=way, now=clock())
    yield "settled"
    while True:
        moment = clock()
        notice = take(worker=worker, now=moment, only=kinds.prompt() if hours.is_quiet(moment) else None)
        if notice is None:
            return
        yield "taken"
        now = clock()
        letter = _written(notice, now)
        if letter is None:
            _end(notice, worker, state=State.VOID, why=_("不必再提醒了。"))
            done.needless += 1
            continue
        yield "written"
        days = _days_late(notice, now)
        mail = message(
            letter.late(days), name=notice.name, to_name=notice.to_name, to_address=notice.to_address,
            returns_to=envelopes.address_for(notice),
        )  # fmt: skip
        try:
            way.send(mail, name=notice.name)
        except Exception as trouble:
            _failed(notice, worker, trouble, now, done)
            continue
        yield "handed over"
        if _mark_sent(notice, worker, days=days, now=clock()):
            done.sent += 1
            done.late += days > 0
        yield "noted"


def take(*, worker: str, now: dt.datetime, only: list[str] | None = None) -> Notice | None:
    """The notice that is due longest, for this worker alone; None when nothing is due.

    Args:
        only: the kinds that may go out now; None means all.
    """
    due = Notice.objects.due(now) if only is None else Notice.objects.due(now).filter(kind__in=only)
    while True:
        found = due.first()
        if found is None:
            return None
        mine = Notice.objects.filter(pk=found.pk, state=State.PLANNED)
        if mine.update(state=State.TAKEN, taken_at=now, taken_by=worker):
            return Notice.objects.get(pk=found.pk)


def settle(*, way: Way, now: dt.datetime) -> None:
    """See to what workers took and did not finish: those who hold something too long, or since a time yet to come."""
    for notice in Notice.objects.filter(state=State.TAKEN).exclude(taken_at__gt=now - LEASE, taken_at__lte=now + LEASE):
        there = way.has(notice.name)
        if there:
            _mark_sent(notice, notice.taken_by, days=_days_late(notice, notice.taken_at or now), now=now)
        elif there is None:
            _end(notice, notice.taken_by, state=State.UNCLEAR, why=_("寄到一半系統停了，不知道寄出沒有。"))
        else:
            _end(notice, notice.taken_by, state=State.PLANNED, why="")


def _days_late(notice: Notice, now: dt.datetime) -> int:
    """How many days after its own a notice goes out."""
    return max(0, (timezone.localdate(now) - timezone.localdate(notice.due_at)).days)


def _written(notice: Notice, now: dt.datetime) -> Letter | None:
    """The letter, in Chinese: nobody's browser is here to ask for another language."""
    with translation.override("zh-hant"), transaction.atomic():
        return kinds.find(notice.kind).write(notice, now)


def _mine(notice: Notice, worker: str) -> Any:
    """The row, while this worker still has it; one who comes back late finds it unclear, and knows better."""
    return Notice.objects.filter(pk=notice.pk, state__in=(State.TAKEN, State.UNCLEAR), taken_by=worker)


def _end(notice: Notice, worker: str, **values: Any) -> bool:
    return bool(_mine(notice, worker).update(**values))


def _mark_sent(notice: Notice, worker: str, *, days: int, now: dt.datetime) -> bool:
    with transaction.atomic():
        if not _mine(notice, worker).update(state=State.SENT, sent_at=now, days_late=days, why=""):
            return False
        trail.record(Verb.NOTICE_SENT, notice, by=SYSTEM, now={"step": notice.step, "days_late": days}, at=now)
    return True


def _failed(notice: Notice, worker: str, trouble: Exception, now: dt.datetime, done: Sent) -> None:
    logger.warning("notice %s not sent: %s", notice.pk, type(trouble).__name__)
    tries = notice.tries + 1
    if isinstance(trouble, smtplib.SMTPRecipientsRefused):
        _end(notice, worker, state=State.FAILED, tries=tries, why=_("收信的伺服器不收這個信箱。"))
        done.failed += 1
    elif isinstance(trouble, UNKNOWN):
        _end(notice, worker, state=State.UNCLEAR, tries=tries, why=_("信件伺服器沒有回答，不知道寄出沒有。"))
        done.failed += 1
    elif tries >= MOST_TRIES:
        _end(notice, worker, state=State.FAILED, tries=tries, why=_("試了很多次都寄不出去。"))
        done.failed += 1
    else:
        retry_at = now + PAUSE * 2**notice.tries
        _end(notice, worker, state=State.PLANNED, tries=tries, retry_at=retry_at, why=_("信件伺服器現在不收信。"))
        done.later += 1
