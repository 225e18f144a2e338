"""The fixed days of every year (法定期程): what law, regulations and a city's handbook set, each with its source.

Only days that a source gives stand here; what a source leaves to a notice of the year (公告期間) does not. Where a law
or a regulation sets a last day, one that is a day off moves to the next working day (民法第122條、行政程序法第48條
第4項, see `foundation.taiwan.periods`); a handbook's window and a day of celebration do not move.
"""

from __future__ import annotations

import calendar
import datetime as dt
from collections.abc import Collection, Iterator
from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from foundation.taiwan import periods
from volunteers.rules import result_forms

Words = str | Promise
LAST = 0  # the last day of the month


@dataclass(frozen=True, slots=True)
class Rule:
    """One day, or a window, of every year.

    Attributes:
        key: its stable name; calendars know the day again by it.
        day: month and day on which it ends (`LAST`: the month's last).
        source: where it is written.
        whose: whom it concerns.
        first: month and day on which a window opens.
        moves: whether a day off moves it.
        after_year: whether it is two months after the end of the year, as Art. 7 counts.
        county: the code of the only county it holds in; empty where it holds everywhere.
        told: who is written to before it: `TO_UNITS`, `TO_OFFICES`; empty where nobody of the register has it to do, or
            another letter says it already (the one about each results report).
        categories: codes of the categories of service it concerns; empty for all, None for none of the register's.
        rhythm: the rhythm of results reports (`result_forms.toml`) that it is; empty where it is none.
        told_by: the rhythms in which units report that are written to; empty for all. What a yearly report says, a unit
            that has none has still to send (志願服務法 第 7 條).
    """

    key: str
    title: Words
    day: tuple[int, int]
    source: Words
    whose: Words
    first: tuple[int, int] | None = None
    moves: bool = True
    after_year: bool = False
    county: str = ""
    told: str = ""
    categories: tuple[str, ...] | None = ()
    rhythm: str = ""
    told_by: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Place:
    """Somewhere the days are looked at from: a county, whole or as far as some of its units go.

    Attributes:
        categories: of the units; None for every one.
        rhythms: in which they report their results; None for every one.
    """

    county: str
    categories: frozenset[str] | None = None
    rhythms: frozenset[str] | None = None

    def has(self, rule: Rule) -> bool:
        """Whether a rule concerns somebody there."""
        if rule.county and rule.county != self.county:
            return False
        if rule.rhythm and self.rhythms is not None and rule.rhythm not in self.rhythms:
            return False
        if self.categories is None or rule.categories == ():
            return True
        return bool(self.categories & set(rule.categories or ()))


@dataclass(frozen=True, slots=True)
class Fixed:
    """A rule in one year. `ends` is the day it really ends; `was` the one written, where a day off has moved it."""

    rule: Rule
    begins: dt.date
    ends: dt.date
    was: dt.date | None


TO_UNITS, TO_OFFICES = "units", "offices"
UNITS, OFFICES, VOLUNTEERS = _("運用單位"), _("縣市主管機關"), _("志工")
HANDBOOK = _("臺北市志願服務實務手冊（107.9.20）服務成果回報")
TO_UNIT, TO_COUNTY, TO_CENTRE = _("申請送運用單位"), _("運用單位送縣市主管機關"), _("縣市主管機關送中央")


def _award(
    key: str, name: Words, code: str, *steps: tuple[int, Words, Words], categories: tuple[str, ...] | None = ()
) -> Iterator[Rule]:
    """The steps of an award's regulation, each by the last day of a month; `code` is its number in the database.

    What volunteers hand to their unit, the unit has to ask them for.

    Args:
        categories: those that the award is for, as its rule has them (`volunteers/rules/awards_*.toml`); None where
            none of the register's is.
    """
    told: dict[Words, str] = {VOLUNTEERS: TO_UNITS, UNITS: TO_UNITS, OFFICES: TO_OFFICES}
    source = format_lazy(_("{name}（全國法規資料庫 {code}）"), name=name, code=code)
    for month, step, whose in steps:
        yield Rule(
            f"{key}-{month}", format_lazy(_("{name}：{step}"), name=name, step=step), (month, LAST), source, whose,
            told="" if categories is None else told.get(whose, ""), categories=categories,
        )  # fmt: skip


