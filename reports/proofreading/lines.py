"""A proof-reader's finding as it is shown: sign, tone and words."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from django.utils.translation import gettext as _

from .numbers import Known
from .proofreader import Finding, Verdict, proofread

SIGNS = {
    Verdict.HOLDS: "check-circle-fill", Verdict.HOLDS_IF: "question-circle-fill", Verdict.DIFFERS: "x-circle-fill",
    Verdict.UNCARRIED: "exclamation-triangle-fill", Verdict.AIM: "flag-fill",
}  # fmt: skip
TONES = {
    Verdict.HOLDS: "ok", Verdict.HOLDS_IF: "info", Verdict.DIFFERS: "late", Verdict.UNCARRIED: "risk",
    Verdict.AIM: "info",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Line:
    """A finding as it is shown: its number in the list, sign, tone and words."""

    place: int
    finding: Finding
    sign: str
    tone: str
    words: str


def verdict_words() -> dict[Verdict, str]:
    """What each verdict is called."""
    return {
        Verdict.HOLDS: _("算得出來"),
        Verdict.HOLDS_IF: _("要看總數"),
        Verdict.DIFFERS: _("算出來不一樣"),
        Verdict.UNCARRIED: _("沒有依據"),
        Verdict.AIM: _("目標"),
    }


def lines_of(text: str, known: Iterable[Known]) -> list[Line]:
    """The findings about a text, in its order."""
    words = verdict_words()
    return [
        Line(place, one, SIGNS[one.verdict], TONES[one.verdict], words[one.verdict])
        for place, one in enumerate(proofread(text, known), 1)
    ]
