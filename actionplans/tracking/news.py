"""What has become of plans since somebody last looked: from the trail, and from days that have passed."""

from __future__ import annotations

import datetime as dt
import functools
import operator
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.db.models import CharField, Exists, OuterRef, Q, QuerySet
from django.db.models.functions import Cast, Coalesce
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from actionplans.followup import many_lights
from actionplans.models import CheckIn, Decision, Milestone, Plan, Ruling
from actionplans.models.plan import PlanQuerySet
from foundation.accounts import trail_lines
from foundation.accounts.models import User
from foundation.accounts.roles import Permission
from foundation.accounts.scope import reach
from foundation.audit.models import Event
from foundation.audit.verbs import Verb
from foundation.taiwan import roc

MOST = 200  # lines of the trail that are looked at, the newest first
SHOWN = 8  # plans
# Deeds that change nothing about how a plan stands.
NO_NEWS = (
    Verb.LINK_MADE, Verb.LINK_REVOKED, Verb.EVIDENCE_ADDED, Verb.EVIDENCE_REMOVED, Verb.PRINTED, Verb.EXPORTED,
    Verb.COMMITMENT_SIGNED, Verb.COMMITMENT_UNSIGNED,
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Changed:
    """A plan and what happened to it, in sentences, the newest first."""

    plan: Plan
    said: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class News:
    """The plans that changed last, in words, and the keys of all that have changed."""

    first: tuple[Changed, ...]
    keys: frozenset[int]


NOTHING = News((), frozenset())


def since(user: User, moment: dt.datetime, *, on: dt.date) -> News:
    """The plans this person follows up that others have changed since, or that have become late (five queries)."""
    plans = Plan.objects.visible_to(user, Permission.FOLLOW_UP).adopted()
    events = list(_events(user, plans, moment))
    reports = _reports(plans, events)
    found: dict[int, list[tuple[dt.datetime, Event | Milestone | Ruling]]] = {}
    for event in events:
        about_report = event.object_type == CheckIn._meta.label_lower
        key = reports.get(event.object_key) if about_report else int(event.object_key)
        if key is not None:
            found.setdefault(key, []).append((event.at, event))
    for ruling in _rulings(user, plans, moment):
        at = max(filter(None, (ruling.recorded_at, ruling.withdrawn_at, ruling.closed_at)))
        found.setdefault(ruling.about, []).append((at, ruling))  # type: ignore[attr-defined]
    passed = many_lights.owed(due_on__gte=timezone.localdate(moment), due_on__lt=on)
    # By the days, which are few: as a set, all her plans would be looked through.
    passed = passed.filter(Exists(plans.filter(pk=OuterRef("plan"))))
    for one in passed.only("plan", "title", "month", "due_on").order_by("-due_on", "plan_id", "position")[:MOST]:
        found.setdefault(one.plan_id, []).append((_over(one.due_on), one))
    for lines in found.values():
        lines.sort(key=lambda line: line[0], reverse=True)
    newest = sorted(found, key=lambda key: found[key][0][0], reverse=True)[:SHOWN]
    rows = plans.select_related("county").order_by().in_bulk(newest)
    told = [
        Changed(rows[key], tuple(dict.fromkeys(_said(line) for _at, line in found[key])))
        for key in newest
        if key in rows
    ]
    return News(tuple(told), frozenset(found))


def _over(day: dt.date) -> dt.datetime:
    """The moment at which a day is over."""
    return timezone.make_aware(dt.datetime.combine(day + dt.timedelta(days=1), dt.time()))


def _reports(plans: Any, events: Iterable[Event]) -> dict[str, int]:
    """The plans of the reports that these lines are about, by the reports' keys."""
    keys = {int(one.object_key) for one in events if one.object_type == CheckIn._meta.label_lower}
    rows = CheckIn.objects.filter(pk__in=keys, plan__in=plans).order_by().values_list("pk", "plan")
    return {str(report): plan for report, plan in rows}


def _events(user: User, plans: Any, moment: dt.datetime) -> Any:
    rows = Event.objects.filter(at__gt=moment).exclude(verb__in=NO_NEWS)
    rows = rows.exclude(actor_kind="user", actor_key=str(user.pk))
    whose = {Plan: plans, CheckIn: CheckIn.objects.filter(plan__in=plans)}
    about = Q()
    for model, own in whose.items():
        mine = Q(object_type=model._meta.label_lower)
        if not reach(user, Permission.FOLLOW_UP).everywhere:
            keys = own.order_by().annotate(key=Cast("pk", CharField(max_length=64))).values("key")
            mine &= Q(object_key__in=keys)
        about |= mine
    return rows.filter(about).order_by("-at", "-pk")[:MOST]


def _rulings(user: User, plans: PlanQuerySet, moment: dt.datetime) -> QuerySet[Ruling]:
    """What others ruled in words, took back or closed since, each with the plan it is `about`; a decision stands in
    the plan's own trail.
    """
    me = user.as_actor().label[:200]
    newer = (
        (Q(**{f"{what}_at__gt": moment}) & ~Q(**{f"{what}_by": me})) for what in ("recorded", "withdrawn", "closed")
    )
    rows = Ruling.objects.filter(functools.reduce(operator.or_, newer), decision=None)
    rows = rows.annotate(about=Coalesce("item__plan", "item__carries__item__plan"))
    rows = rows.filter(Exists(plans.filter(pk=OuterRef("about")))).select_related("item__meeting__county")
    return rows.order_by("-recorded_at", "-pk")[:MOST]


def _ruled(ruling: Ruling) -> str:
    names = {"meeting": ruling.item.meeting.short, "words": ruling.words}
    if ruling.withdrawn_at is not None:
        return _("%(meeting)s收回裁示：%(words)s") % names
    if ruling.closed_at is not None:
        return _("%(meeting)s的裁示結案：%(words)s") % names
    return _("%(meeting)s裁示：%(words)s") % names


def _said(line: Event | Milestone | Ruling) -> str:
    """A day that has passed, a ruling, or a line of the trail, as a sentence; what values changed the trail says."""
    if isinstance(line, Ruling):
        return _ruled(line)
    if isinstance(line, Milestone):
        words = _("「%(title)s」%(day)s到期，還沒有回報")
        return words % {"title": line.shown, "day": roc.shown(line.due_on)}
    event = line
    if event.verb == Verb.CHANGED:
        names = [one.name for one in trail_lines.changes_of(event)]
        return _("改了%(fields)s") % {"fields": _("、").join(names)}
    if event.verb in (Verb.PLAN_DECIDED, Verb.DECISION_CORRECTED):
        return _decided(event)
    said = {
        Verb.PLAN_ADOPTED: _("採納了"),
        Verb.CHECK_IN_SUBMITTED: _("%(report)s送出了"),
        Verb.CHECK_IN_ACCEPTED: _("%(report)s確認了"),
        Verb.CHECK_IN_RETURNED: _("%(report)s退回請補充"),
    }.get(Verb(event.verb))
    return said % {"report": event.object_shown} if said else str(event.get_verb_display())


def _decided(event: Event) -> str:
    """Which decision it was, and the days or the plan that belong to it; a corrected one is named by its verb."""
    kind = dict(Decision.Kind.choices).get(str(event.now.get("decision", "")))
    if kind is None:
        return str(event.get_verb_display())
    told = [trail_lines.days_told(str(moved)) for moved in event.now.get("postponed", ())]
    if into := event.now.get("merged_into"):
        told.append(_("併入「%(plan)s」") % {"plan": into})
    if not told:
        return _("決定%(kind)s") % {"kind": kind}
    return _("決定%(kind)s（%(what)s）") % {"kind": kind, "what": _("、").join(told)}


def more(count: int) -> str:
    """How many plans have changed beside those shown."""
    return ngettext("還有 %(count)s 件有變動", "還有 %(count)s 件有變動", count) % {"count": count} if count else ""
