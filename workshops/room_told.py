"""What a room's clock says to people: the same value for the tables' phones, the wall, the projector and the API.

Whatever follows from time passing is told as it is at one moment (`at`), with what a device needs to count on by
itself; a device that asks again while nothing was pressed is told that nothing has changed.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable
from dataclasses import dataclass

from django.utils.translation import gettext as _

from . import replanning
from .agenda_language import titles
from .clock import Run, pace, word
from .models import Group, Room, Workshop
from .room_kept import queue_in, run_in
from .talks_told import Talk, talks

OVER = (Workshop.State.HELD, Workshop.State.REPORTED, Workshop.State.CLOSED)


@dataclass(frozen=True, slots=True)
class Step:
    """A block in the list of the day.

    Attributes:
        starts_at: when it began, or will begin as it looks now; None where it was skipped.
        after: how many seconds after the end of the block that is on it will begin; None unless it is to come. A script
            keeps the time on the page true by it: in an overrun or paused room it moves without anybody pressing.
    """

    title: str
    minutes: int
    state: str
    starts_at: dt.datetime | None
    after: int | None = None


@dataclass(frozen=True, slots=True)
class Told:
    """The clock at one moment.

    Attributes:
        on: whether anybody has started it.
        over: whether the workshop has ended, and when; the moment is unknown where it was only written down afterwards.
        title, number, of: the block that is on; its place among the blocks that are held.
        left, length: of its time; `rest` is that of the blocks to come.
        passed_over: the block ahead that was skipped and can be put back.
        talk: who presents now; `coming` is the group that should get ready.
        run: what the room has done so far; None while nobody has started its clock.
    """

    at: dt.datetime
    step: int
    on: bool
    closed: bool
    over: bool = False
    over_at: dt.datetime | None = None
    title: str = ""
    kind: str = ""
    stage: int = 0
    number: int = 0
    of: int = 0
    phase: str = ""
    paused: bool = False
    left: dt.timedelta = dt.timedelta()
    length: dt.timedelta = dt.timedelta()
    rest: dt.timedelta = dt.timedelta()
    ends_at: dt.datetime | None = None
    plan_ends_at: dt.datetime | None = None
    part_ends_at: dt.datetime | None = None
    following: str = ""
    passed_over: str = ""
    steps: tuple[Step, ...] = ()
    talk: Talk | None = None
    coming: Group | None = None
    run: Run | None = None

    def worked_since(self, moment: dt.datetime) -> dt.datetime:
        """From when on the room would have worked as long as it has since that moment (`Run.worked_since`)."""
        return self.run.worked_since(moment, self.at) if self.run is not None else moment

    @property
    def seconds_left(self) -> int:
        """The time left in seconds; what is begun of one counts."""
        return -int(-self.left.total_seconds() // 1)

    @property
    def left_said(self) -> str:
        """The time left: 剩 12 分 40 秒, or 超過 00 分 21 秒 beyond it."""
        return left_said(self.left)

    @property
    def word(self) -> str:
        """What stands beside the colour."""
        return word(self.phase) if self.phase else ""

    @property
    def pace(self) -> str:
        """Ahead or behind."""
        return pace(self.ends_at - self.plan_ends_at) if self.ends_at and self.plan_ends_at else ""

    @property
    def percent(self) -> int:
        """How much of the block's time has passed."""
        return max(0, min(100, round(100 - 100 * self.left / self.length))) if self.length else 100

    def as_json(self) -> dict[str, object]:
        """The same for a script; lengths are seconds, moments milliseconds since 1970.

        `steps` are the blocks to come: title, minutes, and how many seconds after the end of the one that is on each
        begins. `at` is told as exactly as `left`: the end follows from both, and a block that began on the full minute
        ends on it.
        """
        return {
            "at": self.at.timestamp() * 1000, "step": self.step, "on": self.on, "closed": self.closed,
            "title": self.title, "kind": self.kind, "number": self.number, "of": self.of, "paused": self.paused,
            "left": self.left.total_seconds(), "length": self.length.total_seconds(),
            "rest": self.rest.total_seconds(), "plan_ends": _stamp(self.plan_ends_at), "phase": self.phase,
            "ends": _stamp(self.ends_at), "following": self.following,
            "steps": [[one.title, one.minutes, one.after] for one in self.steps if one.after is not None],
            "talk": None if self.talk is None else {
                "group": self.talk.number, "name": self.talk.name, "place": self.talk.place, "of": self.talk.of,
                "spent": self.talk.turn.spent(self.at).total_seconds(), "soft": self.talk.turn.soft.total_seconds(),
                "length": self.talk.turn.length.total_seconds(),
            },
            "coming": None if self.coming is None else {"group": self.coming.number, "name": str(self.coming)},
        }  # fmt: skip


