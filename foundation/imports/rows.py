"""Row by row: which can be used as they are, and what is wrong with the others, cell by cell.

A wrong row never spoils a good one, and nothing is left out in silence: every row of the file is good, has problems, or
is skipped with a reason.
"""

import re
from collections.abc import Hashable, Iterable, Iterator
from dataclasses import dataclass, replace
from typing import IO, Any

from django.utils.translation import gettext as _

from foundation.imports.grid import LIMITS, Limits
from foundation.imports.layout import REMARK, Column, Layout, recognise
from foundation.imports.spec import Cell, Field, Spec, as_text, is_blank
from foundation.taiwan.fullwidth import tight

WORD = 20
_EXAMPLE = re.compile(r"(?:範例|例如|例|example)[:：]")
_SUM = re.compile(r"(?:合計|總計|小計|共計|加總|總和|總時數|總人次)(?:[:：()（）].*)?$")
_NOTE = re.compile(
    r"(?:備註|附註|註|說明|注意事項|製表|填表|承辦|經辦|主管|單位主管|隊長|督導|核章|審核|覆核|核對|簽章|聯絡|以下空白)"
    r"(?:人|日期|電話|單位)*(?:[:：].*)?$"
)
"""What units write below their lists: sums, notes, who made the sheet and who signs it."""
KEPT = 20_000
"""Of so many different cells of a column it is remembered what they were read as."""


@dataclass(frozen=True, slots=True)
class GoodRow:
    """A row whose cells were all read: `number` in the file, `values` by field key."""

    number: int
    values: dict[str, Any]


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing wrong in one row. `column` is the heading, `index` its place (None for the row as a whole)."""

    row: int
    column: str
    index: int | None
    value: str
    why: str
    cure: str

    def __str__(self) -> str:
        where = _("第 %(row)s 列") % {"row": self.row} + (f"「{self.column}」" if self.column else "")
        return _("%(where)s：%(why)s%(cure)s") % {"where": where, "why": self.why, "cure": self.cure}


@dataclass(frozen=True, slots=True)
class Skipped:
    """A row that holds no data, and why that is thought."""

    row: int
    why: str


@dataclass(frozen=True)
class Understood:
    """The sheet: `good` rows in the file's order, `problems` by row, `skipped` rows (blank ones are not listed)."""

    layout: Layout
    good: tuple[GoodRow, ...]
    problems: tuple[Problem, ...]
    skipped: tuple[Skipped, ...]

    @property
    def bad_rows(self) -> int:
        """How many rows have at least one problem."""
        return len({problem.row for problem in self.problems})

    @property
    def total(self) -> int:
        """Rows with data."""
        return len(self.good) + self.bad_rows

    def refuse(self, more: Iterable[Problem]) -> "Understood":
        """The same with problems that only the caller can see (already registered, room is full): rows leave `good`."""
        problems = sorted((*self.problems, *more), key=lambda problem: problem.row)
        bad = {problem.row for problem in problems}
        return replace(self, good=tuple(row for row in self.good if row.number not in bad), problems=tuple(problems))

    def problem(self, row: GoodRow, key: str, why: str, cure: str) -> Problem:
        """A problem for `refuse`, with the heading and the value of that row's cell filled in."""
        return _problem(self.layout, row.number, key, why, cure)


def read(source: IO[bytes] | bytes, spec: Spec, *, limits: Limits = LIMITS) -> Understood:
    """A file (ODS, XLSX, XLS, CSV), row by row.

    Raises:
        foundation.imports.grid.Unreadable: the file as a whole cannot be used; the message says why and what to do.
    """
    return understand(recognise(source, spec, limits=limits))


def understand(layout: Layout) -> Understood:
    """Read every row after the heading against the layout's spec."""
    good: list[GoodRow] = []
    problems: list[Problem] = []
    skipped: list[Skipped] = []
    seen: dict[Hashable, int] = {}
    reader = _Reader(layout)
    for number, cells in data_rows(layout):
        if why := _no_data(layout, cells):
            skipped.append(Skipped(number, why))
            continue
        values, wrong = reader.read(number, cells)
        if not wrong:
            wrong = _check(layout, number, values)
        if not wrong and layout.spec.key and (key := layout.spec.key(values)) is not None:
            first = seen.setdefault(key, number)
            if first != number:
                why = _("和第 %(row)s 列重複。") % {"row": first}
                wrong = [Problem(number, "", None, "", why, _("請留下一列。"))]
        if wrong:
            problems += wrong
        else:
            good.append(GoodRow(number, values))
    return Understood(layout, tuple(good), tuple(problems), tuple(skipped))


