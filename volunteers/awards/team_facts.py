"""What the register knows of a unit's team as far as it bears on awards."""

from __future__ import annotations

import datetime as dt

from django.db.models import Count, Exists, Min, OuterRef, Q

from volunteers.models import AwardGiven, AwardStatement, Cover, Enrolment, RecordBook, Unit
from volunteers.rules import award_years
from volunteers.rules.award_books import statement_key
from volunteers.rules.award_facts import Place, Statement, Team
from volunteers.rules.award_leaves import SENIOR

from .facts import given_of


def team(unit: Unit, on: dt.date, known: dt.date | None = None) -> Team:
    """The team of a unit on a day: four questions. Where nobody has said when it was formed, its first member's day.

    Args:
        known: up to which later day statements count, as in `facts.gather`.
    """
    here = Enrolment.objects.filter(unit=unit, volunteer__merged_into=None).on(on)
    senior = award_years.years_before(on, SENIOR)
    covered = Cover.objects.filter(
        policy__unit=unit, volunteer=OuterRef("volunteer"), starts_on__lte=on, ends_on__gte=on
    )
    booked = RecordBook.objects.held().filter(volunteer=OuterRef("volunteer"), issued_on__lte=on)
    counts = here.annotate(is_covered=Exists(covered), is_booked=Exists(booked)).aggregate(
        members=Count("volunteer", distinct=True),
        insured=Count("volunteer", distinct=True, filter=Q(is_covered=True)),
        booked=Count("volunteer", distinct=True, filter=Q(is_booked=True)),
        seniors=Count("volunteer", distinct=True, filter=Q(volunteer__born_on__lte=senior)),
        unknown=Count("volunteer", distinct=True, filter=Q(volunteer__born_on=None)),
    )
    first = Enrolment.objects.filter(unit=unit).aggregate(first=Min("joined_on"))["first"]
    given = AwardGiven.objects.filter(unit=unit, given_on__lte=on, revoked_on=None)
    stated = AwardStatement.objects.filter(unit=unit, stated_on__lte=known or on).order_by("stated_on", "pk")
    return Team(
        key=unit.pk,
        place=Place(unit.pk, unit.county_id, unit.category, unit.is_public),
        members=counts["members"],
        formed_on=unit.team_formed_on or first,
        is_exact=unit.team_formed_on is not None,
        insured=counts["insured"],
        booked=counts["booked"],
        seniors=counts["seniors"],
        ages_unknown=counts["unknown"],
        given=tuple(given_of(row) for row in given),
        statements={statement_key(row.award, row.key): Statement(row.holds, row.stated_on) for row in stated},
    )
