"""Sending what is due, once.

Several workers may run, each may die between any two steps, and the clock may jump. What holds:

- A notice is taken by one conditional statement; whoever did not change the row does not have it.
- It is handed over under its own name. A way that can say what it has had (`has`) takes the same name once, so that a
  worker who comes back to life after another has gone on in its place doubles nothing.
- What a dead worker had taken is settled by the next one to look: it is there, so it was sent; it is not there, so it
  waits again; nobody can say (SMTP), so it is `unclear`, stands on the list of those whom perhaps nobody has reached,
  and is never sent again by itself.
- A mail server that is away is nobody's letter's fault: before one is taken it is asked whether it is there, and while
  it is not, everything waits, however long that takes. Only what it says of one letter counts against that letter.
- A server that hangs up over one letter and lets in again is asked to take the next one: one mailbox holds up no other.
  If it hangs up over that one as well it is away. What was tried already comes after what was not.
- A letter that cannot be put into words or is not taken for now is tried again, later each time, and holds up no other.
- What is late is sent all the same and says so; in quiet hours nothing goes out but what somebody has just asked for,
  and nothing is dropped for it.
"""

from __future__ import annotations

import datetime as dt
import logging
import re
import smtplib
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.core.mail import EmailMultiAlternatives
from django.db import transaction
from django.utils import timezone, translation
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from foundation.audit import trail
from foundation.audit.trail import SYSTEM
from foundation.audit.verbs import Verb

from . import envelopes, hours, kinds
from .letters import message
from .models import LONGEST_PAUSE, Notice, NoticeQuerySet
from .ways import Away, Unknown, Way

State = Notice.State
# How long a worker may hold a notice before the next one asks what has become of it.
LEASE = dt.timedelta(minutes=10)
# How often one letter is tried that a server which is there does not take: at the longest pause, within the hours in
# which letters go out, a working week. RFC 5321 4.5.4.1 wants four or five days.
MOST_TRIES = 60
# The first pause after something that went wrong for now; it doubles each time, up to the longest.
PAUSE = dt.timedelta(minutes=5)
# How long a letter waits over which a server that is there hung up: longer than a round (`start`: 15 minutes), so that
# in the next one those behind it have their turn; below the longest pause, beyond which a wrong clock is suspected.
ASIDE = dt.timedelta(minutes=40)
# Why what is due has not gone out; kept in one language, shown in the page's.
AWAY = gettext_noop("信件伺服器現在不收信；一恢復就寄。")
NOT_TAKEN = gettext_noop("信件伺服器現在不收這封信，會再試。")
TRIED_LONG = gettext_noop("試了很多次都寄不出去。")
# Refusals for good that speak of the mailbox (RFC 3463: 5.1 addressing, 5.2 mailbox); servers that give no such code
# mean the mailbox by these. Others (5.7 not allowed, 5.4.5 too many today) speak of this house as well.
_OF_MAILBOX = re.compile(rb"\s*5\.[12]\.\d")
_CODED = re.compile(rb"\s*[245]\.\d{1,3}\.\d{1,3}")

logger = logging.getLogger(__name__)


@dataclass(slots=True)
class Sent:
    """What one run did; `is_away` where the mail server took nothing, so that the rest waits."""

    sent: int = 0
    late: int = 0
    later: int = 0
    failed: int = 0
    needless: int = 0
    is_away: bool = False


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
    try:
        yield from _letters(way, worker, clock, done)
    finally:
        way.close()


def _letters(way: Way, worker: str, clock: Any, done: Sent) -> Iterator[str]:
    held: Notice | None = None  # the last letter, if the server went away over it and was there again
    while True:
        moment = clock()
        only = kinds.prompt() if hours.is_quiet(moment) else None
        if not _due(moment, only).exists():
            return
        try:
            way.open()
        except Away as trouble:
            _note_away(trouble, moment, only, done)
            return
        notice = take(worker=worker, now=moment, only=only)
        if notice is None:
            return
        yield "taken"
        now = clock()
        days = _days_late(notice, now)
        try:
            mail = _mail(notice, now, days)
        except Exception as trouble:
            logger.exception("notice %s cannot be written", notice.pk)
            _failed(notice, worker, trouble, now, done)
            continue
        if mail is None:
            _end(notice, worker, state=State.VOID, why=_("不必再提醒了。"))
            done.needless += 1
            continue
        yield "written"
        try:
            way.send(mail, name=notice.name)
        except Away as trouble:
            if held is not None or not _is_there(way):
                _end(notice, worker, state=State.PLANNED, retry_at=now + PAUSE, why="")
                done.later -= held is not None  # it waits like all others, and is counted with them
                _note_away(trouble, moment, only, done)
                return
            _end(notice, worker, state=State.PLANNED, retry_at=now + ASIDE, why=NOT_TAKEN)
            held, done.later = notice, done.later + 1
            continue
        except Exception as trouble:
            _failed(notice, worker, trouble, now, done)
            held = None
            continue
        if held is not None:
            _blame(held, done)
            held = None
        yield "handed over"
        if _mark_sent(notice, worker, days=days, now=clock()):
            done.sent += 1
            done.late += days > 0
        yield "noted"


