"""Where the figures of indicators come from: what the register and the meetings know of a county on a day.

Each measure is one or two questions to the database, whatever the county's size.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from django.db.models import Count, Max, Q, QuerySet
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from actionplans.models import Meeting
from foundation.accounts.models import County
from foundation.taiwan.ages import SENIOR
from volunteers.insuring import coverage, insurance
from volunteers.models import (
    Appraisal,
    Authority,
    Enrolment,
    Lesson,
    RecordBook,
    SpotCheck,
    Training,
    TrainingSession,
    Unit,
)
from volunteers.rules.courses import BASIC, PROGRAMMES

from .chairing import MEASURE, Chaired
from .judging import Office

SPECIAL = tuple(code for code, one in PROGRAMMES.items() if code.startswith("SP_") or one.categories)


Rows = Callable[[County, dt.date], QuerySet[Any]]


@dataclass(frozen=True, slots=True)
class Measure:
    """A figure that is known without being typed: what it is, how it is counted, and the rows that are counted.

    Attributes:
        rows: what a county has on a day; of enrolments their people are counted, each once.
        quick: the same figure in another way, where counting the rows would take long.
    """

    name: str | Promise
    how: str | Promise
    rows: Rows
    quick: Callable[[County, dt.date], Fraction] | None = None

    def count(self, county: County, on: dt.date) -> Fraction:
        """How many there are."""
        if self.quick is not None:
            return self.quick(county, on)
        found = self.rows(county, on)
        if found.model is Enrolment:
            return Fraction(found.order_by().aggregate(number=Count("volunteer", distinct=True))["number"])
        return Fraction(found.count())


def figure(name: str, county: County, *, on: dt.date) -> Fraction:
    """A measure of a county on a day.

    Raises:
        KeyError: no measure of that name.
    """
    return MEASURES[name].count(county, on)


def offices(county: County, *, meetings: Mapping[int, Chaired]) -> list[Office]:
    """The authorities of a county with the units that report to each; how often each met is typed by hand."""
    rows = (
        Authority.objects.of_county(county.pk)
        .annotate(number=Count("units", filter=Q(units__state=Unit.State.ACTIVE)))
        .order_by("code")
    )
    held = {one.pk: meetings.get(one.pk, Chaired()) for one in rows}
    return [Office(one.name, one.number, int(held[one.pk].enough), int(held[one.pk].unknown), one.pk) for one in rows]


def _units(county: County) -> QuerySet[Unit]:
    return Unit.objects.filter(county=county)


def _there(county: County, on: dt.date) -> QuerySet[Enrolment]:
    return Enrolment.objects.filter(unit__county=county).on(on)


def _before(county: County, on: dt.date) -> QuerySet[Enrolment]:
    return _there(county, dt.date(on.year - 1, 12, 31))


def _seniors(county: County, on: dt.date) -> QuerySet[Enrolment]:
    # Who was born on 29 February is 65 when 28 February is over (民法 第 121 條第 2 項), in a year without that day.
    leap_day = (on.month, on.day) == (2, 29)
    born = dt.date(on.year - SENIOR, on.month, 28 if leap_day else on.day)
    return _there(county, on).filter(volunteer__born_on__lte=born)


def _book_holders(county: County, on: dt.date) -> QuerySet[Enrolment]:
    # A book that was replaced since was hers on that day.
    had = (RecordBook.State.ISSUED, RecordBook.State.REPLACED)
    held = RecordBook.objects.filter(state__in=had, issued_on__lte=on).values("volunteer")
    return _there(county, on).filter(volunteer__in=held)


def _insured(county: County, on: dt.date) -> QuerySet[Enrolment]:
    bare = insurance.without_cover(_units(county), on).values("volunteer")
    return _there(county, on).exclude(volunteer__in=bare)


def _insured_people(county: County, on: dt.date) -> Fraction:
    return Fraction(coverage.rate_of_people(_units(county), on).insured)


def _sessions(programmes: Collection[str]) -> Rows:
    def held(county: County, on: dt.date) -> QuerySet[TrainingSession]:
        lessons = Lesson.objects.filter(session__county=county, programme__in=programmes)
        over = (
            lessons.filter(session__state__in=(TrainingSession.State.HELD, TrainingSession.State.CLOSED))
            .order_by()
            .values("session")
            .annotate(last=Max("on"))
            .filter(last__gte=dt.date(on.year, 1, 1), last__lte=on)
        )
        return TrainingSession.objects.filter(pk__in=over.values("session"))

    return held


def _online_trainings(county: County, on: dt.date) -> QuerySet[Training]:
    return Training.objects.valid().filter(
        is_online=True, completed_on__gte=dt.date(on.year, 1, 1), completed_on__lte=on,
        volunteer__in=Enrolment.objects.filter(unit__county=county).on(on).values("volunteer"),
    )  # fmt: skip


def _appraisals(county: County, on: dt.date) -> QuerySet[Appraisal]:
    return Appraisal.objects.ended().filter(unit__county=county, year=on.year)


def _meetings(county: County, on: dt.date) -> QuerySet[Meeting]:
    return Meeting.objects.held(county.pk, on=on)


def _spot_checks(county: County, on: dt.date) -> QuerySet[SpotCheck]:
    return SpotCheck.objects.done().filter(unit__county=county, done_on__range=(dt.date(on.year, 1, 1), on))


_HELD = _("這一年到那一天為止，縣市和縣市內單位辦完的實體場次；還沒簽到的、取消的不算")

MEASURES: Mapping[str, Measure] = {
    "volunteers": Measure(_("志工人數"), _("那一天在隊的志工，在幾個單位都算一人"), _there),
    "volunteers_before": Measure(_("上年底志工人數"), _("上一年 12 月 31 日在隊的志工，在幾個單位都算一人"), _before),
    "seniors": Measure(_("高齡志工人數"), _("那一天滿 65 歲的志工；沒有出生日期的不算在內"), _seniors),
    "book_holders": Measure(_("領冊人數"), _("那一天在隊、持有紀錄冊的志工"), _book_holders),
    "insured": Measure(_("已投保人數"), _("那一天在每個服務單位都有保險的志工"), _insured, _insured_people),
    "to_be_insured": Measure(_("應投保人數"), _("那一天在隊的志工"), _there),
    "basic_trainings": Measure(_("基礎訓練場次"), _HELD, _sessions((BASIC,))),
    "special_trainings": Measure(_("特殊訓練場次"), _HELD, _sessions(SPECIAL)),
    "online_trainings": Measure(
        _("線上訓練人次"), _("這一年到那一天為止，在隊志工登錄的線上課程結業"), _online_trainings
    ),
    "appraisals": Measure(_("評鑑的單位數"), _("這一年度評鑑結果已經告知的單位"), _appraisals),
    "spot_checks": Measure(_("時數抽驗次數"), _("這一年到那一天為止結束的書面或實地抽驗"), _spot_checks),
    MEASURE: Measure(_("聯繫會報場次"), _("這一年到那一天為止開過的會"), _meetings),
}
PEOPLE = frozenset({"volunteers", "seniors", "book_holders", "insured", "to_be_insured"})
"""Measures of the people who are there on a day: all of them, or some."""
