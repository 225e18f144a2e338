"""The lights of many plans at once: the rule of `lights.light` as conditions that the database answers.

No light is stored, for it changes overnight without anybody's deed; the first day that is owed is, and the database
keeps it (`Plan.first_owed_on`). A test holds both ways against each other.
"""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.db.models import (
    Case,
    CharField,
    Count,
    DateField,
    Exists,
    F,
    IntegerField,
    OuterRef,
    Q,
    QuerySet,
    Value,
    When,
)
from django.db.models.functions import Coalesce

from actionplans.models import Milestone, Plan
from actionplans.models.plan import PlanQuerySet

from . import lights

Counted = dict[tuple[str, dt.date | None], int]
FIRST = F("first_owed_on")
NULLS_LAST = F("owed_on").asc(nulls_last=True)
DECIDED = {
    Plan.Standing.PAUSED: lights.PAUSED,
    Plan.Standing.RELEASED: lights.RELEASED,
    Plan.Standing.MERGED: lights.MERGED,
}
# In the order of the tracker: exceptions before what goes well.
ORDER = (lights.LATE, lights.RISK, lights.OK, lights.NONE, lights.PAUSED, lights.DONE, lights.RELEASED, lights.MERGED)


# What stands in the place of the first day that is owed, where nothing is.
NOTHING_OWED = {
    dt.date(1, 1, 1): lights.RISK,  # all that is left is reported, and its day is past
    dt.date(1, 1, 2): lights.OK,  # all that is left is reported
    dt.date(1, 1, 3): lights.DONE,
    dt.date(1, 1, 4): lights.NONE,
}


def owed(**limits: Any) -> QuerySet[Milestone]:
    """Milestones of followed plans that are not reached, and that no report on its way to the supervisor calls done."""
    return _open(**limits).filter(plan__standing=Plan.Standing.FOLLOWED)


def owes(**limits: Any) -> Q:
    """Plans that owe a milestone within these limits, as a set that is made once for all rows."""
    return Q(standing=Plan.Standing.FOLLOWED, pk__in=_open(**limits).values("plan"))


def owing(**limits: Any) -> Q:
    """Plans of which the first day that they owe lies within these limits (`lt`, `lte`, `range`); any, without."""
    given = {f"first_owed_on__{name}": value for name, value in limits.items()}
    return Q(standing=Plan.Standing.FOLLOWED, **(given or {"first_owed_on__isnull": False}))


def _open(**limits: Any) -> QuerySet[Milestone]:
    """Milestones that are neither reached nor reported, whatever was decided on their plans: that stands in the plan's
    own row, and asking for it here would open that row once for each milestone.
    """
    claims = Milestone.claimed_in.through._default_manager.filter(checkin__state="submitted")
    rows = Milestone.objects.filter(reached_at=None, **limits)
    return rows.exclude(pk__in=claims.values("milestone")).order_by()


def counted(rows: PlanQuerySet, *, on: dt.date) -> Counted:
    """How many plans there are for each light and first day that is owed, in the order of the tracker (one query).

    Counted by that day and named afterwards.
    """
    mine = Milestone.objects.filter(plan=OuterRef("pk")).order_by()
    left = mine.filter(reached_at=None)
    whens = (Exists(left.filter(due_on__lt=on)), Exists(left), Exists(mine))
    risk, ok, done, none = (Value(day, output_field=DateField()) for day in NOTHING_OWED)
    nothing = Case(*(When(when, then=day) for when, day in zip(whens, (risk, ok, done), strict=True)), default=none)
    day = Case(When(standing=Plan.Standing.FOLLOWED, then=Coalesce(FIRST, nothing)))
    found: dict[tuple[str, dt.date | None], int] = {}
    lines = rows.order_by().values("standing", day=day).annotate(number=Count("pk"))
    for standing, owed_on, number in lines.values_list("standing", "day", "number"):
        decided = DECIDED.get(Plan.Standing(standing)) or NOTHING_OWED.get(owed_on)
        key = (decided, None) if decided else (_by_day(owed_on, on), owed_on)
        found[key] = found.get(key, 0) + number
    return dict(sorted(found.items(), key=lambda one: (ORDER.index(one[0][0]), one[0][1] or dt.date.max)))


