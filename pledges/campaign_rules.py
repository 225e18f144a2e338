"""What a campaign asks of the counties: rules as data with their source (`campaigns/*.toml`), read once."""

from __future__ import annotations

import datetime as dt
import functools
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from django.utils.translation import get_language

_FOLDER = Path(__file__).with_name("campaigns")


def _here(zh: str, en: str) -> str:
    """The words in the page's language."""
    return en if (get_language() or "").startswith("en") else zh


@dataclass(frozen=True, slots=True)
class Check:
    """One thing the backdrop or the film has to show."""

    key: str
    zh: str
    en: str

    @property
    def shown(self) -> str:
        """In the page's language."""
        return _here(self.zh, self.en)


@dataclass(frozen=True, slots=True)
class Photos:
    """How many photos, and how large: pixels of a photo lying on its long side; `dpi` as the file says it."""

    least: int
    most: int
    width: int
    height: int
    dpi: int


@dataclass(frozen=True, slots=True)
class Film:
    """How long (tenths of a second, both ends included), how large, and made how; `megabytes` is this house's limit."""

    least: int
    most: int
    shortest_tenths: int
    longest_tenths: int
    width: int
    height: int
    codecs: tuple[str, ...]
    megabytes: int


@dataclass(frozen=True, slots=True)
class LicenceText:
    """What a county licenses, as it was worded; a change of wording is another version."""

    version: str
    zh: str
    en: str

    @property
    def shown(self) -> str:
        """In the page's language; what binds is the Chinese."""
        return _here(self.zh, self.en)


@dataclass(frozen=True, slots=True)
class Survey:
    """A survey that units are asked to fill in elsewhere: where, and in which languages."""

    zh: str
    en: str
    source_zh: str
    source_en: str
    link: str
    languages: tuple[str, ...]
    asks_zh: str
    asks_en: str

    def __str__(self) -> str:
        return _here(self.zh, self.en)

    @property
    def source(self) -> str:
        """Where the plan asks for it."""
        return _here(self.source_zh, self.source_en)

    @property
    def asks(self) -> str:
        """Whom the plan wants to be asked, and how they are helped."""
        return _here(self.asks_zh, self.asks_en)


@dataclass(frozen=True, slots=True)
class Dialogue:
    """What a county's dialogue has to be: so long at least, by that day, about these questions."""

    zh: str
    en: str
    source_zh: str
    source_en: str
    least_minutes: int
    until: dt.date
    questions_zh: tuple[str, ...]
    questions_en: tuple[str, ...]

    def __str__(self) -> str:
        return _here(self.zh, self.en)

    @property
    def source(self) -> str:
        """Where the plan asks for it."""
        return _here(self.source_zh, self.source_en)

    @property
    def questions(self) -> tuple[str, ...]:
        """What is talked about, in the page's language."""
        return self.questions_en if (get_language() or "").startswith("en") else self.questions_zh


@dataclass(frozen=True, slots=True)
class Campaign:
    """One call to all counties. `until` is the last day; `name` and `wording` have a place for the county's name;
    `contact_days` is how long after it, or after the last change, the contact's data are kept.
    """

    key: str
    zh: str
    en: str
    source_zh: str
    source_en: str
    until: dt.date
    contact_days: int
    name: str
    wording: str
    photos: Photos
    film: Film
    checks: tuple[Check, ...]
    licence: LicenceText
    survey: Survey
    dialogue: Dialogue

    def __str__(self) -> str:
        return _here(self.zh, self.en)

    @property
    def source(self) -> str:
        """Where the rules stand."""
        return _here(self.source_zh, self.source_en)

    def named(self, county: str) -> str:
        """What a county's files are called, without an ending: 「臺北市 IVY 2026」."""
        return self.name.format(county=county)

    def worded(self, county: str) -> str:
        """What the backdrop says and everybody calls out."""
        return self.wording.format(county=county)

    def is_late(self, on: dt.date) -> bool:
        """Whether what comes on this day is too late for the day of publication; it is taken all the same."""
        return on > self.until


@functools.cache
def campaigns() -> Mapping[str, Campaign]:
    """Every campaign by its key, the newest last day first."""
    found = [_read(path) for path in sorted(_FOLDER.glob("*.toml"))]
    return {one.key: one for one in sorted(found, key=lambda each: each.until, reverse=True)}


def current() -> Campaign:
    """The campaign that pages begin with."""
    return next(iter(campaigns().values()))


def _read(path: Path) -> Campaign:
    data: dict[str, Any] = tomllib.loads(path.read_text(encoding="utf-8"))
    film = data.pop("film")
    film["codecs"] = tuple(film["codecs"])
    survey, dialogue = data.pop("survey"), data.pop("dialogue")
    survey["languages"] = tuple(survey["languages"])
    for name in ("questions_zh", "questions_en"):
        dialogue[name] = tuple(dialogue[name])
    return Campaign(
        photos=Photos(**data.pop("photos")),
        film=Film(**film),
        checks=tuple(Check(**one) for one in data.pop("checks")),
        licence=LicenceText(**data.pop("licence")),
        survey=Survey(**survey),
        dialogue=Dialogue(**dialogue),
        **data,
    )
