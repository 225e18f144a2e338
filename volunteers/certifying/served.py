"""What people served for one unit between two days, as its approved ledger has it: nothing of other units, ever."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Iterator
from dataclasses import dataclass, field
from typing import Any

from django.db.models import Exists, OuterRef, Q, Sum

from volunteers.models import Enrolment, RecordBook, ServiceEntry, Unit, Volunteer
from volunteers.rules import certificates

CHUNK = 500
DAY = dt.timedelta(days=1)


@dataclass(slots=True)
class Served:
    """One person's service for the unit in the time that is asked about.

    Attributes:
        stays: from which day to which she was in the unit, within the days that were asked about, one after the other;
            empty where she was not in it then. What lies between two stays is never certified.
        minutes: by category, approved and counted, of days within her stays.
        waiting: lines that nobody has approved yet.
    """

    volunteer: Volunteer
    stays: list[tuple[dt.date, dt.date]] = field(default_factory=list)
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
        return bool(self.stays) and self.total > 0

    @property
    def short(self) -> list[str]:
        """What is short of the rule by which one may ask for a certificate."""
        days = sum((last - first).days + 1 for first, last in self.stays)
        return certificates.short_of(days, self.total) if self.stays else []

    @property
    def facts(self) -> dict[str, Any]:
        """The numbers, as a certificate keeps them."""
        return {
            "first": self.stays[0][0].isoformat(), "last": self.stays[-1][1].isoformat(),
            "stays": [[first.isoformat(), last.isoformat()] for first, last in self.stays],
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
        stays = found[key].stays
        since, until = max(joined, first), last if left is None else min(left, last)
        if stays and since <= stays[-1][1] + DAY:  # she went on the next day: one stay
            stays[-1] = (stays[-1][0], max(stays[-1][1], until))
        else:
            stays.append((since, until))


def _hours(found: dict[int, Served], unit: Unit, keys: list[int], first: dt.date, last: dt.date) -> None:
    there = Enrolment.objects.filter(
        Q(left_on=None) | Q(left_on__gte=OuterRef("served_on")), unit=unit, volunteer=OuterRef("volunteer"),
        joined_on__lte=OuterRef("served_on"),
    )  # fmt: skip
    rows = ServiceEntry.objects.filter(unit=unit, volunteer__in=keys, served_on__gte=first, served_on__lte=last)
    rows = rows.filter(Exists(there))
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