def tallies(counts: Counted) -> dict[str, int]:
    """How many plans stand under each light."""
    found = dict.fromkeys(ORDER, 0)
    for (light, _day), number in counts.items():
        found[light] += number
    return found


def _by_day(owed_on: dt.date, on: dt.date) -> str:
    if owed_on < on:
        return lights.LATE
    return lights.RISK if (owed_on - on).days <= lights.SOON else lights.OK


def lit(rows: PlanQuerySet, *, on: dt.date) -> Any:
    """Plans, each with `lit`: its light on a day."""
    return rows.annotate(lit=_case([Value(light) for light in ORDER], CharField(), on))


def under(rows: PlanQuerySet, light: str, *, on: dt.date) -> Any:
    """Those that stand under one light."""
    return rows.filter(owing(lt=on)) if light == lights.LATE else lit(rows, on=on).filter(lit=light)


def ordered(rows: PlanQuerySet, *, on: dt.date) -> Any:
    """The worst first, within a light those due first."""
    ranks = [Value(rank) for rank, _light in enumerate(ORDER)]
    with_rank = rows.annotate(rank=_case(ranks, IntegerField(), on), owed_on=first_owed())
    return with_rank.order_by("rank", NULLS_LAST, "code")


def part(rows: PlanQuerySet, counts: Counted, start: int, stop: int, *, on: dt.date) -> list[int]:
    """The keys from one place to another in the order of the tracker.

    Only what reaches into this part is put in order: a first page need not sort what goes well, nor what is owed for
    other days.

    Args:
        counts: of the rows (`counted`), those under the lights that are wanted.
    """
    places: dict[str, int] = {}
    touched: list[tuple[str, dt.date | None, int]] = []
    place = 0
    for (light, day), number in counts.items():
        places.setdefault(light, place)
        if place < stop and place + number > start:
            touched.append((light, day, place))
        place += number
    if not touched:
        return []
    (light, day, skipped), (last_light, last_day, _place) = touched[0], touched[-1]
    if light == last_light and day is not None and last_day is not None:
        found = rows.filter(owing(range=(day, last_day)))
        there = found.order_by("first_owed_on", "code") if day < last_day else found.order_by("code")
    else:
        skipped = places[light]
        there = ordered(lit(rows, on=on).filter(lit__in={one for one, _day, _place in touched}), on=on)
    return list(there.values_list("pk", flat=True)[start - skipped : stop - skipped])


def first_owed() -> Case:
    """The day of a plan's first milestone that is owed; nothing where none is."""
    return Case(When(standing=Plan.Standing.FOLLOWED, then=FIRST))


def _case(values: list[Value], field: Any, on: dt.date) -> Case:
    of = dict(zip(ORDER, values, strict=True))
    mine = Milestone.objects.filter(plan=OuterRef("pk")).order_by()
    all_reported = Q(pk__in=Milestone.objects.filter(reached_at=None, due_on__lt=on).order_by().values("plan"))
    return Case(
        *(When(standing=decided, then=of[light]) for decided, light in DECIDED.items()),
        When(owing(lt=on), then=of[lights.LATE]),
        When(owing(lte=on + dt.timedelta(days=lights.SOON)), then=of[lights.RISK]),
        When(owing(), then=of[lights.OK]),
        # What is reported and past its day waits for the supervisor, where nothing else is owed.
        When(all_reported, then=of[lights.RISK]),
        When(Exists(mine.filter(reached_at=None)), then=of[lights.OK]),
        When(Exists(mine), then=of[lights.DONE]),
        default=of[lights.NONE],
        output_field=field,
    )
