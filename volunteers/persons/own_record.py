"""A volunteer's own page: her hours by unit, one month line by line, her cover, and what is next on the roster."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import F, QuerySet, Sum

from volunteers.models import Cover, Enrolment, Place, ServiceEntry, Unit, Volunteer
from volunteers.rules.hours import RULES, Reason, Rule

NEXT = 3


@dataclass(frozen=True, slots=True)
class OfUnit:
    """What she has at one unit."""

    unit: Unit
    minutes: int
    counted: int


@dataclass(frozen=True, slots=True)
class Line:
    """One line of the ledger as she reads it.

    Attributes:
        missed: minutes that do not count.
        rule: why not, by the rules; None where all counts or somebody refused it.
    """

    entry: ServiceEntry
    missed: int
    rule: Rule | None
    is_taken_out: bool


@dataclass(frozen=True, slots=True)
class Insured:
    """Whether she is covered at one unit, and until when; `starts_on` where it begins later."""

    unit: Unit
    until: dt.date | None
    starts_on: dt.date | None
    policy: str


def by_unit(entries: QuerySet[ServiceEntry]) -> list[OfUnit]:
    """What stands, by unit, the most first; two questions."""
    sums = {
        row["unit"]: (row["there"], row["kept"])
        for row in entries.filter(state=ServiceEntry.State.APPROVED)
        .order_by()
        .values("unit")
        .annotate(there=Sum("minutes"), kept=Sum("counted"))
    }
    units = Unit.objects.filter(pk__in=sums).select_related("organisation", "county")
    found = [OfUnit(one, *sums[one.pk]) for one in units]
    return sorted(found, key=lambda one: (-one.counted, one.unit.pk))


def lines(entries: QuerySet[ServiceEntry], month: int) -> list[Line]:
    """A month's lines by day, each with what of it does not count and why; what was taken out says so."""
    rows = entries.filter(month=month).select_related("unit__organisation", "batch", "corrects")
    rows = rows.prefetch_related("corrected_by__batch").order_by("served_on", F("starts").asc(nulls_first=True), "pk")
    return [_line(one) for one in rows]


def _line(one: ServiceEntry) -> Line:
    missed = one.minutes - one.counted if one.corrects_id is None else 0
    rule = RULES[Reason(one.why)] if one.why and one.corrects_id is None else None
    if one.state in (ServiceEntry.State.REFUSED, ServiceEntry.State.WITHDRAWN):
        missed = one.minutes
    return Line(one, missed, rule, hasattr(one, "corrected_by"))


def cover(enrolments: Iterable[Enrolment], covers: QuerySet[Cover], on: dt.date) -> list[Insured]:
    """Where she is now: whether she is covered there on a day, and until when; cover at one unit is none at another."""
    rows = list(covers.filter(ends_on__gte=on).select_related("policy").order_by("starts_on"))
    found = []
    for unit in {one.unit_id: one.unit for one in enrolments if one.left_on is None or one.left_on >= on}.values():
        here = [one for one in rows if one.policy.unit_id == unit.pk]
        now = [one for one in here if one.starts_on <= on]
        if now:
            last = max(now, key=lambda one: one.ends_on)
            found.append(Insured(unit, last.ends_on, None, f"{last.policy.insurer} {last.policy.number}"))
        else:
            later = here[0] if here else None
            found.append(Insured(unit, None, later.starts_on if later else None, ""))
    return found


def upcoming(person: Volunteer, now: dt.datetime, on: dt.date) -> list[Place]:
    """Her next shifts."""
    rows = Place.objects.held().filter(volunteer=person, duty__on__gte=on)
    rows = rows.select_related("duty__post__unit__organisation").order_by("duty__on", "duty__starts")
    return [one for one in rows[: NEXT * 2] if one.duty.ends_at > now][:NEXT]
