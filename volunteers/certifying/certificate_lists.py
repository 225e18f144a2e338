"""Which certificates somebody asks for: the same narrowing for page, export and API."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.db.models import Q, QuerySet

from foundation import sought
from volunteers.models import Certificate

from .verifying import State


def narrowed(rows: QuerySet[Certificate], wanted: Mapping[str, Any], *, by: Any) -> QuerySet[Certificate]:
    """Those of a unit, a kind, a state, a stroke, or with the words that are sealed for whoever looks (`sought`);
    those of a stroke in their order.
    """
    if wanted.get("unit"):
        rows = rows.filter(unit=wanted["unit"])
    if wanted.get("kind"):
        rows = rows.filter(kind=wanted["kind"])
    if words := sought.read(str(wanted.get(sought.FIELD) or ""), by=by):
        rows = rows.filter(Q(number__icontains=words) | Q(volunteer__name__icontains=words))
    rows = of_state(rows, str(wanted.get("state") or ""))
    if wanted.get("stroke"):
        return rows.filter(together=wanted["stroke"]).order_by("pk")
    return rows


def of_state(rows: Any, state: str) -> Any:
    """Those that stand so; all of them where it is no state of a certificate."""
    match state:
        case State.VALID:
            return rows.filter(revoked_on=None, replaced_by=None)
        case State.REVOKED:
            return rows.exclude(revoked_on=None)
        case State.REPLACED:
            return rows.exclude(replaced_by=None)
    return rows
