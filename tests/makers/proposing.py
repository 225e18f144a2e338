"""Windows and candidates for awards, as tests need them: a unit of Taipei whose people have earned something."""

import datetime as dt
from typing import Any

from foundation.accounts.models import County, User
from foundation.accounts.roles import Role
from tests.makers.accounts import give, make_user
from tests.makers.volunteers import make_trained
from volunteers.awards import words
from volunteers.models import (
    AwardCandidate,
    AwardPaper,
    AwardProposal,
    AwardStanding,
    AwardWindow,
    Enrolment,
    ServiceMonth,
    Unit,
    Volunteer,
)
from volunteers.proposing import findings, subjects, windows

D = dt.date
NOW = dt.datetime(2026, 6, 30, 4, 0, tzinfo=dt.UTC)
ON = D(2026, 6, 30)
SINCE = D(2020, 1, 1)
CONTRIBUTION = "TPE_SOC_CONTRIBUTION"
DIAMOND, DIAMOND_TEAM, DIAMOND_FAMILY = (
    f"TPE_SOC_GOLD_DIAMOND_{one}" for one in ("INDIVIDUAL", "TEAM", "FAMILY")
)  # fmt: skip
CARD = "TW_MOHW_HONOR_CARD"
BRONZE = "TW_MOHW_VOL_BRONZE"


def make_window(award: str = CONTRIBUTION, county: str = "TPE", on: dt.date = ON, **values: Any) -> AwardWindow:
    """A window that is open for a month around a day, and asks for no papers."""
    given = {
        "opens_on": on - dt.timedelta(days=15), "closes_on": on + dt.timedelta(days=15), "papers": [],
    } | values  # fmt: skip
    return windows.open_window(
        county=County.objects.get(pk=county), award=award, year=given.pop("year", on.year), values=given,
        by=make_user(), now=NOW, on=on,
    )  # fmt: skip


def make_deserving(
    unit: Unit, *, hours: float = 700, since: dt.date = SINCE, month: int = 202503, award: str = CONTRIBUTION,
    name: str = "",
) -> Volunteer:  # fmt: skip
    """Somebody who has served so many hours, and stands on the award's list."""
    one = make_trained(unit, name=name) if name else make_trained(unit)
    Enrolment.objects.filter(volunteer=one).update(joined_on=since)
    one.trainings.update(completed_on=since)
    one.books.update(issued_on=since)
    minutes = round(hours * 60)
    ServiceMonth.objects.create(
        volunteer=one, unit=unit, category=unit.category, month=month, minutes=minutes, counted=minutes, times=1,
        served_people=0,
    )  # fmt: skip
    AwardStanding.objects.create(county=unit.county, volunteer=one, award=award, state="candidate", since=since)
    return one


def make_award_candidate(
    window: AwardWindow, unit: Unit, volunteer: Volunteer, *, state: str = "draft", deeds: str = "", on: dt.date = ON
) -> AwardCandidate:  # fmt: skip
    """Somebody put forward, whatever the rule says of her."""
    proposal, _made = AwardProposal.objects.get_or_create(
        window=window, unit=unit, defaults={"begun_at": NOW, "begun_by": "承辦人"}
    )
    found = subjects.people(window, [volunteer.pk], on)[volunteer.pk]
    one = AwardCandidate.objects.create(
        proposal=proposal, window=window, volunteer=volunteer, state=state, found_on=on,
        found=findings.freeze(found, words.names_of([found])), submitted_at=NOW if state != "draft" else None,
    )  # fmt: skip
    if deeds:
        AwardPaper.objects.create(candidate=one, key="deeds", words=deeds, changed_at=NOW)
    return one


def coordinator_of(unit: Unit) -> User:
    """The unit's coordinator."""
    user = make_user(None)
    give(user, Role.UNIT_COORDINATOR, organisation=unit.organisation)
    return user


def officer_of(county: str = "TPE") -> User:
    """The county's officer."""
    return make_user(Role.COUNTY_OFFICER, county)
