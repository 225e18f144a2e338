"""What is known of a unit's people as far as it bears on their hours: a few questions, whatever their number."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Collection, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

from django.db.models import Q, QuerySet

from foundation.prepared import PreparedOfSome
from volunteers.filing import filings
from volunteers.models import BookNote, Cover, Duty, Enrolment, Place, Post, RecordBook, ServiceEntry, Training, Unit
from volunteers.rules import completions
from volunteers.rules.completions import Completion
from volunteers.rules.hours import Facts

CHUNK = 5_000
Period = tuple[dt.date, dt.date]


@dataclass(slots=True)
class Known:
    """Everything of one person; `for_category` makes the facts that `hours.assess` takes.

    What she has served (`taken`, `minutes_on` and the others) is shared by all categories: time passes once.
    """

    unit: Unit
    trainings: list[Completion] = field(default_factory=list)
    enrolled: list[tuple[dt.date, dt.date | None]] = field(default_factory=list)
    noted: list[Period] = field(default_factory=list)
    covered: list[Period] = field(default_factory=list)
    taken: dict[dt.date, list[tuple[int, int]]] = field(default_factory=lambda: defaultdict(list))
    minutes_on: dict[dt.date, int] = field(default_factory=lambda: defaultdict(int))
    untimed_on: dict[dt.date, int] = field(default_factory=lambda: defaultdict(int))
    untimed_here: dict[dt.date, int] = field(default_factory=lambda: defaultdict(int))
    has_book: bool = False
    roster: dict[dt.date, list[tuple[int, int]]] = field(default_factory=lambda: defaultdict(list))
    roster_since: dt.date | None = None
    events: dict[dt.date, list[tuple[int, int]]] = field(default_factory=lambda: defaultdict(list))
    filed: list[tuple[dt.date, dt.date | None]] | None = None
    _made: dict[str, Facts] = field(default_factory=dict)

    def for_category(self, category: str) -> Facts:
        """Her facts for one category; made once."""
        facts = self._made.get(category)
        if facts is None:
            special = completions.special(category, self.trainings, unit=self.unit.pk)
            facts = self._made[category] = Facts(
                basic=completions.basic(self.trainings).done,
                special=special.done,
                special_valid=special.periods,
                enrolled=self.enrolled,
                one_off=self.events,
                probation_days=self.unit.probation_days,
                noted=self.noted,
                taken=self.taken,
                minutes_on=self.minutes_on,
                untimed_on=self.untimed_on,
                untimed_here=self.untimed_here,
                roster=self.roster if self.roster_since else None,
                roster_since=self.roster_since,
                events=self.events,
                covered=self.covered,
                has_book=self.has_book,
                filed=self.filed,
            )
        return facts

    def take(self, unit: int, on: dt.date, starts: int | None, ends: int | None, counted: int) -> None:
        """Remember that she served, so that no later line counts the same time again."""
        if counted <= 0:
            return
        self.minutes_on[on] += counted
        if starts is not None and ends is not None:
            self.taken[on].append((starts, ends))
            return
        self.untimed_on[on] += counted
        if unit == self.unit.pk:
            self.untimed_here[on] += counted

    @contextmanager
    def aside(self, on: dt.date) -> Iterator[None]:
        """What is taken of a day inside is forgotten afterwards."""
        sums = (self.minutes_on, self.untimed_on, self.untimed_here)
        taken, before = list(self.taken[on]), [each[on] for each in sums]
        try:
            yield
        finally:
            self.taken[on] = taken
            for each, minutes in zip(sums, before, strict=True):
                each[on] = minutes


def gather(
    unit: Unit, volunteers: Collection[int], first: dt.date, last: dt.date, *, without: Q | None = None
) -> dict[int, Known]:
    """What is known of these people in this unit between two days.

    Args:
        without: lines of the ledger that are not to count as time taken: those that are looked at anew.
    """
    filed = filings.periods(unit)
    since = _roster_since(unit)
    known = {key: Known(unit, filed=filed, roster_since=since) for key in volunteers}
    lines = ServiceEntry.objects.filter(
        state__in=(ServiceEntry.State.PENDING, ServiceEntry.State.APPROVED),
        corrects=None, corrected_by=None, served_on__gte=first, served_on__lte=last, counted__gt=0,
    )  # fmt: skip
    if without is not None:
        lines = lines.exclude(without)
    for keys in _chunks(sorted(known)):
        for row in Enrolment.objects.filter(unit=unit, volunteer__in=keys).order_by("joined_on"):
            known[row.volunteer_id].enrolled.append((row.joined_on, row.left_on))
        for one in _trainings(keys):
            known[one[0]].trainings.append(one[1])
        for key, start, end in (
            BookNote.objects.standing()
            .filter(book__volunteer__in=keys)
            .values_list("book__volunteer", "from_on", "to_on")
        ):
            known[key].noted.append((start, end))
        for key in RecordBook.objects.held().filter(volunteer__in=keys).values_list("volunteer", flat=True):
            known[key].has_book = True
        for key, start, end in Cover.objects.filter(policy__unit=unit, volunteer__in=keys).values_list(
            "volunteer", "starts_on", "ends_on"
        ):
            known[key].covered.append((start, end))
        for key, unit_key, on, starts, ends, counted in lines.filter(volunteer__in=keys).values_list(
            "volunteer", "unit", "served_on", "starts", "ends", "counted"
        ):
            known[key].take(unit_key, on, starts, ends, counted)
        _take_places(known, unit, keys, first, last)
    return known


def _roster_since(unit: Unit) -> dt.date | None:
    """The first day of a unit's roster; None where it goes by none, or keeps it on paper."""
    if not unit.needs_roster:
        return None
    kept = Duty.objects.filter(post__unit=unit, post__kind=Post.Kind.ROSTER).order_by("on")
    return kept.values_list("on", flat=True).first()


def _take_places(known: dict[int, Known], unit: Unit, keys: Sequence[int], first: dt.date, last: dt.date) -> None:
    """When these people were to serve: their shifts, and the events they signed up for."""
    places = Place.objects.held().around(first, last).filter(volunteer__in=keys, duty__post__unit=unit)
    for place in places.select_related("duty__post"):
        person, duty = known[place.volunteer_id], place.duty
        for day, start, end in duty.pieces():
            (person.events if duty.post.is_event else person.roster)[day].append((start, end))


def completions_of(volunteer: int) -> list[Completion]:
    """What one person has completed."""
    return [completion for _key, completion in _trainings([volunteer])]


def completions_by_person(people: Collection[int] | QuerySet[Any, Any]) -> Iterator[tuple[int, Completion]]:
    """What some people have completed, in one question; `people` may be one itself."""
    yield from _trainings(people)


def _trainings(keys: Collection[int] | QuerySet[Any, Any]) -> Iterator[tuple[int, Completion]]:
    for key, *completed in TRAININGS.all(keys):
        yield key, Completion(*completed)


TRAININGS = PreparedOfSome(
    lambda people: Training.objects.valid().filter(volunteer__in=people).values_list(
        "volunteer", "programme", "course", "completed_on", "completed_at", "unit", "valid_until", "is_online",
        "category",
    )
)  # fmt: skip


def _chunks(keys: Sequence[int]) -> Iterator[Sequence[int]]:
    for start in range(0, len(keys), CHUNK):
        yield keys[start : start + CHUNK]
