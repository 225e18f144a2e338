"""A city's insurance as an office looks at it: every unit's rate, and whatever was served uncovered in a month."""

from __future__ import annotations

import datetime as dt
import random
from collections.abc import Iterator
from typing import Any

from benchmarks.city import people_and_units
from benchmarks.measure import Run
from benchmarks.register import CITY
from benchmarks.rows import Goal, Result, row

NOW = dt.datetime(2026, 11, 21, 8, 0, tzinfo=dt.UTC)
MONTH, ON = 202610, dt.date(2026, 10, 31)
TEAMS = 1_099
LINES_IN_A_MONTH = 90_000
"""Taipei's 1,099 teams serve 3.14 million hours a year: about three hours a line (111 年度工作計畫)."""


@row("insurance.calendar")
def calendar(run: Run) -> Iterator[Result]:
    """All units of Taipei with their rates and a month's uncovered services, against the same questions in bare SQL."""
    from django.db import connection

    from volunteers.insuring import coverage
    from volunteers.models import Unit

    run.database()
    people, teams, lines = (
        run.size(small=300, full=CITY), run.size(small=5, full=TEAMS), run.size(small=200, full=LINES_IN_A_MONTH),
    )  # fmt: skip
    city = _city(people, teams, lines)
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")
    units = Unit.objects.filter(pk__in=Unit.objects.filter(county="TPE", number__gte=city).values("pk"))

    def ours() -> None:
        rows = coverage.standings(units, MONTH, ON)
        if len(rows) != teams:
            raise RuntimeError(f"{len(rows)} of {teams} units")

    def bare() -> None:
        with connection.cursor() as cursor:
            for question, values in _questions(city):
                cursor.execute(question, values)
                cursor.fetchall()

    found, reference = run.interleaved(ours, bare)
    note = f"{teams:,} 單位、{people:,} 人、當月 {lines:,} 筆；對照：同樣的四個問題直接寫 SQL"
    yield Result(figure=found, reference=reference, unit="s", goal=Goal(ratio_at_most=2, at_most=5), note=note)
    one = units.order_by("number")[0]
    month = run.once(lambda: coverage.month_of(one, MONTH))
    yield Result(part="unit", figure=month, unit="s", goal=Goal(at_most=0.2), note="一個單位的日曆")


_COVERED = (
    "EXISTS (SELECT 1 FROM volunteers_cover c JOIN volunteers_policy p ON p.id = c.policy_id "
    "WHERE c.volunteer_id = x.volunteer_id AND p.unit_id = x.unit_id AND c.starts_on <= {day} AND c.ends_on >= {day})"
)


def _questions(city: int) -> list[tuple[str, list[object]]]:
    """What one cannot go below: uncovered lines, people and uncovered people by unit, and policies about to end."""
    units = "SELECT id FROM volunteers_unit WHERE county_id = 'TPE' AND number >= %s"
    served = _COVERED.format(day="x.served_on")
    there = f"x.unit_id IN ({units}) AND x.joined_on <= %s AND (x.left_on IS NULL OR x.left_on >= %s)"
    lines = (
        "SELECT x.unit_id, count(DISTINCT x.served_on), count(DISTINCT x.volunteer_id), count(*) "
        "FROM volunteers_serviceentry x WHERE x.unit_id IN ({units}) AND x.served_on BETWEEN %s AND %s "
        "AND x.state IN ('pending', 'approved') AND x.corrects_id IS NULL AND NOT EXISTS "
        "(SELECT 1 FROM volunteers_serviceentry y WHERE y.corrects_id = x.id) "
        "AND NOT {served} GROUP BY x.unit_id"
    )
    people = "SELECT x.unit_id, count(DISTINCT x.volunteer_id) FROM volunteers_enrolment x WHERE {there}{bare} "
    policies = "SELECT unit_id, ends_on FROM volunteers_policy WHERE unit_id IN ({units}) AND ends_on BETWEEN %s AND %s"
    bare = " AND NOT " + _COVERED.format(day="%s")
    return [
        (lines.format(units=units, served=served), [city, ON.replace(day=1), ON]),
        (people.format(there=there, bare="") + "GROUP BY x.unit_id", [city, ON, ON]),
        (people.format(there=there, bare=bare) + "GROUP BY x.unit_id", [city, ON, ON, ON, ON]),
        (policies.format(units=units), [city, ON, ON + dt.timedelta(days=30)]),
    ]


def _city(people: int, teams: int, lines: int) -> int:
    """Units with their people, a policy each, nine of ten people on its list, and a month of service.

    Returns:
        The number of the first unit.
    """
    from foundation import bulk
    from volunteers.models import Cover, Policy, ServiceBatch, ServiceEntry
    from volunteers.serving import ledger

    year = dt.date(2026, 1, 1)
    number, units, keys = people_and_units("保險量測隊", people, teams, joined=(year,))
    policies = Policy.objects.bulk_create(
        [
            Policy(
                unit=unit,
                kind="own",
                insurer="量測",
                number="1",
                starts_on=year,
                ends_on=year.replace(month=12, day=31),
            )
            for unit in units
        ]
    )
    Cover.objects.bulk_create(
        [
            Cover(policy=policies[key % teams], volunteer_id=key, starts_on=year, ends_on=policies[0].ends_on)
            for key in keys
            if key % 10
        ],
        batch_size=5_000,
    )
    batch = ServiceBatch.objects.create(unit=units[0], source="list", made_at=NOW, made_by="量測")
    chance = random.Random(5)

    def line() -> tuple[Any, ...]:
        key, day = chance.choice(keys), ON.replace(day=chance.randint(1, 31))
        return (
            key, units[key % teams].pk, "social", day, ledger.month_of(day), 540, 720, 180, 180, "", "關懷訪視", 2, 1,
            "", "approved", batch.pk, None, "", None, None,
        )  # fmt: skip

    bulk.insert(ServiceEntry, ledger.COLUMNS, (line() for _number in range(lines)))
    return number
