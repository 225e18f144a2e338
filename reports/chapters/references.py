"""Numbers that stand in prose by name or code and not as digits, so that they cannot go stale.

`{{14}}` is the figure whose code ends in 14 (P3-14 in the margin), `{{S3-TTT}}` a cell of the matrix, and a name does
as well: `{{辦理的工作坊}}`, `{{臺東縣}}`, `{{資料時間}}`. What is printed is the number of the moment the report is
of. Of one that nobody knows the words say so; it is never left out.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from difflib import get_close_matches

from django.core.cache import cache
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from actionplans.call import PILLARS
from foundation.taiwan import roc
from reports import coverage
from reports.national import build
from reports.records import Matrix, NationalReport
from workshops.models import Programme

REFERENCE = re.compile(r"(?:\{\{|｛｛)([^{}｛｝\n]*)(?:\}\}|｝｝)")
BROKEN = re.compile(r"\{\{|｛｛|\}\}|｝｝")
WHOLE_CODE = re.compile(r"P(\d{1,9})(?:E\d{1,4})?-(.+)", re.ASCII)
KEPT_SECONDS = 60
"""How old the numbers beside the editor may be: a report is not counted anew with every word that is typed."""


@dataclass(frozen=True, slots=True)
class Numeral:
    """A number that prose may name. `part` is the last part of its code, empty where it has none."""

    part: str
    label: str
    shown: str
    unit: str = ""
    value: int | Decimal | None = None
    also: tuple[str, ...] = ()
    is_main: bool = False

    @property
    def written(self) -> str:
        """How it is written into a text: by its name, which says more than its code."""
        return "{{" + self.label + "}}"


@dataclass(frozen=True, slots=True)
class Piece:
    """A piece of a text: as it was typed, or a number put in for a reference."""

    text: str
    numeral: Numeral | None = None


@dataclass(frozen=True, slots=True)
class Filled:
    """A text with its numbers put in. `unknown` are references that name nothing, `broken`: a brace stands alone."""

    pieces: tuple[Piece, ...]
    unknown: tuple[str, ...]
    broken: bool

    @property
    def text(self) -> str:
        """The words as they are printed."""
        return "".join(piece.text for piece in self.pieces)

    @property
    def parts(self) -> tuple[str, ...]:
        """The codes of the numbers in it, each once."""
        return tuple(dict.fromkeys(one.numeral.part for one in self.pieces if one.numeral and one.numeral.part))


def numerals(report: NationalReport) -> list[Numeral]:
    """Every number of the report that has a code, in the report's order and its language, and its day."""
    found = [
        Numeral(each.short, each.label, each.shown, each.unit, each.value, (each.code,), is_main=True)
        for each in report.figures
        if each.short
    ]
    letters = {pillar.code: pillar.letter for pillar in PILLARS}
    found += [
        _count(
            letters[each.code],
            _("%(pillar)s的方案") % {"pillar": each.name},
            each.plans,
            "plans",
            (each.name,),
            main=True,
        )
        for each in report.pillars
    ]
    found += [
        _count(county.code, _("%(county)s的方案") % {"county": county.name}, len(county.plans), "plans", (county.name,))
        for county in report.counties
    ]
    found += _of_matrix(report.plans_matrix, "", _("%(item)s的方案"), "plans")
    found += _of_matrix(report.issues_matrix, "I", _("%(item)s的議題"), "items")
    found.append(Numeral("", _("資料時間"), roc.shown(timezone.localdate(report.as_of)), also=("as_of",), is_main=True))
    return found


def _of_matrix(matrix: Matrix, mark: str, label: str, unit: str) -> Iterator[Numeral]:
    for row in matrix.rows:
        name = label % {"item": row.label}
        yield _count(f"{row.item}{mark}", name, row.total, unit, () if mark else (row.label,))
        for code, county, count in zip(matrix.counties, matrix.county_names, row.cells, strict=True):
            here = _("%(county)s%(what)s") % {"county": county, "what": name}
            yield _count(f"{row.item}{mark}-{code}", here, count, unit, ())


