"""Answering a request: extended once with a reason, granted, or refused on a ground of the law; each told to her.

Stopping and erasing reach beyond one unit, so only the county's office grants them; and nobody answers her own request.
"""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from foundation import reasons, sealed
from foundation.accounts.models import User
from foundation.accounts.roles import Permission
from foundation.accounts.scope import reach
from foundation.taiwan import roc
from foundation.workflow.moves import MoveRefused
from volunteers.models import Attendance, Enrolment, Place, RightRequest, ServiceEntry
from volunteers.models.rights import ANSWER_PLACE
from volunteers.rules import rights
from volunteers.rules.rights import REFUSABLE, Ground, Right

from . import erasing
from .moves import MOVES

LONGEST = 2_000
LONGEST_REASON = 300
WHOLE = (Right.STOP, Right.ERASE)
"""What reaches all that is held about her, wherever it came from."""


def may_answer(request: RightRequest, user: User) -> bool:
    """Whether this person may extend, refuse or (see `may_grant`) grant a request."""
    theirs = RightRequest.objects.visible_to(user, Permission.ANSWER_RIGHTS).filter(pk=request.pk)
    return request.volunteer.user_id != user.pk and theirs.exists()


def may_grant(request: RightRequest, user: User) -> bool:
    """Whether she may grant it: a unit's coordinator not what reaches beyond her unit."""
    if request.right in WHOLE and not reach(user, Permission.ANSWER_RIGHTS).covers(request.county_id):
        return False
    return may_answer(request, user)


def in_the_way(request: RightRequest, on: dt.date) -> list[str]:
    """Why a request cannot be granted yet: she still serves, so that her data are needed. Each a sentence."""
    if request.right not in WHOLE:
        return []
    her = {"volunteer": request.volunteer_id}
    found = []
    units = [
        str(one.unit) for one in Enrolment.objects.filter(**her).on(on).select_related("unit__organisation")
    ]  # fmt: skip
    if units:
        found.append(
            _("還在%(units)s：服務期間要投保、登錄時數，先辦離隊。") % {"units": _("、").join(dict.fromkeys(units))}
        )
    if Place.objects.held().filter(**her, duty__on__gte=on).exists():
        found.append(_("班表上還有排定的班，先取消或請人接班。"))
    if Attendance.objects.filter(**her, state__in=(Attendance.State.IN, Attendance.State.FORGOTTEN)).exists():
        found.append(_("還有簽到沒有簽退，先由單位處理。"))
    if ServiceEntry.objects.filter(**her, state=ServiceEntry.State.PENDING).exists():
        found.append(_("還有時數等單位核定，先核定或不予採計。"))
    return found


def extend(*, request: RightRequest, days: int, reason: str, by: User, now: dt.datetime) -> RightRequest:
    """Take more time, once, and say why; she is told in writing.

    Raises:
        PermissionDenied: this person may not answer it.
        ValidationError: more days than the law gives, no reason, its day has passed, or it was extended before.
    """
    _admit(may_answer(request, by))
    found: dict[str, Any] = {}
    term = request.entry.term
    try:
        until = rights.extended_until(Right(request.right), request.received_on, days)
    except ValueError:
        found["days"] = [_("最多延長 %(most)s 天（%(source)s）。") % {"most": term.more, "source": term.source}]
        until = request.due_on
    try:
        asked = _("請寫下為什麼不能在期限內答覆（至少 6 個字），本人看得到。")
        reason = reasons.written(reason, ask=asked, most=LONGEST_REASON)
    except ValidationError as wrong:
        found |= wrong.message_dict
    waits = request.state == RightRequest.State.RECEIVED  # what was extended or answered is told so by the move
    if waits and not found and until <= request.due_on:
        found["days"] = [_("這樣算到的日子沒有比原來的期限晚，請多延幾天。")]
    if waits and timezone.localdate(now) > request.due_on:
        found["days"] = [_("期限（%(day)s）已經過了，不能再延長；請直接答覆。") % {"day": roc.shown(request.due_on)}]
    if found:
        raise ValidationError(found)
    along = {"due_on": until, "extended_why": reason}
    return _apply(request, "extend", along, {"due_on": until}, by, now, reason=reason)


def grant(*, request: RightRequest, answer: str, by: User, now: dt.datetime, seen: str = "") -> RightRequest:
    """Grant a request and say what was done; an erasure erases in the same act, whole or not at all.

    Args:
        seen: of an erasure, the `mark` of what was shown (`erasing.foresee`).

    Raises:
        PermissionDenied: this person may not grant it.
        ValidationError: no words, something stands in the way, or what would be erased has changed since it was shown.
    """
    _admit(may_grant(request, by))
    told = _answered(answer)
    if why := in_the_way(request, timezone.localdate(now)):
        raise ValidationError(why)
    with transaction.atomic():
        if request.right == Right.ERASE:
            erasing.erase(request=request, seen=seen, by=by, now=now)
        return _apply(request, "grant", {"answer_sealed": told}, {}, by, now)


def refuse(*, request: RightRequest, ground: str, answer: str, by: User, now: dt.datetime) -> RightRequest:
    """Refuse a request on a ground of the law, and say why.

    Raises:
        PermissionDenied: this person may not answer it.
        ValidationError: no ground that this right knows, or no words.
    """
    _admit(may_answer(request, by))
    found: dict[str, Any] = {}
    if ground not in REFUSABLE[Right(request.right)]:
        found["ground"] = [_("請選駁回的依據。")]
    told = ""
    try:
        told = _answered(answer)
    except ValidationError as wrong:
        found |= wrong.message_dict
    if found:
        raise ValidationError(found)
    along = {"answer_sealed": told, "ground": Ground(ground).value}
    return _apply(request, "refuse", along, {"ground": Ground(ground).value}, by, now)


def _answered(words: str) -> str:
    """The answer as it is kept, sealed."""
    asked = _("請寫下給本人的答覆（至少 6 個字）。")
    told = reasons.written(words, ask=asked, most=LONGEST, field="answer")
    return sealed.seal(told, place=ANSWER_PLACE)


def _apply(
    request: RightRequest,
    name: str,
    along: dict[str, Any],
    noted: dict[str, Any],
    by: User,
    now: dt.datetime,
    reason: str = "",
) -> RightRequest:
    try:
        MOVES.apply(request, name, by=by, now=now, along=along, noted=noted, reason=reason)
    except MoveRefused as refused:
        raise ValidationError(refused.problems) from refused
    return request


def _admit(may: bool) -> None:
    if not may:
        raise PermissionDenied
