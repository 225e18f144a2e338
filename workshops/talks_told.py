"""What a room's presentations say to people: who is on, who is next, how long each has; to a table, when it is on."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from . import presenting
from .clock import Run
from .models import BlockKind, Group, Room, Workshop
from .presenting import Queue, Turn
from .room import talk_bounds, time_for_talks
from .room_kept import queue_in, run_in


@dataclass(frozen=True, slots=True)
class Talk:
    """Whose presentation it is, and whose is next."""

    number: int
    name: str
    place: int
    of: int
    turn: Turn
    at: dt.datetime

    @property
    def phase(self) -> str:
        """`run`, `soon` when it may wrap up, `over`."""
        return self.turn.phase(self.at)

    @property
    def said(self) -> str:
        """Its time in words."""
        return presenting.said(self.turn, self.at)

    @property
    def spent(self) -> str:
        """For how long it has been on, in words."""
        return spent_said(self.turn.spent(self.at))

    @property
    def soft_word(self) -> str:
        """From when on it may wrap up, in words."""
        return presenting.minutes_and_seconds(self.turn.soft)

    @property
    def length_word(self) -> str:
        """How long it has, in words."""
        return presenting.minutes_and_seconds(self.turn.length)

    @property
    def track(self) -> dict[str, int]:
        """The bar below the slide in percent: what is spent, the two marks; a ninth more than its time is shown."""
        whole = self.turn.length * 9 / 8
        parts = {"spent": self.turn.spent(self.at), "soft": self.turn.soft, "length": self.turn.length}
        return {name: min(100, round(100 * part / whole)) if whole else 0 for name, part in parts.items()}


def spent_said(spent: dt.timedelta) -> str:
    """已講 03 分 48 秒: for how long somebody has been presenting."""
    minutes, rest = divmod(int(spent.total_seconds()), 60)
    return _("已講 %(m)s 分 %(s)s 秒") % {"m": f"{minutes:02}", "s": f"{rest:02}"}


def talks(queue: Queue, groups: dict[int, Group], run: Run | None, at: dt.datetime) -> tuple[Talk | None, Group | None]:
    """Who is on, and who should get ready: while somebody presents, or the presentations' block is on."""
    turn, coming = presenting.on(queue), presenting.following(queue)
    presenting_now = run is not None and run.part is not None and run.part.block.kind == BlockKind.PRESENTATION
    ready = groups[coming.group] if coming is not None and (turn is not None or presenting_now) else None
    if turn is None:
        return None, ready
    held = [one for one in queue if not one.skipped]
    group = groups[turn.group]
    return Talk(group.number, str(group), held.index(turn) + 1, len(held), turn, at), ready


@dataclass(frozen=True, slots=True)
class Waiting:
    """A line of the queue as who leads the room sees it: `done`, `now`, `todo` or `skipped`, and for how long."""

    group: Group
    state: str
    length: dt.timedelta

    @property
    def minutes(self) -> str:
        """7.5 for seven and a half minutes."""
        return f"{self.length.total_seconds() / 60:g}"


def queue_told(room: Room, *, workshop: Workshop, groups: Iterable[Group], now: dt.datetime) -> list[Waiting]:
    """The queue in its order; who waits is told how long each would have if the next began now (no query)."""
    by_number = {group.number: group for group in groups}
    queue, run = queue_in(room, by_number), run_in(room)
    shortest, longest = talk_bounds(workshop)
    waiting = sum(turn.waits for turn in queue)
    left = time_for_talks(run, now)
    turn = presenting.on(queue)
    if left is not None and turn is not None:
        left -= max(dt.timedelta(), turn.length - turn.spent(now))  # who is on keeps what is left of her time
    each = presenting.each(waiting, longest * waiting if left is None else left, longest, shortest)
    states = [
        (one, "skipped" if one.skipped else "now" if one.is_on else "todo" if one.waits else "done") for one in queue
    ]
    return [
        Waiting(
            by_number[one.group], state, each if state == "todo" else one.spent(now) if state == "done" else one.length
        )
        for one, state in states
    ]


@dataclass(frozen=True, slots=True)
class OwnTurn:
    """A table's place in the queue, as it is told there.

    Attributes:
        key: `now`, `next`, or how many are before it; empty where there is nothing to tell. A device whose table comes
            nearer is nudged by it.
        text: what stands on the table's pages while groups present.
        place: which of those that present it is; None where it is passed over.
        minutes: how long it has, or had.
    """

    key: str = ""
    text: str = ""
    place: int | None = None
    minutes: str = ""


def own_turn(number: int, queue: Sequence[Waiting], *, goes_on: bool) -> OwnTurn:
    """What a table is told of its turn.

    Args:
        number: the table's.
        queue: as `queue_told` tells it.
        goes_on: whether groups present now, or are about to.
    """
    held = [line for line in queue if line.state != "skipped"]
    place = next((at for at, line in enumerate(held) if line.group.number == number), None)
    if place is None:
        return OwnTurn()
    mine, before = held[place], sum(line.state in ("now", "todo") for line in held[:place])
    key = {"now": "now", "todo": str(before), "done": ""}[mine.state] if goes_on else ""
    if key == "0" or (key == "1" and held[place - 1].state == "now"):
        key = "next"
    return OwnTurn(key, _told(key, mine.minutes), place + 1, mine.minutes)


def _told(key: str, minutes: str) -> str:
    if not key:
        return ""
    if key == "now":
        return _("輪到你們發表了，有 %(minutes)s 分鐘。") % {"minutes": minutes}
    if key == "next":
        return _("下一組就是你們，請準備，有 %(minutes)s 分鐘。") % {"minutes": minutes}
    said = ngettext(
        "前面還有 %(n)s 組，你們有 %(minutes)s 分鐘。", "前面還有 %(n)s 組，你們有 %(minutes)s 分鐘。", int(key)
    )
    return said % {"n": key, "minutes": minutes}
