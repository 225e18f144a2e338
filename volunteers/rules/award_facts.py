"""What is known of a person, a team or a family when an award is judged: frozen, and read from nowhere.

Four kinds of hours are not one (pitfalls 1): what stands here is counted service only, by place, category and span of
days. A span is a month, cut where a window begins or ends inside it, so that windows fall between spans. None is
unknown, never no.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any


@dataclass(frozen=True, slots=True)
class Place:
    """Where somebody serves.

    Attributes:
        is_public: whether the unit is a public body.
        office: the code of the authority that the unit reports to.
        code: by which the unit is known, such as TTT-0007.
    """

    unit: int
    county: str
    category: str
    is_public: bool = False
    office: str = ""
    code: str = ""


@dataclass(frozen=True, slots=True)
class Stay:
    """Belonging to a unit, both days included; `last` None while it goes on."""

    place: Place
    first: dt.date
    last: dt.date | None = None


@dataclass(frozen=True, slots=True)
class Served:
    """Counted minutes of one place in one category between two days, both included."""

    place: Place
    category: str
    first: dt.date
    last: dt.date
    minutes: int


@dataclass(frozen=True, slots=True)
class Given:
    """An award that was received.

    Attributes:
        counted_until: last day whose service was counted for it; what came before is used up (榮譽卡).
        valid_from, valid_until: of what runs out.
    """

    award: str
    on: dt.date
    counted_until: dt.date | None = None
    valid_from: dt.date | None = None
    valid_until: dt.date | None = None


@dataclass(frozen=True, slots=True)
class Statement:
    """What somebody in charge has stated, and when: that deeds were found, or that no conviction is known."""

    holds: bool
    on: dt.date


@dataclass(frozen=True, slots=True)
class Person:
    """A volunteer.

    Attributes:
        is_student: None where nobody has said.
        trained_on: the day on which basic and first special training were both complete.
        has_photo: whether the register keeps her portrait.
        carded: units that have printed a service certificate for her which is valid.
        papers: kinds of papers she holds; None where it is not known here.
        grade: her latest evaluation as a score of its scale's ranks from the best (1 is the best); None while unknown.
        statements: by key.
        reckoned: sums that some conditions have made of her, for the next that asks for the same (`award_leaves`): half
            a hundred awards ask for the hours and years of a handful of places and spans.
    """

    key: int = 0
    born_on: dt.date | None = None
    is_student: bool | None = None
    stays: tuple[Stay, ...] = ()
    served: tuple[Served, ...] = ()
    has_book: bool = False
    has_photo: bool = False
    carded: frozenset[int] = frozenset()
    papers: frozenset[str] | None = None
    trained_on: dt.date | None = None
    grade: int | None = None
    given: tuple[Given, ...] = ()
    statements: Mapping[str, Statement] = field(default_factory=dict)
    reckoned: dict[Any, Any] = field(default_factory=dict, init=False, repr=False, compare=False)


@dataclass(frozen=True, slots=True)
class Team:
    """The team of a unit on one day.

    Attributes:
        formed_on: when it came into being, or the first day on which it is known to have had members.
        is_exact: whether that is the day itself; otherwise it may be older.
        ages_unknown: members whose date of birth is not known.
        seniors: members of 65 and above among the others.
    """

    key: int
    place: Place
    members: int
    formed_on: dt.date | None = None
    is_exact: bool = False
    insured: int = 0
    booked: int = 0
    seniors: int = 0
    ages_unknown: int = 0
    given: tuple[Given, ...] = ()
    statements: Mapping[str, Statement] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Family:
    """People who are put forward together, with what was stated of them as a family."""

    members: tuple[Person, ...]
    key: int = 0
    given: tuple[Given, ...] = ()
    statements: Mapping[str, Statement] = field(default_factory=dict)


Subject = Person | Team | Family
