"""How proposals for an award go: over which levels, by when, with which papers, and how many a unit may put forward.

Data with their sources (`award_routes.toml`); where no source says anything an award takes the way of its level (a
county's ends with its authority, a ministry's goes on to the ministry), asks for the papers that its rule names, and
leaves days and numbers to the authority's window.
"""

from __future__ import annotations

import calendar
import datetime as dt
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from .award_books import awards
from .award_quota import most_nominations
from .award_terms import Award, BadRule, Kind, leaves

AUTHORITY, CENTRAL = "authority", "central"
DEEDS = "deeds"


@dataclass(frozen=True, slots=True)
class Paper:
    """What a candidate may be asked to hand in; a text is written, everything else is a picture or a document."""

    key: str
    label: str | Promise
    is_text: bool = False


PAPERS: dict[str, Paper] = {
    one.key: one
    for one in (
        Paper("certificate", _("志願服務績效證明書")),
        Paper("photo", _("照片")),
        Paper(DEEDS, _("具體優良事蹟"), is_text=True),
        Paper("book", _("紀錄冊影本")),
        Paper("kinship", _("親屬關係證明")),
        Paper("other", _("其他證明文件")),
    )
}
_TOLD = frozenset({"deeds", "innovation", "results", "case_deeds", "special"})
"""What is stated of somebody and can only be judged by what she did, told in words."""
_KNOWN = {
    "awards", "levels", "unit_until", "authority_until", "one_in", "share_of", "most_a_unit", "committee", "source",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Route:
    """How proposals for an award go.

    Attributes:
        levels: who decides, the last one for good.
        unit_until, authority_until: the months by whose end units hand in and the authority sends on; 0 where no
            source says.
        one_in, share_of: a unit's share, one in so many of its members or of those who qualify; 0 without one.
        most_a_unit: how many a unit may put forward at most; 0 where no source says.
        is_selected: chosen from each other by a committee.
        source: empty where no source says anything.
    """

    levels: tuple[str, ...]
    papers: tuple[str, ...]
    unit_until: int = 0
    authority_until: int = 0
    one_in: int = 0
    share_of: str = ""
    most_a_unit: int = 0
    is_selected: bool = False
    source: str = ""

    @property
    def goes_on(self) -> bool:
        """Whether a ministry has the last word."""
        return CENTRAL in self.levels


@cache
def _data() -> dict[str, Mapping[str, Any]]:
    text = (Path(__file__).parent / "award_routes.toml").read_text(encoding="utf-8")
    found: dict[str, Mapping[str, Any]] = {}
    for one in tomllib.loads(text)["route"]:
        if unknown := one.keys() - _KNOWN:
            raise BadRule(f"nobody knows {sorted(unknown)} of a route")
        for code in one["awards"]:
            if code in found or code not in awards():
                raise BadRule(f"{code}: told twice, or of no award")
            found[code] = one
    return found


def route(award: Award) -> Route:
    """How proposals for an award go."""
    data = _data().get(award.code, {})
    return Route(
        levels=tuple(data.get("levels", (AUTHORITY,) if award.is_local else (AUTHORITY, CENTRAL))),
        papers=papers_of(award),
        unit_until=data.get("unit_until", 0),
        authority_until=data.get("authority_until", 0),
        one_in=data.get("one_in", 0),
        share_of=data.get("share_of", ""),
        most_a_unit=data.get("most_a_unit", 0),
        is_selected=data.get("committee", False),
        source=data.get("source", ""),
    )


def papers_of(award: Award) -> tuple[str, ...]:
    """The papers that an award's own rule speaks of."""
    asked = leaves(award.rule)
    found = ["certificate"] if any(one.kind is Kind.PAPER for one in asked) else []
    start = len(award.code) + 1
    if any(one.kind is Kind.STATED and one.key[start:] in _TOLD for one in asked):
        found.append(DEEDS)
    return tuple(found)


def month_end(year: int, month: int) -> dt.date:
    """「每年 N 月底」of a year."""
    return dt.date(year, month, calendar.monthrange(year, month)[1])


def most(*, one_in: int, base: int, most_a_unit: int) -> int | None:
    """How many a unit may put forward; None where nothing limits it.

    Args:
        base: how many qualify, or are members.
    """
    limits = [most_nominations(base, one_in=one_in)] if one_in else []
    if most_a_unit:
        limits.append(most_a_unit)
    return min(limits, default=None)
