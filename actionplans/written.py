"""What a group has written on its sheets, and how it becomes a plan's first words."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from workshops.models import Group

from . import contents
from .models import Plan, PlanIndicator, PlanIssue, PlanResource, PlanResult, PlanStep, Sheet, SheetKind


@dataclass(frozen=True, slots=True)
class GroupSheets:
    """What a group has written on its contents."""

    inventory: contents.Content
    design: contents.Content
    feasibility: contents.Content
    commitment: contents.Content


def written_by(groups: Iterable[Group]) -> dict[int, GroupSheets]:
    """The sheets of many groups, by group (two queries)."""
    ids = [group.pk for group in groups]
    rows = list(Sheet.objects.filter(group__in=ids).values_list("pk", "group_id", "kind"))
    said = contents.read_many([pk for pk, _group, _kind in rows])
    by_group: dict[int, dict[str, contents.Content]] = {pk: {} for pk in ids}
    for pk, group_id, kind in rows:
        by_group[group_id][kind] = said.get(pk, contents.EMPTY)
    return {
        pk: GroupSheets(*(found.get(kind, contents.EMPTY) for kind in SheetKind.values))
        for pk, found in by_group.items()
    }


def plan_of(group: Group, mine: GroupSheets, *, title: str) -> Plan:
    """A new candidate with everything the table wrote, its core issues included."""
    plan = Plan.objects.create(workshop=group.workshop, county_id=group.workshop.county_id, **_fields(mine, title))
    _copy_lists(plan, mine)
    copy_issues(plan, group, mine)
    return plan


def _fields(mine: GroupSheets, title: str) -> Mapping[str, Any]:
    design = mine.design
    return {
        "title": title[:100],
        "pillar": design.get("pillar"),
        "call_item": design.get("call_item"),
        "problem": design.get("problem"),
        "goal": design.get("goal"),
        "beneficiaries": design.get("beneficiaries"),
        "partners": design.get("partners"),
        "lead_agency": str(design.get("lead_unit"))[:100],
        "sdgs": design.get("sdgs", []),
        "verdict": mine.feasibility.get("verdict"),
        "vow": str(mine.commitment.get("vow"))[:100],
        "person_in_charge": str(mine.commitment.get("first_who"))[:50],
        "first_step": str(mine.commitment.get("first_what"))[:200],
        "first_step_on": contents.date_in(mine.commitment.get("first_when")),
    }


def _copy_lists(plan: Plan, mine: GroupSheets) -> None:
    PlanStep.objects.bulk_create(
        PlanStep(
            plan=plan,
            position=position,
            what=str(item.get("what"))[:200],
            who=str(item.get("who"))[:100],
            from_month=item.get("from_month", None),
            to_month=item.get("to_month", None),
        )
        for position, item in enumerate(mine.design.items("steps"), 1)
        if item.get("what")
    )
    PlanIndicator.objects.bulk_create(
        PlanIndicator(
            plan=plan,
            position=position,
            name=str(item.get("name"))[:100],
            baseline=str(item.get("baseline"))[:40],
            target=str(item.get("target"))[:40],
            unit=str(item.get("unit"))[:20],
            verified_by=str(item.get("verified_by"))[:100],
        )
        for position, item in enumerate(mine.design.items("indicators"), 1)
        if item.get("name")
    )
    PlanResult.objects.bulk_create(
        PlanResult(
            plan=plan,
            month=month,
            change=str(mine.feasibility.get(f"month{month}_change"))[:200],
            indicator=str(mine.feasibility.get(f"month{month}_indicator"))[:200],
            proof=str(mine.feasibility.get(f"month{month}_proof"))[:200],
        )
        for month in (1, 3, 6)
    )
    PlanResource.objects.bulk_create(
        PlanResource(
            plan=plan,
            position=position,
            name=str(item.get("name"))[:100],
            kind=item.get("kind"),
            at_hand={"at_hand": True, "to_find": False}.get(str(item.get("status"))),
            provider=str(item.get("provider"))[:100],
        )
        for position, item in enumerate(mine.feasibility.items("resources"), 1)
        if item.get("name")
    )


def copy_issues(plan: Plan, group: Group, mine: GroupSheets) -> None:
    """Link a plan to the core issue its table chose (or, chose it none, to all of its core issues)."""
    chosen = mine.design.get("core_issue")
    issues = contents.core_issues(mine.inventory)
    wanted = [issue for issue in issues if issue.item == chosen] or issues
    PlanIssue.objects.bulk_create(
        (
            PlanIssue(
                plan=plan,
                group=group,
                item_id=issue.item,
                text=issue.text[:300],
                pillar=issue.pillar,
                call_item=issue.call_item,
                affected=issue.affected[:300],
                why_first=issue.why_first[:300],
            )
            for issue in wanted
        ),
        ignore_conflicts=True,
    )
