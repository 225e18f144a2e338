"""Judging an award: a finding for every condition, and yes, no or unknown for the whole.

A finding says what is there, what is asked, and when it will be reached if she goes on as now. Numbers are exact:
minutes, days and counts are compared, never rounded hours (pitfalls 4). Pure: facts in, findings out.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from enum import StrEnum

from .award_facts import Family, Person, Subject, Team
from .award_findings import Answer, Finding
from .award_leaves import judge_leaf
from .award_team_leaves import judge_team_leaf
from .award_terms import Award, Dispute, Fork, Group, Node, Scope
from .award_years import months_after

SOON = 3
"""Months within which somebody is told of as soon reaching an award (the house's own)."""


class Outcome(StrEnum):
    """Where somebody stands with an award.

    ELIGIBLE: everything is fulfilled. CANDIDATE: all that the machine can see is, and people or papers are to say the
    rest. UNKNOWN: facts are missing. BY_PEOPLE: only people's discretion could give it. NOT_YET: not now, and it is
    known when. NO: not, for all that is known.
    """

    ELIGIBLE = "eligible"
    CANDIDATE = "candidate"
    UNKNOWN = "unknown"
    BY_PEOPLE = "by_people"
    NOT_YET = "not_yet"
    NO = "no"
    ENDED = "ended"


LISTED = (Outcome.ELIGIBLE, Outcome.CANDIDATE, Outcome.UNKNOWN)
YES, NO, UNKNOWN = Answer.YES, Answer.NO, Answer.UNKNOWN


@dataclass(frozen=True, slots=True)
class Assessment:
    """What an award's rule says of somebody on a day, and which readings were used."""

    award: Award
    on: dt.date
    outcome: Outcome
    finding: Finding
    readings: Mapping[str, str]

    @property
    def reachable_on(self) -> dt.date | None:
        """The day on which it will be reached if she goes on as now; None where it is, or where nobody can say."""
        return self.finding.plain_reach if self.outcome in (Outcome.NOT_YET, Outcome.BY_PEOPLE) else None

    @property
    def is_soon(self) -> bool:
        """Whether that is within three months."""
        return self.is_within(SOON)

    def is_within(self, months: int) -> bool:
        """Whether it will be reached within so many months."""
        return self.reachable_on is not None and self.reachable_on <= months_after(self.on, months)


def readings_of(disputes: Mapping[str, Dispute], picked: Mapping[str, str]) -> dict[str, str]:
    """The reading of every dispute: what was picked, otherwise the recommended one."""
    return {key: picked.get(key) or one.default for key, one in disputes.items()}


def judge(award: Award, subject: Subject, on: dt.date, readings: Mapping[str, str]) -> Assessment:
    """What an award's rule says of somebody.

    Args:
        readings: the reading of every dispute that the rule meets, by its key.
    """
    used = {key: readings[key] for key in award.disputes}
    finding = evaluate(award.rule, subject, on, readings, award.scope)
    if isinstance(subject, Team):
        there = team_scope(subject, award.scope)
        finding = combine("all", (Finding("in_scope", there, there, said=award.sources[0]), finding))
    if not award.is_offered(on):
        return Assessment(award, on, Outcome.ENDED, finding, used)
    return Assessment(award, on, _outcome(finding), finding, used)


def side_by_side(award: Award, subject: Subject, on: dt.date, readings: Mapping[str, str], dispute: str,
                 codes: Iterable[str]) -> dict[str, Assessment]:  # fmt: skip
    """The same under each reading of one dispute, the others staying as they are."""
    return {code: judge(award, subject, on, {**readings, dispute: code}) for code in codes}


def highest(assessments: Iterable[Assessment]) -> dict[str, Assessment]:
    """Of each scheme with steps the highest that can be had; the others are reached as well."""
    found: dict[str, Assessment] = {}
    for one in assessments:
        scheme = one.award.scheme
        if not scheme or one.outcome not in (Outcome.ELIGIBLE, Outcome.CANDIDATE):
            continue
        if scheme not in found or one.award.rank > found[scheme].award.rank:
            found[scheme] = one
    return found


def _outcome(finding: Finding) -> Outcome:
    if finding.answer is YES:
        return Outcome.ELIGIBLE
    if finding.answer is UNKNOWN:
        return _OPEN[finding.plain]
    return Outcome.NOT_YET if finding.plain_reach is not None else Outcome.NO


_OPEN = {YES: Outcome.CANDIDATE, UNKNOWN: Outcome.UNKNOWN, NO: Outcome.BY_PEOPLE}


def evaluate(node: Node, subject: Subject, on: dt.date, readings: Mapping[str, str], scope: Scope) -> Finding:
    """The finding of one part of a rule, with those of its parts."""
    match node:
        case Fork():
            code = readings[node.dispute]
            inner = evaluate(node.branches[code], subject, on, readings, scope)
            return replace(inner, dispute=node.dispute, reading=code)
        case Group(kind="each"):
            members = subject.members if isinstance(subject, Family) else ()
            inner_findings = tuple(
                replace(evaluate(node.children[0], one, on, readings, scope), member=number)
                for number, one in enumerate(members, 1)
            )
            return combine("each", inner_findings)
        case Group():
            return combine(node.kind, tuple(evaluate(one, subject, on, readings, scope) for one in node.children))
    if isinstance(subject, Person):
        return judge_leaf(node, subject, on, node.scope or scope)
    return judge_team_leaf(node, subject, on, node.scope or scope)


def combine(kind: str, children: tuple[Finding, ...]) -> Finding:
    """What `all`, `any`, `each` or `not` makes of its parts, by three-valued logic."""
    if kind == "not":
        (inner,) = children
        return Finding(kind, inner.answer.turned, inner.plain.turned, children=children)
    if kind == "any":
        answer = _any([one.answer for one in children])
        plain = _any([one.plain for one in children])
        days = [one.plain_reach for one in children if one.plain is NO and one.plain_reach is not None]
        reach = min(days, default=None) if plain is NO else None
        return Finding(kind, answer, plain, reach, children=children)
    answer = _all([one.answer for one in children])
    plain = _all([one.plain for one in children])
    missing = [one.plain_reach for one in children if one.plain is NO]
    reach = None
    if plain is NO and all(day is not None for day in missing):
        reach = max(day for day in missing if day is not None)
    return Finding(kind, answer, plain, reach, children=children)


def _all(answers: list[Answer]) -> Answer:
    if NO in answers:
        return NO
    return UNKNOWN if UNKNOWN in answers or not answers else YES


def _any(answers: list[Answer]) -> Answer:
    if YES in answers:
        return YES
    return UNKNOWN if UNKNOWN in answers else NO


def team_scope(team: Team, scope: Scope) -> Answer:
    """Whether a team serves where the award looks."""
    covered = scope.covers(team.place)
    return UNKNOWN if covered is None else YES if covered else NO
