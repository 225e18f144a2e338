"""A person's record as pages show it: her books, what she has learnt and what is missing, her hours and why some do not
count. Read in a fixed number of questions.
"""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.db.models import Count, Q, QuerySet, Sum

from volunteers.models import Enrolment, ServiceEntry, Volunteer
from volunteers.rules import completions
from volunteers.rules.completions import Standing
from volunteers.rules.hours import RULES, Reason, Rule
from volunteers.serving import facts


@dataclass(frozen=True, slots=True)
class Category:
    """How far somebody is with a category's special training, in one unit."""

    enrolment: Enrolment
    standing: Standing


@dataclass(frozen=True, slots=True)
class Uncounted:
    """Minutes of one month that do not count, for one reason."""

    rule: Rule
    minutes: int
    lines: int


@dataclass(frozen=True, slots=True)
class Month:
    """A month's sums: minutes there, counted, waiting; and what does not count and why."""

    month: int
    minutes: int
    counted: int
    waiting: int
    uncounted: tuple[Uncounted, ...]

    @property
    def day(self) -> dt.date:
        """The month's first day."""
        return dt.date(self.month // 100, self.month % 100, 1)


def standings(volunteer: Volunteer, enrolments: Iterable[Enrolment]) -> tuple[Standing, list[Category]]:
    """How far she is with basic training, and with the special one of each unit she is in."""
    lines = facts.completions_of(volunteer.pk)
    special = [
        Category(one, completions.special(one.unit.category, lines, unit=one.unit_id))
        for one in enrolments
        if one.left_on is None
    ]
    return completions.basic(lines), special


def months(entries: QuerySet[ServiceEntry]) -> list[Month]:
    """The months of some lines, the latest first."""
    pending, approved = Q(state=ServiceEntry.State.PENDING), Q(state=ServiceEntry.State.APPROVED)
    sums = (
        entries.filter(pending | approved)
        .order_by("-month")
        .values("month")
        .annotate(
            there=Sum("minutes", filter=approved), sum_counted=Sum("counted", filter=approved),
            waiting=Count("pk", filter=pending),
        )
    )  # fmt: skip
    short: dict[int, list[Uncounted]] = defaultdict(list)
    for row in _uncounted(entries.filter(pending | approved, corrects=None, corrected_by=None)):
        short[row["month"]].append(Uncounted(RULES[Reason(row["why"])], row["missed"], row["number"]))
    return [
        Month(row["month"], row["there"] or 0, row["sum_counted"] or 0, row["waiting"], tuple(short[row["month"]]))
        for row in sums
    ]


def _uncounted(entries: QuerySet[ServiceEntry]) -> Iterable[dict[str, Any]]:
    rows = entries.exclude(why="").order_by("month", "why").values("month", "why")
    for row in rows.annotate(total=Sum("minutes"), kept=Sum("counted"), number=Count("pk")):
        yield dict(row) | {"missed": row["total"] - row["kept"]}
