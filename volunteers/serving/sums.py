"""The sums of the ledger: kept with every line that is approved or taken out, provable, and mendable.

Months and totals are kept. A year is at most twelve months of a person in a unit and category, so that whoever asks for
one adds these (`reporting.counting.served`, `awards.facts`): a third table would be one more thing to keep equal.

All of it is said to the database in sets, whatever the number of lines.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from typing import Any

from django.db import connection, transaction
from django.db.models import Max, Min, OuterRef, Q, QuerySet, Subquery, Sum

from volunteers.models import ServiceEntry, ServiceMonth, ServiceTotal, Volunteer

APPROVED = Q(state=ServiceEntry.State.APPROVED)
_KEYS = ("volunteer", "unit", "category", "month")
_SUMS = ("minutes", "counted", "times", "served_people")
PEOPLE = 20_000
"""So many people's sums are held in memory at a time while they are proved."""


def add(lines: Q) -> None:
    """Add approved lines to the sums: once for each line, in the transaction that approves or writes it."""
    months = (
        ServiceEntry.objects.filter(APPROVED & lines)
        .order_by()
        .values(*_KEYS)
        .annotate(**{f"sum_{name}": Sum(name) for name in _SUMS})
    )
    _upsert(months, ServiceMonth, _KEYS, _SUMS)
    totals = (
        ServiceEntry.objects.filter(APPROVED & lines)
        .order_by()
        .values("volunteer")
        .annotate(sum_counted=Sum("counted"), sum_times=Sum("times"))
    )
    _upsert(totals, ServiceTotal, ("volunteer",), ("counted", "times"))
    _first_days(lines)


@dataclass(frozen=True, slots=True)
class Difference:
    """One sum that is not what the lines say: whose it is, what is kept and what it should be."""

    volunteer: int
    unit: int | None
    category: str
    month: int | None
    kept: dict[str, Any]
    true: dict[str, Any]


def differences(*, people: int = PEOPLE) -> Iterator[Difference]:
    """Where the sums are not what the approved lines say. None is the proof; `rebuild` mends.

    Args:
        people: whose sums are held in memory at a time.
    """
    last = 0
    while True:
        keys = Volunteer.objects.filter(pk__gt=last).order_by("pk").values_list("pk", flat=True)[:people]
        until = keys.aggregate(last=Max("pk"))["last"]
        if until is None:
            return
        theirs = Q(volunteer__gt=last, volunteer__lte=until)
        yield from _month_differences(theirs)
        yield from _total_differences(theirs)
        last = until


def _month_differences(theirs: Q) -> Iterator[Difference]:
    lines = ServiceEntry.objects.filter(APPROVED & theirs).order_by().values(*_KEYS)
    true = {
        tuple(row[name] for name in _KEYS): {name: row[f"sum_{name}"] for name in _SUMS}
        for row in lines.annotate(**{f"sum_{name}": Sum(name) for name in _SUMS}).iterator()
    }
    for row in ServiceMonth.objects.filter(theirs).order_by().values(*_KEYS, *_SUMS).iterator():
        key = tuple(row[name] for name in _KEYS)
        kept = {name: row[name] for name in _SUMS}
        should = true.pop(key, dict.fromkeys(_SUMS, 0))
        if kept != should:
            yield _month_difference(key, kept, should)
    for key, should in true.items():
        if any(should.values()):
            yield _month_difference(key, {}, should)


def rebuild() -> None:
    """Make every sum anew from the lines; whoever writes lines or sums meanwhile waits."""
    with transaction.atomic():
        _lock_tables()
        ServiceMonth.objects.all().delete()
        ServiceTotal.objects.all().delete()
        add(Q())


