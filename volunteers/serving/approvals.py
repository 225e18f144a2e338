"""Approving hours and refusing them: the inbox shows what is odd, the rest is approved in one stroke, with a drawn
sample looked at.

The rule by which the sample is drawn is stated beside the button and kept with the approval: one ordinary line in
twenty, at least five, at most fifty, drawn by a seed that draws the same lines again.
"""

from __future__ import annotations

import datetime as dt
import hashlib
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from functools import partial

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import F, Q
from django.utils.translation import gettext as _

from foundation.audit import trail
from foundation.audit.trail import Acts
from foundation.audit.verbs import Verb
from volunteers.models import ServiceApproval, ServiceEntry, Unit

from . import ledger, sums, together
from .lines import written

State = ServiceEntry.State
ONE_IN, LEAST, MOST = 20, 5, 50


@dataclass(frozen=True, slots=True)
class Inbox:
    """What of a unit's month waits.

    Attributes:
        odd: keys of the lines that somebody has to look at one by one.
        sample: keys of the ordinary lines that were drawn to be looked at.
        ordinary: how many lines are not odd, the drawn ones included.
        minutes: what the ordinary lines count together.
        seal: a digest of the ordinary lines as they stand, so that no more is approved than was looked at.
    """

    odd: tuple[int, ...]
    sample: tuple[int, ...]
    ordinary: int
    minutes: int
    seal: str


