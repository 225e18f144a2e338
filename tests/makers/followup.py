"""Adopted plans with their milestones, and reports on them."""

import datetime as dt
import uuid
from typing import Any

from actionplans.followup import checkin_links, checkins, evidence, milestones
from actionplans.models import CheckIn, CheckInLink, Plan
from foundation.accounts.models import User
from foundation.notices.models import Notice
from tests.makers.plans import make_plan
from tests.makers.workshops import NOON

NEWS = "https://www.example.org/news/12"


def make_followed(**fields: Any) -> Plan:
    """An adopted plan with its milestones set out."""
    plan = make_plan(**fields)
    milestones.set_out(plan)
    return plan


def make_link(plan: Plan, name: str = "張大同", *, now: dt.datetime = NOON) -> tuple[CheckInLink, str]:
    """A link to report by, and its token."""
    return checkin_links.make(plan=plan, name=name, by=plan.supervisor, now=now)


def make_sent_link(
    plan: Plan, address: str = "datong@example.org", *, now: dt.datetime = NOON
) -> tuple[CheckInLink, str]:
    """A link that a letter has carried, and its token."""
    notice = Notice.objects.create(
        key=f"followup/{plan.pk}/2026-09-16/T-3/{uuid.uuid4()}", kind="followup", subject_key=str(plan.pk), step="T-3",
        county_id=plan.county_id, to_name=plan.person_in_charge, to_address=address, due_at=now, planned_at=now,
        state=Notice.State.SENT, sent_at=now,
    )  # fmt: skip
    return checkin_links.make_for(notice=notice, plan=plan, now=now)


def make_check_in(
    plan: Plan,
    writer: User | CheckInLink,
    *,
    claims: int = 0,
    shown: bool = True,
    now: dt.datetime = NOON,
    **values: Any,
) -> CheckIn:
    """A report being written; `claims` says how many milestones it calls done, `shown` whether with evidence."""
    keys = list(plan.milestones.filter(reached_at=None).values_list("pk", flat=True)[:claims])
    check_in = checkins.write(
        plan=plan, writer=writer, values={"happened": "開了說明會", "reporter": "張大同"} | values, problems={},
        readings={}, claims=keys, now=now,
    )  # fmt: skip
    if claims and shown:
        evidence.add_address(check_in=check_in, url=NEWS, caption="", by=writer, now=now)
    return check_in


def make_submitted(plan: Plan, writer: User | CheckInLink, **options: Any) -> CheckIn:
    """A report handed in, waiting for the supervisor."""
    now = options.get("now", NOON)
    return checkins.submit(check_in=make_check_in(plan, writer, **options), by=writer, now=now)
