"""The booklet as EPUB 3.3: one XHTML file a page, a navigation document, and what reading systems ask about access.

Written by hand on `zipfile`: `mimetype` first and unpacked, as the container format (OCF) asks, every file with the
same date, so that the same book gives the same bytes.
"""

from __future__ import annotations

import io
import textwrap
import uuid
import zipfile
from collections.abc import Mapping
from typing import Any

from django.template.loader import render_to_string
from django.utils import translation

from foundation.ui import pillars as signs

from . import inks
from .book import Book, Page

MIMETYPE = "application/epub+zip"
STAMP = (2026, 1, 1, 0, 0, 0)  # of every file in the archive; a reader sees `dcterms:modified`
FOLDER = "OEBPS"
# A name of its own under which the same book is always the same publication.
NAMESPACE = uuid.UUID("5f0c1e0e-6a3f-4b53-9b0e-0f1d6b2f7a10")

_CONTAINER = """<?xml version="1.0" encoding="UTF-8"?>
<container version="1.0" xmlns="urn:oasis:names:tc:opendocument:xmlns:container">
<rootfiles><rootfile full-path="OEBPS/content.opf" media-type="application/oebps-package+xml"/></rootfiles>
</container>
"""


def write(value: Book, *, publisher: str, pictures: Mapping[int, bytes]) -> bytes:
    """The book as the bytes of an EPUB.

    Args:
        publisher: who made it.
        pictures: the photos' JPEGs by their keys; a photo that is not among them is left out.
    """
    files = contents(value, publisher=publisher, pictures=pictures)
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as archive:
        archive.writestr(_entry("mimetype", zipfile.ZIP_STORED), MIMETYPE)
        for name, data in files.items():
            packed = zipfile.ZIP_STORED if name.endswith(".jpg") else zipfile.ZIP_DEFLATED
            archive.writestr(_entry(name, packed), data)
    return stream.getvalue()


def contents(value: Book, *, publisher: str, pictures: Mapping[int, bytes]) -> dict[str, bytes]:
    """Every file of the container but `mimetype`, by its path, in the order of the archive."""
    base: dict[str, Any] = {
        "book": value,
        "publisher": publisher,
        "identifier": uuid.uuid5(NAMESPACE, f"{value.programme}/{value.year}/{value.title}"),
        "modified": f"{value.when:%Y-%m-%dT%H:%M:%SZ}",
        "photos": [one for one in value.photos if one.key in pictures],
        # A cover is a drawing, which breaks no lines by itself: about so many letters go on one.
        "cover_lines": textwrap.wrap(value.title, 17)[:5],
    }
    with translation.override("en"):
        files = {
            "META-INF/container.xml": _CONTAINER,
            f"{FOLDER}/content.opf": _made("print/epub_package.xml", base),
            f"{FOLDER}/nav.xhtml": _made("print/epub_nav.xml", base),
            f"{FOLDER}/style.css": _made("print/epub_style.css", {"ink": inks.palette(press=False)}),
            f"{FOLDER}/cover.svg": _made("print/epub_cover.svg", {**base, "ink": inks.palette(press=False)}),
            f"{FOLDER}/cover.xhtml": _made("print/epub_cover.xml", base),
            f"{FOLDER}/introduction.xhtml": _made(
                "print/epub_introduction.xml", {**base, "paragraphs": _lines(value.introduction)}
            ),
        }
        for page in value.pages:
            files[f"{FOLDER}/{page.key}.xhtml"] = _made(
                "print/epub_page.xml", {**base, **_dressed(page, value, pictures)}
            )
        if value.index:
            index = [
                (group, [(one, [value.page(key) for key in one.keys]) for one in entries])
                for group, entries in value.index
            ]
            files[f"{FOLDER}/book-index.xhtml"] = _made("print/epub_index.xml", {**base, "index": index})
    packed = {name: text.encode() for name, text in files.items()}
    for one in base["photos"]:
        packed[f"{FOLDER}/photo-{one.key}.jpg"] = pictures[one.key]
    return packed


def _dressed(page: Page, value: Book, pictures: Mapping[int, bytes]) -> dict[str, Any]:
    return {
        "page": page,
        "said": {part: _lines(text) for part, text in page.texts},
        "cases": [value.page(key) for key in page.cases],
        "shown": [one for one in page.photos if one.key in pictures],
        "sign": signs.PILLARS[page.pillar].sign if page.pillar else "",
    }


def _lines(text: str) -> list[str]:
    return [line.strip() for line in text.splitlines() if line.strip()]


def _made(name: str, context: dict[str, Any]) -> str:
    return render_to_string(name, context).strip() + "\n"


def _entry(name: str, packed: int) -> zipfile.ZipInfo:
    found = zipfile.ZipInfo(name, STAMP)
    found.compress_type = packed
    found.external_attr = 0o644 << 16
    found.create_system = 3
    return found
