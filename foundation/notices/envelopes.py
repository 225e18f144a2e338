"""Where a letter comes back to when it cannot be delivered: an address of its own for each sending (VERP).

The house reads reports of mail servers only at these addresses. What stands in one is signed with the house's key, so
that nobody can make one up, and names one sending of one notice: a report of an earlier sending says nothing of a later
one. Servers may change the case of an address's first part and do not take more than 64 characters of it (RFC 5321
4.5.3.1.1), so it is written in small letters and digits.
"""

from __future__ import annotations

import base64
import datetime as dt
import re
from typing import Any

from django.conf import settings
from django.core import checks
from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.utils.crypto import constant_time_compare, salted_hmac
from django.utils.translation import gettext as _

from .models import Notice

SALT = "notices.envelopes"
MARK = "*"  # where the token stands in BOUNCE_ADDRESS; without one it follows a plus
LONGEST = 64
_SHAPE = r"([0-9a-z]{1,13})-([0-9a-z]{1,10})-([a-z2-7]{26})"
_DIGITS = "0123456789abcdefghijklmnopqrstuvwxyz"


def address_for(notice: Notice) -> str:
    """The envelope's sender of this sending; empty where the house has no such mailbox."""
    before, after = _around()
    if not after or notice.taken_at is None:
        return ""
    sending = int(notice.taken_at.timestamp())
    return f"{before}{_written(notice.pk)}-{_written(sending)}-{_signed(notice, sending)}{after}"


def read(text: str) -> tuple[Notice, dt.datetime] | None:
    """The notice whose address stands somewhere in a text, and when that sending began; None where none of ours does.

    Only an address with our own signature is read at all; whoever can write a header can write any other.
    """
    before, after = _around()
    if not after:
        return None
    for found in re.finditer(re.escape(before) + _SHAPE + re.escape(after), text, re.IGNORECASE):
        pk, sending, signature = (part.lower() for part in found.groups())
        if (number := int(pk, 36)) >= 1 << 63 or int(sending, 36) >= 1 << 40:
            continue
        notice = Notice.objects.filter(pk=number).first()
        if notice is not None and constant_time_compare(_signed(notice, int(sending, 36)), signature):
            return notice, dt.datetime.fromtimestamp(int(sending, 36), tz=dt.UTC)
    return None


def _around() -> tuple[str, str]:
    """What stands before and after the token; both empty where there is no mailbox."""
    address = settings.BOUNCE_ADDRESS
    name, at, host = address.rpartition("@")
    if not at:
        return "", ""
    before, mark, after = name.partition(MARK)
    return (before, f"{after}@{host}") if mark else (f"{name}+", f"@{host}")


def _signed(notice: Notice, sending: int) -> str:
    found = salted_hmac(SALT, f"{notice.name}/{sending}", algorithm="sha256").digest()[:16]
    return base64.b32encode(found).decode().rstrip("=").lower()


def _written(number: int) -> str:
    """A number in base 36."""
    found = ""
    while number:
        number, digit = divmod(number, 36)
        found = _DIGITS[digit] + found
    return found or "0"


def check(**_options: Any) -> list[checks.CheckMessage]:
    """Whether BOUNCE_ADDRESS, where it is set, is one under which letters can come back."""
    if not settings.BOUNCE_ADDRESS:
        return []
    before, after = _around()
    longest = f"{before}{'z' * 6}-{'z' * 7}-{'z' * 26}{after}"
    try:
        validate_email(longest)
        fits = len(longest.rpartition("@")[0]) <= LONGEST
    except ValidationError:
        fits = False
    if fits:
        return []
    why = _("BOUNCE_ADDRESS 要是一個信箱，@ 前面最多 20 個字，例如 bounces@example.org。")
    return [checks.Error(why, id="notices.E001")]
