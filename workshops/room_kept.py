"""A room's clock and queue as they are kept in its row: plain JSON, read back to the same values."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from .clock import Part, Run
from .models import Room
from .presenting import Queue, Turn, queue_of
from .schedule import Block

MICROSECOND = dt.timedelta(microseconds=1)


def run_in(room: Room) -> Run | None:
    """What the room's clock says; None while nobody has started it."""
    if not room.run:
        return None
    return Run(
        parts=tuple(_part(one) for one in room.run["parts"]),
        at=room.run["at"],
        plan_ends_at=dt.datetime.fromisoformat(room.run["plan_ends_at"]),
        paused_at=_moment(room.run["paused_at"]),
        over_at=_moment(room.run["over_at"]),
        stood=_span(room.run.get("stood")),  # clocks that were started before it was kept have none
    )


def kept_run(run: Run) -> dict[str, Any]:
    """A run as it is kept."""
    return {
        "parts": [
            {
                "title": part.block.title, "kind": part.block.kind, "stage": part.block.stage, "form": part.block.form,
                "least": part.block.minutes_min, "most": part.block.minutes_max, "planned": part.planned,
                "minutes": part.minutes, "began_at": _text(part.began_at), "held": part.held // MICROSECOND,
                "skipped": part.skipped,
            }
            for part in run.parts
        ],
        "at": run.at,
        "plan_ends_at": run.plan_ends_at.isoformat(),
        "paused_at": _text(run.paused_at),
        "over_at": _text(run.over_at),
        "stood": [moment.isoformat() for moment in run.stood] if run.stood else None,
    }  # fmt: skip


def queue_in(room: Room, groups: Iterable[int]) -> Queue:
    """The room's queue, with a turn for each of these groups (given by number), and for no other."""
    return queue_of(groups, [_turn(one) for one in room.queue])


def kept_queue(queue: Sequence[Turn]) -> list[dict[str, Any]]:
    """A queue as it is kept."""
    return [
        {
            "group": turn.group, "began_at": _text(turn.began_at), "ended_at": _text(turn.ended_at),
            "held": turn.held // MICROSECOND, "soft": turn.soft // MICROSECOND, "length": turn.length // MICROSECOND,
            "skipped": turn.skipped,
        }
        for turn in queue
    ]  # fmt: skip


def _part(kept: Mapping[str, Any]) -> Part:
    block = Block(kept["title"], kept["kind"], kept["stage"], kept["least"], kept["most"], form=kept["form"])
    held = kept["held"] * MICROSECOND
    return Part(block, kept["planned"], kept["minutes"], _moment(kept["began_at"]), held, kept["skipped"])


def _turn(kept: Mapping[str, Any]) -> Turn:
    return Turn(
        kept["group"], _moment(kept["began_at"]), _moment(kept["ended_at"]), kept["held"] * MICROSECOND,
        kept["soft"] * MICROSECOND, kept["length"] * MICROSECOND, kept["skipped"],
    )  # fmt: skip


def _moment(kept: str | None) -> dt.datetime | None:
    return dt.datetime.fromisoformat(kept) if kept else None


def _span(kept: Sequence[str] | None) -> tuple[dt.datetime, dt.datetime] | None:
    if not kept:
        return None
    began, ended = map(dt.datetime.fromisoformat, kept)
    return began, ended


def _text(moment: dt.datetime | None) -> str | None:
    return moment.isoformat() if moment else None
