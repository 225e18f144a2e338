"""What the register knows of units' teams as far as it bears on awards: a few questions, whatever their number."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Collection, Iterable
from typing import Any

from django.db.models import Count, Exists, Min, OuterRef, Q

from foundation.taiwan.ages import SENIOR
from volunteers.models import AwardGiven, AwardStatement, Cover, Enrolment, RecordBook, Unit
from volunteers.rules import award_years
from volunteers.rules.award_books import statement_key
from volunteers.rules.award_facts import Given, Statement, Team

from .facts import AT, given_of, place


def team(unit: Unit, on: dt.date, known: dt.date | None = None) -> Team:
    """The team of one unit on a day."""
    return teams([unit.pk], on, known)[unit.pk]


def teams(keys: Collection[int], on: dt.date, known: dt.date | None = None) -> dict[int, Team]:
    """The teams of some units on a day: five questions. Where nobody has said when one was formed, its first member's.

    Args:
        known: up to which later day statements count, as in `facts.gather`.
    """
    counts = {row["unit"]: row for row in _counts(keys, on)}
    first = dict(
        Enrolment.objects.filter(unit__in=keys).order_by().values_list("unit").annotate(first=Min("joined_on"))
    )
    given: dict[int, list[Given]] = defaultdict(list)
    for row in AwardGiven.objects.filter(unit__in=keys, given_on__lte=on, revoked_on=None).order_by("given_on", "pk"):
        if row.unit_id is not None:
            given[row.unit_id].append(given_of(row))
    statements: dict[int, dict[str, Statement]] = defaultdict(dict)
    stated = AwardStatement.objects.filter(unit__in=keys, stated_on__lte=known or on).order_by("stated_on", "pk")
    for one in stated:
        if one.unit_id is not None:
            statements[one.unit_id][statement_key(one.award, one.key)] = Statement(one.holds, one.stated_on)
    found = {}
    rows = Unit.objects.filter(pk__in=keys).order_by("pk")
    for key, formed, *where in rows.values_list("pk", "team_formed_on", *AT):
        numbers = counts.get(key, {})
        found[key] = Team(
            key=key,
            place=place(key, *where),
            members=numbers.get("members", 0),
            formed_on=formed or first.get(key),
            is_exact=formed is not None,
            insured=numbers.get("insured", 0),
            booked=numbers.get("booked", 0),
            seniors=numbers.get("seniors", 0),
            ages_unknown=numbers.get("unknown", 0),
            given=tuple(given[key]),
            statements=statements[key],
        )
    return found


def _counts(keys: Collection[int], on: dt.date) -> Iterable[Any]:
    """Of each unit with members how many there are, and how many of them are covered, have books, and are old."""
    senior = award_years.years_before(on, SENIOR)
    covered = Cover.objects.filter(
        policy__unit=OuterRef("unit"), volunteer=OuterRef("volunteer"), starts_on__lte=on, ends_on__gte=on
    )
    booked = RecordBook.objects.held().filter(volunteer=OuterRef("volunteer"), issued_on__lte=on)
    here = Enrolment.objects.filter(unit__in=keys, volunteer__merged_into=None).on(on).order_by()
    return here.annotate(is_covered=Exists(covered), is_booked=Exists(booked)).values("unit").annotate(
        members=Count("volunteer", distinct=True),
        insured=Count("volunteer", distinct=True, filter=Q(is_covered=True)),
        booked=Count("volunteer", distinct=True, filter=Q(is_booked=True)),
        seniors=Count("volunteer", distinct=True, filter=Q(volunteer__born_on__lte=senior)),
        unknown=Count("volunteer", distinct=True, filter=Q(volunteer__born_on=None)),
    )  # fmt: skip
