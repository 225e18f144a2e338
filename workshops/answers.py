"""The answer to a list that was sent: what became of each row, kept for a while and returned as a sheet."""

from __future__ import annotations

import io
from collections.abc import Sequence
from dataclasses import dataclass

from django.http import FileResponse
from django.utils.translation import gettext as _

from foundation.exports.imprint import Imprint
from foundation.exports.registry import FORMATS
from foundation.exports.table import Column, Table
from foundation.exports.views import respond
from foundation.imports.answer import annotate
from foundation.imports.layout import RESULT
from foundation.imports.rows import Problem, Skipped, Understood
from foundation.imports.spec import as_text
from foundation.ui.stored_words import said

from .participant_lists import Taken

SUFFIXES = ("ods", "xlsx")


@dataclass(frozen=True, slots=True)
class ListAnswer:
    """Plain values only, so that it can wait in the cache.

    Attributes:
        name: of the file; empty for a pasted list.
        columns, rows: the sheet as it came, with 結果, 原因 and 原檔列號.
        added, changed, same, wrong: numbers of rows.
        unknown: headings of columns that were not read.
        other_sheets: names of sheets that were not read.
    """

    name: str
    columns: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    problems: tuple[Problem, ...]
    skipped: tuple[Skipped, ...]
    namesakes: tuple[str, ...]
    added: int
    changed: int
    same: int
    wrong: int
    unknown: tuple[str, ...]
    other_sheets: tuple[str, ...]

    @property
    def total(self) -> int:
        """Rows with data."""
        return self.added + self.changed + self.same + self.wrong

    @property
    def settled(self) -> int:
        """Rows whose person is on the list now."""
        return self.total - self.wrong

    @property
    def said(self) -> str:
        """The numbers in a sentence, for who does not see the bar."""
        numbers = {"total": self.total, "settled": self.settled, "wrong": self.wrong}
        return _("%(total)s 列中，%(settled)s 列的人在名單上，%(wrong)s 列要修正。") % numbers


def answer_to(understood: Understood, taken: Taken, *, name: str) -> ListAnswer:
    """What to tell of a list whose good rows are in."""
    words = dict.fromkeys(taken.added, _("已新增")) | dict.fromkeys(taken.changed, _("已更新"))
    words |= dict.fromkeys(taken.same, _("已在名單上"))
    sheet = annotate(understood, good=_("已匯入"))
    at = sheet.columns.index(said(RESULT))
    rows = []
    for row in sheet.rows:
        cells = [as_text(cell) for cell in row.values]
        if row.outcome == "good":
            cells[at] = words[int(cells[-1])]
        rows.append(tuple(cells))
    return ListAnswer(
        name=name,
        columns=sheet.columns,
        rows=tuple(rows),
        problems=understood.problems,
        skipped=understood.skipped,
        namesakes=tuple(taken.namesakes),
        added=len(taken.added),
        changed=len(taken.changed),
        same=len(taken.same),
        wrong=understood.bad_rows,
        unknown=tuple(
            _("%(letter)s「%(heading)s」") % {"letter": column.letter, "heading": column.heading}
            for column in understood.layout.unknown
        ),
        other_sheets=understood.layout.other_sheets,
    )


def table_of(answer: ListAnswer) -> Table:
    """The annotated sheet; the columns keep their headings, so that it can be sent again as it is."""
    columns: Sequence[Column] = [
        Column(f"column{at}", heading, missing="") for at, heading in enumerate(answer.columns)
    ]
    return Table(_("名單"), _("名單匯入結果"), columns, answer.rows)


def respond_with(answer: ListAnswer, *, suffix: str, title: str) -> FileResponse:
    """The annotated sheet as a download."""
    form = FORMATS[suffix]
    stream = io.BytesIO()  # a list of people is small, and its limit is the upload's
    form.write([table_of(answer)], stream, Imprint(title))
    stream.seek(0)
    return respond(stream, name=f"{title}_{_('匯入結果')}.{suffix}", content_type=form.content_type)
