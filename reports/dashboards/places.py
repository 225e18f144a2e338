"""Whose dashboard: the nation's, a county's, an authority's or a unit's, as its reader may see it; and its filters.

What is not hers is not there: she cannot tell a county that is none from one that is not hers.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any
from urllib.parse import urlencode

from django.utils.translation import gettext as _

from foundation.accounts import sectors
from foundation.accounts.askers import for_each_asker
from foundation.accounts.models import County
from foundation.accounts.roles import Permission
from foundation.accounts.scope import reach
from foundation.prepared import Prepared
from volunteers.models import Authority, Unit
from volunteers.models.authority import led_by_category
from volunteers.models.unit import UnitQuerySet
from workshops.models import Programme

NATION, COUNTY, AUTHORITY, UNIT = "nation", "county", "authority", "unit"
SEE = Permission.SEE_UNITS
MEASURES = ("plans", "trained", "booked", "insured")
"""What the map of the counties can show; the first unless something else is asked for."""


COUNTIES = Prepared(lambda: County.objects.all())


class UnknownPlace(LookupError):
    """There is no such place, or not for this person: nobody is told which."""


@dataclass(frozen=True, slots=True)
class Wanted:
    """The filters of a dashboard as they stand in its address; an empty one filters nothing."""

    county: str = ""
    authority: str = ""
    unit: str = ""
    programme: str = ""
    measure: str = ""

    @classmethod
    def read(cls, given: Mapping[str, Any]) -> Wanted:
        """What is asked for, as far as it can be anything."""
        text = {name: str(given.get(name) or "").replace("\0", "")[:50] for name in cls.__slots__}
        number = text["unit"]
        if number and not (number.isascii() and number.isdigit() and len(number) < 10):
            raise UnknownPlace
        return cls(**text | {"measure": text["measure"] if text["measure"] in MEASURES else ""})

    @property
    def query(self) -> str:
        """The same as the end of an address."""
        return urlencode([(name, value) for name in self.__slots__ if (value := getattr(self, name))])

    def at(self, **where: str) -> str:
        """The end of an address for another place, with the programme kept."""
        found = {"programme": self.programme, **where}
        return urlencode([(name, value) for name, value in found.items() if value])


@dataclass(frozen=True, slots=True)
class Place:
    """Whose dashboard it is.

    Attributes:
        level: nation, county, authority or unit.
        county: None for the nation.
        authority: of an authority's; None also where an officer's category has no office of its own.
        categories: of an officer of several offices, or whose category has no office of its own: all she has there.
        wanted: the filters, with what was found filled in.
    """

    level: str
    wanted: Wanted
    county: County | None = None
    authority: Authority | None = None
    unit: Unit | None = None
    categories: tuple[str, ...] = ()

    @property
    def name(self) -> str:
        """What it is called."""
        if self.unit is not None:
            return self.unit.name
        if self.authority is not None:
            return self.authority.shown
        if self.categories and self.county is not None:
            names = _("、").join(map(sectors.name, self.categories))
            return _("%(county)s%(category)s") % {"county": self.county.shown, "category": names}
        return self.county.shown if self.county is not None else _("全國")

    @property
    def has_workshops(self) -> bool:
        """Whether workshops and plans belong to it: they are a county's, not a unit's."""
        return self.level in (NATION, COUNTY)

    def units(self, user: Any) -> UnitQuerySet:
        """Its units, as this person may see them."""
        seen = Unit.objects.visible_to(user)
        if self.unit is not None:
            return seen.filter(pk=self.unit.pk)
        if self.county is not None:
            seen = seen.filter(county=self.county)
        if self.authority is not None:
            seen = seen.filter(authority=self.authority)
        return seen.filter(category__in=self.categories) if self.categories else seen


def find(user: Any, wanted: Wanted) -> Place:
    """The place that is asked for, or the widest this person has.

    Raises:
        UnknownPlace: there is none such, or it is not hers.
    """
    scope = reach(user, SEE)
    if wanted.unit:
        unit = Unit.objects.visible_to(user).select_related("organisation", "county", "authority").filter(
            pk=int(wanted.unit)
        ).first()  # fmt: skip
        if unit is None:
            raise UnknownPlace
        return Place(UNIT, replace(wanted, county=str(unit.county_id)), unit.county, unit=unit)
    if wanted.authority:
        return _authority(user, wanted)
    if wanted.county:
        county = County.objects.filter(pk=wanted.county).first()
        if county is None:
            raise UnknownPlace
        if scope.covers(county.pk):
            return Place(COUNTY, wanted, county)
        return _sector(user, wanted, county)
    if scope.everywhere:
        return Place(NATION, wanted)
    if scope.counties:
        first = County.objects.filter(pk__in=scope.counties).first()
        if first is not None:
            return Place(COUNTY, replace(wanted, county=str(first.pk)), first)
    if scope.sectors:
        county_code = min(scope.sectors)[0]
        return _sector(user, wanted, County.objects.get(pk=county_code))
    unit = Unit.objects.visible_to(user).select_related("organisation", "county", "authority").first()
    if unit is None:
        raise UnknownPlace
    return Place(UNIT, replace(wanted, county=str(unit.county_id), unit=str(unit.pk)), unit.county, unit=unit)


def is_own(user: Any, wanted: Wanted, place: Place) -> bool:
    """Whether a place is the widest this person has: the one on which she is told what waits for her."""
    if not (wanted.county or wanted.authority or wanted.unit):
        return True
    own = find(user, Wanted())
    return (own.level, own.county, own.authority, own.unit) == (place.level, place.county, place.authority, place.unit)


def _authority(user: Any, wanted: Wanted) -> Place:
    found = Authority.objects.select_related("county").filter(code=wanted.authority, county__isnull=False)
    office = found.first()
    if office is None or office.county is None:
        raise UnknownPlace
    led = Authority.objects.led_by(user, SEE).filter(pk=office.pk).exists()
    if not led or (wanted.county and wanted.county != office.county_id):
        raise UnknownPlace
    return Place(AUTHORITY, replace(wanted, county=str(office.county_id)), office.county, office)


def _sector(user: Any, wanted: Wanted, county: County) -> Place:
    """An authority's officer: her one office, or the units of all her categories where that is not the whole."""
    held = sorted(category for at, category in reach(user, SEE).sectors if at == county.pk)
    if not held:
        raise UnknownPlace
    offices = list(Authority.objects.led_by(user, SEE).filter(county=county).order_by("code"))
    if len(offices) == 1 and set(held) <= set(offices[0].categories):
        filled = replace(wanted, county=str(county.pk), authority=offices[0].code)
        return Place(AUTHORITY, filled, county, offices[0])
    return Place(AUTHORITY, replace(wanted, county=str(county.pk)), county, categories=tuple(held))


