"""What stands in somebody's own calendar: the days of what she may see at this moment, and nobody's name.

Workshops, what plans have promised and what reports have announced, meetings, a programme's windows, and where she
wants them the fixed days of the year, with those on which the results of her units, or to her office, are due. What is
called off stays in sight as cancelled. A fixed number of queries.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator

from django.db.models import Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from actionplans.models import CalendarFeed, CheckIn, Meeting, Milestone, Plan
from foundation.accounts.models import User
from foundation.accounts.roles import Permission
from foundation.accounts.scope import reach
from foundation.calendars import writing
from foundation.calendars.writing import Entry
from foundation.taiwan import roc
from volunteers.models import Authority, Unit
from volunteers.reporting import result_dates
from volunteers.rules import result_forms
from workshops.models import Programme, Workshop

from . import statutory
from .statutory import Place

BEFORE, AHEAD = dt.timedelta(days=180), dt.timedelta(days=730)
State = Workshop.State
STATUS = {State.SUBMITTED: "TENTATIVE", State.CANCELLED: "CANCELLED"}


def may_read(user: User) -> bool:
    """Whether somebody's roles of today open anything that has dates."""
    return bool(reach(user, Permission.SEE_WORKSHOPS) or reach(user, Permission.SEE_UNITS))


def entries(feed: CalendarFeed, *, now: dt.datetime) -> list[Entry]:
    """All that stands in it now, in its order and in the language of the page."""
    user, on = feed.user, timezone.localdate(now)
    first, last = on - BEFORE, on + AHEAD
    found = [*_workshops(user, first, last), *_plans(user, first, last), *_meetings(user, first, last)]
    found += _programmes(user, first, last)
    if feed.statutory:
        found += [*_fixed(user, first, last), *result_dates.entries(user, first, last)]
    return sorted(found, key=lambda one: (_day(one.starts), one.key))


def _day(at: dt.date | dt.datetime) -> dt.date:
    return timezone.localdate(at) if isinstance(at, dt.datetime) else at


def _workshops(user: User, first: dt.date, last: dt.date) -> Iterator[Entry]:
    rows = Workshop.objects.visible_to(user).exclude(state=State.DRAFT).filter(date__range=(first, last))
    for one in rows.select_related("programme", "county"):
        if one.date is None:
            continue
        place = "　".join(part for part in (one.venue, one.address) if part)
        yield Entry(
            f"workshop-{one.pk}", str(one), one.starts or one.date, one.ends, place,
            _("狀態：%(state)s") % {"state": one.get_state_display()}, reverse("workshops:detail", args=[one.pk]),
            STATUS.get(State(one.state), "CONFIRMED"),
        )  # fmt: skip


def _plans(user: User, first: dt.date, last: dt.date) -> Iterator[Entry]:
    """What adopted plans have promised; what is not asked for any more, because of a decision, is cancelled."""
    plans = Plan.objects.visible_to(user).adopted()
    rows = Milestone.objects.filter(plan__in=plans, due_on__range=(first, last)).select_related("plan")
    for one in rows.order_by("plan", "position"):
        done = one.reached_at is not None
        title = _("%(plan)s：%(what)s") % {"plan": one.plan.title, "what": one.shown}
        yield Entry(
            f"milestone-{one.pk}", title + (_("（完成）") if done else ""), one.due_on, words=one.plan.code or "",
            path=reverse("actionplans:plan", args=[one.plan_id]),
            status="CONFIRMED" if done or one.plan.standing == Plan.Standing.FOLLOWED else "CANCELLED",
        )  # fmt: skip
    followed = Plan.objects.visible_to(user, Permission.FOLLOW_UP).adopted()
    told = CheckIn.objects.filter(plan__in=followed, next_on__range=(first, last)).exclude(state=CheckIn.State.DRAFT)
    seen = set()
    for each in told.select_related("plan").order_by("plan", "-number"):
        if each.plan_id not in seen:
            seen.add(each.plan_id)
            yield Entry(
                f"next-{each.plan_id}", _("%(plan)s：回報時說的下一步") % {"plan": each.plan.title},
                each.next_on or first, words=each.plan.code or "",
                path=reverse("actionplans:plan", args=[each.plan_id]),
                status="CONFIRMED" if each.plan.is_reported_on else "CANCELLED",
            )  # fmt: skip


