"""Sheets, ideas and plans as tests need them, built straight from the models: valid, boring, one line each."""

import datetime as dt
import itertools
from collections.abc import Iterable, Mapping
from typing import Any

from actionplans.asking.standard_forms import STANDARD
from actionplans.models import (
    Consensus,
    Entry,
    Idea,
    Plan,
    PlanIndicator,
    PlanIssue,
    PlanResource,
    PlanResult,
    PlanRisk,
    PlanStakeholder,
    PlanStep,
    QuestionSet,
    Sheet,
    SheetKind,
)
from tests.makers.accounts import make_user
from tests.makers.workshops import make_workshop
from workshops.models import Group, Programme, Workshop

_numbers = itertools.count(1)
NOON = dt.datetime(2026, 6, 10, 4, 0, tzinfo=dt.UTC)


def make_questions(programme: Programme, kind: str = SheetKind.INVENTORY) -> QuestionSet:
    """The published standard form of a programme."""
    found = QuestionSet.objects.filter(programme=programme, kind=kind).first()
    return found or QuestionSet.objects.create(
        programme=programme, kind=kind, version=1, definition=STANDARD[kind], published_at=NOON, published_by="林小美"
    )


def make_sheet(group: Group, kind: str = SheetKind.INVENTORY, values: Mapping[str, Any] | None = None) -> Sheet:
    """A sheet with entries by path, such as `{"title": "…", "steps/a": True, "steps/a/what": "…"}`."""
    sheet = Sheet.objects.create(group=group, kind=kind, questions=make_questions(group.workshop.programme, kind))
    Entry.objects.bulk_create(
        Entry(sheet=sheet, path=path, value=value, order=order, changed_at=NOON)
        for order, (path, value) in enumerate((values or {}).items())
    )
    return sheet


def make_inventory(group: Group, *issues: str) -> Sheet:
    """An inventory whose core issues are these items of the Call (`"S3"`), in this order, with the ids i1, i2, …

    An empty string makes a core issue (of 支持) that names no item.
    """
    pillars = {"R": "recognition", "S": "support", "G": "safeguarding", "": "support"}
    values: dict[str, Any] = {}
    for number, item in enumerate(issues, 1):
        path = f"{pillars[item[:1]]}_difficulties/i{number}"
        values |= {path: True, f"{path}/text": f"議題{item}{number}", f"{path}/core": True}
        if item:
            values[f"{path}/call_item"] = item
    return make_sheet(group, SheetKind.INVENTORY, values)


def make_plan(workshop: Workshop | None = None, state: str = Plan.State.ADOPTED, **fields: Any) -> Plan:
    """A plan of a workshop (of one that was held, if none is given); an adopted one has what adoption needs."""
    workshop = workshop or make_workshop(Workshop.State.HELD)
    number = next(_numbers)
    values: dict[str, Any] = {"title": f"行動方案{number}", "pillar": "support", "call_item": "S3"}
    if state == Plan.State.ADOPTED:
        values |= {
            "code": f"{workshop.county_id}-{workshop.programme.year - 1911}-{number:02d}",
            "lead_agency": "志願服務推廣中心",
            "person_in_charge": "王小明",
            "first_step": "邀 4 處據點開會",
            "first_step_on": dt.date(workshop.programme.year, 7, 15),
            "adopted_at": NOON,
            "adopted_by": "王小明",
        }
        if "supervisor" not in fields:
            values["supervisor"] = make_user("supervisor", workshop.county_id)
    return Plan.objects.create(workshop=workshop, county_id=workshop.county_id, state=state, **(values | fields))


def make_full_plan(workshop: Workshop, group: Group, **fields: Any) -> Plan:
    """A plan with one of everything: idea, core issue i1 of the group, step, indicator, results, stakeholder, risk;
    and two resources.
    """
    plan = make_plan(
        workshop,
        **{
            "problem": "每月缺班 22 班",
            "goal": "半年內降到 8 班",
            "beneficiaries": "42 位志工",
            "partners": "社區巴士隊",
            "vow": "讓最遠的志工，也能準時到站。",
            "verdict": "feasible",
            "verdict_why": "路線和班表都談好了",
            "sdgs": [3, 11],
        }
        | fields,
    )
    Idea.objects.create(
        group=group, workshop=workshop, decision=Idea.Decision.KEPT, plan=plan, title="縱谷到站", verdict="feasible"
    )
    PlanIssue.objects.create(plan=plan, group=group, item_id="i1", text="缺班太多", pillar="support", call_item="S3")
    PlanStep.objects.create(
        plan=plan, position=1, what="盤點路線", who="社區巴士隊", from_month=1, to_month=2, group=group
    )
    PlanIndicator.objects.create(plan=plan, position=1, name="每月缺班", baseline="22", target="8", unit="班")
    PlanResult.objects.create(plan=plan, month=1, change="路線盤點完成", proof="每月班表")
    PlanResult.objects.create(plan=plan, month=6, change="缺班 8 班以下", indicator="8 班")
    PlanResource.objects.create(plan=plan, position=1, name="社區巴士", kind="things", at_hand=True)
    PlanResource.objects.create(plan=plan, position=2, name="短時段志工 8 位", kind="people", at_hand=False)
    PlanStakeholder.objects.create(
        plan=plan, position=1, group=group, name="公所", kind="government", influence="high", support="low"
    )
    PlanRisk.objects.create(plan=plan, position=1, group=group, risk="巴士故障", answer="備用車由公所支援")
    return plan


def make_consensus(workshop: Workshop, statement: str = "先讓出門變簡單，再談人數。") -> Consensus:
    """What a room agreed on."""
    return Consensus.objects.create(workshop=workshop, statement=statement, written_at=NOON, written_by="王小明")


def make_adopted(workshop: Workshop, items: Iterable[str]) -> list[Plan]:
    """One adopted plan for each item of the Call; `""` for one that names none."""
    pillars = {"R": "recognition", "S": "support", "G": "safeguarding", "": "support"}
    return [make_plan(workshop, call_item=item, pillar=pillars[item[:1]]) for item in items]
