"""Letters that came back: what mail servers report of them (RFC 3464), read once and kept as one word.

A report counts only where it came to an address that this house made for one sending (see `envelopes`), and only what a
program wrote for programs is read of it: action and status, never its text, never the letter it gives back. Whatever
else comes there is counted and forgotten: answers of people who are away, news that a letter is late, mail of others.
"""

from __future__ import annotations

import datetime as dt
import enum
import re
from collections.abc import Iterator
from email import message_from_bytes
from email.message import Message
from email.parser import HeaderParser
from typing import Any

from django.db import transaction
from django.db.models import F
from django.db.models.functions import Coalesce
from django.utils import translation

from foundation.audit import trail
from foundation.audit.trail import SYSTEM
from foundation.audit.verbs import Verb

from . import envelopes
from .models import Notice

Cause, State = Notice.Cause, Notice.State
# Where servers write to whom they deliver.
ADDRESSED = ("To", "Cc", "Delivered-To", "X-Original-To", "Envelope-To", "X-Envelope-To", "X-Delivered-To")
REPORTS = ("message/delivery-status", "message/global-delivery-status")  # RFC 3464; RFC 6533
# A report gives back at most one letter of ours, which has some twenty thousand bytes.
LARGEST = 1024 * 1024
# Status codes (RFC 3463, and what IANA's registry of them added) by what they mean to whoever should mend it.
_STATUS = (
    (re.compile(r"5\.1\.(2|10)$|5\.4\.4$"), Cause.DOMAIN),
    (re.compile(r"5\.1\.(0|1|3|4|6)$"), Cause.UNKNOWN),
    (re.compile(r"[45]\.2\.2$"), Cause.FULL),
    (re.compile(r"5\.2\.1$"), Cause.DISABLED),
    (re.compile(r"5\.7\.\d+$|5\.4\.1$|5\.2\.3$|5\.3\.4$|5\.6\.\d+$"), Cause.REFUSED),
    (re.compile(r"4\.\d+\.\d+$|5\.4\.7$"), Cause.UNREACHABLE),
)
_ENHANCED = re.compile(r"(?<![\d.])[45]\.\d{1,3}\.\d{1,3}(?!\.?\d)")
# Servers that give no code but say it in English all the same.
_WHO = "(?:user|mailbox|recipient|account|address)"
_NOT_THERE = rf"{_WHO} (?:is )?(?:unknown|not found)|(?:unknown|no such) {_WHO}|does not exist"
_SAID = (
    (re.compile(_NOT_THERE, re.IGNORECASE), Cause.UNKNOWN),
    (re.compile(r"mailbox (?:is )?full|over ?quota|quota exceeded", re.IGNORECASE), Cause.FULL),
)


class Unreadable(ValueError):
    """It came to an address of ours and says that it is a report, and cannot be read as one."""


class Became(enum.Enum):
    """What became of one mail that came back."""

    BOUNCED = "bounced"
    KNOWN = "known"  # noted before, or about a sending that another has followed
    DELAYED = "delayed"
    AUTOMATIC = "automatic"  # somebody is away
    OTHER = "other"  # no report of a letter that came back
    STRANGE = "strange"  # to no address of ours


def take_in(raw: bytes, *, to: str = "", now: dt.datetime) -> Became:
    """Note what one mail says about a letter of ours; the same mail twice is once.

    Args:
        to: to whom the envelope was addressed, where the mail server says it beside the mail.

    Raises:
        Unreadable: see there.
    """
    mail = message_from_bytes(raw)
    ours = envelopes.read("\n".join([to, *(str(value) for name in ADDRESSED for value in mail.get_all(name, ()))]))
    if ours is None:
        return Became.STRANGE
    if mail.get_content_type() != "multipart/report" or not (parts := list(_reports(mail))):
        return Became.AUTOMATIC if _is_automatic(mail) else Became.OTHER
    about = [block for part in parts for block in _recipients(part)]
    if not about:
        raise Unreadable
    actions = {_word(block, "Action") for block in about}
    if "failed" not in actions or "delivered" in actions:
        return Became.DELAYED if "delayed" in actions else Became.OTHER
    cause = next(_cause(block) for block in about if _word(block, "Action") == "failed")
    notice, sending = ours
    return Became.BOUNCED if note_bounced(notice, sending=sending, cause=cause, now=now) else Became.KNOWN


def note_bounced(notice: Notice, *, sending: dt.datetime, cause: Notice.Cause, now: dt.datetime) -> bool:
    """Note that a letter came back; False where this sending was noted before or another has followed it.

    One whose worker has not yet noted that it was sent, or of which nobody knew it, was sent: it came back.
    """
    span = (sending, sending + dt.timedelta(seconds=1))
    rows = Notice.objects.filter(pk=notice.pk, taken_at__gte=span[0], taken_at__lt=span[1])
    with transaction.atomic(), translation.override("zh-hant"):
        went_out = rows.filter(state__in=(State.TAKEN, State.SENT, State.UNCLEAR))
        if not went_out.update(
            state=State.BOUNCED, sent_at=Coalesce("sent_at", F("taken_at")), bounced_at=now, bounced_for=cause,
            why=str(cause.label),
        ):  # fmt: skip
            return False
        what = {"step": notice.step, "bounced_for": cause.value}
        trail.record(Verb.NOTICE_BOUNCED, notice, by=SYSTEM, now=what, at=now)
    return True


def _reports(mail: Message) -> Iterator[Message]:
    """The parts that were written for programs."""
    parts: Any = mail.get_payload() if mail.is_multipart() else ()
    yield from (part for part in parts if part.get_content_type() in REPORTS)


def _recipients(part: Message) -> Iterator[Message]:
    """What a report says, recipient by recipient."""
    payload: Any = part.get_payload()
    if part.get_content_type() != REPORTS[0]:
        # Python knows only the older of the two by itself: fields, then the rest as a text.
        first = payload[0] if isinstance(payload, list) else None
        texts = re.split(r"\r?\n\r?\n", str(first.get_payload())) if isinstance(first, Message) else ()
        payload = [HeaderParser().parsestr(text.lstrip()) for text in texts]
    if isinstance(payload, list):
        yield from (block for block in payload if _word(block, "Action"))


def _word(block: Message, name: str) -> str:
    """The first word of a field; servers add comments in brackets."""
    words = str(block.get(name, "")).split("(")[0].split()
    return words[0].lower() if words else ""


def _cause(block: Message) -> Notice.Cause:
    """Why: by the server's own code where it gives one, else by what passed it on, else by what it says."""
    said = str(block.get("Diagnostic-Code", ""))
    for status in (*_ENHANCED.findall(said), _word(block, "Status")):
        for shape, cause in _STATUS:
            if shape.match(status):
                return cause
    for shape, cause in _SAID:
        if shape.search(said):
            return cause
    return Cause.OTHER


def _is_automatic(mail: Message) -> bool:
    """Whether a program wrote it (RFC 3834), or one that is older than that rule."""
    if str(mail.get("Auto-Submitted", "no")).split(";")[0].strip().lower() != "no":
        return True
    old = mail.get("Precedence", "") or mail.get("X-Autoreply", "") or mail.get("X-Autorespond", "")
    return bool(str(old).strip())
