"""The words in which an award's rule is written, and how a rule is read from data.

A rule is a tree: `all`, `any` and `not` over conditions, `each` over the members of a family, and `reading` where the
sources leave more than one way to read, with a branch for each. It is data, from our own files (`award_books`) or from
an authority's own award; both come through `read`, which refuses whatever it does not know.

What the machine can see is judged. What it cannot is of two sorts: what somebody will supply (a paper, an ordinary word
of praise) does not keep a person from the list of candidates; what lifts the thresholds by discretion (`exception`:
特殊貢獻、不受年資時數限制) never puts anybody there (pitfalls 6).
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from foundation.accounts import sectors

SUBJECTS = ("person", "team", "family", "unit")
ANY = "any"


class BadRule(ValueError):
    """A rule's data says something that nobody knows how to judge; says it in a sentence."""


def in_language(zh: str, en: str) -> str:
    """Words of data, in the language of the page."""
    return en if en and (get_language() or "").startswith("en") else zh


@dataclass(frozen=True, slots=True)
class Words:
    """Something said in both languages."""

    zh: str
    en: str

    def __str__(self) -> str:
        return in_language(self.zh, self.en)


class Kind(StrEnum):
    """What a condition asks."""

    HOURS = "hours"
    YEARS = "years"
    AGE = "age"
    STUDENT = "student"
    SERVING = "serving"
    BOOK = "book"
    CARD = "card"
    PAPER = "paper"
    GRADE = "grade"
    STATED = "stated"
    NOT_RECEIVED = "not_received"
    RECEIVED = "received"
    TEAM_YEARS = "team_years"
    MEMBERS = "members"
    INSURED = "insured"
    BOOKED = "booked"
    SENIORS = "seniors"


@dataclass(frozen=True, slots=True)
class Scope:
    """Which service counts.

    Attributes:
        county: where; empty for anywhere.
        categories: codes of `sectors`; None for all of them.
        maybe: categories under which such service may stand in the register without being told apart; None for all.
        public: only units that are public bodies.
    """

    county: str = ""
    categories: frozenset[str] | None = None
    maybe: frozenset[str] | None = frozenset()
    public: bool = False

    def covers(self, county: str, category: str, is_public: bool) -> bool | None:
        """Whether service counts; None where the register cannot tell."""
        if (self.county and county != self.county) or (self.public and not is_public):
            return False
        if self.categories is None or category in self.categories:
            return True
        return None if self.maybe is None or category in self.maybe else False


@dataclass(frozen=True, slots=True)
class Leaf:
    """One condition.

    Attributes:
        least: hours, years, age, members or percent, by the kind; None where the kind has no threshold.
        window: of hours and years, which part counts: `ever`, `year` (this calendar year), `card` (since the last
            card), `age` (from the month of the 65th birthday), `award` (since `awards[0]` was received).
        how: of years, `cumulative` or `unbroken`; of the `card` window, from when it runs.
        within: years within which an award must not have been received, None for ever; of a grade, how many grades
            from the best will do.
        awards: codes of awards that are spoken of.
        key, words: of what is stated by people, or which paper.
        exception: lifts thresholds by discretion; never counted towards the list of candidates.
        scope: where it differs from the award's.
        source: the sentence it stands on, where it is not the award's first.
    """

    kind: Kind
    least: int | None = None
    window: str = "ever"
    how: str = "cumulative"
    within: int | None = None
    awards: tuple[str, ...] = ()
    key: str = ""
    words: Words | None = None
    exception: bool = False
    scope: Scope | None = None
    source: str = ""


@dataclass(frozen=True, slots=True)
class Group:
    """`all` or `any` of its conditions, `not` its only one, or `each` member of a family fulfilling it."""

    kind: str
    children: tuple[Node, ...]


@dataclass(frozen=True, slots=True)
class Fork:
    """Where the sources can be read in more than one way: a branch for each reading of a dispute."""

    dispute: str
    branches: Mapping[str, Node]


Node = Leaf | Group | Fork


@dataclass(frozen=True, slots=True)
class Reading:
    """One way to read, with who reads it so."""

    code: str
    words: Words
    source: str


@dataclass(frozen=True, slots=True)
class Dispute:
    """A question that the sources leave open, and the reading that holds while no authority has picked another."""

    key: str
    question: Words
    readings: tuple[Reading, ...]

    @property
    def default(self) -> str:
        """The first reading is the recommended one."""
        return self.readings[0].code

    def reading(self, code: str) -> Reading:
        """One of its readings; KeyError where there is none of that code."""
        return {one.code: one for one in self.readings}[code]


@dataclass(frozen=True, slots=True)
class Award:
    """An award by one authority, as its rule stood from a day to a day.

    Attributes:
        scheme, rank: awards of one scheme stand above each other by rank; empty and 0 where it has no steps.
        valid_from, valid_to: None where no source says since when, or where it goes on.
        lasts: years for which what is given is valid (榮譽卡); None for good.
        sources: sentences with where they stand, the main one first.
        notes: what a reader should know that no rule can hold.
    """

    code: str
    name: Words
    authority: Words
    office: str
    level: str
    subjects: tuple[str, ...]
    basis: str
    scope: Scope
    rule: Node
    version: int = 1
    scheme: str = ""
    rank: int = 0
    valid_from: dt.date | None = None
    valid_to: dt.date | None = None
    lasts: int | None = None
    where: str = ""
    sources: tuple[str, ...] = ()
    notes: tuple[Words, ...] = ()
    disputes: tuple[str, ...] = field(default=())

    def is_offered(self, on: dt.date) -> bool:
        """Whether it is given on a day; an award that has ended is kept, and offered to nobody (AWD-25)."""
        return (self.valid_from or on) <= on <= (self.valid_to or on)

    def has_ended(self, on: dt.date) -> bool:
        """Whether it was given once, and is given no more."""
        return self.valid_to is not None and self.valid_to < on

    @property
    def is_local(self) -> bool:
        """Whether a county gives it."""
        return self.level == "local"


