"""Symposia for tests."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.utils import timezone

from actionplans.models import Plan
from foundation.accounts.models import County, User
from foundation.audit.trail import SYSTEM
from reports.models import CaseInvitation, Delegate, Symposium
from reports.symposium import delegating, inviting, planning
from reports.symposium.planning import Item
from workshops.models import Programme

ITEMS = (
    Item("opening", "開幕與來賓致詞", 20, "理事長"),
    Item("report", "全國成果的報告", 40),
    Item("break", "茶敘", 15),
    Item("closing", "閉幕與合影", 15),
)


def make_symposium(
    programme: Programme, *, announced: bool = True, now: dt.datetime | None = None, **facts: Any
) -> Symposium:
    """One with a day, a place and four items; `facts` in place of its own."""
    now = now or timezone.now()
    day = timezone.localdate(now) + dt.timedelta(days=30)
    known: dict[str, Any] = {
        "held_on": day, "starts_at": dt.time(9, 30), "place": "臺大醫院國際會議中心", "seats": 2,
        "register_until": day - dt.timedelta(days=10),
    }  # fmt: skip
    made = planning.begin(programme=programme, title="全國成果研討會", by=SYSTEM, now=now)
    items = facts.pop("items", ITEMS)
    made = planning.describe(symposium=made, items=items, by=SYSTEM, now=now, **(known | facts))
    if announced:
        planning.MOVES.apply(made, "announce", by=SYSTEM, now=now)
    return made


def make_invitation(
    symposium: Symposium, plan: Plan, *, by: User | None = None, now: dt.datetime | None = None
) -> CaseInvitation:
    """One that waits for its county."""
    return inviting.invite(symposium=symposium, plan=plan, by=by or SYSTEM, now=now or timezone.now())


def make_delegate(
    symposium: Symposium,
    county: str = "TTT",
    *,
    name: str = "陳代表",
    now: dt.datetime | None = None,
    by: User | None = None,
) -> Delegate:
    """Somebody whom a county sends."""
    return delegating.register(
        symposium=symposium, county=County.objects.get(pk=county), name=name, unit="臺東縣政府社會處", job_title="科長",
        by=by or SYSTEM, now=now or timezone.now(),
    )  # fmt: skip
