"""A county's liaison meetings (聯繫會報): planned, in session, minutes issued; and once issued, locked.

志願服務法第5條 asks every county for one a year. 企劃案三 has plans followed up at regular meetings. Opening issued
minutes again needs a reason, and they come out as another edition.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Max
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from actionplans.models import Meeting, Ruling
from actionplans.models.publication import LONGEST_WHY
from foundation import reasons
from foundation.accounts.models import County
from foundation.accounts.roles import Permission
from foundation.audit import trail
from foundation.audit.trail import Acts
from foundation.audit.verbs import Verb
from foundation.taiwan import roc
from foundation.workflow.moves import Move, MoveRefused, Table

from . import meeting_agenda
from .open_meetings import open_one

State = Meeting.State
MINE = Permission.DECIDE_ON_PLANS


def has_items(meeting: Meeting) -> Iterable[str]:
    """A meeting has something to talk about."""
    if not meeting.items.filter(taken_out=False).exists():
        yield _("議程還是空的，請先加入要討論的案由。")


def not_ahead_of_its_day(meeting: Meeting, on: dt.date) -> Iterable[str]:
    """A meeting begins on its day: its decisions carry that date."""
    if meeting.held_on > on:
        yield _("會議日期是 %(day)s，還沒到；提前開會請先改日期。") % {"day": roc.shown(meeting.held_on)}


def complete(meeting: Meeting) -> Iterable[str]:
    """Minutes say who chaired, who took notes and who was there."""
    for name, label in {"chair": _("主席"), "note_taker": _("紀錄"), "attendees": _("出席")}.items():
        if not getattr(meeting, name).strip():
            yield _("還沒寫「%(label)s」，請在會議資料補上。") % {"label": label}


def nothing_half_typed(meeting: Meeting) -> Iterable[str]:
    """What is typed of a ruling is written down or cleared before the minutes go out."""
    for item in meeting.items.filter(taken_out=False).exclude(draft={}):
        yield _("「%(item)s」有打到一半的裁示，請記下或清掉。") % {"item": item}


MOVES = Table(
    field="state",
    moves=(
        Move("start", frozenset({State.PLANNED}), State.IN_SESSION, gettext_lazy("開始會議"), MINE,
             guards=(has_items,), dated_guards=(not_ahead_of_its_day,), stamp="started_at"),
        Move("issue", frozenset({State.IN_SESSION}), State.ISSUED, gettext_lazy("發出會議紀錄"), MINE,
             guards=(complete, nothing_half_typed), verb=Verb.MINUTES_ISSUED, stamp="issued_at"),
        Move("reopen", frozenset({State.ISSUED}), State.IN_SESSION, gettext_lazy("更正會議紀錄"), MINE,
             needs_reason=True, verb=Verb.MINUTES_REOPENED),
    ),
)  # fmt: skip
MOVES.follow("start", meeting_agenda.keep_before)


def next_number(county: County, year: int) -> int:
    """Which meeting of that year the next one is."""
    last = Meeting.objects.filter(county=county, year=year).aggregate(last=Max("number"))["last"]
    return (last or 0) + 1


def plan(*, county: County, by: Acts, now: dt.datetime, **facts: Any) -> Meeting:
    """Plan a meeting; its agenda is made from what is open in the county.

    Args:
        facts: `title`, `number`, `held_on`, and what else is known of `starts_at`, `place`, `chair`, `note_taker`,
            `attendees`.

    Raises:
        ValidationError: by field, what is missing or stands already.
    """
    with transaction.atomic():
        made = Meeting(county=county, year=facts["held_on"].year, **facts)
        made.full_clean()
        made.save()
        trail.record(Verb.CREATED, made, by=by, now=facts, at=now)
        meeting_agenda.make(meeting=made, by=by, now=now)
    return made


def describe(*, meeting: Meeting, by: Acts, now: dt.datetime, **facts: Any) -> Meeting:
    """Change what a meeting's facts say.

    Raises:
        ValidationError: its minutes are issued, or a value that cannot be; its day stays once it has begun.
    """
    with transaction.atomic():
        locked = open_one(meeting)
        was, changed = trail.differences(locked, facts)
        if not changed:
            return locked
        if locked.started_at and "held_on" in changed:
            raise ValidationError({"held_on": [_("會議已經開始，裁示都記在這一天；日期不能再改。")]})
        for name, value in changed.items():
            setattr(locked, name, value)
        locked.year = locked.held_on.year
        locked.full_clean()
        locked.save(update_fields=[*changed, "year"])
        trail.record(Verb.CHANGED, locked, by=by, was=was, now=changed, at=now)
    return locked


def start(*, meeting: Meeting, by: Acts, now: dt.datetime) -> None:
    """Begin: from now on rulings are written down, and how everything stood before is kept.

    Raises:
        MoveRefused: it has begun, its day is still to come, or its agenda is empty.
    """
    MOVES.apply(meeting, "start", by=by, now=now)


def issue(*, meeting: Meeting, minutes_number: str, by: Acts, now: dt.datetime) -> None:
    """Let the minutes go out under their number; the meeting is locked from then on.

    Raises:
        MoveRefused: something is missing, or they are out already.
    """
    number = minutes_number.strip()
    if not number:
        raise MoveRefused([_("請寫會議紀錄文號，例如：府社工字第1150012345號。")])
    if len(number) > 50:
        raise MoveRefused([_("文號最多 50 個字。")])
    with transaction.atomic():
        edition = Meeting.objects.select_for_update().get(pk=meeting.pk).edition + 1
        MOVES.apply(
            meeting, "issue", by=by, now=now, along={"minutes_number": number, "edition": edition},
            noted={"minutes_number": number, "edition": edition},
        )  # fmt: skip


def reopen(*, meeting: Meeting, reason: str, by: Acts, now: dt.datetime) -> None:
    """Open issued minutes again to correct them; the reason stands in the next edition.

    Raises:
        MoveRefused: no reason, or they are not out.
    """
    if not reason.strip():
        raise MoveRefused([_("請寫為什麼要更正，下一版的紀錄會印出來。")])
    MOVES.apply(meeting, "reopen", by=by, reason=reason, now=now, along={"correction": reason.strip()[:500]})


def this_year(county: str, *, on: dt.date) -> int:
    """How many meetings the county has held this year, with minutes (第5條 asks for one)."""
    return Meeting.objects.filter(county=county, year=on.year, edition__gte=1).count()


def delete(*, meeting: Meeting, reason: str, by: Acts, now: dt.datetime) -> None:
    """Let a meeting go that will not be held: a planned one on whose agenda nothing is left. The trail keeps it.

    Raises:
        ValidationError: no reason or a long one; it has begun, something is on its agenda, or was ruled at it.
    """
    if not reason.strip():
        raise ValidationError(_("請寫為什麼刪除，例如：重複登錄、改併下次會議。"))
    if long := reasons.too_long(reason, LONGEST_WHY):
        raise ValidationError(long)
    with transaction.atomic():
        locked = Meeting.objects.select_for_update(of=("self",)).get(pk=meeting.pk)
        if locked.state != State.PLANNED:
            raise ValidationError(_("已經開過的會議不能刪除。"))
        if locked.items.filter(taken_out=False).exists() or Ruling.objects.filter(item__meeting=locked).exists():
            raise ValidationError(_("議程上還有案由，請先改為不討論，再刪除會議。"))
        was = {"meeting_title": str(locked), "held_on": locked.held_on, "meeting_items": locked.items.count()}
        trail.record(Verb.DELETED, locked, by=by, was=was, reason=reason.strip(), at=now)
        locked.items.all().delete()
        locked.delete()
