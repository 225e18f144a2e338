"""Where the finder looks, registered by the apps whose things it finds.

An app calls `register(Source(...))` from its `AppConfig.ready()`. A source asks only for rows behind the same wall as
its pages (`visible_to`), so the finder itself needs to know nothing about roles, and finds nothing that a page would
not show to the same person.
"""

from __future__ import annotations

import functools
import operator
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

from django.db.models import Q
from django.http import HttpRequest
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from foundation.taiwan.fullwidth import tidy
from foundation.ui import navigation

LONGEST = 60
"""So many characters of what was typed are looked for."""
MOST = 6
"""So many finds of one source are shown; of more only that there are more."""
MOST_WORDS = 5


@dataclass(frozen=True, slots=True)
class Find:
    """One thing found: where it is, what it is called, and what tells it from others of the same name."""

    url: str
    label: str
    note: str = ""


@dataclass(frozen=True, slots=True)
class Source:
    """One kind of thing that can be found.

    `look` gets the reader, what was typed (tidied, not empty) and how many finds are wanted at most; it answers with
    those that this reader may see, the most likely first. `listed` gives the page that lists all of them.
    """

    key: str
    heading: str | Promise
    icon: str
    look: Callable[[Any, str, int], Iterable[Find]]
    order: int = 50
    listed: Callable[[str], str] | None = None


@dataclass(frozen=True, slots=True)
class Found:
    """What one source has found; `listed` leads to all of it, where there is more than is shown."""

    heading: str | Promise
    icon: str
    finds: tuple[Find, ...]
    more: bool
    listed: str


_sources: dict[str, Source] = {}


def register(source: Source) -> None:
    """Look there as well; registering a key again replaces its source."""
    _sources[source.key] = source


def read(typed: str) -> str:
    """What is looked for: one line without surplus blanks, full-width signs as half-width ones, `LONGEST` at most."""
    return tidy(typed)[:LONGEST].strip()


def everywhere(request: HttpRequest, text: str) -> list[Found]:
    """What is found for `text` (see `read`) by whoever asks: pages of her menu first, then each source in its order."""
    if not text:
        return []
    pages = tuple(_pages(request, text))
    found = [Found(_("頁面"), "signpost", pages[:MOST], more=False, listed="")] if pages else []
    for source in sorted(_sources.values(), key=lambda one: (one.order, one.key)):
        finds = tuple(source.look(request.user, text, MOST + 1))
        if finds:
            more = len(finds) > MOST
            listed = source.listed(text) if more and source.listed else ""
            found.append(Found(source.heading, source.icon, finds[:MOST], more, listed))
    return found


def each_word(text: str, *fields: str, also: Callable[[str], Q] | None = None) -> Q:
    """A condition: every word of the text stands in one of the fields; `also` gives what else a word may mean."""
    words = text.split()[:MOST_WORDS]
    return functools.reduce(operator.and_, (_meant(word, fields, also) for word in words), Q())


def _meant(word: str, fields: Iterable[str], also: Callable[[str], Q] | None) -> Q:
    named = functools.reduce(operator.or_, (Q(**{f"{field}__icontains": word}) for field in fields))
    return named | also(word) if also else named


def _pages(request: HttpRequest, text: str) -> Iterable[Find]:
    wanted = text.casefold()
    for group in navigation.menu(request):
        for line in group.lines:
            if wanted in str(line.label).casefold():
                yield Find(line.url, str(line.label), str(group.heading))
