"""Which hours count: the rules of law and handbook, each with its reason in words and its source.

Pure functions over frozen facts. A shift is what somebody served for one unit on one day; the answer says how many of
its minutes count, why the others do not, and what an officer should look at although it counts.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, field
from enum import StrEnum

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from .completions import Moment
from .stretches import common, joined, length, without

DAY = 24 * 60
LONG_DAY = 12 * 60
"""From here on a day's service is looked at: no source sets a limit (law.md 六「未查到：每日上限」)."""


class Reason(StrEnum):
    """Why minutes do not count. The value is stored with the entry."""

    NOT_ENROLLED = "not_enrolled"
    NO_BASIC = "no_basic"
    NO_SPECIAL = "no_special"
    BEFORE_BASIC = "before_basic"
    BEFORE_SPECIAL = "before_special"
    TRAINING_DAY = "training_day"
    LAPSED = "lapsed"
    PROBATION = "probation"
    BOOK_NOTE = "book_note"
    OFF_ROSTER = "off_roster"
    OUTSIDE_EVENT = "outside_event"
    OVERLAP = "overlap"
    DAY_FULL = "day_full"


@dataclass(frozen=True, slots=True)
class Rule:
    """What a reason says to people, how it is mended, and where it stands."""

    words: str | Promise
    cure: str | Promise
    source: str


_TRAINED = (
    "臺北市志願服務實務手冊「服務時數之計算是由志工完成教育訓練（含基礎及特殊訓練）時起算，無法追溯受訓之前的服務時數」"
)
RULES: dict[Reason, Rule] = {
    Reason.NOT_ENROLLED: Rule(
        _("這一天還沒有加入這個單位，或已經離隊。"),
        _("請核對加入日期與最後一日；資料有誤就先更正，再登錄這一天。"),
        "志願服務法第 3 條、第 12 條",
    ),
    Reason.NO_BASIC: Rule(
        _("還沒有基礎訓練的紀錄，時數要從兩種訓練都完成以後才算。"),
        _("請先登錄基礎訓練的結業證明。"),
        _TRAINED,
    ),
    Reason.NO_SPECIAL: Rule(
        _("還沒有這一類特殊訓練的紀錄，時數要從兩種訓練都完成以後才算。"),
        _("請先登錄這一類的特殊訓練；跨類別服務不必重上基礎訓練。"),
        "臺北市志願服務實務手冊「跨領域服務時應完成所跨服務領域之特殊訓練（無需重複接受基礎訓練）」",
    ),
    Reason.BEFORE_BASIC: Rule(
        _("服務在基礎訓練完成以前。"), _("受訓以前的時數不能追溯；完成日期有誤就更正訓練紀錄。"), _TRAINED
    ),
    Reason.BEFORE_SPECIAL: Rule(
        _("服務在這一類特殊訓練完成以前。"), _("受訓以前的時數不能追溯；完成日期有誤就更正訓練紀錄。"), _TRAINED
    ),
    Reason.TRAINING_DAY: Rule(
        _("服務和結訓在同一天，不知道先後。"),
        _("請在訓練紀錄填上結訓的時刻；結訓以後才開始的班次就算。"),
        _TRAINED,
    ),
    Reason.LAPSED: Rule(
        _("這項資格在服務那天已經過期。"),
        _("請登錄繼續教育或新的證照。"),
        "臺北市志願服務實務手冊「每年應依《救護技術員管理辦法》相關規定接受繼續教育」",
    ),
    Reason.PROBATION: Rule(
        _("服務在見習期間。"), _("見習、實習不算服務時數，期滿以後才算。"), "內政部函釋「見習、實習期間不算」"
    ),
    Reason.BOOK_NOTE: Rule(
        _("這段期間的紀錄冊有轉借、冒用或不當使用的註記。"),
        _("註記期間的服務紀錄不予採計；註記有誤請洽核發機關。"),
        "志願服務證及服務紀錄冊管理辦法第 6 條",
    ),
    Reason.OFF_ROSTER: Rule(
        _("不在排定的班表上，也沒有換班的紀錄。"),
        _("有換班就補登換班紀錄；臨時加班請先排班。"),
        "臺北市志願服務實務手冊「除非班表有異動互換，否則非排班時間來的志工不應該算是志工服務」",
    ),
    Reason.OUTSIDE_EVENT: Rule(
        _("在活動期間以外。"),
        _("佈置和撤場要算，就把活動的期間設長。"),
        "臺北市志願服務實務手冊「時數的計算則以活動辦理的期間為主」",
    ),
    Reason.OVERLAP: Rule(
        _("和另一筆服務的時間重疊，重疊的部分只算一次。"),
        _("請核對兩邊的簽到；其中一筆有誤就沖銷它。"),
        "志願服務證及服務紀錄冊管理辦法第 9 條（實際提供服務之時數）",
    ),
    Reason.DAY_FULL: Rule(_("這一天的時數已經滿 24 小時。"), _("請核對各單位登錄的時數。"), "一天只有 24 小時"),
}


