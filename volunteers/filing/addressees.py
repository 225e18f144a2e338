"""Who is written to about a unit or an authority: name, address, and the account where there is one."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Collection
from dataclasses import dataclass

from django.utils.translation import gettext as _

from foundation.accounts import sectors
from foundation.accounts.models import Membership
from foundation.accounts.roles import Role
from volunteers.models import Authority, Unit


@dataclass(frozen=True, slots=True)
class Addressee:
    """Somebody to write to; without an account where a unit has left nothing but an address."""

    name: str
    address: str
    user: int | None = None


def of_units(units: Collection[Unit], on: dt.date) -> dict[int, list[Addressee]]:
    """Who keeps each unit, by its key; its own contact address where nobody has an account. One question."""
    held: dict[int, list[Addressee]] = defaultdict(list)
    now = Membership.objects.current(on).filter(role=Role.UNIT_COORDINATOR, user__is_active=True)
    for one in now.filter(organisation__isnull=False).select_related("user").order_by("user__email"):
        if one.organisation_id is not None:
            held[one.organisation_id].append(Addressee(str(one.user), one.user.email, one.user_id))
    return {
        one.pk: held.get(one.organisation_id) or [Addressee(one.contact_name or _("承辦人"), one.contact_email)]
        for one in units
    }


def of_offices(places: Collection[tuple[Authority, str]], on: dt.date) -> dict[tuple[int, str], list[Addressee]]:
    """Who does the work of an authority in a county, by both. One question.

    The officers of its categories; those of the county where there are none, where it stands for every category, and
    where it is a ministry.
    """
    of_county: dict[str, list[Addressee]] = defaultdict(list)
    of_category: dict[tuple[str, str], list[Addressee]] = defaultdict(list)
    now = Membership.objects.current(on).filter(user__is_active=True, county__isnull=False)
    roles = (Role.COUNTY_OFFICER, Role.AUTHORITY_OFFICER)
    for one in now.filter(role__in=roles).select_related("user").order_by("user__email"):
        reader = Addressee(str(one.user), one.user.email, one.user_id)
        if one.role == Role.COUNTY_OFFICER:
            of_county[str(one.county_id)].append(reader)
        else:
            of_category[str(one.county_id), sectors.code_of(one.sector)].append(reader)
    found: dict[tuple[int, str], list[Addressee]] = {}
    for office, county in places:
        categories = office.categories if office.county_id == county else ()
        own = {reader for category in categories for reader in of_category[county, category]}
        found[office.pk, county] = sorted(own, key=lambda one: one.address) or of_county[county]
    return found
