"""Prepared questions that differ by what somebody may see: put together once for each person and her rights.

Of a page that asks a dozen questions most is Django's putting them together, and for one person they are the same from
one look to the next. What is kept is the text alone: the database answers it anew each time. Rights that were given or
taken make another asker, so that no text outlives the wall it was written for.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable
from dataclasses import dataclass, field
from functools import lru_cache, wraps
from typing import Any, Concatenate, ParamSpec, TypeVar

Shape = ParamSpec("Shape")
Asked = TypeVar("Asked")

KEPT = 256
"""Some kilobytes each, of every question: who looks at the same page all day, and not the whole country."""


@dataclass(frozen=True, slots=True)
class Asker:
    """Somebody with her rights of this moment: equal where both are. None asks without a wall."""

    key: Any
    rights: Hashable
    user: Any = field(compare=False)

    @classmethod
    def of(cls, user: Any) -> Asker:
        """Who asks; somebody who is not signed in or no longer active has no rights."""
        holds = user is not None and user.is_authenticated and user.is_active
        return cls(None if user is None else (user.pk,), user.access.rights if holds else None, user)


def for_each_asker(
    make: Callable[Concatenate[Any, Shape], Asked],
) -> Callable[Concatenate[Any, Shape], Asked]:
    """Keep what a function makes of somebody and of what else shapes the question (hashable values).

    The function looks at who asks through `reach`, her key and her roles alone.
    """

    @lru_cache(maxsize=KEPT)
    def kept(asker: Asker, *shape: Any) -> Asked:
        return make(asker.user, *shape)  # type: ignore[call-arg]

    @wraps(make)
    def asked(user: Any, *shape: Any) -> Asked:
        return kept(Asker.of(user), *shape)

    return asked  # type: ignore[return-value]
