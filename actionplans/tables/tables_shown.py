"""What wall and projector show, tables above all: plain values, equal when they look the same (`drawn`)."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, replace

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from actionplans.writing.contents import plainly
from actionplans.writing.desks import Stage
from workshops import room_told
from workshops.attendance import Attendance
from workshops.models import Room
from workshops.room_told import Step, Told
from workshops.talks_told import Talk, Waiting

from .live import Device, Tile


@dataclass(frozen=True, slots=True)
class DeviceShown:
    """A device in a table's list.

    Attributes:
        heard_at: when it last called; None while it is connected.
    """

    pk: int
    name: str
    unsent: int
    live: bool
    heard_at: dt.datetime | None


@dataclass(frozen=True, slots=True)
class TileShown:
    """A table on the wall.

    Attributes:
        pk: the group's key.
        away_since: when one of its devices last called, if none of them is connected.
        is_quiet: whether nobody has written for at least `quiet_minutes`, at a time when tables write.
        shares: how much of each stage stands there, in percent; `stage`, `word` and `share` are those of the one in
            hand, empty once all are done.
        words: code, name and number of entries of each pillar.
        wrote: whether somebody has written; when, moves with every word (`moving_on_wall`).
        unsent, held_back: what connected devices hold, and what the others held when they were last heard
            (`held_back_at`).
        came: how many of its people have come; None where the list names none.
    """

    pk: int
    workshop: int
    number: int
    name: str
    away_since: dt.datetime | None
    help_asked_at: dt.datetime | None
    help_asked_by: str
    is_quiet: bool
    quiet_minutes: int
    stage: str
    word: str
    share: int
    shares: tuple[int, ...]
    done: int
    wrote: bool
    words: tuple[tuple[str, str, int], ...]
    devices: tuple[DeviceShown, ...]
    unsent: int
    held_back: int
    held_back_at: dt.datetime | None
    code_works: bool
    came: Attendance | None

    @property
    def all_done(self) -> bool:
        """Whether no stage is left."""
        return self.done == len(self.shares)


@dataclass(frozen=True, slots=True)
class KeysShown:
    """What can be pressed on a clock that is on, who pressed last and what came of it, and the day as `Step`s."""

    over: bool
    title: str
    paused: bool
    number: int
    following: str
    passed_over: str
    pressed_at: dt.datetime | None
    pressed_by: str
    said: tuple[str, ...]
    steps: tuple[Step, ...]


@dataclass(frozen=True, slots=True)
class TurnShown:
    """A table's line in the queue of presentations; `state` and `minutes` as in `Waiting`."""

    number: int
    name: str
    state: str
    minutes: str


@dataclass(frozen=True, slots=True)
class TalkShown:
    """Who presents, and how her time stands in digits and in words."""

    name: str
    phase: str
    spent: str
    said: str


@dataclass(frozen=True, slots=True)
class WordShown:
    """A message to the tables on the wall; `group` is empty where all were told, `read` is how many have read it."""

    text: str
    sent_at: dt.datetime
    group: str
    read: int


@dataclass(frozen=True, slots=True)
class TableShown:
    """A table on the projector: no device and no person is named.

    Attributes:
        state: `help`, `off`, `done` or nothing.
        said: how far it has come, in words; `finished` where it stands between two stages or behind the last.
        heard_at: when one of its devices last called, if none of them is connected.
        issues: the pillars of its core issues.
        words: how many entries it has.
    """

    number: int
    name: str
    state: str
    said: str
    finished: bool
    heard_at: dt.datetime | None
    words: int
    issues: tuple[str, ...]


