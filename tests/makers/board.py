"""Rooms whose tables have written their sheets, and plans made from them."""

import datetime as dt

from actionplans.consensus import adoption, consolidation
from actionplans.models import Idea, Plan
from foundation.accounts.models import User
from foundation.accounts.roles import Role
from tests.makers.accounts import make_user
from tests.makers.actionplans import fill, give_forms, make_sheet
from tests.makers.workshops import NOON, make_group, make_workshop
from workshops.models import Group, Workshop

LATER = NOON + dt.timedelta(hours=3)


def make_room(state: str = Workshop.State.RUNNING, *, tables: int = 4, county: str = "TTT") -> Workshop:
    """A workshop whose tables have each a core issue and a designed action."""
    workshop = make_workshop(state, county=county, agenda=False)
    give_forms(workshop.programme)
    for number in range(1, tables + 1):
        write_table(make_group(workshop), title=f"行動{number}")
    return workshop


def write_table(group: Group, *, title: str = "行動", pillar: str = "support") -> None:
    """One table's sheets, filled in just enough to be adopted later."""
    issue = {"text": f"{title}的困難", "call_item": "S2", "core_affected": "志工", "core_why": "最急", "core": True}
    fill(make_sheet("inventory", group), support_difficulties=[issue, {"text": "別的困難"}])
    fill(
        make_sheet("design", group),
        title=title,
        pillar=pillar,
        call_item="S2",
        lead_unit=f"{title}協會",
        partners="公所、據點",
        problem=f"{title}的問題",
        steps=[{"what": "第一件事", "who": "阿英", "from_month": 1, "to_month": 2}],
        indicators=[{"name": "缺班", "baseline": "22", "target": "8", "unit": "班", "verified_by": "每月班表"}],
    )
    fill(make_sheet("feasibility", group), month1_change="看得到", resources=[{"name": "車", "status": "to_find"}])


def ideas_of(workshop: Workshop) -> list[Idea]:
    """The ideas of a room, in the order of the tables."""
    consolidation.board(workshop)
    rows = Idea.objects.filter(workshop=workshop).select_related("workshop__programme", "workshop__county", "group")
    return list(rows.order_by("group__number"))


def make_candidate(idea: Idea, by: User) -> Plan:
    """The idea kept, with everything adoption asks for."""
    plan = consolidation.keep(idea=idea, by=by, now=LATER)
    supervisor = make_user(Role.SUPERVISOR, idea.workshop.county_id)
    return adoption.describe(
        plan=plan,
        by=by,
        person_in_charge="張大同",
        supervisor=supervisor,
        first_step="開會",
        first_step_on=dt.date(2026, 7, 1),
    )


def make_adopted(idea: Idea, by: User) -> Plan:
    """The idea kept and adopted."""
    return adoption.adopt(plan=make_candidate(idea, by), by=by, now=LATER)