def _is_there(way: Way) -> bool:
    """Whether the server that went away over a letter lets this house in again: then it was perhaps the letter."""
    try:
        way.open()
    except Away:
        return False
    return True


def _blame(notice: Notice, done: Sent) -> None:
    """The server has taken the letter after this one, so that it went away over this one alone: the attempt counts."""
    waiting = Notice.objects.filter(pk=notice.pk, state=State.PLANNED, tries=notice.tries)
    if notice.tries + 1 < MOST_TRIES:
        waiting.update(tries=notice.tries + 1)
    elif waiting.update(state=State.FAILED, tries=notice.tries + 1, why=TRIED_LONG):
        done.later, done.failed = done.later - 1, done.failed + 1


def _due(now: dt.datetime, only: list[str] | None) -> NoticeQuerySet:
    due = Notice.objects.due(now)
    return due if only is None else due.filter(kind__in=only)


def _note_away(trouble: Away, now: dt.datetime, only: list[str] | None, done: Sent) -> None:
    """Let the ledger say why what is due has not gone out."""
    logger.warning("the mail server is away: %s", type(trouble.__cause__ or trouble).__name__)
    waiting = Notice.objects.filter(state=State.PLANNED, due_at__lte=now)
    waiting = waiting if only is None else waiting.filter(kind__in=only)
    done.later += waiting.count()
    done.is_away = True
    waiting.exclude(why=AWAY).update(why=AWAY)


def take(*, worker: str, now: dt.datetime, only: list[str] | None = None) -> Notice | None:
    """The notice that is due longest, of those not tried yet if there are any, for this worker alone; None when nothing
    is due.

    Args:
        only: the kinds that may go out now; None means all.
    """
    while True:
        found = _due(now, only).first()
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
    """How many days a notice goes out after the first on which it might have: quiet hours make nothing late."""
    might = notice.due_at if notice.kind in kinds.prompt() else hours.first_open(notice.due_at)
    return max(0, (timezone.localdate(now) - timezone.localdate(might)).days)


def _mail(notice: Notice, now: dt.datetime, days: int) -> EmailMultiAlternatives | None:
    """The letter, in Chinese: nobody's browser is here to ask for another language. None where it is needless."""
    with translation.override("zh-hant"), transaction.atomic():
        letter = kinds.find(notice.kind).write(notice, now)
        if letter is None:
            return None
        mail = message(
            letter.late(days), name=notice.name, to_name=notice.to_name, to_address=notice.to_address,
            returns_to=envelopes.address_for(notice),
        )  # fmt: skip
        mail.message()  # what cannot be put into bytes is found here, and not while it is handed over
        return mail


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
    """Note what became of one letter that could not be written, or that a server which is there did not take."""
    logger.warning("notice %s not sent: %s", notice.pk, type(trouble).__name__)
    tries = notice.tries + 1
    if isinstance(trouble, Unknown):
        _end(notice, worker, state=State.UNCLEAR, tries=tries, why=_("信件伺服器沒有回答，不知道寄出沒有。"))
        done.failed += 1
    elif _is_of_mailbox(trouble):
        _end(notice, worker, state=State.FAILED, tries=tries, why=_("收信的伺服器不收這個信箱。"))
        done.failed += 1
    elif tries >= MOST_TRIES:
        _end(notice, worker, state=State.FAILED, tries=tries, why=TRIED_LONG)
        done.failed += 1
    else:
        retry_at = now + min(PAUSE * 2 ** min(notice.tries, 10), LONGEST_PAUSE)
        refused = isinstance(trouble, smtplib.SMTPException)
        why = NOT_TAKEN if refused else _("這封信現在寫不出來，會再試。")
        _end(notice, worker, state=State.PLANNED, tries=tries, retry_at=retry_at, why=why)
        done.later += 1


def _is_of_mailbox(trouble: Exception) -> bool:
    """Whether a server has refused the mailbox itself, for good."""
    if not isinstance(trouble, smtplib.SMTPRecipientsRefused):
        return False
    answers = [(code, bytes(said)) for code, said in trouble.recipients.values()]
    return all(500 <= code < 600 and (_OF_MAILBOX.match(said) or not _CODED.match(said)) for code, said in answers)
