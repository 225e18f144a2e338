"""A city of invented units and people, written with bulk inserts: what rows about the register measure."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
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
    write(
        Volunteer,
        (
            {
                "id": key, "name": f"量測{key}", "name_key": f"量測{key}", "identity_mark": None,
                "born_on": dt.date(1940 + key % 65, 1 + key % 12, 1 + key % 28), "registered_on": joined[0],
            }
            for key in keys
        ),
    )  # fmt: skip
    write(
        Enrolment,
        ({"volunteer": key, "unit": units[key % teams].pk, "joined_on": joined[key % len(joined)]} for key in keys),
    )
    _count_on(Volunteer)
    return number, units, keys


def write(model: Any, rows: Iterable[Mapping[str, Any]]) -> None:
    """Write rows by the database's own quick way; what they do not name gets the model's default."""
    from itertools import chain

    from foundation import bulk

    every = iter(rows)
    first = next(every)
    fields = [field for field in model._meta.concrete_fields if not field.primary_key or field.name in first]
    bulk.insert(
        model,
        [field.name for field in fields],
        (
            [row[field.name] if field.name in row else field.get_default() for field in fields]
            for row in chain((first,), every)
        ),
    )


def _count_on(model: Any) -> None:
    """Let the database's own numbers go on behind the keys that were given."""
    from django.core.management.color import no_style
    from django.db import connection

    with connection.cursor() as cursor:
        for statement in connection.ops.sequence_reset_sql(no_style(), [model]):
            cursor.execute(statement)