def _three(first: int) -> tuple[tuple[int, Words, Words], ...]:
    """From the volunteer to the unit, to the county, to the ministry; a month for each."""
    return (first, TO_UNIT, VOLUNTEERS), (first + 1, TO_COUNTY, UNITS), (first + 2, TO_CENTRE, OFFICES)


WELFARE = ("social", "health", "comprehensive")
INTERIOR = ("civil", "household", "land", "police", "fire", "comprehensive")
NOT_YEARLY = result_forms.without_a_year()
RULES: tuple[Rule, ...] = (
    Rule(
        "act-7", _("志願服務計畫的辦理情形，年度結束後二個月內函報備查"), (2, LAST),
        _("志願服務法第7條（全國法規資料庫 D0050131）"), UNITS, after_year=True, told=TO_UNITS, told_by=NOT_YEARLY,
    ),
    Rule(
        "tpe-1", _("每半年回報服務成果，上網填報"), (1, 10), HANDBOOK, _("臺北市社會局所管的運用單位"), (1, 1),
        moves=False, county="TPE", rhythm="half_year",
    ),
    Rule(
        "tpe-7", _("每半年回報服務成果，上網填報"), (7, 10), HANDBOOK, _("臺北市社會局所管的運用單位"), (7, 1),
        moves=False, county="TPE", rhythm="half_year",
    ),
    Rule(
        "tpe-january", _("每年一月回報服務成果，依各機關當年公文"), (1, LAST), HANDBOOK,
        _("臺北市的運用單位（看所屬機關）"), (1, 1), moves=False, county="TPE", rhythm="january",
    ),
    *_award("honour", _("志願服務獎勵辦法"), "D0050134", *_three(6)),
    *_award("health", _("衛生福利志願服務獎勵辦法"), "L0010016", *_three(2), categories=WELFARE),
    *_award("interior", _("內政業務志願服務獎勵"), "D0050133", *_three(1), categories=INTERIOR),
    *_award("overseas", _("僑教志願服務獎勵"), "E0040022", (1, _("申請送僑務委員會"), VOLUNTEERS),
            categories=None),
    *_award(
        "court", _("法院單一窗口聯合服務業務志願服務獎勵"), "A0030192", (1, _("申請送法院"), VOLUNTEERS),
        (3, _("法院送司法院"), _("法院")), categories=None,
    ),
    *_award(
        "victims", _("犯罪被害人保護志工志願服務獎勵"), "I0020022", (7, TO_UNIT, VOLUNTEERS),
        (8, _("運用單位送法務部"), UNITS), categories=None,
    ),
    Rule(
        "volunteer-day", _("國際志工日"), (12, 5), _("聯合國大會第40/212號決議（1985年12月17日）"), _("大家"),
        moves=False,
    ),
)  # fmt: skip


def between(first: dt.date, last: dt.date, *, places: Collection[Place] | None = None) -> list[Fixed]:
    """The days that end from `first` to `last`, in their order.

    Args:
        places: where they are looked at from; None for all there are.
    """
    found = [
        fixed
        for rule in RULES
        if places is None or any(one.has(rule) for one in places)
        for year in range(first.year - 1, last.year + 1)
        if first <= (fixed := in_year(rule, year)).ends <= last
    ]
    return sorted(found, key=lambda one: (one.ends, one.rule.key))


def in_year(rule: Rule, year: int) -> Fixed:
    """A rule in a calendar year."""
    written = periods.months_within(dt.date(year - 1, 12, 31), 2) if rule.after_year else _day(year, rule.day)
    ends = periods.last_day(written) if rule.moves else written
    begins = _day(year, rule.first) if rule.first else ends
    return Fixed(rule, begins, ends, written if ends != written else None)


def _day(year: int, at: tuple[int, int]) -> dt.date:
    month, day = at
    return dt.date(year, month, day or calendar.monthrange(year, month)[1])
