"""How far each workshop of a programme has come, from its registration to the results of its plans.

A later step taken counts for the ones before it, so that the steps only go down: a plan that was adopted while its
workshop still runs makes the workshop one that was held (as `gathering.took_place` has it).
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import accumulate
from typing import Any, NamedTuple

from django.db.models import Count, Exists, OuterRef, Q
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from actionplans.models import Idea, Milestone, Plan, Sheet
from foundation.accounts.askers import for_each_asker
from foundation.prepared import PreparedRows
from workshops.models import Programme, Workshop

ANY = -271828
"""No key of anything: where the caller's goes."""
NO_MONTH = 0
MONTHS = 31001, 31002
"""Where the months that are looked at go."""
KEPT = 64
"""Answers that are kept with what follows from them: a nation's is of half a megabyte, a county's of a twentieth."""
Rows = tuple[tuple[Any, ...], ...]


class Taken(NamedTuple):
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
    return [*_before_results(), *map(_after, looked_at(programme))]


def label_of(code: str) -> str:
    """What a step is called, also one of months that its programme no longer looks at."""
    if month := re.fullmatch(r"month_(\d+)", code):
        return _after(int(month[1])).label
    return next((one.label for one in _before_results() if one.code == code), code)


def _before_results() -> list[StepName]:
    return [
        StepName("registered", _("登記"), _("送出登記、沒有取消")),
        StepName("held", _("已辦理"), _("工作坊已結束，或進行中已採納方案")),
        StepName("entered", _("表單完成"), _("至少一組交出表單，或構想已在整併板上")),
        StepName("reviewed", pgettext("走到哪一步", "整併完"), _("每一項構想都已保留、併入或暫緩")),
        StepName("adopted", pgettext("走到哪一步", "採納方案"), _("至少採納一件行動方案")),
    ]


def _after(month: int) -> StepName:
    return StepName(
        f"month_{month}",
        _("滿 %(month)s 個月") % {"month": month},
        _("至少一件方案第 %(month)s 個月的成果，督導已確認") % {"month": month},
    )


class Questions(NamedTuple):
    """What is asked of the workshops of a programme, with its key: each of a table as a whole.

    A later step counts for the ones before it, so ideas are asked for where no plan was adopted, and sheets where there
    are no ideas either.
    """

    registered: PreparedRows
    entered: PreparedRows
    ideas: PreparedRows
    plans: PreparedRows
    results: PreparedRows


@for_each_asker
def _questions(user: Any, county: str) -> Questions:
    def registered(programme: int) -> Any:
        rows = Workshop.objects.all() if user is None else Workshop.objects.visible_to(user)
        return (rows.filter(county=county) if county else rows).registered().filter(programme=programme)

    def keys(programme: int) -> Any:
        return registered(programme).order_by().values("pk")

    def without_plans(programme: int) -> Any:
        adopted = Plan.objects.filter(workshop=OuterRef("pk"), state=Plan.State.ADOPTED).order_by()
        return keys(programme).exclude(Exists(adopted))

    def entered(programme: int) -> Any:
        early = without_plans(programme).exclude(Exists(Idea.objects.filter(workshop=OuterRef("pk")).order_by()))
        handed = Sheet.objects.filter(group__workshop__in=early, handed_in_at__isnull=False).order_by()
        return handed.values_list("group__workshop").distinct()

    def ideas(programme: int) -> Any:
        undecided = Count("pk", filter=Q(decision=Idea.Decision.OPEN))
        rows = Idea.objects.filter(workshop__in=without_plans(programme)).order_by()
        return rows.values_list("workshop").annotate(open=undecided)

    def plans(programme: int) -> Any:
        adopted = Plan.objects.filter(workshop__in=keys(programme), state=Plan.State.ADOPTED).order_by()
        return adopted.values_list("workshop").annotate(number=Count("pk"))

    def results(programme: int, first: int, last: int) -> Any:
        rows = Milestone.objects.filter(
            plan__workshop__in=keys(programme), plan__state=Plan.State.ADOPTED, kind=Milestone.Kind.RESULT,
            reached_at__isnull=False, month__in=(first, last),
        )  # fmt: skip
        return rows.order_by().values_list("plan__workshop", "month").distinct()

    columns = ("pk", "county", "number", "state", "date", "supervisor")
    return Questions(
        PreparedRows(
            lambda programme: registered(programme).order_by("county__position", "number", "pk").values_list(*columns),
            ANY,
        ),
        PreparedRows(entered, ANY), PreparedRows(ideas, ANY), PreparedRows(plans, ANY),
        PreparedRows(results, ANY, *MONTHS),
    )  # fmt: skip


def taken(programme: Programme, *, by: Any, county: str = "") -> list[Taken]:
    """Each workshop of a programme that was registered, with how far it has come.

    Five questions, each over a table as a whole: asking every workshop for itself takes five times as long in a nation.

    Args:
        by: whose workshops, as this person may see them; of everybody where it is None.
        county: of this one alone.
    """
    asked, months = _questions(by, county), tuple(looked_at(programme))
    first, last = (months[0], months[-1]) if months else (NO_MONTH, NO_MONTH)
    answers = [one.raw(programme.pk) for one in asked[:-1]] + [asked.results.raw(programme.pk, first, last)]
    return list(_taken(asked.registered, months, *map(tuple, answers)))


@lru_cache(maxsize=KEPT)
def _taken(
    asked: PreparedRows, months: tuple[int, ...], registered: Rows, entered: Rows, ideas: Rows, plans: Rows,
    results: Rows,
) -> tuple[Taken, ...]:  # fmt: skip
    """What these rows say, as they came from the database: it is asked each time, and reckoned once for one answer."""
    handed = {pk for (pk,) in entered}
    open_ideas: dict[int, int] = dict(ideas)
    adopted: dict[int, int] = dict(plans)
    reached = set(results)
    held = {str(state) for state in Workshop.HELD}
    found = []
    for pk, place, number, state, date, supervisor in asked.read_all(registered):
        later = (
            pk in handed or pk in open_ideas, open_ideas.get(pk) == 0, pk in adopted,
            *[(pk, month) in reached for month in months],
        )  # fmt: skip
        step = _last(state in held, later)
        found.append(Taken(pk, place, number, state, date, supervisor, adopted.get(pk, 0), step))
    return tuple(found)


def _last(held: bool, later: Sequence[bool]) -> int:
    """The last step taken: 1 is being registered, 2 being held, and so on.

    Sheets that are written while the room is at work do not make a workshop held; a plan that was adopted does.
    """
    entered, reviewed, *after = later
    for place in range(len(after), 0, -1):
        if after[place - 1]:
            return 4 + place
    if not held:
        return 1
    return 4 if reviewed else 3 if entered else 2


def counted(reached: Iterable[int], steps: Sequence[StepName]) -> list[int]:
    """How many have taken each step, from the last that each has taken."""
    found = [0] * (len(steps) + 1)
    for last in reached:
        found[last] += 1
    return list(accumulate(reversed(found[1:])))[::-1]
