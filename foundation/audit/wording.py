"""What is recorded is said in both languages at once, and read in the reader's.

A line of the trail holds copies, because its thing may go and its words may change. So the English is copied on the
same day as the Chinese, and only where it differs: a name that people typed is the same in both.
"""

from __future__ import annotations

from collections.abc import Callable

from django.conf import settings
from django.utils import translation

ENGLISH = "en"


def in_both(say: Callable[[], str], *, longest: int) -> tuple[str, str]:
    """What `say` says in the house's own language and in English, whichever the writer's page speaks.

    The English is empty where it is the same.
    """
    with translation.override(settings.LANGUAGE_CODE):
        own = str(say())[:longest]
    with translation.override(ENGLISH):
        english = str(say())[:longest]
    return own, "" if english == own else english


def shown(own: str, english: str | None) -> str:
    """The one of the two that is for the page's reader; what has no English stays as it is."""
    return english if english and (translation.get_language() or "").startswith(ENGLISH) else own
