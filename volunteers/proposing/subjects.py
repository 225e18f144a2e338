"""Who is put forward, judged: people, a unit's team, or a family whose members are judged one by one."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence

from volunteers.awards import books, facts, families, readings, sweeping, team_facts
from volunteers.awards.sweeping import Found
from volunteers.models import AwardCandidate, AwardWindow, Enrolment, Unit
from volunteers.rules.award_facts import Person
from volunteers.rules.award_judging import Assessment, judge
from volunteers.rules.award_terms import Award

Kind = AwardCandidate.Kind


def award_of(window: AwardWindow) -> Award:
    """The rule of a window's award: the version of the day the window opened, in all that it does; read once.

    Raises:
        KeyError: the books do not know it any more.
    """
    known = vars(window).get("known_rule") or books.of_window(window.award, window.opens_on)
    if known is None:
        raise KeyError(window.award)
    vars(window)["known_rule"] = known
    return known


def kind_of(award: Award) -> str:
    """Who is put forward for it."""
    if "person" in award.subjects:
        return Kind.PERSON
    return Kind.FAMILY if "family" in award.subjects else Kind.TEAM


def people(window: AwardWindow, keys: Collection[int], on: dt.date) -> dict[int, Assessment]:
    """What the rule says of some volunteers on a day: thirteen questions, whatever their number."""
    used = readings.used_by(window.county_id, on)
    found = facts.gather(sorted(keys), on)
    return {key: judge(award_of(window), one, on, used) for key, one in found.items()}


def team(window: AwardWindow, unit: Unit, on: dt.date) -> Assessment:
    """What it says of a unit's team."""
    return judge(award_of(window), team_facts.team(unit, on), on, readings.used_by(window.county_id, on))


def family(window: AwardWindow, members: Sequence[int], on: dt.date) -> Assessment:
    """What it says of some volunteers as a family, in their order."""
    found = facts.gather(list(members), on)
    used, codes = readings.used_by(window.county_id, on), books.of_families(on)
    return _family(window, [found[key] for key in members], on, used, codes)


def _family(
    window: AwardWindow, members: Sequence[Person], on: dt.date, used: Mapping[str, str], codes: Collection[str]
) -> Assessment:
    return judge(award_of(window), families.of_members(members, codes), on, used)


def on_lists(window: AwardWindow, unit: Unit, on: dt.date) -> dict[int, Found]:
    """Who of a unit's people stands on which list of the window's award on a day, by the window's version of the rule.

    Judged as the run over a county does it, so that a unit of thousands is no wait, but on today's facts and whether
    or not a run has ever been done.
    """
    here = Enrolment.objects.filter(unit=unit, volunteer__merged_into=None).on(on).order_by()
    keys = sorted(set(here.values_list("volunteer", flat=True)))
    places = facts.Places()
    places.learn_of(keys)
    found = sweeping.find(keys, on, readings.used_by(window.county_id, on), places, [award_of(window)])
    return {one.who: one for one in found}


def candidates(
    window: AwardWindow, rows: Iterable[AwardCandidate], on: dt.date | None = None, until: dt.date | None = None
) -> dict[int, Assessment]:
    """What the rule says of some candidates of a window, by their keys.

    Args:
        on: the day; None for the day on which each was put forward, by what is known of it now.
        until: up to which day statements and papers count that were made since, where that is later.
    """
    found: dict[int, Assessment] = {}
    by_day: dict[dt.date, list[AwardCandidate]] = defaultdict(list)
    for one in rows:
        by_day[on or one.found_on].append(one)
    for day, them in by_day.items():
        used = readings.used_by(window.county_id, day)
        alone = {one.pk: one.volunteer_id for one in them if one.kind == Kind.PERSON}
        related = {
            one.pk: [kin.volunteer_id for kin in one.kin.all()] for one in them if one.kind == Kind.FAMILY
        }  # fmt: skip
        keys = {key for key in alone.values() if key is not None} | {key for kin in related.values() for key in kin}
        known = facts.gather(sorted(keys), day, known=until) if keys else {}
        for pk, key in alone.items():
            if key in known:
                found[pk] = judge(award_of(window), known[key], day, used)
        codes = books.of_families(day) if related else frozenset()
        for pk, kin in related.items():
            found[pk] = _family(window, [known[key] for key in kin if key in known], day, used, codes)
        units = {one.pk: one.proposal.unit_id for one in them if one.kind == Kind.TEAM}
        teams = team_facts.teams(set(units.values()), day, until) if units else {}
        for pk, unit in units.items():
            found[pk] = judge(award_of(window), teams[unit], day, used)
    return found
