"""The rule books: every award of the handbook and of the rules behind it, read from our own data files.

An award's rule is versioned: what stood in a year is judged by what stood then (pitfalls 7). What no source says stays
unknown. Staff's own awards (a later day's) come through the same `award`.
"""

from __future__ import annotations

import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import replace
from functools import cache
from pathlib import Path
from typing import Any

from .award_terms import (
    SUBJECTS,
    Award,
    BadRule,
    Dispute,
    Group,
    Kind,
    Leaf,
    Node,
    Reading,
    Words,
    forks,
    leaves,
    read,
    read_scope,
)

FILES = ("award_disputes.toml", "awards_taipei.toml", "awards_welfare_interior.toml", "awards_other.toml")
_AWARD = {
    "code", "name", "name_en", "authority", "authority_en", "office", "level", "subjects", "basis", "service", "rule",
    "version", "scheme", "rank", "valid_from", "valid_to", "lasts", "where", "sources", "notes",
}  # fmt: skip


@cache
def _data() -> tuple[tuple[Mapping[str, Any], ...], tuple[Mapping[str, Any], ...]]:
    read_in = [tomllib.loads((Path(__file__).parent / name).read_text(encoding="utf-8")) for name in FILES]
    return (
        tuple(one for each in read_in for one in each.get("award", ())),
        tuple(one for each in read_in for one in each.get("dispute", ())),
    )


@cache
def disputes() -> dict[str, Dispute]:
    """Every open question by its key."""
    return {
        one["key"]: Dispute(
            one["key"],
            Words(one["question"], one["question_en"]),
            tuple(Reading(each["code"], Words(each["zh"], each["en"]), each["source"]) for each in one["readings"]),
        )
        for one in _data()[1]
    }


@cache
def awards() -> dict[str, Award]:
    """Every award by its code, in the order of the books.

    Raises:
        BadRule: a book is not in order.
    """
    found = [award(one) for one in _data()[0]]
    check(found)
    return {one.code: one for one in found}


def award(data: Mapping[str, Any]) -> Award:
    """One award from its data.

    Raises:
        BadRule: something is missing, or nobody knows how to judge it.
    """
    if unknown := data.keys() - _AWARD:
        raise BadRule(f"nobody knows {sorted(unknown)} of an award")
    try:
        rule = _of_award(read(data["rule"]), data["code"])
        return Award(
            code=data["code"],
            name=Words(data["name"], data["name_en"]),
            authority=Words(data["authority"], data["authority_en"]),
            office=data.get("office", ""),
            level=data["level"],
            subjects=tuple(data["subjects"]),
            basis=data["basis"],
            scope=read_scope(data["service"]),
            rule=rule,
            version=data.get("version", 1),
            scheme=data.get("scheme", ""),
            rank=data.get("rank", 0),
            valid_from=data.get("valid_from"),
            valid_to=data.get("valid_to"),
            lasts=data.get("lasts"),
            where=data.get("where", ""),
            sources=tuple(data["sources"]),
            notes=tuple(Words(one["zh"], one["en"]) for one in data.get("notes", ())),
            disputes=tuple(dict.fromkeys(fork.dispute for fork in forks(rule))),
        )
    except KeyError as missing:
        raise BadRule(f"an award without {missing}") from None


def statement_key(code: str, key: str) -> str:
    """By what a statement is found: what is stated for one award says nothing of another."""
    return f"{code}.{key}"


def _of_award(node: Node, code: str) -> Node:
    match node:
        case Leaf():
            return replace(node, key=statement_key(code, node.key)) if node.kind is Kind.STATED else node
        case Group():
            return replace(node, children=tuple(_of_award(one, code) for one in node.children))
    return replace(node, branches={key: _of_award(one, code) for key, one in node.branches.items()})


def check(found: Iterable[Award]) -> None:
    """Whether some awards speak only of what is there.

    Raises:
        BadRule: a code comes twice, an award or a dispute is spoken of that nobody knows.
    """
    rules = list(found)
    codes = {one.code for one in rules}
    if len(codes) != len(rules):
        raise BadRule("an award comes twice")
    for one in rules:
        if not one.subjects or set(one.subjects) - set(SUBJECTS):
            raise BadRule(f"{one.code}: for whom?")
        if not one.sources or one.level not in ("local", "central"):
            raise BadRule(f"{one.code}: by whom, and where does it stand?")
        if unknown := {code for leaf in leaves(one.rule) for code in leaf.awards} - codes:
            raise BadRule(f"{one.code} speaks of {sorted(unknown)}")
        for fork in forks(one.rule):
            dispute = disputes().get(fork.dispute)
            if dispute is None or {each.code for each in dispute.readings} != fork.branches.keys():
                raise BadRule(f"{one.code}: the readings of {fork.dispute}")
