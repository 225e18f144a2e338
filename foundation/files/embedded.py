"""Photos that stand inside documents: what they say of where, when and by whom they were taken is left out.

The pixels stay byte for byte: whoever wrote the document has placed them, and a second JPEG would look worse. What may
stay is only what a reader needs to draw the picture; everything else goes, whatever it is called. Stands alone, like
`document_child`, which loads it by path.
"""

from __future__ import annotations

import struct
from collections.abc import Iterator

JPEG, PNG, RIFF = b"\xff\xd8\xff", b"\x89PNG\r\n\x1a\n", b"RIFF"
# Of a JPEG's application segments: its resolution, its colours (where it is really a profile), Adobe's colour model.
_JFIF, _PROFILE, _ADOBE, _FIRST, _LAST, _COMMENT = 0xE0, 0xE2, 0xEE, 0xE0, 0xEF, 0xFE
_SCAN, _END = 0xDA, 0xD9
_ALONE = frozenset({0x01, *range(0xD0, 0xD9)})  # markers that no length follows
# Chunks that say something about a picture and nothing of how it looks.
_PNG_SAYS = frozenset({b"eXIf", b"tEXt", b"zTXt", b"iTXt", b"tIME"})
_WEBP_SAYS = frozenset({b"EXIF", b"XMP "})
_WEBP_FLAGS = 0x08 | 0x04  # of the VP8X chunk: there is EXIF, there is XMP


def bared(data: bytes) -> bytes:
    """The same picture without what it says about itself; anything but a JPEG, PNG or WebP as it came.

    Raises:
        ValueError: it is cut off or broken, so that nobody can say what is in it.
    """
    try:
        if data.startswith(JPEG):
            return b"".join(_jpeg(data))
        if data.startswith(PNG):
            return PNG + b"".join(_png(data))
        if data.startswith(RIFF) and data[8:12] == b"WEBP":
            chunks = b"".join(_webp(data))
            return RIFF + struct.pack("<I", len(chunks) + 4) + b"WEBP" + chunks
    except (IndexError, struct.error) as cut:
        raise ValueError("a picture that is cut off") from cut
    return data


def _jpeg(data: bytes) -> Iterator[bytes]:
    yield data[:2]
    at = 2
    while (at := _next_marker(data, at)) < len(data):
        marker = data[at + 1]
        if marker == _END:
            yield data[at : at + 2]
            return  # whatever follows is a second picture, a film, or a note of the phone's
        if marker in _ALONE:
            yield data[at : at + 2]
            at += 2
            continue
        (length,) = struct.unpack_from(">H", data, at + 2)
        until = at + 2 + length
        if length < 2 or until > len(data):
            raise ValueError("a segment that is cut off")
        if _stays(marker, data[at + 4 : until]):
            yield data[at:until]
        if marker == _SCAN:
            end = _end_of_scan(data, until)
            yield data[until:end]
            until = end
        at = until


def _next_marker(data: bytes, at: int) -> int:
    """Where the next marker stands; what lies before it is stuffing, which readers pass over as well."""
    while 0 <= (at := data.find(b"\xff", at)) < len(data) - 1:
        if data[at + 1] not in (0x00, 0xFF):
            return at
        at += 1
    return len(data)


def _stays(marker: int, said: bytes) -> bool:
    if marker == _COMMENT:
        return False
    if not _FIRST <= marker <= _LAST:
        return True
    kinds = {_JFIF: b"JFIF\0", _PROFILE: b"ICC_PROFILE\0", _ADOBE: b"Adobe"}
    return marker in kinds and said.startswith(kinds[marker])


def _end_of_scan(data: bytes, at: int) -> int:
    """Where the pixels end: at the next marker that is no part of them."""
    while (at := data.find(b"\xff", at)) >= 0 and at + 1 < len(data):
        following = data[at + 1]
        if following == 0xFF:
            at += 1
        elif following == 0x00 or 0xD0 <= following <= 0xD7:
            at += 2
        else:
            return at
    return len(data)


def _png(data: bytes) -> Iterator[bytes]:
    at, kind = len(PNG), b""
    while kind != b"IEND":
        length, kind = struct.unpack_from(">I4s", data, at)
        until = at + 12 + length
        if until > len(data):
            raise ValueError("a chunk that is cut off")
        if kind not in _PNG_SAYS:
            yield data[at:until]
        at = until


def _webp(data: bytes) -> Iterator[bytes]:
    (size,) = struct.unpack_from("<I", data, 4)
    at, end = 12, 8 + size
    if end > len(data):
        raise ValueError("cut off")
    while at < end:
        kind, length = struct.unpack_from("<4sI", data, at)
        until = at + 8 + length + length % 2
        if at + 8 + length > len(data):
            raise ValueError("a chunk that is cut off")
        if kind == b"VP8X" and length:
            yield data[at : at + 8] + bytes([data[at + 8] & ~_WEBP_FLAGS]) + data[at + 9 : until]
        elif kind not in _WEBP_SAYS:
            yield data[at:until]
        at = until
