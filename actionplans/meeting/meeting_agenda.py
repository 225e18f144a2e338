"""The agenda of a liaison meeting, made from what is open in the county and then the officer's own.

What is late comes first, then what is at risk, reports nobody has looked at, and what the last meeting left open; then
whatever else is under 列管. Making it again only adds what is new: what she moved or took out stays as she left it.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Exists, F, Max, OuterRef, Prefetch, Q, QuerySet
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from actionplans.followup import lights
from actionplans.models import CheckIn, Decision, Meeting, MeetingItem, Milestone, Plan, Ruling
from foundation.audit import trail
from foundation.audit.trail import Acts
from foundation.audit.verbs import Verb
from foundation.taiwan import roc

from .open_meetings import open_one

Why = MeetingItem.Why
Standing = Plan.Standing
OF_LIGHT = {lights.LATE: Why.LATE, lights.RISK: Why.RISK}
OPEN_STATES = (Standing.FOLLOWED, Standing.PAUSED)


@dataclass(frozen=True, slots=True)
class Found:
    """Something open, as it would stand on an agenda; `order` sorts it among those with the same `why`."""

    why: str
    order: tuple[int, str]
    title: str
    status: str
    before: str
    before_en: str
    plan: Plan | None = None
    carries: Ruling | None = None


def with_lights(rows: QuerySet[Plan]) -> QuerySet[Plan]:
    """Plans with what their lights ask for (two more queries)."""
    return rows.prefetch_related(
        Prefetch("milestones", Milestone.objects.with_reports()),
        Prefetch("decisions", Decision.objects.select_related("into")),
    )


def open_tasks(county: str, *, before: Meeting) -> QuerySet[Ruling]:
    """What earlier meetings of the county gave somebody to do and nobody has closed, the earliest due first."""
    rows = Ruling.objects.filter(
        item__meeting__county=county, item__meeting__held_on__lte=before.held_on, decision=None, closed_at=None,
        withdrawn_at=None,
    )  # fmt: skip
    rows = rows.exclude(item__meeting=before).exclude(item__meeting__state=Meeting.State.PLANNED)
    rows = rows.exclude(person="", due_on=None).select_related("item__meeting", "item__plan")
    return rows.order_by(F("due_on").asc(nulls_last=True), "pk")


@translation.override(settings.LANGUAGE_CODE)  # it is kept, and printed on an official paper
def open_items(meeting: Meeting, *, on: dt.date) -> list[Found]:
    """What is open in the meeting's county on that day, in the order of an agenda (a fixed number of queries)."""
    rows = Plan.objects.adopted().filter(county=meeting.county_id, standing__in=OPEN_STATES)
    waiting = set(CheckIn.objects.filter(plan__in=rows, state=CheckIn.State.SUBMITTED).values_list("plan", flat=True))
    left = _left_open(meeting)
    found = []
    for plan in with_lights(rows).order_by("code"):
        light = lights.of(plan, on=on)
        why = OF_LIGHT.get(light.status)
        if why is None:
            why = Why.REVIEW if plan.pk in waiting else Why.WAITING if plan.pk in left else Why.WATCHED
        due = min((one.due_on.toordinal() for one in plan.milestones.all() if one.reached_at is None), default=0)
        order = (due, plan.code or "")
        found.append(Found(why, order, plan.title, light.status, light.reason, _reason_en(plan, on), plan=plan))
    for task in open_tasks(meeting.county_id, before=meeting):
        status = lights.LATE if task.is_late(on) else lights.NONE
        due = task.due_on.toordinal() if task.due_on else 0
        told, told_en = told_task(task), _task_en(task)
        found.append(Found(Why.WAITING, (due, ""), _title(task), status, told, told_en, carries=task))
    whys = list(Why.values)
    return sorted(found, key=lambda one: (whys.index(one.why), one.order))


def _left_open(meeting: Meeting) -> set[int]:
    """The plans on which the county's last meeting ruled nothing."""
    rows = Meeting.objects.filter(county=meeting.county_id, held_on__lte=meeting.held_on, edition__gte=1)
    last = rows.exclude(pk=meeting.pk).order_by("-held_on", "-number").first()
    if last is None:
        return set()
    ruled = Ruling.objects.filter(item=OuterRef("pk"), withdrawn_at=None)
    silent = last.items.exclude(plan=None).filter(~Exists(ruled))
    return set(silent.values_list("plan", flat=True))


def _title(task: Ruling) -> str:
    return (_("%(meeting)s裁示：%(words)s") % {"meeting": task.item.meeting.short, "words": task.words})[:200]


def told_task(task: Ruling) -> str:
    """Who was to do what was ruled, and by when."""
    parts = [_("由%(name)s辦理") % {"name": task.doer}] if task.doer else []
    parts += [_("期限 %(day)s") % {"day": roc.shown(task.due_on)}] if task.due_on else []
    return _("，").join([*parts, _("還沒結案")])


def _reason_en(plan: Plan, on: dt.date) -> str:
    """The reason of a plan's light for the English minutes; what people wrote stays as they wrote it."""
    with translation.override("en"):
        return lights.of(plan, on=on).reason


def _task_en(task: Ruling) -> str:
    with translation.override("en"):
        return told_task(task)


def make(*, meeting: Meeting, by: Acts, now: dt.datetime) -> int:
    """Put on the agenda whatever is open and not on it yet; answers how many items came.

    Raises:
        ValidationError: the minutes are issued.
    """
    with transaction.atomic():
        open_one(meeting)
        known = set(meeting.items.values_list("plan", "carries"))
        fresh = [
            one
            for one in open_items(meeting, on=timezone.localdate(now))
            if (one.plan.pk if one.plan else None, one.carries.pk if one.carries else None) not in known
        ]
        _append(meeting, fresh)
        if fresh:
            trail.record(Verb.AGENDA_MADE, meeting, by=by, now={"items": len(fresh)}, at=now)
    return len(fresh)


