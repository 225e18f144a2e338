"""The first page of the tracker, held against a bare list of the same rows: the same session, a plain page of 50."""

from __future__ import annotations

import datetime as dt
import random
from collections.abc import Iterator
from typing import Any

from benchmarks.measure import Run
from benchmarks.nation import NOW, fill
from benchmarks.rows import Goal, Result, row

COUNTIES, PLANS, CHECK_INS = 22, 150, 6
MANY = 10


@row("followup.tracker")
def tracker(run: Run) -> Iterator[Result]:
    """22 × 150 plans × 6 check-ins as the association sees them; then ten times the plans."""
    run.database()
    counties, plans = run.size(small=2, full=COUNTIES), run.size(small=2, full=PLANS)
    fill("tracker", counties=counties, plans=plans, year=2300)
    follow_up()
    yield from _measured(run, f"{counties} 縣市 × {plans} 件 × {CHECK_INS} 次回報；對照：同樣各列的清單頁", "")
    _multiply(MANY)
    follow_up()
    yield from _measured(run, f"{MANY} 倍的方案", "tenfold")


def _measured(run: Run, words: str, part: str) -> Iterator[Result]:
    from django.test.utils import override_settings

    # Set once for all looks: each setting makes Django read all addresses anew, which no server does with each page.
    with override_settings(ALLOWED_HOSTS=["*"], ROOT_URLCONF="benchmarks.bare_plans"):
        client = _association()
        ours, bare = run.interleaved(lambda: _look(client, "/plans/"), lambda: _look(client, "/bare/plans"))
        asked = _queries(client)
    yield Result(part=part, figure=ours, reference=bare, unit="s", goal=Goal(ratio_at_most=3), note=words)
    yield Result(part=f"{part}.queries".lstrip("."), figure=asked, unit="", goal=Goal(at_most=20))


def _multiply(times: int) -> None:
    """So many times the plans: copies of each under numbers of their own, in the same workshops."""
    from actionplans.models import Plan

    plans = list(Plan.objects.all())
    for number in range(1, times):
        for plan in plans:
            plan.pk = None
            plan.code = f"{str(plan.code).partition('x')[0]}x{number}"
        Plan.objects.bulk_create(plans, batch_size=2000)


def _look(client: Any, address: str) -> None:
    answer = client.get(address)
    if answer.status_code != 200:
        raise RuntimeError(f"{address} answered {answer.status_code}")


def _queries(client: Any) -> int:
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    with CaptureQueriesContext(connection) as queries:
        _look(client, "/plans/")
    return len(queries)


def _association() -> Any:
    """A browser of somebody of the association who was here yesterday."""
    from django.test import Client
    from django.utils import timezone

    from actionplans.models import TrackerVisit
    from foundation.accounts.models import Membership, User

    user, _made = User.objects.get_or_create(email="association@example.org", defaults={"name": "協會（示範）"})
    Membership.objects.get_or_create(user=user, role="association", defaults={"starts_on": NOW.date()})
    now = timezone.now()
    TrackerVisit.objects.update_or_create(
        user=user, defaults={"seen_at": now - dt.timedelta(days=1), "looked_at": now - dt.timedelta(minutes=5)}
    )
    client = Client()
    client.force_login(user)
    return client


def follow_up() -> None:
    """Give the plans that have none yet six milestones, six check-ins, and a trail of yesterday."""
    from django.utils import timezone

    from actionplans.models import CheckIn, Milestone, Plan
    from foundation.audit.models import Event

    now, chance = timezone.now(), random.Random("tracker")
    today = timezone.localdate(now)
    plans = list(Plan.objects.filter(milestones=None))
    milestones, check_ins, events = [], [], []
    for plan in plans:
        # Three in five go well, one is due soon, one has fallen behind or is done.
        first = chance.choice((20, 25, 30, 5, -9))
        for at in range(6):
            due = today + dt.timedelta(days=first + 30 * (at - 3))
            milestones.append(
                Milestone(
                    plan=plan, position=at + 1, kind="step", title="盤點路線與班表", month=at + 1, promised_on=due,
                    due_on=due, reached_at=now if due < today - dt.timedelta(days=9) else None,
                )
            )  # fmt: skip
        for number in range(1, CHECK_INS + 1):
            waits = number == CHECK_INS and chance.random() < 0.1
            when = now - dt.timedelta(days=30 * (CHECK_INS - number) + 2)
            check_ins.append(
                CheckIn(
                    plan=plan, number=number, state="submitted" if waits else "accepted", happened="做完了。",
                    reporter="王小明", started_at=when, submitted_at=when,
                    reviewed_at=None if waits else when, reviewed_by="" if waits else "督導（示範）",
                )
            )  # fmt: skip
        if chance.random() < 0.05:
            events.append(
                Event(
                    at=now - dt.timedelta(hours=3), verb="changed", actor_kind="user", actor_key="0",
                    actor_label="林小美", object_type="actionplans.plan", object_key=str(plan.pk),
                    object_label=plan.title, county=plan.county_id, was={"partners": ""}, now={"partners": "公所"},
                )
            )  # fmt: skip
    Milestone.objects.bulk_create(milestones, batch_size=5000)
    made = CheckIn.objects.bulk_create(check_ins, batch_size=5000)
    Event.objects.bulk_create(events, batch_size=5000)
    owed = {one.plan_id: one.pk for one in Milestone.objects.filter(reached_at=None).order_by("-due_on")}
    claims = CheckIn.claims.through
    claims._default_manager.bulk_create(
        (claims(checkin_id=one.pk, milestone_id=owed[one.plan_id]) for one in made if one.state == "submitted"),
        batch_size=5000,
    )
