"""Decisions on how an adopted plan is followed up (列管): the one door, and the table of what may follow what.

Whoever chairs decides; whoever keeps the minutes writes it down. Nothing that was decided is overwritten: another
decision follows it, and one that was written down wrongly is corrected by a new one that points to it.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Max, QuerySet
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from actionplans.models import Decision, Milestone, Plan, Postponement
from actionplans.models.decision import LONGEST_REASON, standing_on
from foundation import reasons
from foundation.accounts.roles import Permission
from foundation.audit import trail
from foundation.audit.trail import Acts
from foundation.audit.verbs import Verb
from foundation.taiwan import periods, roc
from foundation.workflow.moves import Move, MoveRefused, Table

from . import publishing

Kind, Standing = Decision.Kind, Plan.Standing
MOVING = (Kind.EXTEND, Kind.RESUME)  # these give milestones another day
LATEST = dt.timedelta(days=366 * 5)  # a day beyond this is a slip of the keyboard


def _move(kind: Decision.Kind, from_: set[str], to: str) -> Move:
    return Move(
        kind.value, frozenset(from_), to, kind.label, Permission.DECIDE_ON_PLANS,
        needs_reason=kind != Kind.CONTINUE, verb=Verb.PLAN_DECIDED,
    )  # fmt: skip


MOVES = Table(
    field="standing",
    moves=(
        _move(Kind.CONTINUE, {Standing.FOLLOWED}, Standing.FOLLOWED),
        _move(Kind.EXTEND, {Standing.FOLLOWED}, Standing.FOLLOWED),
        _move(Kind.PAUSE, {Standing.FOLLOWED}, Standing.PAUSED),
        _move(Kind.RESUME, {Standing.PAUSED, Standing.RELEASED, Standing.MERGED}, Standing.FOLLOWED),
        _move(Kind.RELEASE, {Standing.FOLLOWED, Standing.PAUSED}, Standing.RELEASED),
        _move(Kind.MERGE, {Standing.FOLLOWED, Standing.PAUSED}, Standing.MERGED),
    ),
)


@dataclass(frozen=True, slots=True)
class Cited:
    """Where a decision stands: the day (Gregorian) and the person, and the meeting and its minutes where it had one."""

    decided_on: dt.date
    decided_by: str
    meeting_title: str = ""
    minutes_number: str = ""


class DecidedMeanwhile(ValidationError):
    """Somebody has decided on the plan since the page was made."""


def count_of(plan: Plan) -> int:
    """How many decisions there are on a plan; a page sends along how many it knew of."""
    return Decision.objects.filter(plan=plan).count()


def history_of(plan: Plan) -> list[Decision]:
    """The decisions on a plan, the newest first, each with its postponements (two queries)."""
    rows = Decision.objects.filter(plan=plan).select_related(
        "into", "corrects", "corrected", "plan", "ruling__item__meeting"
    )
    return list(rows.prefetch_related("postponements__milestone").order_by("-number"))


def kinds_for(plan: Plan) -> list[Decision.Kind]:
    """What may be decided on a plan as it stands, in the table's order."""
    if plan.state != Plan.State.ADOPTED:
        return []
    return [Kind(name) for name, move in MOVES.moves.items() if plan.standing in move.from_]


def may_take_in(plan: Plan) -> QuerySet[Plan]:
    """The plans into which this one may be merged: of its county, and followed up themselves."""
    return Plan.objects.followed().filter(county=plan.county_id).exclude(pk=plan.pk).order_by("code")


def past_their_day(plan: Plan, *, on: dt.date) -> list[Milestone]:
    """The open milestones of a plan that is not followed up whose day has passed: going on, they need another day.

    Also what was late before nobody followed it up any more: of what lies before the day on which a plan is taken back
    nobody is told (`reminders.wishes`), so that the old day would keep all above the person in charge in the dark.
    """
    if plan.standing == Standing.FOLLOWED:
        return []
    return list(plan.milestones.filter(reached_at=None, due_on__lt=on))


def later_by(milestones: Mapping[int, dt.date], months: int, *, on: dt.date) -> dict[int, dt.date]:
    """Each of these days (by the milestone's key) that many months later; what is past `on` counts from there."""
    return {key: periods.months_after(max(day, on), months) for key, day in milestones.items()}


