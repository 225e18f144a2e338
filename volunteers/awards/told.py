"""An assessment as it is told whole: its sentence, its tree, and the sources of its conditions, each once.

Page, PDF, spreadsheet and API are drawn from the same values.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from django.utils.functional import Promise

from volunteers.rules.award_judging import Assessment, Outcome
from volunteers.rules.award_terms import Award

from . import words
from .words import Line

OPEN = (Outcome.ELIGIBLE, Outcome.CANDIDATE, Outcome.NOT_YET, Outcome.UNKNOWN)
"""With whom what the register lacks of her is worth saying: she has it, or is on her way."""
SHOWN = 3


@dataclass(frozen=True, slots=True)
class Told:
    """One award for one subject, in words.

    Attributes:
        tree: the lines, each with the number of its sentence in `sources`; 0 for none.
        sources: the sentences of its conditions, in their order; where no condition has one, the award's own.
        short: what is missing, the surest first: 差 37 小時；…；尚缺證件照.
    """

    award: Award
    outcome: Outcome
    said: str | Promise
    tree: tuple[tuple[Line, int], ...]
    sources: tuple[str, ...]
    short: tuple[str, ...]
    reachable_on: dt.date | None

    @property
    def lines(self) -> list[Line]:
        """The lines alone."""
        return [line for line, _number in self.tree]


def tell(one: Assessment, names: Mapping[int, str], lacks: str = "") -> Told:
    """An assessment in words.

    Args:
        names: of the units that findings rest on.
        lacks: what the register lacks of her for any award (`completeness.sentence`).
    """
    tree = words.lines(one, names)
    numbers = {source: number for number, source in enumerate(dict.fromkeys(_sources(tree)), 1)}
    missing = [line for line in tree if line.missing and line.answer != "yes"]
    short = dict.fromkeys(line.missing for line in sorted(missing, key=lambda line: line.answer != "no"))
    told = [*list(short)[:SHOWN], *([lacks] if lacks and one.outcome in OPEN else [])]
    return Told(
        one.award, one.outcome, words.OUTCOMES[one.outcome],
        tuple((line, numbers.get(line.source, 0)) for line in tree), tuple(numbers) or one.award.sources[:1],
        tuple(told), one.reachable_on,
    )  # fmt: skip


def shown(found: Iterable[Assessment], counties: Sequence[str] | set[str] | frozenset[str]) -> list[Assessment]:
    """Those that concern somebody: given still, and of the local ones those of the counties where she serves."""
    return [
        one
        for one in found
        if one.outcome is not Outcome.ENDED and (not one.award.is_local or one.award.scope.county in counties)
    ]


def _sources(tree: Iterable[Line]) -> list[str]:
    return [line.source for line in tree if line.source]
