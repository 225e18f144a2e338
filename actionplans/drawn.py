"""Parts of a page that are drawn once for everybody to whom they look the same.

A part is drawn from plain values that are equal when they say the same, and from nothing else: neither from the request
nor from rows. So what it looks like follows from the values and the language, and the process keeps it by these; a
value the template needs and is not given cannot make it old. The one thing that is each reader's own, the token
against forged requests, is put in afterwards.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Hashable
from dataclasses import dataclass, replace
from functools import lru_cache

from django.http import HttpRequest
from django.middleware.csrf import get_token
from django.template.loader import render_to_string
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


def part(template: str, request: HttpRequest, **values: Hashable) -> Part:
    """The part that the template makes of these values, for who asks.

    Args:
        values: plain values: text, numbers, moments, and frozen dataclasses and tuples of such. No row of the database
            (rows are equal when their keys are), and no text that counts as safe HTML (it equals the same text that
            does not).
    """
    drawn = _drawn(template, get_language(), tuple(values.items()))
    return replace(drawn, html=drawn.html.replace(NOBODYS, get_token(request))) if NOBODYS in drawn.html else drawn


@lru_cache(maxsize=KEPT)
def _drawn(template: str, _language: str, values: tuple[tuple[str, Hashable], ...]) -> Part:
    html = render_to_string(template, dict(values) | {"csrf_token": NOBODYS})
    return alone(html)


def forget() -> None:
    """Draw every part anew the next time it is asked for."""
    _drawn.cache_clear()


def alone(html: str) -> Part:
    """A part that has been drawn for this one reader: what tells it from another is how it looks."""
    return Part(html, hashlib.sha256(TOKEN.sub("", html).encode()).hexdigest()[:16])
