"""Who gets what, in which order, on the day of the ceremony; and what was approved taken back."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping

from django.core.exceptions import ValidationError
from django.db import models, transaction
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext as _

from foundation.accounts.models import User
from foundation.audit import trail
from foundation.audit.trail import Acts
from foundation.audit.verbs import Verb
from volunteers.awards import giving
from volunteers.models import AwardCandidate, AwardGiven, AwardWindow


def entries(window: AwardWindow) -> models.QuerySet[AwardCandidate]:
    """Whoever is honoured, in the order of the day; who has no place in it yet comes last, unit by unit."""
    rows = AwardCandidate.objects.filter(window=window, state=AwardCandidate.State.APPROVED, given__revoked_on=None)
    return rows.select_related("volunteer", "proposal__unit__organisation", "given", "window").order_by(
        F("ceremony_order").asc(nulls_last=True), "proposal__unit__number", F("authority_rank").asc(nulls_last=True),
        F("unit_rank").asc(nulls_last=True), "pk",
    )  # fmt: skip


def arrange(*, window: AwardWindow, order: Mapping[int, int | None], by: Acts, now: dt.datetime) -> None:
    """Settle the order of the day.

    Raises:
        ValidationError: a number is given twice, or is none.
    """
    given = [number for number in order.values() if number is not None]
    if len(set(given)) != len(given) or any(not 1 <= number <= 9999 for number in given):
        raise ValidationError(_("次序從 1 起，同一個數字只能給一位。"))
    with transaction.atomic():
        changed = [one for one in entries(window).filter(pk__in=order) if one.ceremony_order != order[one.pk]]
        for one in changed:
            one.ceremony_order = order[one.pk]
        AwardCandidate.objects.bulk_update(changed, ["ceremony_order"])
        if changed:
            trail.record(Verb.CHANGED, window, by=by, now={"ranked": len(changed)}, at=now)


def revoke(*, candidate: AwardCandidate, reason: str, by: User, now: dt.datetime) -> AwardCandidate:
    """Take an approved award back: from now on it counts as not received, of a family for every member.

    Raises:
        ValidationError: it was not approved or is revoked already, or the reason says nothing.
    """
    with transaction.atomic():
        held = AwardCandidate.objects.select_for_update().get(pk=candidate.pk)
        if held.given is None:
            raise ValidationError(_("這一位沒有核定，沒有可以撤銷的獎。"))
        on, given = timezone.localdate(now), {held.given.pk: held.given}
        given |= {kin.given.pk: kin.given for kin in held.kin.select_related("given") if kin.given is not None}
        # One member's may have been taken back for itself before; the others' go with the decision all the same.
        standing = [one for one in given.values() if one.revoked_on is None]
        for one in standing or [held.given]:
            giving.revoke(given=one, reason=reason, on=on, by=by)
    return held


def candidate_of(given: AwardGiven) -> AwardCandidate | None:
    """The candidate whose approval wrote an award into the register, her own or her family's; None where none did."""
    rows = AwardCandidate.objects.filter(Q(given=given) | Q(kin__given=given)).select_related("window")
    return rows.order_by("pk").first()
