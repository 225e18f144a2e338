"""Every row from this database into another, empty one: from one server's SQLite to PostgreSQL, or back.

The other one is made by its own migrations, emptied of what these put into it, and filled in one transaction, table by
table, a stream each. Before that is committed every table is read again from there and held against what was read
here: the sum of the rows' hashes, which no order of rows changes. Either all of it stands, and is equal, or nothing.

What was counted goes along: the next row's number is never one that a deleted row has had, of which the trail speaks.
"""

from __future__ import annotations

import datetime as dt
import decimal
import hashlib
import json
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from django.apps import apps
from django.db import connections, models, transaction
from django.db.backends.base.base import BaseDatabaseWrapper
from django.utils.translation import gettext as _

from foundation.bulk import chunks

from . import filling
from .snapshots import NotCopied

CHUNK = 5_000
MODULUS = 1 << 256
Tell = Callable[[str, int, int], None]


@dataclass(frozen=True, slots=True)
class Table:
    """What was proved of one table: how many rows, and the sum of their hashes."""

    name: str
    rows: int
    digest: str


def tables() -> list[type[models.Model]]:
    """Every model that has a table, those between two others among them; what is pointed to stands first."""
    found = [
        model
        for model in apps.get_models(include_auto_created=True)
        if model._meta.managed and not model._meta.proxy and not model._meta.swapped
    ]
    ordered: dict[type[models.Model], None] = {}

    def place(model: type[models.Model], on_the_way: frozenset[type[models.Model]]) -> None:
        if model in ordered or model in on_the_way:
            return
        for other in sorted(_pointed_to(model) - {model}, key=lambda one: one._meta.label):
            place(other, on_the_way | {model})
        ordered.setdefault(model)

    for model in sorted(found, key=lambda one: one._meta.label):
        place(model, frozenset())
    return list(ordered)


def move(*, source: str, target: str, tell: Tell = lambda name, done, total: None) -> list[Table]:
    """Copy all rows between two connections, whose tables the same migrations have made, and prove them equal.

    Args:
        source, target: names of connections.
        tell: called with a table, its rows so far and in all.

    Raises:
        NotCopied: a row does not fit over there, or something is not equal; the target then holds what it held.
    """
    there = connections[target]
    models_, settled, proved = tables(), set[type[models.Model]](), list[Table]()
    with transaction.atomic(using=source), transaction.atomic(using=target):
        filling.one_moment(connections[source])
        triggers = filling.without_triggers(there, models_)
        filling.empty(there, models_)
        for model in models_:
            settled.add(model)
            proved.append(_copied(model, connections[source], there, settled, tell))
            filling.numbers_go_on(model, connections[source], there)
        filling.check_references(there)
        for statement in triggers:
            filling.execute(there, statement)
        for model, here in zip(models_, proved, strict=True):
            _same(model, here, source, target)
    return proved


def known_tables() -> set[str]:
    """The tables of all models, by name."""
    return {model._meta.db_table for model in tables()}


def _copied(
    model: type[models.Model],
    here: BaseDatabaseWrapper,
    there: BaseDatabaseWrapper,
    settled: set[type[models.Model]],
    tell: Tell,
) -> Table:
    fields = model._meta.local_concrete_fields
    # References that can be checked at once are: a server remembers all others until the end.
    at_once = _pointed_to(model) <= settled - {model}
    total, done, sum_ = model._base_manager.using(here.alias).count(), 0, 0
    for chunk in chunks(_rows(model, here.alias), CHUNK):
        sum_ = (sum_ + sum(_hash(fields, row) for row in chunk)) % MODULUS
        filling.write(model, there, fields, chunk)
        if at_once:
            filling.check_references(there)
        done += len(chunk)
        tell(model._meta.db_table, done, total)
    return Table(model._meta.db_table, done, f"{sum_:064x}")


def _same(model: type[models.Model], here: Table, source: str, target: str) -> None:
    fields = model._meta.local_concrete_fields
    rows = sum_ = 0
    for row in _rows(model, target):
        rows, sum_ = rows + 1, (sum_ + _hash(fields, row)) % MODULUS
    if (rows, f"{sum_:064x}") != (here.rows, here.digest):
        raise NotCopied(
            _("%(table)s 搬過去以後不一樣（%(here)s 筆、%(there)s 筆）：%(row)s。什麼都沒有留下。")
            % {"table": here.name, "here": here.rows, "there": rows, "row": _first_other(model, source, target)}
        )


def _first_other(model: type[models.Model], source: str, target: str) -> str:
    """The key of a row that is not the same on both sides, and the columns that differ; never what stands in them."""
    fields = model._meta.local_concrete_fields
    at = fields.index(model._meta.pk)
    for chunk in chunks(_rows(model, source), CHUNK):
        keys = [row[at] for row in chunk]
        found = {row[at]: row for row in _rows(model, target, keys)}
        for row in chunk:
            other = found.get(row[at])
            if other is None:
                return _("少了鍵值 %(key)s 的那一筆") % {"key": row[at]}
            if wrong := [field.column for field, a, b in zip(fields, row, other, strict=True) if _said(a) != _said(b)]:
                return _("鍵值 %(key)s 的 %(columns)s") % {"key": row[at], "columns": "、".join(map(str, wrong))}
    return _("多了幾筆")


def _rows(model: type[models.Model], alias: str, keys: Sequence[Any] | None = None) -> Iterator[tuple[Any, ...]]:
    rows = model._base_manager.using(alias).order_by("pk")
    rows = rows if keys is None else rows.filter(pk__in=keys)
    names = [field.attname for field in model._meta.local_concrete_fields]
    return rows.values_list(*names).iterator(chunk_size=CHUNK)


def _hash(fields: Sequence[Any], row: Sequence[Any]) -> int:
    """A row as a number; the name of each column belongs to what stands in it."""
    told = [[field.column, _said(value)] for field, value in zip(fields, row, strict=True)]
    digest = hashlib.sha256(
        json.dumps(told, ensure_ascii=False, separators=(",", ":")).encode("utf-8", "surrogatepass")
    )
    return int.from_bytes(digest.digest())


def _said(value: Any) -> Any:
    """A value in the same words, whichever database it comes from."""
    if value is None or isinstance(value, bool | str):
        return value
    if isinstance(value, int | float | decimal.Decimal):
        # JSON in PostgreSQL says 1e2 as 100, and a decimal has as many places as its column: the number is the same.
        return ["n", repr(float(value)) if isinstance(value, float) and value != value else str(_plain(value))]
    if isinstance(value, dt.datetime):
        return ["t", (value.astimezone(dt.UTC) if value.tzinfo else value).isoformat()]
    if isinstance(value, bytes | bytearray | memoryview):
        return ["b", bytes(value).hex()]
    if isinstance(value, dict):
        return {"d": sorted([[str(key), _said(one)] for key, one in value.items()], key=lambda pair: pair[0])}
    if isinstance(value, list | tuple):
        return {"l": [_said(one) for one in value]}
    return [type(value).__name__, str(value)]


def _plain(value: Any) -> decimal.Decimal:
    number = decimal.Decimal(repr(value)) if isinstance(value, float) else decimal.Decimal(value)
    return number.normalize(decimal.Context(prec=400, Emax=decimal.MAX_EMAX, Emin=decimal.MIN_EMIN))


def _pointed_to(model: Any) -> set[type[models.Model]]:
    return {
        field.remote_field.model._meta.concrete_model
        for field in model._meta.local_concrete_fields
        if field.remote_field is not None
    }
