"""An agenda in the language of the page; what is stored, compared and edited stays as it is."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace

from django.utils.translation import get_language

from foundation.ui.stored_words import said

from .models import Programme
from .schedule import Line


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
