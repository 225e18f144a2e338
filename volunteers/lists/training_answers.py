"""The answer to a list of trainings: what became of each row."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.translation import gettext as _

from .kept_answers import Answer, of_sheet
from .training_lists import Taken


@dataclass(frozen=True, slots=True)
class TrainingAnswer(Answer):
    """Numbers of rows: trainings recorded, and those that were recorded before."""

    recorded: int
    same: int


def answer_to(taken: Taken, *, name: str, dry: bool) -> TrainingAnswer:
    """What to tell of a list."""
    words = dict.fromkeys(taken.recorded, _("可匯入") if dry else _("已匯入"))
    words |= dict.fromkeys(taken.same, _("已經登錄過"))
    return TrainingAnswer(
        **of_sheet(taken.understood, name=name, dry=dry, word=lambda number: (words[number], "")),
        recorded=len(taken.recorded), same=len(taken.same),
    )  # fmt: skip
