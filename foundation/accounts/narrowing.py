"""Access narrowed to one county or one unit, for tokens that are to reach less far than their owner.

Nobody is given a reach that no role has. Within one county a permission is left only if some role holds it for a county
(or for less): what only the association does, for the whole nation, is closed rather than done for a part, since what
it opens may have no county at all. Within one unit what is left is what a unit's own coordinator does there.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import replace
from typing import Any

from django.db import models

from .models import County, Organisation
from .roles import POLICIES, Permission, Reach, Role
from .scope import Access, Named, Places, Scope, reach

_BY_COUNTY = frozenset(
    permission
    for rules in POLICIES.values()
    for how_far, given in ((rules.reach, rules.may), *rules.nearer.items())
    if how_far is not Reach.NATION
    for permission in given
)
_BY_UNIT = POLICIES[Role.UNIT_COORDINATOR].nearer[Reach.ORGANISATION]


def counties_of(user: Any) -> models.QuerySet[County]:
    """The counties that somebody's permissions reach, which a token of hers can be limited to."""
    scopes = user.access.scopes.values()
    if any(scope.everywhere for scope in scopes):
        return County.objects.all()
    reached: set[str] = set()
    for scope in scopes:
        reached |= scope.counties | {county for county, _category in scope.sectors}
    return County.objects.filter(pk__in=reached)


def units_of(user: Any) -> models.QuerySet[Organisation]:
    """The units that a token of hers can be limited to: those whose people or plans she keeps."""
    rows = reach(user, Permission.KEEP_UNIT).rows(Places(county="county", organisation="pk"))
    return Organisation.objects.filter(rows, kind=Organisation.Kind.UNIT)


def within_unit(access: Access, *, unit: int, county: str) -> Access:
    """What is left of somebody's access within one unit.

    Args:
        county: the unit's.
    """
    kept = {
        permission: Scope(organisations=frozenset({unit}))
        for permission, scope in access.scopes.items()
        if permission in _BY_UNIT and (scope.covers(county) or unit in scope.organisations)
    }
    return _narrowed(access, kept)


def within_county(access: Access, *, county: str) -> Access:
    """What is left of somebody's access within one county. One query, for who holds anything of single units."""
    units = {unit for scope in access.scopes.values() for unit in scope.organisations}
    here = (
        set(Organisation.objects.filter(pk__in=units, county=county).values_list("pk", flat=True)) if units else set()
    )
    scopes = {
        permission: _in_county(scope, county, here)
        for permission, scope in access.scopes.items()
        if permission in _BY_COUNTY
    }
    return _narrowed(access, {permission: scope for permission, scope in scopes.items() if scope})


def _in_county(scope: Scope, county: str, units: Collection[int]) -> Scope:
    return Scope(
        counties=frozenset({county} if scope.covers(county) else ()),
        named=frozenset(Named(one.task, county) for one in scope.named if one.county in ("", county)),
        sectors=frozenset(one for one in scope.sectors if one[0] == county),
        organisations=scope.organisations & frozenset(units),
    )


def _narrowed(access: Access, scopes: dict[Permission, Scope]) -> Access:
    lost = frozenset(access.scopes) - frozenset(scopes)
    return replace(access, scopes=scopes, is_narrowed=True, lost=lost)