class Odd(StrEnum):
    """What an officer should look at although it may count."""

    LONG_DAY = "long_day"
    PARTLY = "partly"
    OVERLAP = "overlap"
    UNTIMED = "untimed"
    TRAINING_DAY = "training_day"
    UNCOVERED = "uncovered"
    NO_BOOK = "no_book"
    UNFILED = "unfiled"
    NOTHING_COUNTS = "nothing_counts"


ODD_WORDS: dict[Odd, str | Promise] = {
    Odd.LONG_DAY: _("這一天超過 12 小時"),
    Odd.PARTLY: _("只採計一部分"),
    Odd.OVERLAP: _("和另一筆服務重疊"),
    Odd.UNTIMED: _("同一天還有別的紀錄，其中有沒寫起訖時間的，看不出是不是同一段時間"),
    Odd.TRAINING_DAY: _("和結訓同一天"),
    Odd.UNCOVERED: _("那一天沒有保險"),
    Odd.NO_BOOK: _("還沒有紀錄冊"),
    Odd.UNFILED: _("單位的志願服務計畫那時沒有備案"),
    Odd.NOTHING_COUNTS: _("全部不採計"),
}


@dataclass(frozen=True, slots=True)
class Shift:
    """What somebody served on one day.

    `starts` and `ends` are minutes since midnight; both None where only the `minutes` are known. The `minutes` may be
    fewer than lie between them, where the paper says that a break was no service.
    """

    on: dt.date
    minutes: int
    starts: int | None = None
    ends: int | None = None


@dataclass(frozen=True, slots=True)
class Facts:
    """What is known of one person in one unit and category, as far as it bears on her hours.

    Attributes:
        basic, special: when the trainings were completed; None where they are not.
        special_valid: periods in which a qualification that runs out is valid; None for what does not run out.
        enrolled: periods in the unit, both days included; `None` as an end is open.
        probation_days: of the unit; counted from each period's first day.
        noted: periods in which the book was lent or misused.
        taken: what else she served, by day, as (starts, ends) in minutes since midnight.
        minutes_on: how many minutes count already, by day, anywhere.
        untimed_on: as `minutes_on`, of lines that do not say when: they may be any part of the day.
        untimed_here: as `untimed_on`, in this unit: so much of the day's roster and events is used by them.
        one_off: days of events she signed up for; she belongs to the unit on them, and is never on probation.
        roster: by day, the hours she was to serve; None where the unit goes by no roster.
        roster_since: the first day of the unit's roster here; what was before it stands on paper. None: ever since.
        events: by day, the hours of events she signed up for; what touches one counts within it only.
        covered: insured periods in this unit; None where nobody asks.
        has_book: whether there is a record book.
        filed: when the unit had an approved plan, as `enrolled`; None where none is needed.
    """

    basic: Moment | None = None
    special: Moment | None = None
    special_valid: Sequence[tuple[dt.date, dt.date]] | None = None
    enrolled: Sequence[tuple[dt.date, dt.date | None]] = ()
    one_off: Collection[dt.date] = ()
    probation_days: int = 0
    noted: Sequence[tuple[dt.date, dt.date]] = ()
    taken: dict[dt.date, list[tuple[int, int]]] = field(default_factory=dict)
    minutes_on: dict[dt.date, int] = field(default_factory=dict)
    untimed_on: dict[dt.date, int] = field(default_factory=dict)
    untimed_here: dict[dt.date, int] = field(default_factory=dict)
    roster: dict[dt.date, list[tuple[int, int]]] | None = None
    roster_since: dt.date | None = None
    events: dict[dt.date, list[tuple[int, int]]] = field(default_factory=dict)
    covered: Sequence[tuple[dt.date, dt.date]] | None = None
    has_book: bool = True
    filed: Sequence[tuple[dt.date, dt.date | None]] | None = None


