"""Units, volunteers and what they do, as tests need them: boring, valid, and nobody twice."""

import datetime as dt
import itertools
from typing import Any

from foundation.audit.trail import SYSTEM
from tests.makers.accounts import make_organisation
from volunteers.filing import authorities
from volunteers.models import (
    Cover,
    Duty,
    Enrolment,
    Filing,
    Place,
    Policy,
    Post,
    RecordBook,
    RightRequest,
    ServiceEntry,
    Training,
    Unit,
    Volunteer,
)
from volunteers.persons import people
from volunteers.rights import asking
from volunteers.rostering import duties, rosters
from volunteers.rules.hours import Shift
from volunteers.rules.plan_parts import PARTS
from volunteers.rules.rights import Right
from volunteers.serving import ledger
from volunteers.serving.ledger import Line
from volunteers.training import trainings

NOW = dt.datetime(2026, 6, 10, 6, 0, tzinfo=dt.UTC)
TRAINED = dt.date(2024, 3, 24)
JOINED = dt.date(2024, 1, 2)
_numbers = itertools.count(1)
_WEIGHTS = (1, 9, 8, 7, 6, 5, 4, 3, 2, 1)


def identity(number: int, letter: str = "A", second: str = "1") -> str:
    """An invented identity number of the right shape and check digit."""
    tens, ones = {"A": (1, 0), "B": (1, 1), "F": (1, 5)}[letter]
    digits = [tens, ones, int(second), *(int(digit) for digit in f"{number % 10_000_000:07}")]
    total = sum(digit * weight for digit, weight in zip(digits, _WEIGHTS, strict=True))
    return f"{letter}{second}{number % 10_000_000:07}{-total % 10}"


def make_unit(
    county: str = "TTT", category: str = "social", *, name: str = "", filed: bool = True, **fields: Any
) -> Unit:
    """A unit that is at work, with an approved plan of ten years unless it is not `filed` or needs none."""
    values = {"body": Unit.Body.ASSOCIATION, "state": Unit.State.ACTIVE} | fields
    last = Unit.objects.filter(county=county).count()
    unit = Unit.objects.create(
        organisation=make_organisation(county, name=name),
        county_id=county,
        number=last + 1,
        category=category,
        authority=authorities.in_charge(county=county, category=category),
        **values,
    )
    if filed and not unit.is_public:
        make_filing(unit, Filing.State.APPROVED)
    return unit


def make_filing(unit: Unit, state: str = Filing.State.DRAFT, **fields: Any) -> Filing:
    """A unit's plan, with everything written that the law asks for."""
    values: dict[str, Any] = {
        "county": unit.county, "category": unit.category, "authority": unit.authority, "title": "長者關懷訪視計畫",
        "counties": [unit.county_id], "categories": [unit.category], "starts_on": dt.date(2020, 1, 1),
        "ends_on": dt.date(2029, 12, 31),
        "parts": {part.key: f"{part.label}：詳如說明。" for part in PARTS if part.elements},
    }  # fmt: skip
    if state in (Filing.State.APPROVED, Filing.State.REPLACED, Filing.State.ENDED, Filing.State.LAPSED):
        values |= {"approved_on": dt.date(2020, 1, 1), "approval_number": "府社工字第1號"}
    return Filing.objects.create(unit=unit, state=state, **(values | fields))


def make_volunteer(name: str = "", *, number: str | None = None, **values: Any) -> Volunteer:
    """A volunteer with an identity number of her own."""
    count = next(_numbers)
    return people.register(
        values={"name": name or f"林{count}珠", "sex": "female", "born_on": dt.date(1960, 5, 4)} | values,
        number=identity(count) if number is None else number,
        by=SYSTEM,
        now=NOW,
    )


def make_enrolment(unit: Unit, volunteer: Volunteer | None = None, *, on: dt.date = JOINED) -> Enrolment:
    """Somebody in a unit."""
    return people.join(volunteer=volunteer or make_volunteer(), unit=unit, on=on, by=SYSTEM, now=NOW)


def make_training(volunteer: Volunteer, programme: str = "BASIC", *, on: dt.date = TRAINED, **more: Any) -> Training:
    """A training completed as a whole."""
    return trainings.record(
        volunteer=volunteer, programme=programme, on=on, issuer="臺東縣志願服務推廣中心", by=SYSTEM, now=NOW, **more
    )


