"""The running agenda: which block is on, how much of its time is left, and when the room will really end.

Pure functions over frozen values; the moment is always an argument. What a room has done so far is a `Run`; every
press of a button makes a new one from it. Minutes are planned whole, time is kept exactly.

The rules:

1. A block begins when somebody says so and ends when somebody goes on; nothing goes on by itself.
2. While a room pauses no time passes: its end moves by exactly as long as it paused. Nor does anybody count as quiet.
3. Going back undoes going on: the block before runs as if nobody had pressed. What was passed over stays so until
   somebody puts it back.

How the rest of the day is planned anew when minutes are given or a block is passed over is `replanning`'s.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import Any

from django.utils.translation import gettext as _

from .schedule import Block, Line

NOTHING = dt.timedelta()
ON_TIME = dt.timedelta(minutes=1)
# Percent of a block's time: from here on its colour and its word change.
SOON, LAST = 20, 5


class CannotDo(Exception):
    """The clock does not do this now; the message says why and what to do instead."""


@dataclass(frozen=True, slots=True)
class Part:
    """A block of the agenda and what it got.

    Attributes:
        planned: its minutes on the agenda.
        minutes: its minutes now.
        began_at: when it began; None while it is still to come.
        held: for how long it stood still.
        skipped: passed over: it takes no time, and nobody comes to it.
    """

    block: Block
    planned: int
    minutes: int
    began_at: dt.datetime | None = None
    held: dt.timedelta = NOTHING
    skipped: bool = False

    @property
    def length(self) -> dt.timedelta:
        """Its time now."""
        return dt.timedelta(minutes=self.minutes)


@dataclass(frozen=True, slots=True)
class Run:
    """What a room has done so far.

    Attributes:
        at: the place of the part that is on; the number of parts once all are over.
        plan_ends_at: when the room was to end as its day was planned.
        over_at: when the last part ended.
        stood: from when to when the room stood still last.
    """

    parts: tuple[Part, ...]
    at: int
    plan_ends_at: dt.datetime
    paused_at: dt.datetime | None = None
    over_at: dt.datetime | None = None
    stood: tuple[dt.datetime, dt.datetime] | None = None

    @property
    def part(self) -> Part | None:
        """The part that is on; None once all are over."""
        return self.parts[self.at] if self.at < len(self.parts) else None

    @property
    def to_come(self) -> tuple[Part, ...]:
        """The parts that have not begun."""
        return tuple(part for part in self.parts[self.at + 1 :] if not part.skipped)

    @property
    def minutes(self) -> int:
        """The minutes of all parts that are held."""
        return sum(part.minutes for part in self.parts if not part.skipped)

    def elapsed(self, now: dt.datetime) -> dt.timedelta:
        """For how long the part has been on, pauses not counted."""
        part = self.part
        if part is None or part.began_at is None:
            return NOTHING
        return max(NOTHING, (self.paused_at or now) - part.began_at - part.held)

    def left(self, now: dt.datetime) -> dt.timedelta:
        """What is left of the part's time; less than nothing once it is used up."""
        return self.part.length - self.elapsed(now) if self.part else NOTHING

    def worked_since(self, moment: dt.datetime, now: dt.datetime) -> dt.datetime:
        """From when on the room would have worked as long without a pause as it has since that moment: while it stood
        still nothing counts, nor does what lies before the part that is on.
        """
        if self.stood is not None and moment < self.stood[1]:
            moment += self.stood[1] - max(moment, self.stood[0])
        return max(moment, (self.paused_at or now) - self.elapsed(now))

    def part_ends(self, now: dt.datetime) -> dt.datetime:
        """When the part ends if nobody presses before its time; now, if that is past."""
        return self.over_at or now + max(NOTHING, self.left(now))

    def ends(self, now: dt.datetime) -> dt.datetime:
        """When the room really ends, as it looks now."""
        return self.over_at or self.part_ends(now) + dt.timedelta(minutes=sum(part.minutes for part in self.to_come))

    def behind(self, now: dt.datetime) -> dt.timedelta:
        """How much later than planned the room ends; less than nothing when it is ahead."""
        return self.ends(now) - self.plan_ends_at

    def phase(self, now: dt.datetime) -> str:
        """`run`, `soon` from 20 % left on, `last` from 5 % on, `over` from nothing on; `done` when all is over."""
        return phase(self.left(now), self.part.length) if self.part else "done"

    def with_part(self, place: int, **changes: Any) -> Run:
        """The same room with the part at that place changed."""
        return replace(
            self, parts=(*self.parts[:place], replace(self.parts[place], **changes), *self.parts[place + 1 :])
        )


