"""The symposium of the demonstration: announced, three cases invited, and the first delegates registered."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping

from django.utils import timezone

from actionplans.models import Plan
from foundation.accounts.models import County, User
from reports.models import Symposium
from reports.symposium import delegating, inviting, planning
from reports.symposium.planning import Item
from workshops.models import Programme

AHEAD = 45  # days from the demonstration's day; a real one is in September
COUNTIES = ("HUA", "TTT", "TPE")
DELEGATES = {
    "TTT": (("陳以安", "臺東縣政府社會處", "科長"), ("高曉雯", "臺東縣志願服務推廣中心", "督導")),
    "HUA": (("林家豪", "花蓮縣政府社會處", "社會工作師"),),
}


def draw_up(*, programme: Programme, staff: User, officers: Mapping[str, User], now: dt.datetime) -> Symposium | None:
    """Plan and announce it; None where no county has adopted a plan yet."""
    plans = {
        plan.county_id: plan
        for plan in Plan.objects.adopted().filter(workshop__programme=programme, county__in=COUNTIES)
        .select_related("workshop").order_by("-code")
    }  # fmt: skip
    if not plans:
        return None
    day = timezone.localdate(now) + dt.timedelta(days=AHEAD)
    made = planning.begin(programme=programme, title="全國志願服務永續發展成果專題研討會", by=staff, now=now)
    cases = [inviting.invite(symposium=made, plan=plans[code], by=staff, now=now) for code in COUNTIES if code in plans]
    items = [
        Item("opening", "開幕與致詞", 20, "協會理事長"),
        Item("report", "22 縣市的行動方案：全國成果報告", 40, "協會秘書處"),
        *(Item("case", f"案例分享（{at}）", 25, "", one.pk) for at, one in enumerate(cases, 1)),
        Item("break", "茶敘", 20),
        Item("dialogue", "政策對話：三大主軸的下一步", 60, "主管機關、縣市與運用單位代表"),
        Item("closing", "綜合座談與閉幕", 30),
    ]
    made = planning.describe(
        symposium=made, items=items, by=staff, now=now, held_on=day, starts_at=dt.time(9, 30),
        title_en="National Symposium on Volunteering and Sustainable Development", place="臺大醫院國際會議中心",
        address="臺北市中正區徐州路 2 號", seats=5, register_until=day - dt.timedelta(days=10),
    )  # fmt: skip
    planning.MOVES.apply(made, "announce", by=staff, now=now)
    for one in (one for one in cases if one.county_id == "HUA"):
        inviting.answer(
            invitation=one, name="accept", presenter="花蓮縣政府社會處　林家豪", words="很高興有這個機會。",
            by=officers["HUA"], now=now,
        )  # fmt: skip
    for code, people in DELEGATES.items():
        county = County.objects.get(pk=code)
        for name, unit, job_title in people:
            delegating.register(
                symposium=made, county=county, name=name, unit=unit, job_title=job_title, by=officers[code], now=now
            )
    return made
