"""Stored wording in the language of the page.

Forms, agendas and the headings of lists are words that are stored, or compared with what people send, in Chinese. What
still stands as it was shipped is marked for the catalogue where it is written, and is shown in the reader's language;
a sentence that somebody reworded or added stays as it was typed. Only what is shown asks for this: editing, saving,
comparing and printing work with the stored wording.
"""

from __future__ import annotations

from django.utils.translation import gettext


def said(wording: str) -> str:
    """The wording for the page's reader."""
    # The empty message is the catalogue's own header.
    return gettext(wording) if wording else ""
