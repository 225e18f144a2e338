"""All awards on a day: those of the shipped books, and those that authorities added, as they stood on that day."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Iterable, Mapping
from dataclasses import replace
from typing import Any

from foundation.prepared import Prepared
from volunteers.models import AwardGiven, OwnAward, OwnAwardVersion, Unit
from volunteers.rules.award_books import award, awards
from volunteers.rules.award_facts import Family, Person
from volunteers.rules.award_terms import Award

DAY = dt.timedelta(days=1)
OF_ALL = Prepared(lambda: OwnAwardVersion.objects.settled().order_by("award", "valid_from"), related=("award",))


def every(on: dt.date, county: str | None = None, settled_by: dt.datetime | None = None) -> dict[str, Award]:
    """Every award by its code, in the order of the books, own ones behind (one question).

    Args:
        county: of own awards only those that this county's authorities give.
        settled_by: only versions that had been settled by then: what began with one version ends with it.
    """
    if county is None and settled_by is None:
        return awards() | _own(OF_ALL.all(), on)
    rows = OwnAwardVersion.objects.settled().select_related("award").order_by("award", "valid_from")
    if settled_by is not None:
        rows = rows.filter(settled_at__lte=settled_by)
    if county is not None:
        rows = rows.filter(award__authority__county=county)
    return awards() | _own(rows, on)


def one(code: str, on: dt.date) -> Award | None:
    """An award as it stood on a day; a shipped one without a question."""
    if code in awards():
        return awards()[code]
    rows = OwnAwardVersion.objects.settled().filter(award__code=code).select_related("award")
    return _own(rows, on).get(code)


def called(wanted: Collection[tuple[str, dt.date]]) -> dict[tuple[str, dt.date], Award]:
    """Awards as they stood on the days they were given, by code and day (one question, none without own ones)."""
    own = {code for code, _on in wanted} - awards().keys()
    rows = list(OwnAwardVersion.objects.settled().filter(award__code__in=own).select_related("award")) if own else []
    found = {}
    for code, on in wanted:
        rule = awards().get(code) or _own([row for row in rows if row.award.code == code], on).get(code)
        if rule is not None:
            found[code, on] = rule
    return found


def as_given(rows: Iterable[AwardGiven]) -> dict[int, Award]:
    """What was given, by the giving's key: as `decided` has it."""
    asked = {one.pk: (one.award, one.given_on, one.version) for one in rows}
    found = decided(set(asked.values()))
    return {key: found[each] for key, each in asked.items() if each in found}


def decided(
    wanted: Collection[tuple[str, dt.date, int | None]],
) -> dict[tuple[str, dt.date, int | None], Award]:
    """Awards by code, day and the number of the version that decided them; where nobody said, that of the day.

    At most two questions, and none without own awards.
    """
    of_day = called([(code, on) for code, on, _number in wanted])
    own = {code for code, _on, number in wanted if number is not None} - awards().keys()
    settled = OwnAwardVersion.objects.settled().filter(award__code__in=own).select_related("award") if own else []
    versions = {(row.award.code, row.number): row for row in settled}
    found = {}
    for code, on, number in wanted:
        row = versions.get((code, number)) if number is not None else None
        rule = read(row) if row is not None else of_day.get((code, on))
        if rule is not None:
            found[code, on, number] = rule
    return found


def of_subject(subject: str, on: dt.date, county: str | None = None) -> list[Award]:
    """The awards for persons, teams, families or units, in the order of the books."""
    return [one for one in every(on, county).values() if subject in one.subjects]


def of_families(on: dt.date) -> frozenset[str]:
    """The codes of the awards for families (one question)."""
    return frozenset(one.code for one in of_subject("family", on))


def of_window(code: str, opens_on: dt.date) -> Award | None:
    """An award as a window has it that opens on a day: by the version of that day, for as long as it is given at all.

    What comes into force while a window runs is for the next one.
    """
    if code in awards():
        return awards()[code]
    rows = list(OwnAwardVersion.objects.settled().filter(award__code=code).select_related("award"))
    rule = _own(rows, opens_on).get(code)
    if rule is None or rule.valid_from is None:
        return rule
    later = [row for row in rows if row.valid_from > rule.valid_from]
    if not later:
        return rule
    return replace(rule, valid_to=_own(later, max(row.valid_from for row in later))[code].valid_to)


def codes() -> list[str]:
    """Every award's code, whatever holds today."""
    return [*awards(), *OwnAward.objects.order_by("code").values_list("code", flat=True)]


def had_by(person: Person, rules: Mapping[str, Award]) -> list[Award]:
    """The awards that somebody may have received: of the own ones those of the counties where she served."""
    counties = {stay.place.county for stay in person.stays}
    return [
        one
        for one in rules.values()
        if "person" in one.subjects and (one.code in awards() or one.scope.county in counties)
    ]


def units_named(family: Family) -> dict[int, str]:
    """The names of the units where a family's members served."""
    units = {one.place.unit for person in family.members for one in person.served}
    return {one.pk: one.name for one in Unit.objects.filter(pk__in=units).select_related("organisation")}


def read(version: OwnAwardVersion) -> Award:
    """An own award's version as the rules take it.

    Raises:
        BadRule: it is not in order.
    """
    return award_of(version.data | {"version": version.number})


def award_of(data: dict[str, Any]) -> Award:
    """An award from data that came as JSON, in which days are words.

    Raises:
        BadRule: it is not in order.
    """
    return award(
        data | {name: dt.date.fromisoformat(data[name]) for name in ("valid_from", "valid_to") if name in data}
    )


def _own(rows: Iterable[OwnAwardVersion], on: dt.date) -> dict[str, Award]:
    """Of each own award the version that holds on a day: of those that have begun the last, else the first to come."""
    chosen: dict[str, OwnAwardVersion] = {}
    for row in sorted(rows, key=lambda each: (each.award.code, each.valid_from)):
        before = chosen.get(row.award.code)
        if before is None or row.valid_from <= on:
            chosen[row.award.code] = row
    found = {}
    for code, row in chosen.items():
        rule = read(row)
        gone = row.award.withdrawn_on
        if gone is not None and (rule.valid_to is None or gone <= rule.valid_to):
            rule = replace(rule, valid_to=gone - DAY)
        found[code] = rule
    return found
