"""Whether somebody and a place to serve fit, how well, and why: pure, and every point has its reason.

The weights are this house's own (no source gives any): the kind of service says most, then the time, then skills, then
the nearer place. What cannot be (another county, too young, too old) is no fit at all, and says why not.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from django.utils.translation import gettext as _

from .service_words import SKILLS, SLOTS, shown

KIND, TIME, EACH_SKILL, MOST_SKILLS, TRAINED = 4, 3, 1, 3, 2


@dataclass(frozen=True, slots=True)
class Place:
    """What a place to serve asks for; empty lists ask for nothing."""

    county: str
    category: str
    slots: frozenset[str] = frozenset()
    skills: frozenset[str] = frozenset()
    least_age: int | None = None
    most_age: int | None = None


@dataclass(frozen=True, slots=True)
class Person:
    """What somebody wants and can do; empty lists leave it open, an age of None is not known.

    Attributes:
        trained: categories whose special training she has.
    """

    counties: frozenset[str] = frozenset()
    categories: frozenset[str] = frozenset()
    slots: frozenset[str] = frozenset()
    skills: frozenset[str] = frozenset()
    trained: frozenset[str] = frozenset()
    age: int | None = None


@dataclass(frozen=True, slots=True)
class Fit:
    """How well the two fit.

    Attributes:
        points: the sum of what speaks for it.
        reasons: what speaks for it, in words, the weightiest first.
        obstacles: what makes it impossible; where there is one nothing speaks for it.
    """

    points: int = 0
    reasons: tuple[str, ...] = ()
    obstacles: tuple[str, ...] = ()

    def __bool__(self) -> bool:
        return not self.obstacles


def fit(person: Person, place: Place) -> Fit:
    """Whether and how well they fit."""
    if obstacles := tuple(_obstacles(person, place)):
        return Fit(obstacles=obstacles)
    points, reasons = 0, []
    if place.category in person.categories:
        points += KIND
        reasons.append(_("是您想做的服務"))
    if both := place.slots & person.slots:
        points += TIME
        reasons.append(_("時段合：%(slots)s") % {"slots": _("、").join(shown(both, SLOTS))})
    if place.category in person.trained:
        points += TRAINED
        reasons.append(_("這一類的特殊訓練您已經有了"))
    if can := place.skills & person.skills:
        points += min(MOST_SKILLS, EACH_SKILL * len(can))
        reasons.append(_("用得到您的專長：%(skills)s") % {"skills": _("、").join(shown(can, SKILLS))})
    return Fit(points, tuple(reasons))


def best(person: Person, places: Iterable[tuple[int, Place]]) -> list[tuple[int, Fit]]:
    """Those that fit, the best first; of two that fit as well, the one whose key is smaller (the older).

    Args:
        places: each with its key.
    """
    found = ((key, fit(person, place)) for key, place in places)
    return sorted(((key, one) for key, one in found if one), key=lambda each: (-each[1].points, each[0]))


def _obstacles(person: Person, place: Place) -> Iterable[str]:
    if person.counties and place.county not in person.counties:
        yield _("不在您選的縣市")
    if person.slots and place.slots and not person.slots & place.slots:
        yield _("時段都對不上")
    if person.age is not None:
        if place.least_age is not None and person.age < place.least_age:
            yield _("要滿 %(age)s 歲") % {"age": place.least_age}
        if place.most_age is not None and person.age > place.most_age:
            yield _("最多 %(age)s 歲") % {"age": place.most_age}
