"""The coverage calendar (保險日曆): which days were served without cover, by unit, authority and county.

Cover holds at one unit only (INS-01), so that every question asks by (person, unit, day). Read set-based: a month of a
unit, of an authority or of a county takes a fixed number of questions, whatever its size.

The rate (投保率) is 已投保志工數 ÷ 應投保志工數 (臺北市政府志願服務工作計畫), of people, each once, however many units
they are in (RPT-06). Who is in two units and covered at one is not insured yet: she serves uncovered at the other.
"""

from __future__ import annotations

import calendar
import datetime as dt
from collections import defaultdict
from collections.abc import Collection, Iterator
from dataclasses import dataclass, field
from typing import Any

from django.db.models import Count, Q, QuerySet

from volunteers.models import Cover, Enrolment, Place, Policy, ServiceEntry, Unit, Volunteer
from volunteers.rules.rates import Rate

from . import insurance

SOURCE = "臺北市政府志願服務工作計畫：投保率＝已投保志工數÷應投保志工數，預計達 100%"
CHUNK = 5_000
AHEAD = dt.timedelta(days=7)
Period = tuple[dt.date, dt.date]


def uncovered(unit: Unit, people: Collection[int], days: Collection[dt.date]) -> set[tuple[int, dt.date]]:
    """Who of these people is not insured at a unit on which of these days: for rosters, before anybody serves.

    Args:
        people: keys of volunteers.
    """
    if not people or not days:
        return set()
    covers: dict[int, list[Period]] = defaultdict(list)
    keys = sorted(people)
    for start in range(0, len(keys), CHUNK):
        rows = Cover.objects.filter(
            policy__unit=unit,
            volunteer__in=keys[start : start + CHUNK],
            starts_on__lte=max(days),
            ends_on__gte=min(days),
        )
        for person, first, last in rows.values_list("volunteer", "starts_on", "ends_on"):
            covers[person].append((first, last))
    return {
        (person, day)
        for person in keys
        for day in set(days)
        if not any(first <= day <= last for first, last in covers.get(person, ()))
    }


@dataclass(frozen=True, slots=True)
class Bare:
    """Somebody who is on the roster on days on which she is not insured there."""

    volunteer: Volunteer
    days: tuple[dt.date, ...]


def ahead(unit: Unit, *, on: dt.date) -> list[Bare]:
    """Who is on a unit's roster without cover from a day on for a week, whose first such day comes first.

    A shift over midnight needs cover on both days. Two questions, whatever their number.
    """
    last = on + AHEAD - dt.timedelta(days=1)
    places = Place.objects.held().around(on, last).filter(duty__post__unit=unit).select_related("duty", "volunteer")
    served: dict[int, set[dt.date]] = defaultdict(set)
    people: dict[int, Volunteer] = {}
    for place in places:
        people[place.volunteer_id] = place.volunteer
        served[place.volunteer_id] |= {day for day, _start, _end in place.duty.pieces() if on <= day <= last}
    bare = uncovered(unit, served, {day for days in served.values() for day in days})
    found = [
        Bare(people[key], tuple(sorted(day for day in days if (key, day) in bare))) for key, days in served.items()
    ]
    return sorted((one for one in found if one.days), key=lambda one: (one.days, one.volunteer.name_key))


@dataclass(frozen=True, slots=True)
class Day:
    """A day of a unit: how many lines and people served, how many of them uncovered, and whether a policy ran."""

    on: dt.date
    people: int = 0
    lines: int = 0
    bare_people: int = 0
    bare_lines: int = 0
    has_policy: bool = False

    @property
    def state(self) -> str:
        """`bare` where somebody was uncovered, `covered` where all were, `idle` where nobody served."""
        return "bare" if self.bare_lines else "covered" if self.lines else "idle"


@dataclass(frozen=True, slots=True)
class Month:
    """A month of a unit as a calendar: weeks from Monday on, None where the month is not."""

    number: int
    weeks: tuple[tuple[Day | None, ...], ...]

    @property
    def days(self) -> Iterator[Day]:
        """The days of the month."""
        return (day for week in self.weeks for day in week if day is not None)

    @property
    def bare_days(self) -> int:
        """How many days were served without cover for everybody."""
        return sum(day.state == "bare" for day in self.days)

    @property
    def bare_lines(self) -> int:
        """How many services were uncovered."""
        return sum(day.bare_lines for day in self.days)


def first_and_last(month: int) -> Period:
    """The first and the last day of 202603.

    Raises:
        ValueError: there is no such month.
    """
    year, number = divmod(month, 100)
    return dt.date(year, number, 1), dt.date(year, number, calendar.monthrange(year, number)[1])


def neighbours(month: int) -> tuple[int, int]:
    """The month before and the one after."""
    first, last = first_and_last(month)
    before, after = first - dt.timedelta(days=1), last + dt.timedelta(days=1)
    return before.year * 100 + before.month, after.year * 100 + after.month


