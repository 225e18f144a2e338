"""The rest of the day planned anew: minutes given or taken, a block passed over or put back.

Pure functions over `clock`'s values. Each says in sentences what it has changed: which blocks, and when the room ends
now, computed from the room before and after.

The rules:

1. The aim is the planned end. Minutes are looked at as whole ones; what is begun of one counts.
2. Minutes given to the block that is on are first those by which the room is ahead. As far as the room would end after
   its plan otherwise, they are taken from the blocks to come, within their bounds and by the rule of the elastic
   agenda (`agenda.stretched`). What these cannot spare moves the end.
3. Minutes given to a block that is beyond its time count from now: it then has the minutes it has begun to use so far
   and those given, so that a minute given is never only some seconds. What it had overrun is neither part of them nor
   asked of the others; the end has moved by it already.
4. Minutes taken first make good what the room is behind. As far as it would end before its plan otherwise, they go back
   to the blocks that were shortened, never beyond their planned minutes. The rest brings the end nearer.
5. A block that is passed over sets its minutes free as if they had been taken, and one that is put back needs them as
   if they had been given, by the others. What is on goes on, and a pause stays a pause.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop, override

from .agenda import share, stretched
from .clock import NOTHING, ON_TIME, CannotDo, Run
from .presenting import minutes_and_seconds
from .schedule import Line

MOST_AT_ONCE = 30
A_SECOND = dt.timedelta(seconds=1)

# A room keeps these in Chinese, whoever pressed, and each reader is told them in her language (`told`).
SKIPPED = gettext_noop("已略過「%(title)s」。")
PUT_BACK = gettext_noop("已放回「%(title)s」。")
SHORTEST = gettext_noop("後面的項目都已經最短。")
CHANGED = gettext_noop("「%(title)s」%(was)s→%(now)s 分。")
LATER = gettext_noop("結束會晚 %(by)s，改為 %(time)s。")
EARLIER = gettext_noop("結束會早 %(by)s，改為 %(time)s。")
UNMOVED = gettext_noop("結束時間不變，仍是 %(time)s。")
_READ = {
    sentence: re.compile(re.sub(r"%\\\((\w+)\\\)s", r"(?P<\1>.*)", re.escape(sentence)), re.DOTALL)
    for sentence in (SKIPPED, PUT_BACK, SHORTEST, CHANGED, LATER, EARLIER, UNMOVED)
}
_LENGTH = re.compile(r"(?:(?P<m>\d+) 分)? ?(?:(?P<s>\d+) 秒)?")


@dataclass(frozen=True, slots=True)
class Bounds:
    """Between what the groups' presentations may be stretched: how many there are, how long each at least and most."""

    groups: int
    presentation_min: int
    presentation_max: int


@dataclass(frozen=True, slots=True)
class Replanned:
    """A room after its rest was planned anew, and what that changed, in Chinese sentences (see `told`)."""

    run: Run
    said: tuple[str, ...]


def give(run: Run, minutes: int, *, now: dt.datetime, bounds: Bounds) -> Replanned:
    """Give the part that is on so many minutes more (or fewer).

    Raises:
        CannotDo: all is over, or more would be taken than is left.
    """
    if run.part is None:
        raise CannotDo(_("議程已經走完，不能再加減時間。"))
    if not minutes or abs(minutes) > MOST_AT_ONCE:
        raise CannotDo(_("一次加減 1 到 %(most)s 分。") % {"most": MOST_AT_ONCE})
    elapsed = run.elapsed(now)
    used = _begun(elapsed)
    if minutes > 0:
        now_minutes = max(run.part.minutes, used) + minutes
    elif (now_minutes := run.part.minutes + minutes) < max(1, used):
        raise CannotDo(
            _("這一項已經進行 %(used)s 分，不能再減 %(n)s 分。要結束請按「下一項」。") % {"used": used, "n": -minutes}
        )
    planned = _settled(run.with_part(run.at, minutes=now_minutes), minutes, now=now, bounds=bounds)
    said = list(_said(run, planned, now))
    if planned.ends(now) - run.ends(now) >= ON_TIME and planned.behind(now) > NOTHING and planned.to_come:
        said.insert(-1, SHORTEST)
    return Replanned(planned, tuple(said))


