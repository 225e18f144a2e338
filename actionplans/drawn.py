"""Parts of a page that are drawn once for everybody to whom they look the same.

A part is drawn from plain values that are equal when they say the same, and from nothing else: neither from the request
nor from rows. So what it looks like follows from the values and the language, and the process keeps it by these; a
value the template needs and is not given cannot make it old. Two things are put in afterwards: what moves with every
word somebody writes (when that was), and what is each reader's own, the token against forged requests.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Hashable, Mapping
from dataclasses import dataclass
from functools import lru_cache

from django.template.loader import render_to_string
from django.utils.html import escape
from django.utils.translation import get_language

# The token is another one each time; it makes no difference to what is shown.
TOKEN = re.compile(r'name="csrfmiddlewaretoken" value="[^"]*"')
NOBODYS = "the-token-of-who-reads-this"
# About six thousand characters each: the tables of some hundred rooms as they look now.
KEPT = 1024


@dataclass(frozen=True, slots=True)
class Part:
    """A part of a page as HTML, and what tells it from another that looks different."""

    html: str
    mark: str


def part(template: str, token: str, *, moving: Mapping[str, str] | None = None, **values: Hashable) -> Part:
    """The part that the template makes of these values, for who reads.

    Args:
        token: hers, against forged requests.
        moving: texts that the template puts somewhere (`{{ moving.name }}`) and asks nothing about.
        values: plain values: text, numbers, moments, and frozen dataclasses and tuples of such. No row of the database
            (rows are equal when their keys are), and no text that counts as safe HTML (it equals the same text that
            does not).
    """
    moving = moving or {}
    drawn = _drawn(template, get_language(), tuple(moving), tuple(values.items()))
    html, mark = drawn.html, drawn.mark
    if moving:
        for name, text in moving.items():
            html = html.replace(_place(name), escape(text))
        mark = _mark("\n".join((mark, *moving.values())))
    return Part(html.replace(NOBODYS, token), mark)


@lru_cache(maxsize=KEPT)
def _drawn(template: str, _language: str, moving: tuple[str, ...], values: tuple[tuple[str, Hashable], ...]) -> Part:
    places = {name: _place(name) for name in moving}
    return alone(render_to_string(template, {**dict(values), "moving": places, "csrf_token": NOBODYS}))


def _place(name: str) -> str:
    """What stands where a text goes that moves; no text that people write has its first character."""
    return f"\0{name}\0"


def forget() -> None:
    """Draw every part anew the next time it is asked for."""
    _drawn.cache_clear()


def alone(html: str) -> Part:
    """A part that has been drawn for this one reader: what tells it from another is how it looks."""
    return Part(html, _mark(TOKEN.sub("", html)))


def _mark(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()[:16]
