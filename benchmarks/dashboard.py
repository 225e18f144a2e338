"""The national dashboard over a nation's people and plans, held against a bare page of as many questions."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from typing import Any

from benchmarks.city import people_and_units
from benchmarks.measure import Run
from benchmarks.nation import NOW, fill
from benchmarks.rows import Goal, Result, row
from benchmarks.tracker import follow_up

PEOPLE, UNITS = 1_100_000, 20_000
COUNTIES, PLANS = 22, 150
JOINED = (dt.date(2015, 3, 1), dt.date(2023, 9, 1), dt.date(2026, 2, 1))
ADDRESS = "/dashboard/"


@row("dashboard.national")
def national(run: Run) -> Iterator[Result]:
    """The association's dashboard: 1.1 million volunteers, 22 × 150 plans; and how long the hourly count takes."""
    from django.utils import timezone

    from reports.dashboards import counting

    run.database()
    counties, plans = run.size(small=2, full=COUNTIES), run.size(small=2, full=PLANS)
    people, units = run.size(small=60, full=PEOPLE), run.size(small=22, full=UNITS)
    fill("dashboard", counties=counties, plans=plans)
    follow_up()
    _register(people, units)
    counted = run.once(lambda: counting.count_all(now=timezone.now()))
    note = f"{people:,} 人、{units:,} 單位、{counties} 縣市 × {plans} 件方案；對照：問同樣多次的空頁"
    yield from _measured(run, note)
    yield Result(
        part="counted", figure=counted, unit="s", goal=Goal(at_most=900), note="背景統計一次全國的志工"
    )  # fmt: skip
    asked = _queries(_association())
    fill("more", counties=counties, plans=plans * 2, year=2025)
    yield Result(part="queries.doubled", figure=_queries(_association()) - asked, unit="", goal=Goal(at_most=0))


def _register(people: int, units: int) -> None:
    """People in units of every county, hours for one in ten in each of the last months."""
    from django.db import connection
    from django.utils import timezone

    from benchmarks.city import write
    from foundation.accounts.models import County
    from reports.dashboards.counting import months_until
    from volunteers.filing import authorities
    from volunteers.models import ServiceMonth, Unit

    _number, made, keys = people_and_units("總覽量測隊", people, units, joined=JOINED)
    counties = list(County.objects.all())
    offices = {one.pk: authorities.in_charge(county=one.pk, category="social") for one in counties}
    for place, unit in enumerate(made):
        unit.county = counties[place % len(counties)]
        unit.authority = offices[unit.county_id]
    Unit.objects.bulk_update(made, ["county", "authority"], batch_size=400)
    months = months_until(timezone.localdate())
    write(
        ServiceMonth,
        (
            {
                "volunteer": key, "unit": made[key % units].pk, "category": "social", "month": month, "minutes": 180,
                "counted": 180, "times": 1, "served_people": 0,
            }
            for key in keys
            if not key % 10
            for month in months
        ),
    )  # fmt: skip
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")


def _measured(run: Run, note: str) -> Iterator[Result]:
    from django.test.utils import override_settings

    with override_settings(ALLOWED_HOSTS=["*"], ROOT_URLCONF="benchmarks.bare_dashboard"):
        client = _association()
        _look(client, ADDRESS)
        asked = _queries(client)
        bare = f"/bare/{asked - 3}"  # session, account and roles are asked for beside
        ours, reference = run.interleaved(lambda: _look(client, ADDRESS), lambda: _look(client, bare))
    yield Result(figure=ours, reference=reference, unit="s", goal=Goal(ratio_at_most=2), note=note)
    yield Result(part="queries", figure=asked, unit="", goal=Goal(at_most=25))


def _look(client: Any, address: str) -> None:
    answer = client.get(address)
    if answer.status_code != 200:
        raise RuntimeError(f"{address} answered {answer.status_code}")


def _queries(client: Any) -> int:
    from django.db import connection
    from django.test.utils import CaptureQueriesContext, override_settings

    with override_settings(ALLOWED_HOSTS=["*"]), CaptureQueriesContext(connection) as queries:
        _look(client, ADDRESS)
    return len(queries)


def _association() -> Any:
    """A browser of somebody of the association."""
    from django.test import Client

    from foundation.accounts.models import Membership, User

    user, _made = User.objects.get_or_create(email="association@example.org", defaults={"name": "協會（示範）"})
    Membership.objects.get_or_create(user=user, role="association", defaults={"starts_on": NOW.date()})
    client = Client()
    client.force_login(user)
    return client
