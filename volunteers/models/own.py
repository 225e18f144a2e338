"""What somebody may read because it is about herself."""

from __future__ import annotations

from typing import Any

from django.db.models import Q

from foundation.accounts.roles import Permission
from foundation.accounts.scope import Places, reach


def own(user: Any, permission: Permission, person: str) -> Q:
    """Rows about the person herself, where the permission is to look.

    Keeping, reviewing and revealing reach her own rows only as they reach anybody's: nobody approves her own hours for
    being herself.

    Args:
        person: the look-up path to the account of whom the row is about.
    """
    if permission is not Permission.SEE_VOLUNTEERS:
        return Q(pk__in=())
    return reach(user, Permission.SEE_OWN_RECORD).rows(Places(county="pk", person=person))


def unit_at(path: str) -> Places:
    """The look-up paths of a row that belongs to a unit.

    Args:
        path: the one to the unit.
    """
    return Places(county=f"{path}__county", organisation=f"{path}__organisation", category=f"{path}__category")
