"""A copy of the database at one moment, taken while others write, and put back.

SQLite copies itself (its online backup); PostgreSQL is asked through its own programs, which must be installed.
Both give every table's number of rows, which is how a copy that was put back proves that it is whole.
"""

from __future__ import annotations

import os
import secrets
import shutil
import sqlite3
import subprocess
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any

from django.utils.translation import gettext as _

# What PostgreSQL needs on this machine for each of the two ways; Debian's package is postgresql-client.
TO_SAVE, TO_PUT_BACK = ("pg_dump", "pg_restore"), ("pg_restore", "psql")
LONGEST_COMPLAINT = 300
TABLES = "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite^_%' ESCAPE '^' ORDER BY 1"
FILLED = ("psql", "--no-psqlrc", "--quiet", "--single-transaction", "--set=ON_ERROR_STOP=1", "--output=/dev/null")


class NotCopied(Exception):
    """The copy could not be taken, put back or proved; the message is a sentence for whoever runs the platform."""


def is_file(database: dict[str, Any]) -> bool:
    """Whether the database is a file (SQLite)."""
    return str(database["ENGINE"]).endswith("sqlite3")


def take(database: dict[str, Any], target: Path) -> dict[str, int]:
    """Copy a database into a new file as it is at one moment; every table's number of rows in the copy.

    Args:
        database: the settings of the database, as Django keeps them.

    Raises:
        NotCopied: it could not be done, and why.
    """
    if is_file(database):
        _copied(Path(database["NAME"]), target)
        return counts_of(target)
    _need(TO_SAVE)
    dump = ["pg_dump", "--format=custom", "--no-owner", "--no-privileges", "--compress=0", f"--file={target}"]
    with _connected(database) as server:
        # One moment for the dump and for the numbers that prove it.
        server.execute("BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY")
        [moment] = server.execute("SELECT pg_export_snapshot()").fetchone()
        _run([*dump, f"--snapshot={moment}"], database)
        return _counted(server)


def counts_of(path: Path) -> dict[str, int]:
    """Every table of a database file with its number of rows.

    Raises:
        NotCopied: the file is broken.
    """
    try:
        with closing(sqlite3.connect(f"file:{path}?mode=ro", uri=True)) as found:
            names = found.execute(TABLES).fetchall()
            return {name: found.execute(f'SELECT COUNT(*) FROM "{name}"').fetchone()[0] for (name,) in names}  # noqa: S608
    except sqlite3.Error as broken:
        raise NotCopied(_("資料庫的檔案讀不出來：%(why)s。") % {"why": broken}) from broken


def prove_file(path: Path, counts: dict[str, int]) -> None:
    """Hold a database file against what it must be: whole in itself, every reference met, every row there.

    Raises:
        NotCopied: it is not.
    """
    try:
        with closing(sqlite3.connect(f"file:{path}?mode=ro", uri=True)) as found:
            whole = found.execute("PRAGMA integrity_check").fetchone()[0]
            dangling = found.execute("PRAGMA foreign_key_check").fetchone()
    except sqlite3.Error as broken:
        raise NotCopied(_("資料庫的檔案讀不出來：%(why)s。") % {"why": broken}) from broken
    if whole != "ok" or dangling is not None:
        raise NotCopied(_("還原出來的資料庫不完整：%(why)s。") % {"why": whole if whole != "ok" else dangling[0]})
    _agree(counts_of(path), counts)


def prove_dump(dump: Path, database: dict[str, Any], counts: dict[str, int]) -> None:
    """Put a dump back into a database that is there only for this, and count its rows.

    Raises:
        NotCopied: it is not whole, or this account may make no database to try it in.
    """
    name = f"restore_trial_{secrets.token_hex(6)}"
    with _connected(database) as server:
        [may] = server.execute("SELECT rolcreatedb OR rolsuper FROM pg_roles WHERE rolname = current_user").fetchone()
        if not may:
            raise NotCopied(
                _("資料庫的帳號不能建立暫時的資料庫，所以沒有試著還原。請管理者執行：ALTER ROLE 帳號 CREATEDB;")
            )
        server.execute(f"CREATE DATABASE {name} TEMPLATE template0")
    trial = {**database, "NAME": name}
    try:
        put_dump_back(dump, trial, over=False)
        with _connected(trial) as server:
            _agree(_counted(server), counts)
    finally:
        with _connected(database) as server:
            server.execute(f"DROP DATABASE {name}")


def rows_in(database: dict[str, Any]) -> dict[str, int]:
    """Every table of a living database with its number of rows; empty where there is no database yet.

    Raises:
        NotCopied: it is there and cannot be read.
    """
    if not is_file(database):
        with _connected(database) as server:
            return _counted(server)
    path = Path(database["NAME"])
    return counts_of(path) if path.exists() and path.stat().st_size else {}


