"""Taking approved lines out and entering others in their place, in one stroke: what recounting and spot checks do."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence

from django.db.models import Q

from foundation import bulk
from foundation.audit import trail
from foundation.audit.trail import Acts
from foundation.audit.verbs import Verb
from volunteers.models import ServiceBatch, ServiceEntry, Unit

from . import ledger, lines, sums


def exchange(
    *,
    unit: Unit,
    changes: Sequence[tuple[ServiceEntry, Mapping[str, object] | None]],
    reason: str,
    by: Acts,
    now: dt.datetime,
) -> ServiceBatch:
    """Take each line out by a counter-line, and enter it anew with the values given; None enters nothing.

    What is entered stands approved as the line did, in its place (`renewals`), and keeps what tells that it came:
    the same list sent again finds its line there. The sums follow, and what waits is judged anew. To be called under
    `ledger.lock_waiting`.
    """
    batch = ServiceBatch.objects.create(
        unit=unit, source=ServiceBatch.Source.COUNTER, reason=reason, made_at=now, made_by=by.as_actor().label[:200]
    )
    renewed = [row.pk for row, values in changes if values is not None]
    ServiceEntry.objects.filter(pk__in=renewed).update(origin=None)
    bulk.insert(
        ServiceEntry,
        lines.WITH_RENEWED,
        [
            *((*lines.counter_of(row, batch), None) for row, _values in changes),
            *(lines.copy_of(row, batch_id=batch.pk, **values) for row, values in changes if values is not None),
        ],
    )
    sums.add(Q(batch=batch))
    trail.record(Verb.HOURS_CORRECTED, batch, by=by, now={"service_lines": len(changes)}, reason=reason, at=now)
    ledger.look_again_at({row.volunteer_id for row, _values in changes}, by=by, now=now)
    return batch
