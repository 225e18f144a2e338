"""The ladder of reminders (提醒的階梯) as a programme has it: how many days before or after a day, and to whom."""

from __future__ import annotations

import datetime as dt
import itertools
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass

from foundation.audit.models import Event
from foundation.audit.verbs import Verb
from workshops.models import Programme

# How far ahead the ledger is laid out: everybody sees what will be said next.
AHEAD = dt.timedelta(days=45)
UPWARDS = IN_CHARGE, SUPERVISOR, OFFICER, ASSOCIATION = "charge", "supervisor", "officer", "association"
AGAIN = "again"
MOST_PASSED = 60
# The fields of a programme that hold its rungs, to whom each speaks, and on which side of the day.
FIELDS = (
    ("remind_before", IN_CHARGE, -1),
    ("tell_supervisor", SUPERVISOR, 1),
    ("tell_officer", OFFICER, 1),
    ("tell_association", ASSOCIATION, 1),
)


@dataclass(frozen=True, slots=True)
class Rung:
    """One step of the ladder: `days` after the day (before it, where negative) these are reminded.

    `is_again` where whoever is in charge is asked once more because it is still late.
    """

    days: int
    to: str
    is_again: bool = False

    @property
    def step(self) -> str:
        """T-14 or T+3."""
        return f"T{self.days:+d}"


def ladder_of(programme: Programme) -> Iterator[Rung]:
    """The rungs that a programme has, the earliest first."""
    yield from (Rung(-days, IN_CHARGE) for days in reversed(programme.remind_before))
    told = ((SUPERVISOR, programme.tell_supervisor), (OFFICER, programme.tell_officer))
    for to, days in (*told, (ASSOCIATION, programme.tell_association)):
        yield from (Rung(after, to) for after in days)


def asks(programme: Programme, due_on: dt.date, told_on: dt.date | None, *, on: dt.date) -> Iterator[Rung]:
    """When whoever is in charge is asked again, while what was promised for a day is late.

    The count begins anew with each report. Of the days that have passed only the last is given: whoever was not asked
    for months is asked once, and told for which days (`passed_over`).

    Args:
        told_on: the day of the plan's last report.
        on: the day for which this is laid out.
    """
    if not programme.ask_late_every:
        return
    since = max(due_on, told_on or due_on)
    passed = (on - since).days // programme.ask_late_every
    for times in itertools.count(max(1, passed)):
        days = times * programme.ask_late_every
        if since + dt.timedelta(days=days) > on + AHEAD:
            return
        yield Rung((since - due_on).days + days, IN_CHARGE, is_again=True)


def passed_over(programme: Programme, due_on: dt.date, last: Rung) -> list[Rung]:
    """The days before this one on which the same would have been asked, the latest first."""
    every = programme.ask_late_every
    return [Rung(days, IN_CHARGE, is_again=True) for days in range(last.days - every, 0, -every)][:MOST_PASSED]


@dataclass(frozen=True, slots=True)
class Added:
    """When rungs were put into the ladders of programmes that had been begun without them."""

    _found: Mapping[tuple[int, str, int], dt.datetime]

    def at(self, programme: int, rung: Rung) -> dt.datetime | None:
        """Since when the programme has this rung; None where it always had."""
        key = (programme, AGAIN, 0) if rung.is_again else (programme, rung.to, rung.days)
        return self._found.get(key)


def added(programmes: Collection[int]) -> Added:
    """When each rung was put into its programme's ladder, of those that were not there from the beginning (one query).

    A rung that was put in today was not missed by whatever has been late for a month: nobody had promised to say it.
    """
    rows = Event.objects.filter(
        object_type=Programme._meta.label_lower, object_key__in=[str(key) for key in programmes], verb=Verb.CHANGED
    )  # fmt: skip
    found: dict[tuple[int, str, int], dt.datetime] = {}
    for key, at, was, now in rows.order_by("pk").values_list("object_key", "at", "was", "now"):
        for field, to, side in FIELDS:
            for days in {*now.get(field, ())} - {*was.get(field, ())}:
                found[int(key), to, side * days] = at
        if "ask_late_every" in now:
            found[int(key), AGAIN, 0] = at
    return Added(found)
