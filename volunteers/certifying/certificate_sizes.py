"""How large a certificate is set, so that what may be written on it stands above the seals on one page.

A unit may write 200 characters of what was done and 200 of its merits, names have up to 50 and stays in a unit have no
limit: at the size of a short certificate these would run over seals and QR code, or onto a second page. The heights are
estimated from the sizes that `templates/print/certificate.html` names; they are in millimetres.
"""

from __future__ import annotations

import math
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

WIDTH, LABEL, CELL_EDGE = 229.0, 34.0, 6.0
LOWEST = 148.0
"""From the sheet's top to where the seals begin, with a little room."""
POINT = 25.4 / 72
LATIN = 0.56
"""How wide a letter is beside its height; a Chinese one is as wide as high."""


@dataclass(frozen=True, slots=True)
class Size:
    """The sizes of one way to set it.

    Attributes:
        mark: its class on the sheet; empty for the usual one.
        head: from the sheet's top to the name.
        name, text, table: size in points, height of a line in sizes, and for a name how wide its spacing is.
        edge: of a row of the table, above and below its lines.
        apart: blanks after the name and before the table.
    """

    mark: str
    head: float
    name: tuple[float, float, float]
    text: tuple[float, float]
    table: tuple[float, float]
    edge: float
    apart: float


def _tight(mark: str, text: float) -> Size:
    """All in one proportion to the text, as the sheet has it for `tight`."""
    return Size(mark, 34.4 + 2.4 * text * POINT, (1.6 * text, 1.3, 0.1), (text, 1.6), (0.72 * text, 1.4), 2.0, 5.0)


FEW = Size("few", 60.0, (28, 1.3, 0.28), (20, 2.0), (12, 1.5), 2.9, 14.0)
USUAL = Size("", 55.0, (28, 1.3, 0.28), (17, 1.85), (12, 1.5), 2.9, 8.0)
ENGLISH_FEW = Size("few", 56.0, (26, 1.3, 0.04), (20, 2.0), (11, 1.5), 2.9, 14.0)
ENGLISH = Size("", 51.0, (26, 1.3, 0.04), (15, 1.6), (11, 1.5), 2.9, 8.0)
TIGHT = tuple(_tight(f"tight t{number}", text) for number, text in enumerate((14.5, 12, 10, 8, 6.5), 1))


def size_of(says: Mapping[str, Any], language: str) -> str:
    """The class of the largest size in which it fits, the smallest where it fits in none."""
    few, usual = (ENGLISH_FEW, ENGLISH) if language == "en" else (FEW, USUAL)
    wanted = (few if len(says["rows"]) < 2 else usual, *TIGHT)
    return next((one.mark for one in wanted if height(says, one) <= LOWEST), TIGHT[-1].mark)


def height(says: Mapping[str, Any], size: Size) -> float:
    """From the sheet's top to the end of the last line, in millimetres."""
    points, line, spaced = size.name
    found = size.head + _lines(f"{says['name']}{says['suffix']}", points, WIDTH, spaced) * points * POINT * line
    points, line = size.text
    found += size.apart + _lines(says["text"], points, WIDTH) * points * POINT * line
    points, line = size.table
    for label, said in says["rows"]:
        rows = max(_lines(label, points, LABEL - CELL_EDGE), _lines(said, points, WIDTH - LABEL - CELL_EDGE))
        found += rows * points * POINT * line + size.edge
    return found


def _lines(text: str, points: float, width: float, spaced: float = 0.0) -> int:
    """How many lines a text takes; words that do not break leave some of each line empty."""
    signs = sum((1.0 if unicodedata.east_asian_width(sign) in "WFA" else LATIN) + spaced for sign in text)
    is_latin = sum(sign.isascii() for sign in text) * 2 > len(text)
    return max(1, math.ceil(signs * points * POINT / (width * (0.93 if is_latin else 0.98))))
