"""Adopted plans to choose from, for the booklet and the report's chapters: as somebody has narrowed them down."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.db.models import Q

from actionplans.call import PILLARS
from actionplans.models import Plan
from foundation.accounts.models import County
from workshops.models import Programme

MOST_SHOWN = 200


@dataclass(frozen=True, slots=True)
class Wanted:
    """What is looked for: words of title or number, a county, a pillar, and whether it has to be public."""

    q: str = ""
    county: str = ""
    pillar: str = ""
    public: str = ""

    @classmethod
    def of(cls, asked: Mapping[str, Any]) -> Wanted:
        """As the address says it."""
        return cls(**{name: str(asked.get(name, "")).strip()[:60] for name in ("q", "county", "pillar", "public")})


def plans_of(programme: Programme, wanted: Wanted, *, user: Any) -> Any:
    """The programme's adopted plans that are looked for, county by county."""
    rows = Plan.objects.visible_to(user).adopted().filter(workshop__programme=programme)
    if wanted.q:
        rows = rows.filter(Q(title__icontains=wanted.q) | Q(code__icontains=wanted.q))
    if wanted.county:
        rows = rows.filter(county=wanted.county)
    if wanted.pillar in {one.code for one in PILLARS}:
        rows = rows.filter(pillar=wanted.pillar)
    if wanted.public:
        rows = rows.filter(publication__withdrawn_at=None, publication__isnull=False)
    return rows.select_related("county", "publication").order_by("county__position", "code")


def filters(wanted: Wanted) -> dict[str, Any]:
    """What the filter's form needs (`reports/_choose_filter.html`)."""
    return {"wanted": wanted, "all_counties": County.objects.all(), "pillars": PILLARS}
