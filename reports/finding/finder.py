"""Finding good practice: plans by pillar, actor, development goal, resource, size of county, and what came of them.

Shown are the plans a person may see, and those whose county lets everybody read them. The size of a county is what it
is in law, and whether it is an island: how many people live where is no data of this house.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from django.db.models import Exists, OuterRef, Q
from django.http import QueryDict
from django.urls import reverse
from django.utils.translation import gettext as _

from actionplans.call import ACTORS, ITEMS, PILLARS
from actionplans.models import Milestone, Plan, PlanResource, Publication, Uptake
from foundation.taiwan.counties import COUNTIES, Kind

GOALS = 17
KINDS = ("pillar", "actor", "sdg", "resource", "size", "result")
ISLAND = "island"
SHOWN = 20


@dataclass(frozen=True, slots=True)
class Choice:
    """One thing to filter by, and how many of the plans found have it."""

    key: str
    label: str
    plans: int


@dataclass(frozen=True, slots=True)
class Practice:
    """A plan as it is found. `page` is where to read it: the house's page for who may see it, else the public one."""

    plan: Plan
    page: str
    tags: Mapping[str, tuple[str, ...]]
    resources: tuple[str, ...]
    reached: int
    results: int


def labels() -> dict[str, dict[str, str]]:
    """What can be asked for, by kind, in words."""
    return {
        "pillar": {one.code: one.shown for one in PILLARS},
        "actor": {one.code: one.shown for one in ACTORS},
        "sdg": {str(goal): f"SDG {goal}" for goal in range(1, GOALS + 1)},
        "resource": {str(value): str(label) for value, label in PlanResource.Kind.choices},
        "size": {
            Kind.MUNICIPALITY.value: _("直轄市"), Kind.COUNTY.value: _("縣"), Kind.CITY.value: _("市"),
            ISLAND: _("離島縣"),
        },
        "result": {
            "reached": _("有成果經督導確認"), "public": _("公開了"), "measured": _("有指標可量"),
            "annual": _("納入年度計畫"),
        },
    }  # fmt: skip


def wanted(query: QueryDict) -> dict[str, str]:
    """What is asked for, as far as it can be."""
    known = labels()
    return {kind: value for kind in KINDS if (value := query.get(kind, "")) in known[kind]}


def practices(user: Any) -> list[Practice]:
    """Every adopted plan this person may find, with its tags (four questions)."""
    mine = set(Plan.objects.visible_to(user).adopted().values_list("pk", flat=True))
    rows = list(
        Plan.objects.adopted()
        .filter(Q(pk__in=Plan.objects.visible_to(user)) | Q(pk__in=Publication.objects.open().values("plan")))
        .select_related("county", "workshop__programme", "uptake")
        .prefetch_related("resources", "indicators")
        .annotate(
            is_public=Exists(Publication.objects.open().filter(plan=OuterRef("pk"))),
        )
        .order_by("county__position", "code")
    )
    results: Counter[int] = Counter()
    reached: Counter[int] = Counter()
    stones = Milestone.objects.filter(plan__in=[plan.pk for plan in rows], kind=Milestone.Kind.RESULT)
    for plan, at in stones.values_list("plan", "reached_at"):
        results[plan] += 1
        reached[plan] += at is not None
    return [_practice(plan, plan.pk in mine, reached[plan.pk], results[plan.pk]) for plan in rows]


_ACTORS_OF = {item.code: tuple(actor.code for actor in item.everybody) for item in ITEMS}
_SIZE_OF = {
    county.code: ISLAND if county.tile[0] == 1 and county.kind is Kind.COUNTY else county.kind.value
    for county in COUNTIES
}


def _practice(plan: Any, is_hers: bool, reached: int, results: int) -> Practice:
    # Any: a plan with the answer that `practices` asks for.
    is_taken = plan.uptake is not None and plan.uptake.state == Uptake.State.TAKEN
    measured = any(one.baseline and one.target for one in plan.indicators.all())
    came = {"reached": reached > 0, "public": plan.is_public, "measured": measured, "annual": is_taken}
    kinds = tuple(dict.fromkeys(one.kind for one in plan.resources.all() if one.kind))
    tags = {
        "pillar": (plan.pillar,),
        "actor": _ACTORS_OF.get(plan.call_item, ()),
        "sdg": tuple(str(goal) for goal in plan.sdgs),
        "resource": kinds,
        "size": (_SIZE_OF[plan.county_id],),
        "result": tuple(name for name, is_so in came.items() if is_so),
    }
    page = (
        reverse("actionplans:plan", args=[plan.pk])
        if is_hers
        else reverse("actionplans:public_plan", args=[plan.county_id, plan.code])
    )
    return Practice(plan, page, tags, tuple(one.name for one in plan.resources.all()), reached, results)


def found(given: Iterable[Practice], asked: Mapping[str, str]) -> list[Practice]:
    """Those that have all that is asked for; what came furthest first."""
    rows = [one for one in given if all(value in one.tags[kind] for kind, value in asked.items())]
    return sorted(rows, key=lambda one: (-one.reached, -len(one.tags["result"]), one.plan.code or ""))


def choices(given: Iterable[Practice], asked: Mapping[str, str]) -> dict[str, list[Choice]]:
    """For each kind its choices, counted among the plans that have everything else that is asked for."""
    every, known = list(given), labels()
    told = {}
    for kind in KINDS:
        others = {name: value for name, value in asked.items() if name != kind}
        number = Counter(tag for one in found(every, others) for tag in one.tags[kind])
        told[kind] = [Choice(key, label, number[key]) for key, label in known[kind].items()]
    return told
