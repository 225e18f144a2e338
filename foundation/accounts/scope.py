"""How far a person's permissions reach: the one place where roles become rows.

Models ask `reach(user, permission)` inside their `visible_to(user)` and filter by the answer; nothing else in the
house decides who sees what.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import Any, Protocol

from django.db import models

from . import sectors
from .roles import Permission, Reach, Role, Task, policy


class Held(Protocol):
    """A role held at a place, as a membership says it."""

    role: str
    sector: str
    county: Any
    county_id: str | None
    organisation_id: int | None

    def get_role_display(self) -> str: ...


@dataclass(frozen=True, slots=True)
class Named:
    """A permission that holds only for what names the person for this task; in one county, or ("") in any."""

    task: Task
    county: str = ""


@dataclass(frozen=True, slots=True)
class Places:
    """The look-up paths by which a kind of row knows where it belongs; "" where it does not.

    Attributes:
        county: to the row's county code, such as `"county"` or `"workshop__county"`.
        organisation: to the organisation whose row it is.
        category: to the code of its category of service (see `sectors`).
        person: to the account of the person it is about.
    """

    county: str
    organisation: str = ""
    category: str = ""
    person: str = ""


@dataclass(frozen=True, slots=True)
class Scope:
    """Where one permission holds: everywhere, in some counties, and (or) only for less than a county.

    Attributes:
        sectors: categories of service in a county, as (county, category).
        organisations: keys of the organisations whose rows it opens.
        person: the key of the account whose own rows it opens.
    """

    everywhere: bool = False
    counties: frozenset[str] = frozenset()
    named: frozenset[Named] = frozenset()
    sectors: frozenset[tuple[str, str]] = frozenset()
    organisations: frozenset[int] = frozenset()
    person: int | None = None

    def __bool__(self) -> bool:
        return (
            self.everywhere
            or bool(self.counties or self.named or self.sectors or self.organisations)
            or self.person is not None
        )

    def covers(self, county: str | None) -> bool:
        """Whether the permission holds in this county as such (not only for things the person is named for)."""
        return self.everywhere or (county is not None and county in self.counties)

    def counts_for(self, county: str, tasks: Collection[str]) -> bool:
        """Whether the permission holds for one thing of this county that names the person for these tasks."""
        return self.covers(county) or any(one.task in tasks and one.county in ("", county) for one in self.named)

    def rows(self, places: str | Places, named: Mapping[Task, models.Q] | None = None) -> models.Q:
        """A filter for rows: by the paths to where they belong, and by the paths that name the person.

        Args:
            places: how the row says where it belongs; a path alone is the one to its county.
            named: by task, what is true of rows that name the person for it; None where a row names nobody.
        """
        if self.everywhere:
            return models.Q()
        at = Places(places) if isinstance(places, str) else places
        found = models.Q(**{f"{at.county}__in": self.counties}) if self.counties else models.Q(pk__in=())
        for one in sorted(self.named, key=lambda each: (each.task, each.county)):
            if (rows := (named or {}).get(one.task)) is not None:
                found |= rows & models.Q(**{at.county: one.county}) if one.county else rows
        if at.category:
            for county, category in sorted(self.sectors):
                found |= models.Q(**{at.county: county, at.category: category})
        if at.organisation and self.organisations:
            found |= models.Q(**{f"{at.organisation}__in": self.organisations})
        if at.person and self.person is not None:
            found |= models.Q(**{at.person: self.person})
        return found


NOWHERE = Scope()


@dataclass(frozen=True)
class Access:
    """Everything a person's current memberships allow.

    Attributes:
        is_narrowed: whether this is less than that (see `narrowing`); rows that name the person herself, wherever they
            lie, are closed then.
        lost: permissions that were held before it was narrowed, and are no more.
    """

    scopes: dict[Permission, Scope] = field(default_factory=dict)
    roles: frozenset[Role] = frozenset()
    label: str = ""
    home_county: str = ""
    is_narrowed: bool = False
    lost: frozenset[Permission] = frozenset()

    def scope(self, permission: Permission) -> Scope:
        """Where this permission holds."""
        return self.scopes.get(permission, NOWHERE)

    @cached_property
    def rights(self) -> tuple[frozenset[Role], frozenset[tuple[Permission, Scope]], bool]:
        """Roles and scopes as one value: equal where two may do the same."""
        return self.roles, frozenset(self.scopes.items()), self.is_narrowed


def combine(memberships: Iterable[Held], person: int | None = None) -> Access:
    """Add up memberships: a permission reaches as far as the furthest of the roles that give it.

    Args:
        person: the key of the account that holds them, for what opens only her own rows.
    """
    scopes: dict[Permission, Scope] = {}
    roles: set[Role] = set()
    labels: list[str] = []
    home = ""
    for membership in memberships:
        rules = policy(membership.role)
        roles.add(Role(membership.role))
        county = membership.county.shown if membership.county else ""
        labels.append("・".join(part for part in (county, str(membership.get_role_display())) if part))
        home = home or (membership.county_id or "")
        for how_far, permissions in ((rules.reach, rules.may), *rules.nearer.items()):
            for permission in permissions:
                scopes[permission] = _further(scopes.get(permission, NOWHERE), how_far, membership, rules.tasks, person)
    return Access({what: scope for what, scope in scopes.items() if scope}, frozenset(roles), (labels or [""])[0], home)


def _further(old: Scope, how_far: Reach, held: Held, tasks: Collection[Task], person: int | None) -> Scope:
    """The scope with what one membership adds to it."""
    county = held.county_id or ""
    match how_far:
        case Reach.NATION:
            return replace(old, everywhere=True)
        case Reach.COUNTY:
            return replace(old, counties=old.counties | {county})
        case Reach.SECTOR:
            category = sectors.code_of(held.sector)
            return replace(old, sectors=old.sectors | {(county, category)}) if category else old
        case Reach.ORGANISATION:
            own = held.organisation_id
            return replace(old, organisations=old.organisations | {own}) if own is not None else old
        case Reach.SELF:
            return replace(old, person=person)
        case Reach.NAMED | Reach.NAMED_IN_COUNTY:
            place = county if how_far is Reach.NAMED_IN_COUNTY else ""
            return replace(old, named=old.named | {Named(task, place) for task in tasks})


def reach(user: Any, permission: Permission) -> Scope:
    """Where a permission holds for somebody; nowhere for who is not signed in or no longer active."""
    if not getattr(user, "is_authenticated", False) or not user.is_active:
        return NOWHERE
    scope: Scope = user.access.scope(permission)
    return scope


def holds(*permissions: Permission) -> Callable[[Any], bool]:
    """The question whether somebody holds one of these anywhere, for the menu."""
    return lambda user: any(reach(user, one) for one in permissions)


def may(user: Any, permission: Permission, *, county: str | None = None) -> bool:
    """Whether somebody may do this at all, or (with `county`) in that county or where she is named.

    For a single row, look it up through `visible_to` first: a named person's permission counts only for the rows
    that name her, a unit's coordinator's only for her unit's.
    """
    scope = reach(user, permission)
    if county is None:
        return bool(scope)
    within = scope.named or scope.organisations or any(place == county for place, _category in scope.sectors)
    return scope.covers(county) or bool(within)
