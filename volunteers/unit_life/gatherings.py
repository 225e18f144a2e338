"""Meetings of volunteers: called, held with minutes, who came, and what was decided.

Source: 臺北市志願服務實務手冊「召開各式志工會議」: once a month is advised (建議), so that nothing is refused or
reminded for lack of one. Whoever is in the unit on its day is called.
"""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Any

from django.core.exceptions import ValidationError
from django.db import models, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from foundation import reasons
from foundation.audit import trail
from foundation.audit.trail import Acts
from foundation.audit.verbs import Verb
from foundation.taiwan.fullwidth import tidy
from volunteers.models import Enrolment, Gathering, GatheringDecision, GatheringPresence, Unit

State = Gathering.State
FIELDS = ("kind", "title", "held_on", "starts", "place", "chair", "agenda")


@dataclass(frozen=True, slots=True)
class Presence:
    """How often somebody was called to meetings, came, and had said that she could not."""

    called: int = 0
    came: int = 0
    excused: int = 0


def call(*, unit: Unit, values: Mapping[str, Any], by: Acts, now: dt.datetime) -> Gathering:
    """Plan a meeting, or enter one that has been held.

    Args:
        values: of `FIELDS`.

    Raises:
        ValidationError: a value is missing, or one of this name is there on that day.
    """
    made = Gathering(unit=unit, **_cleaned(values))
    made.full_clean()
    with transaction.atomic():
        made.save()
        trail.record(Verb.CREATED, made, by=by, now={"held_on": made.held_on, "kind": made.kind}, at=now)
    return made


def change(*, gathering: Gathering, values: Mapping[str, Any], by: Acts, now: dt.datetime) -> Gathering:
    """Correct what is said of a meeting.

    Raises:
        ValidationError: it was called off, or a value is wrong.
    """
    with transaction.atomic():
        held = _locked(gathering)
        _refuse_off(held)
        was, new = trail.differences(held, _cleaned(values))
        for name, value in new.items():
            setattr(held, name, value)
        held.full_clean()
        held.save()
        if new:
            _refuse_strangers(held)
            trail.record(Verb.CHANGED, held, by=by, was=was, now=new, at=now)
    return held


def call_off(*, gathering: Gathering, reason: str, by: Acts, now: dt.datetime) -> Gathering:
    """Say that a meeting does not take place.

    Raises:
        ValidationError: no reason, or it was held or called off already.
    """
    reason = reasons.written(reason, ask=_("請寫下取消的原因（例如：颱風、場地）。"), most=200, least=reasons.A_WORD)
    with transaction.atomic():
        held = _locked(gathering)
        if held.state != State.PLANNED:
            raise ValidationError(_("這場會議已經召開或取消了，請重新整理頁面。"))
        held.state = State.OFF
        held.save(update_fields=["state"])
        trail.record(Verb.GATHERING_OFF, held, by=by, reason=reason, at=now)
    return held


def note_presence(
    *, gathering: Gathering, came: Collection[int], excused: Collection[int], by: Acts, now: dt.datetime
) -> int:
    """Note who came and who had told that she could not, whole: who is named in neither did not come.

    Args:
        came, excused: keys of volunteers.

    Raises:
        ValidationError: it is still to come or was called off, somebody stands in both, or was not in the unit then.
    """
    ours, told = set(came), set(excused)
    with transaction.atomic():
        held = _locked(gathering)
        _refuse_off(held)
        if held.held_on > timezone.localdate(now):
            raise ValidationError(_("會議還沒開，不能登錄出席。"))
        if ours & told:
            raise ValidationError(_("同一個人不能又出席又請假。"))
        known = set(called(held).values_list("volunteer", flat=True))
        if (ours | told) - known:
            raise ValidationError(_("名單上有人那一天不在這個單位，請重新整理頁面再登錄。"))
        before = dict(held.presences.values_list("volunteer", "state"))
        now_said = dict.fromkeys(ours, GatheringPresence.State.CAME.value)
        now_said |= dict.fromkeys(told, GatheringPresence.State.EXCUSED.value)
        if before != now_said:
            held.presences.all().delete()
            GatheringPresence.objects.bulk_create(
                GatheringPresence(gathering=held, volunteer_id=person, state=state)
                for person, state in sorted(now_said.items())
            )
            trail.record(
                Verb.PRESENCE_NOTED, held, by=by, now={"came": len(ours), "excused": len(told)}, at=now
            )  # fmt: skip
    return len(ours)


