"""A few whole numbers in one field: 「3、6」, the months of follow-up or the days of reminders."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from foundation.taiwan.fullwidth import halfwidth


@dataclass(frozen=True, slots=True)
class Numbers:
    """Which numbers may stand there, at most how many; always in ascending order, each once."""

    low: int
    high: int
    most: int

    def read(self, text: str) -> list[int]:
        """「3、6」 as numbers.

        Raises:
            ValueError: with the sentence that says what is wrong.
        """
        plain = halfwidth(text).translate(str.maketrans("、，,；;", "     "))
        parts = plain.split()
        if not all(part.isascii() and part.isdigit() and len(part) < 9 for part in parts):
            raise ValueError(_("請用頓號分開數字，例如 3、6。"))
        numbers = [int(part) for part in parts]
        if text := self.why_not(numbers):
            raise ValueError(text)
        return numbers

    def why_not(self, numbers: Any) -> str:
        """Why these cannot stand there; empty where they can."""
        whole = isinstance(numbers, list) and all(type(one) is int and self.low <= one <= self.high for one in numbers)
        if not whole or sorted(set(numbers)) != numbers:
            bounds = {"low": self.low, "high": self.high}
            return _("請填 %(low)s 到 %(high)s 的數字，由小到大，例如 3、6。") % bounds
        if len(numbers) > self.most:
            words = ngettext("最多填 %(most)s 個數字。", "最多填 %(most)s 個數字。", self.most)
            return words % {"most": self.most}
        return ""


def written(numbers: Any) -> Any:
    """The numbers as they are typed; whatever is no list of them as it is."""
    return "、".join(map(str, numbers)) if isinstance(numbers, list) else numbers