def data_rows(layout: Layout) -> Iterator[tuple[int, list[Cell]]]:
    """Row number and cells of every row below the heading that is not blank."""
    for number, cells in enumerate(layout.grid.rows[layout.first_row - 1 :], layout.first_row):
        if not all(is_blank(cell) for cell in cells):
            yield number, cells


def sentence(refused: ValueError) -> tuple[str, str]:
    """What is wrong and how to mend it: the first sentence of a message, and the rest of it."""
    text = str(refused).strip()
    parts = re.match(r"(.+?(?:。|\.(?=\s)))\s*(.+)$", text, re.DOTALL)
    return (parts[1], parts[2]) if parts else (text, _("請對照原始資料改正。"))


class _Reader:
    """Reads rows of one sheet. Sheets say the same over and over (a name in every month, a time on every day), so what
    a cell was read as is kept while the sheet is read.
    """

    def __init__(self, layout: Layout) -> None:
        self._layout = layout
        self._merged = bool(layout.grid.merged)
        self._fields: list[tuple[Field, int | None, dict[tuple[type, Cell], Any]]] = []
        for field in layout.spec.fields:
            column = layout.columns.get(field.key)
            self._fields.append((field, column.index if column else None, {}))

    def read(self, number: int, cells: list[Cell]) -> tuple[dict[str, Any], list[Problem]]:
        """The values of a row by their fields' keys, and what is wrong in it."""
        values: dict[str, Any] = {}
        wrong: list[Problem] = []
        for field, index, known in self._fields:
            cell = cells[index] if index is not None and index < len(cells) else None
            if self._merged and index is not None and field.merges and is_blank(cell):
                cell = self._layout.grid.seen(number - 1, index)
            kind = (cell.__class__, cell)  # 1, 1.0 and True are equal, and read differently
            if kind in known:
                values[field.key] = known[kind]
            elif is_blank(cell):
                values[field.key] = field.default
                if field.required:
                    example = field.shown_example
                    cure = _("請填寫，例如%(example)s。") % {"example": example} if example else _("請填寫。")
                    wrong.append(_problem(self._layout, number, field.key, _("沒有填。"), cure))
            else:
                try:
                    values[field.key] = field.parse(cell)
                except ValueError as refused:
                    wrong.append(_problem(self._layout, number, field.key, *sentence(refused)))
                else:
                    if len(known) < KEPT:
                        known[kind] = values[field.key]
        return values, wrong


def _check(layout: Layout, number: int, values: dict[str, Any]) -> list[Problem]:
    if layout.spec.check is None:
        return []
    return [_problem(layout, number, key, why, cure) for key, why, cure in layout.spec.check(values)]


def _says_no_data(first: str, layout: Layout, cells: list[Cell]) -> bool:
    """Whether a row's first word says that it is a sum, an example or a note; a note only where it is no whole row."""
    if first in layout.spec.ignored or _EXAMPLE.match(first):
        return True
    if not (_SUM.search(first) or _NOTE.match(first)):
        return False
    asked = (layout.columns[one.key].index for one in layout.spec.fields if one.required and one.key in layout.columns)
    return any(index >= len(cells) or is_blank(cells[index]) for index in asked)


def _problem(layout: Layout, number: int, key: str, why: str, cure: str) -> Problem:
    field = layout.field(key)
    column = layout.columns.get(key) or Column(-1, "")
    cells = layout.grid.rows[number - 1]
    value = as_text(cells[column.index]) if 0 <= column.index < len(cells) else ""
    return Problem(number, column.heading or field.shown, column.index if column.index >= 0 else None, value, why, cure)


def _no_data(layout: Layout, cells: list[Cell]) -> str:
    """Why a row that is not blank is no data all the same; empty when it is data."""
    first = next(cell for cell in cells if not is_blank(cell))
    if isinstance(first, str) and _says_no_data(tight(first).casefold(), layout, cells):
        return _("這一列是「%(word)s」，不是資料。") % {"word": as_text(first)[:WORD]}
    if all(is_blank(cell) or REMARK.fullmatch(as_text(cell)) for cell in cells):
        return _("這一列是欄位的說明，不是資料。")
    heading = layout.grid.rows[layout.heading_row - 1] if layout.heading_row else None
    if heading and cells == heading:
        return _("標題列又出現一次。")
    return ""
