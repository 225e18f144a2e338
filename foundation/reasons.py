"""A reason, a ruling, an explanation: how short and how long one may be, said in the same words and never cut."""

from __future__ import annotations

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from foundation.taiwan.fullwidth import tight

SHORTEST = 6
"""Characters, blanks not counted: fewer tell nobody anything."""
A_WORD = 2
"""Where a word is a whole reason: 「看診」 for leave."""


def written(words: str, *, ask: str, most: int, field: str = "reason", least: int = SHORTEST) -> str:
    """The reason as it is kept.

    Args:
        ask: the sentence that asks for it, where it is missing or too short to tell anything.
        most: how many characters are kept.
        field: of the form, where the refusal belongs.
        least: `A_WORD` where a word is enough.

    Raises:
        ValidationError: it is too short, or too long.
    """
    kept = words.strip()
    if len(tight(kept)) < least:
        raise ValidationError({field: ask})
    if long := too_long(kept, most):
        raise ValidationError({field: long})
    return kept


def too_long(words: str, most: int, *, what: str = "") -> str:
    """What to say of words that are longer than is kept; empty where they fit.

    Args:
        what: what they are called; 原因 without it.
    """
    over = len(words.strip()) - most
    if over <= 0:
        return ""
    told = {"what": what or _("原因"), "most": most, "n": most + over, "over": over}
    return _("%(what)s最多 %(most)s 字，現在 %(n)s 字，多了 %(over)s 字。請縮短再送。") % told
