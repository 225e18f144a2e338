"""Values that a copy of the database must not tell: identity numbers, and what else is as sensitive.

A value is sealed with AES-256-GCM under a key that stands in the environment, never in the database. The sealed text
says which key it needs (`s1.<key name>.<base64>`), so that keys can change while old values stay readable, and is bound
to its place: moved into another column or another row's purpose it does not open. To find a value without opening all,
its *mark* is stored beside it: an HMAC under a key of its own, equal for equal values, telling nothing else.

Settings: `SEALING_KEYS`, a list of `name:base64 of 32 bytes` whose first seals and all of which open; `MARKING_KEY`,
base64 of at least 32 bytes, which can only change together with every mark.
"""

from __future__ import annotations

import base64
import binascii
import hashlib
import hmac
import secrets
from functools import cache

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from django.core.signals import setting_changed

VERSION = "s1"
KEY_BYTES = 32
NONCE_BYTES = 12
MARK_LENGTH = 32  # hexadecimal digits: 128 bits, far beyond chance for all of Taiwan


class Unsealable(Exception):
    """The sealed text does not open: its key is not in the settings, it was changed, or it belongs elsewhere.

    The message never holds the value.
    """


def seal(text: str, *, place: str) -> str:
    """Seal a value for one place (`volunteers.volunteer.identity`); sealed twice it reads differently each time."""
    name, content = _closed(text.encode(), place)
    return f"{VERSION}.{name}.{base64.urlsafe_b64encode(content).decode()}"


def unseal(sealed: str, *, place: str) -> str:
    """The value of a sealed text.

    Raises:
        Unsealable: it does not open.
    """
    version, _dot, rest = sealed.partition(".")
    name, _dot, coded = rest.partition(".")
    try:
        content = base64.urlsafe_b64decode(coded)
    except ValueError as broken:
        raise Unsealable("the sealed value is no sealed value") from broken
    return _opened(version, name, content, place).decode()


def read(sealed: str, *, place: str) -> str | None:
    """The value for a page that must stand whatever became of the keys: None where it does not open."""
    try:
        return unseal(sealed, place=place)
    except (Unsealable, ImproperlyConfigured):
        return None


def is_ready() -> bool:
    """Whether anything can be sealed: a key is in the settings."""
    try:
        return bool(_keys())
    except ImproperlyConfigured:
        return False


def seal_file(content: bytes, *, place: str) -> bytes:
    """The same for a whole file, which takes no more room than it did (but for the key's name and a few bytes)."""
    name, closed = _closed(content, place)
    return f"{VERSION}.{name}.".encode() + closed


def unseal_file(sealed: bytes, *, place: str) -> bytes:
    """The content of a sealed file.

    Raises:
        Unsealable: it does not open.
    """
    version, _dot, rest = bytes(sealed).partition(b".")
    name, _dot, content = rest.partition(b".")
    return _opened(version.decode(errors="replace"), name.decode(errors="replace"), content, place)


def _closed(content: bytes, place: str) -> tuple[str, bytes]:
    name, key = next(iter(_keys().items()))
    nonce = secrets.token_bytes(NONCE_BYTES)
    return name, nonce + AESGCM(key).encrypt(nonce, content, place.encode())


def _opened(version: str, name: str, content: bytes, place: str) -> bytes:
    if name not in _keys():
        raise Unsealable("the sealed value names no key of this installation")
    if version != VERSION:
        raise Unsealable("the sealed value is of an unknown version")
    try:
        return AESGCM(_keys()[name]).decrypt(content[:NONCE_BYTES], content[NONCE_BYTES:], place.encode())
    except (InvalidTag, ValueError) as changed:
        raise Unsealable("the sealed value was changed, or belongs elsewhere") from changed


def is_current(sealed: str) -> bool:
    """Whether the text is sealed with the key that seals now; if not, it is to be sealed anew."""
    return sealed.startswith(f"{VERSION}.{next(iter(_keys()))}.")


def mark(text: str, *, place: str) -> str:
    """What stands for a value where it is searched: the same for the same value at the same place, 32 hex digits."""
    return hmac.new(_marking_key(), f"{place}\0{text}".encode(), hashlib.sha256).hexdigest()[:MARK_LENGTH]


def make_key() -> str:
    """A fresh random key as the settings take it (without a name)."""
    return base64.b64encode(secrets.token_bytes(KEY_BYTES)).decode()


def fingerprints() -> dict[str, str]:
    """Each sealing key's name with what tells it from others and nothing else, 16 hex digits; the first one seals.

    A backup notes them, so that whoever puts it back on another machine knows beforehand which keys are missing.

    Raises:
        ImproperlyConfigured: the settings hold no usable key.
    """
    return {name: _fingerprint(key) for name, key in _keys().items()}


def marking_fingerprint() -> str:
    """The same of the key that marks."""
    return _fingerprint(_marking_key())


def _fingerprint(key: bytes) -> str:
    return hmac.new(key, b"fingerprint", hashlib.sha256).hexdigest()[:16]


@cache
def _keys() -> dict[str, bytes]:
    keys: dict[str, bytes] = {}
    for entry in settings.SEALING_KEYS:
        name, _colon, coded = entry.partition(":")
        if not name.isalnum() or name in keys:
            raise ImproperlyConfigured("SEALING_KEYS: every key needs a name of letters and digits of its own")
        keys[name] = _key(coded, "SEALING_KEYS", exactly=True)
    if not keys:
        raise ImproperlyConfigured("SEALING_KEYS is empty: nothing can be sealed")
    return keys


@cache
def _marking_key() -> bytes:
    return _key(settings.MARKING_KEY, "MARKING_KEY", exactly=False)


def _key(coded: str, setting: str, *, exactly: bool) -> bytes:
    try:
        key = base64.b64decode(coded, validate=True)
    except binascii.Error as wrong:
        raise ImproperlyConfigured(f"{setting}: a key is not written in base64") from wrong
    if len(key) < KEY_BYTES or (exactly and len(key) != KEY_BYTES):
        raise ImproperlyConfigured(f"{setting}: a key needs {KEY_BYTES} bytes")
    return key


def _forget(*, setting: str, **_more: object) -> None:
    """Tests change settings; what was read from them is read again."""
    if setting == "SEALING_KEYS":
        _keys.cache_clear()
    elif setting == "MARKING_KEY":
        _marking_key.cache_clear()


setting_changed.connect(_forget, dispatch_uid="foundation.sealed")
