"""Which reports somebody asks for, in an address or of a file: by year, period, place, unit, and how they stand."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.db.models import F, Q

from volunteers.models import ResultReport
from volunteers.models.result import Term

MISSING, LATE = "missing", "late"
FIRST_YEAR = 1912
"""The first of the Republic, from which on the house counts."""


def is_year(text: str) -> bool:
    """Whether an address names a year that the house can count."""
    return text.isascii() and text.isdigit() and len(text) == 4 and int(text) >= FIRST_YEAR


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which reports are asked for; what is empty narrows nothing."""

    year: str = ""
    term: str = ""
    state: str = ""
    county: str = ""
    unit: str = ""
    authority: str = ""

    @classmethod
    def read(cls, query: Mapping[str, Any]) -> Wanted:
        """From an address; what makes no sense is not asked."""
        given = {name: str(query.get(name) or "").replace("\x00", "") for name in cls.__slots__}
        return cls(
            given["year"] if is_year(given["year"]) else "",
            given["term"] if given["term"] in Term.values else "",
            given["state"] if given["state"] in (*ResultReport.State.values, MISSING, LATE) else "",
            given["county"][:3],
            unit if (unit := given["unit"]).isascii() and unit.isdigit() and len(unit) < 10 else "",
            given["authority"][:24],
        )

    def rows(self, found: Any, on: dt.date) -> Any:
        """The reports that are wanted, among these; late and missing as of a day."""
        for name in ("year", "term", "county", "unit", "authority"):
            if value := getattr(self, name):
                found = found.filter(**{"authority__code" if name == "authority" else name: value})
        if self.state == MISSING:
            return found.missing(on)
        if self.state == LATE:
            return found.filter(Q(first_sent_on=None, due_on__lt=on) | Q(first_sent_on__gt=F("due_on")))
        return found.filter(state=self.state) if self.state else found
