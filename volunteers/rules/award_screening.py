"""What somebody must have at least to stand on an award's lists, read from its rule: how most of a city is passed over.

A screen is necessary, never sufficient: whoever passes is judged in full. It holds for people of whom nothing was
stated; whoever has a statement is always judged in full.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from .award_leaves import HOUR
from .award_terms import Award, Fork, Group, Kind, Leaf, Node, Scope

ANYWHERE = Scope()


class Need(StrEnum):
    """What a screen asks for."""

    NOTHING = "nothing"
    SERVING = "serving"
    MINUTES = "minutes"
    NEVER = "never"


@dataclass(frozen=True, slots=True)
class Screen:
    """One thing without which nobody is listed.

    NEVER: only people's discretion gives it. MINUTES: so many in the scope, those of the coming three months at her
    pace included. SERVING: a place in a unit of the scope today.
    """

    need: Need
    scope: Scope = ANYWHERE
    minutes: int = 0


def screen(award: Award, readings: Mapping[str, str]) -> Screen:
    """The screen of an award under these readings."""
    return _of(award.rule, readings, award.scope)


def _of(node: Node, readings: Mapping[str, str], scope: Scope) -> Screen:
    match node:
        case Fork():
            return _of(node.branches[readings[node.dispute]], readings, scope)
        case Group(kind="all"):
            return _strictest([_of(one, readings, scope) for one in node.children])
        case Group(kind="any"):
            return _loosest([_of(one, readings, scope) for one in node.children])
        case Leaf(kind=Kind.HOURS, least=int(least)):
            return Screen(Need.MINUTES, node.scope or scope, least * HOUR)
        case Leaf(kind=Kind.SERVING):
            return Screen(Need.SERVING, node.scope or scope)
        case Leaf(kind=Kind.STATED, exception=True):
            return Screen(Need.NEVER)
    return Screen(Need.NOTHING)


def _strictest(parts: list[Screen]) -> Screen:
    for need in (Need.NEVER, Need.MINUTES, Need.SERVING):
        found = [one for one in parts if one.need is need]
        if found:
            return max(found, key=lambda one: one.minutes)
    return Screen(Need.NOTHING)


def _loosest(parts: list[Screen]) -> Screen:
    open_ones = [one for one in parts if one.need is not Need.NEVER]
    if not open_ones:
        return Screen(Need.NEVER)
    if len({(one.need, one.scope) for one in open_ones}) > 1:
        return Screen(Need.NOTHING)
    return min(open_ones, key=lambda one: one.minutes)