def sample_size(ordinary: int) -> int:
    """How many of so many ordinary lines are looked at."""
    return min(ordinary, max(LEAST, min(MOST, -(-ordinary // ONE_IN))))


def rule_in_words() -> str:
    """The rule of the sample, as it stands beside the button and with each approval."""
    return _("沒有異常的紀錄每 %(one_in)s 筆抽看 1 筆，至少 %(least)s 筆、至多 %(most)s 筆") % {
        "one_in": ONE_IN,
        "least": LEAST,
        "most": MOST,
    }


def inbox(*, unit: Unit, month: int, seed: str) -> Inbox:
    """What waits in a unit's month, and which ordinary lines the seed draws."""
    waiting = ServiceEntry.objects.filter(unit=unit, month=month, state=State.PENDING)
    odd = tuple(
        waiting.exclude(odd="")
        .order_by("served_on", F("starts").asc(nulls_first=True), "pk")
        .values_list("pk", flat=True)
    )
    ordinary = list(waiting.filter(odd="").order_by("pk").values_list("pk", "counted"))
    keys = [key for key, _counted in ordinary]
    return Inbox(odd, drawn(keys, seed), len(keys), sum(counted for _key, counted in ordinary), sealed(ordinary))


def sealed(lines: Iterable[tuple[object, ...]]) -> str:
    """A digest of lines as they stand, that tells whether any came, went or changed since a page was drawn."""
    return hashlib.blake2b(repr(sorted(lines)).encode(), digest_size=16).hexdigest()


def drawn(keys: Collection[int], seed: str) -> tuple[int, ...]:
    """The sample of some lines: the same for the same seed, whatever their order."""
    ranked = sorted(keys, key=lambda key: hashlib.blake2b(f"{seed}|{key}".encode(), digest_size=8).digest())
    return tuple(sorted(ranked[: sample_size(len(keys))]))


def approve_ordinary(
    *, unit: Unit, month: int, seed: str, by: Acts, now: dt.datetime, seen: str | None = None
) -> ServiceApproval:
    """Approve every line of a month that is not odd, in one stroke; the odd ones stay in the inbox.

    Args:
        seen: the seal of the inbox that was looked at; None where nobody looks at a page (a command, the demo).

    Raises:
        ValidationError: nothing waits that could be approved so, or it is no longer what was looked at.
    """
    with transaction.atomic():
        Unit.objects.select_for_update().get(pk=unit.pk)
        found = inbox(unit=unit, month=month, seed=seed)
        if not found.ordinary:
            raise ValidationError(_("這個月沒有可以一次核定的紀錄。"))
        if seen is not None and seen != found.seal:
            raise ValidationError(_("這一頁打開以後，這個月的紀錄有新增或改變。下面已換成最新的，請看過再核定一次。"))
        return _approve(
            unit, month, Q(odd=""), by=by, now=now, sampled=len(found.sample), left=len(found.odd), seed=seed
        )


def approve_lines(*, unit: Unit, entries: Iterable[int], by: Acts, now: dt.datetime) -> ServiceApproval:
    """Approve lines of one month one by one: those somebody has looked at although they are odd.

    Raises:
        ValidationError: they are of several months, or one of them no longer waits.
    """
    keys = sorted(set(entries))
    with transaction.atomic():
        Unit.objects.select_for_update().get(pk=unit.pk)
        waiting = ServiceEntry.objects.filter(unit=unit, pk__in=keys, state=State.PENDING)
        months = set(waiting.values_list("month", flat=True))
        if len(months) != 1 or waiting.count() != len(keys):
            raise ValidationError(_("其中有已經處理過的紀錄，請重新整理頁面再選一次。"))
        month = months.pop()
        left = ServiceEntry.objects.filter(unit=unit, month=month, state=State.PENDING).exclude(odd="")
        return _approve(unit, month, Q(pk__in=keys), by=by, now=now, left=left.exclude(pk__in=keys).count())


def _approve(
    unit: Unit, month: int, lines: Q, *, by: Acts, now: dt.datetime, left: int, sampled: int = 0, seed: str = ""
) -> ServiceApproval:
    approval = ServiceApproval.objects.create(
        unit=unit,
        month=month,
        entries=0,
        sampled=sampled,
        left=left,
        rule=rule_in_words() if sampled else "",
        seed=seed,
        approved_at=now,
        approved_by=by.as_actor().label[:200],
    )
    # The lines are marked first and summed by their mark: what comes in at this very moment is not half approved.
    count = ServiceEntry.objects.filter(lines, unit=unit, month=month, state=State.PENDING).update(
        state=State.APPROVED, approval=approval
    )
    approval.entries = count
    approval.save(update_fields=["entries"])
    sums.add(Q(approval=approval))
    trail.record(
        Verb.HOURS_APPROVED,
        approval,
        by=by,
        now={"service_month": month, "service_lines": count, "still_waiting": left},
        at=now,
    )
    return approval


def refuse(*, entry: ServiceEntry, reason: str, by: Acts, now: dt.datetime) -> ServiceEntry:
    """Refuse a line that waits; it stays in the ledger and counts nothing, and its time is free for others that wait.

    Raises:
        ValidationError: it no longer waits, or no reason is given.
    """
    reason = written(reason, 200)
    with transaction.atomic():
        ledger.lock_waiting({entry.volunteer_id}, entry.unit_id)
        moved = ServiceEntry.objects.filter(pk=entry.pk, state=State.PENDING).update(
            state=State.REFUSED, refused_why=reason
        )
        if not moved:
            raise ValidationError(_("這一筆已經處理過了，請重新整理頁面。"))
        trail.record(Verb.HOURS_REFUSED, entry, by=by, county=entry.unit.county_id, reason=reason, at=now)
        ledger.look_again_at([entry.volunteer_id], by=by, now=now)
    entry.refresh_from_db()
    return entry


def refuse_all(*, unit: Unit, entries: Iterable[int], reason: str, by: Acts, now: dt.datetime) -> int:
    """Refuse several lines of a unit that wait, all of them or none. Answers how many.

    Raises:
        ValidationError: one of them no longer waits, or no reason is given.
    """
    keys = set(entries)
    with transaction.atomic():
        rows = list(ServiceEntry.objects.filter(unit=unit, pk__in=keys).select_related("unit"))
        if len(rows) != len(keys):
            raise ValidationError(_("其中有已經處理過的紀錄，請重新整理頁面再選一次。"))
        ledger.lock_waiting({row.volunteer_id for row in rows}, unit.pk)
        with together.judged_once(partial(ledger.look_again_at, by=by, now=now)):
            for row in rows:
                refuse(entry=row, reason=reason, by=by, now=now)
    return len(rows)
