"""The codes of the national report as the finder finds them: a figure's or line's code leads to the page behind it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.utils.translation import gettext_lazy as _

from foundation.finding.sources import Find, Source

from . import codes


def look(user: Any, text: str, most: int) -> Iterator[Find]:
    """The page behind a code of a workshop, table or issue (W12, W12-3, W12-3-1), where this person may see it."""
    code = text.upper()
    if codes.PLACED.fullmatch(code) and (page := codes.page_of(code, user=user)):
        yield Find(page, code)


SOURCE = Source("codes", _("報告裡的代號"), "file-earmark-text", look, order=5)
