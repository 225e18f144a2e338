"""Who took a list with people's names: said on each of its pages, with the number under which the trail knows it.

A file that turns up where it should not lead back to whoever took it, without anybody asking around. It hinders nobody
from copying: it says that it would be seen. CSV has no place for it; there the trail alone knows.
"""

from __future__ import annotations

import datetime as dt
import secrets
from dataclasses import dataclass

from django.utils import timezone
from django.utils.translation import gettext as _

from foundation.accounts.models import User
from foundation.taiwan import roc


@dataclass(frozen=True, slots=True)
class Copy:
    """One copy that leaves the house: its number, and what stands at the foot of its pages."""

    number: str
    line: str


def copy_for(user: User, *, now: dt.datetime, number: str = "") -> Copy:
    """The next copy.

    Args:
        number: eight hex digits in two groups; made anew without it.
    """
    if not number:
        digits = secrets.token_hex(4).upper()
        number = f"{digits[:4]}-{digits[4:]}"
    at = timezone.localtime(now)
    told = {
        "name": user, "place": user.access.label, "at": f"{roc.shown_short(at.date())} {at:%H:%M}", "number": number,
    }  # fmt: skip
    if not told["place"]:
        return Copy(number, _("%(name)s %(at)s 取得，副本 %(number)s。含個人資料，僅供公務使用。") % told)
    return Copy(number, _("%(name)s（%(place)s）%(at)s 取得，副本 %(number)s。含個人資料，僅供公務使用。") % told)
