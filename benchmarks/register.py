"""The register at its size: lists of hours of a hundred thousand rows, a search in a city, a million lines summed.

Everything is undone after each round, so that every round meets the same ledger.
"""

from __future__ import annotations

import datetime as dt
import io
import random
from collections.abc import Callable, Iterator
from typing import Any

from benchmarks.measure import Run
from benchmarks.rows import Goal, Result, row

NOW = dt.datetime(2026, 11, 21, 8, 0, tzinfo=dt.UTC)
FIRST = dt.date(2025, 1, 1)
CITY = 78_633
NATION = 1_100_000
"""As many volunteers as the country has: searched on PostgreSQL, which `BENCH_DATABASE_URL` names."""
"""Taipei's volunteers (111 年度臺北市政府志願服務工作計畫)."""
HEADINGS = ("姓名", "志工編號", "服務日期", "開始時間", "結束時間", "服務內容", "受服務人次")


@row("hours.import.limit")
def hours(run: Run) -> Iterator[Result]:
    """A list of hours read, understood, judged by every rule and entered, against reading and writing it blindly."""
    run.database()
    rows, people = run.size(small=200, full=100_000), run.size(small=20, full=2_000)
    unit, names = unit_with(people)
    file = list_of(names, rows)
    ours, bare = run.interleaved(
        lambda: undone(lambda: _imported(unit, file)),
        lambda: undone(lambda: _blind(file)),
        rounds=1 if rows < 1000 else 3,
    )
    note = f"{rows:,} 列、{people:,} 人；對照：calamine 讀、executemany 寫"
    yield Result(figure=ours, reference=bare, unit="s", goal=Goal(ratio_at_most=4), note=note)
    peak = run.peak_mib(lambda: undone(lambda: _imported(unit, file)))
    yield Result(part="memory", figure=peak, unit="MiB", goal=Goal(at_most=300))


@row("ledger.rebuild")
def rebuild(run: Run) -> Iterator[Result]:
    """Many lines entered and summed; what is summed equals the lines."""
    from volunteers.serving import sums

    run.database()
    lines, people = run.size(small=500, full=1_000_000), run.size(small=20, full=20_000)
    unit, _names = unit_with(people)
    figures: list[float] = []

    def measured() -> None:
        inserting = run.once(lambda: _lines(unit, lines))
        adding = run.once(lambda: sums.add(_all_lines()))
        figures.extend((adding, inserting, sum(1 for _each in sums.differences())))

    undone(measured)
    adding, inserting, different = figures
    note = f"{lines:,} 筆、{people:,} 人；對照：寫入這些筆"
    yield Result(figure=adding, reference=inserting, unit="s", goal=Goal(ratio_at_most=1), note=note)
    yield Result(part="differences", figure=different, unit="", goal=Goal(at_most=0))


@row("register.search")
def search(run: Run) -> Iterator[Result]:
    """The first page of people found by the beginning of a name, or by a unit's number, against the bare question."""
    from django.db import connection
    from django.utils import timezone

    from volunteers.persons import searching
    from volunteers.persons.listing import People

    run.database()
    officer = _officer()
    people = run.size(small=200, full=NATION if connection.vendor == "postgresql" else CITY)
    unit_with(people)
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")
    key, number = _name(people // 2)[:2], f"{people // 2:05}"

    def of(text: str) -> People:
        return People(officer, text, None, timezone.localdate())

    def ours() -> None:
        of(key).found(0, 50)

    def bare() -> None:
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT * FROM volunteers_volunteer WHERE name_key >= %s AND name_key < %s ORDER BY name_key LIMIT 50",
                [key, key + searching.LAST],
            )
            cursor.fetchall()

    def by_number() -> None:
        of(number).found(0, 50)

    def bare_number() -> None:
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT v.* FROM volunteers_volunteer v JOIN volunteers_enrolment e ON e.volunteer_id = v.id "
                "WHERE UPPER(e.number) = %s ORDER BY v.name_key LIMIT 50",
                [number],
            )
            cursor.fetchall()

    note = f"{people:,} 人，100 次；承辦人看得到的人，連同採計時數"
    found, reference = run.interleaved(lambda: _often(ours), lambda: _often(bare))
    yield Result(figure=found, reference=reference, unit="s", goal=Goal(ratio_at_most=3), note=note)
    found, reference = run.interleaved(lambda: _often(lambda: of(key)[:50]), lambda: _often(bare))
    yield Result(
        part="page", figure=found, reference=reference, unit="s", goal=Goal(ratio_at_most=3),
        note="同上，再加每個人所在的單位（多問一次）；對照同上",
    )  # fmt: skip
    found, reference = run.interleaved(lambda: _often(by_number), lambda: _often(bare_number))
    yield Result(part="number", figure=found, reference=reference, unit="s", goal=Goal(ratio_at_most=3), note=note)


