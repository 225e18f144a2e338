"""Documents made harmless: looked through, and written anew without what could act by itself.

Taken are PDF and OpenDocument (decision 0005: OpenDocument first); Word, Excel and PowerPoint are asked to be saved as
one of these. A document is never opened by the house, only handed out again as a download.
"""

from __future__ import annotations

import hashlib
import logging
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

from django.utils.translation import gettext as _

from .content import Unfit

log = logging.getLogger(__name__)

# Said on the page before anybody chooses a file, and held here.
MOST_MEGABYTES = 20
MOST_PAGES = 300
UNPACKED_MEGABYTES = 200
MEMORY_MEGABYTES = 1024
SECONDS = 20
PACKAGE, OLE, PDF = b"PK\x03\x04", b"\xd0\xcf\x11\xe0", b"%PDF-"
TYPES = {
    "pdf": "application/pdf",
    "odt": "application/vnd.oasis.opendocument.text",
    "ods": "application/vnd.oasis.opendocument.spreadsheet",
    "odp": "application/vnd.oasis.opendocument.presentation",
}
_CHILD = Path(__file__).with_name("document_child.py")


@dataclass(frozen=True, slots=True)
class Document:
    """A document that may be kept.

    Attributes:
        kind: one of `TYPES`.
        content: as the house wrote it.
        digest: of the bytes that came in, so that the same file sent twice is known.
    """

    kind: str
    content: bytes
    digest: str


def is_one(data: bytes) -> bool:
    """Whether the first bytes are those of a document (of any kind, also one that is not taken)."""
    return data.startswith((PACKAGE, OLE)) or PDF in data[:1024]


def read(data: bytes) -> Document:
    """Look through a document.

    Raises:
        Unfit: too large, broken, locked, of a kind that is not taken, or with something in it that could act.
    """
    if len(data) > MOST_MEGABYTES << 20:
        raise Unfit(
            _("文件有 %(size)s MB，最多 %(most)s MB。請壓縮裡面的圖片，或分成幾份。")
            % {"size": (len(data) >> 20) + 1, "most": MOST_MEGABYTES}
        )
    if data.startswith(OLE):
        raise Unfit(_refusals()["office"])
    kind, content = _looked_through(data)
    if isinstance(content, str):
        raise Unfit(_refusals().get(content, _refusals()["broken"]))
    return Document(kind, content, hashlib.sha256(data).hexdigest())


def _looked_through(data: bytes) -> tuple[str, bytes | str]:
    ceilings = (MOST_PAGES, UNPACKED_MEGABYTES, MEMORY_MEGABYTES, SECONDS)
    try:
        done = subprocess.run(  # noqa: S603  our own script, with numbers as arguments
            [sys.executable, "-I", str(_CHILD), *map(str, ceilings)],
            input=data,
            capture_output=True,
            timeout=SECONDS * 2,
            check=False,
        )
    except subprocess.TimeoutExpired:
        return "", "bomb"
    if done.returncode:
        log.warning("looking through a document ended with %s: %s", done.returncode, done.stderr[:300])
        return "", "bomb"
    told, _line, content = done.stdout.partition(b"\n")
    kind, _blank, why = told.decode("ascii", "replace").partition(" ")
    if kind in TYPES and not why:
        return kind, content
    return "", why


def _refusals() -> dict[str, str]:
    """Why a document is not taken, and what to do instead."""
    return {
        "broken": _("文件打不開，可能壞了或沒有傳完整。請重新存檔，再傳一次。"),
        "password": _("文件有密碼。請另存成沒有密碼的檔案，再附上。"),
        "pages": _("PDF 超過 %(most)s 頁。請分成幾份，或只留需要的幾頁。") % {"most": MOST_PAGES},
        "office": _("這是 Word、Excel 或 PowerPoint 檔。請另存成 PDF 或 ODF（.odt、.ods、.odp），再附上。"),
        "kind": _("這是壓縮檔或別種文件。請解開，附上裡面的照片、PDF 或 ODF 文件（.odt、.ods、.odp）。"),
        "bomb": _("文件太複雜，或解開後太大，沒有收下。請另存成簡單的 PDF，再附上。"),
        "entities": _("文件裡有自訂的代換字（DOCTYPE），沒有收下。請用文書軟體開啟，另存新檔，再附上。"),
        "macro": _("文件含有巨集，這裡不收。請另存成不含巨集的檔案，或存成 PDF，再附上。"),
        "script": _("PDF 裡有會自己執行的程式（JavaScript 或表單），這裡不收。請用「列印成 PDF」存一份，再附上。"),
        "program": _("文件會啟動別的程式，這裡不收。請用「列印成 PDF」存一份，再附上。"),
        "embedded": _("文件裡夾帶別的檔案，這裡不收。請把夾帶的檔案拿掉，或用「列印成 PDF」存一份，再附上。"),
        "media": _("文件裡有影音或立體模型，這裡不收。請用「列印成 PDF」存一份，影片請貼網址。"),
        "dde": _("文件連到別的程式拿資料（DDE），這裡不收。請把資料貼成值，另存新檔，再附上。"),
        "link": _("文件連到別的檔案或外面的資料，這裡不收。請把連結的內容貼進來，或存成 PDF，再附上。"),
    }
