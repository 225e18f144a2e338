"""Half a year's results of a city: every unit's report opened and filled, against the same sums in bare SQL."""

from __future__ import annotations

import datetime as dt
import random
from collections.abc import Iterator
from typing import Any

from benchmarks.city import people_and_units
from benchmarks.measure import Run
from benchmarks.register import CITY
from benchmarks.rows import Goal, Result, row

NOW = dt.datetime(2026, 7, 2, 2, 0, tzinfo=dt.UTC)
FIRST, LAST = dt.date(2026, 1, 1), dt.date(2026, 6, 30)
TEAMS = 1_099
LINES = 540_000
"""Taipei's 1,099 teams serve 3.14 million hours a year (111 年度工作計畫): about three hours a line, half a year."""


@row("results.half_year")
def half_year(run: Run) -> Iterator[Result]:
    """Count, open and fill the half-year reports of all units, against one's own aggregates over the same tables."""
    from django.db import connection

    from volunteers.models import ResultReport, Unit
    from volunteers.reporting import counting, opening, totals

    run.database()
    people, teams, lines = (
        run.size(small=300, full=CITY), run.size(small=5, full=TEAMS), run.size(small=200, full=LINES),
    )  # fmt: skip
    city = _city(people, teams, lines)
    units = list(Unit.objects.filter(county="TPE", number__gte=city).order_by("number").values_list("pk", flat=True))

    def ours() -> None:
        if len(counting.count(units, FIRST, LAST)) != teams:
            raise RuntimeError("not every unit was counted")

    def bare() -> None:
        with connection.cursor() as cursor:
            for question, values in _questions(city):
                cursor.execute(question, values)
                cursor.fetchall()

    found, reference = run.interleaved(ours, bare)
    note = f"{teams:,} 隊、{people:,} 人、半年 {lines:,} 筆；對照：同樣的合計直接寫 SQL"
    yield Result(figure=found, reference=reference, unit="s", goal=Goal(ratio_at_most=3), note=note)

    def open_all() -> None:
        from foundation.audit.trail import SYSTEM

        opening.open_due(by=SYSTEM, now=NOW)

    taken = run.once(open_all)
    made = ResultReport.objects.filter(unit__in=units, year=2026, term="first")
    if made.count() != teams:
        raise RuntimeError(f"{made.count()} of {teams} reports")
    yield Result(part="opened", figure=taken, unit="s", goal=Goal(at_most=60), note=f"開立並帶入 {teams:,} 份")
    made.update(state="accepted", first_sent_on=LAST + dt.timedelta(days=2), accepted_at=NOW)
    summed = run.once(lambda: totals.read(year=2026, term="first"))
    yield Result(part="summed", figure=summed, unit="s", goal=Goal(at_most=1), note="全國合計")


