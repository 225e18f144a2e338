"""Openings, applications and agreements to be found, as tests need them: boring and valid."""

import datetime as dt
import itertools
import uuid
from typing import Any

from foundation.audit.trail import SYSTEM
from tests.makers.volunteers import NOW, make_unit, make_volunteer
from volunteers.models import Application, Findable, Opening, Unit, Volunteer
from volunteers.recruiting import applications, finding, openings
from volunteers.rules import consents
from volunteers.rules.opening_parts import PARTS

TODAY = dt.date(2026, 6, 10)
_numbers = itertools.count(1)


def whole() -> dict[str, str]:
    """Everything a call has to say."""
    return {part.key: f"{part.label}：如說明。" for part in PARTS if part.needed}


def make_draft(unit: Unit | None = None, **values: Any) -> Opening:
    """A draft with everything in it."""
    made = openings.begin(unit=unit or make_unit(), by=SYSTEM, now=NOW)
    given = {
        "title": "海線獨居長者訪視志工", "district": "成功鎮", "slots": ("weekday_am", "weekend_am"),
        "skills": ("care",), "wanted": 5, "opens_on": TODAY, "closes_on": TODAY + dt.timedelta(days=30),
    } | values  # fmt: skip
    return openings.write(opening=made, values=given, parts=whole(), seen=openings.seal(made), by=SYSTEM, now=NOW)


def make_opening(unit: Unit | None = None, *, now: dt.datetime = NOW, **values: Any) -> Opening:
    """An opening that everybody reads."""
    return openings.move(opening=make_draft(unit, **values), name="publish", by=SYSTEM, now=now)


def application_values(**values: Any) -> dict[str, Any]:
    """What somebody writes who applies."""
    number = next(_numbers)
    return {
        "name": f"陳{number}君", "born_on": dt.date(1990, 3, 20), "phone": "0912345678",
        "email": f"applicant{number}@example.org", "motive": "想陪陪長輩",
    } | values  # fmt: skip


def make_application(opening: Opening | None = None, *, number: str = "", **values: Any) -> Application:
    """Somebody who applied."""
    return applications.apply(
        opening=opening or make_opening(), values=application_values(**values), number=number,
        sent_key=uuid.uuid4(), agreed=consents.APPLYING, now=NOW,
    )  # fmt: skip


def make_findable(volunteer: Volunteer | None = None, **wishes: Any) -> Findable:
    """Somebody who agreed to be found."""
    given = {"counties": ["TTT"], "categories": ["social"], "slots": ["weekday_am"], "skills": ["care"]} | wishes
    return finding.agree(
        volunteer=volunteer or make_volunteer(), version=consents.FOUND, wishes=given, by=SYSTEM, now=NOW
    )
