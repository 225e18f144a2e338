"""The empty database that everything is moved into: opened beside this one, and made ready by its own migrations."""

from __future__ import annotations

import fcntl
import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from django.db import DatabaseError, connections
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.migrations.executor import MigrationExecutor
from django.db.migrations.recorder import MigrationRecorder
from django.utils.translation import gettext as _

from .moving import known_tables
from .snapshots import NotCopied

ALIAS = "new_home"
# Made by their own commands over there; what the last is for stands in a table of ours (`KNOX_TOKEN_MODEL`).
NOT_MOVED = frozenset({"django_migrations", "cache", "knox_authtoken"})


@contextmanager
def opened(told: dict[str, Any]) -> Iterator[str]:
    """A second connection, to the database that `address.database` read from an address; the name it has meanwhile.

    Raises:
        NotCopied: it cannot be reached.
    """
    default = settings.DATABASES["default"]
    shared = {key: value for key, value in default.items() if key not in {*told, "OPTIONS", "TEST"}}
    options = {"OPTIONS": default["OPTIONS"]} if told["ENGINE"] == default["ENGINE"] and default.get("OPTIONS") else {}
    ready = connections.configure_settings({"default": {}, ALIAS: {**shared, **options, **told}})
    connections.settings[ALIAS] = ready[ALIAS]
    try:
        try:
            with connections[ALIAS].wrap_database_errors:
                connections[ALIAS].connect()
        except (DatabaseError, ImproperlyConfigured) as refused:
            why = (str(refused).strip().splitlines() or [type(refused).__name__])[0]
            raise NotCopied(_("連不上要搬去的資料庫：%(why)s。") % {"why": why}) from refused
        yield ALIAS
    finally:
        connections[ALIAS].close()
        del connections[ALIAS]
        del connections.settings[ALIAS]


def must_be_empty(alias: str) -> None:
    """Refuse a database in which anything stands: it is somebody's.

    Raises:
        NotCopied: there are tables.
    """
    connection = connections[alias]
    with connection.cursor() as cursor:
        names = connection.introspection.table_names(cursor)
    if names:
        raise NotCopied(
            _("要搬去的資料庫不是空的（有 %(count)s 個資料表，例如 %(name)s），沒有動它。請建立一個新的資料庫再搬。")
            % {"count": len(names), "name": sorted(names)[0]}
        )


def must_be_ready_to_go(connection: BaseDatabaseWrapper) -> list[str]:
    """Refuse to move while somebody writes, or what this program does not know; tables that stay behind.

    Raises:
        NotCopied: the platform runs, or the database is older or newer than the program.
    """
    lock = settings.VAR / "start.lock"
    if lock.exists():
        with lock.open("rb") as held:
            try:
                fcntl.flock(held, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError as running:
                raise NotCopied(_("平臺還在執行：搬的時候寫進來的會留在舊的資料庫。先停下它，再搬一次。")) from running
    executor = MigrationExecutor(connection)
    waiting = executor.migration_plan(executor.loader.graph.leaf_nodes())
    strange = set(executor.loader.applied_migrations) - set(executor.loader.disk_migrations)
    if waiting or strange:
        raise NotCopied(_("現在的資料庫和程式的版本不同；先執行 manage.py migrate（或換成對的版本），再搬一次。"))
    with connection.cursor() as cursor:
        standing = set(connection.introspection.table_names(cursor))
    return sorted(standing - known_tables() - NOT_MOVED)


def made_ready(alias: str, address: str) -> None:
    """Make the tables over there: a process of its own, for which that database is the one it works with.

    Raises:
        NotCopied: it did not come to its end, or made others than stand here.
    """
    for command in (["migrate", "--no-input"], ["createcachetable"]):
        done = subprocess.run(  # noqa: S603  our own words; the address goes by the environment, which others cannot read
            [sys.executable, str(settings.ROOT / "manage.py"), *command, "--verbosity", "0"],
            env={**os.environ, "DATABASE_URL": address},
            capture_output=True,
            text=True,
            check=False,
        )
        if done.returncode:
            why = (done.stderr.strip().splitlines() or [str(done.returncode)])[-1][:300]
            raise NotCopied(_("要搬去的資料庫沒有準備好：%(why)s。請把它清空或重新建立，再搬一次。") % {"why": why})
    here, there = (set(MigrationRecorder(connections[name]).applied_migrations()) for name in ("default", alias))
    if here != there:
        raise NotCopied(_("兩邊套用的資料庫變更不同，沒有搬。"))
