"""Liaison meetings, planned, in session or with their minutes out."""

import datetime as dt
from typing import Any

from actionplans.meeting import meetings, rulings
from actionplans.models import Meeting, MeetingItem, Ruling
from foundation.accounts.models import County, User
from tests.makers.accounts import make_user
from tests.makers.deciding import AUTUMN

DAY = dt.date(2026, 9, 3)


def make_meeting(
    state: str = "planned", *, by: User | None = None, county: str = "TTT", now: dt.datetime = AUTUMN, **facts: Any
) -> Meeting:
    """The second meeting of the year, on 3 September 2026; its agenda made from what is open then."""
    by = by or make_user(county=county)
    given = {
        "title": "志願服務聯繫會報", "number": 2, "held_on": DAY, "place": "縣府大禮堂", "chair": "社會處王處長",
        "chair_level": "office_head",
        "note_taker": "林小美", "attendees": "社會處　王處長\n志推中心　李督導",
    } | facts  # fmt: skip
    found = meetings.plan(county=County.objects.get(pk=county), by=by, now=now, **given)
    if state != "planned":
        meetings.start(meeting=found, by=by, now=now)
    if state == "issued":
        meetings.issue(meeting=found, minutes_number="府社工字第1150012345號", by=by, now=now)
    return Meeting.objects.select_related("county").get(pk=found.pk)


def make_ruling(item: MeetingItem, *, by: User | None = None, now: dt.datetime = AUTUMN, **said: Any) -> Ruling:
    """Something ruled on an item, in words where no kind is given."""
    given = {"kind": "", "words": "請於會後一週內提出分流規則"} | said
    return rulings.record(item=item, by=by or make_user(county=item.meeting.county_id), now=now, **given)
