"""What the register says of a place: from the kept counts, or (of a single unit) counted just now."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from functools import lru_cache
from typing import Any, NamedTuple

from django.db.models import Max, Sum
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from actionplans.kpis.book import shipped
from actionplans.kpis.judging import Aim, forecast, judge
from foundation.accounts.askers import for_each_asker
from foundation.prepared import PreparedRows
from foundation.taiwan.counties import BY_CODE
from reports.models import CountyMonth, UnitCount, UnitMonth
from reports.models.count import FIGURES, SHARED
from volunteers.models import Enrolment, Unit

from . import counting
from .places import COUNTY, NATION, UNIT, Place
from .values import Tile

Points = list[tuple[dt.date, Fraction]]
Month = tuple[int, dt.date, Mapping[str, int]]
"""A month, the day its count is of, and the sums of `SHARED` by name."""
TRAINING_SOURCE = "志願服務法 第 9 條"
TRAINING_TARGET = 100
AT_ANY_TIME = 197102, 197103
"""Months of nobody: where the first and the last go."""
STALE = dt.timedelta(hours=36)
"""After so long without a count a page says so; counts are made every hour (`count_register`)."""
KEPT = 16
"""Answers about the nation that are kept with what follows from them: people of the association, in two languages."""


class CountyRow(NamedTuple):
    """A county in a month (`CountyMonth`)."""

    county: str
    month: int
    figures: dict[str, int]
    minutes: int
    on: dt.date | None
    counted_at: dt.datetime


@dataclass(frozen=True, slots=True)
class Part:
    """A county or a unit of the place, with its figures."""

    key: str
    name: str
    figures: Mapping[str, int]
    months: Mapping[str, int]


@dataclass(frozen=True, slots=True)
class Known:
    """What is known of a place's people.

    Attributes:
        figures: by name (`FIGURES`); the sums of its parts.
        parts: its counties, or its units; empty for a unit alone.
        counted_at: of when it is, the oldest of its parts; None where nobody has counted.
        uncounted: how many parts are in no count.
        courses: by what is lacked, the share of those who lack it not, month by month.
    """

    figures: Mapping[str, int]
    parts: Sequence[Part]
    counted_at: dt.datetime | None
    uncounted: int = 0
    is_live: bool = False
    months: Mapping[str, int] = field(default_factory=dict)
    courses: Mapping[str, Points] = field(default_factory=dict)


def read(user: Any, place: Place, *, now: dt.datetime) -> Known:
    """What is known of a place, as somebody may see it (a fixed number of questions)."""
    on = timezone.localdate(now)
    if place.level == UNIT:
        return _live(user, place, on, now)
    if place.level == NATION:
        return _nation(user, on)
    return _units(user, place, on)


def _live(user: Any, place: Place, on: dt.date, now: dt.datetime) -> Known:
    units = Unit.objects.filter(pk=place.unit.pk if place.unit else 0)
    people = counting.figures_of(counting.standing(Enrolment.objects.filter(unit__in=units), on=on))
    figures: Counter[str] = sum(people.values(), Counter())
    hours: Counter[str] = Counter()
    for mine in counting.served(units, counting.months_until(on)).values():
        hours.update(mine)
    courses = _courses(_unit_months(user, units, on))
    return Known(
        {name: figures[name] for name in FIGURES}, (), now, is_live=True, months=hours, courses=courses
    )  # fmt: skip


@for_each_asker
def _months_of(user: Any, county: str) -> PreparedRows:
    def months(first: int, last: int) -> Any:
        rows = CountyMonth.objects.visible_to(user).filter(month__range=(first, last))
        rows = rows.filter(county=county) if county else rows
        return rows.order_by("county__position", "month").values_list(*CountyRow._fields)

    return PreparedRows(months, *AT_ANY_TIME)


def _county_months(user: Any, on: dt.date, county: str = "") -> list[CountyRow]:
    """The months that a page shows, county by county (one question)."""
    months = counting.months_until(on)
    return [CountyRow(*row) for row in _months_of(user, county).all(months[0], months[-1])]


def _nation(user: Any, on: dt.date) -> Known:
    months, asked = counting.months_until(on), _months_of(user, "")
    return _nation_of(asked, tuple(asked.raw(months[0], months[-1])), get_language() or "")


@lru_cache(maxsize=KEPT)
def _nation_of(asked: PreparedRows, raw: tuple[tuple[Any, ...], ...], _language: str) -> Known:
    """What these rows say, as they came from the database: asked each time, and changed by the hourly count."""
    rows = [CountyRow(*row) for row in asked.read_all(raw)]
    current: dict[str, CountyRow] = {}
    months: Counter[str] = Counter()
    by_county: dict[str, Counter[str]] = {}
    for row in rows:
        key = row.county
        months[str(row.month)] += row.minutes
        by_county.setdefault(key, Counter())[str(row.month)] += row.minutes
        if row.on is not None:
            current[key] = row
    parts = [Part(key, BY_CODE[key].shown, row.figures, by_county[key]) for key, row in current.items()]
    return Known(
        _sum(parts), parts, min((row.counted_at for row in current.values()), default=None), 22 - len(parts),
        months=months, courses=_courses(_of_counties(rows)),
    )  # fmt: skip


def _units(user: Any, place: Place, on: dt.date) -> Known:
    units = place.units(user)
    counts = UnitCount.objects.visible_to(user).filter(unit__in=units).select_related("unit__organisation")
    rows = list(counts.order_by("unit__number"))
    parts = [
        Part(str(row.pk), row.unit.name, {name: getattr(row, name) for name in FIGURES}, row.months) for row in rows
    ]
    months: Counter[str] = Counter()
    for one in parts:
        months.update(one.months)
    wanted = [str(month) for month in counting.months_until(on)]
    kept = (
        _of_counties(_county_months(user, on, str(place.county.pk)))
        if place.level == COUNTY and place.county is not None
        else _unit_months(user, units, on)
    )
    return Known(
        _sum(parts), parts, min((row.counted_at for row in rows), default=None), units.count() - len(rows),
        months={month: months[month] for month in wanted}, courses=_courses(kept),
    )  # fmt: skip


def _sum(parts: Sequence[Part]) -> dict[str, int]:
    found: Counter[str] = Counter(dict.fromkeys(FIGURES, 0))
    for one in parts:
        found.update(one.figures)
    return dict(found)


def _of_counties(rows: Sequence[CountyRow]) -> list[Month]:
    """What was counted in each month, of all these counties together, as of the last day on which one was counted."""
    return [(row.month, row.on, row.figures) for row in rows if row.on is not None]


def _unit_months(user: Any, units: Any, on: dt.date) -> list[Month]:
    """The same of units, as they stood in each month: of an authority of those that are its now (one question)."""
    rows = UnitMonth.objects.visible_to(user).filter(unit__in=units, month__in=counting.months_until(on))
    sums = {name: Sum(name) for name in SHARED}
    kept: Any = rows.order_by().values("month").annotate(last=Max("on"), **sums)
    return [(row["month"], row["last"], {name: row[name] for name in SHARED}) for row in kept]


def _courses(months: Sequence[Month]) -> dict[str, Points]:
    """The shares month by month: as of the last day on which somebody of them was counted in it."""
    by_month: dict[int, Counter[str]] = {}
    days: dict[int, dt.date] = {}
    for month, day, figures in months:
        by_month.setdefault(month, Counter()).update(figures)
        days[month] = max(days.get(month, day), day)
    return {
        lack: [
            (days[month], Fraction(of["joined"] - of[lack], of["joined"]) * 100)
            for month, of in sorted(by_month.items())
            if of["joined"]
        ]
        for lack in ("lacks_training", "lacks_book", "lacks_cover")
    }


def tiles(known: Known, *, on: dt.date, link: str) -> list[Tile]:
    """The register's three shares: insured, with a book, trained; against the aims of the shipped indicators and law.

    Args:
        link: the end of an address of the same place.
    """
    book = shipped()
    insured, booked = book["insurance_rate"], book["book_rate"]
    wanted = (
        ("lacks_cover", _("投保率"), insured.target, insured.source),
        ("lacks_book", _("領冊率"), booked.target, booked.source),
        ("lacks_training", _("完成訓練的比率"), TRAINING_TARGET, TRAINING_SOURCE),
    )
    found = []
    for lack, label, target, source in wanted:
        people = known.figures["joined"]
        aim = Aim("rate", Fraction(target or 100), unit=_("人"))
        if known.counted_at is None:
            parts: dict[str, Fraction | None] = {}
        else:
            parts = {"numerator": Fraction(people - known.figures[lack]), "denominator": Fraction(people)}
        judged = judge(aim, parts)
        course = [one for one in known.courses.get(lack, []) if one[0] < on]
        if judged.value is not None:
            course.append((on, judged.value))
        ahead = forecast(aim, course, on=on)
        why = _no_people(known) or judged.why
        found.append(
            Tile(
                lack, label, judged.value, "%", aim.target, False, judged.met, why, ahead.value, ahead.how,
                tuple(course), source, on, link, basis="" if known.is_live else by_unit(),
            )
        )  # fmt: skip
    return found


def by_unit() -> str:
    """That a person is counted in each of her units, as a place's units add up; an annual plan's indicators do not."""
    return _("各單位合計（人次）")


def _no_people(known: Known) -> str:
    """Why there is no share, in plain words; empty where there is one."""
    if known.counted_at is None:
        return _("還沒有統計過")
    return "" if known.figures["joined"] else _("還沒有志工在隊，沒有比率")
