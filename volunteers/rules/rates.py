"""Shares of those who ought to have something: how many have it, and never 100 % of nobody."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction


@dataclass(frozen=True, slots=True)
class Rate:
    """How many of those who are to be insured are (投保率): each (person, unit) counts, because cover is by unit."""

    insured: int
    people: int

    @property
    def exact(self) -> Fraction | None:
        """The rate; None where nobody is to be insured (INS-07: never 100 %)."""
        return Fraction(self.insured, self.people) if self.people else None

    @property
    def missing(self) -> int:
        """How many of them are not insured."""
        return self.people - self.insured

    @property
    def is_whole(self) -> bool | None:
        """Whether everybody is insured; the rounded percentage does not decide (KPI-05)."""
        return None if self.exact is None else self.exact == 1
