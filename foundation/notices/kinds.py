"""Kinds of notices: each app that reminds says how its letters read, and who may see the ledger of them."""

from __future__ import annotations

import datetime as dt
import logging
from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.db import DatabaseError, models

from . import who_may_see

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise

    from .ledger import Planned
    from .letters import Letter
    from .models import Notice


@dataclass(frozen=True, slots=True)
class Kind:
    """One kind of notice.

    Attributes:
        key: stored with each notice; never changes.
        write: the letter, or None where it need not be said any more. Called once for each attempt, in the transaction
            in which the notice is taken.
        visible: the rows a person may see, as a filter on notices (usually by `subject_key`).
        optional: what letters that one may do without are called; empty where they have to be sent.
        plan: brings the ledger to what is to be said now (`plan(now=now)`).
        is_prompt: whether somebody waits for it who has just asked: it goes out in quiet hours as well.
    """

    key: str
    write: Callable[[Notice, dt.datetime], Letter | None]
    visible: Callable[[Any], models.Q]
    optional: StrOrPromise = ""
    plan: Callable[..., Planned] | None = None
    is_prompt: bool = False


_kinds: dict[str, Kind] = {}
logger = logging.getLogger(__name__)


def register(kind: Kind) -> None:
    """Make a kind known; called once, when its app is ready."""
    _kinds[kind.key] = kind
    who_may_see.let(kind.key, kind.visible)


def find(key: str) -> Kind:
    """The kind of a stored key.

    Raises:
        KeyError: nobody registered it.
    """
    return _kinds[key]


def plan_all(*, now: dt.datetime) -> list[Planned]:
    """Bring the ledger to what every kind has to say now.

    A kind that cannot be planned keeps none of the others back: it is logged, and tried again in the next round.
    """
    found = []
    for kind in _kinds.values():
        if kind.plan is None:
            continue
        try:
            found.append(kind.plan(now=now))
        except DatabaseError:  # away or busy: so it is for all of them
            raise
        except Exception:
            logger.exception("notices of the kind %s cannot be planned", kind.key)
    return found


def prompt() -> list[str]:
    """The keys of those that go out in quiet hours as well."""
    return [kind.key for kind in _kinds.values() if kind.is_prompt]
