"""May she have the award? The rules of the books over what the register knows, for one person or one team."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping

from volunteers.models import Enrolment, Unit, Volunteer
from volunteers.rules.award_books import awards
from volunteers.rules.award_facts import Person, Subject
from volunteers.rules.award_judging import Assessment, judge
from volunteers.rules.award_terms import Award

from . import facts, readings


def of_subject(subject: str) -> list[Award]:
    """The awards for persons, teams, families or units, in the order of the books."""
    return [one for one in awards().values() if subject in one.subjects]


def county_of(volunteer: Volunteer, on: dt.date) -> str:
    """Whose readings hold for somebody: the county of the unit she joined last, of those she is in; empty for none."""
    there = Enrolment.objects.filter(volunteer=volunteer).on(on).order_by("-joined_on", "-pk")
    return there.values_list("unit__county", flat=True).first() or ""


def assess(volunteer: Volunteer, on: dt.date, county: str | None = None) -> list[Assessment]:
    """Every award for persons, as it stands for one volunteer: twelve questions at most."""
    place = county_of(volunteer, on) if county is None else county
    used = readings.used_by(place, on)
    person = facts.gather([volunteer.pk], on)[volunteer.pk]
    return judge_all(person, on, used, of_subject("person"))


def judge_all(subject: Subject, on: dt.date, used: Mapping[str, str], rules: Iterable[Award]) -> list[Assessment]:
    """Some awards for one subject."""
    return [judge(award, subject, on, used) for award in rules]


def assess_team(unit: Unit, on: dt.date) -> list[Assessment]:
    """Every award for teams and for units, as it stands for a unit's team."""
    used = readings.used_by(unit.county_id, on)
    return judge_all(facts.team(unit, on), on, used, [*of_subject("team"), *of_subject("unit")])


def person_of(volunteer: Volunteer, on: dt.date) -> Person:
    """What is known of one volunteer."""
    return facts.gather([volunteer.pk], on)[volunteer.pk]
