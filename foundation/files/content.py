"""What a file really is, told from its first bytes: the name and the type that came with it are never asked.

What cannot be used is refused in a sentence that says what it is and how to mend it.
"""

from __future__ import annotations

from enum import StrEnum

from django.utils.translation import gettext as _

# Said on the page before anybody chooses a file, and held here.
MOST_MEGABYTES = 25
MOST_SCAN_MEGABYTES = 80


class Unfit(ValueError):
    """The file cannot be taken; the message says why, and what to do instead."""


class Kind(StrEnum):
    """What can be made of a file."""

    PICTURE = "picture"
    SCAN = "scan"  # a PDF whose pages are pictures


# What stands in the file type box of an ISO media file → what it is. Phones take photos as the first of these.
HEIF = frozenset({b"heic", b"heix", b"heim", b"heis", b"hevc", b"hevx", b"mif1", b"msf1"})
AVIF = frozenset({b"avif", b"avis"})


def kind_of(data: bytes) -> Kind:
    """What kind of file this is.

    Raises:
        Unfit: empty, too large, or no picture and no PDF.
    """
    if not data:
        raise Unfit(_("檔案是空的。請確認照片傳完整了，再選一次。"))
    kind = _recognised(data)
    most = MOST_SCAN_MEGABYTES if kind is Kind.SCAN else MOST_MEGABYTES
    if len(data) > most << 20:
        raise Unfit(
            _("檔案有 %(size)s MB，最多 %(most)s MB。請調低解析度，或把掃描檔分成幾份。")
            % {"size": (len(data) >> 20) + 1, "most": most}
        )
    return kind


def _recognised(data: bytes) -> Kind:
    start = data[:1024]
    if start.startswith((b"\xff\xd8\xff", b"\x89PNG\r\n\x1a\n", b"GIF87a", b"GIF89a", b"II*\x00", b"MM\x00*")):
        return Kind.PICTURE
    if start[:4] == b"RIFF" and start[8:12] == b"WEBP":
        return Kind.PICTURE
    if start[4:8] == b"ftyp":
        if start[8:12] in AVIF:
            return Kind.PICTURE
        if start[8:12] in HEIF:
            raise Unfit(
                _(
                    "這是 HEIC（iPhone 的照片格式），這裡讀不到。請在手機「設定 → 相機 → 格式」選「最相容」再拍一次，"
                    "或把照片另存成 JPG。"
                )
            )
        raise Unfit(_("這是影片，不是照片。請改上傳照片（JPG、PNG）或掃描的 PDF。"))
    if b"%PDF-" in start:
        return Kind.SCAN
    text = start.lstrip(b"\xef\xbb\xbf\xff\xfe \t\r\n\x00").lower()
    if text.startswith((b"<", b"{\\rtf", b"#!", b"import ", b"function", b"mz")):
        raise Unfit(_("這個檔案其實是網頁、文件或程式，不是照片，沒有收下。請選原來的照片或掃描檔。"))
    if start.startswith((b"PK\x03\x04", b"\xd0\xcf\x11\xe0", b"7z\xbc\xaf", b"Rar!")):
        raise Unfit(_("這是壓縮檔或文書檔，不是照片。請先解開，再選裡面的照片（JPG、PNG）或 PDF。"))
    raise Unfit(_("看不出這是什麼檔案。請上傳照片（JPG、PNG、WebP）或掃描的 PDF。"))
