"""Rows of a form that are added, dropped and put in order by buttons, with or without scripts.

Each row is a form with a prefix of its own, named in a hidden input `row`; the button `do` says what to arrange, and
the page comes back with everything that was typed.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TypeVar

from django import forms
from django.http import QueryDict

F = TypeVar("F", bound=forms.BaseForm)
LONGEST_PREFIX = 10


def posted(data: QueryDict, make: Callable[[str], F], *, letter: str, most: int) -> list[F]:
    """The rows of a posted page in its order, each made from its prefix (`letter` and a number)."""
    prefixes = [
        one
        for one in data.getlist("row")[:most]
        if one.startswith(letter) and one[1:].isdecimal() and len(one) < LONGEST_PREFIX
    ]
    return [make(prefix) for prefix in dict.fromkeys(prefixes)]


def arranged(rows: Sequence[F], action: str, *, letter: str, new: Callable[[str], F]) -> list[F]:
    """The rows after a button: `add`, or `up-`, `down-`, `drop-` with a row's prefix; anything else changes nothing."""
    done = list(rows)
    name, _dash, prefix = action.partition("-")
    if name == "add":
        free = max((int(str(row.prefix)[1:]) for row in done), default=0) + 1
        return [*done, new(f"{letter}{free}")]
    place = next((at for at, row in enumerate(done) if row.prefix == prefix), None)
    if place is None:
        return done
    if name == "drop":
        del done[place]
    elif name == "up" and place:
        done[place - 1], done[place] = done[place], done[place - 1]
    elif name == "down" and place < len(done) - 1:
        done[place + 1], done[place] = done[place], done[place + 1]
    return done
