"""The booklet's colours for the press and for the screen, and photos turned into the press's four inks.

One palette in two forms: `device-cmyk` values, which the renderer writes into the PDF as they are, and the house's own
RGB (`static/css/tokens.css`). On press, letters and thin lines are black ink alone, so that nothing is out of register,
and no colour lays down more than `MOST_INK` percent.
"""

from __future__ import annotations

import io
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from PIL.Image import Image

MOST_INK = 280
"""Percent of ink in all: coated and uncoated paper of usual presses takes 300 (ISO 12647-2), with a margin."""
DOTS = 300
"""Dots an inch that a photo is printed at; more only makes the file larger."""

# name → (C, M, Y, K in percent), RGB.
_INKS = {
    "text": ((0, 0, 0, 100), "#1d2429"),
    "soft": ((0, 0, 0, 75), "#47453f"),
    "muted": ((0, 0, 0, 66), "#625f58"),
    "line": ((0, 0, 0, 28), "#b9b4a8"),
    "hair": ((0, 0, 0, 15), "#dcd8ce"),
    "paper": ((2, 3, 7, 0), "#f5f3ee"),
    "white": ((0, 0, 0, 0), "#ffffff"),
    "indigo": ((85, 55, 35, 45), "#1f3f54"),
    "recognition": ((15, 75, 100, 12), "#ae4e0b"),
    "support": ((90, 30, 60, 20), "#0b7167"),
    "safeguarding": ((92, 86, 0, 0), "#3d3f9e"),
    "recognition_soft": ((1, 6, 11, 0), "#fdf3e8"),
    "support_soft": ((10, 0, 6, 0), "#eaf6f3"),
    "safeguarding_soft": ((7, 6, 0, 0), "#f0f1fb"),
}


@dataclass(frozen=True, slots=True)
class Ink:
    """One colour."""

    cmyk: tuple[int, int, int, int]
    rgb: str

    @property
    def press(self) -> str:
        """As the print style sheet says it."""
        return "device-cmyk(" + " ".join(f"{part / 100:g}" for part in self.cmyk) + ")"


INKS = {name: Ink(cmyk, rgb) for name, (cmyk, rgb) in _INKS.items()}


def palette(*, press: bool) -> dict[str, str]:
    """Every colour by its name, as the style sheet of that medium says it."""
    return {name: ink.press if press else ink.rgb for name, ink in INKS.items()}


def photo(data: bytes, *, press: bool, millimetres: float) -> bytes:
    """A photo as it is placed: at most `DOTS` an inch at that width, in four inks for the press.

    The same picture gives the same bytes.
    """
    from PIL import Image as Pictures  # noqa: PLC0415  as below
    from PIL import ImageOps  # noqa: PLC0415  a page that starts the work needs no pictures

    with Pictures.open(io.BytesIO(data)) as opened:
        image = ImageOps.exif_transpose(opened).convert("RGB")
    widest = round(millimetres / 25.4 * (DOTS if press else DOTS / 2))
    if image.width > widest:
        image = image.resize((widest, max(1, round(image.height * widest / image.width))), Pictures.Resampling.LANCZOS)
    stream = io.BytesIO()
    (_four_inks(image) if press else image).save(stream, "JPEG", quality=88, optimize=True)
    return stream.getvalue()


def _four_inks(image: Image) -> Image:
    """RGB in four inks: what all three colours share is taken over by black, more of it the darker it is.

    Pillow's own way prints black as three full colours (300 %); here it comes to 220 % at most.
    """
    from PIL import Image as Pictures  # noqa: PLC0415
    from PIL import ImageChops  # noqa: PLC0415  as above

    cyan, magenta, yellow = (ImageChops.invert(band) for band in image.split())
    shared = ImageChops.darker(ImageChops.darker(cyan, magenta), yellow)
    black = shared.point([round(255 * (value / 255) ** 1.6) for value in range(256)])
    less = black.point([round(value * 0.6) for value in range(256)])
    colours = (ImageChops.subtract(band, less) for band in (cyan, magenta, yellow))
    return Pictures.merge("CMYK", (*colours, black))
