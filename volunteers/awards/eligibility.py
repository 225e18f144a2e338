"""May she have the award? The rules of the books over what the register knows, for one person or one team."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping
from typing import Any

from foundation.prepared import PreparedRows
from volunteers.models import Enrolment, Family, Unit, Volunteer
from volunteers.rules.award_facts import Person, Subject
from volunteers.rules.award_judging import Assessment, judge
from volunteers.rules.award_terms import Award

from . import books, facts, families, readings, team_facts, told


def readings_for(volunteer: Volunteer, on: dt.date) -> dict[str, str]:
    """The readings that hold for somebody: those of the county of the unit she joined last, of those she is in."""
    return readings.used(dict(_DECIDED.all(volunteer.pk, on)))


def _decided(person: int, on: dt.date) -> Any:
    there = Enrolment.objects.filter(volunteer=person).on(on).order_by("-joined_on", "-pk")
    rows = readings.rows(there.values("unit__county")[:1], on)
    return rows.values_list("dispute", "reading")


_DECIDED = PreparedRows(_decided, -271828, dt.date(1971, 2, 3))


def assess(volunteer: Volunteer, on: dt.date, county: str | None = None) -> list[Assessment]:
    """Every award for persons, as it stands for one volunteer: twelve questions at most.

    Args:
        county: judge as in this county's run: by its readings, and of own awards only its authorities'.
    """
    used = readings_for(volunteer, on) if county is None else readings.used_by(county, on)
    person = facts.gather([volunteer.pk], on)[volunteer.pk]
    return judge_all(person, on, used, books.of_subject("person", on, county))


def judge_all(subject: Subject, on: dt.date, used: Mapping[str, str], rules: Iterable[Award]) -> list[Assessment]:
    """Some awards for one subject."""
    return [judge(award, subject, on, used) for award in rules]


def assess_team(unit: Unit, on: dt.date) -> list[Assessment]:
    """Every award for teams and for units, as it stands for a unit's team."""
    used = readings.used_by(unit.county_id, on)
    return judge_all(team_facts.team(unit, on), on, used, of_teams(books.every(on, unit.county_id)))


def of_teams(rules: Mapping[str, Award]) -> list[Award]:
    """The awards for teams and for units themselves."""
    return [one for one in rules.values() if {"team", "unit"} & set(one.subjects)]


def assess_family(family: Family, on: dt.date) -> list[Assessment]:
    """Every award for families, as it stands for one that is kept."""
    used = readings.used_by(family.county_id, on)
    facts_of = families.gathered([family.pk], on, books.of_families(on))[family.pk]
    return judge_all(facts_of, on, used, books.of_subject("family", on, family.county_id))


def concerning(whose: Volunteer | Unit | Family, on: dt.date) -> list[Assessment]:
    """Every award that concerns a person, a team or a family: what page, PDF, spreadsheet and API tell of it."""
    if isinstance(whose, Unit):
        return told.shown(assess_team(whose, on), {whose.county_id})
    if isinstance(whose, Family):
        return told.shown(assess_family(whose, on), {whose.county_id})
    person, used = person_of(whose, on), readings_for(whose, on)
    found = judge_all(person, on, used, books.of_subject("person", on))
    return told.shown(found, served_in(person))


def served_in(person: Person) -> set[str]:
    """The counties where somebody serves or served: of the local awards those of other counties do not concern her."""
    return {stay.place.county for stay in person.stays}


def person_of(volunteer: Volunteer, on: dt.date) -> Person:
    """What is known of one volunteer."""
    return facts.gather([volunteer.pk], on)[volunteer.pk]
