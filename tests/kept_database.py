"""A migrated database that is kept between test runs: a hundred migrations take longer than most tests.

It is named after everything it comes from (migrations, what they read, settings, pinned packages), so that a change of
any of them makes a new one; the run's own database is a copy. Only SQLite: a server's database is made by migrating.
"""

import fcntl
import hashlib
import os
import re
import shutil
import sqlite3
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from django.db.backends.base.creation import BaseDatabaseCreation

OURS = re.compile(
    r"^\s*from ((?:actionplans|foundation|pledges|reports|volunteers|workshops)[\w.]*) import", re.MULTILINE
)
MOST_KEPT = 3


def sources(root: Path) -> Iterator[Path]:
    """The files that decide what a migrated database holds."""
    migrations = sorted([*root.glob("*/migrations/*.py"), *root.glob("*/*/migrations/*.py")])
    yield from migrations
    read = {name for path in migrations for name in OURS.findall(path.read_text(encoding="utf-8"))}
    for name in sorted(read):
        path = root.joinpath(*name.split("."))
        yield from (found for found in (path.with_suffix(".py"), path / "__init__.py") if found.is_file())
    yield from sorted((root / "config" / "settings").glob("*.py"))
    yield from (path for path in [root / "requirements.txt"] if path.is_file())


def key(root: Path) -> str:
    """The name of the database that these sources make."""
    found = hashlib.blake2b(digest_size=12)
    for path in sources(root):
        found.update(str(path.relative_to(root)).encode() + b"\0" + path.read_bytes() + b"\0")
    return found.hexdigest()


def keep(root: Path, folder: Path) -> None:
    """Let every test database be a copy of the kept one, which the first run after a change makes."""
    migrate = BaseDatabaseCreation.create_test_db

    def create(self: Any, verbosity: int = 1, autoclobber: bool = False, serialize: bool = True, keepdb: bool = False):  # type: ignore[no-untyped-def]
        if self.connection.vendor != "sqlite" or self.is_in_memory_db(self._get_test_db_name()):
            return migrate(self, verbosity, autoclobber, serialize, keepdb)
        folder.mkdir(parents=True, exist_ok=True)
        kept = folder / f"{key(root)}.sqlite3"
        # Of several processes that begin together one migrates, the others wait for it.
        with (folder / "lock").open("w") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            there = kept.is_file()
            if there:
                shutil.copyfile(kept, self._get_test_db_name())
                kept.touch()
            else:
                migrate(self, verbosity, autoclobber, serialize, keepdb)
                _store(self, kept)
        return migrate(self, verbosity, autoclobber, serialize, True) if there else self._get_test_db_name()

    BaseDatabaseCreation.create_test_db = create  # type: ignore[method-assign]


def _store(creation: Any, kept: Path) -> None:
    part = kept.with_suffix(f".{os.getpid()}")
    part.unlink(missing_ok=True)
    creation.connection.close()
    with sqlite3.connect(creation._get_test_db_name()) as database:
        database.execute("VACUUM INTO ?", (str(part),))
    database.close()
    part.replace(kept)
    older = sorted(kept.parent.glob("*.sqlite3"), key=lambda path: path.stat().st_mtime, reverse=True)
    for path in older[MOST_KEPT:]:
        path.unlink(missing_ok=True)
