"""Three units of the home county and their plans: one approved, one handed in, one returned with marks."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from django.utils import timezone

from foundation.accounts.models import Membership, User
from foundation.accounts.roles import Role
from foundation.taiwan import roc
from volunteers.filing import filings, units
from volunteers.models import Filing, Unit


@dataclass(frozen=True, slots=True)
class Told:
    """One unit with what its plan says.

    Attributes:
        title: without its year.
        days: before now that it was entered.
        written: by key of `volunteers.plan_parts`.
    """

    name: str
    body: str
    category: str
    head: tuple[str, str]
    title: str
    days: int
    written: dict[str, str]


USUAL = {
    "contact": "承辦人：張大同，電話 02-0000-0000。",
    "period": "每年 1 月 1 日到 12 月 31 日，週一到週六白天。",
    "selection": "填報名表後面談，滿 18 歲、願意遵守保密約定的人優先，一週內回覆結果。",
    "training": "基礎訓練由志願服務推廣中心開課，特殊訓練由本單位每年 3 月、9 月各辦一次，每季一次在職訓練。",
    "ethics": "遵守志願服務倫理守則，服務對象的事不外傳；請假前一天告訴督導；服務證與紀錄冊由督導保管登錄。",
    "insurance": "全年投保志工意外事故保險；每次服務補助交通費 100 元，加入之前說明。",
    "evaluation": "每年 11 月由督導和隊長依出勤、態度、目標達成評分；未達標的先由督導一對一輔導三個月。",
    "reward_exit": "服務滿 100 小時頒感謝狀；連續三次未到又沒有請假，先面談輔導，仍無法配合才請他離隊。",
}
COAST = Told(
    "海線關懷志工隊", Unit.Body.ASSOCIATION, "social", ("理事長", "林秋月"), "海線獨居長者關懷訪視志願服務計畫", 300,
    {
        "purpose": "海線四鄉獨居長者多，村里幹事一人要看上百戶。召募志工每週探訪，及早發現跌倒、斷炊和獨處。",
        "served": "成功、東河、長濱、大武的獨居長者約 240 人，由公所和衛生所轉介。",
        "content": "一、每週到家訪視 1 次，每次 1 小時。二、每週電話問安 2 次。三、陪同就醫，每月約 30 人次。",
        "scope": "成功鎮、東河鄉、長濱鄉、大武鄉。",
        "recruiting": "每年 1 月、7 月在鄉公所、教會和粉絲頁公告計畫與召募訊息，各收 20 人。",
        "way": "兩人一組，照月班表服務；到了先向督導報到，發現緊急狀況打 119 再通知督導。",
    },
)  # fmt: skip
READING = Told(
    "山線課後陪讀團", Unit.Body.GROUP, "education", ("團長", "陳文山"), "山線國小課後陪讀志願服務計畫", 24,
    {
        "purpose": "山線六所國小放學後沒有安親班，孩子回家沒有人陪。召募退休教師和大學生陪讀。",
        "served": "六所國小一到四年級學童約 90 人，由學校推薦。",
        "content": "一、週一到週四放學後陪讀 2 小時。二、每月一次說故事活動。",
        "scope": "關山、池上、鹿野、海端的六所國小。",
        "recruiting": "每學期開學前一個月，在學校、退休教師協會和大學公告召募，共 30 人。",
        "way": "每校 5 人一班，照班表簽到；校內由導師、校外由團長督導。",
    },
)  # fmt: skip
STREAM = Told(
    "溪流巡守隊", Unit.Body.GROUP, "environment", ("隊長", "高志明"), "利嘉溪巡守志願服務計畫", 40,
    {
        "purpose": "溪邊常有人倒垃圾、電魚，公所人手不夠。",
        "served": "利嘉溪沿線居民與來訪的人。",
        "content": "巡溪、撿垃圾、做水質檢測。",
        "scope": "利嘉溪中下游 12 公里。",
        "recruiting": "由里長和社區發展協會召募。",
        "way": "每組三人，週末早上巡守。",
    },
)  # fmt: skip
MARKS = {
    "content": "請寫每一項大約多少次、多少時數，審查與日後採計都看這裡。",
    "way": "請補上誰督導、發現有人電魚時怎麼處理，志工不宜自己制止。",
}


def file_plans(*, officer: User, coordinator: User, now: dt.datetime) -> None:
    """Enter the units and bring each plan as far as it goes; `coordinator` keeps the first."""
    first = _written(COAST, officer, now)
    Membership.objects.filter(user=coordinator, role=Role.UNIT_COORDINATOR).update(organisation=first.unit.organisation)
    handed = _moment(COAST, now, 5)
    filings.submit(filing=first, by=officer, now=handed)
    approved = _moment(COAST, now, 20)
    filings.approve(
        filing=first, number="府社工字第1150019876號（示範）", on=timezone.localdate(approved), by=officer, now=approved
    )
    filings.submit(filing=_written(READING, officer, now), by=officer, now=_moment(READING, now, 20))
    returned = _written(STREAM, officer, now)
    filings.submit(filing=returned, by=officer, now=_moment(STREAM, now, 20))
    filings.send_back(
        filing=returned,
        marks=MARKS,
        remark="計畫方向很好，補上兩處就能核備。",
        by=officer,
        now=_moment(STREAM, now, 30),
    )


def _written(told: Told, officer: User, now: dt.datetime) -> Filing:
    begun = _moment(told, now, 0)
    values = {
        "body": told.body, "category": told.category, "head_title": told.head[0], "head_name": told.head[1],
        "contact_name": "張大同", "contact_phone": "02-0000-0000",
    }  # fmt: skip
    unit = units.register(county="TTT", name=told.name, values=values, by=officer, now=begun)
    filing = filings.begin(unit=unit, by=officer, now=begun)
    filings.write(filing=filing, parts=USUAL | told.written, seen={}, by=officer, now=begun)
    first = dt.date(timezone.localdate(begun).year + (told is not COAST), 1, 1)
    head = {
        "title": f"{roc.year(first)}年度{told.title}",
        "starts_on": first,
        "ends_on": dt.date(first.year + (told is COAST), 12, 31),
    }
    return filings.describe(filing=filing, values=head, by=officer, now=begun)


def _moment(told: Told, now: dt.datetime, later: int) -> dt.datetime:
    """So many days after the unit was entered, and not after now."""
    return min(now, now - dt.timedelta(days=told.days - later))
