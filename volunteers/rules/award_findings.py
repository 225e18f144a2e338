"""What a condition's finding holds: the answer, the numbers behind it, and when it will be reached."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from enum import StrEnum

from .award_terms import Leaf


class Answer(StrEnum):
    """Yes, no, or not known: what is not known is never no."""

    YES = "yes"
    NO = "no"
    UNKNOWN = "unknown"

    @property
    def turned(self) -> Answer:
        """The answer to the opposite question."""
        return {Answer.YES: Answer.NO, Answer.NO: Answer.YES}.get(self, self)


@dataclass(frozen=True, slots=True)
class Evidence:
    """What a finding rests on at one unit: minutes that count, or a period of belonging."""

    unit: int
    minutes: int | None = None
    first: dt.date | None = None
    last: dt.date | None = None


@dataclass(frozen=True, slots=True)
class Finding:
    """What was found of one condition, or of several together.

    Attributes:
        kind: of the leaf, or `all`, `any`, `not`, `each`.
        plain: the answer when papers and people's words that are still to come are taken as given, and discretion is
            left out: what the list of candidates goes by.
        plain_reach: when `plain` will be yes if she goes on as now; None where it is, or nobody can say.
        value: what is there for certain: minutes, whole years, years of age, people, an evaluation's rank.
        most: what may be there at most, where the register cannot tell.
        of: of how many, where a share is asked.
        since, until: the window that was looked at.
        pace: minutes a month on which a forecast stands.
        day: the day something is known of: a statement, an award received, a birth, a team's formation.
        dispute, reading: the open question that this answers, and how it was read.
        member: of a family's member, her number.
        said: the sentence that a finding without a condition of its own stands on.
    """

    kind: str
    answer: Answer
    plain: Answer
    plain_reach: dt.date | None = None
    leaf: Leaf | None = None
    value: int | None = None
    most: int | None = None
    of: int | None = None
    since: dt.date | None = None
    until: dt.date | None = None
    pace: int | None = None
    day: dt.date | None = None
    evidence: tuple[Evidence, ...] = ()
    children: tuple[Finding, ...] = ()
    dispute: str = ""
    reading: str = ""
    member: int = 0
    said: str = ""

    @property
    def source(self) -> str:
        """The sentence of law or handbook that it stands on; empty of several conditions together."""
        return self.leaf.source if self.leaf is not None else self.said

    @property
    def short(self) -> int | None:
        """How much is still missing, in minutes or people; None where nothing is asked in numbers."""
        if self.leaf is None or self.leaf.least is None or self.value is None:
            return None
        asked = self.leaf.least * 60 if self.kind == "hours" else self.leaf.least
        return max(0, asked - self.value)


_YES, _NO = Answer.YES, Answer.NO


def yes_or_no(holds: bool) -> Answer:
    """The answer to what is known."""
    return _YES if holds else _NO