def _lock_tables() -> None:
    """Let nobody write lines or sums until the transaction ends; SQLite has one writer at a time anyway."""
    if connection.vendor != "postgresql":
        return
    tables = (ServiceEntry, ServiceMonth, ServiceTotal)
    names = ", ".join(connection.ops.quote_name(one._meta.db_table) for one in tables)
    with connection.cursor() as cursor:
        cursor.execute(f"LOCK TABLE {names} IN SHARE ROW EXCLUSIVE MODE")


def retell(people: Collection[int]) -> None:
    """Make the sums of some people anew from their lines, because lines went from one of them to another."""
    theirs = Q(volunteer__in=list(people))
    with transaction.atomic():
        ServiceMonth.objects.filter(theirs).delete()
        ServiceTotal.objects.filter(theirs).delete()
        add(theirs)


def _month_difference(key: tuple[Any, ...], kept: dict[str, Any], true: dict[str, Any]) -> Difference:
    volunteer, unit, category, month = key
    return Difference(volunteer, unit, category, month, kept, true)


def _total_differences(theirs: Q) -> Iterator[Difference]:
    lines = ServiceEntry.objects.filter(APPROVED & theirs).order_by().values("volunteer")
    true = {
        row["volunteer"]: {"counted": row["sum_counted"], "times": row["sum_times"]}
        for row in lines.annotate(sum_counted=Sum("counted"), sum_times=Sum("times")).iterator()
    }
    firsts = dict(_counting(theirs).values_list("volunteer").annotate(Min("served_on")).iterator())
    totals = ServiceTotal.objects.filter(theirs).order_by()
    for row in totals.values("volunteer", "counted", "times", "first_on").iterator():
        key = row["volunteer"]
        kept: dict[str, Any] = {name: row[name] for name in ("counted", "times", "first_on")}
        should = true.pop(key, {"counted": 0, "times": 0}) | {"first_on": firsts.get(key)}
        if kept != should:
            yield Difference(key, None, "", None, kept, should)
    for key, should in true.items():
        if any(should.values()):
            yield Difference(key, None, "", None, {}, should | {"first_on": firsts.get(key)})


def _upsert(source: QuerySet[Any, Any], model: Any, keys: tuple[str, ...], values: tuple[str, ...]) -> None:
    """Add what a grouped question says to the rows of `model`, making those that are not there."""
    select, params = source.query.sql_with_params()
    quote = connection.ops.quote_name
    table = quote(model._meta.db_table)
    key_columns = [quote(model._meta.get_field(name).column) for name in keys]
    value_columns = [quote(model._meta.get_field(name).column) for name in values]
    moved = ", ".join(f"{name} = {table}.{name} + excluded.{name}" for name in value_columns)
    with connection.cursor() as cursor:
        # The inner question stands in brackets: SQLite could otherwise read ON CONFLICT as a join's ON. Names of tables
        # and columns are the models' own.
        cursor.execute(
            f"INSERT INTO {table} ({', '.join(key_columns + value_columns)}) "  # noqa: S608
            f"SELECT * FROM ({select}) AS lines WHERE true "
            f"ON CONFLICT ({', '.join(key_columns)}) DO UPDATE SET {moved}",
            params,
        )


def _counting(lines: Q) -> QuerySet[ServiceEntry]:
    """Approved lines that count something and have not been taken out again.

    A counter-line never counts more than nothing. To say besides that it is none leads SQLite astray: it then goes
    through all lines that are none for each person, instead of through hers.
    """
    return ServiceEntry.objects.filter(APPROVED & lines, counted__gt=0, corrected_by=None).order_by()


def _first_days(lines: Q) -> None:
    """Set each concerned person's first day that counts, as it stands after these lines."""
    first = (
        _counting(Q(volunteer=OuterRef("volunteer")))
        .values("volunteer")
        .annotate(first=Min("served_on"))
        .values("first")
    )
    concerned = ServiceEntry.objects.filter(APPROVED & lines).order_by().values("volunteer")
    ServiceTotal.objects.filter(volunteer__in=concerned).update(first_on=Subquery(first))