def _meetings(user: User, first: dt.date, last: dt.date) -> Iterator[Entry]:
    for one in Meeting.objects.visible_to(user).filter(held_on__range=(first, last)).select_related("county"):
        starts: dt.date | dt.datetime = one.held_on
        if one.starts_at:
            starts = timezone.make_aware(dt.datetime.combine(one.held_on, one.starts_at))
        yield Entry(
            f"meeting-{one.pk}", str(one), starts, place=one.place, path=reverse("actionplans:meeting", args=[one.pk])
        )


def _programmes(user: User, first: dt.date, last: dt.date) -> Iterator[Entry]:
    inside = Q(held_by__range=(first, last)) | Q(symposium_by__range=(first, last))
    for one in Programme.objects.visible_to(user).filter(inside):
        for name, day, words in (
            ("held", one.held_by, _("%(programme)s：建議辦完的日子")),
            ("symposium", one.symposium_by, _("%(programme)s：全國研討會最晚的日子")),
        ):
            if day is not None and first <= day <= last:
                yield Entry(f"programme-{one.pk}-{name}", words % {"programme": one.dated}, day, words=one.source)


def results_due(user: User, first: dt.date, last: dt.date) -> list[Entry]:
    """The days on which the results of her units, or those to her offices, are due; by their last day."""
    return sorted(result_dates.entries(user, first, last), key=lambda one: (_day(one.ends or one.starts), one.key))


def _fixed(user: User, first: dt.date, last: dt.date) -> Iterator[Entry]:
    for one in statutory.between(first, last, places=places_of(user)):
        words = _("依據：%(source)s") % {"source": one.rule.source}
        if one.was:
            words += "\n" + _("原本是 %(day)s，遇假日順延") % {"day": roc.shown(one.was)}
        title = _("%(what)s（%(whose)s）") % {"what": one.rule.title, "whose": one.rule.whose}
        year = one.was.year if one.was else one.ends.year
        yield Entry(f"fixed-{one.rule.key}-{year}", title, one.begins, one.ends, words=words)


def places_of(user: User) -> list[Place] | None:
    """Where the fixed days concern somebody: counties as a whole, or her categories and units in one; None for all.

    Whoever keeps one category of a county sees the days of that, though its workshops are open to her as well.
    """
    work, register = reach(user, Permission.SEE_WORKSHOPS), reach(user, Permission.SEE_UNITS)
    if work.everywhere or register.everywhere:
        return None
    seen = work.counties | {one.county for one in work.named if one.county}
    whole = register.counties | (seen - {county for county, _category in register.sectors})
    parts: dict[str, tuple[set[str], set[str]]] = {}
    for county, category in register.sectors:
        parts.setdefault(county, (set(), set()))[0].add(category)
    if register.sectors:
        for office in Authority.objects.led_by(user, Permission.SEE_UNITS).filter(county__in=parts):
            parts[str(office.county_id)][1].add(result_forms.form_of(office.code).rhythm.key)
    if register.organisations:
        rows = Unit.objects.filter(organisation__in=register.organisations)
        for county, category, code in rows.values_list("county", "category", "authority__code"):
            categories, rhythms = parts.setdefault(county, (set(), set()))
            categories.add(category)
            rhythms.add(result_forms.form_of(code).rhythm.key)
    # An office that no list knows reports as everybody does.
    usual = {result_forms.form_of("").rhythm.key}
    found = [Place(county) for county in sorted(whole)]
    found += [
        Place(county, frozenset(categories), frozenset(rhythms or usual))
        for county, (categories, rhythms) in sorted(parts.items())
        if county not in whole
    ]
    return found or [Place(user.access.home_county)]


def write(feed: CalendarFeed, *, now: dt.datetime) -> bytes:
    """The calendar as a file, in the language of the page."""
    return writing.write(_("地方實踐平臺"), entries(feed, now=now), stamp=feed.made_at)
