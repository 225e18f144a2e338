"""Whether a table adds up: its total row, and its columns of shares."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from itertools import permutations

from django.utils.translation import gettext as _

from .numbers import Number, read
from .proofreader import Verdict, shown

TOTALS = re.compile(r"^(?:合計|總計|總和|小計|共計|全國|全縣|全市)")
ENOUGH = 3  # rows from which a column's calculation can be told


@dataclass(frozen=True, slots=True)
class CellFinding:
    """What became of one cell; `row` and `column` count from 0, the heading not counted."""

    row: int
    column: int
    verdict: Verdict
    how: str
    gives: Fraction | None = None


def proofread_table(heading: Sequence[str], rows: Sequence[Sequence[str]]) -> list[CellFinding]:
    """The cells that follow from others: totals from the rows above them, shares from two other columns.

    A column of shares is known by most of its rows being the same two columns divided; the rows that are not are
    flagged. Cells that say no number are left out of a sum, as an empty cell is.
    """
    cells = [[_one(cell) for cell in row] for row in rows]
    return [*_totals(rows, cells), *_rates(heading, rows, cells)]


def _one(cell: str) -> Number | None:
    found = read(str(cell).strip())
    return found[0] if len(found) == 1 else None


def _totals(rows: Sequence[Sequence[str]], cells: list[list[Number | None]]) -> list[CellFinding]:
    found = []
    first = 0
    for at, row in enumerate(rows):
        if not row or not TOTALS.match(str(row[0]).strip()):
            continue
        for column, total in enumerate(cells[at]):
            parts = [line[column] for line in cells[first:at] if column < len(line)]
            numbers = [part for part in parts if part is not None]
            if total is None or total.unit == "%" or len(numbers) < 2 or any(one.unit == "%" for one in numbers):
                continue
            value = sum((one.value for one in numbers), Fraction(0))
            verdict = Verdict.HOLDS if value == total.value else Verdict.DIFFERS
            how = _("上面 %(number)s 列加起來是 %(value)s") % {
                "number": len(numbers),
                "value": shown(value, total.step),
            }
            found.append(CellFinding(at, column, verdict, how, value))
        first = at + 1
    return found


def _rates(
    heading: Sequence[str], rows: Sequence[Sequence[str]], cells: list[list[Number | None]]
) -> list[CellFinding]:
    found = []
    wide = min((len(line) for line in cells), default=0)
    for column in range(wide):
        said = [at for at, line in enumerate(cells) if (one := line[column]) is not None and one.unit == "%"]
        if len(said) < ENOUGH:
            continue
        ways = {
            (upper, lower): [at for at in said if _gives(cells[at], column, upper, lower)]
            for upper, lower in permutations([each for each in range(wide) if each != column], 2)
        }
        if not ways:
            continue
        upper, lower = max(ways, key=lambda way: len(ways[way]))
        good = ways[upper, lower]
        if len(good) * 2 <= len(said):
            continue
        for at in said:
            value = _share(cells[at], upper, lower)
            one = cells[at][column]
            if value is None or one is None:
                continue
            verdict = Verdict.HOLDS if at in good else Verdict.DIFFERS
            how = f"{heading[upper]} ÷ {heading[lower]} ＝ {shown(value, one.step)}%"
            found.append(CellFinding(at, column, verdict, how, value))
    return found


def _share(line: list[Number | None], upper: int, lower: int) -> Fraction | None:
    part, whole = line[upper], line[lower]
    return part.value / whole.value * 100 if part and whole and whole.value else None


def _gives(line: list[Number | None], column: int, upper: int, lower: int) -> bool:
    value, one = _share(line, upper, lower), line[column]
    return value is not None and one is not None and abs(value - one.value) <= one.step / 2
