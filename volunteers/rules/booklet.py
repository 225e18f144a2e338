"""The pages of the record book (紀錄冊) that are printed on, and where their lines lie.

Source: 志願服務證及服務紀錄冊管理辦法 第 4 條: 「其格式由中央主管機關統一定之」, and as amended in 2024: training
hours and content, service days, hours and content, awards, photo. How large the book is and where its lines lie no
source at hand says, and editions differ: the measures are the unit's own, taken with a ruler, and the ones given here
only begin with.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import TypeVar

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

STEP = 2
"""Measures are whole halves of a millimetre: two to one."""
FURTHEST = 40
"""How far a page can be shifted, in halves of a millimetre: what is further off lies on other paper."""
SIZES, LEADING = (8.5, 7.5, 6.5, 5.5, 4.5), 1.2
L = TypeVar("L")


class Page(StrEnum):
    """Which page."""

    BASIC = "basic"
    TRAINING = "training"
    HOURS = "hours"
    AWARDS = "awards"


@dataclass(frozen=True, slots=True)
class Column:
    """A column, and how much of the lines' width it takes, in hundredths."""

    label: str | Promise
    share: int


NAMES: dict[Page, str | Promise] = {
    Page.BASIC: _("基本資料"), Page.TRAINING: _("訓練紀錄"), Page.HOURS: _("服務紀錄"), Page.AWARDS: _("獎勵紀錄"),
}  # fmt: skip
COLUMNS: dict[Page, tuple[Column, ...]] = {
    Page.BASIC: (Column(_("項目"), 30), Column(_("內容"), 70)),
    Page.TRAINING: (
        Column(_("日期"), 20), Column(_("訓練內容"), 42), Column(_("時數"), 12), Column(_("訓練單位"), 26),
    ),
    Page.HOURS: (
        Column(_("服務日期"), 30), Column(_("服務內容"), 32), Column(_("時數"), 12), Column(_("服務單位"), 26),
    ),
    Page.AWARDS: (Column(_("日期"), 20), Column(_("獎勵名稱"), 50), Column(_("頒發單位"), 30)),
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Measures:
    """A book's page, in halves of a millimetre: its size, where the first line begins, how high a line is and how many.

    Attributes:
        shift_x, shift_y: what one printer puts too far left or too high, taken back.
    """

    width: int = 180
    height: int = 250
    left: int = 12
    right: int = 12
    top: int = 40
    line: int = 16
    lines: int = 11
    shift_x: int = 0
    shift_y: int = 0

    @property
    def fits(self) -> bool:
        """Whether all lines lie on the page."""
        return self.top + self.line * self.lines <= self.height and self.left + self.right < self.width


def pages(lines: Sequence[L], *, first: int, per_page: int) -> list[list[tuple[int, L]]]:
    """The lines by pages, each with the number of the line it lies on; the first one begins at `first` (from 1)."""
    found: dict[int, list[tuple[int, L]]] = {}
    for at, line in enumerate(lines, first - 1):
        found.setdefault(at // per_page, []).append((at % per_page, line))
    return [found[number] for number in sorted(found)]


def size_of(text: str, width: float, height: float) -> float:
    """The largest type, in points, in which a text lies within so many millimetres; the smallest where none is."""
    across = sum(1 if ord(character) > 0x2E7F else 0.6 for character in text)
    for size in SIZES:
        em = size * 0.3528
        rows = int(height / (em * LEADING))
        if rows and (across * em <= width or (rows > 1 and across * em <= width * rows * 0.92)):
            return size
    return SIZES[-1]


def next_free(printed: int, per_page: int) -> int:
    """The line on which the next one goes, where so many are printed already (from 1)."""
    return printed % per_page + 1