def _questions(city: int) -> list[tuple[str, list[object]]]:
    """What one cannot go below: people with their bands, trainings and hours by unit."""
    units = "SELECT id FROM volunteers_unit WHERE county_id = 'TPE' AND number >= %s"
    there = f"e.unit_id IN ({units}) AND e.joined_on <= %s AND (e.left_on IS NULL OR e.left_on >= %s)"
    bands = "".join(
        f", sum(CASE WHEN {path} <= '{2026 - years}-06-30' THEN 1 ELSE 0 END)"
        for path, some in (("v.born_on", (12, 18, 30, 50, 65)), ("e.joined_on", (1, 3, 5, 10)))
        for years in some
    )
    words = "".join(
        f", sum(CASE WHEN v.{name} = '{code}' THEN 1 ELSE 0 END)"
        for name, codes in (
            ("sex", ("female", "male", "")),
            ("education", ("primary", "junior", "senior", "college", "graduate", "")),
            ("occupation", ("public", "business", "farming", "service", "home", "student", "retired", "other", "")),
        )
        for code in codes
    )
    held = (
        ", sum(CASE WHEN EXISTS (SELECT 1 FROM volunteers_recordbook b WHERE b.volunteer_id = e.volunteer_id "
        "AND b.issued_on <= %s AND b.state IN ('issued', 'replaced')) THEN 1 ELSE 0 END)"
        ", sum(CASE WHEN EXISTS (SELECT 1 FROM volunteers_awardgiven a WHERE a.volunteer_id = e.volunteer_id "
        "AND a.award = 'TW_MOHW_HONOR_CARD' AND a.given_on <= %s) THEN 1 ELSE 0 END)"
        ", sum(CASE WHEN EXISTS (SELECT 1 FROM volunteers_cover c JOIN volunteers_policy p ON p.id = c.policy_id "
        "WHERE c.volunteer_id = e.volunteer_id AND p.unit_id = e.unit_id AND c.starts_on <= %s AND c.ends_on >= %s) "
        "THEN 1 ELSE 0 END)"
    )
    people = (
        "SELECT e.unit_id, count(*){bands}{words}{held} FROM volunteers_enrolment e "
        "JOIN volunteers_volunteer v ON v.id = e.volunteer_id WHERE {there} GROUP BY e.unit_id"
    )
    hours = (
        "SELECT unit_id, category, sum(counted), sum(times), sum(served_people) FROM volunteers_servicemonth "
        "WHERE month BETWEEN 202601 AND 202606 AND unit_id IN ({units}) GROUP BY unit_id, category"
    )
    trained = (
        "SELECT e.unit_id, t.programme, count(DISTINCT e.volunteer_id) FROM volunteers_enrolment e "
        "JOIN volunteers_training t ON t.volunteer_id = e.volunteer_id WHERE t.completed_on BETWEEN %s AND %s "
        "AND t.revoked_on IS NULL AND e.unit_id IN ({units}) GROUP BY e.unit_id, t.programme"
    )
    whole = people.format(bands=bands, words=words, held=held, there=there)
    return [
        (whole, [LAST, LAST, LAST, LAST, city, LAST, LAST]),
        (hours.format(units=units), [city]),
        (trained.format(units=units), [FIRST, LAST, city]),
    ]


def _city(people: int, teams: int, lines: int) -> int:
    """Units with people, books, cover, a training each and half a year of service.

    Returns:
        The number of the first unit.
    """
    from django.db import connection
    from django.db.models import Q

    from foundation import bulk
    from volunteers.models import Cover, Policy, RecordBook, ServiceBatch, ServiceEntry, Training
    from volunteers.serving import ledger, sums

    joined = (dt.date(2015, 3, 1), dt.date(2023, 9, 1), dt.date(2026, 2, 1))
    number, units, keys = people_and_units("成果量測隊", people, teams, joined=joined)
    year = dt.date(2026, 1, 1)
    policies = Policy.objects.bulk_create(
        [
            Policy(unit=unit, kind="own", insurer="量測", number="1", starts_on=year, ends_on=dt.date(2026, 12, 31))
            for unit in units
        ]
    )
    Cover.objects.bulk_create(
        [
            Cover(policy=policies[key % teams], volunteer_id=key, starts_on=year, ends_on=dt.date(2026, 12, 31))
            for key in keys
            if key % 10
        ],
        batch_size=5_000,
    )
    RecordBook.objects.bulk_create(
        [
            RecordBook(
                volunteer_id=key, unit=units[key % teams], authority_id=units[key % teams].authority_id,
                number=f"R{key}", state="issued", applied_on=joined[0], issued_on=joined[0],
            )
            for key in keys
            if key % 3
        ],
        batch_size=5_000,
    )  # fmt: skip
    Training.objects.bulk_create(
        [
            Training(
                volunteer_id=key, programme="GROWTH", minutes=120, completed_on=dt.date(2026, 1 + key % 6, 10),
                issuer="量測", recorded_on=LAST,
            )
            for key in keys
            if not key % 4
        ],
        batch_size=5_000,
    )  # fmt: skip
    batch = ServiceBatch.objects.create(unit=units[0], source="list", made_at=NOW, made_by="量測")
    chance = random.Random(11)

    def line() -> tuple[Any, ...]:
        key, day = chance.choice(keys), FIRST + dt.timedelta(days=chance.randrange(181))
        return (
            key, units[key % teams].pk, "social", day, ledger.month_of(day), 540, 720, 180, 180, "", "關懷訪視", 2, 1,
            "", "approved", batch.pk, None, "", None, None,
        )  # fmt: skip

    bulk.insert(ServiceEntry, ledger.COLUMNS, (line() for _number in range(lines)))
    sums.add(Q(batch=batch))
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")
    return number
