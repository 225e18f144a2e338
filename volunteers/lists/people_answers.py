"""The answer to a list of people: what became of each row."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.translation import gettext as _

from .kept_answers import Answer, of_sheet
from .people_lists import Taken


@dataclass(frozen=True, slots=True)
class PeopleAnswer(Answer):
    """Numbers of rows: people entered anew, taken into the unit, completed, and already as they are."""

    entered: int
    joined: int
    changed: int
    same: int


def answer_to(taken: Taken, *, name: str, dry: bool) -> PeopleAnswer:
    """What to tell of a list."""
    words = dict.fromkeys(taken.entered, _("新登錄")) | dict.fromkeys(taken.joined, _("原已登錄，加入單位"))
    words |= dict.fromkeys(taken.changed, _("補上資料")) | dict.fromkeys(taken.same, _("沒有變動"))
    return PeopleAnswer(
        **of_sheet(taken.understood, name=name, dry=dry, word=lambda number: (words[number], "")),
        entered=len(taken.entered), joined=len(taken.joined), changed=len(taken.changed), same=len(taken.same),
    )  # fmt: skip
