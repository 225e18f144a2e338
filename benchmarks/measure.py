"""How a row is measured: figure and reference in the same run, by turns, and the median of several rounds.

Two numbers that were measured minutes apart on a shared machine say nothing about each other, so a goal is
a ratio to a reference that ran in between, or a count, or a size; never a bare time.
"""

import ctypes
import gc
import json
import os
import resource
import shutil
import statistics
import time
from collections.abc import Callable
from pathlib import Path
from typing import Literal

Scale = Literal["small", "full"]
Work = Callable[[], object]

ROUNDS: dict[Scale, int] = {"small": 1, "full": 5}
_PAGE = resource.getpagesize()
_MIB = 1024 * 1024


class Run:
    """One run of the bench at one scale; handed to every row."""

    def __init__(self, *, scale: Scale, rounds: int | None = None) -> None:
        self.scale: Scale = scale
        self.rounds = rounds or ROUNDS[scale]
        self._database_ready = False
        self._empty: Path | None = None

    def size(self, *, small: int, full: int) -> int:
        """How much work: `full` to measure, `small` so that a test can run the row in a second or two."""
        return small if self.scale == "small" else full

    def interleaved(self, *works: Work, rounds: int | None = None) -> list[float]:
        """Median seconds of each work, in the order given.

        One unmeasured round warms up imports and caches (left out at the small scale). Then the works take turns,
        forwards and backwards, so that a slow minute of the machine falls on all of them.
        """
        if self.scale == "full":
            for work in works:
                work()
        seconds: list[list[float]] = [[] for _ in works]
        for number in range(rounds or self.rounds):
            order = range(len(works)) if number % 2 == 0 else reversed(range(len(works)))
            for index in order:
                seconds[index].append(_timed(works[index]))
        return [statistics.median(each) for each in seconds]

    def once(self, work: Work) -> float:
        """Seconds of a work that is too long for rounds, measured as those of `interleaved` are."""
        return _timed(work)

    def peak_mib(self, work: Work) -> float:
        """By how many MiB the process grows at most while it does the work.

        The work runs in a forked child: what earlier rows left behind is not counted, and the child's memory goes
        with it. Room that earlier work freed but the allocator still holds is given back first; the work would
        fill it without growing. Database connections do not survive a fork, so the work must open what it needs.

        Raises:
            RuntimeError: the work failed in the child; its own message is on stderr.
        """
        gc.collect()
        self.close()
        # Before the fork: the child's highest mark begins at what it is born with.
        _give_back_free_memory()
        reader, writer = os.pipe()
        child = os.fork()
        if child == 0:
            status = 1
            try:
                os.close(reader)
                before = _resident()
                work()
                peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024
                os.write(writer, json.dumps(max(peak - before, 0) / _MIB).encode())
                status = 0
            except BaseException:
                import traceback

                traceback.print_exc()
            finally:
                os._exit(status)
        os.close(writer)
        with os.fdopen(reader, "rb") as pipe:
            answer = pipe.read()
        _, status = os.waitpid(child, 0)
        if status or not answer:
            raise RuntimeError("the work failed in the process that measures its memory")
        return float(json.loads(answer))

    def database(self) -> None:
        """Make sure that the bench's own database is there and empty of nothing but the schema (once in a run)."""
        if not self._database_ready:
            migrate()
            self._database_ready = True
            self._keep_empty()

    def renew(self) -> None:
        """Give the next family of rows a database with nothing in it: what one has made would be counted by another.

        On SQLite alone; a server's database goes on as it is.
        """
        if self._empty is not None:
            self.close()
            where = _database_file()
            for end in ("-wal", "-shm"):
                where.with_name(where.name + end).unlink(missing_ok=True)
            shutil.copyfile(self._empty, where)

    def _keep_empty(self) -> None:
        from django.db import connection

        if connection.vendor == "sqlite":
            with connection.cursor() as cursor:
                cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)")
            self.close()
            where = _database_file()
            self._empty = where.with_name(where.name + ".empty")
            shutil.copyfile(where, self._empty)

    def close(self) -> None:
        """Close the database's connections: at the end, and before a fork."""
        from django.conf import settings

        if settings.configured:
            from django.db import connections

            connections.close_all()


def migrate() -> None:
    """Bring the database that the environment names to today's schema.

    On SQLite it begins with a copy of the migrated file in `BENCH_MIGRATED`, where there is one: a hundred migrations
    take longer than most rows at the small scale.
    """
    from django.core.management import call_command
    from django.db import connection

    kept = os.environ.get("BENCH_MIGRATED", "")
    if kept and Path(kept).is_file() and connection.vendor == "sqlite" and not _database_file().exists():
        shutil.copyfile(kept, _database_file())
    call_command("migrate", verbosity=0)
    call_command("createcachetable", verbosity=0)


def _database_file() -> Path:
    from django.conf import settings

    return Path(settings.DATABASES["default"]["NAME"])


def _timed(work: Work) -> float:
    """Seconds of one round; the collector runs before and not during, so that it is nobody's bad luck."""
    gc.collect()
    gc.disable()
    try:
        began = time.perf_counter()
        work()
        return time.perf_counter() - began
    finally:
        gc.enable()


def _give_back_free_memory() -> None:
    """Have glibc return to the kernel what its heap holds free; another C library may keep it."""
    trim = getattr(ctypes.CDLL(None), "malloc_trim", None)
    if trim is not None:
        trim(0)


def _resident() -> int:
    """Bytes of this process that are in memory now (the kernel's figure)."""
    with open("/proc/self/statm", encoding="ascii") as file:
        return int(file.read().split()[1]) * _PAGE
