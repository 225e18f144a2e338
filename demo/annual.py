"""Annual plans of a few counties of the demonstration, and which of their action plans go into them."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping

from django.utils import timezone

from actionplans.kpis import keeping
from actionplans.kpis.book import shipped
from actionplans.models import AnnualPlan, Plan, WorkItem
from actionplans.yearly import annual, uptakes
from actionplans.yearly.uptakes import Target
from foundation.accounts.models import County, User
from foundation.taiwan import periods

from . import people as folk

Area = WorkItem.Area
# Work item: title, area, who leads it, what it is to achieve, months, money.
ITEMS: tuple[tuple[str, str, str, str, int, int, int | None], ...] = (
    ("訂定年度計畫與三年發展藍圖", Area.BLUEPRINT, "社會處", "結合永續發展目標，含高齡、企業與青年志工", 1, 3, None),
    ("召開志願服務聯繫會報", Area.MEETINGS, "社會處", "全縣 2 場，建議事項逐項列管", 4, 11, 120_000),
    ("辦理志工教育訓練", Area.TRAINING, "志願服務推廣中心", "基礎、特殊訓練各 10 場，督導訓練 4 場", 2, 11, 680_000),
    ("志工保險與服務安全", Area.INSURANCE, "社會處", "投保率 100%，各單位訂出服務安全須知", 1, 12, 450_000),
    ("績優志工與團隊表揚", Area.AWARDS, "社會處", "表揚大會 1 場，平時的肯定由各單位辦理", 9, 12, 300_000),
    ("偏遠據點交通與跨單位資源連結", Area.RESOURCES, "社會處", "各鄉鎮至少 1 個據點有接駁或共乘", 3, 12, 900_000),
    ("運用單位評鑑", Area.EVALUATION, "社會處", "書面與實地各 20 個單位，編成報告", 5, 10, 200_000),
)  # fmt: skip
NEXT = ("延續國際志工年的地方行動方案", Area.INNOVATION, "志願服務推廣中心",
        "每場工作坊的方案各有一個單位接手，每季看一次成果", 1, 12, 350_000)  # fmt: skip
# Which item takes in a plan of which pillar.
TAKES = {"recognition": Area.AWARDS, "support": Area.RESOURCES, "safeguarding": Area.INSURANCE}
ON_THE_PLATFORM, ELSEWHERE = ("TTT", "TPE", "HUA"), "TNN"
CHIEF, DIRECTOR = "縣長", "社會處周處長"


def draw_up(*, officers: Mapping[str, User], now: dt.datetime) -> None:
    """The annual plans of 2026, issued, and of 2027, drafts; and what was decided on each county's action plans."""
    for code in ON_THE_PLATFORM:
        _on_the_platform(County.objects.get(pk=code), officers[code], now)
    _elsewhere(County.objects.get(pk=ELSEWHERE), officers[ELSEWHERE], now)


def _on_the_platform(county: County, officer: User, now: dt.datetime) -> None:
    plans = _adopted(county)
    if not plans:
        return
    begun = _at(dt.date(2026, 1, 12), 10)
    this = annual.draw_up(county=county, year=2026, by=officer, now=begun)
    for row in ITEMS:
        _add(this, row, officer, begun)
    keeping.take_in(annual=this, codes=shipped(), by=officer, now=begun)
    approved = dt.date(2026, 2, 2)
    annual.issue(
        annual=this, document_number="府社工字第1150020333號（示範）", approved_on=approved,
        approver=_say(county, CHIEF), by=officer, now=_at(approved, 16),
    )  # fmt: skip
    ahead = _at(timezone.localdate(now) - dt.timedelta(days=12), 10)
    coming = annual.draw_up(county=county, year=2027, like=this, by=officer, now=ahead)
    _add(coming, NEXT, officer, ahead)
    for place, plan in enumerate(plans):
        _decide(plan, place, this, coming, officer, now)


def _decide(
    plan: Plan, place: int, this: AnnualPlan, coming: AnnualPlan, officer: User, now: dt.datetime
) -> None:  # fmt: skip
    """One in five is not decided yet, one is declined, one is to go into the next year's; the others went in."""
    if place % 5 == 4:
        return
    target, state, reason = Target(item=_item(this, TAKES[plan.pillar])), "taken", ""
    if place % 5 == 2:
        target, state = Target(item=_item(coming, Area.INNOVATION)), "planned"
    elif place % 5 == 3:
        target, state, reason = Target(), "declined", "經費由中央補助計畫支應，不另列年度計畫。"
    _write(plan, state, target, reason, officer, now)


def _elsewhere(county: County, officer: User, now: dt.datetime) -> None:
    """A county that keeps its annual plan outside the platform names the document."""
    this = Target(document="115年度臺南市志願服務推動計畫", document_number="府社工字第1150031222號（示範）",
                  document_on=dt.date(2026, 2, 10))  # fmt: skip
    coming = Target(document="116年度臺南市志願服務推動計畫（編訂中）")
    decided = (("taken", this), ("taken", this), ("planned", coming))
    for plan, (state, target) in zip(_adopted(county), decided, strict=False):
        _write(plan, state, target, "", officer, now)


def _write(plan: Plan, state: str, target: Target, reason: str, officer: User, now: dt.datetime) -> None:
    if plan.adopted_at is None:
        return
    day = periods.last_day(timezone.localdate(plan.adopted_at) + dt.timedelta(days=35))
    moment = min(_at(day, 15), now)
    uptakes.decide(
        plan=plan, state=state, target=target, reason=reason, decided_on=timezone.localdate(moment),
        decided_by=_say(plan.county, DIRECTOR), by=officer, now=moment,
    )  # fmt: skip


def _adopted(county: County) -> list[Plan]:
    return list(Plan.objects.filter(county=county).adopted().select_related("county").order_by("code"))


def _item(found: AnnualPlan, area: str) -> WorkItem:
    return found.items.select_related("annual").get(area=area)


def _add(
    found: AnnualPlan, row: tuple[str, str, str, str, int, int, int | None], officer: User, now: dt.datetime
) -> None:  # fmt: skip
    title, area, lead, aim, first, last, budget = row
    annual.add_item(
        annual=found, title=title, area=area, lead_unit=_say(found.county, lead), aim=_say(found.county, aim),
        from_month=first, to_month=last, budget=budget, by=officer, now=now,
    )  # fmt: skip


def _say(county: County, words: str) -> str:
    """The words as this county's government is called: 市長, 社會局."""
    told = folk.spoken_in(county.code, county.name, words)
    return told.replace("縣長", "市長") if county.name.endswith("市") else told


def _at(day: dt.date, hour: int) -> dt.datetime:
    return timezone.make_aware(dt.datetime.combine(day, dt.time(hour)))
