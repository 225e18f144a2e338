"""The file returned: every row as it came, with what became of it.

Plain data only: columns and rows for whatever writer the caller uses. Three columns are added at the end (結果, 原因,
原檔列號, in the language of the page), named so that the file can be mended and sent again as it is.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

from django.utils.translation import gettext as _

from foundation.imports.layout import REASON, RESULT, ROW, is_own
from foundation.imports.rows import Problem, Understood, data_rows
from foundation.imports.spec import Cell
from foundation.ui.stored_words import said

Outcome = Literal["good", "wrong", "skipped"]


@dataclass(frozen=True, slots=True)
class AnswerRow:
    """One row of the answer; `wrong` are the places of the cells to be mended, for colouring."""

    values: tuple[Cell, ...]
    outcome: Outcome
    wrong: frozenset[int]


@dataclass(frozen=True)
class Answer:
    """The annotated sheet: `columns` are headings, `rows` can be gone through once, without holding them all."""

    columns: tuple[str, ...]
    rows: Iterator[AnswerRow]


def annotate(understood: Understood, *, good: str | None = None, only_wrong: bool = False) -> Answer:
    """The sheet with results. `good` is the word for good rows (可匯入; 已匯入 once it is done).

    With `only_wrong` just the rows to be mended are returned. Columns of an earlier answer are replaced, not repeated.
    """
    layout = understood.layout
    headings = layout.headings
    kept = [index for index, heading in enumerate(headings) if not is_own(heading)]
    columns = (*(headings[index] for index in kept), said(RESULT), said(REASON), said(ROW))
    return Answer(columns, _rows(understood, kept, good or _("可匯入"), only_wrong))


def _rows(understood: Understood, kept: list[int], good: str, only_wrong: bool) -> Iterator[AnswerRow]:
    problems: dict[int, list[Problem]] = {}
    for problem in understood.problems:
        problems.setdefault(problem.row, []).append(problem)
    skipped = {row.row: row.why for row in understood.skipped}
    place = {index: position for position, index in enumerate(kept)}
    for number, cells in data_rows(understood.layout):
        wrong = problems.get(number, [])
        if only_wrong and not wrong:
            continue
        if wrong:
            outcome: Outcome = "wrong"
            result, reason = _("要修正"), _reasons(wrong)
        elif number in skipped:
            outcome, result, reason = "skipped", _("略過"), skipped[number]
        else:
            outcome, result, reason = "good", good, ""
        values = tuple(cells[index] if index < len(cells) else "" for index in kept)
        marked = frozenset(place[problem.index] for problem in wrong if problem.index in place)
        yield AnswerRow((*values, result, reason, number), outcome, marked)


def _reasons(problems: list[Problem]) -> str:
    return " ".join(
        (f"「{problem.column}」" if problem.column else "") + f"{problem.why}{problem.cure}" for problem in problems
    )
