"""Test teams and families: one thing of those who fulfil everything is moved, over each number of the rule."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterator
from dataclasses import replace
from typing import Any

from django.utils.translation import gettext as _

from . import award_years
from .award_facts import Family, Given, Statement, Team
from .award_findings import Answer
from .award_person_boundaries import (
    DAY,
    LONG_AGO,
    NO,
    UNIT,
    UNKNOWN,
    YES,
    Case,
    begun,
    place_of,
    received_cases,
    stated_cases,
    whole,
)
from .award_terms import Award, Kind, Leaf


def of_family(leaf: Leaf, rules: list[tuple[Leaf, bool]], award: Award, on: dt.date) -> Iterator[Case]:
    """The test families of one condition that is asked of the family."""
    one = whole(rules, award, on)
    least = leaf.least or 2
    base = Family((one,) * max(least, 2), statements=one.statements)
    match leaf.kind:
        case Kind.MEMBERS:
            for number, expected in ((least - 1, NO), (least, YES), (least + 1, YES), (0, NO if least else YES)):
                yield Case(
                    _("家庭 %(n)s 人") % {"n": number}, replace(base, members=(one,) * number), on, leaf, expected
                )
        case Kind.STATED:
            yield from stated_cases(leaf, base, on)
        case Kind.RECEIVED | Kind.NOT_RECEIVED:
            yield from received_cases(leaf, base, on)


def team_of(rules: list[tuple[Leaf, bool]], award: Award, on: dt.date) -> Team:
    """A team of which everything is true that the rule asks."""
    most = max((leaf.least or 0 for leaf, _inside in rules if leaf.kind is Kind.MEMBERS), default=0) + 100
    return Team(
        key=UNIT, place=place_of(award.scope), members=most, formed_on=award_years.years_before(on, LONG_AGO),
        is_exact=True, insured=most, booked=most, seniors=most,
        given=tuple(
            Given(code, award_years.years_before(on, LONG_AGO // 2))
            for leaf, _inside in rules
            for code in leaf.awards
            if leaf.kind is Kind.RECEIVED
        ),
        statements={leaf.key: Statement(True, on) for leaf, _inside in rules if leaf.kind is Kind.STATED},
    )  # fmt: skip


def of_team(leaf: Leaf, rules: list[tuple[Leaf, bool]], award: Award, on: dt.date) -> Iterator[Case]:
    """The test teams of one condition."""
    base = team_of(rules, award, on)
    least = leaf.least or 0

    def case(words: str, expected: Answer, **more: Any) -> Case:
        return Case(words, replace(base, **more), on, leaf, expected)

    shares: dict[Kind, tuple[str, Callable[[dict[str, int]], str]]] = {
        Kind.INSURED: ("insured", lambda n: _("100 人中 %(n)s 人投保") % n),
        Kind.BOOKED: ("booked", lambda n: _("100 人中 %(n)s 人領冊") % n),
        Kind.SENIORS: ("seniors", lambda n: _("100 人中 %(n)s 人滿 65 歲") % n),
    }
    if leaf.kind in shares:
        name, words = shares[leaf.kind]
        for number, expected in ((least - 1, NO), (least, YES), (min(least + 1, 100), YES)):
            yield case(words({"n": number}), expected, members=100, **{name: number})
        yield case(_("團隊沒有人"), UNKNOWN, members=0, insured=0, booked=0, seniors=0)
        return
    match leaf.kind:
        case Kind.MEMBERS:
            for number, expected in ((least - 1, NO), (least, YES), (least + 1, YES)):
                yield case(_("團隊 %(n)s 人") % {"n": number}, expected, members=number)
        case Kind.TEAM_YEARS:
            first = begun(on, least)
            yield case(_("成立剛好 %(n)s 年") % {"n": least}, YES, formed_on=first)
            yield case(_("成立差一天 %(n)s 年") % {"n": least}, NO, formed_on=first + DAY)
            yield case(_("成立 %(n)s 年又一天") % {"n": least}, YES, formed_on=first - DAY)
            yield case(_("不知道哪一天成立"), UNKNOWN, formed_on=None)
        case Kind.PAPER:
            yield case(_("還沒有附這份證明"), UNKNOWN)
        case Kind.STATED:
            yield from stated_cases(leaf, base, on)
        case Kind.RECEIVED | Kind.NOT_RECEIVED:
            yield from received_cases(leaf, base, on)
