"""Test people made from a rule: below, at and above each of its numbers, and what each condition has to say of them.

Somebody who fulfils everything is made first; each case then moves one thing of hers, to the day and the minute, and
says beforehand what that condition must find. What a rule makes of them shows its author whether it says what he means.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping
from dataclasses import replace

from .award_facts import Family
from .award_person_boundaries import Case, of_person, whole
from .award_team_boundaries import of_family, of_team
from .award_terms import Award, Fork, Group, Leaf, Node


def asked(node: Node, readings: Mapping[str, str], inside: bool = False) -> Iterator[tuple[Leaf, bool]]:
    """The conditions that hold under these readings, each with whether it is asked of every member of a family."""
    match node:
        case Leaf():
            yield node, inside
        case Group():
            for one in node.children:
                yield from asked(one, readings, inside or node.kind == "each")
        case Fork():
            yield from asked(node.branches[readings[node.dispute]], readings, inside)


def cases(award: Award, on: dt.date, readings: Mapping[str, str]) -> Iterator[Case]:
    """The test people of an award on a day."""
    rules = list(asked(award.rule, readings))
    for leaf, inside in rules:
        kind = award.subjects[0]
        if kind == "person" or inside:
            for one in of_person(leaf, rules, award, on):
                if inside:
                    other = whole(rules, award, one.on)
                    statements = other.statements
                    yield replace(one, subject=Family((one.subject, other, other), statements=statements))  # type: ignore[arg-type]
                else:
                    yield one
        elif kind == "family":
            yield from of_family(leaf, rules, award, on)
        else:
            yield from of_team(leaf, rules, award, on)