def phase(left: dt.timedelta, length: dt.timedelta) -> str:
    """The colour of a time: `run`, `soon`, `last` or `over`."""
    if left <= NOTHING:
        return "over"
    if left * 100 <= length * LAST:
        return "last"
    return "soon" if left * 100 <= length * SOON else "run"


def word(phase: str) -> str:
    """What stands beside the colour, for who does not see it."""
    words = {"run": _("進行中"), "soon": _("快到了"), "last": _("請收尾"), "over": _("時間到"), "done": _("議程走完")}
    return words[phase]


def pace(behind: dt.timedelta) -> str:
    """Ahead or behind, in whole minutes: 準時, 慢 3 分, 快 3 分.

    A room that ends half a minute before 16:58 is shown as ending 16:57; so is how much it is ahead counted.
    """
    if abs(behind) < ON_TIME:
        return _("準時")
    minutes = behind // ON_TIME
    return _("慢 %(n)s 分") % {"n": minutes} if minutes > 0 else _("快 %(n)s 分") % {"n": -minutes}


def begin(lines: Iterable[Line], *, now: dt.datetime, plan_ends_at: dt.datetime) -> Run:
    """The first block is on.

    Raises:
        CannotDo: there is no agenda.
    """
    parts = tuple(Part(line.block, line.minutes, line.minutes) for line in lines)
    if not parts:
        raise CannotDo(_("這場工作坊沒有議程，所以沒有計時。"))
    return Run((replace(parts[0], began_at=now), *parts[1:]), 0, plan_ends_at)


def go_on(run: Run, *, now: dt.datetime) -> Run:
    """The part is over, the next one that is held is on. A paused room runs again."""
    run = _awake(run, now)
    if run.part is None:
        raise CannotDo(_("議程已經走完，沒有下一項了。"))
    following = next((at for at in range(run.at + 1, len(run.parts)) if not run.parts[at].skipped), len(run.parts))
    if following == len(run.parts):
        return replace(run, at=following, over_at=now)
    return replace(run.with_part(following, began_at=now, held=NOTHING), at=following)


def back(run: Run, *, now: dt.datetime) -> Run:
    """As if nobody had gone on: the part before is on since it began; what was passed over stays passed over."""
    run = _awake(run, now)
    before = next((at for at in reversed(range(run.at)) if not run.parts[at].skipped), None)
    if before is None:
        raise CannotDo(_("這是第一項，不能再往前。"))
    held = run.parts[before].held + (run.part.held if run.part else NOTHING)
    parts = [
        replace(part, began_at=None, held=NOTHING) if before < at <= run.at else part
        for at, part in enumerate(run.parts)
    ]
    parts[before] = replace(parts[before], held=held)
    return replace(run, at=before, over_at=None, parts=tuple(parts))


def pause(run: Run, *, now: dt.datetime) -> Run:
    """Let the room stand still."""
    if run.part is None:
        raise CannotDo(_("議程已經走完，不用暫停。"))
    if run.paused_at is not None:
        raise CannotDo(_("已經暫停了。"))
    return replace(run, paused_at=now)


def resume(run: Run, *, now: dt.datetime) -> Run:
    """Let it go on where it stood."""
    if run.paused_at is None:
        raise CannotDo(_("沒有暫停，時間正在走。"))
    return _awake(run, now)


def _awake(run: Run, now: dt.datetime) -> Run:
    """The same room running: how long it stood still is the part's."""
    if run.paused_at is None or run.part is None:
        return replace(run, paused_at=None)
    held = run.part.held + max(NOTHING, now - run.paused_at)
    return replace(run.with_part(run.at, held=held), paused_at=None, stood=(run.paused_at, max(run.paused_at, now)))
