"""The handbooks on paper: set once and kept, until their words or their pictures change.

Everybody may ask for them, and setting one takes seconds: so one process sets at a time, and whoever asks meanwhile
waits for its file.
"""

from __future__ import annotations

import fcntl
import hashlib
from collections.abc import Iterable, Sequence
from pathlib import Path

from django.conf import settings
from django.utils import translation
from django.utils.translation import gettext as _

from foundation import whole
from foundation.exports import pdf
from foundation.exports.imprint import Imprint
from foundation.ui.guiding import Guide

from .problems import PROBLEMS
from .readers import Part, Reader, parts_for

MOST_PICTURES = 12
TEMPLATE = "print/handbook.html"


def kept(reader: Reader, *, language: str) -> Path:
    """The file of this handbook, made if it is not there yet."""
    folder = Path(settings.HANDBOOK_FOLDER)
    folder.mkdir(parents=True, exist_ok=True)
    with translation.override(language):
        html, pictures = compose(reader)
        path = folder / f"{reader.key}-{language}-{_digest(html, pictures)}.pdf"
        if not path.exists():
            with (folder / "lock").open("w") as lock:
                fcntl.flock(lock, fcntl.LOCK_EX)
                if not path.exists():
                    _set(html, _title(reader), path)
                    for old in folder.glob(f"{reader.key}-{language}-*.pdf"):
                        if old != path:
                            old.unlink(missing_ok=True)
    return path


def compose(reader: Reader) -> tuple[str, Sequence[str]]:
    """The handbook as HTML, in the language of the moment, and the pictures in it by their static names."""
    parts = parts_for(reader)
    shown = chosen(parts)
    language = "en" if translation.get_language() == "en" else "zh-Hant-TW"
    chapters = [(number, part) for number, part in enumerate(parts, 1)]
    context = {
        "language": language,
        "title": _title(reader),
        "reader": reader,
        "chapters": chapters,
        "problems": PROBLEMS,
        "pictured": {guide.key for guide in shown},
    }
    return pdf.compose(TEMPLATE, context), [guide.picture_file for guide in shown]


def chosen(parts: Iterable[Part], most: int = MOST_PICTURES) -> list[Guide]:
    """Whose pictures are printed: the first of each chapter, then the second of each, until there are enough."""
    waiting = [[guide for guide in part.guides if guide.picture] for part in parts]
    rounds = max(map(len, waiting), default=0)
    turns = [guides[turn] for turn in range(rounds) for guides in waiting if turn < len(guides)]
    return turns[:most]


def _title(reader: Reader) -> str:
    return _("%(reader)s使用手冊") % {"reader": reader.title}


def _set(html: str, title: str, path: Path) -> None:
    """Set it, and put it in its place whole, so that nobody is handed half a file."""
    language = "en" if translation.get_language() == "en" else "zh-Hant-TW"
    data = pdf.render(html, imprint=Imprint(title=title, creator=_("地方實踐平臺"), language=language))
    whole.write(path, data)


def _digest(html: str, pictures: Iterable[str]) -> str:
    told = hashlib.sha256(html.encode())
    for name in pictures:
        told.update(pdf.static_file(f"file:///{settings.STATIC_URL.strip('/')}/{name}").read_bytes())
    return told.hexdigest()[:16]