def skip(run: Run, *, now: dt.datetime, bounds: Bounds) -> Replanned:
    """Pass over the part that would be next.

    Raises:
        CannotDo: nothing is to come.
    """
    place = next((at for at in range(run.at + 1, len(run.parts)) if not run.parts[at].skipped), None)
    if place is None:
        raise CannotDo(_("後面沒有可以略過的項目。"))
    part = run.parts[place]
    planned = _settled(run.with_part(place, skipped=True), -part.minutes, now=now, bounds=bounds)
    return Replanned(planned, (SKIPPED % {"title": part.block.title}, *_said(run, planned, now)))


def put_back(run: Run, *, now: dt.datetime, bounds: Bounds) -> Replanned:
    """Let a part that was passed over come after all: the last one of those that are still ahead.

    Raises:
        CannotDo: none of those was passed over.
    """
    place = passed_over(run)
    if place is None:
        raise CannotDo(_("後面沒有略過的項目。"))
    part = run.parts[place]
    planned = _settled(run.with_part(place, skipped=False), part.minutes, now=now, bounds=bounds, but=place)
    return Replanned(planned, (PUT_BACK % {"title": part.block.title}, *_said(run, planned, now)))


def passed_over(run: Run) -> int | None:
    """The place of the part that could be put back."""
    return next((at for at in reversed(range(run.at + 1, len(run.parts))) if run.parts[at].skipped), None)


def _settled(run: Run, by: int, *, now: dt.datetime, bounds: Bounds, but: int | None = None) -> Run:
    """The room after its time has grown by so many minutes (or shrunk), the blocks to come brought into line.

    Args:
        but: the place of a part that is left as it is.
    """
    beyond = run.behind(now)
    places = [at for at in range(run.at + 1, len(run.parts)) if not run.parts[at].skipped and at != but]
    parts = [run.parts[at] for at in places]
    amount = min(abs(by), _begun(abs(beyond)))
    if by > 0 and beyond > NOTHING:
        lines = stretched(
            [Line(part.block, part.minutes) for part in parts], -amount, groups=bounds.groups,
            presentation_min=bounds.presentation_min, presentation_max=bounds.presentation_max,
        )  # fmt: skip
        minutes = [line.minutes for line in lines]
    elif by < 0 and beyond < NOTHING:
        back = share(amount, [max(0, part.planned - part.minutes) for part in parts])
        minutes = [part.minutes + more for part, more in zip(parts, back, strict=True)]
    else:
        return run
    for at, new in zip(places, minutes, strict=True):
        run = run.with_part(at, minutes=new)
    return run


def _begun(length: dt.timedelta) -> int:
    """A length in minutes; what is begun of one counts."""
    return -(-length // ON_TIME)


def _said(was: Run, run: Run, now: dt.datetime) -> Iterator[str]:
    """What is planned otherwise than before."""
    for one, other in zip(was.parts[was.at + 1 :], run.parts[run.at + 1 :], strict=True):
        if one.minutes != other.minutes:
            yield CHANGED % {
                "title": one.block.title, "was": one.minutes, "now": other.minutes,
            }  # fmt: skip
    moved = run.ends(now) - was.ends(now)
    with override("zh-hant"):
        words = {"by": minutes_and_seconds(abs(moved)), "time": f"{timezone.localtime(run.ends(now)):%H:%M}"}
    if moved >= A_SECOND:
        yield LATER % words
    elif moved <= -A_SECOND:
        yield EARLIER % words
    else:
        yield UNMOVED % words


def told(said: Iterable[str], titled: Callable[[str], str]) -> list[str]:
    """What a room keeps as said, in the language of the page; whatever reads otherwise stays as it is.

    Args:
        titled: how a block's title is said on this page (`agenda_language.titles`).
    """
    return [_told(one, titled) for one in said]


def _told(kept: str, titled: Callable[[str], str]) -> str:
    for sentence, shape in _READ.items():
        if (found := shape.fullmatch(kept)) is not None:
            values = found.groupdict()
            if "title" in values:
                values["title"] = titled(values["title"])
            if "by" in values and (length := _LENGTH.fullmatch(values["by"])) is not None:
                minutes, seconds = (int(length[unit] or 0) for unit in ("m", "s"))
                values["by"] = minutes_and_seconds(dt.timedelta(minutes=minutes, seconds=seconds))
            return _(sentence) % values
    return kept
