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
SUBTOTAL = re.compile(r"^小計")
AVERAGE = re.compile(r"平均|人均|每人|每位|每隊|每場|每單位|average|mean", re.IGNORECASE)
SHARE = re.compile(r"率|比例|[占佔]比|百分比|[%％]|rate|share", re.IGNORECASE)
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
    """The cells that follow from others: totals from the rows above them, shares and averages from two other columns.

    A column of shares is one of per cents, or is called one; a column of averages is called one. Nobody adds them up.
    How they are made is known by most of their rows being the same two columns divided; the rows that are not are
    flagged. Cells that say no number are left out of a sum, as an empty cell is.
    """
    cells = [[_one(cell) for cell in row] for row in rows]
    return [*_totals(heading, rows, cells), *_quotients(heading, cells)]


def _one(cell: str) -> Number | None:
    found = read(str(cell).strip())
    return found[0] if len(found) == 1 else None


def _totals(
    heading: Sequence[str], rows: Sequence[Sequence[str]], cells: list[list[Number | None]]
) -> list[CellFinding]:
    """A subtotal is of the rows since the last total; a total of all rows since the last one that was no subtotal."""
    found: list[CellFinding] = []
    block: list[int] = []
    whole: list[int] = []
    for at, row in enumerate(rows):
        name = str(row[0]).strip() if row else ""
        if not TOTALS.match(name):
            block.append(at)
            whole.append(at)
            continue
        is_part = bool(SUBTOTAL.match(name))
        found += _summed(heading, cells, at, block if is_part else whole)
        block = []
        whole = whole if is_part else []
    return found


def _summed(
    heading: Sequence[str], cells: list[list[Number | None]], at: int, among: Sequence[int]
) -> list[CellFinding]:
    found = []
    for column, total in enumerate(cells[at]):
        parts = [cells[row][column] for row in among if column < len(cells[row])]
        numbers = [part for part in parts if part is not None]
        if total is None or len(numbers) < 2 or any(one.unit == "%" for one in (total, *numbers)):
            continue
        if _is_quotient(heading, column):
            continue
        value = sum((one.value for one in numbers), Fraction(0))
        verdict = Verdict.HOLDS if value == total.value else Verdict.DIFFERS
        how = _("上面 %(number)s 列加起來是 %(value)s") % {"number": len(numbers), "value": shown(value, total.step)}
        found.append(CellFinding(at, column, verdict, how, value))
    return found


def _is_quotient(heading: Sequence[str], column: int) -> bool:
    name = str(heading[column]) if column < len(heading) else ""
    return bool(AVERAGE.search(name) or SHARE.search(name))


def _quotients(heading: Sequence[str], cells: list[list[Number | None]]) -> list[CellFinding]:
    found = []
    wide = min((len(line) for line in cells), default=0)
    for column in range(wide):
        said = [at for at, line in enumerate(cells) if line[column] is not None]
        shares = [at for at in said if (one := cells[at][column]) is not None and one.unit == "%"]
        name = str(heading[column]) if column < len(heading) else ""
        # A column of per cents, whatever it is called; else what its heading says.
        is_share = bool(shares) or (bool(SHARE.search(name)) and not AVERAGE.search(name))
        if not is_share and not AVERAGE.search(name):
            continue
        said = shares or said
        times = 100 if is_share else 1
        ways = {
            (upper, lower): [at for at in said if _gives(cells[at], column, upper, lower, times)]
            for upper, lower in permutations([each for each in range(wide) if each != column], 2)
        }
        if len(said) < ENOUGH or not ways:
            continue
        upper, lower = max(ways, key=lambda way: len(ways[way]))
        good = ways[upper, lower]
        if len(good) * 2 <= len(said):
            continue
        for at in said:
            value = _quotient(cells[at], upper, lower, times)
            one = cells[at][column]
            if value is None or one is None:
                continue
            verdict = Verdict.HOLDS if at in good else Verdict.DIFFERS
            how = f"{heading[upper]} ÷ {heading[lower]} ＝ {shown(value, one.step)}{'%' if is_share else ''}"
            found.append(CellFinding(at, column, verdict, how, value))
    return found


def _quotient(line: list[Number | None], upper: int, lower: int, times: int) -> Fraction | None:
    part, whole = line[upper], line[lower]
    return part.value / whole.value * times if part and whole and whole.value else None


def _gives(line: list[Number | None], column: int, upper: int, lower: int, times: int) -> bool:
    value, one = _quotient(line, upper, lower, times), line[column]
    return value is not None and one is not None and abs(value - one.value) <= one.step / 2
