"""The roster of the home county's first unit: shifts ahead with a swap and a leave, and what was signed last week."""

from __future__ import annotations

import datetime as dt

from django.utils import timezone

from foundation.accounts.models import User
from volunteers.models import Duty, Post, Station, Unit, Volunteer
from volunteers.rostering import absences, attendance, duties, rosters, stations, swaps

WEEKS = 4


def roster(*, unit: Unit, coordinator: User, team: list[Volunteer], now: dt.datetime) -> None:
    """Plan the weeks around today as the coordinator would; the first of `team` has the volunteer's account."""
    on = timezone.localdate(now)
    monday = on - dt.timedelta(days=on.weekday() + 7)
    visits = _post(unit, coordinator, now, name="關懷訪視", place="海線各村", needed=3, taking="own")
    meals = _post(unit, coordinator, now, name="送餐", place="社區廚房", needed=2, taking="nobody")
    night = _post(unit, coordinator, now, name="冬夜關懷", place="車站", needed=2, taking="own")
    fair = _post(
        unit, coordinator, now, kind="event", name="志工嘉年華（示範）", place="縣府廣場", needed=20, taking="anyone",
        notes="引導、服務臺與環境維護，現場有行前說明。",
    )  # fmt: skip
    until = monday + dt.timedelta(days=7 * WEEKS)
    tuesdays = _weekly(visits, monday + dt.timedelta(days=1), (9, 12), until, coordinator, now)
    saturdays = _weekly(meals, monday + dt.timedelta(days=5), (10, 13), until, coordinator, now)
    fridays = _weekly(night, monday + dt.timedelta(days=4), (22, 2), until, coordinator, now)
    duties.plan(post=fair, on=monday + dt.timedelta(days=20), starts=8 * 60, ends=16 * 60, by=coordinator, now=now)
    me, *others = team
    for number, duty in enumerate(tuesdays):
        for one in others[number : number + 2]:
            rosters.assign(duty=duty, volunteer=one, by=coordinator, now=now)
    for number, duty in enumerate(saturdays):
        for one in (me, others[number + 3]):
            rosters.assign(duty=duty, volunteer=one, by=coordinator, now=now)
    for duty in fridays[1:]:
        rosters.assign(duty=duty, volunteer=others[5], by=coordinator, now=now)
    offered = tuesdays[2].places.first()
    away = saturdays[2].places.exclude(volunteer=me).first()
    if offered is not None and away is not None:
        swaps.offer(place=offered, by=coordinator, now=now)
        absences.ask_leave(place=away, reason="家人住院照顧", by=coordinator, now=now)
    for kind, name in ((Station.Kind.KIOSK, "一樓服務臺"), (Station.Kind.POSTER, "社區廚房門口")):
        stations.set_up(unit=unit, kind=kind, name=name, by=coordinator, now=now)
    _signed(tuesdays[0], coordinator, now)


def _post(unit: Unit, by: User, now: dt.datetime, **values: object) -> Post:
    return duties.open_post(unit=unit, values={"category": unit.category, "kind": "roster"} | values, by=by, now=now)


def _weekly(post: Post, on: dt.date, hours: tuple[int, int], until: dt.date, by: User, now: dt.datetime) -> list[Duty]:
    first, last = hours
    return duties.plan(post=post, on=on, starts=first * 60, ends=last * 60, until=until, by=by, now=now)


def _signed(duty: Duty, by: User, now: dt.datetime) -> None:
    """Of last week's first shift, one signed in and out, and one forgot to sign out."""
    if duty.ends_at > now:
        return
    tidy, forgetful = (place.volunteer for place in duty.places.select_related("volunteer"))
    unit = duty.post.unit
    came, left = duty.begins_at - dt.timedelta(minutes=4), duty.ends_at + dt.timedelta(minutes=3)
    for one in (tidy, forgetful):
        attendance.come(unit=unit, volunteer=one, how="kiosk", by=by, now=came)
    attendance.sign(unit=unit, volunteer=tidy, how="kiosk", by=by, now=left)
    attendance.put_aside(units=Unit.objects.filter(pk=unit.pk), by=by, now=now)
