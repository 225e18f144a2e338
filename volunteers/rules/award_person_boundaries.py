"""Test people of the conditions that are asked of a person: one thing of somebody who fulfils everything is moved."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Any

from django.utils.translation import gettext as _

from foundation.taiwan.ages import SENIOR

from . import award_years
from .award_facts import Given, Person, Place, Served, Statement, Stay, Subject
from .award_findings import Answer
from .award_leaves import CARD, HOUR
from .award_terms import Award, Kind, Leaf, Scope

DAY = dt.timedelta(days=1)
UNIT = 1
ELSEWHERE = "elsewhere"
LONG_AGO = 40
"""Years of a life that is long enough for every rule."""
YES, NO, UNKNOWN = Answer.YES, Answer.NO, Answer.UNKNOWN


@dataclass(frozen=True, slots=True)
class Case:
    """A test person: what is special about her, on which day she is judged, and what `leaf` must find."""

    words: str
    subject: Subject
    on: dt.date
    leaf: Leaf
    expected: Answer


def place_of(scope: Scope) -> Place:
    """A place whose service is sure to count."""
    category = "social" if scope.categories is None else min(scope.categories, default="social")
    office, code = min(scope.offices, default=""), min(scope.units, default="")
    return Place(UNIT, scope.county or "TPE", category, True, office, code)


def _sure(scope: Scope) -> Answer:
    """What a reached threshold is: yes, or unknown where the register cannot tell such service from other service."""
    at = place_of(scope)
    return YES if scope.covers(at) else UNKNOWN


def whole(rules: list[tuple[Leaf, bool]], award: Award, on: dt.date) -> Person:
    """Somebody of whom everything is true that the rule asks."""
    leaves = [leaf for leaf, _inside in rules]
    at = place_of(award.scope)
    first = award_years.years_before(on, LONG_AGO)
    most = max((leaf.least or 0 for leaf in leaves if leaf.kind is Kind.HOURS), default=0)
    before = award_years.years_before(on, LONG_AGO // 2)
    given = tuple(
        Given(code, before) for leaf in leaves for code in leaf.awards if leaf.kind is Kind.RECEIVED
        or leaf.window == "award"
    )  # fmt: skip
    return Person(
        born_on=award_years.years_before(on, SENIOR + LONG_AGO),
        is_student=True,
        stays=(Stay(at, first),),
        served=(Served(at, at.category, on, on, (most + 1) * HOUR),),
        has_book=True,
        has_photo=True,
        carded=frozenset({UNIT}),
        papers=frozenset(leaf.key for leaf in leaves if leaf.kind is Kind.PAPER),
        trained_on=first,
        grade=1,
        given=given,
        statements={leaf.key: Statement(True, first) for leaf in leaves if leaf.kind is Kind.STATED},
    )


def of_person(leaf: Leaf, rules: list[tuple[Leaf, bool]], award: Award, on: dt.date) -> Iterator[Case]:
    """The test people of one condition that is asked of a person."""
    base = whole(rules, award, on)

    def case(words: str, expected: Answer, **more: Any) -> Case:
        return Case(words, replace(base, **more), on, leaf, expected)

    match leaf.kind:
        case Kind.HOURS:
            yield from _hours(leaf, base, on, award.scope)
        case Kind.YEARS:
            yield from _years(leaf, rules, award, on)
        case Kind.AGE:
            years = leaf.least or 0
            day = award_years.years_before(on, years)
            if (day.month, day.day) == (on.month, on.day):
                yield case(_("今天滿 %(n)s 歲") % {"n": years}, YES, born_on=day)
            yield case(_("明天才滿 %(n)s 歲") % {"n": years}, NO, born_on=day + DAY)
            yield case(_("昨天滿 %(n)s 歲") % {"n": years}, YES, born_on=day - DAY)
            yield case(_("沒有登錄出生日期"), UNKNOWN, born_on=None)
        case Kind.STUDENT:
            yield case(_("不是學生"), NO, is_student=False)
            yield case(_("沒有登錄職業"), UNKNOWN, is_student=None)
        case Kind.BOOK:
            yield case(_("沒有紀錄冊"), NO, has_book=False)
        case Kind.CARD:
            yield case(_("單位沒有登錄服務證"), UNKNOWN, carded=frozenset())
        case Kind.PHOTO:
            yield case(_("沒有照片"), UNKNOWN, has_photo=False)
        case Kind.TRAINED:
            yield case(_("訓練還沒完成"), NO, trained_on=None)
            yield case(_("今天完成訓練"), YES, trained_on=on)
            yield case(_("明天才完成訓練"), NO, trained_on=on + DAY)
        case Kind.SERVING:
            gone = tuple(replace(stay, last=on - DAY) for stay in base.stays)
            yield case(_("昨天離隊"), NO, stays=gone)
            yield case(_("今天是在隊最後一天"), YES, stays=tuple(replace(stay, last=on) for stay in base.stays))
        case Kind.PAPER:
            yield case(_("沒有登錄這份證明"), UNKNOWN, papers=frozenset())
        case Kind.GRADE:
            best = leaf.within or 1
            yield case(_("考核第 %(n)s 等") % {"n": best}, YES, grade=best)
            yield case(_("考核第 %(n)s 等") % {"n": best + 1}, NO, grade=best + 1)
            yield case(_("沒有考核結果"), UNKNOWN, grade=None)
        case Kind.STATED:
            yield from stated_cases(leaf, base, on)
        case Kind.RECEIVED | Kind.NOT_RECEIVED:
            yield from received_cases(leaf, base, on)


def stated_cases(leaf: Leaf, base: Any, on: dt.date) -> Iterator[Case]:
    """Somebody of whom it was stated, of whom the opposite was, and of whom nobody has said anything."""
    for words, expected, more in (
        (_("查明符合：%(what)s"), YES, {leaf.key: Statement(True, on)}),
        (_("查明不符合：%(what)s"), NO, {leaf.key: Statement(False, on)}),
        (_("還沒有人查明：%(what)s"), UNKNOWN, {}),
    ):
        left = {key: one for key, one in base.statements.items() if key != leaf.key}
        yield Case(words % {"what": leaf.words}, replace(base, statements=left | more), on, leaf, expected)


def received_cases(leaf: Leaf, base: Any, on: dt.date) -> Iterator[Case]:
    """Somebody who received an award, and on which side of the years it asks for."""

    def case(words: str, expected: Answer, *days: dt.date) -> Case:
        others = tuple(one for one in base.given if one.award not in leaf.awards)
        given = (*others, *(Given(leaf.awards[0], day) for day in days))
        return Case(words, replace(base, given=given), on, leaf, expected)

    if leaf.kind is Kind.RECEIVED:
        yield case(_("昨天得過前一個獎"), YES, on - DAY)
        yield case(_("沒有得過前一個獎"), NO)
        return
    yield case(_("沒有得過這個獎"), YES)
    if leaf.within is None:
        yield case(_("很久以前得過這個獎"), NO, award_years.years_before(on, LONG_AGO))
        return
    day = award_years.years_before(on, leaf.within)
    while award_years.term_end(day + DAY, leaf.within) <= on:
        day += DAY
    yield case(_("得獎滿 %(n)s 年") % {"n": leaf.within}, YES, day)
    yield case(_("得獎還差一天滿 %(n)s 年") % {"n": leaf.within}, NO, day + DAY)


def _hours(leaf: Leaf, base: Person, on: dt.date, scope: Scope) -> Iterator[Case]:
    minutes = (leaf.least or 0) * HOUR
    at, reached = place_of(leaf.scope or scope), _sure(leaf.scope or scope)

    def case(words: str, expected: Answer, number: int, day: dt.date = on, where: Place = at, **more: Any) -> Case:
        return Case(words, replace(
            base, served=(Served(where, where.category, day, day, number),), **more,
        ), on, leaf, expected)  # fmt: skip

    n = {"n": f"{leaf.least:,}"}
    yield case(_("剛好 %(n)s 小時") % n, reached, minutes)
    yield case(_("差一分鐘到 %(n)s 小時") % n, NO, minutes - 1)
    yield case(_("差半小時到 %(n)s 小時") % n, NO, minutes - HOUR // 2)
    yield case(_("%(n)s 小時又一分鐘") % n, reached, minutes + 1)
    yield case(_("還沒有時數"), NO, 0)
    used = leaf.scope or scope
    if used.county:
        yield case(
            _("時數都在別的縣市"), NO, minutes, where=replace(at, county="KHH" if used.county != "KHH" else "TPE")
        )
    if used.public:
        yield case(_("時數都在民間單位"), NO, minutes, where=replace(at, is_public=False))
    if used.offices:
        yield case(_("時數都在別的機關轄下的單位"), NO, minutes, where=replace(at, office=ELSEWHERE))
    if used.units:
        yield case(_("時數都在沒有指定的單位"), NO, minutes, where=replace(at, code=ELSEWHERE))
    for words, since, more in _windows(leaf, base, on):
        if since <= on:
            yield case(_("%(window)s的第一天服務") % {"window": words}, reached, minutes, since, **more)
        yield case(_("%(window)s的前一天服務") % {"window": words}, NO, minutes, since - DAY, **more)


def _windows(leaf: Leaf, base: Person, on: dt.date) -> Iterator[tuple[str, dt.date, dict[str, Any]]]:
    """From when a condition counts, for people whose day is known."""
    match leaf.window:
        case "year":
            yield _("今年"), dt.date(on.year, 1, 1), {}
        case "age":
            born = dt.date(on.year - SENIOR - 5, 2, 28)
            yield _("滿 65 歲當月"), dt.date(on.year - 5, 2, 1), {"born_on": born}
            late = dt.date(on.year - SENIOR - 5, 8, 31)
            yield _("滿 65 歲當月"), dt.date(on.year - 5, 8, 1), {"born_on": late}
        case "award":
            day = award_years.years_before(on, 2)
            yield _("得獎以後"), day + DAY, {"given": (Given(leaf.awards[0], day),)}
        case "card":
            began = award_years.years_before(on, 2)
            card = Given(CARD, began, began - 14 * DAY, began + DAY, award_years.term_end(began, 3))
            since = {
                "before_expiry": award_years.years_before(award_years.term_end(began, 3), 3) + DAY,
                "after_card_began": began + DAY,
            }.get(leaf.how, began - 13 * DAY)
            others = tuple(one for one in base.given if one.award != CARD)
            yield _("上一張榮譽卡以後"), since, {"given": (*others, card)}


def _years(leaf: Leaf, rules: list[tuple[Leaf, bool]], award: Award, on: dt.date) -> Iterator[Case]:
    years, at = leaf.least or 0, place_of(leaf.scope or award.scope)
    reached = _sure(leaf.scope or award.scope)
    n = {"n": years}

    def case(words: str, expected: Answer, first: dt.date, day: dt.date = on, **more: Any) -> Case:
        base = whole(rules, award, day)
        must = reached if expected is YES else expected
        return Case(words, replace(base, stays=(Stay(at, first),), **more), day, leaf, must)

    if leaf.window == "age":
        for month, last in ((3, 31), (9, 30)):
            born = dt.date(on.year - SENIOR - years, month, last)
            end = dt.date(on.year, month, 1) - DAY
            first = award_years.years_before(end, LONG_AGO)
            yield case(_("從滿 65 歲當月起剛好 %(n)s 年") % n, YES, first, end, born_on=born)
            yield case(_("從滿 65 歲當月起差一天 %(n)s 年") % n, NO, first, end - DAY, born_on=born)
        return
    if leaf.window == "award":
        for words, expected, day in (
            (_("得獎後繼續服務剛好 %(n)s 年") % n, YES, award_years.years_before(on, years)),
            (_("得獎後繼續服務差一天 %(n)s 年") % n, NO, award_years.years_before(on, years) + DAY),
        ):
            if years and award_years.period_end(day + DAY, years) == (on if expected is YES else on + DAY):
                yield case(words, expected, award_years.years_before(on, LONG_AGO), given=(Given(leaf.awards[0], day),))
        return
    if leaf.window != "ever":
        return
    first = begun(on, years)
    yield case(_("年資剛好 %(n)s 年") % n, YES, first)
    yield case(_("年資差一天 %(n)s 年") % n, NO, first + DAY)
    yield case(_("年資 %(n)s 年又一天") % n, YES, first - DAY)
    leap = next(year for year in range(on.year - years - 1, 0, -1) if year % 4 == 0 and year % 100)
    whole_on = award_years.period_end(dt.date(leap, 2, 29), years)
    yield case(_("閏日加入，剛好 %(n)s 年") % n, YES, dt.date(leap, 2, 29), whole_on)
    yield case(_("閏日加入，差一天 %(n)s 年") % n, NO, dt.date(leap, 2, 29), whole_on - DAY)


def begun(on: dt.date, years: int) -> dt.date:
    """The last first day from which so many years are full on a day."""
    day = award_years.years_before(on, years) + 3 * DAY
    while award_years.period_end(day, years) > on:
        day -= DAY
    return day