def hold(*, gathering: Gathering, minutes: str, by: Acts, now: dt.datetime) -> Gathering:
    """Write the minutes of a meeting that has taken place, or correct them.

    Raises:
        ValidationError: too short to tell anything, too long, called off, or still to come.
    """
    minutes = reasons.written(minutes, ask=_("請寫下會議紀錄（至少 6 個字）。"), most=8000, field="minutes")
    with transaction.atomic():
        held = _locked(gathering)
        _refuse_off(held)
        if held.held_on > timezone.localdate(now):
            raise ValidationError({"minutes": _("會議還沒開，不能寫會議紀錄。")})
        held.state, held.minutes = State.HELD, minutes
        held.save(update_fields=["state", "minutes"])
        trail.record(Verb.GATHERING_HELD, held, by=by, at=now)
    return held


def decide(
    *, gathering: Gathering, words: str, who: str, due_on: dt.date | None, by: Acts, now: dt.datetime
) -> GatheringDecision:
    """Write down something that was decided, and who sees to it.

    Raises:
        ValidationError: words or name are missing, or the day lies before the meeting.
    """
    words = reasons.written(words, ask=_("請寫下決議的內容。"), most=500, field="words", least=reasons.A_WORD)
    who = reasons.written(who, ask=_("請寫下由誰負責。"), most=50, field="who", least=1)
    if due_on is not None and due_on < gathering.held_on:
        raise ValidationError({"due_on": _("期限不能早於會議日期。")})
    with transaction.atomic():
        _refuse_off(_locked(gathering))
        made = GatheringDecision.objects.create(gathering=gathering, words=words, who=who, due_on=due_on)
        trail.record(Verb.CREATED, made, by=by, at=now)
    return made


def settle(
    *, decision: GatheringDecision, outcome: str, on: dt.date | None, by: Acts, now: dt.datetime
) -> GatheringDecision:
    """Say what became of a decision.

    Raises:
        ValidationError: no words, a day out of place, or it is settled already.
    """
    outcome = reasons.written(
        outcome, ask=_("請寫下辦理情形。"), most=500, field="outcome", least=reasons.A_WORD
    )  # fmt: skip
    day = on or timezone.localdate(now)
    if not decision.gathering.held_on <= day <= timezone.localdate(now):
        raise ValidationError({"on": _("完成日期要在會議日期與今天之間。")})
    with transaction.atomic():
        if not GatheringDecision.objects.filter(pk=decision.pk, done_on=None).update(done_on=day, outcome=outcome):
            raise ValidationError(_("這一項已經登錄完成了，請重新整理頁面。"))
        decision.done_on, decision.outcome = day, outcome
        trail.record(Verb.CHANGED, decision, by=by, now={"done_on": day}, at=now)
    return decision


def called(gathering: Gathering) -> models.QuerySet[Enrolment]:
    """Who is called: everybody in the unit on its day."""
    return Enrolment.objects.filter(unit=gathering.unit_id).on(gathering.held_on)


def presence(unit: Unit, people: Collection[int], first: dt.date, last: dt.date) -> dict[int, Presence]:
    """How people of a unit came to its meetings from a day to a day, in three questions.

    Only meetings with minutes count, and of those only the ones on whose day she was in the unit.
    """
    meetings = dict(
        Gathering.objects.filter(unit=unit, held_on__range=(first, last)).held().values_list("pk", "held_on")
    )
    if not meetings:
        return {}
    days: dict[int, set[int]] = defaultdict(set)
    rows = Enrolment.objects.filter(unit=unit, volunteer__in=list(people))
    for person, joined, left in rows.values_list("volunteer", "joined_on", "left_on"):
        days[person] |= {pk for pk, on in meetings.items() if joined <= on and (left is None or on <= left)}
    said: dict[int, list[str]] = defaultdict(list)
    noted = GatheringPresence.objects.filter(gathering__in=list(meetings), volunteer__in=list(people))
    for person, state in noted.values_list("volunteer", "state"):
        said[person].append(state)
    return {
        person: Presence(
            len(days[person]), said[person].count(GatheringPresence.State.CAME),
            said[person].count(GatheringPresence.State.EXCUSED),
        )
        for person in people
    }  # fmt: skip


def _cleaned(values: Mapping[str, Any]) -> dict[str, Any]:
    return {name: tidy(value) if name in ("title", "place", "chair") else value for name, value in values.items()}


def _refuse_off(held: Gathering) -> None:
    if held.state == State.OFF:
        raise ValidationError(_("這場會議已經取消了。"))


def _refuse_strangers(held: Gathering) -> None:
    """A meeting that is moved to another day keeps only people who were there then."""
    known = called(held).values("volunteer")
    if held.presences.exclude(volunteer__in=known).exists():
        raise ValidationError({"held_on": _("已登錄出席的人，有人在這一天不在單位；請先改出席再改日期。")})


def _locked(gathering: Gathering) -> Gathering:
    return Gathering.objects.select_for_update(of=("self",)).select_related("unit__organisation").get(pk=gathering.pk)
