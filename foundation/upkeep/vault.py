"""A file that only the passphrase opens, written and read piece by piece: a backup may be larger than the memory.

The first line names the format, the second what is needed to make the key again (salt, the costs of scrypt) and when
the file was made; both are bound to every piece. Then come pieces of 1 MiB, each sealed with AES-256-GCM under a nonce
that counts them and says which is the last (the STREAM construction of Hoang, Reyhanitabar, Rogaway and Vizár, 2015): a
piece that was changed, moved, left out or cut off at the end does not open.
"""

from __future__ import annotations

import base64
import hmac
import io
import json
import secrets
from typing import IO, Any

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.kdf.scrypt import Scrypt

FORMAT = b"local-action-backup 1\n"
PIECE = 1 << 20  # bytes of content in each
TAG = 16
PREFIX = 7  # random bytes of the nonce; four count, one says whether it is the last
LONGEST_HEADER = 4096
# OWASP's advice for scrypt (Password Storage Cheat Sheet, 2024): N = 2^17, r = 8, p = 1, which takes 128 MiB once.
COSTS = {"n": 1 << 17, "r": 8, "p": 1}
MOST_COSTS = {"n": 1 << 20, "r": 32, "p": 16}  # a file made to exhaust the memory is none of ours
SHORTEST_PASSPHRASE = 20  # characters


class Unopenable(Exception):
    """The file is none of ours, the passphrase is another, or a piece was changed or is missing. `why` says which."""

    def __init__(self, why: str) -> None:
        super().__init__(why)
        self.why = why  # "format", "passphrase" or "changed"


class Writer(io.RawIOBase):
    """Seals what is written into it; only `close` writes the last piece, without which nothing opens."""

    def __init__(self, out: IO[bytes], *, passphrase: str, told: dict[str, Any]) -> None:
        """Begin a file.

        Args:
            out: where the sealed bytes go; it stays open.
            told: what the file says of itself to everybody (no secrets), as JSON.
        """
        super().__init__()
        salt, self._prefix = secrets.token_bytes(16), secrets.token_bytes(PREFIX)
        key, check = _keys(passphrase, salt, COSTS)
        known = {**told, **COSTS, "salt": base64.b64encode(salt).decode(), "nonce": self._prefix.hex(), "check": check}
        self._header = FORMAT + json.dumps(known, sort_keys=True).encode() + b"\n"
        self._cipher, self._out, self._count = AESGCM(key), out, 0
        self._waiting = bytearray()
        self._whole = True
        out.write(self._header)

    def writable(self) -> bool:
        return True

    def write(self, content: Any, /) -> int:
        """Take in bytes."""
        self._waiting += content
        while len(self._waiting) > PIECE:
            self._seal(bytes(self._waiting[:PIECE]), last=False)
            del self._waiting[:PIECE]
        return len(content)

    def give_up(self) -> None:
        """Let the file stay without an end: something went wrong, and half a backup must not open."""
        self._whole = False

    def close(self) -> None:
        """Write the last piece."""
        if not self.closed and self._whole:
            self._seal(bytes(self._waiting), last=True)
        super().close()

    def _seal(self, content: bytes, *, last: bool) -> None:
        nonce = _nonce(self._prefix, self._count, last)
        self._out.write(self._cipher.encrypt(nonce, content, self._header))
        self._count += 1


class Reader(io.RawIOBase):
    """Opens what `Writer` wrote, piece by piece; nothing of a piece is given out before it has proved true."""

    def __init__(self, source: IO[bytes], *, passphrase: str) -> None:
        """Read the header.

        Raises:
            Unopenable: it is none, or the passphrase is another.
        """
        super().__init__()
        self._header, known = _header(source)
        self._prefix = bytes.fromhex(known["nonce"])
        costs = {name: known[name] for name in COSTS}
        key, check = _keys(passphrase, base64.b64decode(known["salt"]), costs)
        if not hmac.compare_digest(check, known["check"]):
            raise Unopenable("passphrase")
        self._cipher = AESGCM(key)
        self._source, self._count, self._ended = source, 0, False
        self._next = source.read(PIECE + TAG)
        self._open = b""

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any, /) -> int:
        """Give out as much as there is room for; 0 at the true end.

        Raises:
            Unopenable: a piece does not open.
        """
        if not self._open and not self._ended:
            self._open = self._piece()
        given = self._open[: len(buffer)]
        buffer[: len(given)] = given
        self._open = self._open[len(given) :]
        return len(given)

    def _piece(self) -> bytes:
        this, self._next = self._next, self._source.read(PIECE + TAG)
        last = not self._next
        try:
            content = self._cipher.decrypt(_nonce(self._prefix, self._count, last), this, self._header)
        except (InvalidTag, ValueError) as shut:
            raise Unopenable("changed") from shut
        self._count, self._ended = self._count + 1, last
        return content


def told_by(source: IO[bytes]) -> dict[str, Any]:
    """What a file says of itself to everybody, unproved.

    Raises:
        Unopenable: it is none of ours.
    """
    return _header(source)[1]


def _header(source: IO[bytes]) -> tuple[bytes, dict[str, Any]]:
    first, second = source.readline(len(FORMAT)), source.readline(LONGEST_HEADER)
    try:
        known = json.loads(second)
        fits = (
            first == FORMAT
            and second.endswith(b"\n")
            and len(bytes.fromhex(known["nonce"])) == PREFIX
            and bool(base64.b64decode(known["salt"], validate=True))
            and isinstance(known["check"], str)
            and known["check"].isascii()
            and all(isinstance(known[name], int) and 1 <= known[name] <= most for name, most in MOST_COSTS.items())
            and known["n"].bit_count() == 1
            and known["n"] > 1
        )
    except (ValueError, KeyError, TypeError) as strange:
        raise Unopenable("format") from strange
    if not fits:
        raise Unopenable("format")
    return first + second, known


def _keys(passphrase: str, salt: bytes, costs: dict[str, int]) -> tuple[bytes, str]:
    """The key, and what tells another passphrase from a changed file; neither leads to the other."""
    made = Scrypt(salt=salt, length=64, **costs).derive(passphrase.encode())
    return made[:32], made[32:].hex()


def _nonce(prefix: bytes, count: int, last: bool) -> bytes:
    return prefix + count.to_bytes(4, "big") + bytes([last])
