"""The answer to a list of hours: what became of each row."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _

from foundation.imports.answer import annotate
from foundation.imports.layout import REASON, RESULT
from foundation.imports.spec import as_text
from foundation.ui.stored_words import said

from .hour_lists import Taken
from .hours import RULES, Verdict
from .kept_answers import plain


@dataclass(frozen=True, slots=True)
class HourAnswer:
    """Plain values only, so that it can wait in the cache.

    Attributes:
        name: of the file.
        dry: whether nothing was written.
        columns, rows: the sheet as it came, with 結果, 原因 and 原檔列號.
        counted, there, short, wrong: numbers of rows: those that count whole, that stood in the ledger before, of which
            a part or nothing counts, that are to be mended.
        minutes: what counts of the list.
        reasons: why minutes do not count, each with its cure and how many rows it concerns.
        unknown: headings of columns that were not read; other_sheets: sheets that were not.
    """

    name: str
    dry: bool
    columns: list[str]
    rows: list[list[str]]
    problems: list[dict[str, str | int]]
    counted: int
    there: int
    short: int
    wrong: int
    minutes: int
    reasons: list[dict[str, str | int]]
    unknown: list[str]
    other_sheets: list[str]

    @property
    def total(self) -> int:
        """Rows with data."""
        return self.counted + self.there + self.short + self.wrong

    @property
    def entered(self) -> int:
        """Rows that are new in the ledger, or would be."""
        return self.counted + self.short


def answer_to(taken: Taken, *, name: str, dry: bool) -> HourAnswer:
    """What to tell of a list."""
    sheet = annotate(taken.understood, good=_("可匯入"))
    at, why = sheet.columns.index(said(RESULT)), sheet.columns.index(said(REASON))
    reasons: Counter[str] = Counter()
    counted = short = minutes = 0
    rows: list[list[str]] = []
    there = set(taken.there)
    for row in sheet.rows:
        cells = [as_text(cell) for cell in row.values]
        number = int(cells[-1])
        if row.outcome == "good" and number in there:
            cells[at] = _("已經登錄過")
        elif row.outcome == "good":
            verdicts = taken.verdicts[number]
            minutes += sum(one.counted for one in verdicts)
            missing = [one for one in verdicts if one.why]
            reasons.update({one.why.value for one in missing if one.why})
            counted, short = (counted, short + 1) if missing else (counted + 1, short)
            cells[at], cells[why] = _word(missing, dry), " ".join(_reason(one) for one in missing)
        rows.append(cells)
    layout = taken.understood.layout
    return HourAnswer(
        name=name, dry=dry, columns=list(sheet.columns), rows=rows,
        problems=[plain(one) for one in taken.understood.problems],
        counted=counted, there=len(there), short=short, wrong=taken.understood.bad_rows, minutes=minutes,
        reasons=[
            {"why": str(RULES[reason].words), "cure": str(RULES[reason].cure), "source": RULES[reason].source,
             "rows": reasons[reason.value]}
            for reason in RULES if reasons[reason.value]
        ],
        unknown=[
            _("%(letter)s「%(heading)s」") % {"letter": column.letter, "heading": column.heading}
            for column in layout.unknown
        ],
        other_sheets=list(layout.other_sheets),
    )  # fmt: skip


def _word(missing: Sequence[Verdict], dry: bool) -> str:
    if not missing:
        return _("可匯入") if dry else _("已匯入")
    if any(one.counted for one in missing):
        return _("可匯入，採計一部分") if dry else _("已匯入，採計一部分")
    return _("可匯入，不採計") if dry else _("已匯入，不採計")


def _reason(verdict: Verdict) -> str:
    rule = RULES[verdict.why] if verdict.why else None
    return f"{rule.words}{rule.cure}" if rule else ""
