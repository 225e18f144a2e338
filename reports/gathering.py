"""From rows to records: everything a programme's report needs, in a fixed number of queries.

Each kind of row is read once for the whole programme and put to its parent here; no query depends on how many
counties, workshops or plans there are.
"""

from __future__ import annotations

import datetime as dt
import re
import unicodedata
from calendar import monthrange
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Any, TypeVar

from django.db.models import Count
from django.utils import timezone

from actionplans import call, contents
from actionplans.choices import verdict_in_words
from actionplans.models import (
    Consensus,
    Idea,
    Plan,
    PlanIndicator,
    PlanIssue,
    PlanResource,
    PlanResult,
    Sheet,
    SheetKind,
)
from actionplans.models import PlanStep as PlanStepRow
from workshops.models import Group, Participant, Programme, Workshop

from . import additions
from .plan_records import Concern, Indicator, PlanRecord, PlanStep, Resource, Result, Source
from .records import AddedAnswer, AddedQuestion, Issue, WorkshopRecord

HELD = (Workshop.State.HELD, Workshop.State.REPORTED, Workshop.State.CLOSED)
HANDED_IN = (Workshop.State.REPORTED, Workshop.State.CLOSED)
MONTHS = (1, 3, 6)
_NUMBER = re.compile(r"[-+]?\d+(?:\.\d+)?")

Row = TypeVar("Row")


@dataclass(frozen=True, slots=True)
class Gathered:
    """The programme's records by county code; a county that has none is not a key."""

    workshops: Mapping[str, tuple[WorkshopRecord, ...]]
    plans: Mapping[str, tuple[PlanRecord, ...]]
    issues: Mapping[str, tuple[Issue, ...]]
    added: Mapping[str, tuple[AddedAnswer, ...]]
    added_questions: tuple[AddedQuestion, ...]


def gather(programme: Programme) -> Gathered:
    """Read the programme's registered workshops with everything that hangs on them (17 queries at most)."""
    workshops = list(
        Workshop.objects.filter(programme=programme).registered().select_related("supervisor").order_by("number", "pk")
    )
    codes = {workshop.pk: f"W{workshop.pk}" for workshop in workshops}
    tables = list(Group.objects.filter(workshop__in=codes).order_by("workshop_id", "number"))
    group_codes = {group.pk: f"{codes[group.workshop_id]}-{group.number}" for group in tables}
    rows = list(Plan.objects.filter(workshop__in=codes).adopted().select_related("supervisor").order_by("code"))
    by_key = {workshop.pk: workshop for workshop in workshops}
    concerns = _by_plan(PlanIssue.objects.filter(plan__in=_of(programme)).order_by("pk"))
    issues = _issues(tables, by_key, codes, concerns, {plan.pk: plan.code or "" for plan in rows})
    issue_codes = {key: issue.code for key, issue in issues.items()}
    ideas = list(Idea.objects.filter(workshop__in=codes).order_by("group__number"))
    plans = _plans(programme, rows, by_key, codes, group_codes, concerns, issue_codes, ideas, tables)
    people: dict[int, Counter[str]] = defaultdict(Counter)
    counted = Participant.objects.filter(workshop__in=codes).values("workshop", "kind").annotate(n=Count("pk"))
    for count in counted.order_by():
        people[count["workshop"]][count["kind"]] = count["n"]
    statements = dict(Consensus.objects.filter(workshop__in=codes).values_list("workshop_id", "statement"))
    tables_of = Counter(group.workshop_id for group in tables)
    plans_of = Counter(plan.workshop_id for plan in rows)
    issues_of = Counter(issue.workshop for issue in issues.values())
    parked = Counter(idea.workshop_id for idea in ideas if idea.decision == Idea.Decision.PARKED)
    found: dict[str, list[WorkshopRecord]] = defaultdict(list)
    for workshop in workshops:
        listed = people.get(workshop.pk)
        code = codes[workshop.pk]
        found[workshop.county_id].append(
            WorkshopRecord(
                code=code,
                key=workshop.pk,
                county=workshop.county_id,
                number=workshop.number,
                state=workshop.state,
                state_label=str(workshop.get_state_display()),
                date=workshop.date,
                minutes=workshop.minutes,
                venue=text(workshop.venue),
                host_unit=text(workshop.host_unit),
                is_held=workshop.state in HELD or plans_of[workshop.pk] > 0,
                supervisor=text(workshop.supervisor.name) if workshop.supervisor else None,
                groups=tables_of[workshop.pk],
                officials=listed[Participant.Kind.OFFICIAL] if listed else None,
                centre=listed[Participant.Kind.CENTRE] if listed else None,
                cadres=listed[Participant.Kind.CADRE] if listed else None,
                expected=workshop.people_expected,
                issues=issues_of[code],
                plans=plans_of[workshop.pk],
                ideas_parked=parked[workshop.pk],
                consensus=text(statements.get(workshop.pk)),
            )
        )
    held = {each.code for records in found.values() for each in records if each.is_held}
    kept = [issue for issue in issues.values() if issue.workshop in held]
    sat = [group for group in tables if codes[group.workshop_id] in held]
    added, added_questions = additions.gather(sat, by_key, codes)
    return Gathered(
        {county: tuple(records) for county, records in found.items()},
        _by_county(plans),
        _by_county(kept),
        _by_county(added),
        added_questions,
    )


