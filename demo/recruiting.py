"""Two openings of the home county's first unit, people who applied, and a volunteer who agrees to be found."""

from __future__ import annotations

import datetime as dt
import uuid
from typing import Any

from django.utils import timezone

from foundation.accounts.models import User
from volunteers.filing import units
from volunteers.models import Application, Opening, Post, Unit, Volunteer
from volunteers.recruiting import applications, deciding, finding, openings
from volunteers.rules import consents

CALL = {
    "purpose": "海線獨居的長輩多，想找人每週去看看、說說話，有事早一點知道。",
    "served": "成功、東河、長濱、大武的獨居長輩。",
    "content": "兩人一組到家訪視，每次一小時；每週電話問安兩次；陪同就醫。",
    "time": "每週一次、每次三小時，至少服務半年。",
    "way": "照月班表服務，督導帶前兩次；有緊急狀況打 119 再通知督導。",
    "place": "成功鎮社區廚房集合，在海線四鄉服務。",
    "conditions": "願意保密、能騎車或開車的優先；沒有經驗可以來學。",
    "answering": "在這裡報名，或打電話、到鄉公所填表；報名截止後一週內回覆。",
    "steps": "面談、基礎訓練 6 小時、特殊訓練 6 小時，實習兩次。",
    "duties": "持續服務半年，遵守服務倫理，接受督導，參加每季一次的團集會。",
    "rights": "全年意外保險、教育訓練、督導；每次補助交通費 100 元。",
}
FAIR = CALL | {
    "purpose": "一年一次的志工嘉年華，想請各單位的志工一起來。",
    "content": "引導、服務臺與環境維護。",
    "time": "活動當天一次，服務八小時。",
    "place": "縣府廣場。",
    "steps": "當天有行前說明；已經是志工的直接報名。",
}
PEOPLE: tuple[dict[str, Any], ...] = (
    {"name": "高雅婷", "born": 1992, "motive": "外婆在東河，想就近幫忙。", "skills": ("driving", "care")},
    {"name": "吳建宏", "born": 1968, "motive": "退休了，時間多。", "skills": ("repair",)},
    {"name": "潘美玉", "born": 1985, "motive": "做過居服，放假可以來。", "skills": ("care",)},
)


def recruit(*, unit: Unit, coordinator: User, officer: User, volunteer: Volunteer, now: dt.datetime) -> None:
    """Publish both, let people apply, decide on one, and let `volunteer` be found."""
    today = timezone.localdate(now)
    window = {"opens_on": today - dt.timedelta(days=5), "closes_on": today + dt.timedelta(days=40)}
    visits = _opening(
        unit, coordinator, now, CALL, title="海線獨居長者訪視志工", district="成功鎮", wanted=20,
        slots=("weekday_am", "weekend_am"), skills=("care",), **window,
    )  # fmt: skip
    fair = Post.objects.filter(unit=unit, kind=Post.Kind.EVENT).first()
    if fair is not None:
        _opening(
            unit,
            coordinator,
            now,
            FAIR,
            title="志工嘉年華一日志工（示範）",
            kind="event",
            post=fair,
            wanted=20,
            **window,
        )
    first, *_others = [_applied(visits, number, now, **one) for number, one in enumerate(PEOPLE)]
    deciding.interview(
        application=first, on=today, who="周怡君", points=["facts", "motive", "asking", "willing"],
        notes="熟悉東河，週六可以；願意先跟兩次。", by=coordinator, now=now,
    )  # fmt: skip
    deciding.decide(application=first, verdict="accept", why="", by=coordinator, now=now)
    wishes = {"counties": [unit.county_id], "categories": ["health", "social"], "slots": ["weekend_am", "weekday_am"],
              "skills": ["care", "taigi"]}  # fmt: skip
    finding.agree(volunteer=volunteer, version=consents.FOUND, wishes=wishes, by=coordinator, now=now)
    _neighbour(unit.county_id, officer, window, now)


def _neighbour(county: str, officer: User, window: dict[str, dt.date], now: dt.datetime) -> None:
    """Another unit of the county that looks for people: what its own volunteers see as a place that fits."""
    values = {"body": Unit.Body.INSTITUTION, "category": "social", "head_title": "主任"}
    centre = units.register(county=county, name="海線長青日照中心（示範）", values=values, by=officer, now=now)
    parts = CALL | {
        "purpose": "日照中心的長輩想學新東西，想找人週末來帶活動、聊天。",
        "content": "帶手作和唱歌、陪走、備茶點。", "time": "每月兩個週六上午，每次三小時。",
        "place": "成功鎮日照中心。", "way": "由中心的社工排班、帶前兩次。",
    }  # fmt: skip
    _opening(
        centre, officer, now, parts, title="日照中心週末陪伴志工", district="成功鎮", wanted=6, slots=("weekend_am",),
        skills=("care",), **window,
    )  # fmt: skip


def _opening(unit: Unit, by: User, now: dt.datetime, parts: dict[str, str], **values: Any) -> Opening:
    draft = openings.begin(unit=unit, by=by, now=now)
    written = openings.write(opening=draft, values=values, parts=parts, seen=openings.seal(draft), by=by, now=now)
    return openings.move(opening=written, name="publish", by=by, now=now)


def _applied(opening: Opening, number: int, now: dt.datetime, **one: Any) -> Application:
    values = {
        "name": one["name"], "born_on": dt.date(one["born"], 3, 20), "phone": f"09120000{number:02}",
        "email": f"applicant{number}@demo.example", "motive": one["motive"], "skills": one["skills"],
        "slots": ("weekend_am",),
    }  # fmt: skip
    key = uuid.uuid5(uuid.NAMESPACE_URL, f"demo/applicant/{number}")
    return applications.apply(opening=opening, values=values, sent_key=key, agreed=consents.APPLYING, now=now)
