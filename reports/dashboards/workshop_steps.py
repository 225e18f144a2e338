"""How far each workshop of a programme has come, from its registration to the results of its plans.

A later step taken counts for the ones before it, so that the steps only go down: a plan that was adopted while its
workshop still runs makes the workshop one that was held (as `gathering.took_place` has it).
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import Count, Q
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from actionplans.models import Idea, Milestone, Plan, Sheet
from workshops.models import Programme, Workshop


@dataclass(frozen=True, slots=True)
class Taken:
    """A workshop and the last step it has taken, by its place among `steps_of` (from 1).

    Attributes:
        plans: how many plans it has adopted.
        supervisor: whose name follows its plans up; None where nobody does.
    """

    pk: int
    county: str
    number: int
    state: str
    date: dt.date | None
    supervisor: int | None
    plans: int
    reached: int


@dataclass(frozen=True, slots=True)
class StepName:
    """A step: its code, what it is called, and when it is taken."""

    code: str
    label: str
    definition: str


def looked_at(programme: Programme) -> list[int]:
    """The months in which results are looked at, the first and the last where there are many."""
    months = sorted({int(month) for month in programme.tracking_months if int(month) >= 1})
    return months if len(months) < 3 else [months[0], months[-1]]


def steps_of(programme: Programme) -> list[StepName]:
    """The steps of a programme's workshops, in the order of the page."""
    found = [
        StepName("registered", _("登記"), _("送出登記、沒有取消")),
        StepName("held", _("已辦理"), _("工作坊已結束，或進行中已採納方案")),
        StepName("entered", _("表單完成"), _("至少一組交出表單，或構想已在整併板上")),
        StepName("reviewed", pgettext("走到哪一步", "整併完"), _("每一項構想都已保留、併入或暫緩")),
        StepName("adopted", pgettext("走到哪一步", "採納方案"), _("至少採納一件行動方案")),
    ]
    for month in looked_at(programme):
        found.append(
            StepName(
                f"month_{month}",
                _("滿 %(month)s 個月") % {"month": month},
                _("至少一件方案第 %(month)s 個月的成果，督導已確認") % {"month": month},
            )
        )
    return found


def taken(programme: Programme, rows: Any) -> list[Taken]:
    """Each of these workshops that was registered, with how far it has come.

    Five questions, each over a table as a whole: asking every workshop for itself takes five times as long in a nation.

    Args:
        rows: workshops as their reader may see them.
    """
    registered = rows.registered().filter(programme=programme)
    keys = registered.order_by().values("pk")
    handed = Sheet.objects.filter(group__workshop__in=keys, handed_in_at__isnull=False).order_by()
    entered = set(handed.values_list("group__workshop", flat=True).distinct())
    undecided = Count("pk", filter=Q(decision=Idea.Decision.OPEN))
    ideas = Idea.objects.filter(workshop__in=keys).order_by().values_list("workshop").annotate(open=undecided)
    open_ideas: dict[int, int] = dict(ideas)
    adopted = Plan.objects.filter(workshop__in=keys, state=Plan.State.ADOPTED).order_by()
    plans: dict[int, int] = dict(adopted.values_list("workshop").annotate(number=Count("pk")))
    months = looked_at(programme)
    results = Milestone.objects.filter(
        plan__workshop__in=keys, plan__state=Plan.State.ADOPTED, kind=Milestone.Kind.RESULT, reached_at__isnull=False,
        month__in=months,
    )  # fmt: skip
    reached = set(results.order_by().values_list("plan__workshop", "month").distinct())
    columns = ("pk", "county", "number", "state", "date", "supervisor")
    found = []
    for pk, county, number, state, date, supervisor in registered.order_by(
        "county__position", "number", "pk"
    ).values_list(*columns):
        later = (
            pk in entered or pk in open_ideas, open_ideas.get(pk) == 0, pk in plans,
            *((pk, month) in reached for month in months),
        )  # fmt: skip
        last = _last(state in Workshop.HELD, later)
        found.append(Taken(pk, county, number, state, date, supervisor, plans.get(pk, 0), last))
    return found


def _last(held: bool, later: Sequence[bool]) -> int:
    """The last step taken: 1 is being registered, 2 being held, and so on.

    Sheets that are written while the room is at work do not make a workshop held; a plan that was adopted does.
    """
    entered, reviewed, *after = later
    last = 1 + held
    if any(after):
        return 4 + max(place for place, one in enumerate(after, 1) if one)
    if held and reviewed:
        return 4
    return 3 if held and entered else last
