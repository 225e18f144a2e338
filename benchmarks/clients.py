"""Many clients against a server on this machine, each at its own pace: what a full day of workshops sounds like.

One event loop, one connection for each request, as phones behind a meeting room's network mostly arrive; a board that
hangs on a wall keeps its own (`Kept`), as its browser does.
"""

import asyncio
import time
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, field

HOST = "127.0.0.1"
PATIENCE = 30.0


@dataclass(frozen=True, slots=True)
class Answer:
    """What came back, and after how many seconds; status 0 where nothing did."""

    status: int
    headers: dict[str, str]
    body: bytes
    seconds: float


@dataclass(slots=True)
class Tally:
    """What a crowd of clients met with."""

    seconds: list[float] = field(default_factory=list)
    errors: dict[int, int] = field(default_factory=dict)

    def count(self, answer: Answer, *expected: int) -> bool:
        """Keep an answer's time; one of another status than expected is an error."""
        self.seconds.append(answer.seconds)
        if answer.status in expected:
            return True
        self.errors[answer.status] = self.errors.get(answer.status, 0) + 1
        return False

    def at(self, share: float) -> float:
        """The time within which this share of the answers came, in milliseconds."""
        ordered = sorted(self.seconds)
        return ordered[min(len(ordered) - 1, int(len(ordered) * share))] * 1000 if ordered else 0.0

    @property
    def failed(self) -> int:
        return sum(self.errors.values())


async def ask(port: int, method: str, path: str, *, headers: dict[str, str], body: bytes = b"") -> Answer:
    """One request; whatever goes wrong on the way is an answer of status 0."""
    began = time.perf_counter()
    try:
        return await asyncio.wait_for(_ask(port, method, path, headers, body, began), PATIENCE)
    except (OSError, TimeoutError, ValueError, asyncio.IncompleteReadError):
        return Answer(0, {}, b"", time.perf_counter() - began)


async def _ask(port: int, method: str, path: str, headers: dict[str, str], body: bytes, began: float) -> Answer:
    reader, writer = await asyncio.open_connection(HOST, port)
    try:
        lines = [f"{method} {path} HTTP/1.1", f"Host: {HOST}:{port}", "Connection: close"]
        lines += [f"{name}: {value}" for name, value in headers.items()]
        if body:
            lines.append(f"Content-Length: {len(body)}")
        writer.write("\r\n".join([*lines, "", ""]).encode() + body)
        await writer.drain()
        head, _, rest = (await reader.read()).partition(b"\r\n\r\n")
    finally:
        writer.close()
    status, found = _head(head)
    return Answer(status, found, rest, time.perf_counter() - began)


class Kept:
    """A connection that stays open between requests, opened anew where the server has closed it."""

    def __init__(self, port: int) -> None:
        self.port = port
        self._ends: tuple[asyncio.StreamReader, asyncio.StreamWriter] | None = None

    async def get(self, path: str, *, headers: dict[str, str]) -> Answer:
        """One request; whatever goes wrong on the way is an answer of status 0."""
        began = time.perf_counter()
        try:
            return await asyncio.wait_for(self._get(path, headers, began), PATIENCE)
        except (OSError, TimeoutError, ValueError, asyncio.IncompleteReadError):
            self.close()
            return Answer(0, {}, b"", time.perf_counter() - began)

    def close(self) -> None:
        """Give the connection up."""
        if self._ends is not None:
            self._ends[1].close()
            self._ends = None

    async def _get(self, path: str, headers: dict[str, str], began: float) -> Answer:
        if self._ends is None or self._ends[0].at_eof():
            self.close()
            self._ends = await asyncio.open_connection(HOST, self.port)
        reader, writer = self._ends
        lines = [f"GET {path} HTTP/1.1", f"Host: {HOST}:{self.port}"]
        lines += [f"{name}: {value}" for name, value in headers.items()]
        writer.write("\r\n".join([*lines, "", ""]).encode())
        await writer.drain()
        status, found = _head((await reader.readuntil(b"\r\n\r\n"))[:-4])
        body = await reader.readexactly(0 if status == 304 else int(found["content-length"]))
        if found.get("connection") == "close":
            self.close()
        return Answer(status, found, body, time.perf_counter() - began)


def _head(head: bytes) -> tuple[int, dict[str, str]]:
    first, *others = head.decode("latin-1").split("\r\n")
    return int(first.split(" ")[1]), dict(line.lower().split(": ", 1) for line in others if ": " in line)


async def crowd(steps: Sequence[Callable[[], Awaitable[None]]], *, every: float, seconds: float) -> None:
    """Let each client do its step again and again, one every so many seconds, their beginnings spread evenly.

    A step that takes longer than its turn puts the next one off; it is not made up for, as no phone would.
    """
    until = time.perf_counter() + seconds

    async def one(step: Callable[[], Awaitable[None]], delay: float) -> None:
        await asyncio.sleep(delay)
        while time.perf_counter() < until:
            began = time.perf_counter()
            await step()
            await asyncio.sleep(max(0.0, every - (time.perf_counter() - began)))

    await asyncio.gather(*(one(step, every * place / len(steps)) for place, step in enumerate(steps)))
