"""What was refused and is asked for anew: by the device that keeps it, or by another that took it over.

An operation keeps its id and its answer for good, so asking anew takes a new operation, which says what it replaces.
Two devices may ask for the same one without knowing of each other: what replaces it stands in a chain, each refused one
replaced by at most one (`operation_replaced_once`), and the first that was not refused is the answer to all of them.
"""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from dataclasses import dataclass

from actionplans.models import Operation, Sheet

from .operations import Change, Outcome

# Nobody asks for the same thing so often; whoever does is answered with what became of it last.
MOST_TRIES = 50


@dataclass
class AskedAnew:
    """The chains that the changes of one batch belong to.

    Attributes:
        sheet: on which they are asked for.
        first: of each change that replaces something, the refused operation itself, if it is one of this sheet.
        next_of: which operation replaced which.
    """

    sheet: Sheet
    first: dict[uuid.UUID, Operation]
    next_of: dict[uuid.UUID, Operation]

    @classmethod
    def of(cls, sheet: Sheet, changes: Sequence[Change]) -> AskedAnew:
        """Read what is known of the operations that these changes replace; no query where none replaces any."""
        named = {change.replaces for change in changes if change.replaces}
        if not named:
            return cls(sheet, {}, {})
        first = {one.id: one for one in Operation.objects.filter(sheet=sheet, id__in=named).order_by()}
        chains: dict[uuid.UUID, Operation] = {}
        ends = set(first)
        for _try in range(MOST_TRIES):
            found = {one.replaces: one for one in Operation.objects.filter(sheet=sheet, replaces__in=ends).order_by()}
            if not found:
                break
            chains |= {replaced: one for replaced, one in found.items() if replaced}
            ends = {one.id for one in found.values()}
        return cls(sheet, first, chains)

    def done(self, change: Change) -> Operation | None:
        """The operation that answers this change already, if there is one: it, or one before it, was not refused."""
        end = self._end(change)
        if end is None or (end.outcome == Outcome.REFUSED and self._tries(change) < MOST_TRIES):
            return None
        return end

    def last(self, change: Change) -> uuid.UUID | None:
        """What a new operation replaces: the newest try of the same thing. None where nothing refused was named."""
        end = self._end(change)
        return end.id if end else None

    def asked(self, operation: Operation) -> None:
        """An operation was just kept: whoever asks for the same thing later in the batch finds it."""
        if operation.replaces:
            self.next_of[operation.replaces] = operation

    def newest(self, operation: Operation | None) -> Operation | None:
        """What an operation has become, where it was refused and is asked for anew."""
        while operation and operation.id in self.next_of:
            operation = self.next_of[operation.id]
        return operation

    def _end(self, change: Change) -> Operation | None:
        first = self.first.get(change.replaces) if change.replaces else None
        return self.newest(first) if first and first.path == change.path[:160] else None

    def _tries(self, change: Change) -> int:
        at, count = change.replaces, 0
        while at in self.next_of:
            at, count = self.next_of[at].id, count + 1
        return count