def put_file_back(source: Path, target: Path) -> None:
    """Write a database file over another in one transaction; whoever has it open goes on with what it holds now.

    Raises:
        NotCopied: somebody holds it, or the disk is full; nothing was changed then.
    """
    target.parent.mkdir(parents=True, exist_ok=True)
    _copied(source, target)


def put_dump_back(dump: Path, database: dict[str, Any], *, over: bool) -> None:
    """Fill a PostgreSQL database from a dump, in one transaction.

    Args:
        over: whether what stands in it goes first.

    Raises:
        NotCopied: it could not be done; nothing was changed then.
    """
    _need(TO_PUT_BACK)
    script = dump.with_suffix(".sql")
    _run(["pg_restore", "--no-owner", "--no-privileges", f"--file={script}", str(dump)], database)
    emptied = ["--command", EMPTY] if over else []
    try:
        _run([*FILLED, *emptied, "--file", str(script)], database)
    finally:
        script.unlink(missing_ok=True)


# The schema itself may belong to the server's administrator: only what is in it goes.
EMPTY = """
DO $$ DECLARE one record; BEGIN
FOR one IN SELECT tablename AS name FROM pg_tables WHERE schemaname = current_schema()
    LOOP EXECUTE format('DROP TABLE IF EXISTS %I CASCADE', one.name); END LOOP;
FOR one IN SELECT p.oid::regprocedure AS name FROM pg_proc p WHERE p.pronamespace = current_schema()::regnamespace
    AND NOT EXISTS (SELECT 1 FROM pg_depend d WHERE d.objid = p.oid AND d.deptype = 'e')
    LOOP EXECUTE format('DROP FUNCTION IF EXISTS %s CASCADE', one.name); END LOOP;
END $$
"""


def _agree(found: dict[str, int], wanted: dict[str, int]) -> None:
    for table in sorted({*found, *wanted}):
        if found.get(table) != wanted.get(table):
            raise NotCopied(
                _("還原出來的資料庫筆數不對：%(table)s 應該有 %(wanted)s 筆，卻有 %(found)s 筆。")
                % {"table": table, "wanted": wanted.get(table, 0), "found": found.get(table, 0)}
            )


@contextmanager
def _connected(database: dict[str, Any]) -> Iterator[Any]:
    """A connection of its own to PostgreSQL: what is done by it commits by itself unless it begins otherwise."""
    import psycopg  # noqa: PLC0415  only there where PostgreSQL is used

    told = {"host": "HOST", "port": "PORT", "user": "USER", "password": "PASSWORD", "dbname": "NAME"}
    try:
        with psycopg.connect(
            autocommit=True, **{name: database[key] for name, key in told.items() if database.get(key)}
        ) as server:
            yield server
    except psycopg.Error as refused:
        why = (str(refused).strip().splitlines() or [type(refused).__name__])[0]
        raise NotCopied(_("PostgreSQL 沒有做成：%(why)s。") % {"why": why}) from refused


def _counted(server: Any) -> dict[str, int]:
    names = server.execute("SELECT tablename FROM pg_tables WHERE schemaname = current_schema() ORDER BY 1").fetchall()
    return {name: server.execute(f'SELECT COUNT(*) FROM "{name}"').fetchone()[0] for (name,) in names}  # noqa: S608


def _copied(source: Path, target: Path) -> None:
    try:
        with (
            closing(sqlite3.connect(f"file:{source}?mode=ro", uri=True, timeout=60)) as here,
            closing(sqlite3.connect(target, timeout=60)) as there,
        ):
            # All pages in one step are one moment: in a write-ahead log nobody who writes waits for it.
            here.backup(there, pages=-1)
    except sqlite3.Error as refused:
        raise NotCopied(_("資料庫複製不出來：%(why)s。") % {"why": refused}) from refused


def _need(programs: tuple[str, ...]) -> None:
    missing = [name for name in programs if shutil.which(name) is None]
    if missing:
        raise NotCopied(
            _(
                "這部機器沒有 %(programs)s；請先安裝 PostgreSQL 的用戶端工具"
                "（Debian：apt-get install postgresql-client）。"
            )
            % {"programs": "、".join(missing)}
        )


def _run(command: list[str], database: dict[str, Any]) -> None:
    said = {"PGHOST": "HOST", "PGPORT": "PORT", "PGUSER": "USER", "PGPASSWORD": "PASSWORD", "PGDATABASE": "NAME"}
    told = {name: str(database[key]) for name, key in said.items() if database.get(key)}
    done = subprocess.run(  # noqa: S603  our own words; what the settings say goes by the environment
        [*command, "--no-password"], env={**os.environ, **told}, capture_output=True, text=True, check=False
    )
    if done.returncode:
        why = (done.stderr.strip().splitlines() or [str(done.returncode)])[0][:LONGEST_COMPLAINT]
        raise NotCopied(_("%(program)s 沒有做成：%(why)s。") % {"program": command[0], "why": why})
