"""The day on which every county holds its workshop, through the real server: 176 tables save every two seconds, and
22 walls and 22 projectors ask a little more often what is new.

The reference is the bare view of `benchmarks.bare` under the same saves, with nobody watching; the two take turns, so
that a slow minute of the machine falls on both. What is compared is the 99th percentile of all answers: the slow one is
the one people feel.
"""

import asyncio
import json
import shutil
import sqlite3
import tempfile
import uuid
from collections.abc import Awaitable, Callable, Iterator
from contextlib import ExitStack
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from benchmarks import boards as looking
from benchmarks import postgres
from benchmarks.boards import boards, freshness
from benchmarks.clients import Tally, ask, crowd
from benchmarks.measure import Run
from benchmarks.rows import Goal, Result, row
from benchmarks.servers import build, serving

EVERY = 2.0
TOKEN = "benchbenchbenchbenchbenchbench42"
Step = Callable[[], Awaitable[None]]
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


@dataclass(slots=True)
class Found:
    """What came of one side: its saves, what its boards met with, and how many tables' last words the server lost."""

    saves: Tally = field(default_factory=Tally)
    boards: Tally = field(default_factory=Tally)
    lost: int = 0
    ages: list[float] = field(default_factory=list)


def measured(run: Run, sides: list[Side], made: dict[str, Any]) -> dict[str, Found]:
    """Let the sides take turns."""
    seconds, turns = run.size(small=2, full=20), run.size(small=1, full=3)
    with ExitStack() as stack:
        ports = [stack.enter_context(serving(side.database, settings=side.settings)) for side in sides]
        found = {side.name: Found() for side in sides}
        crowds = [
            [
                Table(
                    port, place, table, found[side.name].saves,
                    bare=made["watchers"][place % len(made["watchers"])]["session"] if side.name == "bare" else "",
                )
                for place, table in enumerate(made["tables"])
            ]
            for side, port in zip(sides, ports, strict=True)
        ]  # fmt: skip
        watching = [
            [] if side.name == "bare" else boards(port, made["watchers"], found[side.name].boards)
            for side, port in zip(sides, ports, strict=True)
        ]
        rooms = [
            ([table.save for table in tables], [board.look for board in watched])
            for tables, watched in zip(crowds, watching, strict=True)
        ]
        for saves, looks in rooms:  # not measured: imports, connections, caches
            asyncio.run(at_once(saves, looks, seconds=run.size(small=1, full=5)))
        for one in found.values():
            for tally in (one.saves, one.boards):
                tally.seconds.clear()
                tally.errors.clear()
        for turn in range(turns):
            for board in (one for watched in watching for one in watched):
                board.heard_at = 0.0  # while others had their turn it was not looking
            for saves, looks in rooms if turn % 2 == 0 else rooms[::-1]:
                asyncio.run(at_once(saves, looks, seconds=seconds))
        for side, watched in zip(sides, watching, strict=True):
            found[side.name].ages = sorted(age for board in watched for age in board.ages)
        for side, tables in zip(sides, crowds, strict=True):
            found[side.name].lost = 0 if side.name == "bare" else asyncio.run(_lost(tables))
    return found


async def at_once(saves: list[Step], looks: list[Step], *, seconds: float) -> None:
    """Tables save and boards look, each at its own pace: nobody's wall waits for all tables to have saved."""
    crowds = [(saves, EVERY), (looks, looking.EVERY)]
    await asyncio.gather(*(crowd(steps, every=every, seconds=seconds) for steps, every in crowds if steps))


async def _lost(tables: list[Table]) -> int:
    return sum([await table.lost() for table in tables])


def results(found: dict[str, Found]) -> Iterator[Result]:
    """The row's figures: the slowest hundredth against the bare view's, failures, and words that were lost."""
    ours, bare = found["ours"].saves, found["bare"].saves
    watched = found["ours"].boards
    note = f"p50 {ours.at(0.5):.1f} ms, {len(ours.seconds)} saves; bare p50 {bare.at(0.5):.1f} ms"
    note += f"; boards p50 {watched.at(0.5):.1f} ms, p99 {watched.at(0.99):.0f} ms, {len(watched.seconds)} looks"
    if "shipped" in found:
        shipped = found["shipped"].saves
        share = shipped.failed / max(1, len(shipped.seconds)) * 100
        note += f"; SQLite as shipped: {share:.1f} % failed, p99 {shipped.at(0.99):.0f} ms"
    errors = {f"save {status}": count for status, count in ours.errors.items()}
    errors |= {f"look {status}": count for status, count in watched.errors.items()}
    errors |= {f"bare {status}": count for status, count in found["bare"].saves.errors.items()}
    yield Result(figure=ours.at(0.99), reference=bare.at(0.99), unit="ms", goal=Goal(ratio_at_most=3), note=note)
    yield Result(part="errors", figure=sum(errors.values()), unit="", goal=Goal(at_most=0), note=str(errors or ""))
    yield Result(part="lost", figure=found["ours"].lost, unit="", goal=Goal(at_most=0))
    yield freshness(found["ours"].ages)


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
        found = measured(run, sides, made)
    yield from results(found)


@row("day.autosave.postgres")
def on_postgres(run: Run) -> Iterator[Result]:
    """On PostgreSQL."""
    with postgres.cluster() as address:
        made = build(f"{address}/postgres", run.size(small=1, full=22))
        sides = [
            Side("ours", f"{address}/postgres"), Side("bare", f"{address}/postgres", "benchmarks.settings_bare"),
        ]  # fmt: skip
        found = measured(run, sides, made)
    yield from results(found)
