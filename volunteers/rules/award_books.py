"""The rule books: every award of the handbook and of the rules behind it, read from our own data files.

An award's rule is versioned: what stood in a year is judged by what stood then (pitfalls 7). What no source says stays
unknown. Staff's own awards (a later day's) come through the same `award`.
"""

from __future__ import annotations

import tomllib
from collections.abc import Collection, Iterable, Mapping
from dataclasses import replace
from functools import cache
from pathlib import Path
from typing import Any

from django.utils.translation import gettext as _

from .award_data import read, read_scope
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
)

_ANYBODY = {Kind.STATED, Kind.RECEIVED, Kind.NOT_RECEIVED, Kind.PAPER}
_TEAM = _ANYBODY | {Kind.TEAM_YEARS, Kind.MEMBERS, Kind.INSURED, Kind.BOOKED, Kind.SENIORS}
ASKED_OF: dict[str, frozenset[Kind]] = {
    "person": frozenset(Kind) - (_TEAM - _ANYBODY), "team": frozenset(_TEAM), "unit": frozenset(_TEAM),
    "family": frozenset(_ANYBODY | {Kind.MEMBERS}),
}  # fmt: skip
"""Which conditions can be asked of whom; of a family's members, inside `each`, what is asked of a person."""
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
        raise BadRule(_("獎項裡有讀不懂的：%(what)s。") % {"what": _("、").join(sorted(unknown))})
    try:
        rule = _of_award(read(data["rule"]), data["code"], tuple(data["sources"]))
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
        raise BadRule(_("獎項缺少 %(what)s。") % {"what": missing}) from None


def statement_key(code: str, key: str) -> str:
    """By what a statement is found: what is stated for one award says nothing of another."""
    return f"{code}.{key}"


def _of_award(node: Node, code: str, sources: tuple[str, ...]) -> Node:
    """A rule whose conditions know the award they belong to: its statements by name, and what each stands on."""
    match node:
        case Leaf():
            key = statement_key(code, node.key) if node.kind is Kind.STATED else node.key
            return replace(node, key=key, source=_sentence(node.source, sources))
        case Group():
            return replace(node, children=tuple(_of_award(one, code, sources) for one in node.children))
    return replace(node, branches={key: _of_award(one, code, sources) for key, one in node.branches.items()})


def _sentence(number: str, sources: tuple[str, ...]) -> str:
    """The sentence that a condition stands on, by its number among the award's."""
    if not sources:
        return ""
    if not number:
        return sources[0]
    if not (number.isdecimal() and 1 <= int(number) <= len(sources)):
        raise BadRule(_("沒有第 %(number)s 個依據。") % {"number": number})
    return sources[int(number) - 1]


def misplaced(rule: Node, subjects: Collection[str], *, inside: bool = False) -> str:
    """A kind of condition that cannot be asked of some subject, such as an age of a team; empty where there is none."""
    match rule:
        case Leaf():
            asked = {"person"} if inside else set(subjects)
            return "" if all(rule.kind in ASKED_OF[subject] for subject in asked) else str(rule.kind)
        case Group():
            each = inside or rule.kind == "each"
            return next(filter(None, (misplaced(one, subjects, inside=each) for one in rule.children)), "")
    return next(filter(None, (misplaced(one, subjects, inside=inside) for one in rule.branches.values())), "")


def check(found: Iterable[Award]) -> None:
    """Whether some awards speak only of what is there.

    Raises:
        BadRule: a code comes twice, an award or a dispute is spoken of that nobody knows.
    """
    rules = list(found)
    codes = {one.code for one in rules}
    if len(codes) != len(rules):
        raise BadRule(_("有兩個獎項用同一個代碼。"))
    for one in rules:
        if not one.subjects or set(one.subjects) - set(SUBJECTS):
            raise BadRule(_("%(code)s 沒有說給誰（志工、團隊、家庭或單位）。") % {"code": one.code})
        if not one.sources or one.level not in ("local", "central"):
            raise BadRule(_("%(code)s 沒有說是哪一級的獎，或沒有依據的條文。") % {"code": one.code})
        if unknown := {code for leaf in leaves(one.rule) for code in leaf.awards} - codes:
            raise BadRule(
                _("%(code)s 提到不存在的獎：%(what)s。") % {"code": one.code, "what": _("、").join(sorted(unknown))}
            )
        if wrong := misplaced(one.rule, one.subjects):
            raise BadRule(_("%(code)s 的條件「%(kind)s」不能用來看這個對象。") % {"code": one.code, "kind": wrong})
        for fork in forks(one.rule):
            dispute = disputes().get(fork.dispute)
            if dispute is None or {each.code for each in dispute.readings} != fork.branches.keys():
                raise BadRule(_("%(code)s 的「%(what)s」讀法不齊。") % {"code": one.code, "what": fork.dispute})
