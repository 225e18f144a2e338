"""Asking whoever sent a sheet what its columns are, where their headings do not say it."""

from __future__ import annotations

from dataclasses import dataclass

from foundation.imports.grid import Grid
from foundation.imports.layout import ROWS_BEFORE_HEADING, Column, is_own, score, with_one_heading
from foundation.imports.spec import Cell, Spec, as_text, is_blank

SAMPLES = 3
CUT = 40  # characters of a cell that are shown


@dataclass(frozen=True, slots=True)
class AskedColumn:
    """One column: where it is, what its heading says, what stands below it, and the key of the field it is taken for
    (empty where nobody knows).
    """

    column: Column
    samples: tuple[str, ...]
    field: str


@dataclass(frozen=True, slots=True)
class Asked:
    """A sheet to be explained.

    Attributes:
        sheets: names of the sheets that could be meant, and `sheet`, the one that is.
        rows: rows that could be the heading, as row number and words; `heading_row`, the one that is taken for it.
        nameless: letters of filled columns without a heading, which nothing can be said of.
    """

    sheets: tuple[str, ...]
    sheet: str
    rows: tuple[tuple[int, str], ...]
    heading_row: int
    columns: tuple[AskedColumn, ...]
    nameless: tuple[str, ...]


def ask(grids: list[Grid], spec: Spec, *, sheet: str = "", heading_row: int = 0) -> Asked:
    """What to ask about a file.

    Args:
        spec: with the meanings that are known (`Spec.with_meanings`).
        sheet, heading_row: what somebody chose; where she chose nothing, or nothing there is, the likeliest.
    """
    filled = [
        with_one_heading(grid, spec) for grid in grids if any(not is_blank(cell) for row in grid.rows for cell in row)
    ]
    chosen = [grid for grid in filled if grid.name == sheet] or [max(filled, key=lambda one: score(one, spec)[0])]
    grid = chosen[0]
    rows = _rows(grid)
    if heading_row not in {number for number, _words in rows}:
        heading_row = score(grid, spec)[1] or _likeliest(grid)
    headings, below = grid.rows[heading_row - 1], grid.rows[heading_row:]
    columns: list[AskedColumn] = []
    nameless: list[str] = []
    for index in range(max(len(row) for row in grid.rows)):
        heading = headings[index] if index < len(headings) else ""
        column = Column(index, as_text(heading))
        samples = _samples(below, index)
        if is_own(column.heading):
            continue
        if column.heading:
            field = spec.field_for(column.heading)
            columns.append(AskedColumn(column, samples, field.key if field else ""))
        elif samples:
            nameless.append(column.letter)
    return Asked(
        tuple(one.name for one in filled), grid.name, rows, heading_row, tuple(columns), tuple(nameless)
    )  # fmt: skip


def _rows(grid: Grid) -> tuple[tuple[int, str], ...]:
    first = enumerate(grid.rows[:ROWS_BEFORE_HEADING], 1)
    return tuple((number, _words(row)) for number, row in first if not all(is_blank(cell) for cell in row))


def _words(row: list[Cell]) -> str:
    return "、".join(as_text(cell)[:12] for cell in row if not is_blank(cell))[:CUT]


def _likeliest(grid: Grid) -> int:
    """The first of the rows that hold the most text: a title is one cell, and data have numbers in them."""
    texts = [
        (sum(isinstance(cell, str) and not is_blank(cell) for cell in row), -number)
        for number, row in enumerate(grid.rows[:ROWS_BEFORE_HEADING], 1)
    ]
    return -max(texts)[1]


def _samples(rows: list[list[Cell]], index: int) -> tuple[str, ...]:
    found: list[str] = []
    for row in rows:
        if index < len(row) and not is_blank(row[index]):
            found.append(as_text(row[index])[:CUT])
        if len(found) == SAMPLES:
            break
    return tuple(found)
