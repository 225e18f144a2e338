"""What the association has written into the report, as a part of its value: numbers put in, photos whole.

A photo's bytes stand in the value itself, so that an edition's pages can be made again years later, whatever became of
the photo; what is printed once stays printed.
"""

from __future__ import annotations

import base64
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class ChapterPhoto:
    """A photo with what stands below it. `licence` says by what right it is printed; `jpeg` is base64."""

    caption: str
    alt: str
    credit: str
    licence: str
    width: int
    height: int
    sha256: str
    jpeg: str

    @property
    def source(self) -> str:
        """The picture as an address that needs no network."""
        return f"data:image/jpeg;base64,{self.jpeg}"

    @property
    def data(self) -> bytes:
        """The picture itself."""
        return base64.b64decode(self.jpeg)


@dataclass(frozen=True, slots=True)
class ChapterPiece:
    """One thing of a chapter, in its order.

    Attributes:
        kind: paragraph, case or photo.
        text: the words with their numbers put in; of a photo none.
        parts: which figures stand in the words, as the last part of their codes (`14`, `S3-TTT`).
        plan: the number of the plan a case tells of.
    """

    kind: str
    text: str
    parts: tuple[str, ...] = ()
    plan: str | None = None
    photo: ChapterPhoto | None = None

    @property
    def paragraphs(self) -> tuple[str, ...]:
        """The words, cut where a line was left empty."""
        return tuple(one.strip() for one in self.text.split("\n\n") if one.strip())


@dataclass(frozen=True, slots=True)
class Chapter:
    """What was written into one chapter of the report; one of which nothing is written is not there."""

    code: str
    heading: str
    pieces: tuple[ChapterPiece, ...]
