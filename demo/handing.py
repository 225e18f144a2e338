"""What people of the demonstration's own county have left behind: a saved view, and one hand-over of business."""

from __future__ import annotations

import datetime as dt
import uuid

from django.utils import timezone

from actionplans.consensus import adoption
from actionplans.handing_over import open_business, succession
from actionplans.models import Plan
from actionplans.tracking import saved_views
from actionplans.tracking.tracker import Wanted
from foundation.accounts import membership
from foundation.accounts.models import County, User
from foundation.accounts.roles import Role

KEY = uuid.UUID("6f2d5c3e-8c1b-4a57-9a43-2f3f6f7d1150")
FORMER = ("supervisor.former@demo.example", "許小梅")
NOTE = "方案的資料夾放在社會處公用區；和主責單位約好每月第一個星期三通電話。"
VIEW = "落後、要催的"
# How long before the demonstration's day the former supervisor left.
AGO = dt.timedelta(days=3)


def leave(*, county: County, officer: User, supervisor: User, now: dt.datetime) -> None:
    """A view the officer keeps, and a plan that its former supervisor handed over; nothing without plans."""
    saved_views.save(name=VIEW, wanted=Wanted.read({"light": "late"}), by=officer, now=now)
    plan = Plan.objects.filter(county=county, supervisor=supervisor).followed().order_by("-code").first()
    if plan is None:
        return
    at = now - AGO
    email, name = FORMER
    given = membership.give_role(
        email=email, name=name, role=Role.SUPERVISOR, county=county, sector="", by=officer,
        on=timezone.localdate(at) - dt.timedelta(days=300),
    )  # fmt: skip
    former: User = given.user
    adoption.describe(plan=plan, by=officer, now=plan.adopted_at, supervisor=former)
    business = open_business.of(former, county=county.code, now=at)
    succession.hand_over(
        person=former, successor=supervisor, county=county, seen=business.seal, key=KEY, by=officer, now=at, note=NOTE,
        ends_roles=True,
    )  # fmt: skip
