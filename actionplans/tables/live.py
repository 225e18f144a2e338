"""The room while it works, as who leads it sees it: one tile a table, from a fixed number of queries."""

from __future__ import annotations

import datetime as dt
import functools
import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import Aggregate, Count, F, Max, OuterRef, Q, QuerySet, Subquery, Sum, TextField, Value
from django.db.models.functions import Cast, Coalesce, Concat

from actionplans import call
from actionplans.models import Ballot, Entry, Operation, Sheet
from actionplans.writing.contents import EMPTY, missing
from actionplans.writing.desks import Desk, Stage, desks_of
from foundation.prepared import PreparedRows
from workshops.models import Group, Participant, Seat, Workshop
from workshops.room_told import Told

from .promises import Promise, kept, kept_ideas, promises_of

# A device asks every two seconds and is written down once a minute: after this long without it, it is away.
LIVE = dt.timedelta(seconds=90)


@dataclass(frozen=True, slots=True)
class Device:
    """A device at a table, as it last called."""

    seat: Seat
    live: bool

    @property
    def unsent(self) -> int:
        """How many operations it still held when it last called; what it holds now is known only while it is live."""
        return self.seat.unsent


@dataclass(frozen=True, slots=True)
class Tile:
    """A table on the wall.

    Attributes:
        desk: what it has written, its last stage as it stands by what became of its idea.
        promise: what became of its idea.
        stage: the stage in hand.
        shares: every stage, and how much of what it asks for stands there, in percent.
        words: how many entries there are, by pillar.
        written_at: when somebody last wrote; None before the first word.
        code_works: whether the table's code lets devices in.
    """

    group: Group
    desk: Desk
    promise: Promise
    stage: Stage
    shares: tuple[tuple[Stage, int], ...]
    words: tuple[tuple[call.Pillar, int], ...]
    written_at: dt.datetime | None
    devices: tuple[Device, ...]

    @property
    def all_words(self) -> int:
        """How many entries there are in all."""
        return sum(count for _pillar, count in self.words)

    @property
    def share(self) -> int:
        """How much of what the stage in hand asks for stands there, in percent."""
        return next(share for stage, share in self.shares if stage is self.stage)

    @property
    def done(self) -> int:
        """How many stages are done."""
        return sum(stage.state == "done" for stage, _share in self.shares)

    @property
    def all_done(self) -> bool:
        """Whether no stage is left."""
        return self.done == len(self.shares)

    @property
    def unsent(self) -> int:
        """What its connected devices still hold together."""
        return sum(device.unsent for device in self.devices if device.live)

    @property
    def held_back(self) -> int:
        """What its other devices still held when they fell silent; some of it may have come from elsewhere since."""
        return sum(device.unsent for device in self.devices if not device.live)

    @property
    def held_back_at(self) -> dt.datetime | None:
        """Of when that figure is at the oldest; None where they held nothing."""
        return min((one.seat.seen_at for one in self.devices if not one.live and one.unsent), default=None)

    @property
    def away(self) -> bool:
        """Whether the table has devices and none of them is connected."""
        return bool(self.devices) and not any(device.live for device in self.devices)

    @property
    def heard_at(self) -> dt.datetime | None:
        """When one of its devices last called."""
        return max((device.seat.seen_at for device in self.devices), default=None)

    @property
    def code_works(self) -> bool:
        """Whether the table's code lets devices in."""
        return self.group.code is not None and self.group.code_revoked_at is None

    def quiet_for(self, clock: Told) -> int:
        """For how many minutes of this block nobody has written; 0 while there is no device."""
        since = self.quiet_since(clock)
        return max(0, (clock.at - since) // dt.timedelta(minutes=1)) if since else 0

    def quiet_since(self, clock: Told) -> dt.datetime | None:
        """When somebody last wrote, or else when the first of its devices came; None while there is no device.

        What nobody could write does not count: neither the break before this block nor a pause. Before the workshop's
        start nobody had anything to write, where no clock says what is on.
        """
        if not self.devices:
            return None
        since = self.written_at or min(device.seat.taken_at for device in self.devices)
        started = self.group.workshop.started_at
        return max(filter(None, (clock.worked_since(since), None if clock.on else started)))


def tiles(groups: Sequence[Group], now: dt.datetime) -> list[Tile]:
    """The tables of one room; the groups come with their seats. Four queries."""
    if not groups:
        return []
    written, promises = dict(WRITTEN.all(groups[0].workshop_id)), promises_of(groups)
    return [
        _tile(desk, promises.get(desk.group.pk, Promise()), written.get(desk.group.pk), now)
        for desk in desks_of(groups)
    ]


def _tile(written: Desk, promise: Promise, written_at: dt.datetime | None, now: dt.datetime) -> Tile:
    desk = kept(written, promise)
    stage = next((one for one in desk.stages if one.state != "done"), desk.stages[-1])
    inventory = desk.contents["inventory"]
    words = tuple(
        (
            pillar,
            len(inventory.items(f"{pillar.code}_difficulties")) + len(inventory.items(f"{pillar.code}_strengths")),
        )
        for pillar in call.PILLARS
    )
    devices = tuple(Device(seat, now - seat.seen_at < LIVE) for seat in desk.group.seats.all() if seat.is_open(now))
    shares = tuple((one, _share(desk, one)) for one in desk.stages)
    return Tile(desk.group, desk, promise, stage, shares, words, written_at, devices)


def _share(desk: Desk, stage: Stage) -> int:
    """How much of what the stage asks for stands there, in percent."""
    if stage.state == "done":
        return 100
    kind = "design" if stage.key == "present" else stage.key
    content = desk.contents[kind]
    if content.is_empty:
        return 0
    asked_by = next(one for one in desk.stages if one.key == kind)
    asked, lacking = _asked(kind), len(asked_by.gate) + len(asked_by.soft)
    return max(0, min(100, round(100 * (asked - lacking) / asked)))


@functools.cache
def _asked(kind: str) -> int:
    """How many things an empty sheet lacks."""
    return sum(len(parts) for parts in missing(kind, EMPTY))


def stamp_of(pk: int, now: dt.datetime) -> str:
    """What tells one state of a workshop's wall and projector from another; one query.

    It changes with every press and call (the room's revision), every operation and hand-in, every device that comes,
    goes, falls silent or holds something back, everybody who arrives or changes her table, every code and every vote,
    and with every promise that is made or taken back.
    """
    return hashlib.sha256(repr(STAMP.raw(pk, now - LIVE)).encode()).hexdigest()[:20]


def _stamps(workshop: int, since: dt.datetime) -> QuerySet[Workshop, tuple[Any, ...]]:
    newest = Operation.objects.filter(sheet=OuterRef("pk")).order_by("-sequence").values("sequence")[:1]
    written = Sheet.objects.filter(group__workshop=OuterRef("pk")).order_by().annotate(newest=Subquery(newest))
    sheets = written.values("group__workshop")
    seats = Seat.objects.filter(group__workshop=OuterRef("pk")).order_by().values("group__workshop")
    groups = Group.objects.filter(workshop=OuterRef("pk")).order_by().values("workshop")
    ballots = Ballot.objects.filter(workshop=OuterRef("pk")).order_by().values("workshop")
    promised = kept_ideas().filter(workshop=OuterRef("pk")).order_by().values("workshop")
    there = Count("pk", filter=Q(seen_at__gt=since, revoked_at=None))
    people = Participant.objects.filter(workshop=OuterRef("pk")).order_by().values("workshop")
    came = Q(arrived_at__isnull=False)
    asked = {
        "revision": F("room__revision"),
        "of_sheets": _figures(sheets, Max("newest"), Count("handed_in_at"), Max("handed_in_at")),
        "of_seats": _figures(seats, there, Count("revoked_at"), Count("pk"), Sum("unsent")),
        "of_people": _figures(people, Count("pk"), Sum("group"), Sum("pk", filter=came), Sum("group", filter=came)),
        "of_ballots": _figures(ballots, Count("pk"), Sum("revision")),
        "of_tables": _figures(groups, Max("code_revoked_at"), Count("code_revoked_at"), Count("pk")),
        "of_promises": _figures(promised, Count("pk"), Sum("pk")),
    }
    return Workshop.objects.filter(pk=workshop).annotate(**asked).order_by().values_list("state", *asked)


def _figures(rows: QuerySet[Any, Any], *figures: Aggregate) -> Subquery:
    """Figures of rows as one text: each asked by itself, the rows would be gone through once for each."""
    texts = [Coalesce(Cast(figure, TextField()), Value(""), output_field=TextField()) for figure in figures]
    apart = [part for text in texts for part in (text, Value(" "))]
    return Subquery(rows.annotate(x=Concat(*apart, output_field=TextField())).values("x"))


SOME_KEY = -271828
STAMP = PreparedRows(_stamps, SOME_KEY, dt.datetime(1971, 2, 3, tzinfo=dt.UTC))
# When somebody last wrote at each table of a room.
WRITTEN = PreparedRows(
    lambda workshop: (
        Entry.objects.filter(sheet__group__workshop=workshop)
        .order_by()
        .values_list("sheet__group")
        .annotate(last=Max("changed_at"))
    ),
    SOME_KEY,
)
