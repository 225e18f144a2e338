"""The answer to a list of people: what became of each row."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.translation import gettext as _

from foundation.imports.answer import annotate
from foundation.imports.layout import RESULT
from foundation.imports.spec import as_text
from foundation.ui.stored_words import said

from .kept_answers import plain
from .people_lists import Taken


@dataclass(frozen=True, slots=True)
class PeopleAnswer:
    """Plain values only, so that it can wait in the cache.

    Attributes:
        name: of the file.
        dry: whether nothing was written.
        columns, rows: the sheet as it came, with 結果, 原因 and 原檔列號.
        entered, joined, changed, same, wrong: numbers of rows.
        unknown: headings of columns that were not read; other_sheets: sheets that were not.
    """

    name: str
    dry: bool
    columns: list[str]
    rows: list[list[str]]
    problems: list[dict[str, str | int]]
    entered: int
    joined: int
    changed: int
    same: int
    wrong: int
    unknown: list[str]
    other_sheets: list[str]


def answer_to(taken: Taken, *, name: str, dry: bool) -> PeopleAnswer:
    """What to tell of a list."""
    words = dict.fromkeys(taken.entered, _("新登錄")) | dict.fromkeys(taken.joined, _("原已登錄，加入單位"))
    words |= dict.fromkeys(taken.changed, _("補上資料")) | dict.fromkeys(taken.same, _("沒有變動"))
    sheet = annotate(taken.understood)
    at = sheet.columns.index(said(RESULT))
    rows: list[list[str]] = []
    for row in sheet.rows:
        shown = [as_text(cell) for cell in row.values]
        if row.outcome == "good":
            shown[at] = words[int(shown[-1])]
        rows.append(shown)
    layout = taken.understood.layout
    return PeopleAnswer(
        name=name, dry=dry, columns=list(sheet.columns), rows=rows,
        problems=[plain(one) for one in taken.understood.problems],
        entered=len(taken.entered), joined=len(taken.joined), changed=len(taken.changed), same=len(taken.same),
        wrong=taken.understood.bad_rows,
        unknown=[
            _("%(letter)s「%(heading)s」") % {"letter": column.letter, "heading": column.heading}
            for column in layout.unknown
        ],
        other_sheets=list(layout.other_sheets),
    )  # fmt: skip
