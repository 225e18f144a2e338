"""The English catalogue as a dictionary: compiled catalogues are not there in every test run."""

import re
from pathlib import Path

import pytest
from django.conf import settings

from foundation.ui import stored_words

CATALOGUE = Path(settings.ROOT) / "locale/en/LC_MESSAGES/django.po"


def catalogue() -> dict[str, str]:
    """Every sentence of one line with its English."""
    text = CATALOGUE.read_text(encoding="utf-8")
    found = re.findall(r'^msgid "(.+)"\nmsgstr "(.*)"$', text, re.MULTILINE)
    return {chinese.replace('\\"', '"'): english.replace('\\"', '"') for chinese, english in found}


def speak_english(monkeypatch: pytest.MonkeyPatch) -> dict[str, str]:
    """Let stored wording be shown in English, whatever the page's language; answers the catalogue."""
    words = catalogue()
    monkeypatch.setattr(stored_words, "gettext", lambda text: words.get(text) or text)
    return words
