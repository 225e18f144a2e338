"""The code of a table, and when its sheets are open.

The code is the table's. It opens the sheets only around the workshop's time and can be revoked; what a device gets for
it is a seat (`seats`).
"""

from __future__ import annotations

import datetime as dt
import secrets

from django.conf import settings
from django.db import transaction
from django.urls import reverse
from django.utils import timezone
from django.utils.crypto import constant_time_compare, salted_hmac
from django.utils.translation import gettext as _

from foundation.audit import trail
from foundation.audit.trail import Acts
from foundation.audit.verbs import Verb
from foundation.taiwan import roc

from .models import Group, Workshop
from .seats import CannotJoin, revoke_seat

# No 0/O, 1/I/L, 2/Z, 5/S, 8/B, U/V: a code is read aloud across a noisy room.
ALPHABET = "ACDEFGHJKMNPQRTWXY34679"
CODE_LENGTH = 5
# What keys of printed QR codes are made with: another word would make every card on a table worthless.
SALT = "workshops.joining"
NOT_YET = (Workshop.State.DRAFT, Workshop.State.SUBMITTED)
NEVER_OPEN = (Workshop.State.REPORTED, Workshop.State.CLOSED, Workshop.State.CANCELLED)


class UnknownCode(CannotJoin):
    """No table has this code, or no longer."""


def clean_code(text: str) -> str:
    """A code as typed, without spaces and dashes, in capitals; full-width letters become plain ones."""
    narrow = "".join(chr(ord(c) - 0xFEE0) if "！" <= c <= "～" else c for c in text)
    return "".join(c for c in narrow.upper() if c.isalnum())[:8]


def issue_codes(*, workshop: Workshop, by: Acts, now: dt.datetime) -> list[Group]:
    """Give every group that has none (or a revoked one) a fresh code."""
    with transaction.atomic():
        groups = list(workshop.groups.select_for_update())
        for group in groups:
            if group.code is None or group.code_revoked_at is not None:
                group.code, group.code_revoked_at = _fresh_code(), None
                group.save(update_fields=["code", "code_revoked_at"])
                trail.record(Verb.CODE_ISSUED, group, by=by, county=workshop.county_id, at=now)
    return groups


def _fresh_code() -> str:
    while True:
        code = "".join(secrets.choice(ALPHABET) for _position in range(CODE_LENGTH))
        if not Group.objects.filter(code=code).exists():
            return code


def key_of(code: str) -> str:
    """What the QR of a table adds to its code, so that scanning it is no guess: nobody finds it by trying."""
    return salted_hmac(SALT, code, algorithm="sha256").hexdigest()[:16]


def is_key(code: str, key: str) -> bool:
    """Whether this came from a QR of ours: the key belongs to the code, which may be revoked by now."""
    return constant_time_compare(key_of(clean_code(code)), key)


def address_of(group: Group) -> str:
    """What a table's QR leads to, below the site's name."""
    return f"{reverse('workshops:join_code', kwargs={'code': group.code})}?k={key_of(str(group.code))}"


def revoke_code(*, group: Group, by: Acts, now: dt.datetime, seats_too: bool = False) -> Group:
    """Stop a table's code; with `seats_too`, the devices already there can no longer write either."""
    with transaction.atomic():
        Group.objects.filter(pk=group.pk).update(code_revoked_at=now)
        group.code_revoked_at = now
        trail.record(Verb.CODE_REVOKED, group, by=by, at=now)
        if seats_too:
            for seat in group.seats.filter(revoked_at=None):
                revoke_seat(seat=seat, by=by, now=now)
    return group


def open_tables(*, workshop: Workshop, until: dt.datetime, by: Acts, now: dt.datetime) -> Workshop:
    """Let the tables write until a moment outside the usual time: a rehearsal, or work to be finished at home."""
    with transaction.atomic():
        Workshop.objects.filter(pk=workshop.pk).update(tables_open_until=until)
        was, workshop.tables_open_until = workshop.tables_open_until, until
        trail.record(Verb.TABLES_OPENED, workshop, by=by, was={"until": was}, now={"until": until}, at=now)
    return workshop


