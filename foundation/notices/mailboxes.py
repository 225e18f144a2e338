"""Where mail lies that came back: a Maildir, an mbox file, or one mail that a mail server hands over. Read in parts."""

from __future__ import annotations

import contextlib
import mailbox
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

from .bounces import LARGEST

if TYPE_CHECKING:
    from _typeshed import SupportsRead


class Unusable(Exception):
    """What lies there is no mailbox, or it cannot be read or locked now."""


class TooLarge(ValueError):
    """One mail has more bytes than a report of a letter of ours can have."""


def limited(source: SupportsRead[bytes]) -> bytes:
    """The bytes of one mail.

    Raises:
        TooLarge: there are more than are read.
    """
    raw = source.read(LARGEST + 1)
    if len(raw) > LARGEST:
        raise TooLarge
    return raw


class Box:
    """A Maildir or an mbox file, whichever lies at a path.

    Raises:
        Unusable: neither does.
    """

    def __init__(self, path: Path) -> None:
        try:
            if all((path / name).is_dir() for name in ("cur", "new")):
                self._box: mailbox.Mailbox[mailbox.Message] = mailbox.Maildir(path, create=False)
            elif path.is_file() and _begins_as_mbox(path):
                self._box = mailbox.mbox(path, create=False)
            else:
                raise Unusable
        except (OSError, mailbox.Error) as trouble:
            raise Unusable from trouble

    def __enter__(self) -> Box:
        return self

    def __exit__(self, *_what: object) -> None:
        # An mbox would first write what it was told to remove and could not.
        file = getattr(self._box, "_file", None)
        if file is not None:
            file.close()

    def mails(self) -> Iterator[tuple[str, bytes | None]]:
        """Each mail's name here with its bytes; None where it has too many or cannot be read."""
        for key in self._box.keys():  # noqa: SIM118  a mailbox yields mails, not keys
            try:
                with contextlib.closing(self._box.get_file(key)) as source:
                    yield str(key), limited(source)
            except (TooLarge, OSError, KeyError):  # another program may have taken it away meanwhile
                yield str(key), None

    def remove(self, keys: list[str]) -> None:
        """Take away what has been read.

        Raises:
            Unusable: another program holds the mailbox.
        """
        wanted = set(keys)
        try:
            self._box.lock()
            try:
                for key in [one for one in self._box.keys() if str(one) in wanted]:  # noqa: SIM118
                    self._box.discard(key)
                self._box.flush()
            finally:
                self._box.unlock()
        except (OSError, mailbox.Error) as trouble:
            raise Unusable from trouble


def _begins_as_mbox(path: Path) -> bool:
    """An empty file is an mbox without mail."""
    with path.open("rb") as source:
        return source.read(5) in {b"", b"From "}
