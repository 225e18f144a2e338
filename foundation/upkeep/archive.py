"""What stands in a backup: the database, the media, and a manifest that says what each of them must be.

Inside the sealed file is a compressed tar. Its manifest comes last, because a file's hash is known when it has been
written; so an archive without a manifest is no whole one.
"""

from __future__ import annotations

import gzip
import hashlib
import io
import json
import os
import tarfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path, PurePosixPath
from typing import IO, Any

from foundation import whole

from .vault import Reader, Unopenable, Writer

MANIFEST = "manifest.json"
DATABASE = "database"
MEDIA = "media/"
LARGEST_MANIFEST = 512 << 20
BUFFER = 1 << 20
# Photos do not get smaller, and the rest gets most of it at the first level.
LEVEL = 1

Progress = Callable[[int], None]


class Archive:
    """One backup while it is written."""

    def __init__(self, tar: tarfile.TarFile, progress: Progress) -> None:
        self._tar, self._progress = tar, progress
        self.files: dict[str, dict[str, Any]] = {}
        self.vanished: list[str] = []

    def add(self, path: Path, name: str) -> None:
        """Add a file as it is now. One that was deleted meanwhile is left out and noted."""
        try:
            source = path.open("rb")
        except FileNotFoundError:
            self.vanished.append(name)
            return
        with source:
            size = os.fstat(source.fileno()).st_size
            hashing = _Hashing(source, size)
            self._tar.addfile(_entry(name, size), hashing)
        self.files[name] = {"size": size, "sha256": hashing.found.hexdigest()}
        self._progress(size)

    def finish(self, told: dict[str, Any]) -> None:
        """Write the manifest."""
        content = json.dumps({**told, "files": self.files, "vanished": self.vanished}, ensure_ascii=False).encode()
        self._tar.addfile(_entry(MANIFEST, len(content)), io.BytesIO(content))


@contextmanager
def writing(out: IO[bytes], *, passphrase: str, told: dict[str, Any], progress: Progress) -> Iterator[Archive]:
    """An archive that is sealed when the block ends, and left unopenable when it does not end well."""
    sealed = Writer(out, passphrase=passphrase, told=told)
    try:
        with io.BufferedWriter(sealed, BUFFER) as buffered:
            try:
                with (
                    gzip.GzipFile(fileobj=buffered, mode="wb", compresslevel=LEVEL, filename="", mtime=0) as packed,
                    tarfile.open(fileobj=packed, mode="w|", format=tarfile.PAX_FORMAT, bufsize=BUFFER) as tar,
                ):
                    yield Archive(tar, progress)
            except BaseException:
                sealed.give_up()
                raise
    finally:
        if not sealed.closed:
            sealed.give_up()
            sealed.close()


def unpack(source: IO[bytes], into: Path, *, passphrase: str, progress: Progress) -> dict[str, Any]:
    """Write everything of an archive below a folder, and hold it against its manifest.

    Returns:
        the manifest.

    Raises:
        Unopenable: it does not open, or what came out is not what the manifest says.
    """
    found: dict[str, dict[str, Any]] = {}
    manifest: dict[str, Any] | None = None
    try:
        with (
            io.BufferedReader(Reader(source, passphrase=passphrase), BUFFER) as opened,
            gzip.GzipFile(fileobj=opened, mode="rb") as packed,
            tarfile.open(fileobj=packed, mode="r|", bufsize=BUFFER) as tar,
        ):
            for entry in tar:
                content = tar.extractfile(entry)
                if content is None or manifest is not None or not _is_inside(entry.name):
                    raise Unopenable("changed")
                if entry.name == MANIFEST:
                    if entry.size > LARGEST_MANIFEST:
                        raise Unopenable("changed")
                    manifest = json.loads(content.read())
                    continue
                target = into / entry.name
                target.parent.mkdir(parents=True, exist_ok=True)
                found[entry.name] = _written(content, target)
                progress(entry.size)
    except (tarfile.TarError, gzip.BadGzipFile, EOFError, ValueError) as broken:
        raise Unopenable("changed") from broken
    if manifest is None or manifest.get("files") != found or DATABASE not in found:
        raise Unopenable("changed")
    return manifest


class _Hashing:
    """A file that is hashed while the tar reads it, and is no longer than it was at the beginning."""

    def __init__(self, source: IO[bytes], size: int) -> None:
        self._source, self._left = source, size
        self.found = hashlib.sha256()

    def read(self, size: int = -1) -> bytes:
        part = self._source.read(self._left if size < 0 else min(size, self._left))
        self._left -= len(part)
        self.found.update(part)
        return part


def _written(content: IO[bytes], target: Path) -> dict[str, Any]:
    hashing, size = hashlib.sha256(), 0
    with whole.writing(target, mode=0o600, replace=False) as out:
        while part := content.read(BUFFER):
            out.write(part)
            hashing.update(part)
            size += len(part)
    return {"size": size, "sha256": hashing.hexdigest()}


def _entry(name: str, size: int) -> tarfile.TarInfo:
    entry = tarfile.TarInfo(name)
    entry.size, entry.mode = size, 0o600
    return entry


def _is_inside(name: str) -> bool:
    path = PurePosixPath(name)
    return name in (DATABASE, MANIFEST) or (
        name.startswith(MEDIA) and not path.is_absolute() and ".." not in path.parts
    )
