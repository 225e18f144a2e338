"""A city of invented units and people, written with bulk inserts: what rows about the register measure."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from typing import Any


def people_and_units(
    name: str, people: int, teams: int, *, joined: Sequence[dt.date], categories: Sequence[str] = ("social",)
) -> tuple[int, list[Any], range]:
    """Units of Taipei with their people, shared out evenly; who is `key` is in the unit `key % teams`.

    Args:
        joined: days of joining, by turns.

    Returns:
        The number of the first unit, the units, and the keys of the people.
    """
    from foundation import bulk
    from foundation.accounts.models import Organisation
    from volunteers.filing import authorities
    from volunteers.models import Enrolment, Unit, Volunteer

    number = Unit.objects.filter(county="TPE").count() + 1
    offices = {one: authorities.in_charge(county="TPE", category=one) for one in categories}
    bodies = Organisation.objects.bulk_create(
        [Organisation(county_id="TPE", name=f"{name} {one}", kind=Organisation.Kind.UNIT) for one in range(teams)]
    )
    units = Unit.objects.bulk_create(
        [
            Unit(
                organisation=body, county_id="TPE", number=number + place, body=Unit.Body.ASSOCIATION,
                category=categories[place % len(categories)], authority=offices[categories[place % len(categories)]],
                state=Unit.State.ACTIVE,
            )
            for place, body in enumerate(bodies)
        ]
    )  # fmt: skip
    first = (Volunteer.objects.order_by("-pk").values_list("pk", flat=True).first() or 0) + 1
    keys = range(first, first + people)
    columns = [field.name for field in Volunteer._meta.concrete_fields if field.name not in ("user", "merged_into")]
    given: dict[str, Any] = {"identity_mark": None, "registered_on": joined[0]}
    bulk.insert(
        Volunteer,
        columns,
        (
            [
                (
                    {
                        "id": key, "name": f"量測{key}", "name_key": f"量測{key}",
                        "born_on": dt.date(1940 + key % 65, 1 + key % 12, 1 + key % 28),
                    }
                    | given
                ).get(column, Volunteer._meta.get_field(column).get_default())
                for column in columns
            ]
            for key in keys
        ),
    )  # fmt: skip
    Enrolment.objects.bulk_create(
        [Enrolment(volunteer_id=key, unit=units[key % teams], joined_on=joined[key % len(joined)]) for key in keys],
        batch_size=5_000,
    )
    return number, units, keys
