"""The liaison meetings of the demonstration's own county: one with its minutes out, one still being planned."""

from __future__ import annotations

import datetime as dt

from django.utils import timezone

from actionplans.followup import decisions, lights
from actionplans.meeting import meetings, rulings
from actionplans.models import ChairLevel, Decision, MeetingItem, Milestone, Plan
from foundation.accounts.models import County, User
from foundation.taiwan import periods

Kind = Decision.Kind
TITLE = "志願服務聯繫會報"
FACTS = {
    "title": TITLE, "starts_at": dt.time(14, 0), "place": "縣政府 3 樓會議室", "chair": "社會處周處長",
    "chair_level": ChairLevel.OFFICE_HEAD,
    "attendees": (
        "社會處　周處長\n社會處　林科長\n教育處　志願服務承辦人\n衛生局　志願服務承辦人\n"
        "志願服務推廣中心　督導\n各行動方案負責人"
    ),
}  # fmt: skip
# How long before and after the demonstration's day.
HELD, AHEAD = 9, 20


def hold(*, county: County, officer: User, now: dt.datetime) -> None:
    """Hold one meeting, as things stood then, and plan the next; nothing where no plan was adopted by then."""
    today = timezone.localdate(now)
    day = _working_day(today - dt.timedelta(days=HELD))
    begins = _at(day, 14)
    adopted = Plan.objects.filter(county=county, adopted_at__lt=begins).adopted()
    if not adopted.exists():
        return
    number = meetings.next_number(county, day.year)
    found = meetings.plan(
        county=county, by=officer, now=begins - dt.timedelta(days=7), number=number, held_on=day,
        note_taker=officer.name, **FACTS,
    )  # fmt: skip
    meetings.start(meeting=found, by=officer, now=begins)
    for place, item in enumerate(found.items.select_related("meeting", "plan")):
        _rule(item, place, officer, begins + dt.timedelta(minutes=8 * (place + 1)))
    issued = _at(periods.last_day(day + dt.timedelta(days=3)), 10)
    meetings.issue(meeting=found, minutes_number="府社工字第1150198765號（示範）", by=officer, now=min(issued, now))
    ahead = periods.last_day(today + dt.timedelta(days=AHEAD))
    meetings.plan(
        county=county, by=officer, now=now, number=meetings.next_number(county, ahead.year), held_on=ahead,
        note_taker=officer.name, **FACTS,
    )  # fmt: skip


def _rule(item: MeetingItem, place: int, officer: User, now: dt.datetime) -> None:
    """What was said and ruled on one item: by how its plan stood."""
    plan = item.plan
    if plan is None:
        return
    said = {"kind": Kind.CONTINUE, "words": "照期限辦理，下次會議報告佐證。", "person": plan.person_in_charge[:50]}
    talk = "主責單位報告進度，和會前提供的資料相同。"
    dates: dict[int, dt.date] = {}
    if item.before_status == lights.DONE:
        said = {"kind": Kind.RELEASE, "words": "里程碑都有佐證，同意解除列管。"}
        talk = "主責單位說明成果，與會單位沒有其他意見。"
    elif item.before_status == lights.LATE:
        dates = _later(plan, now)
        said |= {"kind": Kind.EXTEND if dates else Kind.CONTINUE, "words": "同意展延，期限前完成並附上佐證。"}
        talk = "主責單位說明場地和人力調度比預期久，請求展延。推廣中心表示可以協助找場地。"
    kept = rulings.keep(item=item, typed=rulings.Typed(talk, {}, 0, 0), by=officer, now=now)
    rulings.record(item=kept, by=officer, now=now, dates=dates, **said)
    if place == 0:
        rulings.record(
            item=kept, kind="", words="請志推中心彙整各方案需要的場地，提供給主責單位。", person="志願服務推廣中心",
            due_on=timezone.localdate(now) + dt.timedelta(days=30), by=officer, now=now + dt.timedelta(minutes=2),
        )  # fmt: skip


def _later(plan: Plan, now: dt.datetime) -> dict[int, dt.date]:
    """A month from the meeting for what was overdue."""
    on = timezone.localdate(now)
    late = Milestone.objects.filter(plan=plan).overdue(on)
    return decisions.later_by({one.pk: one.due_on for one in late}, 1, on=on)


def _working_day(day: dt.date) -> dt.date:
    while periods.is_day_off(day):
        day -= dt.timedelta(days=1)
    return day


def _at(day: dt.date, hour: int) -> dt.datetime:
    return timezone.make_aware(dt.datetime.combine(day, dt.time(hour)))