def decide(
    *,
    plan: Plan,
    kind: str,
    reason: str,
    cited: Cited,
    by: Acts,
    now: dt.datetime,
    into: Plan | None = None,
    dates: Mapping[int, dt.date] | None = None,
    seen: int | None = None,
) -> Decision:
    """Write down what was decided on a plan, and let the plan stand accordingly.

    A postponement may be written down when its new day has passed already: the minutes came late, the decision counts
    from its day (`decided_since`). The light is then late by the new day, and what was to be said meanwhile is said.

    Args:
        kind: one of `kinds_for` the plan.
        reason: why; only a plan that simply stays under 列管 needs none.
        into: the plan that takes this one in, where it is merged.
        dates: the new days of milestones by their keys, where days are postponed (展延, 恢復列管).
        seen: how many decisions there were (`count_of`) when the page was made; None does not ask.

    Raises:
        DecidedMeanwhile: the page did not know of another decision.
        ValidationError: by field, what is missing or cannot be.
    """
    reason = reason.strip()
    with transaction.atomic():
        # Both plans of a merger, always in the same order: neither can be merged into the other meanwhile.
        keys = [plan.pk] if into is None else [plan.pk, into.pk]
        locked = {one.pk: one for one in Plan.objects.select_for_update().filter(pk__in=keys).order_by("pk")}[plan.pk]
        number = (Decision.objects.filter(plan=locked).aggregate(last=Max("number"))["last"] or 0) + 1
        if seen is not None and seen != number - 1:
            raise DecidedMeanwhile(_("剛剛有人登錄了另一個決定。請先看列管紀錄，還要登錄就再按一次。"))
        if kind not in kinds_for(locked):
            raise ValidationError({"kind": [_("這項方案現在是「%(standing)s」，不能這樣決定。請重新整理再看一次。")
                                            % {"standing": locked.get_standing_display()}]})  # fmt: skip
        today = timezone.localdate(now)
        found = _days(locked, kind, dates or {}, today if kind == Kind.RESUME else cited.decided_on)
        if problems := _problems(locked, kind, reason, cited, into, today):
            raise ValidationError(problems)
        made = Decision.objects.create(
            plan=locked, number=number, kind=kind, reason=reason, into=into if kind == Kind.MERGE else None,
            decided_on=cited.decided_on, decided_by=cited.decided_by.strip(), recorded_at=now,
            meeting_title=cited.meeting_title.strip(), minutes_number=cited.minutes_number.strip(),
            recorded_by=by.as_actor().label[:200],
        )  # fmt: skip
        with translation.override(settings.LANGUAGE_CODE):  # the trail keeps one language
            noted = _noted(made, _postpone(made, found))
        try:
            MOVES.apply(locked, kind, by=by, reason=reason, now=now, along={"merged_into": made.into}, noted=noted)
        except MoveRefused as refused:
            raise ValidationError({"kind": refused.problems}) from refused
        publishing.note_change(locked.pk, now=now)
    plan.standing, plan.merged_into = locked.standing, locked.merged_into
    return made


def passed_already(decision: Decision, *, on: dt.date) -> str:
    """What whoever writes a decision down is told where a new day has passed already; empty where none has."""
    rows = decision.postponements.filter(milestone__due_on__lt=on, milestone__reached_at=None)
    names = _("、").join(f"「{one.milestone.shown}」" for one in rows.select_related("milestone"))
    said = _("新期限已經過了：%(names)s。從決定那天起算該寄的提醒，會標明補寄。還沒完成的話，請再決定一次。")
    return said % {"names": names} if names else ""


def correct(*, decision: Decision, reason: str, cited: Cited, by: Acts, now: dt.datetime) -> Decision:
    """Write a decision down anew that was written down wrongly: its reason, day, person, meeting or number of minutes.

    The plan stands as before. Where something else was decided, that is another decision (`decide`).

    Raises:
        ValidationError: by field; or it has been corrected already.
    """
    with transaction.atomic():
        locked = Plan.objects.select_for_update(of=("self",)).get(pk=decision.plan_id)
        old = Decision.objects.select_related("into").get(pk=decision.pk)
        if Decision.objects.filter(corrects=old).exists():
            raise ValidationError(_("這個決定已經更正過了，請更正最新的那一筆。"))
        if problems := _problems(locked, old.kind, reason.strip(), cited, old.into, timezone.localdate(now), new=False):
            raise ValidationError(problems)
        was, now_ = trail.differences(old, _written(reason, cited))
        if not now_:
            raise ValidationError(_("沒有要更正的地方。"))
        last = Decision.objects.filter(plan=locked).aggregate(last=Max("number"))["last"] or 0
        made = Decision.objects.create(
            plan=locked, number=last + 1, kind=old.kind, into=old.into, corrects=old, recorded_at=now,
            recorded_by=by.as_actor().label[:200], **_written(reason, cited),
        )  # fmt: skip
        trail.record(Verb.DECISION_CORRECTED, locked, by=by, was=was, now=now_, at=now)
    return made


