"""Taking a merge back: everything that moved goes back, what came since stays with the person it was given to."""

from __future__ import annotations

import datetime as dt

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from foundation import reasons
from foundation.audit import trail
from foundation.audit.trail import Acts
from foundation.audit.verbs import Verb
from volunteers.models import Merge, ServiceEntry
from volunteers.serving import ledger, renewals, shared_time, sums

from .merging import home_of, lock, mark_of
from .moving import CHUNK, take_back


def undo(*, merge: Merge, reason: str, by: Acts, now: dt.datetime) -> Merge:
    """Take a merge back, whole or not at all.

    A value, a book or a list that was changed since is left as it is now, and `left` says of which kind it is.

    Raises:
        ValidationError: it was taken back before, the kept row went into another since, or the reason tells nothing.
    """
    reason = reasons.written(reason, ask=_("請寫下為什麼不是同一個人（至少 6 個字）。"), most=300)
    with transaction.atomic():
        lock(merge.kept_id, merge.gone_id)
        held = Merge.objects.select_for_update().select_related("kept", "gone").get(pk=merge.pk)
        if held.undone_at is not None:
            raise ValidationError(_("這次合併已經取消了。"))
        if held.kept.merged_into_id is not None:
            raise ValidationError(_("留下的紀錄後來又併入另一筆。請先取消後來的那一次合併。"))
        untouched = held.mark == mark_of(held.kept_id)
        why = _("取消同一人的合併，恢復合併時沖銷的紀錄")
        left = take_back(held.steps["rows"])
        _take_renewed_along(held)
        _restore_lines(held)
        told = {key: was for key, was, _new in held.steps["origins"]}
        shared_time.put_back(held.steps["out"], person=held.gone_id, origins=told, reason=why, by=by, now=now)
        shared_time.follow(held.gone_id)
        sums.retell([held.kept_id, held.gone_id])
        shared_time.judged_as(held.steps["verdicts"])
        if not untouched:
            ledger.look_again_at([held.kept_id, held.gone_id], by=by, now=now)
        held.undone_at, held.undone_by = now, by.as_actor().label[:200]
        held.undone_why, held.left = reason, sorted(set(left))
        held.save(update_fields=["undone_at", "undone_by", "undone_why", "left"])
        for person in (held.kept, held.gone):
            trail.record(
                Verb.MERGE_UNDONE, person, by=by, county=home_of(by), now={"moved_rows": held.rows},
                reason=held.undone_why, at=now,
            )  # fmt: skip
    return held


def _restore_lines(held: Merge) -> None:
    """Let each line be told by what told it before; one that was corrected since is told by nothing any more."""
    noted = {key: (was, new) for key, was, new in held.steps["origins"]}
    taken_out = {key for step in held.steps["out"] for key in step["rows"]}
    told = {
        key: row
        for key, row in renewals.lasting(noted).items()
        if row.origin == noted[key][1] and (row.origin is not None or renewals.stands(row))
    }
    ServiceEntry.objects.filter(pk__in=[row.pk for row in told.values()]).update(origin=None)
    rows = []
    for key, row in told.items():
        if key not in taken_out:
            row.origin = noted[key][0]
            rows.append(row)
    ServiceEntry.objects.bulk_update(rows, ["origin"], batch_size=500)


def _take_renewed_along(held: Merge) -> None:
    """What was entered since in the place of a line that goes back goes with it."""
    label = ServiceEntry._meta.label_lower
    moved = [step for step in held.steps["rows"] if step["do"] == "move" and step["model"] == label]
    rows = [key for step in moved for key in step["rows"]]
    along = [key for chain in renewals.chains(rows).values() for key in chain[1:]]
    for start in range(0, len(along), CHUNK):
        later = ServiceEntry.objects.filter(pk__in=along[start : start + CHUNK], volunteer=held.kept_id)
        later.update(volunteer=held.gone_id)
