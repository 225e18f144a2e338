"""Reading identity numbers in full: one person's, or a list's; always for a written reason that they can read."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from foundation import reasons, sealed
from foundation.accounts.models import User
from foundation.accounts.roles import Permission
from foundation.accounts.scope import reach
from foundation.audit import trail
from foundation.audit.verbs import Verb
from volunteers.models import Volunteer
from volunteers.models.volunteer import IDENTITY_PLACE

LONGEST_WHY = 300


def identity_of(*, volunteer: Volunteer, reason: str, by: User, now: dt.datetime) -> str:
    """Somebody's number in full.

    Raises:
        PermissionDenied: this person may not read it.
        ValidationError: the reason tells nothing, or no number is known.
    """
    found = identities_of(people=[volunteer.pk], reason=reason, by=by, now=now)
    if volunteer.pk not in found:
        raise ValidationError({"reason": _("這位志工沒有登錄證號。")})
    return found[volunteer.pk]


def identities_of(*, people: Collection[int], reason: str, by: User, now: dt.datetime) -> dict[int, str]:
    """The numbers of some people in full, by their keys; who has none is left out.

    Each of them has a line in the trail that says who read hers and why: all of them stand there, or nothing is read.

    Args:
        people: keys of volunteers.

    Raises:
        PermissionDenied: this person may not read one of them.
        ValidationError: the reason tells nothing.
    """
    wanted = set(people)
    if not reach(by, Permission.REVEAL_IDENTITY):
        raise PermissionDenied
    seen = Volunteer.objects.visible_to(by, Permission.REVEAL_IDENTITY)
    rows = list(Volunteer.objects.filter(pk__in=seen.filter(pk__in=wanted).values("pk")))
    if len(rows) != len(wanted):
        raise PermissionDenied
    asked = _("請寫下為什麼需要看完整證號（至少 6 個字），志工本人看得到這段文字。")
    reason = reasons.written(reason, ask=asked, most=LONGEST_WHY)
    known = [one for one in rows if one.identity_sealed]
    with transaction.atomic():
        trail.record_each(
            Verb.IDENTITY_REVEALED, known, by=by, county=by.access.home_county, reason=reason, at=now
        )  # fmt: skip
    return {one.pk: sealed.unseal(one.identity_sealed, place=IDENTITY_PLACE) for one in known}
