"""Annual plans with their work items, and action plans that go into them."""

import datetime as dt
from typing import Any

from actionplans.models import AnnualPlan, Plan, Uptake, WorkItem
from actionplans.yearly import annual, uptakes
from actionplans.yearly.uptakes import Target
from foundation.accounts.models import County, User
from tests.makers.accounts import make_user
from tests.makers.deciding import AUTUMN

NUMBER, APPROVER = "府社工字第1150054321號", "縣長"
APPROVED_ON = dt.date(2026, 2, 2)


def make_annual(
    state: str = "draft", *, county: str = "TTT", year: int = 2026, items: int = 1, by: User | None = None,
    now: dt.datetime = AUTUMN,
) -> AnnualPlan:  # fmt: skip
    """The annual plan of 2026 with so many work items; issued on 2 February where it is."""
    by = by or make_user(county=county)
    found = annual.draw_up(county=County.objects.get(pk=county), year=year, by=by, now=now)
    for number in range(1, items + 1):
        make_item(found, title=f"工作{number}", by=by)
    if state == "issued":
        issue(found, by=by, now=now)
    return AnnualPlan.objects.select_related("county").get(pk=found.pk)


def issue(found: AnnualPlan, *, by: User | None = None, now: dt.datetime = AUTUMN, **facts: Any) -> None:
    """Write down that it was approved."""
    given = {"document_number": NUMBER, "approved_on": APPROVED_ON, "approver": APPROVER} | facts
    annual.issue(annual=found, by=by or make_user(county=found.county_id), now=now, **given)


def make_item(found: AnnualPlan, *, by: User | None = None, **facts: Any) -> WorkItem:
    """One more work item."""
    given = {"title": "偏鄉志工交通支持", "lead_unit": "社會處", "from_month": 3, "to_month": 11} | facts
    return annual.add_item(annual=found, by=by or make_user(county=found.county_id), now=AUTUMN, **given)


def make_uptake(
    plan: Plan, state: str = "taken", into: AnnualPlan | WorkItem | None = None, *, by: User | None = None,
    now: dt.datetime = AUTUMN, **options: Any,
) -> Uptake:  # fmt: skip
    """What was decided on 3 September 2026 and written down that afternoon."""
    target = Target(item=into) if isinstance(into, WorkItem) else Target(annual=into)
    given: dict[str, Any] = {
        "target": target, "decided_on": dt.date(2026, 9, 3), "decided_by": "社會處王處長",
        "reason": "" if state in uptakes.GOES_IN else "經費另列",
    } | options  # fmt: skip
    return uptakes.decide(plan=plan, state=state, by=by or make_user(county=plan.county_id), now=now, **given)
