"""Scans: a PDF from a copier, taken apart into the pictures of its pages.

A copier puts one picture on each page; that picture is what is taken. A PDF that was written and not scanned has no
such picture, and the answer says so. Nothing of the PDF itself is kept or run.
"""

from __future__ import annotations

import io
import logging
from collections.abc import Iterator
from typing import Any

from django.utils.translation import gettext as _

from . import pictures
from .content import Unfit

# The blank forms of a large workshop are nine pages for each table. Pages are unpacked one at a time, so that their
# number takes time and no memory; what the file itself may weigh is said in `content`.
MOST_PAGES = 150
# Smaller pictures on a page are signs and stamps, not the page.
LEAST_SIDE = 400


def pages_of(data: bytes) -> Iterator[tuple[int, int, pictures.Picture | Unfit]]:
    """(number, how many, the page's picture or why there is none), page by page; one bad page holds up no other.

    Raises:
        Unfit: the PDF as a whole cannot be read.
    """
    # Slow to import, and only needed for scans.
    from pypdf import PdfReader  # noqa: PLC0415

    logging.getLogger("pypdf").setLevel(logging.ERROR)  # what it says about odd files is no news for anybody
    try:
        reader = PdfReader(io.BytesIO(data))
        if reader.is_encrypted:
            raise Unfit(_("這份 PDF 有密碼，打不開。請存成沒有密碼的 PDF，或改傳照片。"))
        count = len(reader.pages)
    except Unfit:
        raise
    except Exception as broken:  # a broken PDF breaks anywhere in its reader
        raise Unfit(_("這份 PDF 打不開，可能沒有傳完整。請重新掃描，或改傳照片。")) from broken
    if not count:
        raise Unfit(_("這份 PDF 一頁也沒有。請重新掃描。"))
    if count > MOST_PAGES:
        raise Unfit(
            _("這份 PDF 有 %(count)s 頁，一次最多 %(most)s 頁。請分成幾份再上傳。")
            % {"count": count, "most": MOST_PAGES}
        )
    for number in range(1, count + 1):
        yield number, count, _page(reader, number)


def _page(reader: Any, number: int) -> pictures.Picture | Unfit:
    try:
        page = reader.pages[number - 1]
        largest = _largest(page)
        turn = int(page.get("/Rotate", 0) or 0) % 360
    except Exception:  # the same: anywhere in its reader
        largest, turn = None, 0
    if largest is None:
        return Unfit(
            _("第 %(number)s 頁不是掃描的圖片，拆不出來。請把紙掃描成圖片 PDF，或直接拍照。") % {"number": number}
        )
    try:
        picture = pictures.read(largest)
    except Unfit as unfit:
        return unfit
    if turn:
        return pictures.Picture(picture.image.rotate(-turn, expand=True), picture.digest)
    return picture


def _largest(page: Any) -> bytes | None:
    """The largest picture on the page, if one is large enough to be the page."""
    best, most = None, 0
    for name in page.images.keys():  # noqa: SIM118  its values are unpacked one at a time
        announced = _announced(page, name)
        if min(announced) < LEAST_SIDE or announced[0] * announced[1] <= most:
            continue
        if announced[0] * announced[1] > pictures.MOST_MEGAPIXELS * 1_000_000:
            continue
        best, most = name, announced[0] * announced[1]
    return None if best is None else bytes(page.images[best].data)


def _announced(page: Any, name: Any) -> tuple[int, int]:
    """How large a picture says it is, before it is unpacked."""
    if not isinstance(name, str):
        return (0, 0)
    thing = page["/Resources"]["/XObject"][name]
    return int(thing.get("/Width", 0)), int(thing.get("/Height", 0))
