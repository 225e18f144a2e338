"""From rows to records: everything a programme's report needs, in a fixed number of queries.

Each kind of row is read once for the whole programme and put to its parent here; no query depends on how many
counties, workshops or plans there are.
"""

from __future__ import annotations

import datetime as dt
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import TypeVar

from django.db.models import Count

from actionplans import call
from actionplans.models import Consensus, Idea, Plan, PlanIssue, Sheet, SheetKind
from actionplans.writing import contents
from workshops.models import Group, Participant, Programme, Workshop

from . import additions
from .plan_gathering import Places, adopted_in, by_plan, plan_records, text
from .plan_records import PlanRecord
from .records import AddedAnswer, AddedQuestion, Issue, WorkshopRecord

HELD = (Workshop.State.HELD, Workshop.State.REPORTED, Workshop.State.CLOSED)

Row = TypeVar("Row")


@dataclass(frozen=True, slots=True)
class Gathered:
    """The programme's records by county code; a county that has none is not a key."""

    workshops: Mapping[str, tuple[WorkshopRecord, ...]]
    plans: Mapping[str, tuple[PlanRecord, ...]]
    issues: Mapping[str, tuple[Issue, ...]]
    added: Mapping[str, tuple[AddedAnswer, ...]]
    added_questions: tuple[AddedQuestion, ...]


def gather(programme: Programme, *, on: dt.date) -> Gathered:
    """Read the programme's registered workshops with everything that hangs on them (19 queries at most)."""
    workshops = list(
        Workshop.objects.filter(programme=programme).registered().select_related("supervisor").order_by("number", "pk")
    )
    codes = {workshop.pk: f"W{workshop.pk}" for workshop in workshops}
    tables = list(Group.objects.filter(workshop__in=codes).order_by("workshop_id", "number"))
    group_codes = {group.pk: f"{codes[group.workshop_id]}-{group.number}" for group in tables}
    beside = ("supervisor", "uptake__annual", "uptake__item")
    rows = list(Plan.objects.filter(workshop__in=codes).adopted().select_related(*beside).order_by("code"))
    by_key = {workshop.pk: workshop for workshop in workshops}
    concerns = by_plan(PlanIssue.objects.filter(plan__in=adopted_in(programme)).order_by("pk"))
    issues = _issues(tables, by_key, codes, concerns, {plan.pk: plan.code or "" for plan in rows})
    ideas = list(Idea.objects.filter(workshop__in=codes).order_by("decision", "group__number"))
    places = Places(
        workshops=by_key,
        codes=codes,
        group_codes=group_codes,
        group_names={group.pk: str(group) for group in tables},
        issue_codes={key: issue.code for key, issue in issues.items()},
    )
    plans = plan_records(programme, rows, concerns, ideas, places, on=on)
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
                is_held=took_place(workshop.state, has_plans=plans_of[workshop.pk] > 0),
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


def took_place(state: str, *, has_plans: bool) -> bool:
    """Whether a workshop counts as held: a room that has adopted a plan has met, though nobody has ended it yet."""
    return state in HELD or has_plans


def _by_county(records: Iterable[Row]) -> dict[str, tuple[Row, ...]]:
    found: dict[str, list[Row]] = defaultdict(list)
    for record in records:
        found[record.county].append(record)  # type: ignore[attr-defined]
    return {county: tuple(mine) for county, mine in found.items()}


def core_issues(programme: Programme) -> dict[tuple[int, str], Issue]:
    """The programme's core issues by the table's key and the item's id, coded as in its report (six questions)."""
    workshops = list(Workshop.objects.filter(programme=programme).registered().order_by("number", "pk"))
    codes = {workshop.pk: f"W{workshop.pk}" for workshop in workshops}
    tables = list(Group.objects.filter(workshop__in=codes).order_by("workshop_id", "number"))
    plans = dict(Plan.objects.filter(workshop__in=codes).adopted().values_list("pk", "code"))
    concerns = by_plan(PlanIssue.objects.filter(plan__in=adopted_in(programme)).order_by("pk"))
    by_key = {workshop.pk: workshop for workshop in workshops}
    return _issues(tables, by_key, codes, concerns, {key: code or "" for key, code in plans.items()})


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
