"""Lists of a county's latest assessment: who is eligible, who is new, and who will be within three months."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import Any

from django.db.models import Count, QuerySet

from foundation.accounts.models import User
from volunteers.models import AwardRun, AwardStanding, Enrolment, OwnAward
from volunteers.rules.award_terms import Award
from volunteers.rules.award_years import months_after

from .award_forms import NEW

State = AwardStanding.State


def new_since(on: dt.date) -> dt.date:
    """The day from which somebody is new: the first of last month."""
    return months_after(on.replace(day=1), -1)


def standings(user: User, *, on: dt.date, unit: int | None = None, award: str = "", state: str = "") -> QuerySet[Any]:
    """Who stands on a list, as this person sees them; without a unit, of all units she sees."""
    gone = OwnAward.objects.filter(withdrawn_on__lte=on).values("code")
    rows = AwardStanding.objects.visible_to(user).exclude(award__in=gone)
    if unit:
        there = Enrolment.objects.visible_to(user).filter(unit=unit).on(on)
        rows = rows.filter(volunteer__in=there.order_by().values("volunteer"))
    if award:
        rows = rows.filter(award=award)
    if state == NEW:
        return rows.filter(state__in=(State.ELIGIBLE, State.CANDIDATE), since__gte=new_since(on))
    return rows.filter(state=state) if state else rows


def counts(rows: QuerySet[Any], rules: Mapping[str, Award]) -> list[tuple[Award, dict[str, int]]]:
    """How many stand on each list of each award, in the order of the books (one question).

    Args:
        rules: every award by its code.
    """
    found: dict[str, dict[str, int]] = {}
    for code, state, number in rows.order_by().values_list("award", "state").annotate(Count("pk")):
        found.setdefault(code, {})[state] = number
    return [(one, found[code]) for code, one in rules.items() if code in found]


def latest_runs(user: User) -> list[AwardRun]:
    """The latest assessment of each county that this person sees as such."""
    seen: dict[str, AwardRun] = {}
    for run in AwardRun.objects.visible_to(user).select_related("county").order_by("-on", "-pk")[:100]:
        seen.setdefault(run.county_id, run)
    return list(seen.values())
