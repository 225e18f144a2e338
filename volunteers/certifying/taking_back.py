"""Who may take an award back, with the certificate and the card that were made of it.

Whoever decided takes back what was decided. What was only written down is taken back by whoever reviews the unit, and
by the unit what the unit itself wrote down, as long as no office has put its name to it.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection
from typing import Any

from django.db.models import Exists, OuterRef, Q
from django.utils import timezone

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
    written = rows.exclude(recorded_account=None).values_list("pk", "recorded_account", "recorded_at")
    return _by_the_unit(list(written), user)


def _by_the_unit(written: Collection[tuple[int, int, dt.datetime]], user: Any) -> set[int]:
    """Of what was written down, by whose account and when, the keys of what she or somebody who kept her unit's people
    on that day wrote: whoever had gone to an office by then wrote as the office."""
    if not written:
        return set()
    terms: dict[int, list[tuple[dt.date, dt.date]]] = {}
    here = Membership.objects.filter(
        role=Role.UNIT_COORDINATOR, organisation__in=reach(user, KEEP).organisations,
        user__in={account for _key, account, _at in written},
    )  # fmt: skip
    for account, first, end in here.values_list("user", "starts_on", "ends_on"):
        terms.setdefault(account, []).append((first, end or dt.date.max))
    return {
        key for key, account, at in written
        if any(first <= timezone.localdate(at) < end for first, end in terms.get(account, ()))
    }  # fmt: skip
