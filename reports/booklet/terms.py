"""The term base: which words of a Chinese passage have one standard English in the house, and whether it stands there.

It warns and never refuses: a translator may have a reason. The terms are data (`terms.toml`, each with its source), and
the 22 counties come from `foundation.taiwan.counties`.
"""

from __future__ import annotations

import functools
import re
import tomllib
from dataclasses import dataclass
from pathlib import Path

from foundation.taiwan.counties import COUNTIES

DATA = Path(__file__).with_name("terms.toml")
_SPACE = re.compile(r"[\s\u00a0\-‐-―]+")  # a hyphen or a broken line parts words like a blank


@dataclass(frozen=True, slots=True)
class Term:
    """One thing with its names in Chinese, its standard English, and what else is right.

    Attributes:
        source: MOJ, IAVE or HOUSE (see the data), or MOI for counties' names.
    """

    zh: tuple[str, ...]
    en: str
    accepts: tuple[str, ...]
    source: str

    def stands_in(self, english: str) -> bool:
        """Whether the English has this term: in any capitals, as a plural too, but not as a part of another word."""
        return any(_found(words, english) for words in (self.en, *self.accepts))

    def is_named_in(self, english: str) -> bool:
        """Whether its standard English stands there, so that an index may lead to it."""
        return _found(self.en, english)


@functools.cache
def terms() -> tuple[Term, ...]:
    """Every term there is, the longest Chinese first."""
    data = tomllib.loads(DATA.read_text(encoding="utf-8"))
    found = [Term(tuple(row["zh"]), row["en"], tuple(row["accepts"]), row["source"]) for row in data["term"]]
    shorts = [_short(county.name_en) for county in COUNTIES]
    for county, short in zip(COUNTIES, shorts, strict=True):
        # Two counties share Hsinchu, and two Chiayi: these need the whole name.
        accepts = (short,) if shorts.count(short) == 1 else ()
        names = dict.fromkeys((county.name, county.name.replace("臺", "台")))
        found.append(Term(tuple(names), county.name_en, accepts, "MOI"))
    return tuple(sorted(found, key=lambda one: -max(map(len, one.zh))))


def found_in(chinese: str) -> tuple[Term, ...]:
    """The terms of a passage in the order of their first place; a term inside a longer one is not one of its own."""
    places: dict[Term, int] = {}
    for match in _any_term().finditer(chinese):
        places.setdefault(_by_name()[match[0]], match.start())
    return tuple(sorted(places, key=places.__getitem__))


def missing(chinese: str, english: str) -> tuple[Term, ...]:
    """The terms of the Chinese whose English does not stand in the translation; none while nothing is translated."""
    if not english.strip():
        return ()
    return tuple(term for term in found_in(chinese) if not term.stands_in(english))


def _found(words: str, english: str) -> bool:
    return _pattern(words).search(_SPACE.sub(" ", english).lower()) is not None


@functools.cache
def _pattern(words: str) -> re.Pattern[str]:
    flat = _SPACE.sub(" ", words.removesuffix("-")).lower()
    end = "" if words.endswith("-") else "(?:e?s|'s)?(?![a-z])"
    return re.compile(rf"(?<![a-z]){re.escape(flat)}{end}")


@functools.cache
def _by_name() -> dict[str, Term]:
    return {name: term for term in reversed(terms()) for name in term.zh}


@functools.cache
def _any_term() -> re.Pattern[str]:
    return re.compile("|".join(map(re.escape, sorted(_by_name(), key=len, reverse=True))))


def _short(name: str) -> str:
    """Taitung for Taitung County."""
    return re.sub(r" (City|County)$", "", name)
