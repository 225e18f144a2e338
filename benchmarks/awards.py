"""Awards at a city's size: everybody's, one list, and one person's full tree."""

from __future__ import annotations

import datetime as dt
import random
from collections.abc import Iterator
from typing import Any

from benchmarks.city import people_and_units, write
from benchmarks.measure import Run
from benchmarks.register import CITY
from benchmarks.rows import Goal, LeftOut, Result, row

NOW = dt.datetime(2026, 11, 21, 8, 0, tzinfo=dt.UTC)
ON = dt.date(2026, 11, 30)
TEAMS = 1_099
LINES = 4_000_000
YEARS = 5
CATEGORIES = ("social", "social", "health", "education", "culture", "fire", "civil")
SAMPLED = 200


@row("awards.city.sqlite")
def city(run: Run) -> Iterator[Result]:
    """Every award for everybody of a city, findings stored, against one raw pass over the entries."""
    from volunteers.awards import eligibility
    from volunteers.models import Volunteer

    run.database()
    people, lines = run.size(small=120, full=CITY), run.size(small=600, full=LINES)
    first, keys = filled(people, run.size(small=5, full=TEAMS), lines)

    def ours() -> None:
        assess(keys)

    def bare() -> None:
        one_pass(first)

    figure, reference = run.interleaved(ours, bare, rounds=1 if people < 1000 else 3)
    note = f"{people:,} 人、{lines:,} 筆、{len(offered())} 個獎；對照：直接掃過全部的筆數一次"
    yield Result(figure=figure, reference=reference, unit="s", goal=Goal(ratio_at_most=2), note=note)
    sample = Volunteer.objects.filter(pk__in=random.Random(3).sample(list(keys), min(SAMPLED, people)))
    one_by_one = run.once(lambda: [eligibility.assess(one, ON, county="TPE") for one in sample])
    loop = one_by_one / len(sample) * people
    yield Result(
        part="loop", figure=loop, reference=figure, unit="s", goal=Goal(ratio_at_least=50),
        note=f"單人引擎逐一評估（抽 {len(sample)} 人推算）",
    )  # fmt: skip
    peak = run.peak_mib(lambda: assess(keys))
    yield Result(part="memory", figure=peak, unit="MiB", goal=Goal(at_most=300))