# In seconds; the same in static/js/room/clock.js.
MOST_BEYOND = 99 * 60 + 59


def left_said(left: dt.timedelta) -> str:
    """剩 12 分 40 秒; 超過 00 分 21 秒 for what is beyond; what is begun of a second counts as left.

    In words, and never as 12:40, which a room that looks up reads as the time of day. Both figures are always there,
    with two digits each, so that nothing moves while they count. No more than 99 minutes 59 are beyond: a room that
    nobody has closed for days has no need of the exact figure.
    """
    seconds = max(-int(-left.total_seconds() // 1), -MOST_BEYOND)
    minutes, rest = divmod(abs(seconds), 60)
    said = _("剩 %(m)s 分 %(s)s 秒") if seconds >= 0 else _("超過 %(m)s 分 %(s)s 秒")
    return said % {"m": f"{minutes:02}", "s": f"{rest:02}"}


def told(room: Room, *, workshop: Workshop, groups: Iterable[Group], now: dt.datetime) -> Told:
    """What the clock says now, in the language of the page (no query; one on an English page)."""
    by_number = {group.number: group for group in groups}
    closed = workshop.state != Workshop.State.RUNNING
    over = workshop.state in OVER
    over_at = workshop.held_at if over and workshop.started_at else None
    run = run_in(room)
    at = run.paused_at if run is not None and run.paused_at is not None else now
    queue = queue_in(room, by_number)
    talk, coming = (None, None) if closed else talks(queue, by_number, run, at)
    if run is None:
        return Told(
            now, room.step, on=False, closed=closed, over=over, over_at=over_at, talk=talk, coming=coming,
        )  # fmt: skip
    part, rest, titled = run.part, run.to_come, titles(workshop.programme)
    held, passed = [one for one in run.parts if not one.skipped], replanning.passed_over(run)
    return Told(
        at=now,
        step=room.step,
        on=True,
        closed=closed,
        over=over,
        over_at=over_at,
        title=titled(part.block.title) if part else "",
        kind=part.block.kind if part else "",
        stage=part.block.stage if part else 0,
        number=len(held) - len(rest),
        of=len(held),
        phase=run.phase(now),
        paused=run.paused_at is not None,
        left=run.left(now),
        length=part.length if part else dt.timedelta(),
        rest=dt.timedelta(minutes=sum(one.minutes for one in rest)),
        ends_at=run.ends(now),
        plan_ends_at=run.plan_ends_at,
        part_ends_at=run.part_ends(now),
        following=titled(rest[0].block.title) if rest else "",
        passed_over=titled(run.parts[passed].block.title) if passed is not None else "",
        steps=tuple(_steps(run, now, titled, over=over)),
        talk=talk,
        coming=coming,
        run=run,
    )


def _steps(run: Run, now: dt.datetime, titled: Callable[[str], str], *, over: bool) -> Iterable[Step]:
    ends = at = run.part_ends(now)
    for place, part in enumerate(run.parts):
        title = titled(part.block.title)
        if part.skipped:
            yield Step(title, part.minutes, "skipped", None)
        elif place < run.at or (over and place == run.at):
            yield Step(title, part.minutes, "done", part.began_at)
        elif place == run.at:
            yield Step(title, part.minutes, "now", part.began_at)
        elif over:  # nobody came to it
            yield Step(title, part.minutes, "todo", None)
        else:
            yield Step(title, part.minutes, "todo", at, round((at - ends).total_seconds()))
            at += part.length


def _stamp(moment: dt.datetime | None) -> int | None:
    return round(moment.timestamp() * 1000) if moment is not None else None


def said(room: Room) -> list[str]:
    """What came of the last press, in the language of the page (no query without; one on an English page)."""
    return replanning.told(room.said, titles(room.workshop.programme)) if room.said else []
