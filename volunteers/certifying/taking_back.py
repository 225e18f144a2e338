"""Who may take an award back, with the certificate and the card that were made of it.

Whoever decided takes back what was decided. What was only written down is taken back by whoever reviews the unit, and
by the unit what the unit itself wrote down, as long as no office has put its name to it.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable
from typing import Any

from django.db.models import Exists, OuterRef, Q

from foundation.accounts.models import Membership
from foundation.accounts.roles import Permission, Role
from foundation.accounts.scope import reach
from volunteers.models import AwardCandidate, AwardGiven, Certificate, HonorCard

from . import givers

KEEP, REVIEW = Permission.KEEP_VOLUNTEERS, Permission.REVIEW_UNITS


def revocable(rows: Collection[AwardGiven], user: Any) -> set[int]:
    """The keys of those awards that this person may take back (a fixed number of questions)."""
    keys = {one.pk for one in rows}
    decided = givers.counties_of(keys)
    reviewed = set(AwardGiven.objects.visible_to(user, REVIEW).filter(pk__in=keys).values_list("pk", flat=True))
    deciding = AwardCandidate.objects.visible_to(user, REVIEW)
    judged = {key for pair in deciding.filter(Q(given__in=keys) | Q(kin__given__in=keys)).values_list(
        "given", "kin__given") for key in pair}  # fmt: skip
    may = reviewed | _written_by_unit(keys - reviewed, user)
    return {key for key in keys if (key in judged if key in decided else key in may)}


def _written_by_unit(keys: Collection[int], user: Any) -> set[int]:
    """What the unit wrote down itself, and no office has signed or made a card of that she may not take back."""
    signed = Certificate.objects.standing().filter(kind=Certificate.Kind.AWARD, award=OuterRef("pk"))
    foreign = signed.exclude(pk__in=Certificate.objects.revocable_by(user).order_by().values("pk"))
    cards = HonorCard.objects.filter(given=OuterRef("pk"), ended_on=None)
    made = cards.exclude(pk__in=HonorCard.objects.visible_to(user, REVIEW).order_by().values("pk"))
    rows = AwardGiven.objects.visible_to(user, KEEP).filter(~Exists(foreign), ~Exists(made), pk__in=keys)
    written = dict(rows.values_list("pk", "recorded_by"))
    names = _of_the_unit(written.values(), user)
    return {key for key, name in written.items() if name in names}


def _of_the_unit(names: Iterable[str], user: Any) -> set[str]:
    """Of those by whom something was written down, as the register names them, who works or worked for her unit."""
    here = Membership.objects.filter(
        role=Role.UNIT_COORDINATOR, organisation__in=reach(user, KEEP).organisations
    ).select_related("user")
    wanted = set(names)
    return wanted & {one.user.as_actor().label[:200] for one in here} if wanted else set()
