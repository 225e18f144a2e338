"""The entries of the main menu, registered by the apps they lead to.

An app calls `register(Entry(...))` from its `AppConfig.ready()` and hands over its own question "may this user?",
so the menu needs to know nothing about roles.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest
from django.urls import NoReverseMatch, reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

GROUPS: dict[str, str | Promise] = {
    "work": "",
    "results": _("成果"),
    "admin": _("管理"),
}
"""Groups of the menu in their order; the first has no heading."""


@dataclass(frozen=True)
class Entry:
    """One line of the menu."""

    url_name: str
    label: str | Promise
    icon: str
    may: Callable[[Any], bool]
    """Asked with the signed-in user; decides whether the line is shown."""
    group: str = "work"
    order: int = 50
    count: Callable[[Any], int] | None = None
    """How many things wait there for this user; nothing is shown for 0."""
    tone: str = ""
    """`late` draws the count as an alarm."""


@dataclass(frozen=True)
class Line:
    """An entry as this request sees it."""

    url: str
    label: str | Promise
    icon: str
    current: str
    """`page` on that very page, `true` on a page below it, empty elsewhere (the values of `aria-current`)."""
    count: int
    tone: str


@dataclass(frozen=True)
class Group:
    """A heading with its lines."""

    heading: str | Promise
    lines: tuple[Line, ...]


_entries: dict[str, Entry] = {}


def register(entry: Entry) -> None:
    """Take the entry into the menu; registering a URL name again replaces its entry. Unknown groups are errors."""
    if entry.group not in GROUPS:
        raise ValueError(f"unknown group {entry.group!r} of the menu; expected one of {', '.join(GROUPS)}")
    _entries[entry.url_name] = entry


def menu(request: HttpRequest) -> list[Group]:
    """The menu of whoever asks: only what this user may open, the present place marked."""
    user = getattr(request, "user", None)
    if user is None or not user.is_authenticated:
        return []
    shown: list[tuple[Entry, str]] = []
    for entry in sorted(_entries.values(), key=lambda each: each.order):
        try:
            url = reverse(entry.url_name)
        except NoReverseMatch:
            continue
        if entry.may(user):
            shown.append((entry, url))
    here = _here(request.path, [url for _entry, url in shown])
    groups = []
    for key, heading in GROUPS.items():
        lines = tuple(
            Line(
                url,
                entry.label,
                entry.icon,
                "" if url != here else ("page" if url == request.path else "true"),
                entry.count(user) if entry.count else 0,
                entry.tone,
            )
            for entry, url in shown
            if entry.group == key
        )
        if lines:
            groups.append(Group(heading, lines))
    return groups


def _here(path: str, urls: list[str]) -> str:
    """The longest of the URLs that leads to `path`; the root leads only to itself."""
    leading = [url for url in urls if path == url or (url not in ("/", "") and path.startswith(url))]
    return max(leading, key=len, default="")