def make_trained(unit: Unit, programme: str = "SP_SOCIAL", **values: Any) -> Volunteer:
    """Somebody in a unit with both trainings, a book and cover for the year: whatever she serves counts."""
    enrolment = make_enrolment(unit, make_volunteer(**values))
    person = enrolment.volunteer
    make_training(person, "BASIC")
    make_training(person, programme)
    make_book(person, unit)
    make_cover(person, unit)
    return person


def make_book(volunteer: Volunteer, unit: Unit, *, number: str = "") -> RecordBook:
    """A record book that was issued."""
    return RecordBook.objects.create(
        volunteer=volunteer,
        unit=unit,
        authority=unit.authority,
        number=number or f"B-{next(_numbers):06}",
        state=RecordBook.State.ISSUED,
        applied_on=TRAINED,
        issued_on=TRAINED,
    )


def make_cover(
    volunteer: Volunteer,
    unit: Unit,
    *,
    starts_on: dt.date = dt.date(2024, 1, 1),
    ends_on: dt.date = dt.date(2026, 12, 31),
) -> Cover:
    """Somebody on the list of a policy that runs from a day to a day."""
    policy, _made = Policy.objects.get_or_create(
        unit=unit, insurer="示範產險", number="P-1",
        defaults={"kind": Policy.Kind.OWN, "starts_on": starts_on, "ends_on": ends_on},
    )  # fmt: skip
    return Cover.objects.create(policy=policy, volunteer=volunteer, starts_on=starts_on, ends_on=ends_on)


def line(
    volunteer: Volunteer,
    on: dt.date = dt.date(2026, 3, 7),
    hours: str = "09:00-12:00",
    *,
    category: str = "social",
    content: str = "探訪獨居長者",
) -> Line:
    """A line for the ledger; `hours` is 09:00-12:00, or a number of minutes."""
    if ":" in hours:
        first, last = ((int(text[:2]) * 60 + int(text[3:])) for text in hours.split("-"))
        shift = Shift(on, last - first, first, last)
    else:
        shift = Shift(on, int(hours))
    return Line(volunteer.pk, category, shift, content)


def make_entry(
    unit: Unit, volunteer: Volunteer, on: dt.date = dt.date(2026, 3, 7), hours: str = "09:00-12:00"
) -> ServiceEntry:
    """A line that waits in the ledger."""
    entered = ledger.enter(unit=unit, lines=[line(volunteer, on, hours)], source="list", by=SYSTEM, now=NOW)
    return ServiceEntry.objects.get(batch=entered.batch)


def make_post(unit: Unit, name: str = "關懷訪視", **values: Any) -> Post:
    """Something a unit has people do."""
    return duties.open_post(unit=unit, values={"name": name, "category": unit.category} | values, by=SYSTEM, now=NOW)


def make_duty(post: Post, on: dt.date = dt.date(2026, 6, 13), hours: str = "09:00-12:00", **more: Any) -> Duty:
    """A shift."""
    first, last = ((int(text[:2]) * 60 + int(text[3:])) for text in hours.split("-"))
    return duties.plan(post=post, on=on, starts=first, ends=last, by=SYSTEM, now=NOW, **more)[0]


def make_place(
    unit: Unit, volunteer: Volunteer, on: dt.date = dt.date(2026, 6, 13), hours: str = "09:00-12:00", **more: Any
) -> Place:
    """Somebody on a shift of her own."""
    duty = make_duty(more.pop("post", None) or make_post(unit, f"服務{next(_numbers)}"), on, hours)
    return rosters.assign(duty=duty, volunteer=volunteer, by=SYSTEM, now=NOW, **more)


def make_request(
    volunteer: Volunteer, right: str = "copy", *, to: str = "", words: str = "", now: dt.datetime = NOW
) -> RightRequest:
    """What somebody with an account asks about her own data; of the first county she may ask, unless it is said."""
    assert volunteer.user is not None
    return asking.ask(
        volunteer=volunteer, right=Right(right), words=words or "請給我全部的資料", by=volunteer.user, now=now,
        to=to or asking.addressees(volunteer)[0].key,
    )  # fmt: skip
