"""Where the data stand in a sheet: which row is the heading, which column is which field.

People put a title above the heading, name columns as they like, add columns of their own and swap them. The heading row
is the one among the first rows in which the most fields are recognised; what it does not name is listed, not guessed.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from itertools import pairwise, zip_longest
from typing import IO

from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from foundation.imports.grid import LIMITS, Grid, Limits, Unreadable
from foundation.imports.reading import read_file, read_text
from foundation.imports.spec import Cell, Field, Spec, as_text, column_letter, heading_key, is_blank

ROWS_BEFORE_HEADING = 30
REMARK = re.compile(r"\s*[(（【\[][^()（）]*[)）】\]]\s*")
Meanings = Mapping[str, str]
"""What headings mean to whoever sends the sheet, beside what the spec knows: the key of a field by `heading_key`, or an
empty text for a column that is not to be read."""
RESULT, REASON, ROW = gettext_noop("結果"), gettext_noop("原因"), gettext_noop("原檔列號")
"""Headings of the columns that `answer` adds, in the page's language; when the file comes back they are no news."""
_OWN = frozenset(heading_key(text) for text in (RESULT, REASON, ROW, "Result", "Reason", "Row in the file"))


def is_own(heading: str) -> bool:
    """Whether a column is one that an earlier answer has added, in either language."""
    return heading_key(heading) in _OWN


@dataclass(frozen=True)
class Column:
    """A column of the file: its place, and its heading as written."""

    index: int
    heading: str

    @property
    def letter(self) -> str:
        """A, B, … as the spreadsheet names it."""
        return column_letter(self.index)


@dataclass(frozen=True)
class Layout:
    """A sheet, understood as far as its columns go. `heading_row` is the file's row number, None without headings."""

    spec: Spec
    grid: Grid
    columns: dict[str, Column]
    unknown: tuple[Column, ...]
    heading_row: int | None
    other_sheets: tuple[str, ...] = ()

    @property
    def first_row(self) -> int:
        """The row number where data begin."""
        return (self.heading_row or 0) + 1

    @property
    def headings(self) -> tuple[str, ...]:
        """The heading of every column; its letter where it has none."""
        if self.heading_row is None:
            named = {column.index: self.field(key).shown for key, column in self.columns.items()}
        else:
            named = {index: as_text(cell) for index, cell in enumerate(self.grid.rows[self.heading_row - 1])}
        width = max((len(row) for row in self.grid.rows), default=0)
        return tuple(named.get(index) or column_letter(index) for index in range(width))

    def field(self, key: str) -> Field:
        """The field of a key."""
        return self.spec.named(key)


def recognise(source: IO[bytes] | bytes, spec: Spec, *, limits: Limits = LIMITS) -> Layout:
    """Read a file and find the fields of `spec` in it. Raises `Unreadable` with a sentence."""
    return recognise_grids(read_file(source, limits=limits), spec)


def recognise_text(pasted: str, spec: Spec, *, limits: Limits = LIMITS) -> Layout:
    """The same for pasted text."""
    return recognise_grids(read_text(pasted, columns=len(spec.fields), limits=limits), spec)


def recognise_grids(grids: list[Grid], spec: Spec, meanings: Meanings | None = None) -> Layout:
    """Of several sheets the one whose headings fit best is taken, and the others are named in `other_sheets`."""
    grids = [grid for grid in grids if any(not is_blank(cell) for row in grid.rows for cell in row)]
    if not grids:
        raise Unreadable("empty", _("檔案裡沒有資料。請確認選對檔案，再上傳一次。"))
    spec = spec.with_meanings(meanings or {})
    grids = [with_one_heading(grid, spec) for grid in grids]
    scored = [(score(grid, spec), grid) for grid in grids]
    (_score, heading_row), grid = max(scored, key=lambda pair: pair[0][0])
    others = tuple(other.name for other in grids if other is not grid and other.name)
    if heading_row is not None:
        columns, unknown = _named_columns(grid, spec, heading_row)
    elif spec.positional:
        columns, unknown = _columns_by_place(grid, spec)
    else:
        raise Unreadable("heading", _no_heading(spec))
    if missing := [field.shown for field in spec.fields if field.required and field.key not in columns]:
        seen = [as_text(cell) for cell in grid.rows[heading_row - 1] if not is_blank(cell)] if heading_row else []
        raise Unreadable("missing", _missing(missing, seen))
    return Layout(spec, grid, columns, unknown, heading_row, others)


