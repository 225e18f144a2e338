"""Text that a spreadsheet would calculate instead of showing it.

A text whose first visible character is one of `= + - @` is taken for a formula, and Chinese spreadsheets take the
full-width twins as well; a tab or line end in front hides one. An apostrophe in front makes it plain text. The export
of CSV writes this guard, because such a file carries no types, and every import takes it off again.
"""

GUARD = "'"
TRIGGERS = frozenset("=+-@＝＋－＠")
_LEADING = frozenset("\t\n\r")


def starts_formula(text: str) -> bool:
    """Whether a spreadsheet that opens a file with this text would take it for a formula."""
    return text[:1] in _LEADING or text.lstrip()[:1] in TRIGGERS


def guarded(text: str) -> str:
    """The text, made harmless for a spreadsheet that opens the file."""
    return GUARD + text if starts_formula(text) else text


def unguarded(text: str) -> str:
    """What was guarded: the text as it was before."""
    return text[1:] if text.startswith(GUARD) and starts_formula(text[1:]) else text
