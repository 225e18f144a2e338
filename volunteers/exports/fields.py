"""What a unit's lists can say of each row: the fields that profiles put under headings, and where their values are.

Rows are those that the person who asks may see; each list asks a fixed number of questions for every thousand rows.
"""

from __future__ import annotations

import datetime as dt
import re
from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, Literal

from foundation import sealed
from foundation.accounts import sectors
from foundation.accounts.models import User
from foundation.accounts.roles import Permission
from volunteers.models import Cover, Enrolment, Policy, RecordBook, ServiceEntry, Training, Unit, Volunteer
from volunteers.models.volunteer import IDENTITY_PLACE
from volunteers.rules.courses import BASIC, PROGRAMMES, special_for
from volunteers.templatetags.register import as_clock

Kind = Literal["text", "code", "date", "sex", "bool", "number", "identity"]
Values = dict[str, Any]
CHUNK = 1_000
FORMERLY = re.compile(r"（\d+ 年以前）$")
STANDING = (ServiceEntry.State.PENDING, ServiceEntry.State.APPROVED)

PERSON: dict[str, Kind] = {
    "unit": "text", "number": "code", "name": "text", "identity": "identity", "sex": "sex", "born_on": "date",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Asked:
    """What is wanted: a unit's rows as somebody sees them, of some days or one policy where the list goes by these.

    Attributes:
        permission: by which the rows are seen; with full identity numbers it is the one to read these.
        on: the day on which people are in the unit, and their ages and years are counted.
        full: whether identity numbers are given whole.
    """

    unit: Unit
    user: User
    permission: Permission
    on: dt.date
    full: bool = False
    first: dt.date | None = None
    last: dt.date | None = None
    policy: Policy | None = None


@dataclass(frozen=True, slots=True)
class Listing:
    """One kind of list.

    Attributes:
        fields: what can be said of a row, and of which kind each value is.
        dated, of_policy: whether one chooses days, or a policy.
    """

    fields: Mapping[str, Kind]
    rows: Callable[[Asked], Iterator[Values]]
    dated: bool = False
    of_policy: bool = False


def _people(asked: Asked) -> Iterator[Values]:
    found = Enrolment.objects.visible_to(asked.user, asked.permission).filter(unit=asked.unit).on(asked.on)
    for some in _chunks(found.select_related("volunteer").order_by("pk")):
        keys = [one.volunteer_id for one in some]
        numbers = _numbers_of_books(keys)
        learnt = _whole_trainings(asked.unit, keys)
        for one in some:
            person = one.volunteer
            basic, special = learnt[person.pk]
            yield _of_person(person, asked, one.number) | {
                "phone": person.phone, "email": person.email, "address": person.address, "name_en": person.name_en,
                "education": person.get_education_display(), "occupation": person.get_occupation_display(),
                "rank": one.get_rank_display(), "joined_on": one.joined_on, "basic_on": basic, "special_on": special,
                "book": numbers.get(person.pk, ""), "age": _years(person.born_on, asked.on),
                "years": _years(one.joined_on, asked.on),
            }  # fmt: skip


def _trainings(asked: Asked) -> Iterator[Values]:
    here = _members(asked)
    found = Training.objects.valid().filter(volunteer__in=here.values("volunteer"))
    found = found.filter(volunteer__in=Volunteer.objects.visible_to(asked.user, asked.permission))
    if asked.first:
        found = found.filter(completed_on__gte=asked.first)
    if asked.last:
        found = found.filter(completed_on__lte=asked.last)
    for some in _chunks(found.select_related("volunteer").order_by("pk")):
        numbers = _numbers_in_unit(here, [one.volunteer_id for one in some])
        for one in some:
            yield _of_person(one.volunteer, asked, numbers.get(one.volunteer_id, "")) | {
                "training": _called(one), "on": one.completed_on, "hours": _hours(one.minutes), "issuer": one.issuer,
                "certificate": one.certificate, "is_online": one.is_online, "valid_until": one.valid_until,
            }  # fmt: skip


def _served(asked: Asked) -> Iterator[Values]:
    found = ServiceEntry.objects.visible_to(asked.user, asked.permission).filter(
        unit=asked.unit, state__in=STANDING, corrects=None, corrected_by=None
    )
    if asked.first:
        found = found.filter(served_on__gte=asked.first)
    if asked.last:
        found = found.filter(served_on__lte=asked.last)
    here = _members(asked)
    for some in _chunks(found.select_related("volunteer").order_by("pk")):
        numbers = _numbers_in_unit(here, [one.volunteer_id for one in some])
        for one in some:
            yield _of_person(one.volunteer, asked, numbers.get(one.volunteer_id, "")) | {
                "on": one.served_on, "starts": as_clock(one.starts), "ends": as_clock(one.ends),
                "hours": _hours(one.minutes), "counted": _hours(one.counted), "category": sectors.name(one.category),
                "content": one.content, "served": one.served_people, "state": one.get_state_display(),
            }  # fmt: skip


def _insured(asked: Asked) -> Iterator[Values]:
    found = Cover.objects.visible_to(asked.user, asked.permission).filter(policy=asked.policy)
    here = _members(asked)
    for some in _chunks(found.select_related("volunteer", "policy").order_by("pk")):
        keys = [one.volunteer_id for one in some]
        numbers, books = _numbers_in_unit(here, keys), _numbers_of_books(keys)
        for one in some:
            yield _of_person(one.volunteer, asked, numbers.get(one.volunteer_id, "")) | {
                "starts_on": one.starts_on, "ends_on": one.ends_on, "insurer": one.policy.insurer,
                "policy": one.policy.number, "sum_insured": one.policy.sum_insured,
                "book": books.get(one.volunteer_id, ""),
            }  # fmt: skip


def _applicants(asked: Asked) -> Iterator[Values]:
    found = RecordBook.objects.of_units(asked.user, asked.permission).filter(
        unit=asked.unit, state=RecordBook.State.APPLIED
    )
    here = _members(asked)
    for some in _chunks(found.select_related("volunteer").order_by("pk")):
        keys = [one.volunteer_id for one in some]
        numbers, learnt = _numbers_in_unit(here, keys), _whole_trainings(asked.unit, keys)
        for one in some:
            basic, special = learnt[one.volunteer_id]
            yield _of_person(one.volunteer, asked, numbers.get(one.volunteer_id, "")) | {
                "applied_on": one.applied_on, "basic_on": basic, "special_on": special,
            }  # fmt: skip


LISTS: dict[str, Listing] = {
    "people": Listing(
        PERSON | {
            "phone": "code", "email": "text", "address": "text", "name_en": "text", "education": "text",
            "occupation": "text", "rank": "text", "joined_on": "date", "basic_on": "date", "special_on": "date",
            "book": "code", "age": "number", "years": "number",
        },
        _people,
    ),
    "trainings": Listing(
        PERSON | {
            "training": "text", "on": "date", "hours": "number", "issuer": "text", "certificate": "code",
            "is_online": "bool", "valid_until": "date",
        },
        _trainings, dated=True,
    ),
    "hours": Listing(
        PERSON | {
            "on": "date", "starts": "code", "ends": "code", "hours": "number", "counted": "number",
            "category": "text", "content": "text", "served": "number", "state": "text",
        },
        _served, dated=True,
    ),
    "insured": Listing(
        PERSON | {
            "starts_on": "date", "ends_on": "date", "insurer": "text", "policy": "code", "sum_insured": "number",
            "book": "code",
        },
        _insured, of_policy=True,
    ),
    "applicants": Listing(PERSON | {"applied_on": "date", "basic_on": "date", "special_on": "date"}, _applicants),
}  # fmt: skip


def _of_person(person: Volunteer, asked: Asked, number: str) -> Values:
    if asked.full and person.identity_sealed:
        identity = sealed.unseal(person.identity_sealed, place=IDENTITY_PLACE)
    else:
        identity = person.identity_shown
    return {
        "unit": str(asked.unit), "number": number, "name": person.name, "identity": identity, "sex": person.sex,
        "born_on": person.born_on,
    }  # fmt: skip


def _members(asked: Asked) -> Any:
    return Enrolment.objects.visible_to(asked.user, asked.permission).filter(unit=asked.unit)


def _numbers_in_unit(here: Any, keys: Sequence[int]) -> dict[int, str]:
    """The unit's own numbers of people; of who came back, the latest."""
    rows = here.filter(volunteer__in=keys).exclude(number="").order_by("joined_on", "pk")
    return dict(rows.values_list("volunteer", "number"))


def _numbers_of_books(keys: Sequence[int]) -> dict[int, str]:
    return dict(RecordBook.objects.held().filter(volunteer__in=keys).values_list("volunteer", "number"))


def _whole_trainings(unit: Unit, keys: Sequence[int]) -> dict[int, tuple[dt.date | None, dt.date | None]]:
    """When each completed the basic and the category's special training as a whole, as lists of people say it."""
    first: dict[tuple[int, bool], dt.date] = {}
    for one in (PROGRAMMES[BASIC], *special_for(unit.category)):
        rows = Training.objects.valid().filter(volunteer__in=keys, programme=one.code, course=0)
        if one.of_one_unit:
            rows = rows.filter(unit=unit)
        if one.is_of_any_category:
            rows = rows.filter(category=unit.category)
        for key, on in rows.values_list("volunteer", "completed_on"):
            place = key, one.code == BASIC
            first[place] = min(on, first.get(place, on))
    found: dict[int, tuple[dt.date | None, dt.date | None]] = defaultdict(lambda: (None, None))
    return found | {key: (first.get((key, True)), first.get((key, False))) for key in keys}


def _called(one: Training) -> str:
    """A training as lists of trainings are read: its name, and that of the one course where it was one."""
    programme = PROGRAMMES.get(one.programme)
    if programme is None:
        return one.programme
    courses = (*programme.courses, *(programme.former.courses if programme.former else ()))
    course = next((str(each.name) for each in courses if each.number == one.course), "")
    return f"{programme.name}：{FORMERLY.sub('', course)}" if course else str(programme.name)


def _hours(minutes: int) -> Decimal | int:
    whole, rest = divmod(minutes, 60)
    return whole if not rest else Decimal(minutes) / 60


def _years(since: dt.date | None, on: dt.date) -> int | None:
    """Whole years, as an age is counted; None where the day is not known or lies ahead."""
    if since is None or since > on:
        return None
    return on.year - since.year - ((on.month, on.day) < (since.month, since.day))


def _chunks(rows: Any) -> Iterator[list[Any]]:
    some: list[Any] = []
    for one in rows.iterator(chunk_size=CHUNK):
        some.append(one)
        if len(some) == CHUNK:
            yield some
            some = []
    if some:
        yield some