def score(grid: Grid, spec: Spec) -> tuple[int, int | None]:
    """How many fields the best heading row names, and its row number.

    Two recognised headings make a heading row, or one that stands alone. One among strangers is enough if its field is
    required and the cell cannot be data (see `_only_a_heading`): a person may be called like a column, not like two.
    """
    best: tuple[int, int | None] = (0, None)
    for number, row in enumerate(grid.rows[:ROWS_BEFORE_HEADING], 1):
        cells = sum(not is_blank(cell) for cell in row)
        found = {index: field for index, cell in enumerate(row) if (field := spec.field_for(cell))}
        named = len({field.key for field in found.values()})
        alone = named == cells or any(_only_a_heading(spec, index, field, row[index]) for index, field in found.items())
        if (named >= 2 or alone) and named > best[0]:
            best = (named, number)
    return best


def with_one_heading(grid: Grid, spec: Spec) -> Grid:
    """The sheet with a heading of two rows written into the lower one, where that names more fields than any row alone.

    A group (服務時間) stands above its columns (起, 迄); beside it stand columns named in the upper row only.
    """
    best, found = score(grid, spec)[0], None
    for upper, (above, below) in enumerate(pairwise(grid.rows[:ROWS_BEFORE_HEADING])):
        one = _joined(above, below, spec)
        named = len({field.key for cell in one or () if (field := spec.field_for(cell))})
        if one is not None and named > max(best, 1):
            best, found = named, (upper + 1, one)
    if found is None:
        return grid
    rows = list(grid.rows)
    rows[found[0]] = found[1]
    return replace(grid, rows=rows)


def _joined(above: list[Cell], below: list[Cell], spec: Spec) -> list[Cell] | None:
    """Two rows as one heading; None where the lower one is no part of it: something stands under a column's name."""
    found: list[Cell] = []
    group = ""
    for upper, lower in zip_longest(above, below):
        group = as_text(upper) or group
        if is_blank(lower) or as_text(lower) == as_text(upper) or REMARK.fullmatch(as_text(lower)):
            found.append(upper)
        elif not isinstance(lower, str):
            return None
        elif spec.field_for(lower):
            found.append(lower)
        elif spec.field_for(upper):
            return None
        else:
            found.append(group + lower)
    return found


def _only_a_heading(spec: Spec, index: int, field: Field, cell: Cell) -> bool:
    """Whether one recognised cell can be nothing but the heading of a required field.

    Where columns may go by place, 「機關」 in the column of kinds is a kind; 「姓名」 in the column of names, or in one
    whose field cannot read it, is a heading.
    """
    if not field.required or not spec.positional:
        return field.required
    if index >= len(spec.fields) or spec.fields[index] is field:
        return True
    try:
        spec.fields[index].parse(cell)
    except ValueError:
        return True
    return False


def _named_columns(grid: Grid, spec: Spec, heading_row: int) -> tuple[dict[str, Column], tuple[Column, ...]]:
    columns: dict[str, Column] = {}
    unknown: list[Column] = []
    data = grid.rows[heading_row:]
    for index, cell in enumerate(grid.rows[heading_row - 1]):
        column = Column(index, as_text(cell))
        field = spec.field_for(cell)
        if field is None:
            if not is_own(column.heading) and (column.heading or _filled(data, index)):
                unknown.append(column)
        elif field.key in columns:
            raise Unreadable("duplicate", _duplicate(field, columns[field.key], column))
        else:
            columns[field.key] = column
    return columns, tuple(unknown)


def _columns_by_place(grid: Grid, spec: Spec) -> tuple[dict[str, Column], tuple[Column, ...]]:
    width = max(len(row) for row in grid.rows)
    places = [Column(index, "") for index in range(width)]
    columns = {field.key: place for field, place in zip(spec.fields, places, strict=False)}
    return columns, tuple(place for place in places[len(spec.fields) :] if _filled(grid.rows, place.index))


def _filled(rows: list[list[Cell]], index: int) -> bool:
    return any(len(row) > index and not is_blank(row[index]) for row in rows)


def _no_heading(spec: Spec) -> str:
    labels = _("、").join(field.shown for field in spec.fields)
    return _("找不到標題列。請在資料上面加一列標題，可用的欄名：%(labels)s。") % {"labels": labels}


def _missing(missing: list[str], seen: list[str]) -> str:
    names = _("、").join(_("「%(name)s」") % {"name": label} for label in missing)
    if not seen:
        return _("找不到%(names)s這一欄。請加上標題列，把那一欄寫成這個名字。") % {"names": names}
    headings = _("、").join(seen[:12])
    return _("找不到%(names)s這一欄。請把那一欄的標題改成這個名字；檔案現在的標題是：%(headings)s。") % {
        "names": names,
        "headings": headings,
    }


def _duplicate(field: Field, first: Column, second: Column) -> str:
    return _(
        "「%(label)s」出現兩次：%(first)s 欄「%(one)s」和 %(second)s 欄「%(other)s」。請留下一欄，再匯入一次。"
    ) % {
        "label": field.shown,
        "first": first.letter,
        "one": first.heading,
        "second": second.letter,
        "other": second.heading,
    }
