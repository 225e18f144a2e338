"""The national report's chapters, as tests write them."""

import datetime as dt

from foundation.accounts.models import User
from reports.chapters import parts, writing
from reports.models import ChapterPart, ChapterWords
from workshops.models import Programme

NOON = dt.datetime(2026, 8, 1, 4, 0, tzinfo=dt.UTC)


def words_of(part: ChapterPart, role: str = "text", language: str = "zh-hant") -> ChapterWords:
    """The words of a part, in Chinese unless another language is asked for."""
    found: ChapterWords = part.words.get(role=role, language=language)
    return found


def say(part: ChapterPart, text: str, *, by: User, role: str = "text", language: str = "zh-hant") -> ChapterWords:
    """Write words of a part."""
    words = words_of(part, role, language)
    return writing.write(words=words, text=text, seen=words.version, by=by, now=NOON)


def make_paragraph(
    programme: Programme, text: str = "", *, by: User, chapter: str = "summary", english: str = ""
) -> ChapterPart:
    """A paragraph, in Chinese and perhaps in English."""
    made = parts.add_paragraph(programme=programme, chapter=chapter, by=by, now=NOON)
    say(made, text, by=by)
    if english:
        say(made, english, by=by, language="en")
    return made
