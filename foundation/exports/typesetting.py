"""What Chinese text needs on paper and the renderer does not do: narrower punctuation, and no empty boxes.

Both work on finished HTML, so that templates stay plain.
"""

from __future__ import annotations

import functools
import re
import unicodedata
from collections.abc import Callable

OPENING, CLOSING, PAUSES = "「『（《〈【〔", "」』）》〉】〕", "，。、；：！？"
# The printer's sign for a character that is not in the case.
GETA = "〓"

_NARROW_AFTER = PAUSES + CLOSING + OPENING
_TOKEN = re.compile(r"(<!--.*?-->|<[^>]+>)", re.DOTALL)
_TAG = re.compile(r"<(/?)([a-zA-Z][\w-]*)")
_BRACKET = re.compile(f"[{OPENING}{CLOSING}]")
# Tags through which a line of text runs on.
_INLINE = frozenset(
    ("a", "abbr", "b", "bdi", "cite", "code", "del", "dfn", "em", "i", "ins", "mark", "q", "s", "small", "span",
     "strong", "sub", "sup", "time", "u", "wbr")
)  # fmt: skip
_VERBATIM = frozenset(("svg", "style", "script", "title", "textarea", "pre"))

# Characters that Debian's Noto CJK always has: everything else is looked up.
_KNOWN = re.compile(
    "[\t-\r -~\u00a0-\u00ff\u3000-\u303f\u3041-\u3096\u30a1-\u30fa\u3105-\u312f\u4e00-\u9fa5\uff01-\uff5e]+"
)
_MODIFIERS = "\ufe00-\ufe0f\u20e3\U0001f3fb-\U0001f3ff\U000e0020-\U000e007f"


def squeeze(html: str) -> str:
    """Take the empty half off brackets that meet other punctuation (`」，` and `：「`), as a typesetter would.

    The bracket goes into `<span class="hw">`, which print style sheets set in half width (`halt`). Text inside SVG,
    `<pre>` and the head is left alone; a line is followed through inline tags.
    """
    head, body, rest = html.partition("<body")
    if not body:
        head, rest = "", html
    tokens = _TOKEN.split(rest)
    texts = _text_tokens(tokens)
    for place, (index, line) in enumerate(texts):
        before = tokens[texts[place - 1][0]][-1:] if place and texts[place - 1][1] == line else ""
        after = ""
        if place + 1 < len(texts) and texts[place + 1][1] == line:
            after = tokens[texts[place + 1][0]][:1]
        tokens[index] = _Narrowed(_narrow(tokens[index], before, after))
    return head + body + "".join(tokens)


class _Narrowed(str):
    """A text token that is done: its last visible character stays askable after the span was put in."""

    def __getitem__(self, key: object) -> str:
        return str(self).removesuffix("</span>")[key]  # type: ignore[index]


def _narrow(text: str, before: str, after: str) -> str:
    def mark(found: re.Match[str]) -> str:
        character, start, end = found[0], found.start(), found.end()
        if character in OPENING:
            neighbour = text[start - 1] if start else before
        else:
            neighbour = text[end] if end < len(text) else after
        return f'<span class="hw">{character}</span>' if neighbour and neighbour in _NARROW_AFTER else character

    return _BRACKET.sub(mark, text)


def _text_tokens(tokens: list[str]) -> list[tuple[int, int]]:
    """Places of the texts, each with the number of the line (unbroken run of inline content) it belongs to."""
    found: list[tuple[int, int]] = []
    line, verbatim = 0, ""
    for index, token in enumerate(tokens):
        tag = _TAG.match(token)
        if tag is None:
            if token and not verbatim and not token.startswith("<"):
                found.append((index, line))
            continue
        name = tag[2].lower()
        if verbatim:
            if tag[1] and name == verbatim:
                verbatim = ""
            continue
        if name in _VERBATIM and not tag[1] and not token.endswith("/>"):
            verbatim = name
        if name not in _INLINE:
            line += 1
    return found


def replace_unprintable(html: str, lacks: Callable[[str], frozenset[str]]) -> tuple[str, frozenset[str]]:
    """Put 〓 where a character would print as an empty box; the second value are the characters it stands for.

    What nobody sees where a font has it (control characters, marks above a letter) is left out instead.

    Args:
        html: the finished page.
        lacks: which of the given characters no font has.
    """
    unusual = "".join(sorted(set(_KNOWN.sub("", html))))
    lacking = lacks(unusual) if unusual else frozenset()
    missing = frozenset(character for character in lacking if not _invisible(character))
    if missing:
        one = f"[{re.escape(''.join(sorted(missing)))}][{_MODIFIERS}]*"
        # An emoji joined from several pieces is one picture, so it leaves one sign.
        html = re.sub(f"{one}(?:\u200d{one})*", GETA, html)
    return html.translate(dict.fromkeys(map(ord, lacking - missing))), missing


@functools.cache
def _invisible(character: str) -> bool:
    return unicodedata.category(character) in ("Cf", "Mn", "Cc") or character.isspace()