def add(*, meeting: Meeting, by: Acts, now: dt.datetime, plan: Plan | None = None, title: str = "") -> MeetingItem:
    """Add one item: a plan of the county, or a topic in words.

    Raises:
        ValidationError: neither, the plan is on the agenda or of another county, or the minutes are issued.
    """
    words = title.strip()
    with transaction.atomic():
        open_one(meeting)
        if plan is None and not words:
            raise ValidationError({"title": [_("請選一項方案，或寫下要討論的事。")]})
        if len(words) > 200:
            raise ValidationError({"title": [_("案由最多 200 個字。")]})
        if plan is not None:
            if plan.county_id != meeting.county_id or plan.state != Plan.State.ADOPTED:
                raise ValidationError({"plan": [_("請選本縣市採納的方案。")]})
            if meeting.items.filter(plan=plan).exists():
                raise ValidationError({"plan": [_("這項方案已經在議程上。")]})
            lit, today = with_lights(Plan.objects.filter(pk=plan.pk)).get(), timezone.localdate(now)
            with translation.override(settings.LANGUAGE_CODE):
                light = lights.of(lit, on=today)
            given = (light.status, light.reason, _reason_en(lit, today))
            found = Found(Why.ADDED, (0, ""), plan.title, *given, plan=plan)
        else:
            found = Found(Why.ADDED, (0, ""), words, "", "", "")
        (made,) = _append(meeting, [found])
        trail.record(Verb.AGENDA_CHANGED, meeting, by=by, now={"added": made.title}, at=now)
    return made


def move(*, item: MeetingItem, up: bool, by: Acts, now: dt.datetime) -> None:
    """Change places with the item before (or after) it.

    Raises:
        ValidationError: the minutes are issued.
    """
    with transaction.atomic():
        meeting = open_one(item.meeting)
        rows = list(meeting.items.filter(taken_out=False))
        keys = [one.pk for one in rows]
        if item.pk not in keys:
            return
        at = keys.index(item.pk)
        to = at - 1 if up else at + 1
        if not 0 <= to < len(rows):
            return
        rows[at], rows[to] = rows[to], rows[at]
        for place, one in enumerate(rows, 1):
            one.position = place
        MeetingItem.objects.bulk_update(rows, ["position"])
        trail.record(Verb.AGENDA_CHANGED, meeting, by=by, now={"moved": item.title, "place": to + 1}, at=now)


def take_out(*, item: MeetingItem, by: Acts, now: dt.datetime) -> None:
    """Not to be discussed at this meeting; it stays in sight and can be put back.

    Raises:
        ValidationError: something was ruled on it already, or the minutes are issued.
    """
    with transaction.atomic():
        meeting = open_one(item.meeting)
        if Ruling.objects.filter(item=item, withdrawn_at=None).exists():
            raise ValidationError(_("「%(item)s」已經有裁示，不能拿掉。") % {"item": item})
        MeetingItem.objects.filter(pk=item.pk).update(taken_out=True)
        trail.record(Verb.AGENDA_CHANGED, meeting, by=by, now={"taken_out": item.title}, at=now)


def put_back(*, item: MeetingItem, by: Acts, now: dt.datetime) -> None:
    """To be discussed after all, at the end.

    Raises:
        ValidationError: the minutes are issued.
    """
    with transaction.atomic():
        meeting = open_one(item.meeting)
        MeetingItem.objects.filter(pk=item.pk).update(taken_out=False, position=_last(meeting) + 1)
        trail.record(Verb.AGENDA_CHANGED, meeting, by=by, now={"added": item.title}, at=now)


@translation.override(settings.LANGUAGE_CODE)
def keep_before(thing: Meeting, *, by: Acts, now: dt.datetime) -> None:
    """As the meeting begins: how each item stands before anything is said."""
    today = timezone.localdate(now)
    rows = list(thing.items.select_related("carries__item__meeting"))
    plans = {one.pk: one for one in with_lights(Plan.objects.filter(discussed_in__in=rows))}
    for one in rows:
        if one.plan_id:
            light = lights.of(plans[one.plan_id], on=today)
            one.before_status, one.before = light.status, light.reason[:500]
            one.before_en = _reason_en(plans[one.plan_id], today)[:500]
        elif one.carries:
            one.before_status = lights.LATE if one.carries.is_late(today) else lights.NONE
            one.before, one.before_en = told_task(one.carries)[:500], _task_en(one.carries)[:500]
    MeetingItem.objects.bulk_update(rows, ["before_status", "before", "before_en"])


def addable(meeting: Meeting) -> QuerySet[Plan]:
    """The county's adopted plans that are not on the agenda."""
    rows = Plan.objects.adopted().filter(county=meeting.county_id)
    return rows.exclude(Q(discussed_in__meeting=meeting)).order_by("code")


def _last(meeting: Meeting) -> int:
    return meeting.items.aggregate(last=Max("position"))["last"] or 0


def _append(meeting: Meeting, found: Iterable[Found]) -> list[MeetingItem]:
    start = _last(meeting) + 1
    return MeetingItem.objects.bulk_create(
        MeetingItem(
            meeting=meeting, position=place, plan=one.plan, carries=one.carries, title=one.title, why=one.why,
            before_status=one.status, before=one.before[:500], before_en=one.before_en[:500],
        )
        for place, one in enumerate(found, start)
    )  # fmt: skip
