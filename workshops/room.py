"""What is pressed in a room: its clock, its queue of presentations, and how they are set up.

Every press says which step its page showed. The room's row changes in one conditional statement: of two people who
press at once one is heard, and the other is told what the first has done; nothing happens twice.
"""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import F
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from foundation.audit import trail
from foundation.audit.trail import Acts
from foundation.audit.verbs import Verb

from . import clock, presenting, replanning
from .agenda_of import lines_of
from .clock import CannotDo, Run
from .models import BlockKind, Room, Workshop
from .presenting import Queue
from .room_kept import kept_queue, kept_run, queue_in, run_in
from .schedule import total
from .stages import MOVES

# A room that starts this near to its time is held against its time; a rehearsal is held against itself.
NEAR = dt.timedelta(hours=2)

PRESSES = {
    "start": gettext_lazy("開始計時"),
    "next": gettext_lazy("下一項"),
    "skip": gettext_lazy("略過下一項"),
    "put_back": gettext_lazy("放回略過的項目"),
    "back": gettext_lazy("回上一項"),
    "pause": gettext_lazy("暫停"),
    "resume": gettext_lazy("繼續"),
    "give": gettext_lazy("加減時間"),
    "present": gettext_lazy("請下一組上臺"),
    "present_stop": gettext_lazy("這一組結束"),
    "present_skip": gettext_lazy("略過或放回一組"),
    "present_sooner": gettext_lazy("往前移一組"),
    "end": gettext_lazy("結束工作坊"),
    "reopen": gettext_lazy("恢復進行"),
}

TICKS = {"next": clock.go_on, "back": clock.back, "pause": clock.pause, "resume": clock.resume}
REPLANNED = {"skip": replanning.skip, "put_back": replanning.put_back}
QUEUED = ("present", "present_stop", "present_skip", "present_sooner")


class Overtaken(Exception):
    """Somebody else has pressed since this page was drawn; nothing was done. The message says who and what."""


def room_of(workshop: Workshop) -> Room:
    """The workshop's room; one that is not stored yet, while nothing has happened in it."""
    return getattr(workshop, "room", None) or Room(workshop=workshop)


def start(*, workshop: Workshop, by: Acts, now: dt.datetime) -> Room:
    """Start the workshop, and with it the clock; only the clock, where the workshop runs already.

    Raises:
        MoveRefused: the workshop cannot start.
        CannotDo: the clock runs already, or there is no agenda.
        Overtaken: somebody has started it in this very moment.
    """
    if workshop.state == Workshop.State.CONFIRMED:
        MOVES.apply(workshop, "start", by=by, now=now)
    else:
        _must_run(workshop)
        if not workshop.agenda.exists():
            raise CannotDo(_("這場工作坊沒有議程，所以沒有計時。"))
        begin(workshop, by=by, now=now)
    workshop.refresh_from_db()
    return room_of(workshop)


def begin(workshop: Workshop, *, by: Acts, now: dt.datetime) -> None:
    """The workshop has started: so does its clock, if there is an agenda and nobody has started it before.

    Raises:
        Overtaken: somebody has.
    """
    lines = lines_of(workshop)
    if not lines:
        return
    near = workshop.starts is not None and abs(now - workshop.starts) <= NEAR
    planned = workshop.starts if near and workshop.starts else now
    run = clock.begin(lines, now=now, plan_ends_at=planned + dt.timedelta(minutes=total(lines)))
    with transaction.atomic():
        room = locked(workshop)
        if room.run:
            raise Overtaken(_who_did(room, by))
        _keep(room, "start", by=by, now=now, run=kept_run(run), said=[])


def end(workshop: Workshop, *, by: Acts, now: dt.datetime) -> None:
    """The workshop is over: no time passes any more, and nobody is on."""
    with transaction.atomic():
        room = Room.objects.select_for_update().filter(workshop=workshop).first()
        if room is None:
            return
        run = run_in(room)
        if run is not None and run.part is not None and run.paused_at is None:
            run = clock.pause(run, now=now)
        queue = _closed(_queue(room, workshop), now) if room.queue else ()
        _keep(room, "end", by=by, now=now, run=kept_run(run) if run else {}, queue=kept_queue(queue), said=[])


