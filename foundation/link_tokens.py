"""What stands in the addresses of links that need no account: made once, kept as a digest only."""

from __future__ import annotations

import hashlib
import secrets


def made() -> tuple[str, str]:
    """A new token, and the digest under which it is kept."""
    token = secrets.token_urlsafe(24)
    return token, digest(token)


def digest(token: str) -> str:
    """The digest of a token somebody came with."""
    return hashlib.sha256(token.encode()).hexdigest()
