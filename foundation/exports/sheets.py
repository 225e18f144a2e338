"""What both spreadsheet formats share: names of sheets, safe addresses, and columns by letter."""

from __future__ import annotations

import re
from collections.abc import Iterable

from django.utils.encoding import iri_to_uri

NAME_LIMIT = 31
_FORBIDDEN = re.compile(r"[\[\]:*?/\\\x00-\x1f\ud800-\udfff\ufffe\uffff]")
_ADDRESS = re.compile(r"(?:https?://[^\s/?#]+|mailto:[^\s@]+@)[!-~]*", re.IGNORECASE)
# Excel opens no file with a longer address; it calls the file damaged.
_ADDRESS_LIMIT = 2079


def names(wanted: Iterable[object]) -> list[str]:
    """A valid and unique name for each sheet, as close to the wanted one as Excel allows.

    At most 31 UTF-16 units, none of `[ ] : * ? / \\`, no apostrophe at either end, not the reserved "History",
    different from the others also when capitals are ignored. A second 名單 becomes 名單 (2).
    """
    taken: set[str] = set()
    result = []
    for number, name in enumerate(wanted, 1):
        base = _FORBIDDEN.sub(" ", str(name)).strip().strip("'").strip() or f"Sheet{number}"
        base = _cut(base, NAME_LIMIT)
        candidate, count = base, 1
        while candidate.casefold() in taken or candidate.casefold() == "history":
            count += 1
            suffix = f" ({count})"
            candidate = _cut(base, NAME_LIMIT - len(suffix)) + suffix
        taken.add(candidate.casefold())
        result.append(candidate)
    return result


def _cut(text: str, limit: int) -> str:
    """The first `limit` UTF-16 units, without half a character, a blank or an apostrophe at the end."""
    data = text.encode("utf-16-le")[: limit * 2]
    return data.decode("utf-16-le", errors="ignore").rstrip(" '")


def letters(index: int) -> str:
    """Excel's name of a column counted from 0: 0 is A, 26 is AA."""
    name = ""
    index += 1
    while index:
        index, rest = divmod(index - 1, 26)
        name = chr(65 + rest) + name
    return name


def address(url: str) -> str | None:
    """The address as a link may carry it, or None where it is none that a cell should open (only web and mail)."""
    uri = iri_to_uri(url.strip())
    return uri if len(uri) <= _ADDRESS_LIMIT and _ADDRESS.fullmatch(uri) else None
