"""Seats: the place of a device at a table. No account, no password, one seat for each device.

A device keeps its seat by a random token of which the house stores a digest only; the code that brought it to the table
is the table's (`codes`).
"""

from __future__ import annotations

import datetime as dt
import hashlib
import secrets
from collections.abc import Callable

from django.conf import settings
from django.db import IntegrityError, transaction
from django.db.models import Max
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _

from foundation.accounts.models import User
from foundation.accounts.roles import Permission
from foundation.audit import trail
from foundation.audit.trail import Acts
from foundation.audit.verbs import Verb
from foundation.prepared import Prepared

from .models import Group, Room, Seat
from .models.group import SeatQuerySet
from .people import may_here

COOKIE = "seat"
# As long as browsers keep anything: half a year later the phone still knows whose table it was (三、六個月的成果).
COOKIE_AGE = 400 * 24 * 3600
MOST_SEATS = 30
_following: list[Callable[[Seat, Seat], None]] = []

# A room's devices ask a hundred times a second: a workshop's other eighty columns would cost more than the answer.
BRIEF = (
    "group", "number", "name", "user", "on_paper", "token_digest", "taken_at", "seen_at", "revoked_at",
    "unsent",
    "group__workshop", "group__number", "group__name", "group__help_asked_at",
    "group__workshop__state", "group__workshop__date", "group__workshop__starts_at", "group__workshop__minutes",
    "group__workshop__tables_open_until", "group__workshop__county", "group__workshop__programme",
    "group__workshop__programme__slug", "group__workshop__programme__issues_max",
    "group__workshop__programme__presentation_min", "group__workshop__programme__presentation_max",
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

    What the device did from there as a device, and not for its table, goes with it (`follow`), also where it was moved
    out before.

    Raises:
        CannotJoin: the table is full; the device stays where it was.
    """
    with transaction.atomic():
        taken = take_seat(group=group, now=now, name=name, user=user)
        if leaving is not None and leaving.is_open(now):
            revoke_seat(seat=leaving, by=leaving, now=now)
        if leaving is not None:
            for go_along in _following:
                go_along(leaving, taken[0])
    return taken


def follow(go_along: Callable[[Seat, Seat], None]) -> None:
    """Let an app above take along what belongs to a device; called once, from its `AppConfig.ready()`.

    Args:
        go_along: called with the seat that was left and the new one, in the same transaction.
    """
    if go_along not in _following:
        _following.append(go_along)


def revoke_seat(*, seat: Seat, by: Acts, now: dt.datetime) -> Seat:
    """Let one device write no more."""
    with transaction.atomic():
        Seat.objects.filter(pk=seat.pk, revoked_at=None).update(revoked_at=now)
        seat.revoked_at = now
        trail.record(Verb.SEAT_REVOKED, seat, by=by, county=seat.group.county_id, at=now)
    return seat


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
