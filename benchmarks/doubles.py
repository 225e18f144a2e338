"""A city's volunteers searched for people who stand there twice, and a county's month approved."""

from __future__ import annotations

import datetime as dt
import random
from collections.abc import Iterator
from typing import Any

from benchmarks.measure import Run
from benchmarks.register import CITY, NOW, undone, unit_with
from benchmarks.rows import Goal, Result, row

TWICE = 40
"""One person in so many stands in the register twice."""
MONTH = 202610
LINES = 24_000
"""A county of eight thousand volunteers, each serving three times in the month."""


@row("register.doubles")
def doubles(run: Run) -> Iterator[Result]:
    """Pairs that may be one person among a city's, against the same four agreements in bare SQL."""
    from django.db import connection

    from volunteers.merging.doubles import AGREEMENTS, suggested
    from volunteers.models import Volunteer

    run.database()
    people = run.size(small=200, full=CITY)
    unit, _names = unit_with(people)
    _twice(unit)
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")
    known = Volunteer.objects.living().filter(enrolments__unit=unit)

    def ours() -> None:
        if not suggested(known):
            raise RuntimeError("nobody stands there twice")

    def bare() -> None:
        with connection.cursor() as cursor:
            for one, other in AGREEMENTS:
                cursor.execute(
                    f"SELECT {one}, {other}, COUNT(*) FROM volunteers_volunteer "  # noqa: S608  names of columns
                    f"WHERE {other} IS NOT NULL AND CAST({other} AS varchar(40)) <> '' AND merged_into_id IS NULL "
                    f"GROUP BY {one}, {other} HAVING COUNT(*) > 1"
                )
                cursor.fetchall()

    found, reference = run.interleaved(ours, bare)
    note = f"{people:,} 人，每 {TWICE} 人有 1 人登錄兩次；對照：四種相同各一句 GROUP BY"
    yield Result(figure=found, reference=reference, unit="s", goal=Goal(at_most=5), note=note)
    yield Result(part="memory", figure=run.peak_mib(ours), unit="MiB", goal=Goal(at_most=60))


@row("hours.approve")
def approve(run: Run) -> Iterator[Result]:
    """A county's month approved in one stroke, its sums with it, against one bare update of the same lines; then what
    its page looks at each time, and all of it counted again after everybody's training was revoked.
    """
    from foundation.audit.trail import SYSTEM
    from volunteers.models import ServiceEntry, Training
    from volunteers.serving import approvals, recounting

    run.database()
    lines = run.size(small=200, full=LINES)
    unit, _names = unit_with(run.size(small=20, full=2_000))

    def ours() -> None:
        approvals.approve_ordinary(unit=unit, month=MONTH, seed="bench", by=SYSTEM, now=NOW)

    def bare() -> None:
        ServiceEntry.objects.filter(unit=unit, month=MONTH, state="pending").update(state="approved")

    figures: list[float] = []

    def measured(work: Any) -> None:
        _wait(unit, lines)
        figures.append(run.once(work))

    def looked_at() -> None:
        part = recounting.parts(unit=unit, month=MONTH)[0]
        recounting.find(unit=unit, month=MONTH, people=part.people)

    def recounted() -> None:
        recounting.recount(unit=unit, month=MONTH, reason="量測：訓練撤銷", by=SYSTEM, now=NOW)

    def afterwards() -> None:
        _wait(unit, lines)
        ours()
        figures.append(run.once(looked_at))
        Training.objects.filter(programme="SP_SOCIAL").update(revoked_on=NOW.date(), revoked_why="量測")
        figures.append(run.once(recounted))

    for work in (ours, bare):
        undone(lambda work=work: measured(work))
    undone(afterwards)
    note = f"{lines:,} 筆；對照：同樣的筆直接改狀態"
    yield Result(figure=figures[0], reference=figures[1], unit="s", goal=Goal(at_most=10), note=note)
    yield Result(part="looked", figure=figures[2], unit="s", goal=Goal(at_most=1), note="月份頁每次對照的一部分")
    note = f"{lines:,} 筆全部沖銷並改記，合計一起更正"
    yield Result(part="recount", figure=figures[3], unit="s", goal=Goal(at_most=60), note=note)


def _twice(unit: Any) -> None:
    """Every so manieth person once more, with the same name and birth, and a birth for everybody."""
    from volunteers.models import Enrolment, Volunteer

    chance = random.Random(5)
    people = list(Volunteer.objects.filter(enrolments__unit=unit, born_on=None).order_by("pk"))
    for one in people:
        one.born_on = dt.date(1940, 1, 1) + dt.timedelta(days=chance.randrange(25_000))
        one.phone = f"09{chance.randrange(10**8):08}"
    Volunteer.objects.bulk_update(people, ["born_on", "phone"], batch_size=2_000)
    more = [
        Volunteer(
            name=one.name, name_key=one.name_key, born_on=one.born_on, phone=one.phone, registered_on=one.registered_on
        )
        for one in people[::TWICE]
    ]
    made = Volunteer.objects.bulk_create(more, batch_size=2_000)
    Enrolment.objects.bulk_create(
        [Enrolment(volunteer=one, unit=unit, joined_on=one.registered_on) for one in made], batch_size=2_000
    )


def _wait(unit: Any, count: int) -> None:
    """Ordinary lines of the month that wait."""
    from foundation import bulk
    from volunteers.models import Enrolment, ServiceBatch, ServiceEntry
    from volunteers.serving import ledger

    people = list(Enrolment.objects.filter(unit=unit).values_list("volunteer", flat=True))
    batch = ServiceBatch.objects.create(unit=unit, source="list", made_at=NOW, made_by="量測")
    rows = (
        (
            people[number % len(people)], unit.pk, "social", dt.date(2026, 10, 1 + number % 31), MONTH, 540, 720, 180,
            180, "", "關懷訪視", 2, 1, "", "pending", batch.pk, None, "", None, None,
        )
        for number in range(count)
    )  # fmt: skip
    bulk.insert(ServiceEntry, ledger.COLUMNS, rows)