def why_closed(workshop: Workshop, now: dt.datetime, *, leads: bool = False) -> str:
    """Why this workshop's tables take no writing now; empty when they do.

    They take it while the workshop runs, from a day before its start to a day after its end (both settings, in hours),
    and whenever somebody has opened them for a while.

    Args:
        leads: whether the reader runs this workshop; she is told what she can do, everybody else whom to ask.
    """
    state = workshop.state
    if state in NOT_YET:
        return _("這場工作坊還沒確認，表單還沒開放。")
    if state in NEVER_OPEN:
        return _why_final(state, leads=leads)
    if state == Workshop.State.RUNNING or (workshop.tables_open_until and now < workshop.tables_open_until):
        return ""
    window = usual_time(workshop)
    if window is None:
        return _("這場工作坊還沒排定時間，表單還沒開放。")
    opens, closes = window
    if now < opens:
        return _("還沒到開放時間。%(opens)s起可以填寫。") % {"opens": _moment(opens, now)}
    if now > closes:
        if leads:
            return _("開放填寫的時間已經過了。要補寫，請在「桌次與代碼」額外開放填寫。")
        return _("開放填寫的時間已經過了。要補寫請找承辦人延長。")
    return ""


def _why_final(state: str, *, leads: bool) -> str:
    if not leads:
        return _("這場工作坊已經結束，表單不再接受修改。要補寫請找承辦人。")
    if state == Workshop.State.REPORTED:
        return _("這場工作坊已經交出報告，表單不再接受修改。要補寫，請協會先退回報告。")
    return _("這場工作坊已經結束，表單不再接受修改。")


def usual_time(workshop: Workshop) -> tuple[dt.datetime, dt.datetime] | None:
    """From when to when the tables are open without anybody's doing; None while the workshop has no time."""
    if workshop.starts is None or workshop.ends is None:
        return None
    before, after = settings.TABLE_CODE_HOURS_BEFORE, settings.TABLE_CODE_HOURS_AFTER
    return workshop.starts - dt.timedelta(hours=before), workshop.ends + dt.timedelta(hours=after)


def open_until(workshop: Workshop, now: dt.datetime) -> str:
    """Until when the tables may still write after their workshop has ended, in words; empty where they may not."""
    window = usual_time(workshop)
    ends = [when for when in (workshop.tables_open_until, window[1] if window else None) if when and when > now]
    return _moment(max(ends), now) if ends else ""


def _moment(when: dt.datetime, now: dt.datetime) -> str:
    """A moment in a sentence, with its year unless it is this one: 6月9日（二）13:30, or 9 June (Tue) 13:30."""
    local = timezone.localtime(when)
    day = roc.shown_month_day(local.date(), on=timezone.localdate(now))
    return f"{day}{'' if roc.in_chinese() else ' '}{local:%H:%M}"


def group_of_card(code: str, key: str) -> Group | None:
    """The table to which a printed card belongs, whether or not its sheets are open; None where the card is not ours.

    Who has the card has not guessed: a code alone finds nothing here.
    """
    if not is_key(code, key):
        return None
    rows = Group.objects.select_related("workshop__programme", "workshop__county")
    return rows.filter(code=clean_code(code), code_revoked_at=None).first()


def group_of_code(code: str, now: dt.datetime) -> Group:
    """The table a code belongs to.

    Raises:
        UnknownCode: unknown or revoked, told in the same words.
        CannotJoin: the tables are closed.
    """
    group = (
        Group.objects.select_related("workshop__programme", "workshop__county")
        .filter(code=clean_code(code), code_revoked_at=None)
        .first()
        if clean_code(code)
        else None
    )
    if group is None:
        raise UnknownCode(_("找不到這個代碼。請對照桌上的卡片，或問助教拿新的代碼。"))
    if closed := why_closed(group.workshop, now):
        raise CannotJoin(closed)
    return group
