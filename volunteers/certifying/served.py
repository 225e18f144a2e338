"""What people served for one unit between two days, as its approved ledger has it: nothing of other units, ever."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Iterator
from dataclasses import dataclass, field
from typing import Any

from django.db.models import Sum

from volunteers.models import Enrolment, RecordBook, ServiceEntry, Unit, Volunteer
from volunteers.rules import certificates

CHUNK = 500


@dataclass(slots=True)
class Served:
    """One person's service for the unit in the time that is asked about.

    Attributes:
        first, last: the days between which she was in the unit, within those that were asked about; None where she
            was not in it then.
        minutes: by category, approved and counted.
        waiting: lines that nobody has approved yet.
    """

    volunteer: Volunteer
    first: dt.date | None = None
    last: dt.date | None = None
    minutes: dict[str, int] = field(default_factory=dict)
    waiting: int = 0
    book: str = ""

    @property
    def total(self) -> int:
        """All of it."""
        return sum(self.minutes.values())

    @property
    def is_certifiable(self) -> bool:
        """Whether there is anything to certify."""
        return self.first is not None and self.total > 0

    @property
    def short(self) -> list[str]:
        """What is short of the rule by which one may ask for a certificate."""
        if self.first is None or self.last is None:
            return []
        return certificates.short_of(self.first, self.last, self.total)

    @property
    def facts(self) -> dict[str, Any]:
        """The numbers, as a certificate keeps them."""
        assert self.first is not None  # noqa: S101  asked only of who is certifiable
        assert self.last is not None  # noqa: S101
        return {
            "first": self.first.isoformat(), "last": self.last.isoformat(),
            "minutes": dict(sorted(self.minutes.items())),
        }  # fmt: skip


def between(unit: Unit, people: Collection[int], first: dt.date, last: dt.date) -> dict[int, Served]:
    """What some people served for a unit from a day to a day, by their keys; four questions for each 500."""
    found: dict[int, Served] = {}
    for keys in _parts(sorted(set(people))):
        for one in Volunteer.objects.filter(pk__in=keys):
            found[one.pk] = Served(one)
        _stays(found, unit, keys, first, last)
        _hours(found, unit, keys, first, last)
        for key, number in (
            RecordBook.objects.filter(volunteer__in=keys, state=RecordBook.State.ISSUED)
            .order_by("issued_on", "pk")
            .values_list("volunteer", "number")
        ):
            found[key].book = number
    return found


def _stays(found: dict[int, Served], unit: Unit, keys: list[int], first: dt.date, last: dt.date) -> None:
    rows = Enrolment.objects.filter(unit=unit, volunteer__in=keys, joined_on__lte=last).order_by("joined_on")
    for key, joined, left in rows.values_list("volunteer", "joined_on", "left_on"):
        if left is not None and left < first:
            continue
        one, until = found[key], last if left is None else min(left, last)
        one.first = max(joined, first) if one.first is None else one.first
        one.last = until if one.last is None else max(one.last, until)


def _hours(found: dict[int, Served], unit: Unit, keys: list[int], first: dt.date, last: dt.date) -> None:
    rows = ServiceEntry.objects.filter(unit=unit, volunteer__in=keys, served_on__gte=first, served_on__lte=last)
    for key, category, minutes in (
        rows.approved().order_by().values_list("volunteer", "category").annotate(sum=Sum("counted"))
    ):
        if minutes:
            found[key].minutes[category] = minutes
    waiting = rows.filter(state=ServiceEntry.State.PENDING).order_by().values_list("volunteer", flat=True)
    for key in waiting:
        found[key].waiting += 1


def _parts(keys: list[int]) -> Iterator[list[int]]:
    for start in range(0, len(keys), CHUNK):
        yield keys[start : start + CHUNK]
