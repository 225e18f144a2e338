"""Walls and projectors: pages that ask again and again whether the room has changed."""

import asyncio
import tempfile
import time
from collections.abc import Awaitable, Callable, Iterator
from pathlib import Path
from typing import Any

from benchmarks.clients import Answer, Kept, Tally, ask
from benchmarks.measure import Run
from benchmarks.rows import Goal, Result, row
from benchmarks.servers import build, serving

PAGES = ("wall", "projector")
# As often as the pages themselves ask (static/js/room/poll.js), so that what changes is seen within two seconds.
EVERY = 1.7
FRESH = 2.0


class Board:
    """An officer's wall or projector: it asks with the tag of what it has seen.

    Attributes:
        kept: the connection it asks by; None where it opens one for each request.
        ages: for each time it showed what is true, how many seconds after the time before.
    """

    def __init__(self, port: int, watcher: dict[str, Any], page: str, tally: Tally) -> None:
        self.port, self.tally, self.tag = port, tally, ""
        self.heard_at, self.ages = 0.0, list[float]()
        self.kept: Kept | None = None
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
            answer = await self._ask(headers)
            if not self.tally.count(answer, 200, 304):
                return
            self.tag = answer.headers.get("etag", "")
            again = int(answer.headers.get("room-again", 0)) / 1000
            if not again:
                self._heard()
                return

    async def _ask(self, headers: dict[str, str]) -> Answer:
        if self.kept is not None:
            return await self.kept.get(self.address, headers=headers)
        return await ask(self.port, "GET", self.address, headers=headers)

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


def freshness(ages: list[float]) -> Result:
    """How old a board has become when it shows what is true again: the median, and the slowest as a note."""
    ordered = sorted(ages)
    note = f"p95 {_at(ordered, 0.95):.1f} s, p99 {_at(ordered, 0.99):.1f} s of {len(ordered)}"
    return Result(part="fresh", figure=_at(ordered, 0.5), unit="s", goal=Goal(at_most=FRESH), note=note)


def _at(ordered: list[float], share: float) -> float:
    return ordered[min(len(ordered) - 1, int(len(ordered) * share))] if ordered else float("inf")


@row("day.board.idle")
def idle(run: Run) -> Iterator[Result]:
    """How many times faster a board is told that nothing has changed than it is drawn, and with how many queries."""
    asked = run.size(small=10, full=200)
    errors: dict[int, int] = {}
    with tempfile.TemporaryDirectory(prefix="bench-board-") as name:
        database = f"sqlite:///{Path(name) / 'day.sqlite3'}"
        made = build(database, 1)
        with serving(database) as port:
            for page in PAGES:
                tally = Tally()
                board = Board(port, made["watchers"][0], page, tally)
                part = "" if page == "wall" else page
                yield _told_and_drawn(run, board, asked, part=part)
                yield _told_and_drawn(run, board, asked, part=f"{part}.kept".strip("."), kept=True)
                errors |= tally.errors
    for page, queries in made["queries"].items():
        yield Result(part=f"{page}.queries", figure=queries, unit="", goal=Goal(at_most=1))
    yield Result(part="errors", figure=sum(errors.values()), unit="", goal=Goal(at_most=0), note=str(errors or ""))


def _told_and_drawn(run: Run, board: Board, asked: int, *, part: str, kept: bool = False) -> Result:
    """Both, each by connections of its own, or by one that stays open (`kept`), as a browser's does."""
    times = max(5, asked // 10)

    async def again_and_again(step: Callable[[], Awaitable[None]], number: int) -> None:
        board.kept = Kept(board.port) if kept else None
        for _time in range(number):
            await step()
        if board.kept is not None:
            board.kept.close()

    async def unchanged() -> None:
        await again_and_again(board.look, asked)

    async def drawn() -> None:
        await again_and_again(board.look_anew, times)

    asyncio.run(drawn())  # not measured: imports, connections, caches
    told, whole = run.interleaved(lambda: asyncio.run(unchanged()), lambda: asyncio.run(drawn()))
    return Result(
        part=part, figure=asked / told, reference=times / whole, unit="1/s", goal=Goal(ratio_at_least=8),
    )  # fmt: skip