def _noted(made: Decision, moved: list[str]) -> dict[str, object]:
    """What the trail's line says of a decision."""
    told = {
        "decision": made.kind, "decided_on": made.decided_on, "decided_by": made.decided_by,
        "meeting_title": made.meeting_title, "minutes_number": made.minutes_number, "merged_into": made.into,
        "postponed": moved,
    }  # fmt: skip
    return {name: value for name, value in told.items() if value}


def _written(reason: str, cited: Cited) -> dict[str, object]:
    return {
        "reason": reason.strip(), "decided_on": cited.decided_on, "decided_by": cited.decided_by.strip(),
        "meeting_title": cited.meeting_title.strip(), "minutes_number": cited.minutes_number.strip(),
    }  # fmt: skip


def _problems(
    plan: Plan, kind: str, reason: str, cited: Cited, into: Plan | None, on: dt.date, *, new: bool = True
) -> dict[str, list[str]]:
    """What is missing or cannot be, by field."""
    found: dict[str, list[str]] = {}
    if not reason and kind != Kind.CONTINUE:
        found["reason"] = [_("請寫原因，之後看的人才知道為什麼。")]
    if long := reasons.too_long(reason, LONGEST_REASON):
        found["reason"] = [long]
    if not cited.decided_by.strip():
        found["decided_by"] = [_("請寫是誰裁示的。")]
    if cited.decided_on > on:
        found["decided_on"] = [_("決定日期不能晚於今天（%(day)s）。") % {"day": roc.shown(on)}]
    elif plan.adopted_at is not None and cited.decided_on < timezone.localdate(plan.adopted_at):
        day = roc.shown(timezone.localdate(plan.adopted_at))
        found["decided_on"] = [_("決定日期不能早於採納的日期（%(day)s）。") % {"day": day}]
    elif new and kind == Kind.RESUME and (ended := standing_on(plan)) and cited.decided_on < ended.decided_on:
        told = {"decision": ended.get_kind_display(), "day": roc.shown(ended.decided_on)}
        found["decided_on"] = [_("恢復列管的日期不能早於「%(decision)s」那天（%(day)s）。") % told]
    if new and kind == Kind.MERGE and (into is None or not may_take_in(plan).filter(pk=into.pk).exists()):
        found["into"] = [_("請選併入哪一項方案：同縣市、列管中的另一項。")]
    return found


def _days(plan: Plan, kind: str, dates: Mapping[int, dt.date], on: dt.date) -> list[tuple[Milestone, dt.date]]:
    """The milestones that get another day.

    Args:
        on: the day after which it has to lie. Of the decision; of its writing down where a plan is taken back into
            列管, because from then on it is reminded of.

    Raises:
        ValidationError: a day is no postponement, or none is given where one must be.
    """
    if kind not in MOVING:
        return []
    open_ = {one.pk: one for one in plan.milestones.filter(reached_at=None)}
    found = [(open_[key], day) for key, day in dates.items() if key in open_]
    refused = _("「%(milestone)s」的新期限要晚於原訂的 %(day)s 和決定日期，五年以內，且和現在不同。")
    if kind == Kind.RESUME:
        refused = _("「%(milestone)s」的新期限要晚於原訂的 %(day)s 和今天，五年以內，且和現在不同。")
    for one, day in found:
        # Later than what was promised; not than the present day, which may itself have been written down wrongly.
        if day == one.due_on or not max(one.promised_on, on) < day <= one.due_on + LATEST:
            said = refused % {"milestone": one.shown, "day": roc.shown(one.promised_on)}
            raise ValidationError({"dates": [said]})
    if kind == Kind.EXTEND and not found:
        raise ValidationError({"dates": [_("請寫下至少一項里程碑的新期限。")]})
    left = [one for one in past_their_day(plan, on=on) if one.pk not in dates] if kind == Kind.RESUME else []
    if left:
        names = _("、").join(f"「{one.shown}」" for one in left)
        raise ValidationError({"dates": [_("恢復列管時，已經過期的里程碑要訂新期限：%(names)s。") % {"names": names}]})
    return found


def _postpone(decision: Decision, found: list[tuple[Milestone, dt.date]]) -> list[str]:
    """Give the milestones their new days; what was moved, a line each."""
    told = []
    for milestone, day in found:
        row = Postponement(decision=decision, milestone=milestone, was_on=milestone.due_on, now_on=day)
        row.save()
        Milestone.objects.filter(pk=milestone.pk, reached_at=None).update(due_on=periods.last_day(day))
        told.append(f"{milestone.shown}：{row.was_on} → {row.now_on}")
    return told
