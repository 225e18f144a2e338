"""Results of the county's own team: the year before last locked and summed up, last year's handed in; others' open."""

from __future__ import annotations

import datetime as dt

from django.utils import timezone

from foundation.accounts.models import User
from volunteers.models import ResultFigure, ResultReport, Unit
from volunteers.reporting import completing, opening, reports, summing
from volunteers.rules import result_forms


def report(*, unit: Unit, officer: User, association: User, now: dt.datetime) -> None:
    """Complete and hand in as the officer would; other units' reports open as far as they owe any.

    The year that is summed up is settled by the association, and so is open data.
    """
    rhythm = result_forms.form_of(unit.authority.code).rhythm
    window = rhythm.latest(timezone.localdate(now))
    earlier = next(one for one in rhythm.in_year(window.year - 1) if one.term == window.term)
    sent = timezone.make_aware(dt.datetime.combine(earlier.opens_on + dt.timedelta(days=5), dt.time(10)))
    first = opening.open_for(unit=unit, window=earlier, by=officer, now=sent)
    _complete(first, officer, sent)
    reports.accept(report=first, by=officer, now=sent + dt.timedelta(days=2))
    later = sent + dt.timedelta(days=9)
    closed = summing.close_authority(
        authority=unit.authority, county=unit.county, year=earlier.year, term=earlier.term, by=officer, now=later
    )
    summing.accept(sum_=closed, by=officer, now=later)
    up = summing.close_county(county=unit.county, year=earlier.year, term=earlier.term, by=officer, now=later)
    summing.accept(sum_=up, by=association, now=later)
    summing.close_nation(
        year=earlier.year, term=earlier.term, by=association, now=later, reason="其他縣市的示範資料從今年開始"
    )
    opening.open_due(by=officer, now=now)
    present = ResultReport.objects.get(unit=unit, year=window.year, term=window.term)
    in_time = timezone.make_aware(dt.datetime.combine(min(window.due_on, timezone.localdate(now)), dt.time(9)))
    _complete(present, officer, in_time)


def _complete(one: ResultReport, by: User, now: dt.datetime) -> None:
    """Put what the register does not know by hand, with where it comes from, and hand it in."""
    known = ResultFigure.objects.get(report=one, key="times")
    given = {"served": {"number": str((known.value or 0) * 2 + 40), "why": "活動簽到單合計"}}
    completing.write(report=one, given=given, by=by, now=now)
    reports.submit(report=one, by=by, now=now)
