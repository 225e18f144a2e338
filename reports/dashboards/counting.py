"""Counting who stands where in the register, and keeping the counts for pages that show many people.

Whoever is counted is said once (`standing`), for the kept counts and for the rows behind a unit's figures. What counts
as trained is judged by the register's own list of gaps (`volunteers.training.lacking`), who is a member, has a book and
is insured by its results reports (`volunteers.reporting.counting`): a dashboard has no rules of its own.
"""

from __future__ import annotations

import datetime as dt
from collections import Counter, defaultdict
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

from django.db import transaction
from django.db.models import Exists, OuterRef, QuerySet, Sum
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from foundation.accounts.models import County
from foundation.accounts.roles import Permission
from foundation.accounts.scope import reach
from foundation.jobs.models import Job
from foundation.jobs.work import Progress, WorkRefused
from reports.models import CountyMonth, UnitCount, UnitMonth
from reports.models.count import FIGURES, LACKS, SHARED, STEPS
from volunteers.models import Enrolment, ServiceMonth, Unit
from volunteers.reporting.counting import members
from volunteers.training import lacking

MONTHS = 13  # this month and the twelve before it, so that a year ago stands beside now
WRITTEN = 500
JOB = "count-register"


@dataclass(frozen=True, slots=True)
class Member:
    """Somebody in a unit: how many steps she has taken (1–5), and what she lacks (names of `LACKS`)."""

    enrolment: int
    unit: int
    reached: int
    lacks: tuple[str, ...]

    def is_(self, figure: str) -> bool:
        """Whether she makes a figure: a step she has taken, or something she lacks."""
        return figure in self.lacks or figure in STEPS[: self.reached]


def months_until(on: dt.date, number: int = MONTHS) -> list[int]:
    """The last so many months, this one last: 202511 … 202611."""
    last = on.year * 12 + on.month - 1
    return [month // 12 * 100 + month % 12 + 1 for month in range(last - number + 1, last + 1)]


def standing(rows: QuerySet[Enrolment], *, on: dt.date) -> Iterator[Member]:
    """Where the people of these enrolments stand on a day, each once a unit (a fixed number of questions).

    Whoever has served within a year is known from the months' sums: this month and the eleven before it.
    """
    since = months_until(on, 12)[0]
    served = ServiceMonth.objects.filter(
        volunteer=OuterRef("volunteer"), unit=OuterRef("unit"), month__gte=since, minutes__gt=0
    )
    untrained = {gap.enrolment for gap in lacking.find(rows, on=on).gaps if gap.codes}
    there: Any = members(on).filter(pk__in=rows.order_by().values("pk")).annotate(serves=Exists(served)).order_by("pk")
    columns = ("pk", "unit", "has_book", "has_cover", "serves")
    for key, unit, has_book, has_cover, serves in there.values_list(*columns).iterator(chunk_size=5_000):
        has = (key not in untrained, has_book, has_cover, serves)
        reached = 1 + next((place for place, one in enumerate(has) if not one), len(has))
        yield Member(key, unit, reached, tuple(name for name, one in zip(LACKS, has, strict=True) if not one))


def figures_of(people: Iterator[Member]) -> dict[int, Counter[str]]:
    """The figures of these people by unit."""
    found: dict[int, Counter[str]] = defaultdict(Counter)
    for one in people:
        found[one.unit].update(STEPS[: one.reached])
        found[one.unit].update(one.lacks)
    return found


def served(units: QuerySet[Unit], months: list[int]) -> dict[int, dict[str, int]]:
    """Minutes that count by unit and month, from the months' sums (one question)."""
    rows = ServiceMonth.objects.filter(unit__in=units, month__gte=months[0], month__lte=months[-1])
    found: dict[int, dict[str, int]] = defaultdict(dict)
    for unit, month, minutes in (
        rows.order_by().values("unit", "month").annotate(total=Sum("counted")).values_list("unit", "month", "total")
    ):
        found[unit][str(month)] = minutes
    return found


def count(county: County, *, now: dt.datetime) -> int:
    """Count a county's units and keep what was found; how many units there are.

    A month's people are those of its last count; what was served is put right for every month shown. Of units no more
    months are kept than are shown: 1,099 units have 14,287 rows, however long they are counted.
    """
    on = timezone.localdate(now)
    units = Unit.objects.filter(county=county)
    keys = list(units.values_list("pk", flat=True))
    months = months_until(on)
    people = figures_of(standing(Enrolment.objects.filter(unit__in=units), on=on))
    hours = served(units, months)
    whole: Counter[str] = Counter(dict.fromkeys(FIGURES, 0))
    by_month: Counter[str] = Counter()
    rows = []
    for key in keys:
        mine = people.get(key, Counter())
        whole.update(mine)
        by_month.update(hours.get(key, {}))
        rows.append(
            UnitCount(
                unit_id=key, months=hours.get(key, {}), on=on, counted_at=now,
                **{name: mine[name] for name in FIGURES},
            )
        )  # fmt: skip
    with transaction.atomic():
        UnitCount.objects.bulk_create(
            rows, batch_size=WRITTEN, update_conflicts=True, unique_fields=["unit"],
            update_fields=[*FIGURES, "months", "on", "counted_at"],
        )  # fmt: skip
        UnitMonth.objects.bulk_create(
            [
                UnitMonth(unit_id=one.unit_id, month=months[-1], on=on, **{name: getattr(one, name) for name in SHARED})
                for one in rows
            ],
            batch_size=WRITTEN, update_conflicts=True, unique_fields=["unit", "month"], update_fields=[*SHARED, "on"],
        )  # fmt: skip
        UnitMonth.objects.filter(unit__county=county, month__lt=months[0]).delete()
        made = [
            CountyMonth(county=county, month=month, minutes=by_month[str(month)], counted_at=now) for month in months
        ]
        # What was served can be put right afterwards; who was there then is not counted again.
        CountyMonth.objects.bulk_create(
            made, update_conflicts=True, unique_fields=["county", "month"], update_fields=["minutes"]
        )
        CountyMonth.objects.filter(county=county, month=months[-1]).update(
            figures=dict(whole), units=len(keys), on=on, counted_at=now
        )
    return len(keys)


def in_background(job: Job, progress: Progress) -> None:
    """The same as work for the background; `params` name a county, or nothing for all of them.

    Raises:
        WorkRefused: whoever asked may no longer have it.
    """
    code = str(job.params.get("county") or "")
    scope = reach(job.by, Permission.MAKE_COUNTY_REPORT)
    if not (scope.covers(code) if code else scope.everywhere):
        raise WorkRefused(_("你的角色已經不能統計這個範圍。需要的話，請重新指派角色。"))
    now = timezone.now()
    if code:
        count(County.objects.get(pk=code), now=now)
    else:
        count_all(now=now, tell=progress)


def leads_to(job: Job) -> str:
    """The dashboard of what was counted."""
    code = str(job.params.get("county") or "")
    return reverse("reports:dashboard") + (f"?county={code}" if code else "")


def count_all(*, now: dt.datetime, tell: Callable[[int, int, str], None] | None = None) -> int:
    """Count every county, one after the other, each kept when it is done; how many units there are."""
    counties = list(County.objects.all())
    number = 0
    for place, county in enumerate(counties):
        if tell is not None:
            tell(place, len(counties), county.shown)
        number += count(county, now=now)
    return number
