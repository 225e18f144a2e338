"""Which files a page's script stands on: read from the scripts themselves, so that no list can be out of date."""

from __future__ import annotations

import hashlib
import posixpath
import re
from functools import cache
from pathlib import Path

from django.contrib.staticfiles import finders
from django.templatetags.static import static

IMPORT = re.compile(r"""^\s*(?:import|export)\b[^'"]*?["'](\.[^"']+)["'];?\s*$""", re.MULTILINE)
LAZY = re.compile(r"""\bimport\(["'](\.[^"']+)["']\)""")
STYLES = (
    "vendor/bootstrap.trimmed.min.css",
    "css/tokens.css",
    "css/measures.css",
    "css/components.css",
    "css/screens.css",
)


@cache
def graph(*entries: str, later: bool = False) -> tuple[str, ...]:
    """The scripts named and everything they import, each once, nearest first.

    Args:
        later: also what is fetched only when somebody needs it.

    Raises:
        FileNotFoundError: a script imports what is not there.
    """
    found = list(entries)
    for name in found:
        text = content(name).decode()
        for target in IMPORT.findall(text) + (LAZY.findall(text) if later else []):
            inner = posixpath.normpath(posixpath.join(posixpath.dirname(name), target))
            if inner not in found:
                found.append(inner)
    return tuple(found)


def content(name: str) -> bytes:
    """What stands in a static file."""
    path = finders.find(name)
    if not isinstance(path, str):
        raise FileNotFoundError(name)
    return Path(path).read_bytes()


@cache
def digest(*names: str) -> str:
    """A short name for exactly this content of these files."""
    whole = hashlib.sha256()
    for name in names:
        whole.update(hashlib.sha256(content(name)).digest())
    return whole.hexdigest()[:16]


def addresses(entries: tuple[str, ...], *, later: bool = False) -> list[str]:
    """Where a browser finds them: those a page names by their own address, what they import beside them."""
    base = static("js/app.js").rpartition("js/")[0]
    return [static(name) if name in entries else f"{base}{name}" for name in graph(*entries, later=later)]