_LEAF = {"kind", "least", "window", "how", "within", "awards", "key", "zh", "en", "exception", "scope", "source"}
_NEEDS_LEAST = {
    Kind.HOURS, Kind.YEARS, Kind.AGE, Kind.TEAM_YEARS, Kind.MEMBERS, Kind.INSURED, Kind.BOOKED, Kind.SENIORS,
}  # fmt: skip
_WINDOWS = {"ever", "year", "card", "age", "award"}
_HOWS = {"cumulative", "unbroken", "after_cutoff", "after_card_began", "before_expiry"}


def read(data: Any) -> Node:
    """A rule from its data.

    Raises:
        BadRule: it is not one.
    """
    if not isinstance(data, Mapping):
        raise BadRule(_("條件的寫法讀不懂：%(what)s。") % {"what": data})
    for kind in ("all", "any"):
        if kind in data:
            _only(data, {kind})
            children = tuple(read(one) for one in data[kind])
            if not children:
                raise BadRule(_("一組條件裡面要有條件，現在是空的。"))
            return Group(kind, children)
    for kind in ("not", "each"):
        if kind in data:
            _only(data, {kind})
            return Group(kind, (read(data[kind]),))
    if "dispute" in data:
        _only(data, {"dispute", "branches"})
        branches = {code: read(one) for code, one in dict(data.get("branches", {})).items()}
        if len(branches) < 2:
            raise BadRule(_("有爭議的地方至少要有兩種讀法：%(what)s。") % {"what": data["dispute"]})
        return Fork(str(data["dispute"]), branches)
    return _leaf(data)


def _leaf(data: Mapping[str, Any]) -> Leaf:
    _only(data, _LEAF)
    try:
        kind = Kind(data["kind"])
    except (KeyError, ValueError):
        raise BadRule(_("沒有「%(what)s」這種條件。") % {"what": data.get("kind")}) from None
    least = data.get("least")
    if (kind in _NEEDS_LEAST) != (least is not None) or (least is not None and (type(least) is not int or least < 1)):
        raise BadRule(
            _("「%(kind)s」的門檻要是 1 以上的整數，不看門檻的條件不填；現在是 %(least)s。")
            % {"kind": kind, "least": least}
        )
    window, how = data.get("window", "ever"), data.get("how", "cumulative")
    if window not in _WINDOWS or how not in _HOWS:
        raise BadRule(_("採計期間的寫法讀不懂：%(window)s、%(how)s。") % {"window": window, "how": how})
    awards = tuple(data.get("awards", ()))
    if (kind in (Kind.NOT_RECEIVED, Kind.RECEIVED) or window == "award") and not awards:
        raise BadRule(_("「%(kind)s」沒有說是哪一個獎。") % {"kind": kind})
    words = Words(data["zh"], data["en"]) if "zh" in data and "en" in data else None
    if (kind in (Kind.STATED, Kind.PAPER)) != bool(data.get("key")) or (kind is Kind.STATED and words is None):
        raise BadRule(
            _("「%(kind)s」的代號不對，或沒有說要查明什麼：%(key)s。") % {"kind": kind, "key": data.get("key")}
        )
    return Leaf(
        kind, least, window, how, data.get("within"), awards, data.get("key", ""), words,
        bool(data.get("exception", False)), read_scope(data["scope"]) if "scope" in data else None,
        data.get("source", ""),
    )  # fmt: skip


def read_scope(data: Mapping[str, Any]) -> Scope:
    """Which service counts, from its data.

    Raises:
        BadRule: a category is unknown.
    """
    _only(data, {"county", "categories", "maybe", "public"})
    return Scope(
        data.get("county", ""),
        _categories(data.get("categories", ANY)),
        _categories(data.get("maybe", [])),
        bool(data.get("public", False)),
    )


def _categories(codes: str | Sequence[str]) -> frozenset[str] | None:
    if codes == ANY:
        return None
    found = frozenset(codes)
    if unknown := found - sectors.CATEGORIES.keys():
        raise BadRule(_("沒有這個服務類別：%(what)s。") % {"what": _("、").join(sorted(unknown))})
    return found


def _only(data: Mapping[str, Any], known: set[str]) -> None:
    if unknown := data.keys() - known:
        raise BadRule(_("讀不懂條件裡的：%(what)s。") % {"what": _("、").join(sorted(unknown))})


def leaves(node: Node) -> list[Leaf]:
    """Every condition of a rule, those of all readings included."""
    match node:
        case Leaf():
            return [node]
        case Group():
            return [leaf for one in node.children for leaf in leaves(one)]
        case Fork():
            return [leaf for one in node.branches.values() for leaf in leaves(one)]


def forks(node: Node) -> list[Fork]:
    """Every place of a rule where the sources can be read in more than one way."""
    match node:
        case Leaf():
            return []
        case Group():
            return [fork for one in node.children for fork in forks(one)]
        case Fork():
            return [node, *(fork for one in node.branches.values() for fork in forks(one))]
