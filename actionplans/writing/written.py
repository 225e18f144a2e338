"""What a group has written on its sheets, and how it becomes a plan's first words."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from django.db.models import Max

from actionplans.models import (
    RESULT_MONTHS,
    Plan,
    PlanIndicator,
    PlanIssue,
    PlanResource,
    PlanResult,
    PlanRisk,
    PlanStakeholder,
    PlanStep,
    Sheet,
    SheetKind,
)
from workshops.models import Group

from . import contents

Part = PlanStep | PlanIndicator | PlanResource | PlanStakeholder | PlanRisk


@dataclass(frozen=True, slots=True)
class GroupSheets:
    """What a group has written on its contents."""

    inventory: contents.Content
    design: contents.Content
    feasibility: contents.Content
    commitment: contents.Content

    @property
    def issue(self) -> contents.CoreIssue | None:
        """The core issue the design answers."""
        return contents.answered(self.design, contents.core_issues(self.inventory))

    @property
    def problem(self) -> str:
        """The problem the table sees: in its own words, or else its core issue, as its slide says it."""
        return str(self.design.get("problem", self.issue.text if self.issue else ""))


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
    """A new candidate with everything the table wrote, its core issues included.

    The workshop's supervisor follows it up unless another is named.
    """
    workshop = group.workshop
    plan = Plan.objects.create(
        workshop=workshop, county_id=workshop.county_id, supervisor_id=workshop.supervisor_id, **fields_of(mine, title)
    )
    copy_parts(plan, group, mine)
    return plan


def words_of(mine: GroupSheets) -> dict[str, str]:
    """What an idea says itself, as it stands: kept beside the plan, whatever the plan says later."""
    said = {key: str(mine.design.get(key)) for key in ("title", "goal", "beneficiaries")}
    return said | {
        "problem": mine.problem,
        "vow": str(mine.commitment.get("vow")),
        "verdict": str(mine.feasibility.get("verdict")),
        "verdict_why": str(mine.feasibility.get("verdict_why")),
    }


def goals_of(mine: GroupSheets) -> list[int]:
    """The development goals a table named."""
    given = mine.design.get("sdgs", [])
    return [one for one in given if type(one) is int] if isinstance(given, list) else []


def partners_of(mine: GroupSheets) -> list[str]:
    """Who would join in a plan that another table began: the table's own lead unit, and whom it named."""
    return [one for one in (mine.design.get("lead_unit"), *str(mine.design.get("partners")).split("、")) if one]


def fields_of(mine: GroupSheets, title: str) -> Mapping[str, Any]:
    """What a plan says itself, as its table's sheets have it; `title` because an idea may be kept under another."""
    design, commitment = mine.design, mine.commitment
    return {
        "title": shortened(title, 100),
        "pillar": design.get("pillar"),
        "call_item": design.get("call_item"),
        "problem": mine.problem,
        "goal": design.get("goal"),
        "beneficiaries": design.get("beneficiaries"),
        "partners": design.get("partners"),
        "lead_agency": shortened(design.get("lead_unit"), 100),
        "sdgs": goals_of(mine),
        "verdict": mine.feasibility.get("verdict"),
        "verdict_why": mine.feasibility.get("verdict_why"),
        "vow": shortened(commitment.get("vow"), 100),
        "person_in_charge": shortened(commitment.get("first_who"), 50),
        "first_step": shortened(commitment.get("first_what"), 200),
        "first_step_on": contents.date_in(commitment.get("first_when")),
    }


def shortened(words: Any, most: int) -> str:
    """Words for a line of a plan; where they are too long for it, the end shows that there was more on the sheet."""
    text = str(words).strip()
    return text if len(text) <= most else f"{text[: most - 1]}…"


def copy_parts(plan: Plan, group: Group, mine: GroupSheets) -> None:
    """Add everything a table listed to a plan, behind what stands there already; each row names the table."""
    design, check = mine.design, mine.feasibility
    copy_issues(plan, group, mine)
    _append(
        plan, group, PlanStep,
        (
            {
                "what": item.get("what"), "who": item.get("who"), "from_month": item.get("from_month", None),
                "to_month": item.get("to_month", None),
            }
            for item in design.items("steps") if item.get("what")
        ),
    )  # fmt: skip
    _append(
        plan, group, PlanIndicator,
        (_texts(item, "name", "baseline", "target", "unit", "verified_by") for item in design.items("indicators")
         if item.get("name")),
    )  # fmt: skip
    _append(
        plan, group, PlanResource,
        (
            _texts(item, "name", "kind", "provider")
            | {"at_hand": {"at_hand": True, "to_find": False}.get(str(item.get("status")))}
            for item in check.items("resources") if item.get("name")
        ),
    )  # fmt: skip
    _append(
        plan, group, PlanStakeholder,
        (_texts(item, "name", "kind", "influence", "support", "contact") for item in check.items("stakeholders")
         if item.get("name")),
    )  # fmt: skip
    _append(
        plan, group, PlanRisk,
        (_texts(item, "risk", "answer") for item in check.items("risks") if item.get("risk") or item.get("answer")),
    )  # fmt: skip
    results = (
        PlanResult(
            plan=plan, group=group, month=month,
            **{key: str(check.get(f"month{month}_{key}")) for key in ("change", "indicator", "proof")},
        )
        for month in RESULT_MONTHS
    )  # fmt: skip
    PlanResult.objects.bulk_create(one for one in results if one.says_something)


def drop_parts(plan: Plan, group: Group) -> None:
    """Take out of a plan everything this table listed."""
    for model in (PlanIssue, PlanStep, PlanIndicator, PlanResult, PlanResource, PlanStakeholder, PlanRisk):
        model.objects.filter(plan=plan, group=group).delete()


def take_back(plan: Plan, group: Group, staying: Iterable[Group]) -> None:
    """Take out of a plan what this table brought; what others wrote stays, and so does what they named as well."""
    drop_parts(plan, group)
    staying = list(staying)
    said = written_by([group, *staying])
    others = [said[one.pk] for one in staying]
    goals = {goal for mine in others for goal in goals_of(mine)}
    partners = {name for mine in others for name in partners_of(mine)}
    mine = said[group.pk]
    plan.sdgs = [goal for goal in plan.sdgs if goal in goals or goal not in goals_of(mine)]
    plan.partners = "、".join(
        name for name in plan.partners.split("、") if name in partners or name not in partners_of(mine)
    )
    plan.save(update_fields=["sdgs", "partners"])


def _texts(item: contents.Item, *keys: str) -> dict[str, Any]:
    return {key: str(item.get(key)) for key in keys}


def _append(plan: Plan, group: Group, model: type[Part], rows: Iterable[Mapping[str, Any]]) -> None:
    last = model.objects.filter(plan=plan).aggregate(last=Max("position"))["last"] or 0
    made: list[Any] = [
        model(plan=plan, group=group, position=position, **row) for position, row in enumerate(rows, last + 1)
    ]
    model._default_manager.bulk_create(made)


def copy_issues(plan: Plan, group: Group, mine: GroupSheets) -> None:
    """Link a plan to the core issue its table answers (or, chose it none of several, to all of its core issues)."""
    wanted = [mine.issue] if mine.issue else contents.core_issues(mine.inventory)
    PlanIssue.objects.bulk_create(
        (
            PlanIssue(
                plan=plan,
                group=group,
                item_id=issue.item,
                text=issue.text,
                pillar=issue.pillar,
                call_item=issue.call_item,
                affected=issue.affected,
                why_first=issue.why_first,
            )
            for issue in wanted
        ),
        ignore_conflicts=True,
    )
