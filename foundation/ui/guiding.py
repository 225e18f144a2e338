"""The short guide of each page: what it is for, what to do first, what happens then.

An app keeps its guides as data, in chapters, and registers them from its `AppConfig.ready()`. The same sentences stand
behind 「說明」 at a page's head, on the help pages and in the printed handbooks; who may open a page says its gate.
"""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.functional import Promise

Words = str | Promise


@dataclass(frozen=True, slots=True)
class Guide:
    """How one page is used.

    Attributes:
        names: the pages' URL names, parted by blanks: pages that are one screen in several states share a guide.
        title: what the page is called.
        purpose, first, then: a sentence each; what it is for, what to do first, what happens then.
        picture: name of a picture in `static/guides/`, without its ending; main pages have one.
    """

    names: str
    title: Words
    purpose: Words
    first: Words
    then: Words
    picture: str = ""

    @property
    def key(self) -> str:
        """The first of its pages, fit for an address."""
        return self.names.split()[0].replace(":", "-")

    @property
    def picture_file(self) -> str:
        """The picture's name among the static files; empty without one."""
        return f"guides/{self.picture}.webp" if self.picture else ""


@dataclass(frozen=True, slots=True)
class Chapter:
    """Guides that belong together, in the order in which the work goes; `about` opens it in a handbook."""

    key: str
    order: int
    title: Words
    about: Words
    guides: tuple[Guide, ...]


_chapters: dict[str, Chapter] = {}
_guides: dict[str, Guide] = {}


def register(*chapters: Chapter) -> None:
    """Take these chapters in; registering a key again replaces its chapter.

    Raises:
        ValueError: another chapter has a guide for one of the pages already.
    """
    for chapter in chapters:
        _chapters[chapter.key] = chapter
    _guides.clear()
    for chapter in _chapters.values():
        for guide in chapter.guides:
            for name in guide.names.split():
                if name in _guides:
                    raise ValueError(f"two guides for {name}")
                _guides[name] = guide


def guide_of(url_name: str) -> Guide | None:
    """The guide of a page, by its full URL name."""
    return _guides.get(url_name)


def chapters() -> list[Chapter]:
    """Every chapter in the order of the handbooks."""
    return sorted(_chapters.values(), key=lambda one: (one.order, one.key))


def pages() -> frozenset[str]:
    """The URL names of all pages that have a guide."""
    return frozenset(_guides)