def counties(user: Any) -> list[County]:
    """The counties a person may choose between, where she has more than one."""
    scope = reach(user, SEE)
    if scope.everywhere:
        return COUNTIES.all()
    mine = scope.counties | {county for county, _category in scope.sectors}
    return list(County.objects.filter(pk__in=mine)) if len(mine) > 1 else []


def offices(user: Any, place: Place) -> list[Authority]:
    """The offices of a place's county a person may choose between: those that have units, or those she leads.

    One that is all she has there is no choice.
    """
    if place.county is None:
        return []
    scope = reach(user, SEE)
    rows = Authority.objects.filter(county=place.county).order_by("code")
    if scope.covers(place.county.pk):
        found = list(rows.filter(units__isnull=False).distinct())
        return found if len(found) > 1 else []
    found = list(rows.filter(pk__in=led_by_category(user, SEE)))
    held = {category for at, category in scope.sectors if at == place.county.pk}
    return found if found and (len(found) > 1 or not held <= set(found[0].categories)) else []


def programmes(user: Any, place: Place) -> list[Programme]:
    """The programmes whose workshops can be looked at, the newest first; none where workshops do not belong."""
    if not place.has_workshops:
        return []
    return _programmes(user).all()


@for_each_asker
def _programmes(user: Any) -> Prepared[Programme]:
    def rows() -> Any:
        seen = Programme.objects.visible_to(user).exclude(state=Programme.State.DRAFT)
        return seen.filter(kind=Programme.Kind.LOCAL_WORKSHOP).order_by("-year", "slug")

    return Prepared(rows)


def programme_of(wanted: Wanted, known: list[Programme]) -> Programme | None:
    """The programme that is asked for, or the newest.

    Raises:
        UnknownPlace: there is no such programme among them.
    """
    if not wanted.programme:
        return known[0] if known else None
    found = next((one for one in known if one.slug == wanted.programme), None)
    if found is None:
        raise UnknownPlace
    return found
