"""A table as every format understands it: named columns of one kind each, and rows of values.

Writers differ in how they write a cell, never in what it is: `Table.cells` decides that once, for all of them.
"""

from __future__ import annotations

import datetime as dt
import math
import re
import unicodedata
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from functools import lru_cache
from typing import Any, Literal

from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from foundation.taiwan import roc

Kind = Literal["text", "integer", "decimal", "percent", "date", "datetime", "bool", "link", "code"]
Cell = None | str | int | float | Decimal | dt.date | dt.datetime | bool
MISSING = gettext_lazy("未填")
# Excel and LibreOffice Calc hold the same number of rows in a sheet; one of them is the header.
SHEET_ROWS = 1_048_576

WIDTHS: dict[str, float] = {
    "text": 28, "integer": 9, "decimal": 10, "percent": 9, "date": 12, "datetime": 18, "bool": 8, "link": 28,
    "code": 14,
}  # fmt: skip

# What XML 1.0 cannot carry, lone surrogates and non-characters included; CR would come back as LF, so it goes in as LF.
_UNWRITABLE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
_LINE_END = re.compile("\r\n?")
_SUSPECT = re.compile("[\x00-\x08\x0b-\x1f\ud800-\udfff\ufffe\uffff]")


class BadCell(ValueError):
    """A row does not fit its columns: a mistake of the program, not of a person."""


class TooManyRows(ValueError):
    """More rows than one sheet can hold; the message tells the person what to do instead."""


@dataclass(frozen=True, slots=True)
class Link:
    """A cell that leads somewhere: what is read, and the address behind it."""

    text: str
    url: str


@dataclass(frozen=True, slots=True)
class Column:
    """One column: its stable key, its heading, and the one kind its cells have.

    Attributes:
        key: name in JSON and in tests; never translated.
        label: heading.
        kind: what the cells are. A percent is given as a fraction (0.25 is 25%). A code is text that must keep its
            leading zeros. A link is an address or a `Link`. Where a value cannot be given, a sentence is allowed in
            any column (不適用).
        width: in half-width characters; without it, by kind and heading.
        missing: what stands for an absent answer; `""` leaves the cell empty.
        decimals: places shown of a decimal or percent; the cell keeps the full value.
    """

    key: str
    label: str | Promise
    kind: Kind = "text"
    width: float | None = None
    missing: str | Promise = MISSING
    decimals: int = 1

    def __post_init__(self) -> None:
        if self.kind not in WIDTHS:
            raise ValueError(f"column {self.key!r} has the unknown kind {self.kind!r}")

    @property
    def shown_width(self) -> float:
        """Width in half-width characters, wide enough for the heading and its filter button."""
        return self.width or min(60.0, max(WIDTHS[self.kind], half_widths(str(self.label)) + 4))

    def shown(self, value: object) -> str:
        """The value as a person reads it in a document: ROC dates, thousands separators, 未填."""
        cell = cleaner(self)(value)
        if cell is None:
            return str(self.missing)
        return shown(cell, self)


