"""The answer to a list of hours: what became of each row."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _

from volunteers.rules.hours import RULES, Verdict

from .hour_lists import Taken
from .kept_answers import Answer, of_sheet


@dataclass(frozen=True, slots=True)
class HourAnswer(Answer):
    """What became of a list of hours.

    Attributes:
        counted, there, short: numbers of rows: those that count whole, that stood in the ledger before, and of which a
            part or nothing counts.
        minutes: what counts of the list.
        reasons: why minutes do not count, each with its cure and how many rows it concerns.
    """

    counted: int
    there: int
    short: int
    minutes: int
    reasons: list[dict[str, str | int]]

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
    there = set(taken.there)
    fresh = {row.number: taken.verdicts[row.number] for row in taken.understood.good if row.number not in there}
    missing = {number: [one for one in verdicts if one.why] for number, verdicts in fresh.items()}
    reasons = Counter(reason for short in missing.values() for reason in {one.why for one in short})

    def word(number: int) -> tuple[str, str]:
        if number in there:
            return _("已經登錄過"), ""
        return _word(missing[number], dry), " ".join(_reason(one) for one in missing[number])

    short = sum(bool(one) for one in missing.values())
    return HourAnswer(
        **of_sheet(taken.understood, name=name, dry=dry, word=word),
        counted=len(fresh) - short, there=len(there), short=short,
        minutes=sum(one.counted for verdicts in fresh.values() for one in verdicts),
        reasons=[
            {"why": str(RULES[reason].words), "cure": str(RULES[reason].cure), "source": RULES[reason].source,
             "rows": reasons[reason]}
            for reason in RULES if reasons[reason]
        ],
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
