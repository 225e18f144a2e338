"""Taking back a whole list within thirty days: all that it brought, or nothing where something was built on it."""

from __future__ import annotations

import datetime as dt

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from foundation import reasons
from foundation.audit import trail
from foundation.audit.trail import Acts
from foundation.audit.verbs import Verb
from volunteers.models import TakenList, Unit

from .list_kinds import KINDS

UNDONE_WITHIN = dt.timedelta(days=30)
LONGEST_WHY = 200


def undo(*, taken: TakenList, reason: str, by: Acts, now: dt.datetime) -> int:
    """Take back everything that a list brought; answers how many people, trainings or insured that were.

    Raises:
        ValidationError: it came more than thirty days ago, was taken back before, no reason is given, or something has
            been built on what it brought; then everything stays.
    """
    reason = reasons.written(reason, ask=_("請寫下為什麼整批收回（至少 6 個字）。"), most=LONGEST_WHY)
    if now - taken.made_at > UNDONE_WITHIN:
        raise ValidationError(_("這份清單匯入超過 30 天，不能整批收回；有錯的請逐筆改正。"))
    with transaction.atomic():
        Unit.objects.select_for_update().get(pk=taken.unit_id)
        if not TakenList.objects.filter(pk=taken.pk, undone_at=None).update(
            undone_at=now, undone_by=by.as_actor().label[:200]
        ):
            raise ValidationError(_("這份清單已經收回了。"))
        take_back = KINDS[taken.kind].take_back
        if take_back is None:
            raise LookupError(f"lists of the kind {taken.kind} are not taken back here")
        count = take_back(taken=taken, reason=reason, by=by, now=now)
        trail.record(Verb.IMPORT_UNDONE, taken, by=by, now={"added": count}, reason=reason, at=now)
    taken.refresh_from_db()
    return count
