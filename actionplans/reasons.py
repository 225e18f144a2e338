"""A reason, a ruling, an explanation: how long one may be, said everywhere in the same words and never cut."""

from __future__ import annotations

from django.utils.translation import gettext as _


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
