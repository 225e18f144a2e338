"""Ranking candidates by a committee's scores: exact means, equal ones share a place, and a tie is said, not broken.

Whoever has an interest is not counted: a mean is taken over those who scored. No source says how a tie is broken, so
where one lies across the last place nobody is put inside or outside by the machine.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction


@dataclass(frozen=True, slots=True)
class Place:
    """Where a candidate stands.

    Attributes:
        mean: of the totals, in points; None where nobody scored.
        place: 1 for the best; equal means share one, and the next place is left out.
        beside: the others with the same mean.
        is_in: whether within the places; None where people must decide between equals, or nobody scored.
    """

    candidate: int
    mean: Fraction | None
    counted: int
    place: int | None
    beside: tuple[int, ...] = ()
    is_in: bool | None = None


def weighted(points: Mapping[int, int], weights: Mapping[int, int]) -> int | None:
    """A total in hundredths of a point; None until every criterion has its points."""
    if points.keys() != weights.keys() or not weights:
        return None
    return sum(points[key] * weight for key, weight in weights.items())


def mean_of(totals: Sequence[int]) -> Fraction | None:
    """The mean of some totals, in points."""
    return Fraction(sum(totals), 100 * len(totals)) if totals else None


def rank(totals: Mapping[int, Sequence[int]], places: int | None) -> list[Place]:
    """The candidates, the best first; those whom nobody scored last.

    Args:
        totals: of each candidate, what each member gave who counts, in hundredths.
        places: how many are chosen; None without a limit.
    """
    means = {key: mean_of(given) for key, given in totals.items()}
    by_mean: dict[Fraction, list[int]] = {}
    for key, mean in means.items():
        if mean is not None:
            by_mean.setdefault(mean, []).append(key)
    found, before = [], 0
    for mean in sorted(by_mean, reverse=True):
        equal = sorted(by_mean[mean])
        if places is None or before + len(equal) <= places:
            is_in: bool | None = True
        else:
            is_in = None if before < places else False
        for key in equal:
            others = tuple(one for one in equal if one != key)
            found.append(Place(key, mean, len(totals[key]), before + 1, others, is_in))
        before += len(equal)
    found += [Place(key, None, 0, None) for key in sorted(means) if means[key] is None]
    return found