def text(value: object) -> str | None:
    """What was written, without the blanks around it; None where nothing was."""
    return str(value or "").strip() or None


def number(words: str) -> Decimal | None:
    """The number that words are (`1,200`, `２０`, `85%`); None for anything else, such as 約 20."""
    plain = unicodedata.normalize("NFKC", words).replace(",", "").strip().removesuffix("%").strip()
    return Decimal(plain) if _NUMBER.fullmatch(plain) else None


def months_after(day: dt.date | None, months: int) -> dt.date | None:
    """The same day so many months later, or the last day of a shorter month."""
    if day is None:
        return None
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    return dt.date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))


def _of(programme: Programme) -> Any:
    return Plan.objects.filter(workshop__programme=programme).adopted().values("pk")


def _by_plan(rows: Iterable[Row]) -> dict[int, list[Row]]:
    found: dict[int, list[Row]] = defaultdict(list)
    for row in rows:
        found[row.plan_id].append(row)  # type: ignore[attr-defined]
    return found


def _by_county(records: Iterable[Row]) -> dict[str, tuple[Row, ...]]:
    found: dict[str, list[Row]] = defaultdict(list)
    for record in records:
        found[record.county].append(record)  # type: ignore[attr-defined]
    return {county: tuple(mine) for county, mine in found.items()}


def _issues(
    tables: Iterable[Group],
    workshops: Mapping[int, Workshop],
    codes: Mapping[int, str],
    concerns: Mapping[int, list[PlanIssue]],
    plan_codes: Mapping[int, str],
) -> dict[tuple[int, str], Issue]:
    """The core issues of all tables, by the table's key and the item's id."""
    inventories = dict(
        Sheet.objects.filter(group__workshop__in=codes, kind=SheetKind.INVENTORY).values_list("group_id", "pk")
    )
    written = contents.read_many(inventories.values())
    answers: dict[tuple[int, str], list[str]] = defaultdict(list)
    for plan, mine in concerns.items():
        for concern in mine:
            answers[concern.group_id, concern.item_id].append(plan_codes.get(plan, ""))
    found = {}
    for group in tables:
        content = written.get(inventories.get(group.pk, 0), contents.EMPTY)
        workshop = workshops[group.workshop_id]
        for position, issue in enumerate(contents.core_issues(content), 1):
            found[group.pk, issue.item] = Issue(
                code=f"{codes[workshop.pk]}-{group.number}-{position}",
                county=workshop.county_id,
                workshop=codes[workshop.pk],
                group=f"{codes[workshop.pk]}-{group.number}",
                text=text(issue.text),
                pillar=issue.pillar,
                call_item=issue.call_item if issue.call_item in call.ITEM_BY_CODE else None,
                votes=issue.votes,
                affected=text(issue.affected),
                why_first=text(issue.why_first),
                answered_by=tuple(sorted(code for code in answers[group.pk, issue.item] if code)),
            )
    return found