@dataclass(frozen=True, slots=True)
class Verdict:
    """How many minutes of a shift count; `why` not all of them; what is `odd` about it."""

    minutes: int
    counted: int
    why: Reason | None = None
    odd: tuple[Odd, ...] = ()


def split(starts: dt.datetime, ends: dt.datetime) -> Iterator[Shift]:
    """A shift by the clock as one line a day: 22:00 to 02:00 is two hours today and two tomorrow (HRS-04).

    Both in Taipei's time; seconds are dropped.

    Raises:
        ValueError: it does not end after it starts, or lasts more than a day.
    """
    if ends <= starts or ends - starts > dt.timedelta(days=1):
        raise ValueError("a shift ends within a day after it starts")
    day = starts.date()
    while day <= ends.date():
        first = starts.hour * 60 + starts.minute if day == starts.date() else 0
        last = ends.hour * 60 + ends.minute if day == ends.date() else DAY
        if last > first:
            yield Shift(day, last - first, first, last)
        day += dt.timedelta(days=1)


def assess(shift: Shift, facts: Facts) -> Verdict:
    """How much of one shift counts. The first rule that keeps all of it from counting is the reason that is told."""
    reason = _barred(shift, facts)
    counted = 0 if reason else shift.minutes
    if reason is None:
        counted, reason = _clipped(shift, facts)
    return Verdict(shift.minutes, counted, reason, tuple(_odd(shift, facts, counted, reason)))


def foretell(shift: Shift, facts: Facts) -> tuple[Reason | None, tuple[Odd, ...]]:
    """Why a shift that is still to come would not count as things stand, and what would be odd about it."""
    reason = _barred(shift, facts)
    told = (Odd.UNCOVERED, Odd.NO_BOOK, Odd.UNFILED)
    return reason, tuple(one for one in _odd(shift, facts, shift.minutes, None) if one in told)


def _barred(shift: Shift, facts: Facts) -> Reason | None:
    """Why nothing of it counts; None where something may."""
    period = _period(facts.enrolled, shift.on)
    if period is None and shift.on not in facts.one_off:
        return Reason.NOT_ENROLLED
    for done, never, before in (
        (facts.basic, Reason.NO_BASIC, Reason.BEFORE_BASIC),
        (facts.special, Reason.NO_SPECIAL, Reason.BEFORE_SPECIAL),
    ):
        if done is None:
            return never
        if shift.on < done.on:
            return before
        if shift.on == done.on:
            if done.at is None or shift.starts is None:
                return Reason.TRAINING_DAY
            if shift.starts < done.at.hour * 60 + done.at.minute:
                return before
    valid = facts.special_valid
    if valid is not None and not any(first <= shift.on <= last for first, last in valid):
        return Reason.LAPSED
    if period and facts.probation_days and shift.on < period[0] + dt.timedelta(days=facts.probation_days):
        return Reason.PROBATION
    if any(first <= shift.on <= last for first, last in facts.noted):
        return Reason.BOOK_NOTE
    return None


