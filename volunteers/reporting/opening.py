"""Reports that open by themselves: for each unit the period of its authority's rhythm that began to be reported last,
and what was left when its plan ended. Repeatable: what is there is left as it is.

Only the latest period opens, so that a register that begins today does not ask for the years before it. A unit owes a
report of a period in which it had people or an approved plan. No day is told twice: where an office in another rhythm,
or what was left when a plan ended, has told of the period's beginning already, its report begins on the day after.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Iterator
from dataclasses import dataclass, replace

from django.db import transaction
from django.db.models import Exists, Max, OuterRef, Q, Subquery, Value
from django.db.models.functions import Coalesce
from django.utils import timezone

from foundation.audit import trail
from foundation.audit.trail import Acts
from foundation.audit.verbs import Verb
from volunteers.models import Enrolment, Filing, ResultReport, Unit
from volunteers.rules import result_forms
from volunteers.rules.result_forms import Window

from . import filling

CHUNK = 500
"""Units opened in one transaction, so that nobody who writes waits long."""


@dataclass(frozen=True, slots=True)
class Owed:
    """A report that a unit owes."""

    unit: Unit
    window: Window


def owed(on: dt.date) -> list[Owed]:
    """What is to be opened on a day. A fixed number of questions for each rhythm.

    What goes on after a plan has ended is owed once what was left of it is open.
    """
    ends = list(_at_the_end(on))
    units = {one.unit.pk for one in ends}
    return [*ends, *(one for one in _regular(on) if one.unit.pk not in units)]


def _regular(on: dt.date) -> Iterator[Owed]:
    """The latest period of each rhythm, from the day that no report tells of yet."""
    forms = result_forms.forms()
    windows = {form.rhythm.key: form.rhythm.latest(on) for form in forms.values()}
    for rhythm, window in sorted(windows.items()):
        named = [code for code, form in forms.items() if code and form.rhythm.key == rhythm]
        asked = Q(authority__code__in=named)
        if forms[""].rhythm.key == rhythm:
            asked |= ~Q(authority__code__in=[code for code in forms if code])
        before = window.first_on - dt.timedelta(days=1)
        mine = ResultReport.objects.filter(unit=OuterRef("pk"))
        told = mine.filter(last_on__range=(before, window.last_on)).order_by("-last_on").values("last_on")[:1]
        people = Enrolment.objects.filter(
            Q(left_on=None) | Q(left_on__gt=OuterRef("told")), unit=OuterRef("pk"), joined_on__lte=window.last_on
        )
        plans = Filing.objects.filter(unit=OuterRef("pk"), approved_on__lte=window.last_on).exclude(
            stopped_on__lte=OuterRef("told")
        )
        there = mine.filter(Q(year=window.year, term=window.term) | Q(last_on__gte=window.last_on))
        rows = Unit.objects.annotate(told=Coalesce(Subquery(told), Value(before))).filter(
            asked, Exists(people) | Exists(plans), ~Exists(there), state__in=(Unit.State.ACTIVE, Unit.State.SUSPENDED)
        )
        for unit in rows.select_related("authority", "county", "organisation").order_by("pk"):
            yield Owed(unit, replace(window, first_on=unit.told + dt.timedelta(days=1)))


def _at_the_end(on: dt.date) -> Iterator[Owed]:
    """Units that have ended: from the day after their last report, or from the year's first, to the plan's last day."""
    standing = Filing.objects.filter(unit=OuterRef("unit"), state=Filing.State.APPROVED)
    ended = Filing.objects.filter(
        ~Exists(standing), state__in=(Filing.State.ENDED, Filing.State.LAPSED), stopped_on__lt=on,
        stopped_on__gte=on - dt.timedelta(days=366), unit__state__in=(Unit.State.ENDED, Unit.State.SUSPENDED),
    ).order_by("unit", "-stopped_on")  # fmt: skip
    last_days: dict[int, dt.date] = {}
    units: dict[int, Unit] = {}
    for plan in ended.select_related("unit__authority", "unit__county", "unit__organisation"):
        if plan.stopped_on is not None:
            last_days.setdefault(plan.unit_id, plan.stopped_on)
            units[plan.unit_id] = plan.unit
    told = ResultReport.objects.filter(unit__in=list(units)).order_by().values("unit")
    reported = dict(told.annotate(last=Max("last_on")).values_list("unit", "last"))
    for pk, last in last_days.items():
        since = dt.date(last.year, 1, 1)
        if pk in reported:
            since = max(since, reported[pk] + dt.timedelta(days=1))
        if since <= last:
            yield Owed(units[pk], result_forms.at_the_end(last, since=since))


def open_due(*, by: Acts, now: dt.datetime) -> int:
    """Open every report that is owed, filled from the register. Answers how many."""
    on, made = timezone.localdate(now), 0
    for find in (_at_the_end, _regular):  # what is left of a plan first: the rest begins on the day after it
        due = list(find(on))
        made += sum(_open(due[start : start + CHUNK], by=by, now=now) for start in range(0, len(due), CHUNK))
    return made


def open_for(*, unit: Unit, window: Window, by: Acts, now: dt.datetime) -> ResultReport:
    """Open one report; the one that tells of the period's last day where there is one already.

    Raises:
        ResultReport.DoesNotExist: another report tells of a part of it, and not of its last day.
    """
    _open([Owed(unit, window)], by=by, now=now)
    return ResultReport.objects.get(unit=unit, first_on__lte=window.last_on, last_on__gte=window.last_on)


def _open(due: list[Owed], *, by: Acts, now: dt.datetime) -> int:
    with transaction.atomic():
        # Whoever opens at the same moment waits here, and finds what is there.
        keys = [one.unit.pk for one in due]
        list(Unit.objects.select_for_update().filter(pk__in=keys).order_by("pk").values_list("pk"))
        there: dict[int, list[tuple[dt.date, dt.date]]] = {}
        for unit, first, last in ResultReport.objects.filter(unit__in=keys).values_list("unit", "first_on", "last_on"):
            there.setdefault(unit, []).append((first, last))
        fresh: list[Owed] = []
        for owes in due:
            periods = there.setdefault(owes.unit.pk, [])
            if not _tells(periods, owes.window):
                periods.append((owes.window.first_on, owes.window.last_on))
                fresh.append(owes)
        made = ResultReport.objects.bulk_create([_row(one, now) for one in fresh], batch_size=CHUNK)
        filling.fill(made, now=now)
        opened: dict[tuple[str, int, str], int] = {}
        counties = {one.unit.county_id: one.unit.county for one in due}
        for one in made:
            key = (str(one.county_id), one.year, one.term)
            opened[key] = opened.get(key, 0) + 1
        for (county, year, term), number in opened.items():
            noted = {"result_year": year, "result_term": term, "result_reports": number}
            trail.record(Verb.RESULTS_OPENED, counties[county], by=by, county=county, now=noted, at=now)
    return len(made)


def _tells(periods: Collection[tuple[dt.date, dt.date]], window: Window) -> bool:
    """Whether one of these periods shares a day with a window."""
    return any(first <= window.last_on and window.first_on <= last for first, last in periods)


def _row(one: Owed, now: dt.datetime) -> ResultReport:
    unit, window = one.unit, one.window
    return ResultReport(
        unit=unit, county=unit.county, authority=unit.authority, category=unit.category, year=window.year,
        term=window.term, first_on=window.first_on, last_on=window.last_on, opens_on=window.opens_on,
        due_on=window.due_on, opened_at=now, filled_at=now,
    )  # fmt: skip
