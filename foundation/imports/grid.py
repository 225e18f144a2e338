"""A sheet as rows of cells, the limits that hold for it, and the refusal of a file as a whole."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from foundation.imports.spec import Cell


class Unreadable(ValueError):
    """The file as a whole cannot be used; the message says why and what to do, `code` is for programs.

    Codes: empty, size, rows, columns, kind, encoding, quotes, password, macro, broken, bomb; and from the layout
    heading, missing, duplicate.
    """

    def __init__(self, code: str, message: str) -> None:
        super().__init__(message)
        self.code = code


@dataclass(frozen=True)
class Limits:
    """The most that one import may hold. `rows` counts every row of a sheet, headings included."""

    megabytes: int = 5
    rows: int = 20_000
    columns: int = 200
    characters: int = 30_000_000
    unpacked_megabytes: int = 200
    memory_megabytes: int = 1024
    seconds: int = 30


LIMITS = Limits()


@dataclass(frozen=True)
class Grid:
    """One sheet: `rows[0]` is row 1 of the file. `name` is empty for CSV and pasted text.

    `merged` are cells that are covered by one above them, as (row, column) from zero, with the row in which it stands.
    """

    rows: list[list[Cell]]
    name: str = ""
    merged: Mapping[tuple[int, int], int] = field(default_factory=dict)

    def seen(self, row: int, column: int) -> Cell:
        """The cell that somebody sees at a place, both from zero: the one above, where that covers it."""
        cells = self.rows[self.merged.get((row, column), row)]
        return cells[column] if column < len(cells) else None
