"""The day on which every county holds its workshop: 176 tables save every two seconds, through the real server.

The reference is the bare view of `benchmarks.bare` under the same load; the two take turns, so that a slow minute of
the machine falls on both. What is compared is the 99th percentile of all answers: the slow one is the one people feel.
"""

import asyncio
import json
import os
import shutil
import sqlite3
import subprocess
import sys
import tempfile
import uuid
from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from benchmarks import postgres
from benchmarks.clients import Tally, ask, crowd
from benchmarks.measure import Run
from benchmarks.rows import Goal, Result, row
from benchmarks.servers import ROOT, serving

EVERY = 2.0
TOKEN = "benchbenchbenchbenchbenchbench42"
WORDS = "督導、志工與據點一起把排班表改成每月十號前公布，缺班的人在群組裡先說一聲，"


@dataclass(frozen=True, slots=True)
class Side:
    """One of the servers that take turns: its name, its database and its settings."""

    name: str
    database: str
    settings: str = "config.settings.dev"


class Table:
    """A device at a table that goes on writing one answer, and remembers what it has been told of it."""

    def __init__(self, port: int, place: int, table: dict[str, Any], tally: Tally, *, bare: str = "") -> None:
        self.port, self.tally, self.bare = port, tally, bare
        self.address = f"/bare/{place}" if bare else f"/t/design/operations?sheet={table['sheet']}"
        self.cookies = f"csrftoken={TOKEN}; " + (f"sessionid={bare}" if bare else f"seat={table['token']}")
        self.state = f"/t/design/state?sheet={table['sheet']}&after=0"
        self.version, self.count, self.acknowledged = 0, 0, ""

    @property
    def headers(self) -> dict[str, str]:
        return {
            "Cookie": self.cookies, "X-CSRFToken": TOKEN, "Content-Type": "application/json",
            "Accept": "application/json",
        }  # fmt: skip

    async def save(self) -> None:
        """Write a little more, on the version last heard of."""
        self.count += 1
        value = f"{WORDS[: 5 + self.count % 30]}{self.count}"
        operation = {
            "id": str(uuid.uuid4()), "action": "set", "path": "title", "value": value, "base": self.version,
        }  # fmt: skip
        answer = await ask(
            self.port, "POST", self.address, headers=self.headers, body=json.dumps({"operations": [operation]}).encode()
        )
        if not self.tally.count(answer, 200):
            return
        receipt = json.loads(answer.body)["receipts"][0]
        if receipt["outcome"] != "applied":
            self.tally.errors[409] = self.tally.errors.get(409, 0) + 1
        self.version, self.acknowledged = receipt["version"], value

    async def lost(self) -> bool:
        """Whether the server no longer says what it has acknowledged."""
        answer = await ask(self.port, "GET", self.state, headers=self.headers)
        entries = json.loads(answer.body)["entries"] if answer.status == 200 else []
        return self.acknowledged != next((one["value"] for one in entries if one["path"] == "title"), "")


def measured(run: Run, sides: list[Side], made: dict[str, Any]) -> Iterator[tuple[Side, Tally, int]]:
    """Let the sides take turns. Gives each its tally and the number of tables whose last words the server lost."""
    seconds, turns = run.size(small=1, full=20), run.size(small=1, full=3)
    with ExitStack() as stack:
        ports = [stack.enter_context(serving(side.database, settings=side.settings)) for side in sides]
        tallies = [Tally() for _side in sides]
        crowds = [
            [
                Table(
                    port, place, table, tally,
                    bare=made["watchers"][place % len(made["watchers"])]["session"] if side.name == "bare" else "",
                )
                for place, table in enumerate(made["tables"])
            ]
            for side, port, tally in zip(sides, ports, tallies, strict=True)
        ]  # fmt: skip
        for tables in crowds:  # not measured: imports, connections, caches
            asyncio.run(crowd([table.save for table in tables[:8]], every=EVERY, seconds=1))
        for tally in tallies:
            tally.seconds.clear()
            tally.errors.clear()
        for turn in range(turns):
            for tables in crowds if turn % 2 == 0 else crowds[::-1]:
                asyncio.run(crowd([table.save for table in tables], every=EVERY, seconds=seconds))
        for side, tally, tables in zip(sides, tallies, crowds, strict=True):
            yield side, tally, 0 if side.name == "bare" else asyncio.run(_lost(tables))