def _officer() -> Any:
    """Somebody who sees the people of the county's units, and nobody else's."""
    from foundation.accounts.models import Membership, User

    user, _made = User.objects.get_or_create(email="officer@example.org", defaults={"name": "承辦人（示範）"})
    Membership.objects.get_or_create(user=user, role="county_officer", county_id="TPE", defaults={"starts_on": FIRST})
    return user


def _often(work: Callable[[], None]) -> None:
    for _time in range(100):
        work()


def undone(work: Callable[[], object]) -> None:
    """Do the work and take it back."""
    from django.db import transaction

    with transaction.atomic():
        work()
        transaction.set_rollback(True)


def unit_with(people: int) -> tuple[Any, list[str]]:
    """A unit with so many trained people, made once in a run; names are all different."""
    from foundation import bulk
    from foundation.accounts.models import Organisation
    from foundation.taiwan import naming
    from volunteers.filing import authorities
    from volunteers.models import Enrolment, Training, Unit, Volunteer

    name = f"量測單位 {people}"
    names = [_name(number) for number in range(people)]
    if (there := Unit.objects.filter(organisation__name=name).first()) is not None:
        return there, names
    unit = Unit.objects.create(
        organisation=Organisation.objects.create(county_id="TPE", name=name, kind=Organisation.Kind.UNIT),
        county_id="TPE", number=Unit.objects.count() + 1, body=Unit.Body.ASSOCIATION, category="social",
        authority=authorities.in_charge(county="TPE", category="social"), state=Unit.State.ACTIVE,
    )  # fmt: skip
    start = (Volunteer.objects.order_by("-pk").values_list("pk", flat=True).first() or 0) + 1
    keys = range(start, start + people)
    columns = [field.name for field in Volunteer._meta.concrete_fields if field.name not in ("user", "merged_into")]
    bulk.insert(
        Volunteer,
        columns,
        (
            [
                {
                    "id": key,
                    "name": said,
                    "name_key": naming.person_key(said),
                    "identity_mark": None,
                    "registered_on": FIRST,
                }.get(column, Volunteer._meta.get_field(column).get_default())
                for column in columns
            ]
            for key, said in zip(keys, names, strict=True)
        ),
    )
    Enrolment.objects.bulk_create(
        [
            Enrolment(volunteer_id=key, unit=unit, number=f"{number:05}", joined_on=FIRST)
            for number, key in enumerate(keys)
        ],
        batch_size=5_000,
    )
    Training.objects.bulk_create(
        [
            Training(
                volunteer_id=key, programme=programme, minutes=360, completed_on=dt.date(2024, 3, 1), issuer="量測",
                recorded_on=FIRST,
            )
            for key in keys
            for programme in ("BASIC", "SP_SOCIAL")
        ],
        batch_size=5_000,
    )  # fmt: skip
    return unit, names


