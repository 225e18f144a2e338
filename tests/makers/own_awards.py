"""Own awards as an officer would fill them in: what is not said is not asked."""

import datetime as dt
from typing import Any

from foundation.accounts.models import User
from tests.makers.accounts import make_user
from volunteers.awards import own_awards
from volunteers.models import Authority, OwnAward, OwnAwardVersion
from volunteers.rules.award_terms import Words

NOW = dt.datetime(2026, 6, 30, 4, 0, tzinfo=dt.UTC)
WHY = "依本府 115 年公告辦理"


def values(**given: Any) -> dict[str, Any]:
    """What the form gives: 100 hours with the county's units, by a sentence of its rules."""
    empty: dict[str, Any] = dict.fromkeys(
        ("hours", "years", "age", "grade", "members", "team_years", "insured", "booked", "seniors", "again_years",
         "lasts", "valid_to")
    )  # fmt: skip
    return empty | {
        "name": "海線志工獎", "name_en": "", "subject": "person", "categories": [], "offices": [],
        "units": [], "public": False, "hours": 100,
        "hours_window": "ever", "years_window": "ever", "unbroken": False, "either": "both", "needs": [], "papers": [],
        "again": "", "before": "", "before_words": Words("", ""), "stated": "",
        "sources": "臺東縣海線志工獎勵要點第 2 點「服務滿 100 小時」", "valid_from": dt.date(2026, 1, 1),
    } | given  # fmt: skip


def authority(county: str = "TPE") -> Authority:
    """The county's office for social affairs, or the county government where it has none of its own."""
    offices = list(Authority.objects.of_county(county))
    return next((one for one in offices if "social" in one.categories), offices[0])


def make_draft(county: str = "TPE", *, by: User | None = None, award: OwnAward | None = None, **given: Any) -> Any:
    """A draft, of a new award where none is given."""
    return own_awards.draft(
        authority=award.authority if award else authority(county), values=values(**given), by=by or make_user(),
        now=NOW, award=award,
    )  # fmt: skip


def settle(version: OwnAwardVersion, *, by: User | None = None, now: dt.datetime = NOW) -> OwnAwardVersion:
    """Let it take effect as it stands."""
    return own_awards.settle(version=version, seen=version.edition, reason=WHY, by=by or make_user(), now=now)


def make_own(county: str = "TPE", *, by: User | None = None, **given: Any) -> OwnAward:
    """An award that has taken effect."""
    award: OwnAward = settle(make_draft(county, by=by, **given), by=by).award
    return award
