"""Files that are there whole or not at all, whatever ends the process or the machine in between.

A file is written beside its place under a name of its own, and gets its name when every byte of it is on the disk; the
folder is written out after that, so that the name outlives a power cut. Of a writer that was killed there remains what
begins with a dot and ends in `.half`, which nobody reads, and `sweep` deletes.
"""

from __future__ import annotations

import contextlib
import errno
import os
import secrets
from collections.abc import Iterator
from pathlib import Path
from typing import IO

HALF = ".half"
# What a file system says that has no second names for a file.
_NO_LINKS = {errno.EPERM, errno.ENOSYS, errno.EOPNOTSUPP, errno.EMLINK, errno.ENOTSUP}


def half_in(folder: Path) -> Path:
    """A name in a folder for what is not whole yet; nobody else has it."""
    return folder / f".{secrets.token_hex(8)}{HALF}"


def is_half(name: str) -> bool:
    """Whether a file of this name is (or was) still being written."""
    return name.startswith(".") and name.endswith(HALF)


@contextlib.contextmanager
def writing(path: Path, *, mode: int = 0o666, replace: bool = True) -> Iterator[IO[bytes]]:
    """A file to write to, which stands at `path` once the block has ended well; otherwise nothing has changed.

    Args:
        mode: who may read and write it, less the process's umask.
        replace: whether it takes the place of one that is there.

    Raises:
        FileExistsError: there is one, and it is not to be replaced.
        OSError: it cannot be written.
    """
    half = half_in(path.parent)
    descriptor = os.open(half, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_CLOEXEC, mode)
    try:
        with open(descriptor, "wb") as out:
            yield out
            out.flush()
            os.fsync(out.fileno())
        name(half, path, replace=replace)
    finally:
        half.unlink(missing_ok=True)


def write(path: Path, content: bytes, *, mode: int = 0o666, replace: bool = True) -> None:
    """Write a file at once; see `writing`."""
    with writing(path, mode=mode, replace=replace) as out:
        out.write(content)


def name(half: Path, path: Path, *, replace: bool) -> None:
    """Give what is written its name, in one step, and write the folder out.

    Raises:
        FileExistsError: there is a file of that name, and it is not to be replaced.
    """
    if replace:
        os.replace(half, path)
    else:
        try:
            os.link(half, path)
        except OSError as trouble:
            if trouble.errno not in _NO_LINKS:
                raise
            # Nobody else gets the name from here on; an empty file stands there for a moment.
            os.close(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600))
            os.replace(half, path)
        else:
            half.unlink()
    sync_folder(path.parent)


def sync_file(path: Path) -> None:
    """Have a file's bytes on the disk."""
    _sync(path, os.O_RDONLY)


def sync_folder(path: Path) -> None:
    """Have the names in a folder on the disk."""
    _sync(path, os.O_RDONLY | os.O_DIRECTORY)


def _sync(path: Path, flags: int) -> None:
    descriptor = os.open(path, flags | os.O_CLOEXEC)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def sweep(folder: Path, *, before: float) -> int:
    """Delete what was left half written below a folder and not touched since; answers how many files.

    Args:
        before: seconds since the epoch. Nobody writes that long at one file.
    """
    gone = 0
    for place, _folders, names in os.walk(folder):
        for half in (Path(place, one) for one in names if is_half(one)):
            with contextlib.suppress(FileNotFoundError):
                if half.stat().st_mtime < before:
                    half.unlink()
                    gone += 1
    return gone
