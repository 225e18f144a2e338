"""The ladder of reminders (提醒的階梯) as a programme has it: how many days before or after a day, and to whom."""

from __future__ import annotations

import datetime as dt
import itertools
from collections.abc import Iterator
from dataclasses import dataclass

from workshops.models import Programme
from workshops.programmes import EVERY

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


def risk_every(programme: Programme, every: int) -> int:
    """Every how many days whoever is in charge of a plan at risk is asked under a programme; 0 where never.

    A programme that reminds nobody beforehand, or does not ask again, does not do so here either; one that asks about
    late plans more often asks about those at risk as often.

    Args:
        every: the house's number of days (see `pace`).
    """
    return min(every, programme.ask_late_every) if programme.remind_before else 0


def asks_at_risk(due_on: dt.date, told_on: dt.date | None, *, every: int, soon: int, on: dt.date) -> Iterator[Rung]:
    """When whoever is in charge is asked while what was promised for a day is near: the light is 有風險.

    The count begins when the light turns, and anew with each report since. Of the days that have passed only the last
    is given, and none once the day itself has: then the plan is late, and asked about as such. Of what is not given a
    later one speaks (`passed_at_risk`).

    Args:
        every: days between two of them; 0 asks never.
        soon: how many days before it is due the light turns.
    """
    days = _days_at_risk(due_on, told_on, every=every, soon=soon)
    passed = [day for day in days if day <= on]
    for day in days[max(0, len(passed) - 1) :] if on <= due_on else ():
        yield Rung((day - due_on).days, IN_CHARGE, is_again=True)


def passed_at_risk(due_on: dt.date, told_on: dt.date | None, *, every: int, soon: int, on: dt.date) -> Iterator[Rung]:
    """The days that `asks_at_risk` gives no more, the latest first; the next letter speaks of those missed."""
    days = [day for day in _days_at_risk(due_on, told_on, every=every, soon=soon) if day <= on]
    for day in reversed(days if on > due_on else days[:-1]):
        yield Rung((day - due_on).days, IN_CHARGE, is_again=True)


def _days_at_risk(due_on: dt.date, told_on: dt.date | None, *, every: int, soon: int) -> list[dt.date]:
    since = max(due_on - dt.timedelta(days=soon), told_on or dt.date.min)
    times = (due_on - since).days
    return [since + dt.timedelta(days=days) for days in range(every, times, every)] if every else []


def passed_over(programme: Programme, due_on: dt.date, last: Rung) -> list[Rung]:
    """The days before this one on which the same would have been asked, the latest first (none before the day)."""
    every = programme.ask_late_every
    return [Rung(days, IN_CHARGE, is_again=True) for days in range(last.days - every, 0, -every)][:MOST_PASSED]


def since(programme: Programme, rung: Rung) -> dt.datetime | None:
    """Since when a programme has this rung; None where it always had.

    A rung that was put in today was not missed by whatever has been late for a month: nobody had promised to say it.
    """
    if rung.is_again:
        found = programme.rungs_since.get("ask_late_every", {}).get(EVERY)
    else:
        field = next(field for field, to, side in FIELDS if to == rung.to and side * rung.days > 0)
        found = programme.rungs_since.get(field, {}).get(str(abs(rung.days)))
    return dt.datetime.fromisoformat(found) if found else None
