"""What each authority asks for and when, read from our own data file, and the windows that follow from it.

The days are those of sources (`result_forms.toml` names them); pure, and knows no database.
"""

from __future__ import annotations

import calendar
import datetime as dt
import tomllib
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from foundation.taiwan import periods

from .award_terms import Words
from .result_figures import BY_KEY, FIGURES, Group, Measure

FILE = Path(__file__).parent / "result_forms.toml"
TERMS = ("first", "second", "year", "end")
"""First half, second half, the whole year, and what was left when a plan ended."""
END = "end"
DUE_MONTHS = 2
_KEYS = {
    "rhythm": ({"key", "zh", "en", "source", "moves", "windows"}, set()),
    "content": ({"key", "groups", "source"}, {"figures", "note", "note_en"}),
    "form": (
        {"authorities", "rhythm", "content", "method", "method_en", "confidence"},
        {"note", "note_en"},
    ),
    "odd": ({"measure", "share", "least"}, set()),
}
_WINDOW = {"term", "first", "last", "opens", "after"}


class BadForm(ValueError):
    """The data file is not in order."""


@dataclass(frozen=True, slots=True)
class Window:
    """One period of a rhythm in a year, and when it is reported; `was` is the written day where a day off moved it."""

    year: int
    term: str
    first_on: dt.date
    last_on: dt.date
    opens_on: dt.date
    due_on: dt.date
    was: dt.date | None = None


@dataclass(frozen=True, slots=True)
class Rhythm:
    """How often, and when."""

    key: str
    shown: Words
    source: str
    moves: bool
    windows: tuple[Mapping[str, Any], ...]

    def in_year(self, year: int) -> Iterator[Window]:
        """The windows whose period lies in that year."""
        for one in self.windows:
            last = _day(year, one["last"])
            after = year + one["after"]
            written = periods.months_within(last, one["months"]) if "months" in one else _day(after, one["due"])
            due = periods.last_day(written) if self.moves else written
            opens = _day(after, one["opens"])
            yield Window(
                year, one["term"], _day(year, one["first"]), last, opens, due, written if due != written else None
            )

    def latest(self, on: dt.date) -> Window:
        """The window that opened last."""
        known = [
            one for year in (on.year - 2, on.year - 1, on.year) for one in self.in_year(year) if one.opens_on <= on
        ]
        return max(known, key=lambda one: (one.opens_on, one.last_on))

    def coming(self, first: dt.date, last: dt.date) -> list[Window]:
        """The windows that end from `first` to `last`."""
        years = range(first.year - 2, last.year + 1)
        found = [one for year in years for one in self.in_year(year) if first <= one.due_on <= last]
        return sorted(found, key=lambda one: one.due_on)


@dataclass(frozen=True, slots=True)
class Form:
    """What an authority asks for."""

    authorities: tuple[str, ...]
    rhythm: Rhythm
    content: str
    figures: tuple[str, ...]
    method: Words
    confidence: str
    source: str
    notes: tuple[Words, ...]


@dataclass(frozen=True, slots=True)
class Odd:
    """From how much on a figure looks odd beside last year's."""

    share: float
    least: int


def read(text: str) -> tuple[dict[str, Form], dict[Measure, Odd]]:
    """Forms by authority ("" for every other), and what is odd, from the data as it is written.

    Raises:
        BadForm: something is missing, unknown, or said twice.
    """
    data = tomllib.loads(text)
    for kind, rows in data.items():
        if kind not in _KEYS:
            raise BadForm(f"nobody knows what {kind} is")
        must, may = _KEYS[kind]
        for row in rows:
            if must - row.keys() or row.keys() - must - may:
                raise BadForm(f"{kind} {row}: {sorted(must - row.keys()) or sorted(row.keys() - must - may)}")
    rhythms = {one["key"]: _rhythm(one) for one in data["rhythm"]}
    contents = {one["key"]: one for one in data["content"]}
    forms: dict[str, Form] = {}
    for one in data["form"]:
        if one["rhythm"] not in rhythms or one["content"] not in contents:
            raise BadForm(f"{one['authorities']}: {one['rhythm']} or {one['content']} is nowhere")
        content = contents[one["content"]]
        form = Form(
            tuple(one["authorities"]), rhythms[one["rhythm"]], one["content"], _figures(content),
            Words(one["method"], one["method_en"]), one["confidence"], content["source"],
            tuple(Words(each["note"], each["note_en"]) for each in (content, one) if "note" in each),
        )  # fmt: skip
        for code in form.authorities or ("",):
            if code in forms:
                raise BadForm(f"{code!r} has two forms")
            forms[code] = form
    if "" not in forms:
        raise BadForm("there is no form for everybody else")
    return forms, {Measure(one["measure"]): Odd(one["share"], one["least"]) for one in data["odd"]}


def _rhythm(one: Mapping[str, Any]) -> Rhythm:
    for window in one["windows"]:
        if _WINDOW - window.keys() or window["term"] not in TERMS or ("due" in window) == ("months" in window):
            raise BadForm(f"{one['key']}: {window}")
    return Rhythm(one["key"], Words(one["zh"], one["en"]), one["source"], one["moves"], tuple(one["windows"]))


def _figures(content: Mapping[str, Any]) -> tuple[str, ...]:
    single = set(content.get("figures", ()))
    if unknown := (single - BY_KEY.keys()) | (set(content["groups"]) - set(Group)):
        raise BadForm(f"{content['key']}: {sorted(unknown)}")
    return tuple(one.key for one in FIGURES if one.group in content["groups"] or one.key in single)


def _day(year: int, text: str) -> dt.date:
    month, day = (int(part) for part in text.split("-"))
    return dt.date(year, month, min(day, calendar.monthrange(year, month)[1]))


@cache
def _read() -> tuple[dict[str, Form], dict[Measure, Odd]]:
    return read(FILE.read_text(encoding="utf-8"))


def forms() -> dict[str, Form]:
    """Every form by its authority; "" is that of everybody else."""
    return _read()[0]


def form_of(authority: str) -> Form:
    """What an authority asks for."""
    return forms().get(authority) or forms()[""]


def without_a_year() -> tuple[str, ...]:
    """The rhythms in which no report is of a whole year."""
    rhythms = {one.rhythm.key: one.rhythm for one in forms().values()}
    return tuple(sorted(key for key, one in rhythms.items() if all(each["term"] != "year" for each in one.windows)))


def reported_by(rhythms: Collection[str]) -> tuple[frozenset[str], bool]:
    """The authorities that ask for reports in these rhythms, and whether all that have no form of their own do."""
    named = frozenset(code for code, one in forms().items() if code and one.rhythm.key in rhythms)
    return named, forms()[""].rhythm.key in rhythms


def odd_from() -> dict[Measure, Odd]:
    """From how much on a figure looks odd, by what it counts."""
    return _read()[1]


def at_the_end(ended_on: dt.date, *, since: dt.date) -> Window:
    """What is left to report when a plan has ended: within two months (志願服務法 第 7 條)."""
    written = periods.months_within(ended_on, DUE_MONTHS)
    due = periods.last_day(written)
    opens = ended_on + dt.timedelta(days=1)
    return Window(ended_on.year, END, since, ended_on, opens, due, written if due != written else None)
