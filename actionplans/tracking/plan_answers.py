"""The answer to a sheet of plans: what it would change while somebody decides, and what became of it afterwards."""

from __future__ import annotations

import io
from dataclasses import dataclass, replace

from django.http import FileResponse
from django.utils.translation import gettext as _

from foundation.exports.imprint import Imprint
from foundation.exports.registry import FORMATS
from foundation.exports.table import Column, Table
from foundation.exports.views import respond
from foundation.imports.answer import annotate
from foundation.imports.rows import Problem, Skipped, Understood
from foundation.imports.spec import as_text

from .plan_lists import Edit, Taken
from .plan_sheet import EDITABLE

SUFFIXES = ("ods", "xlsx")


@dataclass(frozen=True, slots=True)
class SheetAnswer:
    """Plain values only, so that it can wait in the cache.

    Attributes:
        name: of the file.
        columns, rows: the sheet as it came, with 結果, 原因 and 原檔列號 at the end.
        good: numbers of the rows that could be read.
        edits: what they would change; `taken` is what became of it, None while nobody has decided.
        unknown, lacking: headings that were not read, and columns that are not there.
    """

    name: str
    columns: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    good: frozenset[int]
    edits: tuple[Edit, ...]
    problems: tuple[Problem, ...]
    skipped: tuple[Skipped, ...]
    unknown: tuple[str, ...]
    lacking: tuple[str, ...]
    other_sheets: tuple[str, ...]
    taken: Taken | None = None

    @property
    def wrong(self) -> int:
        """How many rows have to be mended."""
        return len({one.row for one in self.problems})

    @property
    def conflicts(self) -> int:
        """How many cells the platform has changed, too."""
        return sum(one.conflict for one in self.edits)

    @property
    def emptied(self) -> int:
        """How many cells would be emptied."""
        return sum(one.empties for one in self.edits)

    @property
    def plans(self) -> int:
        """How many plans would change."""
        return len({one.plan for one in self.edits})

    def decided(self, taken: Taken) -> SheetAnswer:
        """The same after somebody has decided."""
        return replace(self, taken=taken)

    def told(self) -> list[tuple[str, ...]]:
        """The rows, each with its result and its reason."""
        return [(*row[:-3], *self._result(int(row[-1]), row), row[-1]) for row in self.rows]

    def _result(self, number: int, row: tuple[str, ...]) -> tuple[str, str]:
        if number not in self.good:
            return row[-3], row[-2]
        mine = [one for one in self.edits if one.row == number]
        if not mine:
            return _("沒有變動"), ""
        if self.taken is None:
            return _("等您決定"), _("、").join(one.label for one in mine)
        if number in self.taken.refused:
            return _("要修正"), self.taken.refused[number]
        saved, left = self.taken.saved.get(number, []), self.taken.left.get(number, [])
        reason = _("沒有採用：%(cells)s") % {"cells": _("、").join(left)} if left else ""
        return (_("已更新"), reason) if saved else (_("沒有採用"), reason)


def answer_to(understood: Understood, edits: list[Edit], *, name: str) -> SheetAnswer:
    """What to lay before somebody."""
    sheet = annotate(understood)
    known = understood.layout.columns
    return SheetAnswer(
        name=name,
        columns=sheet.columns,
        rows=tuple(tuple(as_text(cell) for cell in row.values) for row in sheet.rows),
        good=frozenset(row.number for row in understood.good),
        edits=tuple(edits),
        problems=understood.problems,
        skipped=understood.skipped,
        unknown=tuple(
            _("%(letter)s「%(heading)s」") % {"letter": column.letter, "heading": column.heading}
            for column in understood.layout.unknown
        ),
        lacking=tuple(understood.layout.field(key).shown for key in EDITABLE if key not in known),
        other_sheets=understood.layout.other_sheets,
    )


def respond_with(answer: SheetAnswer, *, suffix: str) -> FileResponse:
    """The annotated sheet as a download; its headings stay, so that it can be mended and sent again."""
    form, title = FORMATS[suffix], _("行動方案")
    columns = [Column(f"column{at}", heading, missing="") for at, heading in enumerate(answer.columns)]
    stream = io.BytesIO()  # its limit is the upload's
    form.write([Table(title, title, columns, answer.told())], stream, Imprint(title))
    stream.seek(0)
    return respond(stream, name=f"{title}_{_('匯入結果')}.{suffix}", content_type=form.content_type)
