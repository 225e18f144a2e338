"""A symposium from the first idea to its announcement: when and where, and the items of the day in their order.

The clock times follow from the beginning and the minutes, by the same machinery as a workshop's agenda
(`workshops.schedule`).
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from foundation.accounts.roles import Permission
from foundation.audit import trail
from foundation.audit.trail import Acts
from foundation.audit.verbs import Verb
from foundation.taiwan.clock import spoken
from foundation.workflow.moves import Move, MoveRefused, Table
from reports.models import CaseInvitation, Symposium, SymposiumItem
from reports.models.symposium import LONGEST_ITEM
from workshops.models import Programme
from workshops.schedule import Block, Line, timed

State, Kind = Symposium.State, SymposiumItem.Kind
WANTED = ("held_on", "starts_at", "place", "register_until")
MOST_ITEMS = 40
DAY = 24 * 60


@dataclass(frozen=True, slots=True)
class Item:
    """One item as it is written: `invitation` is the key of the invited case that is told in it."""

    kind: str
    title: str
    minutes: int
    speaker: str = ""
    invitation: int | None = None


@dataclass(frozen=True, slots=True)
class Told:
    """One item of the day with its clock times, where the beginning is known."""

    item: SymposiumItem
    starts: dt.time | None
    ends: dt.time | None

    @property
    def clock(self) -> str:
        """09:30–10:00; empty where the beginning is not known."""
        return f"{self.starts:%H:%M}–{self.ends:%H:%M}" if self.starts and self.ends else ""


def missing(symposium: Symposium) -> list[str]:
    """What it lacks before everybody may read of it, a sentence each."""
    found = [
        _("還沒填「%(label)s」。") % {"label": Symposium._meta.get_field(name).verbose_name}  # type: ignore[union-attr]
        for name in WANTED
        if not getattr(symposium, name)
    ]
    if not symposium.items.exists():
        found.append(_("還沒有議程。請至少加一項。"))
    return found


MOVES = Table(
    field="state",
    moves=(
        Move("announce", frozenset({State.DRAFT}), State.ANNOUNCED, gettext_lazy("公告並開放報名"),
             Permission.MAKE_NATIONAL_REPORT, guards=(missing,), stamp="announced_at"),
        Move("take_back", frozenset({State.ANNOUNCED}), State.DRAFT, gettext_lazy("收回公告"),
             Permission.MAKE_NATIONAL_REPORT),
    ),
)  # fmt: skip


def begin(*, programme: Programme, title: str, by: Acts, now: dt.datetime) -> Symposium:
    """A new symposium of a programme, without a day yet.

    Raises:
        ValidationError: it has no name or too long a one, or the programme has a symposium already.
    """
    made = Symposium(programme=programme, title=" ".join(title.split()), created_at=now, changed_at=now)
    made.full_clean(validate_unique=False)
    try:
        with transaction.atomic():
            made.save()
            trail.record(Verb.CREATED, made, by=by, now={"title": made.title}, at=now)
    except IntegrityError as problem:
        raise ValidationError(_("這個方案已經有研討會了。請在那一場接著改。")) from problem
    return made


def describe(
    *, symposium: Symposium, items: Sequence[Item], by: Acts, now: dt.datetime, **facts: Any
) -> Symposium:  # fmt: skip
    """Write what is known of it, and all of its items in their order. An announced one may change: everybody reads the
    new times at once.

    Raises:
        ValidationError: an item has no name or no time, a case is not one of the invited, the day is longer than a day,
            registration ends after it, or an announced symposium would lack what it has to have. Nothing is written.
    """
    with transaction.atomic():
        locked = Symposium.objects.select_for_update().get(pk=symposium.pk)
        wanted = list(_read(items, locked))
        was, changed = trail.differences(locked, facts)
        held = [Item(one.kind, one.title, one.minutes, one.speaker, one.invitation_id) for one in locked.items.all()]
        if held != wanted:
            was["items"], changed["items"] = list(_said(held)), list(_said(wanted))
        if not changed:
            return locked
        for name, value in facts.items():
            setattr(locked, name, value)
        locked.changed_at = now
        if locked.register_until and locked.held_on and locked.register_until > locked.held_on:
            raise ValidationError({"register_until": _("報名截止不能晚於研討會的日期。")})
        if locked.state == State.ANNOUNCED:
            _refuse_gaps(locked, wanted)
        locked.full_clean()
        locked.save()
        if held != wanted:
            locked.items.all().delete()
            SymposiumItem.objects.bulk_create(
                SymposiumItem(
                    symposium=locked, position=at, kind=one.kind, title=one.title, minutes=one.minutes,
                    speaker=one.speaker, invitation_id=one.invitation,
                )
                for at, one in enumerate(wanted, 1)
            )  # fmt: skip
        trail.record(Verb.CHANGED, locked, by=by, was=was, now=changed, at=now)
    return locked


def drop(*, symposium: Symposium, by: Acts, now: dt.datetime) -> None:
    """Take out a symposium that is not going to be; only while nobody was invited or registered.

    Raises:
        MoveRefused: it is announced, or somebody waits for it.
    """
    with transaction.atomic():
        locked = Symposium.objects.select_for_update().get(pk=symposium.pk)
        if locked.state != State.DRAFT:
            raise MoveRefused([_("研討會已經公告，不能刪除。要刪除請先收回公告。")])
        if locked.invitations.exists() or locked.delegates.exists():
            raise MoveRefused([_("已經邀請了案例或有人報名，不能刪除。")])
        trail.record(Verb.DELETED, locked, by=by, was={"title": locked.title}, at=now)
        locked.delete()


def told(symposium: Symposium, items: Iterable[SymposiumItem] | None = None) -> list[Told]:
    """The items with their clock times (one question, none where they are given)."""
    rows = list(symposium.items.select_related("invitation__plan") if items is None else items)
    lines = [Line(Block(one.title, one.kind, 0, one.minutes, one.minutes), one.minutes) for one in rows]
    clocks = timed(lines, symposium.starts_at)
    return [Told(one, line.starts, line.ends) for one, line in zip(rows, clocks, strict=True)]


def length(items: Iterable[Told]) -> str:
    """How long the day is, in words."""
    return spoken(sum(one.item.minutes for one in items))


def _refuse_gaps(symposium: Symposium, items: Sequence[Item]) -> None:
    lacks = [
        _("已公告的研討會不能沒有「%(label)s」。") % {"label": Symposium._meta.get_field(name).verbose_name}  # type: ignore[union-attr]
        for name in WANTED
        if not getattr(symposium, name)
    ]
    if not items:
        lacks.append(_("已公告的研討會至少要有一項議程。"))
    if lacks:
        raise ValidationError(lacks)


def _read(items: Sequence[Item], symposium: Symposium) -> Iterator[Item]:
    if len(items) > MOST_ITEMS:
        raise ValidationError(_("議程最多 %(most)s 項。") % {"most": MOST_ITEMS})
    cases = set(CaseInvitation.objects.filter(symposium=symposium).standing().values_list("pk", flat=True))
    for number, one in enumerate(items, 1):
        title, speaker = " ".join(one.title.split()), " ".join(one.speaker.split())
        if not title or len(title) > 100:
            raise ValidationError(
                _("第 %(number)s 項的名稱要有 1 到 100 個字。沒有要用的項目請刪除。") % {"number": number}
            )
        if len(speaker) > 100:
            raise ValidationError(_("第 %(number)s 項的主講或主持最多 100 個字。") % {"number": number})
        if one.kind not in Kind.values or not 1 <= one.minutes <= LONGEST_ITEM:
            raise ValidationError(
                _("第 %(number)s 項「%(title)s」的分鐘請填 1 到 %(most)s。")
                % {"number": number, "title": title, "most": LONGEST_ITEM}
            )
        if one.invitation is not None and (one.kind != Kind.CASE or one.invitation not in cases):
            raise ValidationError(
                _("第 %(number)s 項「%(title)s」：只有「案例分享」可以選一件邀請中的案例。")
                % {"number": number, "title": title}
            )
        yield Item(one.kind, title, one.minutes, speaker, one.invitation)
    minutes = sum(one.minutes for one in items)
    begins = symposium.starts_at.hour * 60 + symposium.starts_at.minute if symposium.starts_at else 0
    if begins + minutes > DAY:
        raise ValidationError(_("議程合計 %(has)s，會超過當天午夜。") % {"has": spoken(minutes)})


def _said(items: Iterable[Item]) -> Iterator[str]:
    return (f"{one.title} {one.minutes}" for one in items)
