"""The answer to a list of insured people: what became of each row."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from django.utils.translation import gettext as _

from foundation.taiwan import roc
from volunteers.insuring.cover_days import Days

from .insured_lists import Taken
from .kept_answers import Answer, of_sheet


@dataclass(frozen=True, slots=True)
class InsuredAnswer(Answer):
    """Numbers of rows: put on the list, for some of their days because the others stood there, and there already."""

    added: int
    partly: int
    same: int


def answer_to(taken: Taken, *, name: str, dry: bool) -> InsuredAnswer:
    """What to tell of a list."""
    added = _("可加入") if dry else _("已加入名冊")
    part = _("可加入一部分期間") if dry else _("已加入一部分期間")

    def word(number: int) -> tuple[str, str]:
        if number in taken.partly:
            return part, _("其餘期間已經在名冊上，或不能加入；這次加入的是%(days)s。") % {
                "days": _spoken(taken.partly[number])
            }
        return (_("已經在名冊上"), "") if number in same else (added, "")

    same = set(taken.same)
    return InsuredAnswer(
        **of_sheet(taken.understood, name=name, dry=dry, word=word),
        added=len(taken.added), partly=len(taken.partly), same=len(same),
    )  # fmt: skip


def _spoken(days: Iterable[Days]) -> str:
    spans = (
        _("%(first)s 至 %(last)s") % {"first": roc.shown_short(one), "last": roc.shown_short(other)}
        for one, other in days
    )
    return _("、").join(spans)