async def _lost(tables: list[Table]) -> int:
    return sum([await table.lost() for table in tables])


def results(found: dict[str, tuple[Tally, int]]) -> Iterator[Result]:
    """The row's figures: the slowest hundredth against the bare view's, failures, and words that were lost."""
    ours, lost = found["ours"]
    bare, _none = found["bare"]
    note = f"p50 {ours.at(0.5):.1f} ms, {len(ours.seconds)} saves; bare p50 {bare.at(0.5):.1f} ms"
    if "shipped" in found:
        shipped, _lost = found["shipped"]
        share = shipped.failed / max(1, len(shipped.seconds)) * 100
        note += f"; SQLite as shipped: {share:.1f} % failed, p99 {shipped.at(0.99):.0f} ms"
    yield Result(figure=ours.at(0.99), reference=bare.at(0.99), unit="ms", goal=Goal(ratio_at_most=3), note=note)
    yield Result(part="errors", figure=ours.failed, unit="", goal=Goal(at_most=0), note=str(ours.errors or ""))
    yield Result(part="lost", figure=lost, unit="", goal=Goal(at_most=0))


def build(database: str, workshops: int) -> dict[str, Any]:
    """Fill an empty database with the day, in a process of its own."""
    environment = {**os.environ, "DATABASE_URL": database, "DJANGO_SETTINGS_MODULE": "config.settings.dev"}
    done = subprocess.run(
        [sys.executable, "-m", "benchmarks.room", str(workshops)], cwd=ROOT, env=environment, text=True,
        capture_output=True, check=False,
    )  # fmt: skip
    if done.returncode:
        raise RuntimeError(f"the day could not be written: {done.stderr[-500:]}")
    made: dict[str, Any] = json.loads(done.stdout)
    return made


@row("day.autosave.sqlite")
def on_sqlite(run: Run) -> Iterator[Result]:
    """On the embedded database; beside it, the same on SQLite as Django ships it."""
    with tempfile.TemporaryDirectory(prefix="bench-day-") as name:
        folder = Path(name)
        made = build(f"sqlite:///{folder / 'made.sqlite3'}", run.size(small=1, full=22))
        with sqlite3.connect(folder / "made.sqlite3") as connection:
            # A copy is whole only without a log beside it; and the log would outlive the settings that asked for it.
            connection.execute("PRAGMA journal_mode=DELETE")
        connection.close()
        sides = []
        for side, settings in (
            ("ours", "config.settings.dev"), ("bare", "benchmarks.settings_bare"),
            ("shipped", "benchmarks.settings_shipped"),
        ):  # fmt: skip
            shutil.copy(folder / "made.sqlite3", folder / f"{side}.sqlite3")
            sides.append(Side(side, f"sqlite:///{folder / f'{side}.sqlite3'}", settings))
        found = {side.name: (tally, lost) for side, tally, lost in measured(run, sides, made)}
    yield from results(found)


@row("day.autosave.postgres")
def on_postgres(run: Run) -> Iterator[Result]:
    """On PostgreSQL."""
    with postgres.cluster() as address:
        made = build(f"{address}/postgres", run.size(small=1, full=22))
        sides = [
            Side("ours", f"{address}/postgres"), Side("bare", f"{address}/postgres", "benchmarks.settings_bare"),
        ]  # fmt: skip
        found = {side.name: (tally, lost) for side, tally, lost in measured(run, sides, made)}
    yield from results(found)
