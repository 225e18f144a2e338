"""The sums of the ledger: kept with every line that is approved or taken out, provable, and mendable.

All of it is said to the database in sets, whatever the number of lines.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from typing import Any

from django.db import connection, transaction
from django.db.models import Min, OuterRef, Q, QuerySet, Subquery, Sum

from volunteers.models import ServiceEntry, ServiceMonth, ServiceTotal

APPROVED = Q(state=ServiceEntry.State.APPROVED)
_KEYS = ("volunteer", "unit", "category", "month")
_SUMS = ("minutes", "counted", "times", "served_people")


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


def differences() -> list[Difference]:
    """Where the sums are not what the approved lines say. Empty is the proof; `rebuild` mends."""
    found: list[Difference] = []
    true = {
        tuple(row[name] for name in _KEYS): {name: row[f"sum_{name}"] for name in _SUMS}
        for row in ServiceEntry.objects.filter(APPROVED).order_by().values(*_KEYS).annotate(
            **{f"sum_{name}": Sum(name) for name in _SUMS}
        ).iterator()
    }  # fmt: skip
    for row in ServiceMonth.objects.order_by().values(*_KEYS, *_SUMS).iterator():
        key = tuple(row[name] for name in _KEYS)
        kept = {name: row[name] for name in _SUMS}
        should = true.pop(key, dict.fromkeys(_SUMS, 0))
        if kept != should:
            found.append(_month_difference(key, kept, should))
    found += [_month_difference(key, {}, should) for key, should in true.items() if any(should.values())]
    return found + _total_differences()


def rebuild() -> None:
    """Make every sum anew from the lines."""
    with transaction.atomic():
        ServiceMonth.objects.all().delete()
        ServiceTotal.objects.all().delete()
        add(Q())


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


def _total_differences() -> list[Difference]:
    found: list[Difference] = []
    true = {
        row["volunteer"]: {"counted": row["sum_counted"], "times": row["sum_times"]}
        for row in ServiceEntry.objects.filter(APPROVED).order_by().values("volunteer").annotate(
            sum_counted=Sum("counted"), sum_times=Sum("times")
        ).iterator()
    }  # fmt: skip
    firsts = dict(_counting(Q()).values_list("volunteer").annotate(Min("served_on")).iterator())
    for row in ServiceTotal.objects.order_by().values("volunteer", "counted", "times", "first_on").iterator():
        key = row["volunteer"]
        kept: dict[str, Any] = {name: row[name] for name in ("counted", "times", "first_on")}
        should = true.pop(key, {"counted": 0, "times": 0}) | {"first_on": firsts.get(key)}
        if kept != should:
            found.append(Difference(key, None, "", None, kept, should))
    found += [
        Difference(key, None, "", None, {}, should | {"first_on": firsts.get(key)})
        for key, should in true.items()
        if any(should.values())
    ]
    return found


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
    """Approved lines that count something and have not been taken out again."""
    return ServiceEntry.objects.filter(APPROVED & lines, counted__gt=0, corrects=None, corrected_by=None).order_by()


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
