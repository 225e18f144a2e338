"""Answers to lists that were sent: what became of each row, kept sealed for a while (they hold names and numbers), and
given as a sheet.
"""

from __future__ import annotations

import dataclasses
import io
import json
from collections.abc import Callable
from typing import Any, TypeVar

from django.http import FileResponse
from django.utils.translation import gettext as _

from foundation import sealed
from foundation.exports.imprint import Imprint
from foundation.exports.registry import FORMATS
from foundation.exports.table import Column, Table
from foundation.exports.views import respond
from foundation.imports.answer import annotate
from foundation.imports.layout import REASON, RESULT
from foundation.imports.rows import Problem, Understood
from foundation.imports.spec import as_text
from foundation.taiwan import identity
from foundation.ui.stored_words import said

from . import numbers

SUFFIXES = ("ods", "xlsx")
PLACE = "volunteers.kept_answers"


@dataclasses.dataclass(frozen=True, slots=True)
class Answer:
    """What became of a list's rows, in plain values, so that it can wait; each kind of list adds its own counts.

    Attributes:
        name: of the file.
        dry: whether nothing was written.
        columns, rows: the sheet as it came, with 結果, 原因 and 原檔列號.
        wrong: number of rows that are to be mended.
        marked: by the place of a row, the places of its cells that are to be mended (from 0; the row's as text, as JSON
            keeps it).
        unknown: headings of columns that were not read; other_sheets: sheets that were not.
    """

    name: str
    dry: bool
    columns: list[str]
    rows: list[list[str]]
    problems: list[dict[str, str | int]]
    wrong: int
    marked: dict[str, list[int]]
    unknown: list[str]
    other_sheets: list[str]


A = TypeVar("A", bound=Answer)


def of_sheet(understood: Understood, *, name: str, dry: bool, word: Callable[[int], tuple[str, str]]) -> dict[str, Any]:
    """What an `Answer` says of every kind of list; `word` tells 結果 and 原因 of a good row by its number."""
    sheet = annotate(understood)
    column = understood.layout.columns.get(numbers.NUMBER.key)
    number = column.index if column else None
    at, why = sheet.columns.index(said(RESULT)), sheet.columns.index(said(REASON))
    rows: list[list[str]] = []
    marked: dict[str, list[int]] = {}
    for row in sheet.rows:
        if row.wrong:
            marked[str(len(rows))] = sorted(row.wrong)
        cells = [as_text(cell) for cell in row.values]
        if row.outcome == "good":
            cells[at], cells[why] = word(int(cells[-1]))
        rows.append(cells)
    return {
        "name": name, "dry": dry, "columns": list(sheet.columns), "rows": rows,
        "problems": [_plain(one, number) for one in understood.problems], "wrong": understood.bad_rows,
        "marked": marked,
        "unknown": [
            _("%(letter)s「%(heading)s」") % {"letter": column.letter, "heading": column.heading}
            for column in understood.layout.unknown
        ],
        "other_sheets": list(understood.layout.other_sheets),
    }  # fmt: skip


def closed(answer: Answer) -> str:
    """An answer as text that only this installation can read."""
    return sealed.seal(json.dumps(dataclasses.asdict(answer), ensure_ascii=False), place=PLACE)


def opened(text: str, kind: type[A]) -> A:
    """The answer of such a text."""
    # One that was kept before an upgrade marks nothing.
    return kind(**({"marked": {}} | json.loads(sealed.unseal(text, place=PLACE))))


def _plain(problem: Problem, number: int | None) -> dict[str, str | int]:
    """A problem as plain values. On the page an identity number is masked, and it stands only in the file given back:
    whatever is written where numbers are (at the place `number`), a passport's or one that is none, and one elsewhere.
    """
    at_number = problem.index is not None and problem.index == number
    return {
        "row": problem.row, "column": problem.column,
        "value": identity.mask(problem.value) if at_number else _veiled(problem.value), "why": problem.why,
        "cure": problem.cure,
    }  # fmt: skip


def _veiled(value: str) -> str:
    try:
        return identity.read(value).masked
    except ValueError:
        return value


def respond_with(answer: Answer, *, name: str, suffix: str, title: str) -> FileResponse:
    """The annotated sheet as a download; `name` is the sheet's, `title` the file's."""
    form = FORMATS[suffix]
    stream = io.BytesIO()
    headed = [Column(f"column{at}", heading, missing="") for at, heading in enumerate(answer.columns)]
    wrong = {int(row): cells for row, cells in answer.marked.items()}
    form.write([Table(name, _("匯入結果"), headed, answer.rows, wrong=wrong)], stream, Imprint(title))
    stream.seek(0)
    return respond(stream, name=f"{title}_{_('匯入結果')}.{suffix}", content_type=form.content_type)
