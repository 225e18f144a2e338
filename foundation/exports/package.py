"""The zip file that XLSX, ODS and ODT are: parts written one after the other, large ones in pieces.

Only a few kilobytes are in memory at a time, whatever the size of a part.
"""

from __future__ import annotations

import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from typing import BinaryIO, Protocol

# A part beyond 2 GiB would need zip64 records, which Excel takes for damage; such a sheet is refused instead.
PART_LIMIT = 2**31 - 1
# Sheets are repetitive text: level 2 takes half the time of zlib's usual 6 and gives a file about a fifth larger.
LEVEL = 2
_EPOCH = (1980, 1, 1, 0, 0, 0)


class PartTooLarge(ValueError):
    """One part (one sheet) is larger than the format's readers can open."""


class Sink(Protocol):
    """Where the text of a part goes."""

    def write(self, text: str, /) -> object: ...


class Package:
    """A zip file under construction on a seekable stream.

    The stream must be seekable, so that sizes stand in front of each part: OpenDocument's `mimetype` is recognised
    by its fixed place, and Excel refuses some files whose sizes only follow the data. Entries carry a fixed date:
    the same content gives the same bytes.
    """

    def __init__(self, stream: BinaryIO) -> None:
        if not stream.seekable():
            raise ValueError("a package needs a seekable stream, such as a temporary file")
        self._zip = zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED, compresslevel=LEVEL)

    def __enter__(self) -> Package:
        return self

    def __exit__(self, *_: object) -> None:
        self._zip.close()

    def add(self, name: str, text: str, *, stored: bool = False) -> None:
        """Write a small part at once; `stored` leaves it uncompressed."""
        info = zipfile.ZipInfo(name, _EPOCH)
        info.compress_type = zipfile.ZIP_STORED if stored else zipfile.ZIP_DEFLATED
        self._zip.writestr(info, text.encode())

    @contextmanager
    def part(self, name: str) -> Iterator[Sink]:
        """A part to write piece by piece.

        Raises:
            PartTooLarge: while writing, when it grows beyond what readers can open.
        """
        info = zipfile.ZipInfo(name, _EPOCH)
        info.compress_type = zipfile.ZIP_DEFLATED
        # A ZipInfo carries its own level, and a fresh one says "zlib's default".
        info._compresslevel = LEVEL  # type: ignore[attr-defined]
        handle = self._zip.open(info, "w")
        try:
            yield _PartSink(handle, name)
        finally:
            handle.close()


class _PartSink:
    """Counts what goes into a part, so that it is refused before zipfile would break off without a sentence."""

    def __init__(self, handle: object, name: str) -> None:
        self._write = handle.write  # type: ignore[attr-defined]
        self._name = name
        self._size = 0

    def write(self, text: str, /) -> None:
        data = text.encode()
        self._size += len(data)
        if self._size > PART_LIMIT:
            raise PartTooLarge(f"{self._name} is larger than 2 GiB")
        self._write(data)