def _name(number: int) -> str:
    """A name of three characters; 100,000 different ones."""
    return "林陳黃張李王吳劉蔡楊"[number % 10] + chr(0x4E00 + number // 10 % 1000) + chr(0x5200 + number // 10_000)


def list_of(names: list[str], rows: int, *, wrong: int = 0) -> bytes:
    """A list as a unit would send it: XLSX with a title above and a sum below; every so manieth row has no such day."""
    from openpyxl import Workbook

    book = Workbook(write_only=True)
    sheet = book.create_sheet("時數")
    sheet.append(["服務時數統計表"])
    sheet.append(list(HEADINGS))
    chance = random.Random(7)
    for number in range(rows):
        who = number % len(names)
        day = FIRST + dt.timedelta(days=number // len(names) * 7)
        said = f"{day.year - 1911}/{day.month}/{day.day}"
        if wrong and number % wrong == wrong - 1:
            said = f"{day.year - 1911}/13/{day.day}"
        sheet.append(
            [names[who], f"{who:05}", said, f"0{chance.randint(7, 9)}:00",
             f"1{chance.randint(2, 6)}:30", "關懷訪視", chance.randint(0, 9)]
        )  # fmt: skip
    sheet.append(["合計"])
    stream = io.BytesIO()
    book.save(stream)
    return stream.getvalue()


def _imported(unit: Any, file: bytes) -> None:
    from foundation.audit.trail import SYSTEM
    from foundation.imports.rows import read
    from volunteers.lists import hour_lists

    understood = read(file, hour_lists.SPEC, limits=hour_lists.LIMITS)
    taken = hour_lists.take(unit=unit, understood=understood, by=SYSTEM, now=NOW, label="量測")
    if taken.understood.problems or taken.there:
        raise RuntimeError(f"rows were refused: {taken.understood.problems[:1]} {taken.there[:1]}")


def _blind(file: bytes) -> None:
    """What one cannot go below: the cells read, and as many columns written as a line has."""
    from django.db import connection
    from python_calamine import CalamineWorkbook

    sheet = CalamineWorkbook.from_filelike(io.BytesIO(file)).get_sheet_by_index(0).to_python()
    with connection.cursor() as cursor:
        cursor.execute(
            "CREATE TABLE bare_lines (id integer PRIMARY KEY, a int, b int, c text, d date, e int, f int, g int, "
            "h int, i int, j text, k text, l int, m int, n text, o text, p text)"
        )
        cursor.executemany(
            "INSERT INTO bare_lines VALUES (%s,%s,%s,%s,%s,%s,%s,%s,%s,%s,%s,%s,%s,%s,%s,%s,%s)",
            [
                (number, number, 1, "social", "2025-01-01", 202501, 540, 720, 180, 180, "", str(line[5]), 1, 1, "",
                 "pending", f"{number:048}")
                for number, line in enumerate(sheet[2:])
            ],
        )  # fmt: skip


def _lines(unit: Any, count: int) -> None:
    from foundation import bulk
    from volunteers.models import Enrolment, ServiceBatch, ServiceEntry
    from volunteers.serving import ledger

    people = list(Enrolment.objects.filter(unit=unit).values_list("volunteer", flat=True))
    batch = ServiceBatch.objects.create(unit=unit, source="list", made_at=NOW, made_by="量測")
    chance = random.Random(11)

    def one(number: int) -> tuple[Any, ...]:
        day = FIRST + dt.timedelta(days=chance.randrange(600))
        counted = chance.choice((180, 180, 120, 0))
        return (
            people[number % len(people)], unit.pk, "social", day, ledger.month_of(day), 540, 720, 180, counted,
            "" if counted == 180 else "overlap", "關懷訪視", 2, 1, "", "approved", batch.pk, None, "", None, None,
        )  # fmt: skip

    bulk.insert(ServiceEntry, ledger.COLUMNS, (one(number) for number in range(count)))


def _all_lines() -> Any:
    from django.db.models import Q

    return Q()