def on_wall(tile: Tile, *, is_quiet: bool, quiet_minutes: int, came: Attendance | None = None) -> TileShown:
    """What the wall shows of a table."""
    group = tile.group
    return TileShown(
        pk=group.pk,
        workshop=group.workshop_id,
        number=group.number,
        name=str(group),
        away_since=tile.heard_at if tile.away else None,
        help_asked_at=group.help_asked_at,
        help_asked_by=group.help_asked_by,
        is_quiet=is_quiet,
        quiet_minutes=quiet_minutes,
        stage="" if tile.all_done else tile.stage.label,
        word="" if tile.all_done else _word(tile.stage),
        share=tile.share,
        shares=tuple(share for _stage, share in tile.shares),
        done=tile.done,
        wrote=tile.written_at is not None,
        words=tuple((pillar.code, pillar.shown, count) for pillar, count in tile.words),
        devices=tuple(_device(device) for device in tile.devices),
        unsent=tile.unsent,
        held_back=tile.held_back,
        held_back_at=tile.held_back_at,
        code_works=tile.code_works,
        came=came,
    )


def _word(stage: Stage) -> str:
    """How a stage stands, for who looks on: what it lacks without hints for who writes."""
    if stage.gate and stage.state == "current":
        return _("尚缺 %(parts)s") % {"parts": _("、").join(map(plainly, stage.gate))}
    return stage.word


def moving_on_wall(tile: Tile, clock: Told) -> dict[str, str]:
    """What moves with every word the table writes: when it wrote last, and since when it is quiet by the room's clock.

    `written` and `quiet` are for scripts, `hour` for people; empty where there is none.
    """
    return {
        "written": _exactly(tile.written_at),
        "hour": date_format(timezone.localtime(tile.written_at), "H:i") if tile.written_at else "",
        "quiet": _exactly(tile.quiet_since(clock)),
    }


def _exactly(moment: dt.datetime | None) -> str:
    return timezone.localtime(moment).isoformat() if moment is not None else ""


def keys(clock: Told, room: Room) -> KeysShown:
    """What the wall shows of the clock beside its time."""
    return KeysShown(
        clock.over, clock.title, clock.paused, clock.number, clock.following, clock.passed_over, room.pressed_at,
        room.pressed_by, tuple(room_told.said(room)), day(clock),
    )  # fmt: skip


def day(clock: Told) -> tuple[Step, ...]:
    """The blocks of the day; in a room that is late they move from second to second, and people read minutes."""
    return tuple(replace(one, starts_at=_minute(one.starts_at)) for one in clock.steps)


def _minute(moment: dt.datetime | None) -> dt.datetime | None:
    return moment.replace(second=0, microsecond=0) if moment is not None else None


def in_queue(line: Waiting) -> TurnShown:
    """What the wall shows of a table's turn."""
    return TurnShown(line.group.number, str(line.group), line.state, line.minutes)


def talking(talk: Talk | None) -> TalkShown | None:
    """What the wall's queue shows of who presents."""
    return TalkShown(talk.name, talk.phase, talk.spent, talk.said) if talk is not None else None


def on_projector(tile: Tile) -> TableShown:
    """What the projector shows of a table."""
    issues = tuple(issue.pillar for issue in tile.desk.issues)
    done = tile.stage.state == "done" or issues
    return TableShown(
        number=tile.group.number,
        name=tile.group.name or str(tile.group),
        state="help" if tile.group.help_asked_at else "off" if tile.away else "done" if done else "",
        said=_said(tile),
        finished=tile.stage.state != "current" and tile.done > 0,
        heard_at=tile.heard_at if tile.away else None,
        words=tile.all_words,
        issues=issues,
    )


def _said(tile: Tile) -> str:
    """How much of the stage in hand stands there; where none is, the stage that is behind the table."""
    if tile.all_done:
        return _("五個階段都完成")
    # An idea that was set aside asks for no promise: that is nothing the table has done.
    behind = [stage.label for stage, _share in tile.shares if stage.state == "done" and not stage.kept]
    if tile.stage.state == "current":
        return f"{tile.stage.label} {tile.share}%"
    return _("%(stage)s完成") % {"stage": behind[-1]} if behind else tile.stage.word


def _device(device: Device) -> DeviceShown:
    heard_at = None if device.live else device.seat.seen_at
    return DeviceShown(device.seat.pk, str(device.seat), device.unsent, device.live, heard_at)
