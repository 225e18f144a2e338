"""Many rows at once, by the database's own quick way.

`bulk_create` makes an object of each row and one long statement of each thousand; a hundred thousand lines of hours
take a minute that way. Here rows are plain tuples: SQLite gets them with one prepared statement, PostgreSQL as a
stream (COPY). Constraints hold as ever; defaults of the model do not, so every column is named.
"""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import Any, TypeVar

from django.db import connection, models, transaction

CHUNK = 5_000
Row = TypeVar("Row")


def insert(model: type[models.Model], columns: Sequence[str], rows: Iterable[Sequence[Any]]) -> int:
    """Write rows of one model; all of them or none. Answers how many.

    Args:
        columns: names of the fields (`unit` or `unit_id`), in the order of the values.
        rows: values as Python has them: dates, aware date-times, keys of related rows.
    """
    fields = [_field(model, name) for name in columns]
    names = ", ".join(connection.ops.quote_name(field.column) for field in fields)
    table = connection.ops.quote_name(model._meta.db_table)
    with transaction.atomic(), connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            count = 0
            with cursor.copy(f"COPY {table} ({names}) FROM STDIN") as copy:
                for row in rows:
                    copy.write_row(row)
                    count += 1
            return count
        converters = [_converter(field) for field in fields]
        marks = ", ".join(["%s"] * len(fields))
        # Names of tables and columns are the model's own; the values are parameters.
        statement = f"INSERT INTO {table} ({names}) VALUES ({marks})"  # noqa: S608
        count = 0
        for chunk in chunks(rows, CHUNK):
            cursor.executemany(
                statement,
                [
                    [
                        value if convert is None else convert(value)
                        for convert, value in zip(converters, row, strict=True)
                    ]
                    for row in chunk
                ],
            )
            count += len(chunk)
        return count


def standing(model: type[models.Model], name: str, values: Iterable[str]) -> set[str]:
    """Which of these texts stand in a column of a model already: one short statement, however many are asked for."""
    column = connection.ops.quote_name(_field(model, name).column)
    table = connection.ops.quote_name(model._meta.db_table)
    asked: Any = list(values)
    among = "= ANY(%s)"
    if connection.vendor != "postgresql":
        among, asked = "IN (SELECT value FROM json_each(%s))", json.dumps(asked)
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {column} FROM {table} WHERE {column} {among}", [asked])  # noqa: S608  our own names
        return {found for (found,) in cursor.fetchall()}


def _field(model: type[models.Model], name: str) -> Any:
    return model._meta.get_field(name.removesuffix("_id"))


def _converter(field: Any) -> Callable[[Any], Any] | None:
    """How a value of this field is written; None where the driver takes it as it is."""
    if isinstance(field, models.ForeignKey):
        field = field.target_field
    if isinstance(field, models.IntegerField | models.CharField | models.AutoField):
        return None
    if isinstance(field, models.DateField) and not isinstance(field, models.DateTimeField):
        return _date
    return lambda value: field.get_db_prep_save(value, connection)


def _date(value: dt.date | None) -> str | None:
    return None if value is None else value.isoformat()


def chunks(rows: Iterable[Row], size: int) -> Iterator[list[Row]]:
    """Rows in portions of a size, the last one smaller; never more than one of them is held."""
    chunk: list[Row] = []
    for row in rows:
        chunk.append(row)
        if len(chunk) == size:
            yield chunk
            chunk = []
    if chunk:
        yield chunk
