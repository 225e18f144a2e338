"""The reminders of the demonstration: each at the moment at which it would have gone out."""

from __future__ import annotations

import datetime as dt

from foundation.notices import kinds, sending, ways
from foundation.notices.models import Notice


def remind(*, now: dt.datetime) -> None:
    """Lay out the ledger and let the days pass until now; the letters lie where the house writes its mail."""
    kinds.plan_all(now=now)
    due = Notice.objects.filter(due_at__lte=now).order_by("due_at").values_list("due_at", flat=True).distinct()
    for moment in list(due):
        sending.send_due(way=ways.way(), worker="demo", now=moment)
