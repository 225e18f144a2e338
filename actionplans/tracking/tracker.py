"""The tracker (追蹤清單): what stands in its address, and who has to move next."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, fields
from typing import Any
from urllib.parse import urlencode

from django.db.models import (
    F,
    OuterRef,
    Prefetch,
    Q,
    Subquery,
)
from django.utils.translation import gettext as _

from actionplans.followup import lights, many_lights, who_reads
from actionplans.followup.ladders import ASSOCIATION, IN_CHARGE, OFFICER, SUPERVISOR, UPWARDS
from actionplans.models import CheckIn, Decision, Milestone, Plan, Uptake
from actionplans.models.plan import PlanQuerySet
from actionplans.yearly import uptakes
from workshops.models import Programme

from .waits import Waiting

LONGEST_WORD = 200  # SQLite refuses to look for a pattern of tens of thousands of bytes
WITHIN = (7, 14, 30, 90)  # days within which something falls due


@dataclass(frozen=True, slots=True)
class Wanted:
    """The filters of the tracker, as they stand in the address; an empty one filters nothing."""

    county: str = ""
    programme: str = ""
    pillar: str = ""
    call_item: str = ""
    light: str = ""
    supervisor: str = ""
    due: str = ""
    needs: str = ""
    uptake: str = ""
    q: str = ""

    @classmethod
    def read(cls, given: Mapping[str, Any]) -> Wanted:
        """What is asked for; what is no filter, or no value of one, is left out."""
        values = {one.name: str(given.get(one.name) or "").strip()[:LONGEST_WORD] for one in fields(cls)}
        known = {"light": many_lights.ORDER, "due": [str(days) for days in WITHIN], "uptake": list(uptakes_asked())}
        for name, allowed in known.items():
            values[name] = values[name] if values[name] in allowed else ""
        if not (values["supervisor"].isdecimal() and len(values["supervisor"]) < 19):
            values["supervisor"] = ""
        return cls(**{name: value.replace("\0", "") for name, value in values.items()})

    @property
    def items(self) -> list[tuple[str, str]]:
        """What is filtered by, in one order."""
        return [(one.name, value) for one in fields(self) if (value := getattr(self, one.name))]

    @property
    def query(self) -> str:
        """The same as the end of an address, so that it can be kept and compared."""
        return urlencode(self.items)


def narrowed(rows: PlanQuerySet, wanted: Wanted, *, on: dt.date, waiting: Waiting) -> PlanQuerySet:
    """The plans that are asked for, whatever their light (see `with_light`)."""
    plain = {"county": wanted.county, "pillar": wanted.pillar, "call_item": wanted.call_item}
    plain |= {"workshop__programme__slug": wanted.programme, "supervisor": wanted.supervisor}
    rows = rows.filter(**{name: value for name, value in plain.items() if value})
    if wanted.due:
        rows = rows.filter(many_lights.owes(due_on__range=(on, on + dt.timedelta(days=int(wanted.due)))))
    if wanted.needs:
        rows = waiting.of(rows, wanted.needs)
    if wanted.uptake == uptakes.NONE:
        rows = rows.filter(uptake=None)
    elif wanted.uptake:
        rows = rows.filter(uptake__state=wanted.uptake)
    if word := wanted.q:
        named = Q(title__icontains=word) | Q(problem__icontains=word) | Q(lead_agency__icontains=word)
        rows = rows.filter(named | Q(code__iexact=word) | Q(person_in_charge__icontains=word))
    return rows


def with_light(rows: PlanQuerySet, light: str, *, on: dt.date) -> Any:
    """Those under one light; all of them without one."""
    return many_lights.under(rows, light, on=on) if light else rows


def holder(*, late_days: int, looks: str, done: bool, programme: Programme) -> str:
    """Who has to move next: whoever is in charge, until the ladder of reminders has told somebody above her.

    Args:
        late_days: for how many days something is owed; 0 where nothing is late.
        looks: who is asked to look at a report that waits (`who_reads.looks`); empty where none does.
    """
    if late_days:
        told = ((ASSOCIATION, programme.tell_association), (OFFICER, programme.tell_officer))
        for who, after in (*told, (SUPERVISOR, programme.tell_supervisor)):
            if after and late_days >= min(after):
                return who
        return looks or IN_CHARGE
    return looks or ("" if done else IN_CHARGE)


def page_of(keys: list[int], programmes: Iterable[Programme], *, on: dt.date) -> list[Any]:
    """These plans in this order (three queries), each with its `light`, `late_days`, and who has to move.

    `holder` is one of the ladder's, `waits_for` what she is called, `waits_for_whom` her name where it is known.
    """
    reported = CheckIn.objects.filter(plan=OuterRef("pk"), state=CheckIn.State.SUBMITTED)
    reported = reported.annotate(looks=who_reads.looks(on=on)).order_by("looks")
    by_key = {one.pk: one for one in programmes}
    rows = Plan.objects.filter(pk__in=keys).select_related("workshop", "county", "supervisor", "uptake__annual")
    rows = rows.prefetch_related(Prefetch("decisions", Decision.objects.select_related("into").order_by("number")))
    found = rows.annotate(looks=Subquery(reported.values("looks")[:1])).order_by().in_bulk()
    points = _points(keys)
    words = {IN_CHARGE: _("負責人"), SUPERVISOR: _("督導"), OFFICER: _("縣市承辦人"), ASSOCIATION: _("協會")}
    plans: list[Any] = [found[key] for key in keys if key in found]
    for one in plans:
        mine = points.get(one.pk, [])
        one.light = lights.light(mine, on=on, decided=lights.decided_on(one))
        followed = one.standing == Plan.Standing.FOLLOWED
        late = [point.due_on for point in mine if not (point.reached or point.reported_on) and point.due_on < on]
        one.late_days = (on - min(late)).days if late and followed else 0
        one.holder = holder(
            late_days=one.late_days,
            looks="" if one.looks is None else UPWARDS[one.looks],
            done=one.light.status == lights.DONE or not followed,
            programme=by_key[one.workshop.programme_id],
        )
        one.waits_for = words.get(one.holder, "")
        one.waits_for_whom = {IN_CHARGE: one.person_in_charge, SUPERVISOR: one.supervisor}.get(one.holder, "")
    return plans


def _points(keys: list[int]) -> dict[int, list[lights.Point]]:
    """The milestones of these plans as a light sees them: a page has hundreds, and shows no more of them."""
    rows = Milestone.objects.filter(plan__in=keys).with_reports()
    found: dict[int, list[lights.Point]] = {}
    columns: Any = rows.values_list(
        "plan", "title", "month", "due_on", "reached_at", F("reported_at"), F("asks_supervisor")
    )
    for plan, title, month, due_on, reached_at, reported_at, asks in columns:
        shown = title or Milestone(month=month).shown
        one = lights.point(shown, due_on, reached_at, reported_at, asks_supervisor=asks)
        found.setdefault(plan, []).append(one)
    return found


def uptakes_asked() -> dict[str, str]:
    """What was decided about the annual plan, as one filters by it, in the language of the page."""
    known = {one.value: str(one.label) for one in (*uptakes.GOES_IN, Uptake.State.DECLINED)}
    return known | {uptakes.NONE: str(Uptake.State.OPEN.label)}