@row("awards.one")
def one(run: Run) -> Iterator[Result]:
    """Everybody with years and hours enough for one award, from the totals kept with the ledger."""
    from django.db import connection

    from volunteers.models import Enrolment, ServiceTotal
    from volunteers.rules import award_years
    from volunteers.rules.award_books import award

    run.database()
    people, lines = run.size(small=120, full=CITY), run.size(small=600, full=LINES)
    first, keys = filled(people, run.size(small=5, full=TEAMS), lines)
    years, minutes = 3, run.size(small=5, full=100) * 60
    begun = award_years.years_before(ON, years) + dt.timedelta(days=1)
    rule = award({
        "code": "BENCH_ONE", "name": "量測", "name_en": "Bench", "authority": "量測", "authority_en": "Bench",
        "level": "local", "subjects": ["person"], "basis": "own", "service": {"county": "TPE"}, "sources": ["量測"],
        "rule": {"all": [{"kind": "years", "least": years}, {"kind": "hours", "least": minutes // 60}]},
    })  # fmt: skip

    def totals() -> list[int]:
        there = Enrolment.objects.filter(joined_on__lte=begun, left_on=None).values("volunteer")
        rows = ServiceTotal.objects.filter(counted__gte=minutes, volunteer__gte=first, volunteer__in=there)
        return sorted(rows.order_by().values_list("volunteer", flat=True))

    def scan() -> list[int]:
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT volunteer_id FROM volunteers_serviceentry WHERE state = 'approved' AND volunteer_id >= %s "
                "AND volunteer_id IN (SELECT volunteer_id FROM volunteers_enrolment WHERE joined_on <= %s "
                "AND left_on IS NULL) GROUP BY volunteer_id HAVING sum(counted) >= %s",
                [first, begun, minutes],
            )
            return sorted(row[0] for row in cursor.fetchall())

    def engine() -> list[int]:
        return sorted(each.who for each in found_of(keys, [rule]) if each.state == "eligible")

    listed = totals()
    if not listed or not listed == scan() == engine():
        raise AssertionError("totals, entries and the engine do not list the same people")
    rounds = 1 if people < 1000 else 5
    figure, raw, whole = run.interleaved(totals, scan, engine, rounds=rounds)
    note = f"{people:,} 人、{lines:,} 筆，{len(listed):,} 人達標，三份名單相同；對照：直接掃過全部的筆數"
    yield Result(figure=raw, reference=figure, unit="s", goal=Goal(ratio_at_least=50), note=note)
    yield Result(
        part="engine", figure=whole, reference=raw, unit="s", goal=Goal(ratio_at_most=2),
        note="整批引擎評估這一個獎，含每個人的條件；對照同上",
    )  # fmt: skip
    try:
        import duckdb
    except ImportError:
        raise LeftOut("沒有安裝 duckdb；只和直接掃過全部的筆數比") from None
    yield from _duckdb(run, duckdb, totals, first, begun, minutes)


def _duckdb(run: Run, duckdb: Any, totals: Any, first: int, begun: dt.date, minutes: int) -> Iterator[Result]:
    """The same entries in DuckDB, which reads them column by column."""
    from django.db import connection

    columns = duckdb.connect()
    columns.execute("CREATE TABLE entries (volunteer BIGINT, counted INTEGER)")
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT volunteer_id, counted FROM volunteers_serviceentry WHERE state = 'approved' AND volunteer_id >= %s "
            "AND volunteer_id IN (SELECT volunteer_id FROM volunteers_enrolment WHERE joined_on <= %s "
            "AND left_on IS NULL)",
            [first, begun],
        )
        while rows := cursor.fetchmany(100_000):
            columns.executemany("INSERT INTO entries VALUES (?, ?)", rows)

    def scan() -> list[int]:
        found = columns.execute(
            "SELECT volunteer FROM entries GROUP BY volunteer HAVING sum(counted) >= ?", [minutes]
        ).fetchall()
        return sorted(row[0] for row in found)

    if scan() != totals():
        raise AssertionError("DuckDB lists other people")
    theirs, ours = run.interleaved(scan, totals)
    yield Result(part="duckdb", figure=theirs, reference=ours, unit="s", goal=Goal(ratio_at_least=10))


@row("awards.person")
def person(run: Run) -> Iterator[Result]:
    """One person's tree of every award, against the bare questions for her facts."""
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    from volunteers.awards import eligibility
    from volunteers.models import Volunteer

    run.database()
    _first, keys = filled(
        run.size(small=120, full=CITY), run.size(small=5, full=TEAMS), run.size(small=600, full=LINES)
    )
    one = Volunteer.objects.get(pk=keys[len(keys) // 2])
    with CaptureQueriesContext(connection) as asked:
        eligibility.assess(one, ON)
    questions = [(query["sql"]) for query in asked]

    def bare() -> None:
        with connection.cursor() as cursor:
            for question in questions:
                cursor.execute(question.replace("%", "%%"))
                cursor.fetchall()

    figure, reference = run.interleaved(lambda: eligibility.assess(one, ON), bare, rounds=1 if len(keys) < 1000 else 25)
    yield Result(
        figure=figure * 1000, reference=reference * 1000, unit="ms", goal=Goal(ratio_at_most=4),
        note="對照：同樣的問題直接寫 SQL",
    )  # fmt: skip
    yield Result(part="queries", figure=len(questions), unit="次", goal=Goal(at_most=12))


def one_pass(first: int) -> None:
    """Every approved entry summed by person, unit and category in one statement: less nobody can read."""
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT volunteer_id, unit_id, category, sum(counted) FROM volunteers_serviceentry "
            "WHERE state = 'approved' AND volunteer_id >= %s GROUP BY volunteer_id, unit_id, category",
            [first],
        )
        cursor.fetchall()


def offered() -> list[Any]:
    from volunteers.awards import books

    return [one for one in books.of_subject("person", ON) if one.is_offered(ON)]


def found_of(keys: range, rules: list[Any]) -> Iterator[Any]:
    """What the run over a county finds of these people."""
    from volunteers.awards import facts, readings, sweeping

    places = facts.Places()
    places.learn_all()
    used = readings.used_by("TPE", ON)
    for start in range(keys.start, keys.stop, sweeping.CHUNK):
        yield from sweeping.find(range(start, min(start + sweeping.CHUNK, keys.stop)), ON, used, places, rules)


def assess(keys: range) -> None:
    """The run over the people of this bench, as `runs.go_on` does it, with its findings stored."""
    from foundation.accounts.models import County
    from volunteers.awards import books, facts, readings, runs, sweeping
    from volunteers.models import AwardRun, AwardStanding

    AwardStanding.objects.filter(county="TPE").delete()
    run = AwardRun(county=County.objects.get(pk="TPE"), on=ON)
    places = facts.Places()
    places.learn_all()
    used, rules = readings.used_by("TPE", ON), books.of_subject("person", ON, "TPE")
    for start in range(keys.start, keys.stop, sweeping.CHUNK):
        part = range(start, min(start + sweeping.CHUNK, keys.stop))
        runs.store(run, part, list(sweeping.find(part, ON, used, places, rules)))


_made: dict[tuple[int, int], tuple[int, range]] = {}


def filled(people: int, teams: int, lines: int) -> tuple[int, range]:
    """A city with its ledger and its sums, made once in a run. Returns the first person's key, and the keys."""
    from django.db import connection

    from foundation import bulk
    from volunteers.models import RecordBook, ServiceBatch, ServiceEntry, Training
    from volunteers.serving import ledger, sums

    if (people, lines) in _made:
        return _made[people, lines]
    joined = [ON.replace(year=ON.year - one, day=1) for one in (1, 2, 3, 4, 5, 6, 8, 12)]
    _number, units, keys = people_and_units("獎項量測隊", people, teams, joined=joined, categories=CATEGORIES)
    write(
        Training,
        (
            {
                "volunteer": key, "programme": programme, "minutes": 360, "completed_on": joined[key % len(joined)],
                "issuer": "量測", "recorded_on": ON,
            }
            for key in keys
            for programme in ("BASIC", "SP_SOCIAL")
        ),
    )  # fmt: skip
    write(
        RecordBook,
        (
            {
                "volunteer": key, "unit": units[key % teams].pk, "authority": units[key % teams].authority_id,
                "number": f"M{key}", "state": "issued", "applied_on": joined[0], "issued_on": joined[0],
            }
            for key in keys
            if key % 3
        ),
    )  # fmt: skip
    batch = ServiceBatch.objects.create(unit=units[0], source="list", made_at=NOW, made_by="量測")
    chance = random.Random(7)
    days = [ON - dt.timedelta(days=one) for one in range(YEARS * 365)]

    def line() -> tuple[Any, ...]:
        # Some serve much and many serve little: the square of an even chance.
        key, day = keys[int(chance.random() ** 2 * len(keys))], chance.choice(days)
        unit = units[key % teams]
        return (
            key, unit.pk, unit.category, day, ledger.month_of(day), 540, 720, 180, 180, "", "關懷訪視", 2, 1, "",
            "approved", batch.pk, None, "", None, None,
        )  # fmt: skip

    bulk.insert(ServiceEntry, ledger.COLUMNS, (line() for _number in range(lines)))
    from django.db.models import Q

    sums.add(Q(batch=batch))
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")
    _made[people, lines] = keys.start, keys
    return _made[people, lines]
