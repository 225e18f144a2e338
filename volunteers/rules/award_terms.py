"""The words in which an award's rule is written.

A rule is a tree: `all`, `any` and `not` over conditions, `each` over the members of a family, and `reading` where the
sources leave more than one way to read, with a branch for each. It is data, from our own files (`award_books`) or from
an authority's own award; both come through `award_data.read`, which refuses whatever it does not know.

What the machine can see is judged. What it cannot is of two sorts: what somebody will supply (a paper, an ordinary word
of praise) does not keep a person from the list of candidates; what lifts the thresholds by discretion (`exception`:
特殊貢獻、不受年資時數限制) never puts anybody there (pitfalls 6).
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

from django.utils.translation import get_language

from .award_facts import Place

SUBJECTS = ("person", "team", "family", "unit")


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
    TRAINED = "trained"
    PHOTO = "photo"
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
        offices: codes of the authorities whose units count; empty for those of all.
        units: codes of the units that count; empty for all.
    """

    county: str = ""
    categories: frozenset[str] | None = None
    maybe: frozenset[str] | None = frozenset()
    public: bool = False
    offices: frozenset[str] = frozenset()
    units: frozenset[str] = frozenset()

    def covers(self, place: Place, category: str = "") -> bool | None:
        """Whether service counts; None where the register cannot tell.

        Args:
            category: of the service, where it is not its place's own.
        """
        if (self.county and place.county != self.county) or (self.public and not place.is_public):
            return False
        if (self.offices and place.office not in self.offices) or (self.units and place.code not in self.units):
            return False
        served = category or place.category
        if self.categories is None or served in self.categories:
            return True
        return None if self.maybe is None or served in self.maybe else False


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
        source: the sentence it stands on; as data the number of one of the award's, otherwise its first.
        said: what it finds of everybody alike, made once (`award_leaves`): of most conditions there are three answers.
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
    said: dict[Any, Any] = field(default_factory=dict, init=False, repr=False, compare=False)


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
