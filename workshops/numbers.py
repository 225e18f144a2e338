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
        for place, part in enumerate(parts, 1):
            if not (part.isascii() and part.isdigit() and len(part) < 9):
                words = _("第 %(place)s 個「%(typed)s」不是數字；請用頓號分開數字，例如 %(example)s。")
                raise ValueError(words % {"place": place, "typed": part, "example": self.example})
        numbers = [int(part) for part in parts]
        if text := self.why_not(numbers):
            raise ValueError(text)
        return numbers

    @property
    def example(self) -> str:
        """Two numbers that may stand there."""
        middle = min(self.high, self.low + max(1, (self.high - self.low) // 5))
        return _("、").join(map(str, dict.fromkeys((self.low if self.low else 1, middle))))

    def why_not(self, numbers: Any) -> str:
        """Why these cannot stand there, and which of them; empty where they can."""
        told = {"low": self.low, "high": self.high, "example": self.example}
        if not isinstance(numbers, list) or not all(type(one) is int for one in numbers):
            return _("請填 %(low)s 到 %(high)s 的數字，由小到大，例如 %(example)s。") % told
        for place, (one, before) in enumerate(zip(numbers, [None, *numbers], strict=False), 1):
            told |= {"place": place, "number": one}
            if not self.low <= one <= self.high:
                return _("第 %(place)s 個「%(number)s」要在 %(low)s 到 %(high)s 之間，例如 %(example)s。") % told
            if before is not None and one <= before:
                words = _("第 %(place)s 個「%(number)s」要比前一個「%(before)s」大，請由小到大排，例如 %(example)s。")
                return words % (told | {"before": before})
        if len(numbers) > self.most:
            words = ngettext("最多填 %(most)s 個數字。", "最多填 %(most)s 個數字。", self.most)
            return words % {"most": self.most}
        return ""


def written(numbers: Any) -> Any:
    """The numbers as they are typed; whatever is no list of them as it is."""
    return _("、").join(map(str, numbers)) if isinstance(numbers, list) else numbers
