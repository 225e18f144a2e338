"""A county's dialogue from its programme to what came of it.

The plan asks for a time slot of at least two hours (「請預備至少 2 小時時段」): the sessions add up to that, breaks
included, before the programme is settled. A draft may be shorter; the page says by how much.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from foundation import reasons
from foundation.accounts.models import County
from foundation.accounts.roles import Permission
from foundation.audit import trail
from foundation.audit.trail import Acts
from foundation.audit.verbs import Verb
from foundation.taiwan.clock import spoken
from foundation.workflow.moves import Move, MoveRefused, Table

from .campaign_rules import Campaign
from .models import Dialogue, DialogueSession
from .models.dialogue import LONGEST_INSIGHTS, LONGEST_SESSION

State = Dialogue.State
FACTS = ("title", "occasion", "held_on", "starts_at", "place", "host_unit")
WANTED = ("held_on", "starts_at", "place")
MOST_SESSIONS = 20
MOST_PEOPLE = 5000
SHORTEST_INSIGHTS = 10
Session = tuple[str, int]


def lacks_time(campaign: Campaign, minutes: int) -> str:
    """The sentence about a programme that is too short; empty where it is long enough."""
    least = campaign.dialogue.least_minutes
    if minutes >= least:
        return ""
    told = {"has": spoken(minutes), "by": spoken(least - minutes), "least": spoken(least)}
    return _("議程合計 %(has)s，還差 %(by)s才到 %(least)s。請加長一項或加一項。") % told


def missing(dialogue: Dialogue) -> list[str]:
    """What the programme lacks before it can be settled, a sentence each."""
    found = [
        _("還沒寫「%(label)s」。") % {"label": Dialogue._meta.get_field(name).verbose_name}  # type: ignore[union-attr]
        for name in WANTED
        if not getattr(dialogue, name)
    ]
    if short := lacks_time(dialogue.campaign, dialogue.minutes):
        found.append(short)
    return found


def is_late(dialogue: Dialogue) -> bool:
    """Whether it is held later than the plan asks; it is taken all the same."""
    return dialogue.held_on is not None and dialogue.held_on > dialogue.campaign.dialogue.until


MOVES = Table(
    field="state",
    moves=(
        Move("settle", frozenset({State.DRAFT}), State.SETTLED, gettext_lazy("議程定案"), Permission.KEEP_PLEDGE,
             guards=(missing,), stamp="settled_at"),
        Move("reopen", frozenset({State.SETTLED}), State.DRAFT, gettext_lazy("改議程"), Permission.KEEP_PLEDGE),
        Move("report", frozenset({State.SETTLED}), State.REPORTED, gettext_lazy("回報"), Permission.KEEP_PLEDGE,
             stamp="reported_at"),
        Move("amend", frozenset({State.REPORTED}), State.SETTLED, gettext_lazy("更正回報"), Permission.KEEP_PLEDGE),
    ),
)  # fmt: skip


def begin(*, campaign: Campaign, county: County, title: str, by: Acts, now: dt.datetime) -> Dialogue:
    """A new dialogue of a county, without a programme yet.

    Raises:
        ValidationError: it has no name, or too long a one.
    """
    made = Dialogue(
        campaign_key=campaign.key, county=county, title=" ".join(title.split()), created_at=now, changed_at=now
    )
    made.full_clean()
    with transaction.atomic():
        made.save()
        trail.record(Verb.CREATED, made, by=by, now={"title": made.title}, at=now)
    return made


def describe(
    *, dialogue: Dialogue, sessions: Sequence[Session], by: Acts, now: dt.datetime, **facts: Any
) -> Dialogue:  # fmt: skip
    """Write what is known of a dialogue (see `FACTS`) and its whole programme, in its order.

    Raises:
        ValidationError: it is settled, a session has no name or no time, or a value that cannot be. Nothing is written.
    """
    wanted = list(_read(sessions))
    with transaction.atomic():
        locked = Dialogue.objects.select_for_update().select_related("county").get(pk=dialogue.pk)
        if locked.state != State.DRAFT:
            raise ValidationError(_("議程已經定案，不能再改。要改請先按「改議程」。"))
        was, changed = trail.differences(locked, facts)
        held = list(locked.sessions.values_list("title", "minutes"))
        if held != wanted:
            was["sessions"], changed["sessions"] = _told(held), _told(wanted)
        if not changed:
            return locked
        for name, value in facts.items():
            setattr(locked, name, value)
        locked.changed_at = now
        locked.full_clean()
        locked.save()
        if held != wanted:
            locked.sessions.all().delete()
            DialogueSession.objects.bulk_create(
                DialogueSession(dialogue=locked, position=at, title=title, minutes=minutes)
                for at, (title, minutes) in enumerate(wanted, 1)
            )
        trail.record(Verb.CHANGED, locked, by=by, was=was, now=changed, at=now)
    return locked


def report(
    *, dialogue: Dialogue, people: int | None, insights: str, by: Acts, now: dt.datetime
) -> Dialogue:  # fmt: skip
    """Tell the association how many came and what they said.

    Raises:
        ValidationError: nobody came, nothing was said, or its day has not come.
        MoveRefused: its programme is not settled.
    """
    if people is None or not 0 < people <= MOST_PEOPLE:
        raise ValidationError({"people": _("參加人數請填 1 到 %(most)s。") % {"most": MOST_PEOPLE}})
    said = reasons.written(
        insights, ask=_("請寫大家的見解，至少 10 個字。"), most=LONGEST_INSIGHTS, field="insights",
        least=SHORTEST_INSIGHTS,
    )  # fmt: skip
    if dialogue.held_on is not None and dialogue.held_on > timezone.localdate(now):
        raise ValidationError(_("還沒到對話的日期，辦完再回報。"))
    along = {"people": people, "insights": said, "changed_at": now}
    MOVES.apply(dialogue, "report", by=by, now=now, along=along, noted={"people": people})
    return dialogue


def drop(*, dialogue: Dialogue, by: Acts, now: dt.datetime) -> None:
    """Take out a dialogue that is not going to be; only while it is planned.

    Raises:
        MoveRefused: its programme is settled.
    """
    with transaction.atomic():
        locked = Dialogue.objects.select_for_update().get(pk=dialogue.pk)
        if locked.state != State.DRAFT:
            raise MoveRefused([_("議程已經定案，不能刪除。要刪除請先按「改議程」。")])
        trail.record(Verb.DELETED, locked, by=by, was={"title": locked.title}, at=now)
        locked.delete()


def timed(dialogue: Dialogue) -> list[tuple[DialogueSession, str]]:
    """Each session with its time of the day, where the beginning is known."""
    at = dialogue.starts_at
    clock = at.hour * 60 + at.minute if at else None
    found = []
    for one in dialogue.sessions.all():
        if clock is None:
            found.append((one, ""))
            continue
        found.append((one, f"{_clock(clock)}–{_clock(clock + one.minutes)}"))
        clock += one.minutes
    return found


def _clock(minute: int) -> str:
    return f"{minute // 60 % 24:02}:{minute % 60:02}"


def _read(sessions: Sequence[Session]) -> Iterable[Session]:
    """The programme as it is kept.

    Raises:
        ValidationError: which session, what is wrong, and how to mend it.
    """
    if len(sessions) > MOST_SESSIONS:
        raise ValidationError(_("議程最多 %(most)s 項。") % {"most": MOST_SESSIONS})
    for number, (title, minutes) in enumerate(sessions, 1):
        named = " ".join(title.split())
        if not named:
            raise ValidationError(_("第 %(number)s 項沒有名稱。請寫名稱，或刪除這一項。") % {"number": number})
        if len(named) > 100:
            raise ValidationError(_("第 %(number)s 項的名稱最多 100 字。") % {"number": number})
        if not 1 <= minutes <= LONGEST_SESSION:
            raise ValidationError(
                _("第 %(number)s 項「%(title)s」的分鐘請填 1 到 %(most)s。")
                % {"number": number, "title": named, "most": LONGEST_SESSION}
            )
        yield named, minutes


def _told(sessions: Iterable[Session]) -> list[str]:
    return [f"{title} {minutes}" for title, minutes in sessions]
