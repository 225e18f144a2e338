"""Joining a table by its code: no account, no password, one seat for each device.

The code is the table's. It opens the sheets only around the workshop's time and can be revoked; a device keeps its
seat by a random token of which the house stores a digest only.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import secrets

from django.conf import settings
from django.db import IntegrityError, transaction
from django.db.models import Max
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.crypto import constant_time_compare, salted_hmac
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from foundation.accounts.models import User
from foundation.accounts.roles import Permission
from foundation.audit import trail
from foundation.audit.trail import Acts
from foundation.audit.verbs import Verb
from foundation.prepared import Prepared
from foundation.taiwan import roc

from .models import Group, Room, Seat, Workshop
from .models.group import SeatQuerySet
from .people import may_here

COOKIE = "seat"
COOKIE_AGE = 14 * 24 * 3600
# No 0/O, 1/I/L, 2/Z, 5/S, 8/B, U/V: a code is read aloud across a noisy room.
ALPHABET = "ACDEFGHJKMNPQRTWXY34679"
CODE_LENGTH = 5
MOST_SEATS = 30


# A room's devices ask a hundred times a second: a workshop's other eighty columns would cost more than the answer.
BRIEF = (
    "group", "number", "name", "user", "on_paper", "token_digest", "taken_at", "seen_at", "revoked_at",
    "unsent",
    "group__workshop", "group__number", "group__name", "group__help_asked_at",
    "group__workshop__state", "group__workshop__date", "group__workshop__starts_at", "group__workshop__minutes",
    "group__workshop__tables_open_until", "group__workshop__county", "group__workshop__programme",
    "group__workshop__programme__slug", "group__workshop__programme__issues_max",
    *(f"group__workshop__room__{column.name}" for column in Room._meta.concrete_fields),
)  # fmt: skip


def _of_token(token_digest: str) -> SeatQuerySet:
    return Seat.objects.filter(token_digest=token_digest).order_by("pk")


BRIEF_SEAT = Prepared(
    _of_token, "a token's digest", related=("group__workshop__programme", "group__workshop__room"), only=BRIEF
)
WHOLE_SEAT = Prepared(
    _of_token,
    "a token's digest",
    related=("group__workshop__programme", "group__workshop__county", "group__workshop__room"),
)


class CannotJoin(Exception):
    """The device gets no seat; the message says why and what to do."""


class UnknownCode(CannotJoin):
    """No table has this code, or no longer."""


NOT_YET = (Workshop.State.DRAFT, Workshop.State.SUBMITTED)
NEVER_OPEN = (Workshop.State.REPORTED, Workshop.State.CLOSED, Workshop.State.CANCELLED)


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
    return salted_hmac("workshops.joining", code, algorithm="sha256").hexdigest()[:16]


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


def revoke_seat(*, seat: Seat, by: Acts, now: dt.datetime) -> Seat:
    """Let one device write no more."""
    with transaction.atomic():
        Seat.objects.filter(pk=seat.pk, revoked_at=None).update(revoked_at=now)
        seat.revoked_at = now
        trail.record(Verb.SEAT_REVOKED, seat, by=by, county=seat.group.county_id, at=now)
    return seat


def open_tables(*, workshop: Workshop, until: dt.datetime, by: Acts, now: dt.datetime) -> Workshop:
    """Let the tables write until a moment outside the usual time: a rehearsal, or work to be finished at home."""
    with transaction.atomic():
        Workshop.objects.filter(pk=workshop.pk).update(tables_open_until=until)
        was, workshop.tables_open_until = workshop.tables_open_until, until
        trail.record(Verb.TABLES_OPENED, workshop, by=by, was={"until": was}, now={"until": until}, at=now)
    return workshop


def why_closed(workshop: Workshop, now: dt.datetime) -> str:
    """Why this workshop's tables take no writing now; empty when they do.

    They do while the workshop runs, from a day before its start to a day after its end (both settings, in hours),
    and whenever somebody has opened them for a while.
    """
    state = workshop.state
    if state in NOT_YET:
        return _("這場工作坊還沒確認，表單還沒開放。")
    if state in NEVER_OPEN:
        return _("這場工作坊已經結束，表單不再接受修改。要補寫請找承辦人。")
    if state == Workshop.State.RUNNING or (workshop.tables_open_until and now < workshop.tables_open_until):
        return ""
    window = usual_time(workshop)
    if window is None:
        return _("這場工作坊還沒排定時間，表單還沒開放。")
    opens, closes = window
    if now < opens:
        return _("還沒到開放時間。%(opens)s起可以填寫。") % {"opens": _moment(opens)}
    if now > closes:
        return _("開放填寫的時間已經過了。要補寫請找承辦人延長。")
    return ""


def usual_time(workshop: Workshop) -> tuple[dt.datetime, dt.datetime] | None:
    """From when to when the tables are open without anybody's doing; None while the workshop has no time."""
    if workshop.starts is None or workshop.ends is None:
        return None
    before, after = settings.TABLE_CODE_HOURS_BEFORE, settings.TABLE_CODE_HOURS_AFTER
    return workshop.starts - dt.timedelta(hours=before), workshop.ends + dt.timedelta(hours=after)


