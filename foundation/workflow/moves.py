"""Tables of allowed moves, and the one door through which a state changes.

A move says where it starts, where it leads, who may make it, what must be true first (its guards answer with
sentences, not booleans) and whether it needs a reason. The change is one conditional UPDATE: of two people who
press at once, one moves the thing and the other is told that it has moved already.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Protocol

from django.db import models, transaction
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext as _

from foundation.accounts.roles import Permission
from foundation.accounts.scope import may
from foundation.audit import trail
from foundation.audit.trail import Acts
from foundation.audit.verbs import Verb

Guard = Callable[[Any], Iterable[str]]
DatedGuard = Callable[[Any, dt.date], Iterable[str]]


class Follower(Protocol):
    """What happens together with a move, in the same transaction."""

    def __call__(self, thing: Any, *, by: Acts, now: dt.datetime) -> None: ...


class MoveRefused(Exception):
    """The move was not made; `problems` says why, each a sentence for the person who tried."""

    def __init__(self, problems: Sequence[str]) -> None:
        super().__init__(_("；").join(str(problem) for problem in problems))
        self.problems = list(problems)


@dataclass(frozen=True, slots=True)
class Move:
    """One allowed change of state."""

    name: str
    from_: frozenset[str]
    to: str
    label: str | Promise
    permission: Permission
    guards: tuple[Guard, ...] = ()
    needs_reason: bool = False
    verb: Verb = Verb.MOVED
    dated_guards: tuple[DatedGuard, ...] = ()  # those that also need to know which day the move is made on
    stamp: str = ""  # the name of a date-time field that remembers when the move was made; `<stamp minus _at>_by` too


class Table:
    """The moves of one kind of thing."""

    def __init__(self, *, field: str, moves: Sequence[Move]) -> None:
        self.field = field
        self.moves = {move.name: move for move in moves}
        self._extra: dict[str, list[Guard]] = {}
        self._followers: dict[str, list[Follower]] = {}

    def require(self, name: str, guard: Guard) -> None:
        """Add a guard from an app that stands above the table's own (called once, when that app is ready)."""
        if guard not in self._extra.setdefault(name, []):
            self._extra[name].append(guard)

    def follow(self, name: str, act: Follower) -> None:
        """Let something happen together with every such move (called once, when an app is ready)."""
        if act not in self._followers.setdefault(name, []):
            self._followers[name].append(act)

    def problems(self, thing: models.Model, name: str, *, on: dt.date | None = None) -> list[str]:
        """Why the thing cannot make this move on that day (today by default); empty when nothing stands in the way."""
        move = self.moves[name]
        found: list[str] = []
        for guard in (*move.guards, *self._extra.get(name, ())):
            found.extend(guard(thing))
        for dated in move.dated_guards:
            found.extend(dated(thing, on or timezone.localdate()))
        return found

    def possible(self, thing: models.Model, user: Any) -> list[Move]:
        """The moves that start at the thing's state and that this person may make, in the table's order."""
        state = getattr(thing, self.field)
        county = getattr(thing, "county_id", None)
        return [
            move for move in self.moves.values() if state in move.from_ and may(user, move.permission, county=county)
        ]

    def apply(
        self,
        thing: models.Model,
        name: str,
        *,
        by: Acts,
        reason: str = "",
        now: dt.datetime | None = None,
        along: Mapping[str, Any] | None = None,
        noted: Mapping[str, Any] | None = None,
    ) -> models.Model:
        """Make the move, or refuse it whole.

        Whoever calls has already looked whether `by` may (`possible`): commands and rebuilds act for the system.

        Args:
            along: other fields that change in the same statement, where a constraint binds them to the state.
            noted: what the trail's line says beside the state.

        Raises:
            MoveRefused: wrong state, missing reason, or a guard that objects.
        """
        move = self.moves[name]
        moment = now or timezone.now()
        with transaction.atomic():
            model = type(thing)
            locked = model._default_manager.select_for_update().filter(pk=thing.pk).first()
            if locked is None or getattr(locked, self.field) not in move.from_:
                raise _moved_already(move)
            if move.needs_reason and not reason.strip():
                raise MoveRefused([_("「%(move)s」要寫原因，對方才知道要改什麼。") % {"move": move.label}])
            found = self.problems(locked, name, on=timezone.localdate(moment))
            if found:
                raise MoveRefused(found)
            was = getattr(locked, self.field)
            changes: dict[str, Any] = {self.field: move.to, **(along or {})}
            if move.stamp:
                changes[move.stamp] = moment
                changes[move.stamp.removesuffix("_at") + "_by"] = by.as_actor().label
            # SQLite has no row locks: what was read above counts only if it is still so now.
            if not model._default_manager.filter(pk=thing.pk, **{self.field: was}).update(**changes):
                raise _moved_already(move)
            trail.record(
                move.verb,
                thing,
                by=by,
                was={self.field: was},
                now={self.field: move.to, **(noted or {})},
                reason=reason.strip(),
                at=moment,
            )
            for act in self._followers.get(name, ()):
                act(thing, by=by, now=moment)
        for field, value in changes.items():
            setattr(thing, field, value)
        return thing


def _moved_already(move: Move) -> MoveRefused:
    return MoveRefused([_("狀態已經不同，無法「%(move)s」。請重新整理頁面再看一次。") % {"move": move.label}])
