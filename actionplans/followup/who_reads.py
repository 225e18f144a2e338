"""Who reads which reports on a plan, and who may look at one: one rule for pages, files and ways.

What a report says before somebody has looked at it, and the marks made on it, are between who reports and who follows
the plan up. Whoever only sees plans (SEE_PLANS without FOLLOW_UP) reads the reports that were accepted, as they stand.
"""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.db.models import Case, Exists, F, IntegerField, OuterRef, Q, QuerySet, Value, When

from actionplans.models import CheckIn, Plan
from foundation.accounts.models import Membership, User
from foundation.accounts.roles import Permission, Role

from .ladders import ASSOCIATION, OFFICER, SUPERVISOR, UPWARDS

State = CheckIn.State


def follows(plan: Plan, user: Any) -> bool:
    """Whether somebody follows this plan up: she reads everything that was handed in, with its marks."""
    return Plan.objects.visible_to(user, Permission.FOLLOW_UP).filter(pk=plan.pk).exists()


def reports(user: Any) -> Q:
    """The reports that a person may read, as a filter on all of them."""
    followed, seen = (Plan.objects.visible_to(user, one) for one in (Permission.FOLLOW_UP, Permission.SEE_PLANS))
    handed_in = Q(plan__in=followed) & ~Q(state=State.DRAFT)
    return handed_in | Q(plan__in=seen, state=State.ACCEPTED)


def others_who_look(check_in: CheckIn, *, but: User, on: dt.date) -> QuerySet[User]:
    """Who else may look at a report on a day: the plan's supervisor and the officers of its county.

    The association may as well, but is not asked for what a county can do itself.
    """
    officers = Membership.objects.current(on).filter(role=Role.COUNTY_OFFICER, county=check_in.plan.county_id)
    people = User.objects.filter(Q(pk__in=officers.values("user")) | Q(pk=check_in.plan.supervisor_id), is_active=True)
    return people.exclude(pk=but.pk).order_by("name", "pk")


def left_to_others(user: User, *, on: dt.date) -> Q:
    """The reports that somebody wrote herself and others can look at, as a filter: they do not wait for her."""
    by_supervisor = Q(plan__supervisor__is_active=True) & ~Q(plan__supervisor=user.pk)
    return Q(user=user.pk) & (by_supervisor | _has_officers(on, but=user))


def left_to_officers(*, on: dt.date) -> Q:
    """The reports that a plan's supervisor wrote herself and officers can look at, as a filter."""
    return _BY_SUPERVISOR & _has_officers(on)


def left_to_association(*, on: dt.date) -> Q:
    """The reports that a plan's supervisor wrote herself in a county without officers, as a filter."""
    return _BY_SUPERVISOR & ~_has_officers(on)


def looks(*, on: dt.date) -> Case:
    """Who is asked to look at a report, as its place in `UPWARDS`: the first from the supervisor upwards who is there
    and has not written it herself.
    """
    by_supervisor = Q(plan__supervisor__is_active=True) & (Q(user=None) | ~_BY_SUPERVISOR)
    supervisor, officer, association = (Value(UPWARDS.index(who)) for who in (SUPERVISOR, OFFICER, ASSOCIATION))
    return Case(
        When(by_supervisor, then=supervisor), When(_has_officers(on), then=officer), default=association,
        output_field=IntegerField(),
    )  # fmt: skip


_BY_SUPERVISOR = Q(user=F("plan__supervisor"))


def _has_officers(on: dt.date, *, but: User | None = None) -> Q:
    held = Membership.objects.current(on).filter(role=Role.COUNTY_OFFICER, user__is_active=True)
    held = held.filter(county=OuterRef("plan__county"))
    return Q(Exists(held if but is None else held.exclude(user=but.pk)))
