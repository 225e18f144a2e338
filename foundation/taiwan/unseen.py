"""Characters that nobody sees: control characters, marks that turn a line around, blanks without a width.

They come along with pasted text, and somebody may send them on purpose: a name that turns the rest of a list's line
around, a reason that stands there and says nothing. `written` is what of a text can be read; everything that is typed
into forms, sheets and the API goes through it.
"""

from __future__ import annotations

import re

# Word and Excel paste their soft line ends so; Unicode has line ends of its own.
_LINE_END = re.compile("[\x0b\x0c\x85\u2028\u2029]")
_UNSEEN = re.compile("[\x00-\x08\x0e-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069\ufdd0-\ufdef\ufff9-\ufffb\ufffe\uffff]")
# Has no ink, but is more than white space; a joined emoji or an accent needs some of these between what is seen.
_BLANK = re.compile(
    r"[\s\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180e\u200b-\u200f\u2060-\u2065\u206a-\u206f\u2800\u3164"
    r"\ufe00-\ufe0f\ufeff\uffa0\U000e0000-\U000e0fff]*"
)


def written(text: str) -> str:
    """The text without what nobody sees; empty where that is all there is. White space alone stays as it is."""
    if text.isascii() and text.isprintable():
        return text
    seen = _UNSEEN.sub("", _LINE_END.sub("\n", text))
    return "" if seen and not seen.isspace() and _BLANK.fullmatch(seen) else seen