def reopen(workshop: Workshop, *, by: Acts, now: dt.datetime) -> None:
    """The workshop goes on after all: what lay between counts as a pause."""
    with transaction.atomic():
        room = Room.objects.select_for_update().filter(workshop=workshop).first()
        run = run_in(room) if room is not None else None
        if room is not None and run is not None and run.paused_at is not None:
            _keep(room, "reopen", by=by, now=now, run=kept_run(clock.resume(run, now=now)), said=[])


def press(
    *, workshop: Workshop, what: str, seen: int, by: Acts, now: dt.datetime, minutes: int = 0, group: int = 0
) -> Room:
    """Press one of the buttons of clock and queue (`PRESSES`).

    Args:
        seen: the step the page showed.
        minutes: how many more (or fewer), for `give`.
        group: the number of the group, for `present_skip` and `present_sooner`.

    Raises:
        Overtaken: somebody has pressed since that step.
        CannotDo: it cannot be done now.
    """
    _must_run(workshop)
    with transaction.atomic():
        room = locked(workshop)
        if room.step != seen:
            raise Overtaken(_who_did(room, by))
        was, queue = run_in(room), _queue(room, workshop)
        run, said = _ticked(what, was, workshop=workshop, groups=len(queue), minutes=minutes, now=now)
        if run is not None and was is not None:
            if run.at != was.at:
                queue = _closed(queue, now)
            elif was.paused_at is not None and run.paused_at is None:
                queue = presenting.hold(queue, now - was.paused_at)
        if what in QUEUED:
            queue = _queued(what, queue, run=run, workshop=workshop, group=group, now=now)
        details = {"minutes": minutes} if what == "give" else {"group": group} if group else {}
        part = run.part.block.title if run is not None and run.part is not None else ""
        return _keep(
            room, what, by=by, now=now, run=kept_run(run) if run else {}, queue=kept_queue(queue), said=list(said),
            details=details | ({"block": part} if part else {}),
        )  # fmt: skip


def _ticked(
    what: str, run: Run | None, *, workshop: Workshop, groups: int, minutes: int, now: dt.datetime
) -> tuple[Run | None, tuple[str, ...]]:
    """The clock after a press, and what is to be said about it."""
    if what in QUEUED:
        # Whoever comes up speaks while the room's time passes.
        return (clock.resume(run, now=now) if what == "present" and run and run.paused_at else run), ()
    if what not in (*TICKS, *REPLANNED, "give"):
        raise CannotDo(_("沒有這個按鈕，請重新整理頁面。"))
    if run is None:
        raise CannotDo(_("還沒開始計時，請先按「開始」。"))
    if what in TICKS:
        return TICKS[what](run, now=now), ()
    programme = workshop.programme
    bounds = replanning.Bounds(max(1, groups), programme.presentation_min, programme.presentation_max)
    if what == "give":
        planned = replanning.give(run, minutes, now=now, bounds=bounds)
    else:
        planned = REPLANNED[what](run, now=now, bounds=bounds)
    return planned.run, planned.said


def set_up(*, workshop: Workshop, by: Acts, now: dt.datetime, quiet_minutes: int, safe: bool) -> Room:
    """After how many quiet minutes a table is pointed out, and whether the projector is careful.

    Raises:
        ValidationError: no such number of minutes.
    """
    if not 1 <= quiet_minutes <= 60:
        raise ValidationError({"quiet_minutes": _("提醒的時間請填 1 到 60 分鐘。")})
    with transaction.atomic():
        room = locked(workshop)
        was, new = trail.differences(room, {"quiet_minutes": quiet_minutes, "safe": safe})
        if new:
            Room.objects.filter(pk=room.pk).update(revision=F("revision") + 1, **new)
            trail.record(Verb.CHANGED, room, by=by, was=was, now=new, at=now)
            room.refresh_from_db()
    return room


