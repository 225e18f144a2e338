"""Lists of a county's latest assessment: who is eligible, who is new, and who will be within three months.

People, teams and families stand on the same lists.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.db.models import Count, F, Prefetch, Q, QuerySet
from django.utils.functional import Promise

from foundation.accounts.models import User
from volunteers.models import AwardRun, AwardStanding, Enrolment, OwnAward
from volunteers.rules.award_terms import Award
from volunteers.rules.award_years import months_after

from .award_forms import KINDS, NEW

State = AwardStanding.State
COLUMNS = {"person": "volunteer", "team": "unit", "family": "family"}


def new_since(on: dt.date) -> dt.date:
    """The day from which somebody is new: the first of last month."""
    return months_after(on.replace(day=1), -1)


@dataclass(frozen=True, slots=True)
class Said:
    """Whose a row of a list is: what it is, its name, and the units and numbers by which it is known."""

    kind: str | Promise
    name: str
    units: tuple[str, ...]
    numbers: tuple[str, ...] = ()


def standings(
    user: User, *, on: dt.date, unit: int | None = None, award: str = "", state: str = "", kind: str = ""
) -> QuerySet[Any]:
    """Who stands on a list, as this person sees them: people, teams and families; without a unit, of all she sees."""
    gone = OwnAward.objects.filter(withdrawn_on__lte=on).values("code")
    rows = AwardStanding.objects.visible_to(user).exclude(award__in=gone)
    if unit:
        there = Enrolment.objects.visible_to(user).filter(unit=unit).on(on)
        people = Q(volunteer__in=there.order_by().values("volunteer"))
        rows = rows.filter(people | Q(unit=unit) | Q(family__unit=unit))
    if kind:
        rows = rows.filter(**{f"{COLUMNS[kind]}__isnull": False})
    if award:
        rows = rows.filter(award=award)
    if state == NEW:
        return rows.filter(state__in=(State.ELIGIBLE, State.CANDIDATE), since__gte=new_since(on))
    return rows.filter(state=state) if state else rows


def with_names(rows: QuerySet[Any], user: User, on: dt.date) -> QuerySet[Any]:
    """Rows with what `said` asks of them, by award and name: a fixed number of questions."""
    there = Enrolment.objects.visible_to(user).on(on).select_related("unit__organisation", "unit__county")
    told = rows.select_related("volunteer", "unit__organisation", "family__unit__organisation").prefetch_related(
        Prefetch("volunteer__enrolments", there, to_attr="current"), "family__members__volunteer"
    )
    people, units = ("volunteer__name_key", "volunteer_id"), ("unit__county__position", "unit__number", "unit_id")
    whose = (*people, *units, "family__county__position", "family_id")
    return told.order_by("award", *(F(name).asc(nulls_last=True) for name in whose))


def said(row: AwardStanding) -> Said:
    """Whose a row is."""
    if row.unit is not None:
        return Said(KINDS["team"], str(row.unit), (str(row.unit),), (row.unit.code,))
    if row.family is not None:
        return Said(KINDS["family"], row.family.name, (str(row.family.unit),))
    assert row.volunteer is not None  # noqa: S101  a standing is of one of the three
    places = row.volunteer.current  # type: ignore[attr-defined]  # prefetched by `with_names`
    return Said(
        KINDS["person"], row.volunteer.name, tuple(str(one.unit) for one in places),
        tuple(one.number for one in places if one.number),
    )  # fmt: skip


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
