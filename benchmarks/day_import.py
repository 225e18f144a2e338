"""The same day while a unit's long list of hours is taken in: nobody at a table is to feel it."""

import asyncio
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import IO, cast

from benchmarks.boards import boards
from benchmarks.clients import Tally
from benchmarks.day import EVERY, Table, at_once
from benchmarks.measure import Run
from benchmarks.rows import Goal, Result, row
from benchmarks.servers import ROOT, build, serving

LONGEST = 180.0  # seconds that a list may take


@dataclass(frozen=True, slots=True)
class Importing:
    """The process, what it is told, and what it says."""

    process: "subprocess.Popen[str]"
    orders: IO[str]
    answers: IO[str]

    def begin(self) -> None:
        """Let it take the list in."""
        self.orders.write("go\n")
        self.orders.flush()

    def goes_on(self) -> bool:
        """Whether it is still at it."""
        return self.process.poll() is None


@contextmanager
def importing(database: str, rows: int) -> Iterator["Importing"]:
    """A process that has a list ready, and takes it in once it is told to.

    Raises:
        RuntimeError: it failed; carries the last words it said.
    """
    environment = {**os.environ, "DATABASE_URL": database, "DJANGO_SETTINGS_MODULE": "config.settings.dev"}
    with tempfile.TemporaryFile("w+") as said:
        process = subprocess.Popen(
            [sys.executable, "-m", "benchmarks.importing", str(rows)], cwd=ROOT, env=environment, text=True,
            stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=said,
        )  # fmt: skip
        orders, answers = cast("IO[str]", process.stdin), cast("IO[str]", process.stdout)
        try:
            if answers.readline().strip() == "ready":
                yield Importing(process, orders, answers)
            if process.wait(LONGEST):
                said.seek(0)
                raise RuntimeError(f"the list was not taken in: {said.read()[-500:]}")
        finally:
            process.kill()
            process.wait()


@row("day.autosave.import")
def beside_import(run: Run) -> Iterator[Result]:
    """176 tables save and 44 boards look, first alone, then while a list of 100,000 rows is taken in."""
    rows, seconds = run.size(small=600, full=100_000), run.size(small=2, full=20)
    with tempfile.TemporaryDirectory(prefix="bench-import-") as name:
        database = f"sqlite:///{Path(name) / 'day.sqlite3'}"
        made = build(database, run.size(small=1, full=22))
        with importing(database, rows) as importer, serving(database) as port:
            alone, beside, watched = Tally(), Tally(), Tally()
            tables = [Table(port, place, table, alone) for place, table in enumerate(made["tables"])]
            looking = boards(port, made["watchers"], watched)
            saves, looks = [table.save for table in tables], [board.look for board in looking]
            asyncio.run(at_once(saves, looks, seconds=run.size(small=1, full=5)))
            for tally in (alone, watched):
                tally.seconds.clear()
                tally.errors.clear()
            asyncio.run(at_once(saves, looks, seconds=seconds))
            for table in tables:
                table.tally = beside
            importer.begin()
            began = time.monotonic()
            while importer.goes_on() and time.monotonic() - began < LONGEST:
                asyncio.run(at_once(saves, looks, seconds=min(seconds, EVERY * 2)))
            took = importer.answers.read().strip()
    note = (
        f"{rows:,} rows in {took} s; saves p50 {beside.at(0.5):.1f} ms, {len(beside.seconds)} of them; "
        f"alone p50 {alone.at(0.5):.1f} ms; boards p99 {watched.at(0.99):.0f} ms"
    )
    yield Result(
        figure=beside.at(0.99), reference=alone.at(0.99), unit="ms", goal=Goal(at_most=200), note=note
    )  # fmt: skip
    errors = {f"save {status}": count for tally in (alone, beside) for status, count in tally.errors.items()}
    errors |= {f"look {status}": count for status, count in watched.errors.items()}
    yield Result(part="errors", figure=sum(errors.values()), unit="", goal=Goal(at_most=0), note=str(errors or ""))