def _count(part: str, label: str, count: int, unit: str, also: tuple[str, ...], *, main: bool = False) -> Numeral:
    return Numeral(part, label, f"{count:,}", coverage.unit(unit, count), count, also, main)


class Numbers:
    """The numbers of one report, found by code or name."""

    def __init__(self, found: Iterable[Numeral], *, programme: int) -> None:
        self.all = tuple(found)
        self._programme = programme
        self._by: dict[str, Numeral] = {}
        for one in self.all:
            for key in (one.part, one.label, *one.also):
                if key:
                    self._by.setdefault(_plain(key), one)

    def find(self, key: str) -> Numeral | None:
        """The number that a reference names; None for none, and for a code of another programme."""
        plain = _plain(key)
        whole = WHOLE_CODE.fullmatch(plain.upper())
        if whole is not None:
            return self._by.get(_plain(whole[2])) if int(whole[1]) == self._programme else None
        return self._by.get(plain)

    def near(self, key: str) -> Numeral | None:
        """The number whose name is most like it, if any is much like it."""
        names: Mapping[str, Numeral] = {one.label: one for one in self.all}
        like = get_close_matches(key.strip(), names, n=1, cutoff=0.6)
        return names[like[0]] if like else None

    @property
    def main(self) -> tuple[Numeral, ...]:
        """Those of the summary, which are offered first."""
        return tuple(one for one in self.all if one.is_main)


def of(report: NationalReport) -> Numbers:
    """The numbers of a report."""
    programme = re.match(r"P(\d+)", report.code)
    return Numbers(numerals(report), programme=int(programme[1]) if programme else 0)


def current(programme: Programme, *, now: object) -> Numbers:
    """The numbers of the moment in the active language, for the editor: at most `KEPT_SECONDS` old."""
    key = f"chapter-numbers/{programme.pk}/{get_language()}"
    found: Numbers | None = cache.get(key)
    if found is None:
        found = of(build(programme, now=now))  # type: ignore[arg-type]
        cache.set(key, found, KEPT_SECONDS)
    return found


def fill(text: str, numbers: Numbers) -> Filled:
    """A text with each reference's number in its place; an unknown one is printed as such."""
    pieces: list[Piece] = []
    unknown: list[str] = []
    rest, at = "", 0
    for match in REFERENCE.finditer(text):
        before, at = text[at : match.start()], match.end()
        rest += before
        pieces.append(Piece(before))
        key = match[1].strip()
        numeral = numbers.find(key)
        if numeral is None:
            unknown.append(key)
            pieces.append(Piece(_("〔查無「%(key)s」〕") % {"key": key}))
        else:
            pieces.append(Piece(numeral.shown, numeral))
    pieces.append(Piece(text[at:]))
    rest += text[at:]
    shown = tuple(piece for piece in pieces if piece.text)
    return Filled(shown, tuple(dict.fromkeys(unknown)), bool(BROKEN.search(rest)))


def problems(filled: Filled, numbers: Numbers) -> list[str]:
    """What is wrong with a text's references, in sentences that say how to mend it."""
    found = []
    for key in filled.unknown:
        if not key:
            found.append(_("「{{}}」裡面沒有寫要放哪個數字。請在數字清單按一個，或寫代號，例如 {{14}}。"))
            continue
        like = numbers.near(key)
        found.append(
            _("報告裡沒有「%(key)s」這個數字。您要寫的是 %(like)s 嗎？") % {"key": key, "like": like.written}
            if like is not None
            else _("報告裡沒有「%(key)s」這個數字。請對照清單上的名稱或代號，例如 {{14}}。") % {"key": key}
        )
    if filled.broken:
        found.append(_("有一對大括號沒有寫完整。引用數字要前後各兩個，例如 {{14}}。"))
    return found


def _plain(key: str) -> str:
    """A name or code as it is compared: half-width, without blanks, 台 as 臺, dashes as one."""
    plain = unicodedata.normalize("NFKC", key).casefold().replace("台", "臺")
    return re.sub(r"\s+", "", re.sub("[‐-―−﹣ー]", "-", plain))
