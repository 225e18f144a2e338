"""The elastic agenda: from a start, a length and a number of groups to a schedule, and what does not fit in words.

Pure functions over frozen values; the values are `schedule`'s, the sentences `agenda_check`'s, and what
reads and writes the database stands in `agenda_of`. Minutes are whole.

The rule by which time is given out (企劃案三(三)：流程安排僅供參考，將按各主辦單位提供時間長度進行調整):

1. Every block first gets its least minutes. The presentation gets at least so many that each group has its shortest
   time, and at most so many that no group has more than its longest, as far as its own bounds allow. Several
   presentations share the groups' time.
2. What is left over goes, five minutes at a time, to the blocks that may grow, each time to the one that has had the
   smallest part of its room so far.
3. What is left over even then goes to the group discussions, in the same manner; a warning says so. Without any it
   goes to whatever is neither break nor presentation.
4. What is lacking is taken in the same manner: first from the presentation what its groups have beyond their longest
   time, then from the breaks (not below five minutes), then from everything else (not below half, the presentation not
   below its groups' shortest time), at last from anything; a warning names every block that stays below its least.

So no group is given more than its longest time, but where the presentation's own least asks for it (four groups of
eight minutes fill 32 of 40): the programme's number stands then, and a sentence names the minutes that would be
enough. A presentation that is shortened to just these is no fault (`agenda_check`).
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass, replace

from django.utils.translation import gettext as _

from .agenda_check import check
from .schedule import LATE, OK, Block, Finding, Line, timed, total

PIECE = 5
SHORTEST_BREAK = 5


@dataclass(frozen=True, slots=True)
class Proposal:
    """A schedule and what has to be said about it."""

    lines: tuple[Line, ...]
    warnings: tuple[Finding, ...]

    @property
    def minutes(self) -> int:
        """The length of the whole."""
        return total(self.lines)


def propose(
    blocks: Sequence[Block],
    *,
    starts_at: dt.time | None,
    minutes: int,
    groups: int,
    presentation_min: int,
    presentation_max: int,
) -> Proposal:
    """A schedule of exactly `minutes` minutes for so many groups (see the rule above).

    Raises:
        ValueError: fewer minutes than blocks, or no group at all.
    """
    if not blocks:
        return Proposal((), (Finding(LATE, _("這個方案還沒有議程範本，請自己加入項目。")),))
    if minutes < len(blocks) or groups < 1:
        raise ValueError(_("%(minutes)s 分鐘排不下 %(blocks)s 個項目。") % {"minutes": minutes, "blocks": len(blocks)})
    bounds = _bounds(blocks, groups * presentation_min, groups * presentation_max)
    given = [least for least, _most in bounds]
    spare = minutes - sum(given)
    if spare >= 0:
        spare -= _add(given, share(spare, [most - least for least, most in bounds]))
        _add(given, share(spare, [spare if each else 0 for each in _open_ended(blocks)]))
    else:
        _cut(given, -spare, blocks, groups * presentation_min, groups * presentation_max)
    lines = timed([Line(block, each) for block, each in zip(blocks, given, strict=True)], starts_at)
    found = check(
        lines,
        groups=groups,
        presentation_min=presentation_min,
        presentation_max=presentation_max,
        minutes=minutes,
        starts_at=starts_at,
        proposed=True,
    )
    return Proposal(lines, tuple(finding for finding in found if finding.level != OK))


def stretched(
    lines: Sequence[Line], by: int, *, groups: int, presentation_min: int, presentation_max: int
) -> tuple[Line, ...]:
    """The same lines with `by` minutes more in all (or fewer), each within its bounds; what does not fit is left out.

    The minutes are given and taken as in a proposal: five at a time, each time where the smallest part of the room
    has been used. A line that stands beyond its bounds already is left as it is.
    """
    tables = max(groups, 1)
    bounds = _bounds([line.block for line in lines], tables * presentation_min, tables * presentation_max)
    if by >= 0:
        rooms = [max(0, most - line.minutes) for line, (_least, most) in zip(lines, bounds, strict=True)]
    else:
        rooms = [max(0, line.minutes - least) for line, (least, _most) in zip(lines, bounds, strict=True)]
    given = [line.minutes for line in lines]
    _add(given, share(abs(by), rooms), 1 if by >= 0 else -1)
    return tuple(replace(line, minutes=minutes) for line, minutes in zip(lines, given, strict=True))


def _bounds(blocks: Sequence[Block], shortest: int, longest: int) -> list[tuple[int, int]]:
    """Each block's least and most; the presentations' are drawn together by their groups, never beyond their own.

    Args:
        shortest, longest: what all groups together need and may take.
    """
    low = [block.minutes_min for block in blocks]
    high = [block.minutes_max for block in blocks]
    talks = _talks(blocks)
    rooms = [high[talk] - low[talk] for talk in talks]
    for talk, more in zip(talks, share(max(0, shortest - sum(low[talk] for talk in talks)), rooms), strict=True):
        low[talk] += more
    rooms = [high[talk] - low[talk] for talk in talks]
    for talk, more in zip(talks, share(max(0, longest - sum(low[talk] for talk in talks)), rooms), strict=True):
        high[talk] = low[talk] + more
    return list(zip(low, high, strict=True))


def _talks(blocks: Sequence[Block]) -> list[int]:
    """Where the groups present."""
    return [place for place, block in enumerate(blocks) if block.kind == "presentation"]


def _open_ended(blocks: Sequence[Block]) -> list[bool]:
    """Which blocks take what nobody else can: the discussions; failing these what is neither break nor presentation."""
    for fits in (
        [block.kind == "group" for block in blocks],
        [block.kind not in ("break", "presentation") for block in blocks],
        [block.kind == "presentation" for block in blocks],
    ):
        if any(fits):
            return fits
    return [True] * len(blocks)


def share(amount: int, rooms: Sequence[int]) -> list[int]:
    """Give out `amount` in pieces of five, each to whoever has had the smallest part of its room; the first of equals.

    Nobody gets more than his room; what nobody can take is not given out.
    """
    shares = [0] * len(rooms)
    left = min(amount, sum(rooms))
    while left:
        waiting = [place for place, room in enumerate(rooms) if shares[place] < room]
        place = min(waiting, key=lambda each: ((2 * shares[each] + PIECE) / rooms[each], each))
        piece = min(PIECE, left, rooms[place] - shares[place])
        shares[place] += piece
        left -= piece
    return shares


def _add(given: list[int], shares: Sequence[int], sign: int = 1) -> int:
    """Add the shares to what was given; returns how much that was."""
    for place, share in enumerate(shares):
        given[place] += sign * share
    return sum(shares)


def _cut(given: list[int], lacking: int, blocks: Sequence[Block], shortest: int, longest: int) -> None:
    """Take `lacking` minutes away, in the order of the rule."""

    def take(most: int, rooms: Sequence[int]) -> None:
        nonlocal lacking
        lacking -= _add(given, share(min(lacking, most), rooms), -1)

    talks = _talks(blocks)
    beyond = sum(given[talk] for talk in talks) - longest
    take(max(0, beyond), [given[place] - 1 if place in talks else 0 for place in range(len(blocks))])
    rooms = [now - floor for now, floor in zip(given, _floors(given, blocks, shortest), strict=True)]
    take(lacking, [room if block.kind == "break" else 0 for block, room in zip(blocks, rooms, strict=True)])
    take(lacking, [0 if block.kind == "break" else room for block, room in zip(blocks, rooms, strict=True)])
    take(lacking, [now - 1 for now in given])


def _floors(given: Sequence[int], blocks: Sequence[Block], shortest: int) -> list[int]:
    """How far each block is cut while anything else can be: a break to five minutes, the rest to its half, and the
    presentations not below what all groups together need.
    """
    floors = [
        min(now, SHORTEST_BREAK) if block.kind == "break" else (now + 1) // 2
        for block, now in zip(blocks, given, strict=True)
    ]
    talks = _talks(blocks)
    rooms = [given[talk] - floors[talk] for talk in talks]
    for talk, more in zip(talks, share(max(0, shortest - sum(floors[talk] for talk in talks)), rooms), strict=True):
        floors[talk] += more
    return floors
