"""What it takes to fill a database with rows as they are, on either kind: streams, triggers, counters, references."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from django.db import models
from django.db.backends.base.base import BaseDatabaseWrapper
from django.utils.translation import gettext as _

from .snapshots import NotCopied

Row = tuple[Any, ...]


def write(model: type[models.Model], there: BaseDatabaseWrapper, fields: Sequence[Any], rows: list[Row]) -> None:
    """Put rows into a table, every column as it was read.

    Raises:
        NotCopied: one of them does not fit there; which, and in which column.
    """
    (_write_stream if there.vendor == "postgresql" else _write_many)(model, there, fields, rows)


def numbers_go_on(model: type[models.Model], here: BaseDatabaseWrapper, there: BaseDatabaseWrapper) -> None:
    """The next row made over there gets the number that it would have got here."""
    field = model._meta.local_concrete_fields[0] if model._meta.pk is None else model._meta.pk
    if (
        not isinstance(field, models.AutoField | models.BigAutoField | models.SmallAutoField)
        or field.model is not model
    ):
        return
    last = _last_number(model, field.column, here)
    if not last:
        return
    table = model._meta.db_table
    if there.vendor == "postgresql":
        execute(there, "SELECT setval(pg_get_serial_sequence(%s, %s), %s, true)", [f'"{table}"', field.column, last])
        return
    execute(there, "DELETE FROM sqlite_sequence WHERE name = %s", [table])
    execute(there, "INSERT INTO sqlite_sequence (name, seq) VALUES (%s, %s)", [table, last])


def _last_number(model: type[models.Model], column: str | None, here: BaseDatabaseWrapper) -> int:
    table = model._meta.db_table
    with here.cursor() as cursor:
        if here.vendor == "postgresql":
            cursor.execute("SELECT pg_get_serial_sequence(%s, %s)", [f'"{table}"', column])
            [sequence] = cursor.fetchone()
            cursor.execute(f"SELECT last_value, is_called FROM {sequence}")  # noqa: S608  the server's own name
            value, called = cursor.fetchone()
            return int(value) if called else 0
        cursor.execute("SELECT seq FROM sqlite_sequence WHERE name = %s", [table])
        found = cursor.fetchone()
        return int(found[0]) if found else 0


def one_moment(here: BaseDatabaseWrapper) -> None:
    """All is read as it stood when the first was: SQLite lets nobody write meanwhile, PostgreSQL looks away."""
    if here.vendor == "postgresql":
        execute(here, "SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY")


def without_triggers(there: BaseDatabaseWrapper, models_: Iterable[type[models.Model]]) -> list[str]:
    """Let rows in that people could not write any more (locked results, lines of the trail); the statements back."""
    quote = there.ops.quote_name
    if there.vendor == "postgresql":
        names = [quote(model._meta.db_table) for model in models_]
        for name in names:
            execute(there, f"ALTER TABLE {name} DISABLE TRIGGER USER")
        return [f"ALTER TABLE {name} ENABLE TRIGGER USER" for name in names]
    with there.cursor() as cursor:
        cursor.execute("SELECT name, sql FROM sqlite_master WHERE type = 'trigger'")
        found = cursor.fetchall()
    for name, _sql in found:
        execute(there, f"DROP TRIGGER {quote(name)}")
    return [sql for _name, sql in found]


def empty(there: BaseDatabaseWrapper, models_: Iterable[type[models.Model]]) -> None:
    """What the migrations have put there comes from here as well."""
    names = [there.ops.quote_name(model._meta.db_table) for model in models_]
    if there.vendor == "postgresql":
        execute(there, f"TRUNCATE {', '.join(names)} CASCADE")
        return
    execute(there, "PRAGMA defer_foreign_keys = ON")
    for name in names:
        execute(there, f"DELETE FROM {name}")  # noqa: S608  our own names


def check_references(there: BaseDatabaseWrapper) -> None:
    """Check now what the server would otherwise remember until the end; SQLite only counts, and counts at the end."""
    if there.vendor == "postgresql":
        execute(there, "SET CONSTRAINTS ALL IMMEDIATE")
        execute(there, "SET CONSTRAINTS ALL DEFERRED")


def execute(there: BaseDatabaseWrapper, statement: str, values: Sequence[Any] | None = None) -> None:
    with there.cursor() as cursor:
        cursor.execute(statement, values)


def _write_stream(
    model: type[models.Model], there: BaseDatabaseWrapper, fields: Sequence[Any], chunk: list[Row]
) -> None:
    import psycopg  # noqa: PLC0415  only there where PostgreSQL is used

    at = fields.index(model._meta.pk)
    names = ", ".join(there.ops.quote_name(field.column) for field in fields)
    statement = f"COPY {there.ops.quote_name(model._meta.db_table)} ({names}) FROM STDIN"
    written = 0
    try:
        with there.cursor() as cursor, cursor.copy(statement) as copy:
            for row in chunk:
                written += 1
                copy.write_row(_prepared(fields, row, there))
    except psycopg.Error as refused:
        line, column = _where(refused, written)
        why = str(refused.diag.message_primary or type(refused).__name__)
        raise NotCopied(
            _("%(table)s 鍵值 %(key)s 的那一筆放不進去（%(column)s：%(why)s）。請先在平臺上改正這一筆，再搬一次。")
            % {"table": model._meta.db_table, "key": chunk[line - 1][at], "column": column, "why": why}
        ) from refused


def _where(refused: Any, written: int) -> tuple[int, str]:
    """The line of a stream that was refused, and its column; what stood in it is told to nobody."""
    said = (refused.diag.context or "").split("\n")[0]
    parts = [part.strip() for part in said.split(":")[0].split(",")]
    line = next((int(part[5:]) for part in parts if part.startswith("line ") and part[5:].isdecimal()), written)
    return line, next((part[7:] for part in parts if part.startswith("column ")), "?")


def _write_many(model: type[models.Model], there: BaseDatabaseWrapper, fields: Sequence[Any], chunk: list[Row]) -> None:
    quote = there.ops.quote_name
    names, marks = ", ".join(quote(field.column) for field in fields), ", ".join(["%s"] * len(fields))
    with there.cursor() as cursor:
        cursor.executemany(
            f"INSERT INTO {quote(model._meta.db_table)} ({names}) VALUES ({marks})",  # noqa: S608  our own names
            [_prepared(fields, row, there) for row in chunk],
        )


def _prepared(fields: Sequence[Any], row: Sequence[Any], there: BaseDatabaseWrapper) -> list[Any]:
    return [field.get_db_prep_save(value, there) for field, value in zip(fields, row, strict=True)]
