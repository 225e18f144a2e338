"""What stands on a projector in safe mode as it was written, and what only without the people it names.

Whatever words a value of the board has are blotted out (`personal`: the workshop's people, mobile and identity numbers,
private mail), but for those in `OURS`: the house's own words, which nobody types. So a text that is added to the board
is blotted out until somebody has decided otherwise here.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import fields, is_dataclass, replace
from typing import Any, TypeVar

from actionplans import personal
from workshops.models import Group, Workshop
from workshops.presenting import Turn
from workshops.room_told import Step, Told
from workshops.talks_told import Talk

from .ready import Shown
from .slides import Slide
from .tables_shown import TableShown

T = TypeVar("T")
# By kind of value, the fields that are left alone. A block's title is an officer's, a table's name anybody's.
OURS: Mapping[type, frozenset[str]] = {
    Told: frozenset({"kind", "phase", "run"}),  # nobody reads the run itself
    Step: frozenset({"state"}),
    Talk: frozenset({"turn"}),
    Turn: frozenset(),
    TableShown: frozenset({"state", "said", "issues"}),
    Shown: frozenset({"item", "pillar", "call_item"}),
    Slide: frozenset({"pillar", "call_item"}),
}


class Blotter:
    """Blots out the workshop's people and what is somebody's own; without safe mode it leaves everything as it is.

    Two queries, where the groups have their seats at hand.
    """

    def __init__(self, workshop: Workshop, groups: Sequence[Group], *, safe: bool) -> None:
        self._safe = safe
        self._names = personal.people_of(workshop, groups) | personal.devices_of(groups) if safe else frozenset()

    def __call__(self, value: T) -> T:
        """A text without them; a frozen value or a tuple with its texts so, all the way down."""
        blotted: T = self._blotted(value) if self._safe else value
        return blotted

    def _blotted(self, value: Any) -> Any:
        if isinstance(value, str):
            return personal.blotted(value, self._names)
        if isinstance(value, tuple):
            return tuple(map(self._blotted, value))
        if not is_dataclass(value) or isinstance(value, type):
            return value
        ours = OURS.get(type(value), frozenset())
        words = {one.name: getattr(value, one.name) for one in fields(value) if one.name not in ours}
        return replace(value, **{name: self._blotted(word) for name, word in words.items()})
