"""Walls and projectors: pages that ask every two seconds whether the room has changed."""

import asyncio
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from benchmarks.clients import Tally, ask
from benchmarks.measure import Run
from benchmarks.rows import Goal, Result, row
from benchmarks.servers import build, serving

PAGES = ("wall", "projector")
EVERY = 2.0


class Board:
    """An officer's wall or projector: it asks with the tag of what it has seen.

    Attributes:
        ages: for each time it showed what is true, how many seconds after the time before.
    """

    def __init__(self, port: int, watcher: dict[str, Any], page: str, tally: Tally) -> None:
        self.port, self.tally, self.tag = port, tally, ""
        self.heard_at, self.ages = 0.0, list[float]()
        self.address = f"/workshops/{watcher['workshop']}/{page}/state"
        self.cookies = f"sessionid={watcher['session']}"

    async def look(self) -> None:
        """Ask for news; 304 where there is none. Who is told to ask again in a moment does, as the page would."""
        headers = {"Cookie": self.cookies, "Accept": "application/json"}
        began, again = time.perf_counter(), 0.0
        while time.perf_counter() - began + again < EVERY:
            await asyncio.sleep(again)
            if self.tag:
                headers["If-None-Match"] = self.tag
            answer = await ask(self.port, "GET", self.address, headers=headers)
            if not self.tally.count(answer, 200, 304):
                return
            self.tag = answer.headers.get("etag", "")
            again = int(answer.headers.get("room-again", 0)) / 1000
            if not again:
                self._heard()
                return

    def _heard(self) -> None:
        now = time.perf_counter()
        if self.heard_at:
            self.ages.append(now - self.heard_at)
        self.heard_at = now

    async def look_anew(self) -> None:
        """Ask as a page that has seen nothing."""
        self.tag = ""
        await self.look()


def boards(port: int, watchers: list[dict[str, Any]], tally: Tally) -> list[Board]:
    """A wall and a projector for each workshop."""
    return [Board(port, watcher, page, tally) for watcher in watchers for page in PAGES]


@row("day.board.idle")
def idle(run: Run) -> Iterator[Result]:
    """How many times faster a board is told that nothing has changed than it is drawn."""
    asked = run.size(small=10, full=200)
    with tempfile.TemporaryDirectory(prefix="bench-board-") as name:
        database = f"sqlite:///{Path(name) / 'day.sqlite3'}"
        made = build(database, 1)
        with serving(database) as port:
            tally = Tally()
            board = Board(port, made["watchers"][0], "wall", tally)

            async def unchanged() -> None:
                for _time in range(asked):
                    await board.look()

            async def drawn() -> None:
                for _time in range(max(5, asked // 10)):
                    await board.look_anew()

            asyncio.run(drawn())  # not measured: imports, connections, caches
            told, whole = run.interleaved(lambda: asyncio.run(unchanged()), lambda: asyncio.run(drawn()))
    rates = asked / told, max(5, asked // 10) / whole
    yield Result(
        figure=rates[0], reference=rates[1], unit="1/s", goal=Goal(ratio_at_least=8), note=str(tally.errors or "")
    )
    yield Result(part="errors", figure=tally.failed, unit="", goal=Goal(at_most=0))
