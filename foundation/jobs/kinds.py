"""The kinds of long work: what each does, and who may ask for it and read what it left."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from foundation.accounts.roles import Permission
from foundation.accounts.scope import reach
from foundation.api.areas import Area


@dataclass(frozen=True, slots=True)
class Kind:
    """One kind of work.

    Attributes:
        work: gets the job and a `Progress`; answers a `Result`, or None where it leaves no file.
        permission: who no longer holds it does not read what she once asked for either; None where any account may.
        may_have: gets the job, and says whether whoever asked for it may still have it; for work whose permission is
            a matter of the row it is about.
        leads_to: gets the job, and answers the address of what became of it; for work that leaves no file.
        area: the area of the API in which programs ask for it; None where only pages do.
    """

    work: Callable[..., Any]
    permission: Permission | None = None
    may_have: Callable[[Any], bool] | None = None
    leads_to: Callable[[Any], str] | None = None
    area: Area | None = None


_kinds: dict[str, Kind] = {}


def register(
    kind: str,
    work: Callable[..., Any],
    *,
    permission: Permission | None = None,
    may_have: Callable[[Any], bool] | None = None,
    leads_to: Callable[[Any], str] | None = None,
    area: Area | None = None,
) -> None:
    """Make a kind of work known; called once, when its app is ready."""
    _kinds[kind] = Kind(work, permission, may_have, leads_to, area)


def find(kind: str) -> Kind:
    """The kind of that name; `KeyError` if nobody registered it."""
    return _kinds[kind]


def closed_to(user: Any) -> list[str]:
    """The kinds that this person may not have."""
    return [name for name, kind in _kinds.items() if kind.permission is not None and not reach(user, kind.permission)]


def is_open(job: Any) -> bool:
    """Whether whoever asked for this very job may still have what it left."""
    kind = _kinds.get(job.kind)
    return kind is None or kind.may_have is None or kind.may_have(job)


def area_of(job: Any) -> Area | None:
    """The area of the API in which programs ask for such a job."""
    kind = _kinds.get(job.kind)
    return kind.area if kind is not None else None


def leads_to(job: Any) -> str:
    """Where to read what became of a job; empty where its file is all."""
    kind = _kinds.get(job.kind)
    return kind.leads_to(job) if kind is not None and kind.leads_to is not None else ""
