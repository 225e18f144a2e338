"""Who has to chair a liaison meeting for it to count, and what becomes of one whose chair's level nobody wrote down.

The Taipei plan has its county-wide meetings chaired by a deputy secretary-general or above, those of its offices by a
chief secretary or above (柒一(五)1、2). It names these two levels; the order of the others is the house's own
(`ChairLevel`). A chair that is not known is neither enough nor too low: such a meeting is open.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass
from fractions import Fraction

from django.utils.translation import gettext as _

from actionplans.models import ChairLevel, KpiFigure, Meeting
from foundation.accounts.models import County

MEASURE = "county_meetings"
"""The measure of `measures.py` whose meetings have a chair."""


@dataclass(frozen=True, slots=True)
class Chaired:
    """How many meetings count, how many were chaired too low, and of how many nobody knows."""

    enough: Fraction = Fraction(0)
    too_low: Fraction = Fraction(0)
    unknown: Fraction = Fraction(0)

    def __add__(self, other: Chaired) -> Chaired:
        return Chaired(self.enough + other.enough, self.too_low + other.too_low, self.unknown + other.unknown)

    def left_out(self, least: str) -> str:
        """In words what does not count, and why; empty where everything does."""
        told = []
        if self.too_low:
            told.append(
                _("主席職級不到「%(least)s」的 %(number)s 場不算")
                % {"least": ChairLevel(least).label, "number": int(self.too_low)}
            )
        if self.unknown:
            told.append(_("沒寫主席職級的 %(number)s 場還不能算") % {"number": int(self.unknown)})
        return _("；").join(told)


def chaired(number: Fraction, level: str, least: str) -> Chaired:
    """So many meetings with a chair of this level (empty: not known), where at least `least` is asked for."""
    if not number:
        return Chaired()
    if not level:
        return Chaired(unknown=number)
    return Chaired(number) if ChairLevel(level).reaches(least) else Chaired(too_low=number)


def of_county(county: County, *, on: dt.date, least: str) -> Chaired:
    """The meetings a county has held in the year of a day, up to it (one question)."""
    held = Meeting.objects.held(county.pk, on=on).values_list("chair_level", flat=True)
    return _sum(chaired(Fraction(1), level, least) for level in held)


def of_figure(figure: KpiFigure, least: str) -> Chaired:
    """What a typed figure says of meetings."""
    return chaired(Fraction(figure.value), figure.chair_level, least)


def _sum(found: Iterable[Chaired]) -> Chaired:
    return sum(found, Chaired())