def month_of(unit: Unit, month: int) -> Month:
    """A month of a unit, in two questions."""
    first, last = first_and_last(month)
    policies = list(
        Policy.objects.filter(unit=unit, starts_on__lte=last, ends_on__gte=first).values_list("starts_on", "ends_on")
    )
    served: dict[dt.date, dict[str, Any]] = {
        row["served_on"]: dict(row)
        for row in _lines(Unit.objects.filter(pk=unit.pk), first, last).values("served_on").annotate(**_COUNTS)
    }

    def day(on: dt.date) -> Day | None:
        if on.month != first.month:
            return None
        row: dict[str, Any] = served.get(on, {})
        return Day(
            on, row.get("served_by", 0), row.get("lines", 0), row.get("bare_people", 0), row.get("bare_lines", 0),
            any(starts <= on <= ends for starts, ends in policies),
        )  # fmt: skip

    weeks = calendar.Calendar().monthdatescalendar(first.year, first.month)
    return Month(month, tuple(tuple(day(on) for on in week) for week in weeks))


@dataclass(slots=True)
class Gap:
    """What was uncovered at one unit in a month."""

    unit: int
    days: int = 0
    people: int = 0
    lines: int = 0


def gaps(units: QuerySet[Unit], first: dt.date, last: dt.date) -> dict[int, Gap]:
    """The units at which somebody served uncovered between two days, and how much (one question)."""
    rows = insurance.uncovered(units, first, last).order_by().values("unit")
    counted = rows.annotate(
        days=Count("served_on", distinct=True), people=Count("volunteer", distinct=True), lines=Count("pk")
    )
    return {row["unit"]: Gap(row["unit"], row["days"], row["people"], row["lines"]) for row in counted}


def rates(units: QuerySet[Unit], on: dt.date, *, by: str = "unit") -> dict[Any, Rate]:
    """The rate by unit, or by a path from a unit such as `unit__authority` or `unit__county`; two questions.

    Whoever is in several units of one group is one person there, insured when she is covered at all of them.
    """
    there = _people(Enrolment.objects.filter(unit__in=units).on(on), by)
    bare = _people(insurance.without_cover(units, on), by)
    return {key: Rate(count - bare.get(key, 0), count) for key, count in there.items()}


def rate_of_people(units: QuerySet[Unit], on: dt.date) -> Rate:
    """The rate of people of all these units together, each person once; two questions."""
    people = Enrolment.objects.filter(unit__in=units).on(on).aggregate(n=Count("volunteer", distinct=True))["n"]
    bare = insurance.without_cover(units, on).aggregate(n=Count("volunteer", distinct=True))["n"]
    return Rate(people - bare, people)


@dataclass(slots=True)
class Standing:
    """How a unit stands: its rate on a day, its month's gaps, and a policy that is about to end."""

    unit: int
    rate: Rate
    gap: Gap
    ends_on: dt.date | None = None
    order: tuple[int, int, int] = field(default=(0, 0, 0))


def standings(units: QuerySet[Unit], month: int, on: dt.date) -> list[Standing]:
    """Every unit with people or with gaps, the most uncovered services first. Four questions, whatever the size."""
    first, last = first_and_last(month)
    found = gaps(units, first, last)
    by_unit = rates(units, on)
    ending = dict(insurance.ending(units, on).order_by("ends_on").values_list("unit", "ends_on"))
    rows = []
    for key in {*found, *by_unit, *ending}:
        gap, rate = found.get(key, Gap(key)), by_unit.get(key, Rate(0, 0))
        order = (-gap.lines, -(rate.people - rate.insured), key)
        rows.append(Standing(key, rate, gap, ending.get(key), order))
    return sorted(rows, key=lambda row: row.order)


def _lines(units: QuerySet[Unit], first: dt.date, last: dt.date) -> QuerySet[ServiceEntry]:
    """What was served between two days, with `bare` for whether its volunteer was uncovered."""
    return (
        ServiceEntry.objects.filter(
            state__in=(ServiceEntry.State.PENDING, ServiceEntry.State.APPROVED),
            unit__in=units, served_on__gte=first, served_on__lte=last, corrects=None, corrected_by=None,
        )
        .alias(bare=~insurance.covering("served_on", "volunteer", "unit"))
        .order_by()
    )  # fmt: skip


_BARE = Q(bare=True)
_COUNTS = {
    "served_by": Count("volunteer", distinct=True),
    "lines": Count("pk"),
    "bare_people": Count("volunteer", distinct=True, filter=_BARE),
    "bare_lines": Count("pk", filter=_BARE),
}


def _people(rows: QuerySet[Enrolment], by: str) -> dict[Any, int]:
    return dict(rows.order_by().values_list(by).annotate(n=Count("volunteer", distinct=True)))
