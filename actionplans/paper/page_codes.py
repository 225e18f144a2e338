"""The code on every printed page: which workshop, table, sheet, version and page it is.

It is a name and no key: whoever reads it learns where the page belongs, and it opens nothing. It stands on the paper as
a QR and in letters that can be typed, such as `VP128-3-A2-1-QK` (workshop 128, table 3, sheet A in version 2, page 1);
the last two letters tell a misread code from a right one.
"""

from __future__ import annotations

import re
import zlib
from collections.abc import Mapping
from dataclasses import dataclass

import segno
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from actionplans.models import SheetKind
from workshops.codes import ALPHABET

K = SheetKind
# What a page is, and the sheets whose answers are written on it. B is the A3 page on which a table designs, checks and
# promises; C holds the questions that the association has added.
SHEETS: Mapping[str, tuple[SheetKind, ...]] = {
    "A": (K.INVENTORY,),
    "B": (K.DESIGN, K.FEASIBILITY, K.COMMITMENT),
    "C": (K.INVENTORY, K.DESIGN, K.FEASIBILITY, K.COMMITMENT),
    "D": (K.DESIGN,),
    "F": (K.FEASIBILITY,),
    "K": (K.COMMITMENT,),
}
NAMES: Mapping[str, str | Promise] = {
    "A": _("盤點表"),
    "B": _("行動設計表（三表一張）"),
    "C": _("補充題目"),
    "D": _("行動設計表"),
    "F": _("可行性檢視"),
    "K": _("承諾"),
}
LETTER: Mapping[str, str] = {K.INVENTORY: "A", K.DESIGN: "D", K.FEASIBILITY: "F", K.COMMITMENT: "K"}
SHAPE = re.compile(r"VP([1-9]\d{0,9})-(\d{1,3})-([A-Z])(\d{1,4})-(\d{1,3})-([A-Z0-9]{2})")


@dataclass(frozen=True, slots=True)
class PageCode:
    """Where a page belongs.

    Attributes:
        table: number of the group; 0 on a page printed before there were groups.
        sheet: a letter of `SHEETS`.
        version: of the form, so that an old page is known as one.
    """

    workshop: int
    table: int
    sheet: str
    version: int
    page: int

    def __str__(self) -> str:
        body = f"VP{self.workshop}-{self.table}-{self.sheet}{self.version}-{self.page}"
        return f"{body}-{_check(body)}"

    @property
    def text(self) -> str:
        """The code in letters."""
        return str(self)

    @property
    def as_picture(self) -> str:
        """The QR as an address that a style sheet can show; a quarter of it may be dirty."""
        return str(segno.make(str(self), error="q", micro=False).svg_data_uri(scale=3, border=2))


def _check(body: str) -> str:
    high, low = divmod(zlib.crc32(body.encode()) % len(ALPHABET) ** 2, len(ALPHABET))
    return ALPHABET[high] + ALPHABET[low]


def read(text: str) -> PageCode | None:
    """The page a code names, from a QR or typed by hand; None if it is no page code or was misread."""
    plain = "".join(chr(ord(c) - 0xFEE0) if "！" <= c <= "～" else c for c in text[:200])
    found = SHAPE.fullmatch("".join(plain.upper().split()).replace("–", "-").replace("—", "-"))
    if found is None or found[3] not in SHEETS:
        return None
    code = PageCode(int(found[1]), int(found[2]), found[3], int(found[4]), int(found[5]))
    return code if _check(str(code).rpartition("-")[0]) == found[6] else None
