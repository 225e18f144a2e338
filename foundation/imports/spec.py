"""What a sheet is expected to hold: its fields, how their columns may be called, how their cells are read."""

from __future__ import annotations

import re
from collections.abc import Callable, Hashable, Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date, datetime, time, timedelta
from typing import Any

from foundation.taiwan.fullwidth import tight
from foundation.ui.stored_words import said

Cell = str | int | float | bool | date | datetime | time | timedelta | None
"""A value as the file holds it; "" and None are blank."""

IGNORED_FIRST_CELLS = frozenset({"合計", "總計", "小計", "共計", "範例", "例", "total", "example"})

_INVISIBLE = "\u200b\u200c\u200d\u2060\ufeff\u00ad"
_DECORATION = re.compile(r"\([^()]*\)|\[[^\[\]]*\]|【[^【】]*】|[*※•:_/、,.\-]|^\d+\.?")


@dataclass(frozen=True, kw_only=True)
class Field:
    """One column. `parse` turns a cell that is not blank into a value, or raises `ValueError` with a sentence; the same
    cell always gives the same value, which nobody changes afterwards.

    `label` and `example` are Chinese and marked for the catalogue; templates and messages show them in the language
    of the page (`shown`, `shown_example`). `aliases` are further spellings of the heading, the English of the label
    among them; width, case, blanks, 台 for 臺, remarks in brackets and signs such as * never matter. A cell that was
    merged over several rows says it for each of them where the field `merges`, as a name does; hours that were merged
    are one sum, and stand for one row.
    """

    key: str
    label: str
    parse: Callable[[Cell], Any]
    aliases: tuple[str, ...] = ()
    required: bool = False
    merges: bool = False
    default: Any = None
    example: str = ""

    @property
    def shown(self) -> str:
        """The heading in the language of the page."""
        return said(self.label)

    @property
    def shown_example(self) -> str:
        """The example in the language of the page; it is read like any other cell."""
        return said(self.example)

    def also(self, *aliases: str) -> Field:
        """The same column where it may be called by more names."""
        return replace(self, aliases=(*self.aliases, *aliases))


@dataclass(frozen=True, kw_only=True)
class Spec:
    """A kind of sheet.

    `positional`: without a heading row the columns are taken in the order of `fields`.
    `key`: what makes two rows the same row; None for a row that is like no other.
    `check`: looks at the whole row once its cells are good; yields (field key, what is wrong, how to mend it).
    `ignored`: a row whose first cell is one of these is no data (sums, examples).
    """

    name: str
    fields: tuple[Field, ...]
    positional: bool = False
    key: Callable[[dict[str, Any]], Hashable | None] | None = None
    check: Callable[[dict[str, Any]], Iterable[tuple[str, str, str]]] | None = None
    ignored: frozenset[str] = IGNORED_FIRST_CELLS
    headings: dict[str, Field] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        """Index the headings; two fields with one spelling are a mistake of the programmer."""
        headings: dict[str, Field] = {}
        for each in self.fields:
            for spelling in {heading_key(text) for text in (each.label, each.key, *each.aliases)}:
                if spelling in headings:
                    raise ValueError(f"{self.name}: {spelling!r} would be both {headings[spelling].key} and {each.key}")
                headings[spelling] = each
        object.__setattr__(self, "headings", headings)

    def named(self, key: str) -> Field:
        """The field of a key."""
        return next(each for each in self.fields if each.key == key)

    def with_meanings(self, meanings: Mapping[str, str]) -> Spec:
        """The same kind of sheet for somebody whose headings mean something else: the key of a field by `heading_key`,
        or an empty text for a heading that names none.
        """
        if not meanings:
            return self
        fields = {each.key: each for each in self.fields}
        other = replace(self)
        known = {heading: each for heading, each in self.headings.items() if heading not in meanings}
        known |= {heading: fields[key] for heading, key in meanings.items() if key in fields}
        object.__setattr__(other, "headings", known)
        return other

    def field_for(self, heading: Cell) -> Field | None:
        """The field that a heading names, if any."""
        return self.headings.get(heading_key(heading)) if isinstance(heading, str) else None


def heading_key(text: str) -> str:
    """A heading for comparing: without remarks in brackets, numbering, signs and blanks, 臺 for 台."""
    compared = tight(text).replace("台", "臺").casefold()
    return _DECORATION.sub("", compared) or compared


def is_blank(cell: Cell) -> bool:
    """Whether a cell holds nothing that anybody would see."""
    if cell is None or cell == "":
        return True
    if not isinstance(cell, str) or cell[0].isalnum():
        return False
    return not cell.strip().strip(_INVISIBLE).strip()


def as_text(cell: Cell) -> str:
    """The cell as its reader sees it: 115 for 115.0, 2026-12-09 for a date, one line for text."""
    if cell is None:
        return ""
    if isinstance(cell, bool):
        return "是" if cell else "否"
    if isinstance(cell, float) and cell.is_integer() and abs(cell) < 1e15:
        return str(int(cell))
    if isinstance(cell, datetime):
        return cell.date().isoformat() if cell.time() == time(0) else cell.isoformat(sep=" ", timespec="minutes")
    if isinstance(cell, time):
        return cell.isoformat(timespec="minutes")
    return str(cell).strip()


def column_letter(index: int) -> str:
    """A for 0, Z for 25, AA for 26: how spreadsheets name their columns."""
    letters = ""
    index += 1
    while index:
        index, rest = divmod(index - 1, 26)
        letters = chr(65 + rest) + letters
    return letters
