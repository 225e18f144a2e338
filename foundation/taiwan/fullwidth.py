"""Full-width typing made comparable, without touching what a Chinese sentence needs.

Input methods leave digits and Latin letters in full width (１１５, ＡＢＣ); spreadsheets add ideographic spaces and
invisible characters. `halfwidth` mends those and keeps full-width punctuation, because 「，」 in a name or a remark is
right as it stands. `tight` is for comparing codes, where blanks never mean anything.
"""

import re
import unicodedata

_INVISIBLE = re.compile("[\x00-\x08\x0e-\x1f\x7f\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff\u00ad]")
_BLANKS = re.compile(r"\s+")
_HALF = {full: full - 0xFEE0 for full in (*range(0xFF10, 0xFF1A), *range(0xFF21, 0xFF3B), *range(0xFF41, 0xFF5B))}
_HALF |= {0x3000: 0x20, 0x00A0: 0x20}
_SIGNS = str.maketrans("（）－＃＋", "()-#+")


def halfwidth(text: str) -> str:
    """Full-width digits, letters and blanks in half width; invisible characters gone; punctuation untouched."""
    return _INVISIBLE.sub("", text).translate(_HALF)


def tidy(text: str) -> str:
    """`halfwidth` with runs of blanks and line ends as one blank and none at the ends: one cell, one line."""
    return _BLANKS.sub(" ", halfwidth(text)).strip()


def phone(text: str) -> str:
    """A telephone number as it was typed, digits and signs in half width, on one line."""
    return tidy(text).translate(_SIGNS)


def tight(text: str) -> str:
    """The text for comparing: every compatibility form folded (NFKC), no blanks, no invisible characters."""
    return _BLANKS.sub("", _INVISIBLE.sub("", unicodedata.normalize("NFKC", text)))
