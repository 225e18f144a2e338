"""Pages that a device keeps, so that they open without a network: one worker, for whatever says what it keeps."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache

from django.templatetags.static import static

from . import modules

# Every answer of ours carries it, with whom it was given to: a captive portal's answer does not.
OURS = "X-Page-Holder"
# Only these answers are kept.
KEPT = "X-Page-Keep"
# A device that fetches pages for later gets them as they will be needed then.
FOR_LATER = "X-Page-Later"
WORKER = "js/worker.js"
ICON = "img/mark.svg"


@dataclass(frozen=True, slots=True)
class Shell:
    """What a worker keeps.

    Attributes:
        name: of its stores on the device; two of one name share them.
        scripts, styles: of its pages; what the scripts import is found.
        pages: addresses; offline: the one shown where a page was not kept, if there is one.
    """

    name: str
    scripts: tuple[str, ...]
    styles: tuple[str, ...]
    pages: tuple[str, ...]
    offline: str = ""


@cache
def worker(shell: Shell) -> str:
    """The service worker's script: another one for every change of what it keeps."""
    files = (*shell.styles, *modules.graph(*shell.scripts, later=True), ICON)
    told: dict[str, str | Sequence[str]] = {
        "name": shell.name,
        "version": modules.digest(*files, WORKER),
        "assets": [
            *(static(name) for name in (*shell.styles, ICON)), *modules.addresses(shell.scripts, later=True),
        ],
        "pages": list(shell.pages),
        "offline": shell.offline,
        "seat": OURS,
        "keep": KEPT,
        "later": FOR_LATER,
    }  # fmt: skip
    return f"const SHELL = {json.dumps(told)};\n{modules.content(WORKER).decode()}"
