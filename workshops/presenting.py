"""The queue of presentations: who is on, who is next, how long each group has. Pure functions, as `clock`'s.

What is left of the presentation's block is shared among the groups that still wait, none getting more than the
programme's longest; how long a group has is fixed when it begins, so that nobody's time shrinks while she speaks.
From the programme's shortest time on a group may wrap up; what is beyond its own time is told kindly.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from django.utils.translation import gettext as _

from .clock import NOTHING, CannotDo

EVEN = 30
"""Seconds a group's time is rounded down to."""
LOST = dt.timedelta(minutes=1)
"""What may get lost between the groups before all of them, and not only the last, have less for it."""


@dataclass(frozen=True, slots=True)
class Turn:
    """A group's presentation.

    Attributes:
        group: the group's key.
        soft: from when on it may wrap up.
        length: how long it has; both are nothing while it waits.
        skipped: its turn was passed over; it can be put back.
    """

    group: int
    began_at: dt.datetime | None = None
    ended_at: dt.datetime | None = None
    held: dt.timedelta = NOTHING
    soft: dt.timedelta = NOTHING
    length: dt.timedelta = NOTHING
    skipped: bool = False

    @property
    def waits(self) -> bool:
        """Whether it is still to come."""
        return self.began_at is None and not self.skipped

    @property
    def is_on(self) -> bool:
        """Whether it is on now."""
        return self.began_at is not None and self.ended_at is None

    def spent(self, now: dt.datetime) -> dt.timedelta:
        """For how long it has been on."""
        if self.began_at is None:
            return NOTHING
        return max(NOTHING, (self.ended_at or now) - self.began_at - self.held)

    def phase(self, now: dt.datetime) -> str:
        """`run`, `soon` from when it may wrap up, `over` beyond its time."""
        spent = self.spent(now)
        return "over" if spent > self.length else "soon" if spent >= self.soft else "run"


Queue = tuple[Turn, ...]


def said(turn: Turn, now: dt.datetime) -> str:
    """A group's time in words: 還有 3 分 48 秒, 可以收尾, 超過 21 秒，請收尾."""
    left = turn.length - turn.spent(now)
    if left < NOTHING:
        return _("超過 %(time)s，請收尾") % {"time": minutes_and_seconds(-left)}
    if turn.phase(now) == "soon":
        return _("可以收尾，還有 %(time)s") % {"time": minutes_and_seconds(left)}
    return _("還有 %(time)s") % {"time": minutes_and_seconds(left)}


def minutes_and_seconds(length: dt.timedelta) -> str:
    """3 分 48 秒, 21 秒, 4 分."""
    minutes, seconds = divmod(int(length.total_seconds()), 60)
    if not minutes:
        return _("%(s)s 秒") % {"s": seconds}
    if not seconds:
        return _("%(m)s 分") % {"m": minutes}
    return _("%(m)s 分 %(s)s 秒") % {"m": minutes, "s": seconds}


def queue_of(groups: Iterable[int], kept: Sequence[Turn] = ()) -> Queue:
    """A turn for every group: those already in the queue in their order, the others behind them; nobody else's."""
    there = list(groups)
    known = [turn for turn in kept if turn.group in there]
    return (*known, *(Turn(group) for group in there if group not in {turn.group for turn in known}))


def on(queue: Queue) -> Turn | None:
    """Whose turn it is."""
    return next((turn for turn in queue if turn.is_on), None)


def following(queue: Queue) -> Turn | None:
    """Who is next."""
    return next((turn for turn in queue if turn.waits), None)


def each(waiting: int, left: dt.timedelta, longest: dt.timedelta, shortest: dt.timedelta = NOTHING) -> dt.timedelta:
    """How long each of so many waiting groups has of what is left; to half minutes, and at least one of them.

    Where only seconds are lacking for everybody's shortest time (somebody had to press, a group had to walk up), those
    before the last have it all the same: the last has what is left then.
    """
    if not waiting:
        return NOTHING
    share = dt.timedelta(seconds=max(0, int(left.total_seconds())) // waiting // EVEN * EVEN)
    if waiting > 1 and shortest * waiting - left <= min(LOST, shortest / 2):
        share = max(share, shortest)
    return max(dt.timedelta(seconds=EVEN), min(share, longest))


def start(
    queue: Queue, *, now: dt.datetime, left: dt.timedelta, shortest: dt.timedelta, longest: dt.timedelta
) -> Queue:
    """The next group is on; who was on has ended.

    Raises:
        CannotDo: nobody waits.
    """
    coming = following(queue)
    if coming is None:
        raise CannotDo(_("每一組都發表過了。"))
    length = each(sum(turn.waits for turn in queue), left, longest, shortest)
    begun = replace(coming, began_at=now, soft=min(shortest, length), length=length)
    return tuple(begun if turn is coming else _ended(turn, now) for turn in queue)


def stop(queue: Queue, *, now: dt.datetime) -> Queue:
    """Who is on has ended."""
    if on(queue) is None:
        raise CannotDo(_("現在沒有小組在發表。"))
    return tuple(_ended(turn, now) for turn in queue)


def skip(queue: Queue, group: int) -> Queue:
    """Pass over a group that waits; once more, and it is back in its place."""
    turn = _waiting(queue, group, skipped_too=True)
    return tuple(replace(one, skipped=not one.skipped) if one is turn else one for one in queue)


def sooner(queue: Queue, group: int) -> Queue:
    """Move a waiting group one place forward among those who wait."""
    turn = _waiting(queue, group)
    waiting = [at for at, one in enumerate(queue) if one.waits]
    place = queue.index(turn)
    before = waiting[waiting.index(place) - 1] if waiting[0] != place else None
    if before is None:
        raise CannotDo(_("這一組已經排在最前面。"))
    moved = list(queue)
    moved[before], moved[place] = moved[place], moved[before]
    return tuple(moved)


def hold(queue: Queue, length: dt.timedelta) -> Queue:
    """The room stood still for so long: no time has passed for who is on."""
    return tuple(replace(turn, held=turn.held + length) if turn.is_on else turn for turn in queue)


def _ended(turn: Turn, now: dt.datetime) -> Turn:
    return replace(turn, ended_at=now) if turn.is_on else turn


def _waiting(queue: Queue, group: int, *, skipped_too: bool = False) -> Turn:
    for turn in queue:
        if turn.group == group and (turn.waits or (skipped_too and turn.skipped)):
            return turn
    raise CannotDo(_("這一組已經上臺了，不能再動它的順序。"))
