"""What is said beside a paragraph while it is typed: unknown references, numbers that do not follow, stale digits.

The proof-reader reads Chinese, with the report's numbers put in and known besides; of English only the references are
looked at.
"""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction

from django.utils.translation import gettext as _

from reports.proofreading import numbers as written
from reports.proofreading.lines import Line, lines_of
from reports.proofreading.numbers import Known

from . import references
from .references import Filled, Numbers

MOST_TIPS = 3


@dataclass(frozen=True, slots=True)
class Checked:
    """What became of a text. `problems` keep an edition from being published; `tips` are only good to know."""

    filled: Filled
    problems: tuple[str, ...]
    lines: tuple[Line, ...]
    tips: tuple[str, ...]

    @property
    def flagged(self) -> tuple[Line, ...]:
        """The numbers somebody has to look at."""
        return tuple(line for line in self.lines if line.finding.verdict.is_flagged)


def check(text: str, numbers: Numbers, *, language: str) -> Checked:
    """A text as it would be printed, and what there is to say of it."""
    filled = references.fill(text, numbers)
    problems = tuple(references.problems(filled, numbers))
    if language != "zh-hant" or not text.strip():
        return Checked(filled, problems, (), ())
    return Checked(filled, problems, tuple(lines_of(filled.text, _known(numbers))), tuple(_tips(text, numbers)))


def _known(numbers: Numbers) -> list[Known]:
    """The report's main numbers, as the proof-reader knows them besides the text."""
    return [
        Known(one.label, Fraction(one.value), one.unit, where=one.part) for one in numbers.main if one.value is not None
    ]


def _tips(text: str, numbers: Numbers) -> list[str]:
    """Digits that say what a figure of the report says now."""
    bare = references.REFERENCE.sub(lambda match: "〇" * len(match[0]), text)
    same = {(Fraction(one.value), one.unit): one for one in reversed(numbers.main) if one.value}
    found: dict[str, str] = {}
    for one in written.read(bare):
        numeral = same.get((one.value, one.unit))
        if numeral is not None and one.value > 1:
            found.setdefault(
                numeral.part,
                _("「%(text)s」和報告的「%(label)s」一樣。寫成 %(written)s，數字變了這裡會跟著變。")
                % {"text": one.text, "label": numeral.label, "written": numeral.written},
            )
    return list(found.values())[:MOST_TIPS]