def _plans(
    programme: Programme,
    rows: Iterable[Plan],
    workshops: Mapping[int, Workshop],
    codes: Mapping[int, str],
    group_codes: Mapping[int, str],
    concerns: Mapping[int, list[PlanIssue]],
    issue_codes: Mapping[tuple[int, str], str],
    ideas: Iterable[Idea],
    tables: Iterable[Group],
) -> list[PlanRecord]:
    of = _of(programme)
    steps = _by_plan(PlanStepRow.objects.filter(plan__in=of).order_by("position"))
    indicators = _by_plan(PlanIndicator.objects.filter(plan__in=of).order_by("position"))
    results = _by_plan(PlanResult.objects.filter(plan__in=of).order_by("month"))
    resources = _by_plan(PlanResource.objects.filter(plan__in=of).order_by("position"))
    sources = _by_plan(idea for idea in ideas if idea.plan_id)
    names = {group.pk: str(group) for group in tables}
    found = []
    for plan in rows:
        workshop = workshops[plan.workshop_id]
        record = PlanRecord(
            code=plan.code or "",
            key=plan.pk,
            county=plan.county_id,
            county_name="",
            workshop=codes[plan.workshop_id],
            title=plan.title,
            title_en=text(plan.title_en),
            pillar=plan.pillar,
            pillar_name=call.pillar(plan.pillar).shown,
            call_item=plan.call_item or None,
            problem=text(plan.problem),
            goal=text(plan.goal),
            beneficiaries=text(plan.beneficiaries),
            partners=text(plan.partners),
            vow=text(plan.vow),
            verdict=text(verdict_in_words(plan.verdict)),
            sdgs=tuple(sorted(each for each in plan.sdgs if isinstance(each, int))),
            lead_agency=text(plan.lead_agency),
            person_in_charge=text(plan.person_in_charge),
            supervisor=text(plan.supervisor.name) if plan.supervisor else None,
            first_step=text(plan.first_step),
            first_step_on=plan.first_step_on,
            adopted_on=timezone.localtime(plan.adopted_at).date() if plan.adopted_at else None,
            is_tracked=plan.supervisor_id is not None and workshop.state in HANDED_IN,
            steps=tuple(PlanStep(row.what, text(row.who), row.from_month, row.to_month) for row in steps[plan.pk]),
            indicators=tuple(_indicator(row) for row in indicators[plan.pk]),
            results=_results(results[plan.pk], workshop.date),
            resources=tuple(
                Resource(
                    row.name,
                    str(row.get_kind_display()) if row.kind else None,
                    row.at_hand,
                    text(row.provider),
                )
                for row in resources[plan.pk]
            ),
            concerns=tuple(
                Concern(
                    issue_codes.get((row.group_id, row.item_id), group_codes.get(row.group_id, "")),
                    text(row.text),
                    row.pillar,
                    row.call_item or None,
                )
                for row in concerns.get(plan.pk, ())
            ),
            sources=tuple(
                Source(group_codes[idea.group_id], names[idea.group_id], str(idea.get_decision_display()))
                for idea in sources.get(plan.pk, ())
            ),
        )
        found.append(record)
    return found


def _indicator(row: PlanIndicator) -> Indicator:
    return Indicator(
        row.name,
        text(row.baseline),
        number(row.baseline),
        text(row.target),
        number(row.target),
        text(row.unit),
        text(row.verified_by),
    )


def _results(rows: Iterable[PlanResult], held_on: dt.date | None) -> tuple[Result, ...]:
    """The months asked for, also those nobody wrote about, and any further ones."""
    written = {row.month: row for row in rows}
    found = []
    for month in sorted({*MONTHS, *written}):
        row = written.get(month)
        blank = Result(month, months_after(held_on, month), None, None, None)
        found.append(
            blank
            if row is None
            else replace(blank, change=text(row.change), indicator=text(row.indicator), proof=text(row.proof))
        )
    return tuple(found)
