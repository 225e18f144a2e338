"""The national report, built once as one frozen value.

`build` reads the database in a number of queries that does not grow with counties, workshops or plans; paper,
spreadsheets, JSON and the dashboard are renderings of what it returns.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import replace

from django.utils import timezone

from actionplans.call import PILLARS
from foundation.audit.trail import Acts
from foundation.taiwan.counties import COUNTIES
from workshops.models import Programme

from . import coverage
from .findings import findings
from .gathering import Gathered, gather
from .plan_gathering import text
from .records import CountyRecord, NationalReport, ProgrammeFacts


def build(programme: Programme, *, now: dt.datetime, by: Acts | None = None) -> NationalReport:
    """The report of one programme at this moment, in the language that is active.

    Args:
        now: the moment the report is of ("data as of").
        by: who makes it; named on its cover.
    """
    facts = facts_of(programme)
    gathered = gather(programme, on=timezone.localdate(now))
    counties = tuple(_county(code, gathered) for code in (each.code for each in COUNTIES))
    steps = coverage.funnel(counties)
    pillars = coverage.pillars(counties)
    plans = coverage.matrix(counties, lambda county: [plan.call_item for plan in county.plans])
    issues = coverage.matrix(counties, lambda county: [issue.call_item for issue in county.issues])
    return NationalReport(
        programme=facts,
        as_of=now,
        made_by=by.as_actor().label if by else None,
        figures=coverage.figures(facts, counties, steps),
        funnel=steps,
        level_names=coverage.level_names(),
        pillars=pillars,
        plans_matrix=plans,
        issues_matrix=issues,
        findings=findings(facts, counties, plans, issues, pillars),
        added_questions=gathered.added_questions,
        counties=counties,
        code=f"P{programme.pk}",
    )


def facts_of(programme: Programme) -> ProgrammeFacts:
    """What the report says about the programme itself."""
    return ProgrammeFacts(
        slug=programme.slug,
        name=programme.name,
        name_en=text(programme.name_en),
        kind=str(programme.get_kind_display()),
        year=programme.year,
        held_by=programme.held_by,
        symposium_by=programme.symposium_by,
        tracking_months=tuple(programme.tracking_months),
        plans_min=programme.plans_min,
        plans_max=programme.plans_max,
        capacity=programme.capacity,
        source=text(programme.source),
    )


_PLACES = {county.code: county for county in COUNTIES}


def _county(code: str, gathered: Gathered) -> CountyRecord:
    place = _PLACES[code]
    plans = tuple(replace(plan, county_name=place.shown) for plan in gathered.plans.get(code, ()))
    bare = CountyRecord(
        code=code,
        name=place.shown,
        column=place.tile[0],
        row=place.tile[1],
        level=0,
        workshops=gathered.workshops.get(code, ()),
        plans=plans,
        issues=gathered.issues.get(code, ()),
        added=gathered.added.get(code, ()),
        by_pillar=tuple(sum(1 for plan in plans if plan.pillar == pillar.code) for pillar in PILLARS),
        items_answered=len({plan.call_item for plan in plans if plan.call_item}),
    )
    return replace(bare, level=coverage.level(bare))
