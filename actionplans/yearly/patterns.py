"""Annual plans that are shipped, from which a county may start its own: read from a file and checked."""

from __future__ import annotations

import datetime as dt
import tomllib
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from django.db import transaction

from actionplans.models import AnnualPlan, WorkItem
from foundation.accounts.models import County
from foundation.audit.trail import Acts

from . import annual as annual_plans

FOLDER = Path(__file__).parent
FILES = {"taipei-111": "taipei_111.toml"}
ITEM = {"title", "area", "lead_unit", "aim", "where"}
MAY = {"co_units", "strategy"}


class WrongPattern(ValueError):
    """A file says something that cannot be; the message says which and what."""


@dataclass(frozen=True, slots=True)
class Item:
    """A work item: what, by whom, to what end, and where the source says so; `strategy` counts from 1."""

    title: str
    area: str
    lead_unit: str
    aim: str
    where: str
    co_units: str = ""
    strategy: int = 0


@dataclass(frozen=True, slots=True)
class Pattern:
    """An annual plan of somebody's, in Chinese as its source is."""

    title: str
    source: str
    vision: str
    strategies: tuple[tuple[str, str], ...]
    items: tuple[Item, ...]


@cache
def shipped() -> dict[str, Pattern]:
    """All of them by their code."""
    return {code: read((FOLDER / name).read_text(encoding="utf-8")) for code, name in FILES.items()}


def read(text: str) -> Pattern:
    """The annual plan of a file.

    Raises:
        WrongPattern: an item lacks something, says something unknown, or speaks of no strategy that is there.
    """
    raw = tomllib.loads(text)
    strategies = tuple((one["title"], one["words"]) for one in raw["strategy"])
    items = []
    for number, one in enumerate(raw["item"], 1):
        if missing := ITEM - set(one):
            raise WrongPattern(f"item {number}: {', '.join(sorted(missing))} missing")
        if unknown := set(one) - ITEM - MAY:
            raise WrongPattern(f"item {number}: {', '.join(sorted(unknown))} unknown")
        if one["area"] not in WorkItem.Area.values:
            raise WrongPattern(f"item {number}: area {one['area']}")
        if not 0 <= one.get("strategy", 0) <= len(strategies):
            raise WrongPattern(f"item {number}: strategy {one['strategy']}")
        items.append(Item(**one))
    return Pattern(raw["title"], raw["source"], raw["vision"], strategies, tuple(items))


def draw_up(
    *, pattern: Pattern, county: County, year: int, by: Acts, now: dt.datetime, title: str = ""
) -> AnnualPlan:  # fmt: skip
    """Begin a county's annual plan as a draft that says what a shipped one says, to be made its own.

    Raises:
        ValidationError: the year has one already.
    """
    with transaction.atomic():
        made = annual_plans.draw_up(county=county, year=year, title=title, by=by, now=now)
        made = annual_plans.describe(
            annual=made, title=made.title, vision=pattern.vision, strategies=pattern.strategies, by=by, now=now
        )
        for one in pattern.items:
            annual_plans.add_item(
                annual=made, title=one.title, area=one.area, lead_unit=one.lead_unit, co_units=one.co_units,
                aim=one.aim, strategy=pattern.strategies[one.strategy - 1][0] if one.strategy else "",
                from_month=1, to_month=12, by=by, now=now,
            )  # fmt: skip
    return made
