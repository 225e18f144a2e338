"""How the three pillars look: a colour, an outline and a word, which always appear together.

The outlines differ (rosette, cupped hands, shield), so they can be told apart on a black-and-white copy and by
people who do not tell the colours apart. The drawings are the project's own.
"""

from __future__ import annotations

import math
import re
from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext, pgettext_lazy


@dataclass(frozen=True)
class Pillar:
    """A pillar as it is shown. `letter` begins its Call items' codes (R1 is shown as 肯1)."""

    code: str
    letter: str
    label: str | Promise
    short: str | Promise
    motto: str | Promise
    sign: str
    """Path data in a box of 24 by 24, filled by the even-odd rule."""
    solid: str
    soft: str
    line: str
    ink: str
    """Colours for paper, where no style sheet of the web reaches; the same values as in `tokens.css`."""


def _rosette() -> str:
    """Eight petals around a five-pointed star left open."""
    petals, distance, radius = 8, 9.35, 4.05
    corners = [
        (12 + distance * math.cos(angle), 12 + distance * math.sin(angle))
        for angle in (math.radians(-90 + 22.5 + petal * 45) for petal in range(petals))
    ]
    path = f"M{corners[-1][0]:.2f} {corners[-1][1]:.2f}"
    path += "".join(f"A{radius} {radius} 0 0 1 {x:.2f} {y:.2f}" for x, y in corners)
    star = []
    for point in range(10):
        angle = math.radians(-90 + point * 36)
        reach = 5.4 if point % 2 == 0 else 2.3
        star.append(f"{12 + reach * math.cos(angle):.2f} {12.2 + reach * math.sin(angle):.2f}")
    return f"{path}ZM{'L'.join(star)}Z"


_CUPPED_HANDS = (
    "M12 1.6a4.5 4.5 0 1 1 0 9 4.5 4.5 0 0 1 0-9Z"
    "M1.4 11.2h4.1a1 1 0 0 1 .95.7 5.82 5.82 0 0 0 11.1 0 1 1 0 0 1 .95-.7h4.1A10.6 10.9 0 0 1 1.4 11.2Z"
)
_SHIELD = (
    "M12 1.2c2.9 2 5.9 2.9 9.3 3v6.9c0 5.6-3.6 9.7-9.3 11.8C6.3 20.8 2.7 16.7 2.7 11.1V4.2c3.4-.1 6.4-1 9.3-3Z"
    "M10.9 16.5 17.4 9.6 15.7 8 10.8 13.2 8.4 10.9 6.8 12.6Z"
)

PILLARS: dict[str, Pillar] = {
    pillar.code: pillar
    for pillar in (
        Pillar(
            "recognition",
            "R",
            _("肯定"),
            pgettext_lazy("行動號召編號的字首", "肯"),
            _("付出被看見"),
            _rosette(),
            "#ae4e0b",
            "#fdf3e8",
            "#f5c793",
            "#8c3d07",
        ),
        Pillar(
            "support",
            "S",
            _("支持"),
            pgettext_lazy("行動號召編號的字首", "支"),
            _("路上有夥伴"),
            _CUPPED_HANDS,
            "#0b7167",
            "#eaf6f3",
            "#9bd4c8",
            "#085a52",
        ),
        Pillar(
            "safeguarding",
            "G",
            _("保障"),
            pgettext_lazy("行動號召編號的字首", "保"),
            _("安心去服務"),
            _SHIELD,
            "#3d3f9e",
            "#f0f1fb",
            "#bfc4ee",
            "#30327f",
        ),
    )
}
_BY_LETTER = {pillar.letter: pillar for pillar in PILLARS.values()}
_CALL_CODE = re.compile(r"([RSG])([1-9]\d?)")


def pillar(code: str) -> Pillar:
    """The pillar of that code. Raises `ValueError` for an unknown one, so that a misspelt template fails its test."""
    try:
        return PILLARS[code]
    except KeyError:
        raise ValueError(f"unknown pillar {code!r}; expected one of {', '.join(PILLARS)}") from None


def call_label(code: str) -> tuple[Pillar, str]:
    """The pillar of a Call item and the code as people read it: R1 → 肯1, G2 → 保2.

    Raises `ValueError` for anything that is not such a code.
    """
    match = _CALL_CODE.fullmatch(code)
    if not match:
        raise ValueError(f"{code!r} is no code of a Call item; expected R1, S2, G1 …")
    found = _BY_LETTER[match[1]]
    short = {
        "R": pgettext("行動號召編號的字首", "肯"),
        "S": pgettext("行動號召編號的字首", "支"),
        "G": pgettext("行動號召編號的字首", "保"),
    }[match[1]]
    return found, f"{short}{match[2]}"