def locked(workshop: Workshop) -> Room:
    """The workshop's room for writing, made if there is none yet. Inside a transaction only."""
    room, _made = Room.objects.select_for_update().get_or_create(workshop=workshop)
    room.workshop = workshop
    return room


def touch(workshop: Workshop) -> None:
    """Something that people in the room can see has changed beside the clock."""
    room = locked(workshop)
    Room.objects.filter(pk=room.pk).update(revision=F("revision") + 1)


def groups_of(workshop: Workshop) -> list[int]:
    """The numbers of the workshop's groups."""
    return list(workshop.groups.order_by("number").values_list("number", flat=True))


def time_for_talks(run: Run | None, now: dt.datetime) -> dt.timedelta | None:
    """What is left for presentations: of the block that is on, or else all of those to come; None without any."""
    if run is None:
        return None
    if run.part is not None and run.part.block.kind == BlockKind.PRESENTATION:
        return run.left(now)
    minutes = [part.minutes for part in run.to_come if part.block.kind == BlockKind.PRESENTATION]
    return dt.timedelta(minutes=sum(minutes)) if minutes else None


def _queue(room: Room, workshop: Workshop) -> Queue:
    return queue_in(room, groups_of(workshop))


def _queued(what: str, queue: Queue, *, run: Run | None, workshop: Workshop, group: int, now: dt.datetime) -> Queue:
    if what == "present":
        shortest, longest = talk_bounds(workshop)
        left = time_for_talks(run, now)
        left = longest * len(queue) if left is None else left
        return presenting.start(queue, now=now, left=left, shortest=shortest, longest=longest)
    if what == "present_stop":
        return presenting.stop(queue, now=now)
    if what == "present_skip":
        return presenting.skip(queue, group)
    return presenting.sooner(queue, group)


def talk_bounds(workshop: Workshop) -> tuple[dt.timedelta, dt.timedelta]:
    """How long a group presents at least and at most, by the programme."""
    programme = workshop.programme
    return dt.timedelta(minutes=programme.presentation_min), dt.timedelta(minutes=programme.presentation_max)


def _closed(queue: Queue, now: dt.datetime) -> Queue:
    return presenting.stop(queue, now=now) if presenting.on(queue) else queue


def _must_run(workshop: Workshop) -> None:
    state = Workshop.objects.values_list("state", flat=True).get(pk=workshop.pk)
    if state != Workshop.State.RUNNING:
        raise CannotDo(_("工作坊不在進行中，計時不能動。"))


def _who_did(room: Room, by: Acts) -> str:
    label = PRESSES.get(room.pressed, room.pressed)
    if room.pressed_by == by.as_actor().label:
        return _("你剛剛按過「%(what)s」，這個畫面還沒更新，所以這一次沒有生效。請看現在的時間再按。") % {"what": label}
    return _("%(who)s剛剛按了「%(what)s」，你按的沒有生效。請看現在的時間再按。") % {
        "who": room.pressed_by or _("另一個人"),
        "what": label,
    }


def _keep(
    room: Room, what: str, *, by: Acts, now: dt.datetime, details: dict[str, Any] | None = None, **values: Any
) -> Room:
    values |= {"pressed": what, "pressed_at": now, "pressed_by": by.as_actor().label}
    # SQLite has no row locks: what was read above counts only if it is still so now.
    if not Room.objects.filter(pk=room.pk, step=room.step).update(
        step=F("step") + 1, revision=F("revision") + 1, **values
    ):
        room.refresh_from_db()
        raise Overtaken(_who_did(room, by))
    trail.record(Verb.CLOCK_PRESSED, room, by=by, now={"press": what, **(details or {})}, at=now)
    room.refresh_from_db()
    return room
