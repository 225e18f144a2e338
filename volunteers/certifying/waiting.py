"""What waits for its certificate: awards that a unit's people received, and trainings that were completed."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.db.models import Exists, OuterRef, Q, QuerySet

from foundation.accounts.models import User
from foundation.accounts.roles import Permission
from volunteers.awards import books
from volunteers.models import (
    AwardCandidate,
    AwardGiven,
    Certificate,
    Enrolment,
    Training,
    TrainingCertificate,
    TrainingSession,
    Unit,
)

from . import givers

MOST = 2_000
"""As many certificates are issued in one stroke at most."""
TRAINED = (
    "place__volunteer", "place__session__unit__organisation", "place__session__unit__authority",
    "place__session__authority",
)  # fmt: skip


def awards(unit: Unit, user: User) -> list[AwardGiven]:
    """What was received without a certificate yet by the unit, its people, who was in it on that day, and whom it put
    forward: as far as this person may have it signed; of a unit that is not hers only what she decided."""
    certified = Certificate.objects.standing().filter(award__isnull=False).values("award")
    on_the_day = Q(joined_on__lte=OuterRef("given_on"), left_on__gte=OuterRef("given_on"))
    there = Enrolment.objects.filter(Q(left_on=None) | on_the_day, unit=unit, volunteer=OuterRef("volunteer"))
    put_forward = AwardCandidate.objects.filter(proposal__unit=unit)
    hers = Q(Exists(there)) | Q(pk__in=put_forward.exclude(given=None).values("given"))
    hers |= Q(pk__in=put_forward.exclude(kin__given=None).values("kin__given"))
    rows = AwardGiven.objects.filter(revoked_on=None, award__in=books.codes()).exclude(pk__in=certified)
    rows = rows.filter(hers | Q(unit=unit)).select_related("volunteer", "unit__organisation")
    found = list(rows.order_by("given_on", "pk")[:MOST])
    known = givers.know(found, unit, user)
    if not (known.keeps or known.reviews):
        decided = _keys_of(decided_by(user).filter(proposal__unit=unit))
        found = [one for one in found if one.pk in decided]
    return [one for one in found if givers.signer(one, unit, known) is not None]


def decided_by(user: User) -> QuerySet[AwardCandidate]:
    """Candidates whom this person's office has approved: it gives the award, whosever unit put them forward."""
    rows = AwardCandidate.objects.visible_to(user, Permission.REVIEW_UNITS)
    return rows.filter(state=AwardCandidate.State.APPROVED).order_by()


def _keys_of(rows: QuerySet[AwardCandidate]) -> set[int]:
    """Of the givings that these candidates' approval wrote down, of a family every member's."""
    return {key for pair in rows.values_list("given", "kin__given") for key in pair if key is not None}


def trainings(*, unit: Unit | None = None, session: TrainingSession | None = None) -> QuerySet[Any]:
    """Certificates of a unit's own sessions, or of one session, that stand and are not signed yet."""
    signed = Certificate.objects.filter(training__isnull=False).values("training")
    rows = TrainingCertificate.objects.exclude(pk__in=signed).exclude(Exists(taken_back()))
    rows = rows.filter(place__session=session) if session is not None else rows.filter(place__session__unit=unit)
    return rows.select_related(*TRAINED).prefetch_related("place__session__lessons").order_by("pk")


def taken_back() -> QuerySet[Training]:
    """The records behind a certificate of a training (the outer row) that were taken back."""
    return Training.objects.filter(
        revoked_on__isnull=False, volunteer=OuterRef("place__volunteer"), programme=OuterRef("programme"),
        certificate=OuterRef("number"),
    )  # fmt: skip


def untrue(rows: Iterable[TrainingCertificate]) -> list[str]:
    """The numbers of those that say what is not so, because a record behind them was taken back (one question)."""
    found = TrainingCertificate.objects.filter(Exists(taken_back()), pk__in={one.pk for one in rows})
    return list(found.order_by("pk").values_list("number", flat=True))
