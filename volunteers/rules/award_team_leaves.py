"""The conditions that are asked of a team or a family, each with what it finds."""

from __future__ import annotations

import datetime as dt

from . import award_years
from .award_facts import Family, Person, Team
from .award_findings import Answer, Finding, yes_or_no
from .award_leaves import known, received, stated
from .award_terms import Kind, Leaf, Scope

WHOLE = 100


def judge_team_leaf(leaf: Leaf, subject: Person | Team | Family, on: dt.date, scope: Scope) -> Finding:
    """What is found of one condition of a team or a family."""
    if isinstance(subject, Person):
        raise TypeError("a person is not a team")
    match leaf.kind:
        case Kind.STATED:
            return stated(leaf, subject.statements.get(leaf.key))
        case Kind.RECEIVED | Kind.NOT_RECEIVED:
            return received(leaf, subject.given, on)
        case Kind.PAPER:
            return known(leaf, None, supplied=True)
    if isinstance(subject, Family):
        return _of_family(leaf, subject)
    return _of_team(leaf, subject, on)


def _of_family(leaf: Leaf, family: Family) -> Finding:
    if leaf.kind is not Kind.MEMBERS:
        return Finding(leaf.kind, Answer.UNKNOWN, Answer.UNKNOWN, leaf=leaf)
    answer = yes_or_no(len(family.members) >= (leaf.least or 0))
    return Finding(leaf.kind, answer, answer, leaf=leaf, value=len(family.members))


def _of_team(leaf: Leaf, team: Team, on: dt.date) -> Finding:
    match leaf.kind:
        case Kind.MEMBERS:
            answer = yes_or_no(team.members >= (leaf.least or 0))
            return Finding(leaf.kind, answer, answer, leaf=leaf, value=team.members)
        case Kind.TEAM_YEARS:
            return _formed(leaf, team, on)
        case Kind.INSURED:
            return _share(leaf, team.insured, 0, team.members)
        case Kind.BOOKED:
            return _share(leaf, team.booked, 0, team.members)
        case Kind.SENIORS:
            return _share(leaf, team.seniors, team.ages_unknown, team.members)
    return Finding(leaf.kind, Answer.UNKNOWN, Answer.UNKNOWN, leaf=leaf)


def _formed(leaf: Leaf, team: Team, on: dt.date) -> Finding:
    """How old the team is; where only its first members are known it may be older, so that no is not known."""
    if team.formed_on is None:
        return Finding(leaf.kind, Answer.UNKNOWN, Answer.UNKNOWN, leaf=leaf)
    asked = leaf.least or 0
    stretch = award_years.joined([(team.formed_on, None)], on)
    full = award_years.full_years(stretch, unbroken=True)
    answer = Answer.YES if full >= asked else Answer.NO if team.is_exact else Answer.UNKNOWN
    reach = award_years.period_end(team.formed_on, asked) if answer is Answer.NO else None
    return Finding(
        leaf.kind,
        answer,
        answer,
        reach,
        leaf,
        full,
        since=team.formed_on,
        day=team.formed_on if team.is_exact else None,
    )


def _share(leaf: Leaf, count: int, unknown: int, members: int) -> Finding:
    """A share of the members, compared exactly: 14 of 15 is not 100 %, and nobody of nobody is not known (INS-07)."""
    if not members:
        return Finding(leaf.kind, Answer.UNKNOWN, Answer.UNKNOWN, leaf=leaf, value=0, of=0)
    asked = (leaf.least or 0) * members
    answer = Answer.YES if count * WHOLE >= asked else Answer.NO
    most = None
    if answer is Answer.NO and unknown:
        most = count + unknown
        answer = Answer.UNKNOWN if most * WHOLE >= asked else Answer.NO
    return Finding(leaf.kind, answer, answer, leaf=leaf, value=count, most=most, of=members)