def _period(periods: Sequence[tuple[dt.date, dt.date | None]], day: dt.date) -> tuple[dt.date, dt.date | None] | None:
    """The first of them that holds on a day, both ends included."""
    return next((one for one in periods if one[0] <= day and (one[1] is None or day <= one[1])), None)


def _clipped(shift: Shift, facts: Facts) -> tuple[int, Reason | None]:
    """How much is left after the roster, what was served elsewhere at the same time, and the day's end."""
    counted = shift.minutes
    reason: Reason | None = None
    within, outside = _bounds(shift, facts)
    if shift.starts is not None and shift.ends is not None:
        pieces = [(shift.starts, shift.ends)]
        if within is not None:
            pieces = common(pieces, within)
        if (left := length(pieces)) < counted:
            counted, reason = left, outside
        free = without(pieces, facts.taken.get(shift.on, []))
        if (left := length(free)) < counted:
            counted, reason = left, Reason.OVERLAP
    if within is not None and counted > (left := _unused(shift.on, within, facts)):
        counted, reason = left, Reason.OVERLAP if left < length(joined(within)) else outside
    room = max(0, DAY - facts.minutes_on.get(shift.on, 0))
    if counted > room:
        counted, reason = room, Reason.DAY_FULL
    return counted, reason


def _bounds(shift: Shift, facts: Facts) -> tuple[Sequence[tuple[int, int]] | None, Reason]:
    """The hours within which a shift counts, None where nothing bounds it; and the reason for what lies outside.

    An event bounds what touches it, and the whole day of somebody who came for it only; a roster bounds every day. Who
    is on both serves on both.
    """
    events, roster = facts.events.get(shift.on, []), (facts.roster or {}).get(shift.on, [])
    by_roster = facts.roster is not None and (facts.roster_since is None or shift.on >= facts.roster_since)
    timed = [(shift.starts, shift.ends)] if shift.starts is not None and shift.ends is not None else None
    at_event = bool(events) and (
        timed is None or bool(common(timed, events)) or _period(facts.enrolled, shift.on) is None
    )
    reason = Reason.OUTSIDE_EVENT if at_event else Reason.OFF_ROSTER
    if by_roster:
        return [*events, *roster], reason
    return (events, reason) if at_event else (None, reason)


def _unused(day: dt.date, within: Sequence[tuple[int, int]], facts: Facts) -> int:
    """How many minutes of a day's roster and events no other line has used: those that say when, and those that do not.

    Without it a line of eight hours would count eight on a shift of two (手冊「非排班時間來的志工不應該算是志工服務」).
    """
    used = length(common(joined(facts.taken.get(day, [])), within))
    return max(0, length(joined(within)) - used - facts.untimed_here.get(day, 0))


def _odd(shift: Shift, facts: Facts, counted: int, reason: Reason | None) -> Iterator[Odd]:
    if counted + facts.minutes_on.get(shift.on, 0) > LONG_DAY or shift.minutes > LONG_DAY:
        yield Odd.LONG_DAY
    before = facts.minutes_on.get(shift.on, 0)
    if counted and before and (shift.starts is None or facts.untimed_on.get(shift.on, 0)):
        yield Odd.UNTIMED
    if reason is Reason.OVERLAP:
        yield Odd.OVERLAP
    elif reason is Reason.TRAINING_DAY:
        yield Odd.TRAINING_DAY
    elif reason is not None:
        yield Odd.PARTLY if counted else Odd.NOTHING_COUNTS
    if facts.covered is not None and not any(first <= shift.on <= last for first, last in facts.covered):
        yield Odd.UNCOVERED
    if not facts.has_book:
        yield Odd.NO_BOOK
    if facts.filed is not None and _period(facts.filed, shift.on) is None:
        yield Odd.UNFILED
