"""What a file says about itself: title, author, date and language, the same in every format."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Imprint:
    """The document properties of one file.

    Attributes:
        title: what the document is called; PDF/UA readers announce it instead of the file name.
        creator: who made it, as a reader would say it (an organisation, not an account).
        created: when its figures were taken. Without it the file carries no date, and the same content gives the
            same bytes.
        subject: one sentence about the content.
        language: BCP 47 tag with script, as WCAG and PDF/UA want it.
        taken: who took this copy (`taken.Copy.line`): stands at the foot of every page; empty for what names nobody.
        country: ISO 3166 code; OpenDocument keeps language and country apart.
    """

    title: str
    creator: str = ""
    created: dt.datetime | None = None
    subject: str = ""
    language: str = "zh-Hant-TW"
    country: str = "TW"
    taken: str = ""

    @property
    def short_language(self) -> str:
        """The tag the Office formats know: `zh-TW` or `en-TW`."""
        return f"{self.language.split('-')[0]}-{self.country}"

    def created_utc(self) -> str:
        """`created` as W3CDTF in UTC, to the second; empty without a date."""
        if self.created is None:
            return ""
        return self.created.astimezone(dt.UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
