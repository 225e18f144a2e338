"""Decisions on plans, as a county's minutes hold them."""

import datetime as dt
from typing import Any

from actionplans.followup import decisions
from actionplans.followup.decisions import Cited
from actionplans.models import Decision, Plan
from foundation.accounts.models import User
from tests.makers.accounts import make_user

AUTUMN = dt.datetime(2026, 9, 3, 8, 0, tzinfo=dt.UTC)
MEETING = Cited(dt.date(2026, 9, 3), "社會處王處長", "第2次聯繫會報", "府社工字第1150012345號")


def make_decision(plan: Plan, kind: str, *, by: User | None = None, **options: Any) -> Decision:
    """What was decided at the meeting of 3 September 2026 and written down that afternoon."""
    given: dict[str, Any] = {"reason": "主責單位改組", "cited": MEETING, "now": AUTUMN} | options
    return decisions.decide(plan=plan, kind=kind, by=by or make_user(county=plan.county_id), **given)
