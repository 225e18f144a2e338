"""What has changed about a plan since somebody last reported on it (上次回報之後), said before she reports again.

Whoever comes back after weeks has to know that her day was postponed, that a meeting ruled something, or that her
report came back, before she writes anything. Of others' reports she is told that they are there and what became of
them, and no word of what they say (`who_reads`). Who has never reported is told all since the plan was adopted.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass
from typing import cast

from django.db.models import Max, Q
from django.utils import timezone
from django.utils.translation import gettext as _

from actionplans.models import CheckIn, CheckInLink, Decision, Plan, Ruling
from foundation.accounts import trail_lines
from foundation.accounts.models import User
from foundation.audit import trail
from foundation.audit.verbs import Verb
from foundation.taiwan import roc

from . import came_back, lights, writers

MOST = 20
State = CheckIn.State
# Of a plan's own words those that say who carries it and what is promised first; an address is nobody else's business.
FIELDS = ("person_in_charge", "supervisor", "lead_agency", "title", "goal", "first_step", "first_step_on")


@dataclass(frozen=True, slots=True)
class Change:
    """One thing that happened: when, what in a sentence, and what belongs to it, a line each."""

    at: dt.datetime
    said: str
    more: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Changes:
    """What happened since a moment, the newest first; `reported` says whether that was her own last report."""

    since: dt.datetime | None
    reported: bool
    lines: tuple[Change, ...]
    left_out: int


def told(*, plan: Plan, writer: User | CheckInLink) -> Changes:
    """What has changed since this person last reported (a fixed number of queries)."""
    reports = CheckIn.objects.filter(plan=plan).exclude(state=State.DRAFT)
    last = reports.filter(writers.reports_of(writer)).aggregate(last=Max("submitted_at"))["last"]
    since = last or plan.adopted_at
    if since is None:
        return Changes(None, False, (), 0)
    lines = [
        *_reports(plan, writer, since), *_decisions(plan, since), *_rulings(plan, since), *_own_words(plan, since)
    ]  # fmt: skip
    lines.sort(key=lambda line: line.at, reverse=True)
    return Changes(since, last is not None, tuple(lines[:MOST]), max(0, len(lines) - MOST))


def _reports(plan: Plan, writer: User | CheckInLink, since: dt.datetime) -> Iterator[Change]:
    looked_at = Q(state__in=(State.ACCEPTED, State.RETURNED), reviewed_at__gt=since)
    handed_in = Q(state=State.SUBMITTED, submitted_at__gt=since)
    rows = came_back.with_settled(CheckIn.objects.filter(looked_at | handed_in, plan=plan))
    own = set(CheckIn.objects.filter(writers.reports_of(writer), plan=plan).values_list("pk", flat=True))
    for one in rows.select_related("plan").prefetch_related("claims"):
        hers = one.pk in own
        names = {"report": str(one), "by": one.reviewed_by, "reporter": one.reporter}
        if one.state == State.SUBMITTED:
            if not hers:
                submitted_at = cast(dt.datetime, one.submitted_at)  # the database holds it of what has been handed in
                day = timezone.localdate(submitted_at)
                waits = lights.waits(day, on=day, asks_supervisor=one.asks_supervisor)
                yield Change(submitted_at, _("%(reporter)s送出了%(report)s，%(waits)s") % (names | {"waits": waits}))
            continue
        reviewed_at = cast(dt.datetime, one.reviewed_at)  # and this of what has been looked at
        if one.state == State.ACCEPTED:
            reached = (_("完成：%(what)s") % {"what": each.shown} for each in one.claims.all() if each.reached_at)
            yield Change(reviewed_at, _("%(by)s確認了%(report)s") % names, tuple(reached))
        elif one.settled_by is None:  # type: ignore[attr-defined]
            # The marks stand beside the questions of whoever wrote it, and are read by nobody else.
            yield Change(reviewed_at, _("%(by)s請回報人補充%(report)s") % names)


def _decisions(plan: Plan, since: dt.datetime) -> Iterator[Change]:
    rows = Decision.objects.filter(Q(plan=plan) | Q(into=plan, corrects=None), recorded_at__gt=since)
    rows = rows.select_related("plan", "into", "corrects").prefetch_related("postponements__milestone")
    for one in rows:
        names = {"kind": one.get_kind_display(), "source": one.source, "plan": one.plan.title}
        if one.plan_id != plan.pk:
            yield Change(one.recorded_at, _("「%(plan)s」併入這一項（%(source)s）") % names)
            continue
        said = _("%(kind)s（%(source)s）")
        if one.corrects is not None:
            names["number"] = str(one.corrects.number)
            said = _("更正第 %(number)s 號決定：%(kind)s（%(source)s）")
        moved = [
            _("%(what)s：期限 %(was)s → %(now)s")
            % {"what": each.milestone.shown, "was": roc.shown_short(each.was_on), "now": roc.shown_short(each.now_on)}
            for each in one.postponements.all()
        ]
        yield Change(one.recorded_at, said % names, (*moved, *([one.reason] if one.reason else [])))


def _rulings(plan: Plan, since: dt.datetime) -> Iterator[Change]:
    """What was ruled in words; a decision stands among the decisions."""
    about = Q(item__plan=plan) | Q(item__carries__item__plan=plan)
    when = Q(recorded_at__gt=since, withdrawn_at=None) | Q(recorded_at__lte=since, withdrawn_at__gt=since)
    rows = Ruling.objects.filter(about & when, decision=None).select_related("item__meeting__county")
    for one in rows:
        names = {"meeting": one.item.meeting.short, "words": one.words}
        if one.withdrawn_at is not None:
            yield Change(one.withdrawn_at, _("%(meeting)s收回裁示：%(words)s") % names)
            continue
        who = [_("由誰辦理：%(who)s") % {"who": one.doer}] if one.doer else []
        until = [_("期限：%(day)s") % {"day": roc.shown(one.due_on)}] if one.due_on else []
        yield Change(one.recorded_at, _("%(meeting)s裁示：%(words)s") % names, (*who, *until))


def _own_words(plan: Plan, since: dt.datetime) -> Iterator[Change]:
    """Who carries the plan, and what it promises first, as the trail has it."""
    for event in trail.history_of(plan).filter(verb=Verb.CHANGED, at__gt=since):
        kept = [key for key in FIELDS if key in event.was or key in event.now]
        if not kept:
            continue
        event.was = {key: event.was[key] for key in kept if key in event.was}
        event.now = {key: event.now[key] for key in kept if key in event.now}
        changes = trail_lines.changes_of(event)
        words = [
            _("%(what)s：%(was)s → %(now)s") % {"what": one.name, "was": one.was, "now": one.now}
            if one.was is not None
            else f"{one.name}{_('：')}{one.now}"
            for one in changes
        ]
        yield Change(
            event.at, _("改了%(fields)s") % {"fields": _("、").join(one.name for one in changes)}, tuple(words)
        )
