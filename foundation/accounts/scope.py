"""How far a person's permissions reach: the one place where roles become rows.

Models ask `reach(user, permission)` inside their `visible_to(user)` and filter by the answer; nothing else in the
house decides who sees what.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any, Protocol

from django.db import models
from django.utils import timezone

from .roles import Permission, Reach, Role, Task, policy


class Held(Protocol):
    """A role held at a place, as a membership says it."""

    role: str
    county: Any
    county_id: str | None

    def get_role_display(self) -> str: ...


@dataclass(frozen=True, slots=True)
class Named:
    """A permission that holds only for what names the person for this task; in one county, or ("") in any."""

    task: Task
    county: str = ""


@dataclass(frozen=True, slots=True)
class Scope:
    """Where one permission holds: everywhere, in some counties, and (or) only where the person is named."""

    everywhere: bool = False
    counties: frozenset[str] = frozenset()
    named: frozenset[Named] = frozenset()

    def __bool__(self) -> bool:
        return self.everywhere or bool(self.counties) or bool(self.named)

    def covers(self, county: str | None) -> bool:
        """Whether the permission holds in this county as such (not only for things the person is named for)."""
        return self.everywhere or (county is not None and county in self.counties)

    def counts_for(self, county: str, tasks: Collection[str]) -> bool:
        """Whether the permission holds for one thing of this county that names the person for these tasks."""
        return self.covers(county) or any(one.task in tasks and one.county in ("", county) for one in self.named)

    def rows(self, county: str, named: Mapping[Task, models.Q] | None = None) -> models.Q:
        """A filter for rows: by the path to their county, and by the paths that name the person.

        Args:
            county: the look-up path to the row's county code, such as `"county"` or `"workshop__county"`.
            named: by task, what is true of rows that name the person for it; None where a row names nobody.
        """
        if self.everywhere:
            return models.Q()
        found = models.Q(**{f"{county}__in": self.counties}) if self.counties else models.Q(pk__in=())
        for one in sorted(self.named, key=lambda each: (each.task, each.county)):
            if (rows := (named or {}).get(one.task)) is not None:
                found |= rows & models.Q(**{county: one.county}) if one.county else rows
        return found


NOWHERE = Scope()


@dataclass(frozen=True, slots=True)
class Access:
    """Everything a person's current memberships allow."""

    scopes: dict[Permission, Scope] = field(default_factory=dict)
    roles: frozenset[Role] = frozenset()
    label: str = ""
    home_county: str = ""

    def scope(self, permission: Permission) -> Scope:
        """Where this permission holds."""
        return self.scopes.get(permission, NOWHERE)


def access_of(user: Any) -> Access:
    """Read a person's current memberships (one query). `User.access` keeps the answer for the request."""
    on = timezone.localdate()
    return combine(user.memberships.current(on).select_related("county", "organisation"))


def combine(memberships: Iterable[Held]) -> Access:
    """Add up memberships: a permission reaches as far as the furthest of the roles that give it."""
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
        for permission in rules.may:
            old = scopes.get(permission, NOWHERE)
            if rules.reach is Reach.NATION:
                new = Scope(True, old.counties, old.named)
            elif rules.reach is Reach.COUNTY:
                new = Scope(old.everywhere, old.counties | {membership.county_id or ""}, old.named)
            else:
                place = (membership.county_id or "") if rules.reach is Reach.NAMED_IN_COUNTY else ""
                new = Scope(old.everywhere, old.counties, old.named | {Named(task, place) for task in rules.tasks})
            scopes[permission] = new
    return Access(scopes, frozenset(roles), labels[0] if labels else "", home)


def reach(user: Any, permission: Permission) -> Scope:
    """Where a permission holds for somebody; nowhere for who is not signed in or no longer active."""
    if not getattr(user, "is_authenticated", False) or not user.is_active:
        return NOWHERE
    scope: Scope = user.access.scope(permission)
    return scope


def may(user: Any, permission: Permission, *, county: str | None = None) -> bool:
    """Whether somebody may do this at all, or (with `county`) in that county or where she is named.

    For a single row, look it up through `visible_to` first: a named person's permission counts only for the rows
    that name her.
    """
    scope = reach(user, permission)
    return bool(scope) if county is None else scope.covers(county) or bool(scope.named)
