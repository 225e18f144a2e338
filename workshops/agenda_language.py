"""An agenda in the language of the page; what is stored, compared and edited stays as it is."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import replace

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from foundation.ui.stored_words import said

from .models import Programme
from .schedule import Line

# What `noted` writes; lines of the trail are never written again, so it is read in this shape for good.
_NOTED = re.compile(r"(?P<title>.*)（(?P<minutes>\d+(?:–\d+)?) 分）", re.DOTALL)


def in_page_language(lines: Sequence[Line], programme: Programme) -> tuple[Line, ...]:
    """The same lines, worded for the page's reader."""
    titled = titles(programme)
    return tuple(
        replace(
            line,
            block=replace(
                line.block,
                title=titled(line.block.title),
                output=said(line.block.output),
                remark=said(line.block.remark),
            ),
        )
        for line in lines
    )


def titles(programme: Programme) -> Callable[[str], str]:
    """How a title is said on this page; one query on an English one, none on others.

    The English that the association gave a block of the template goes before the catalogue's; a title of an officer's
    own has neither, and stays.
    """
    english: dict[str, str] = {}
    if (get_language() or "").startswith("en"):
        english = {block.title: block.title_en for block in programme.blocks.all() if block.title_en}
    return lambda title: english.get(title) or said(title)


def noted(title: str, minutes: int | str) -> str:
    """A line of an agenda for the trail, in the one language of its values: 「休息（10 分）」."""
    return f"{title}（{minutes} 分）"


def told(note: str) -> str:
    """Such a line for the page's reader; whatever else was noted stays as it is."""
    found = _NOTED.fullmatch(note)
    if found is None:
        return note
    return _("%(title)s（%(minutes)s 分）") % {"title": said(found["title"]), "minutes": found["minutes"]}
