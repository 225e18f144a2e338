"""Who is put forward, judged: people, a unit's team, or a family whose members are judged one by one."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence

from volunteers.awards import books, facts, readings, team_facts
from volunteers.models import AwardCandidate, AwardWindow, Unit
from volunteers.rules.award_facts import Family, Person, Statement
from volunteers.rules.award_judging import Assessment, judge
from volunteers.rules.award_terms import Award

Kind = AwardCandidate.Kind


def award_of(window: AwardWindow) -> Award:
    """The rule of a window's award, as it stood when the window opened; read once for a window.

    Raises:
        KeyError: the books do not know it any more.
    """
    known = vars(window).get("known_rule") or books.one(window.award, window.opens_on)
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
    return _family(window, [found[key] for key in members], on, readings.used_by(window.county_id, on))


def _family(window: AwardWindow, members: Sequence[Person], on: dt.date, used: Mapping[str, str]) -> Assessment:
    family = Family(tuple(members), given=books.given_together(members, on), statements=_together(members))
    return judge(award_of(window), family, on, used)


def _together(members: Sequence[Person]) -> dict[str, Statement]:
    """What is stated of a family: what is stated of every member, from the day of the last of them."""
    if not members:
        return {}
    keys = set.intersection(*(set(one.statements) for one in members))
    return {
        key: Statement(
            all(one.statements[key].holds for one in members), max(one.statements[key].on for one in members)
        )
        for key in keys
    }


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
        families = {
            one.pk: [kin.volunteer_id for kin in one.kin.all()] for one in them if one.kind == Kind.FAMILY
        }  # fmt: skip
        keys = {key for key in alone.values() if key is not None} | {key for kin in families.values() for key in kin}
        known = facts.gather(sorted(keys), day, known=until) if keys else {}
        for pk, key in alone.items():
            if key in known:
                found[pk] = judge(award_of(window), known[key], day, used)
        for pk, kin in families.items():
            found[pk] = _family(window, [known[key] for key in kin if key in known], day, used)
        for one in them:
            if one.kind == Kind.TEAM:
                found[one.pk] = judge(award_of(window), team_facts.team(one.proposal.unit, day, until), day, used)
    return found
