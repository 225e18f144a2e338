"""The kinds of long work: what each does, and who may ask for it and read what it left."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from foundation.accounts.roles import Permission
from foundation.accounts.scope import reach


@dataclass(frozen=True, slots=True)
class Kind:
    """One kind of work.

    Attributes:
        work: gets the job and a `Progress`; answers a `Result`, or None where it leaves no file.
        permission: who no longer holds it does not read what she once asked for either; None where any account may.
        may_have: gets the job, and says whether whoever asked for it may still have it; for work whose permission is
            a matter of the row it is about.
    """

    work: Callable[..., Any]
    permission: Permission | None = None
    may_have: Callable[[Any], bool] | None = None


_kinds: dict[str, Kind] = {}


def register(
    kind: str,
    work: Callable[..., Any],
    *,
    permission: Permission | None = None,
    may_have: Callable[[Any], bool] | None = None,
) -> None:
    """Make a kind of work known; called once, when its app is ready."""
    _kinds[kind] = Kind(work, permission, may_have)


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