@dataclass(frozen=True, slots=True)
class Table:
    """Rows under named columns.

    Attributes:
        name: name of the sheet.
        title: what the table is called where there is room for it (document properties, print header).
        columns: at least one, with keys of their own.
        rows: read once, in order, one value for each column; may be a generator over a million rows.
        frozen_columns: how many columns stay in sight when one scrolls to the right.
        wrong: by the place of a row, the places of its cells that are to be mended (both from 0); spreadsheets colour
            them.
    """

    name: str | Promise
    title: str | Promise
    columns: Sequence[Column]
    rows: Iterable[Sequence[object]]
    frozen_columns: int = 0
    wrong: Mapping[int, Collection[int]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        keys = [column.key for column in self.columns]
        if not keys or len(set(keys)) != len(keys):
            raise ValueError(f"table {self.name!r} needs columns with keys of their own, not {keys}")

    def cells(self) -> Iterator[list[Cell | Link]]:
        """Every row as cells: each of its column's kind, a text, a link, or None where the answer is missing.

        Raises:
            BadCell: a row is too short or too long, or a value is not of its column's kind.
        """
        cleaners = [cleaner(column) for column in self.columns]
        width = len(cleaners)
        for number, row in enumerate(self.rows, 1):
            if len(row) != width:
                raise BadCell(f"table {self.name!s}, row {number}: {len(row)} values for {width} columns")
            try:
                yield [clean(value) for clean, value in zip(cleaners, row, strict=True)]
            except BadCell as error:
                raise BadCell(f"table {self.name!s}, row {number}: {error}") from None

    def sheet_cells(self) -> Iterator[list[Cell | Link]]:
        """The same, for a spreadsheet.

        Raises:
            TooManyRows: the rows do not fit a sheet.
        """
        for number, row in enumerate(self.cells(), 2):
            if number > SHEET_ROWS:
                raise TooManyRows(
                    _("「%(table)s」超過一張工作表的上限 1,048,576 列。請先篩選，分次下載，或改下載 CSV。")
                    % {"table": self.title}
                )
            yield row


def cleaner(column: Column) -> Callable[[object], Cell | Link]:
    """The function that turns any value into a cell of this column."""
    if column.kind == "link":
        return _link
    if column.kind in ("text", "code"):
        return text_cell
    convert = _CONVERT[column.kind]
    # What needs no look: a million such values go through here.
    plain = {"integer": int, "date": dt.date, "bool": bool}.get(column.kind)

    def clean(value: object) -> Cell | Link:
        if value is None or type(value) is plain:
            return value  # type: ignore[return-value]
        if isinstance(value, str | Promise):
            return text_cell(value)
        cell = convert(value)
        if cell is None:
            raise BadCell(f"{value!r} is no {column.kind} (column {column.key!r})")
        return cell

    return clean


def text_cell(value: object) -> Cell | Link:
    """Text as every format can hold it; None where nothing, or nothing but white space, was written.

    Control characters, which XML cannot hold, are dropped; line ends become LF. Everything else stays as it is.
    """
    if type(value) is str:
        # Nearly every text: all of it printable, and no blank in front.
        if value.isprintable() and value > "!":
            return value
    else:
        if value is None:
            return None
        if isinstance(value, Link):
            text = text_cell(value.text)
            return None if text is None else Link(str(text), value.url)
        value = str(value)
    if not value or value.isspace():
        return None
    if _SUSPECT.search(value):
        value = _UNWRITABLE.sub("", _LINE_END.sub("\n", value))
        return value if value and not value.isspace() else None
    return value


def _link(value: object) -> Cell | Link:
    """A bare address is read as it is written, and leads there."""
    cell = text_cell(value)
    return Link(cell, cell) if isinstance(cell, str) else cell


def _integer(value: object) -> Cell:
    if isinstance(value, bool):
        return None
    if isinstance(value, int):
        return int(value)
    if isinstance(value, float | Decimal) and math.isfinite(value) and value == int(value):
        return int(value)
    return None


def _number(value: object) -> Cell:
    if type(value) is float:
        return value if math.isfinite(value) else None
    if isinstance(value, bool) or not isinstance(value, int | float | Decimal) or not math.isfinite(value):
        return None
    return value


def _date(value: object) -> Cell:
    if isinstance(value, dt.datetime):
        return (timezone.localtime(value) if timezone.is_aware(value) else value).date()
    return value if isinstance(value, dt.date) else None


def _datetime(value: object) -> Cell:
    if not isinstance(value, dt.datetime):
        return None
    if value.tzinfo is None and not value.microsecond:
        return value
    # Spreadsheets know no zones: the time is the one on the wall, to the second.
    return (timezone.make_naive(value) if timezone.is_aware(value) else value).replace(microsecond=0)


def _bool(value: object) -> Cell:
    return value if isinstance(value, bool) else None


_CONVERT: dict[str, Callable[[object], Cell]] = {
    "integer": _integer, "decimal": _number, "percent": _number, "date": _date, "datetime": _datetime, "bool": _bool,
}  # fmt: skip


def shown(cell: Cell | Link, column: Column) -> str:
    """One cell that is not missing, as a person reads it."""
    if isinstance(cell, str):
        return cell
    return cell.text if isinstance(cell, Link) else speaker(column)(cell)


def speaker(column: Column) -> Callable[[Any], str]:
    """The function that says a value of this column's kind (no text, no link) as a person reads it.

    Made once for a column, it serves a million cells.
    """
    if column.kind == "bool":
        return {True: _("是"), False: _("否")}.__getitem__
    if column.kind == "date":
        return _shown_date if roc.in_chinese() else dt.date.isoformat
    if column.kind == "datetime":
        day = _shown_date if roc.in_chinese() else dt.date.isoformat
        return lambda when: f"{day(when.date())} {when.hour:02}:{when.minute:02}"
    places = {"percent": f".{column.decimals}%", "decimal": f".{column.decimals}f"}.get(column.kind, "")
    return f"{{:,{places}}}".format


@lru_cache(maxsize=4096)
def _shown_date(when: dt.date) -> str:
    return roc.short(when) if when >= roc.FIRST else when.isoformat()


def half_widths(text: str) -> int:
    """How many half-width places a line takes: a Chinese character takes two."""
    return sum(2 if unicodedata.east_asian_width(character) in "WF" else 1 for character in text)
