"""Pictures and scans as people send them, made on the spot."""

import io
import itertools
from typing import Any

from PIL import Image, ImageDraw

from foundation.accounts.models import User
from foundation.files import pictures, storing
from foundation.files.documents import Document
from foundation.files.models import StoredFile
from tests.makers.workshops import NOON

_numbers = itertools.count(1)


def make_photo(
    size: tuple[int, int] = (80, 60), *, kind: str = "JPEG", mode: str = "RGB", mark: str = "", **options: Any
) -> bytes:
    """A photo of a page; no two are alike, unless both carry the same `mark`."""
    image = Image.new("RGB", size, "#eeeeee")
    ImageDraw.Draw(image).text((4, 4), mark or f"n{next(_numbers)}", fill="black")
    stream = io.BytesIO()
    image.convert(mode).save(stream, kind, **options)
    return stream.getvalue()


def make_scan(*pages: bytes, rotate: int = 0) -> bytes:
    """A PDF as a copier makes it: one picture a page."""
    from pypdf import PdfReader, PdfWriter

    images = [Image.open(io.BytesIO(page)) for page in pages]
    stream = io.BytesIO()
    images[0].save(stream, "PDF", save_all=True, append_images=images[1:])
    if not rotate:
        return stream.getvalue()
    writer = PdfWriter(clone_from=PdfReader(stream))
    for page in writer.pages:
        page.rotate(rotate)
    turned = io.BytesIO()
    writer.write(turned)
    return turned.getvalue()


def make_pdf(pages: int = 1, mark: str = "") -> bytes:
    """A PDF with empty pages; no two are alike, unless both carry the same `mark`."""
    from pypdf import PdfWriter

    writer = PdfWriter()
    for _page in range(pages):
        writer.add_blank_page(200, 200)
    writer.metadata = {"/Author": "王小明", "/Title": mark or f"n{next(_numbers)}"}
    stream = io.BytesIO()
    writer.write(stream)
    return stream.getvalue()


def make_document(subject: Any, *, by: User, purpose: str, kind: str = "pdf", now: Any = NOON) -> StoredFile:
    """A kept document of something, without looking through it."""
    document = Document(kind, make_pdf(), f"{next(_numbers)}")
    return storing.keep(picture=document, purpose=purpose, subject=subject, name="報告.pdf", by=by, now=now)


def make_file(subject: Any, *, by: User, purpose: str = "paper", data: bytes = b"", **fields: Any) -> StoredFile:
    """A kept photo of something."""
    return storing.keep(
        picture=pictures.read(data or make_photo()),
        purpose=purpose,
        subject=subject,
        name=fields.pop("name", "IMG_0001.jpg"),
        by=by,
        now=fields.pop("now", NOON),
        **fields,
    )
