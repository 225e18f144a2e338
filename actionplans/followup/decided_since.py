"""Since when a decision counts that was written down later: from the day of the decision, as the minutes have it.

Minutes come days after the meeting. What fell due between the decision and its writing down was to be said, and nobody
could know; it is said late, and says so (`reminders.wishes`).
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from django.utils import timezone

from actionplans.models import Decision, Plan


@dataclass(frozen=True, slots=True, order=True)
class Since:
    """`counts_from` is when a promise or a decision takes effect for reminders, `written_at` when it could be known."""

    counts_from: dt.datetime
    written_at: dt.datetime


def moments() -> dict[int, Since]:
    """Of the decisions that give plans under 列管 another day or take them back into it, by their keys (one query).

    The day of a decision is the one it was corrected to, and does not count itself (民法 120): it counts from the
    midnight after, or from its writing down where that was the same day.
    """
    kinds = (Decision.Kind.EXTEND, Decision.Kind.RESUME)
    rows = Decision.objects.filter(kind__in=kinds, plan__in=Plan.objects.followed()).order_by("plan", "number")
    first: dict[int, int] = {}  # the decision that a correction, or one of that, is about
    written: dict[int, dt.datetime] = {}
    decided: dict[int, dt.date] = {}
    for key, corrects, decided_on, recorded_at in rows.values_list("pk", "corrects", "decided_on", "recorded_at"):
        about = first[key] = first.get(corrects, key)
        written.setdefault(about, recorded_at)
        decided[about] = decided_on
    return {about: Since(min(_after(day), written[about]), written[about]) for about, day in decided.items()}


def _after(day: dt.date) -> dt.datetime:
    return timezone.make_aware(dt.datetime.combine(day + dt.timedelta(days=1), dt.time()))