def _moment(when: dt.datetime) -> str:
    """A moment in a sentence: 6月9日（二）13:30."""
    local = timezone.localtime(when)
    day = roc.month_day(local.date()) if roc.in_chinese() else date_format(local, "D j M ")
    return f"{day}{local:%H:%M}"


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


def take_seat(
    *, group: Group, now: dt.datetime, name: str = "", user: User | None = None, on_paper: bool = False
) -> tuple[Seat, str]:
    """A new seat at a table and the token its device keeps. Two scribes at one table are normal.

    Raises:
        CannotJoin: the table already has as many devices as one table can have people.
    """
    token = secrets.token_urlsafe(32)
    for _attempt in range(5):
        try:
            with transaction.atomic():
                # Numbers are never given twice; places are, once a device has left or was moved away.
                number = (group.seats.aggregate(last=Max("number"))["last"] or 0) + 1
                if group.seats.filter(revoked_at=None).count() >= MOST_SEATS:
                    raise CannotJoin(_("這一組已經有很多裝置了。請助教移出不用的裝置再加入。"))
                seat = Seat.objects.create(
                    group=group,
                    number=number,
                    name=name.strip()[:30],
                    user=user,
                    on_paper=on_paper,
                    token_digest=digest(token),
                    taken_at=now,
                    seen_at=now,
                )
                trail.record(Verb.SEAT_TAKEN, seat, by=user or seat, county=group.workshop.county_id, at=now)
                return seat, token
        except IntegrityError:
            continue  # another device took this number in the same moment
    raise CannotJoin(_("同時加入的裝置太多，請再按一次。"))


def sit_down(
    *, group: Group, now: dt.datetime, leaving: Seat | None = None, name: str = "", user: User | None = None
) -> tuple[Seat, str]:
    """A seat for a device that may have sat elsewhere. One device, one table: the place it leaves is free again.

    Raises:
        CannotJoin: the table is full; the device stays where it was.
    """
    with transaction.atomic():
        taken = take_seat(group=group, now=now, name=name, user=user)
        if leaving is not None and leaving.is_open(now):
            revoke_seat(seat=leaving, by=leaving, now=now)
    return taken


def digest(token: str) -> str:
    """What the house stores of a token."""
    return hashlib.sha256(token.encode()).hexdigest()


def remember(response: HttpResponse, token: str, request: HttpRequest) -> None:
    """Let the device keep its seat."""
    secure = request.is_secure() or settings.SESSION_COOKIE_SECURE
    response.set_cookie(COOKIE, token, max_age=COOKIE_AGE, httponly=True, samesite="Lax", secure=secure)


def place_of(request: HttpRequest, *, brief: bool = False) -> Seat | None:
    """The seat that the device's cookie speaks of (one query), whether or not it still opens anything.

    A `brief` one brings of its table and workshop only what every save and every look at the clock needs.
    """
    token = request.COOKIES.get(COOKIE, "")
    if not token:
        return None
    return (BRIEF_SEAT if brief else WHOLE_SEAT).first(digest(token))


def seat_from(request: HttpRequest, now: dt.datetime, *, brief: bool = False) -> Seat | None:
    """The seat this device holds, or None if it holds none, was moved away, or writes for somebody who is not here."""
    seat = place_of(request, brief=brief)
    return seat if seat is not None and seat.is_open(now) and _its_writer_is_here(seat, request) else None


def why_no_seat(request: HttpRequest, now: dt.datetime) -> str:
    """What to tell a device that holds no seat."""
    seat = place_of(request)
    if seat is not None and seat.is_open(now):
        return _("這臺裝置用「%(name)s」的帳號填寫，現在沒有登入，或已經不能寫這一組。請登入，或用桌上的代碼加入。") % {
            "name": seat
        }
    return _("這臺裝置還沒加入小組，或已經被移出。掃桌上的 QR 碼，或輸入代碼再加入。")


def _its_writer_is_here(seat: Seat, request: HttpRequest) -> bool:
    """A seat in somebody's name opens nothing once she has signed out, or may no longer write at this workshop."""
    if seat.user_id is None:
        return True
    user = getattr(request, "user", None)
    return user is not None and user.pk == seat.user_id and may_here(user, Permission.WRITE_SHEETS, seat.group.workshop)
