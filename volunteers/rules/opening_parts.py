"""What a call for volunteers (召募訊息) says: its parts, and who asks for each.

Sources: the handbook of Taipei (107.9.20), 「如何召募志工」: what a recruiting plan holds, and what the message to
people must make clear (the work, the way to becoming a volunteer, duties and rights). 志願服務法 第 6 條 asks that the
plan is made known when volunteers are called. 志願服務法 第 14 條 and 第 15 條 name rights and duties; the unit words
its own. Where, when, how many and for how long stand in the opening's own fields.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

PLAN = "臺北市志願服務實務手冊（107.9.20）「計畫內容應包括：召募期間及方式、服務目的、對象、內容、服務時間……」"
MESSAGE = "臺北市志願服務實務手冊（107.9.20）「召募訊息需要明確的告知志工的工作內容以及志工的權利義務」"
LAW = "志願服務法第 6 條「召募時，應將志願服務計畫公告」"
LONGEST = 2_000


@dataclass(frozen=True, slots=True)
class Part:
    """One part of a call.

    Attributes:
        key: stored with what is written; never changes.
        plan: the part of the unit's plan (`plan_parts`) that says the same at length; a draft begins with it.
        needed: whether a call is not published without it. The handbook says 應 of what a recruiting plan holds, and
            must of the message; conditions may be none.
    """

    key: str
    label: str | Promise
    hint: str | Promise
    source: str
    plan: str = ""
    needed: bool = True


PARTS: tuple[Part, ...] = (
    Part("purpose", _("服務目的"), _("為什麼需要志工，來了會帶來什麼改變。"), PLAN, "purpose"),
    Part("served", _("服務對象"), _("服務哪些人。"), PLAN, "served"),
    Part("content", pgettext_lazy("招募的一項", "服務內容"), _("志工做哪些事，一項一項寫。"), PLAN, "content"),
    Part("time", _("服務時間"), _("每次幾小時、多久一次、服務到什麼時候（時數、頻率、期間）。"), PLAN, "period"),
    Part("way", _("服務方式"), _("到場、電話還是線上；誰帶著做。"), PLAN, "way"),
    Part("place", _("服務地點及範圍"), _("在哪裡集合、在哪裡服務，怎麼到。"), PLAN, "scope"),
    Part("conditions", _("條件或限制"), _("年齡、經歷、教育程度、特殊專長；沒有就寫「不限」。"), PLAN, "selection"),
    Part("answering", _("召募方式"), _("怎麼報名、什麼時候回覆；不能上網的人怎麼報名。"), PLAN, "recruiting"),
    Part("steps", _("成為志工的過程"), _("面談、基礎訓練與特殊訓練、實習，各要多久。"), MESSAGE, "training"),
    Part("duties", _("義務"), _("持續服務、遵守服務倫理、接受督導、參加團集會等。"), MESSAGE, "ethics"),
    Part("rights", _("權利與福利"), _("意外保險、教育訓練、督導；交通、誤餐有沒有補助。"), MESSAGE, "insurance"),
    Part("plan", _("志願服務計畫"), _("計畫的名稱和核備文號，或到哪裡看計畫。"), LAW, needed=False),
)
BY_KEY: dict[str, Part] = {part.key: part for part in PARTS}


def missing(written: Mapping[str, str]) -> list[Part]:
    """The parts that are needed and that nobody has written yet, in their order."""
    return [part for part in PARTS if part.needed and not written.get(part.key, "").strip()]


def begun_with(plan: Mapping[str, str]) -> dict[str, str]:
    """What a draft begins with: what the unit's plan already says, where it is not too long to stand here."""
    found = {part.key: plan.get(part.plan, "").strip() for part in PARTS if part.plan}
    return {key: text for key, text in found.items() if text and len(text) <= LONGEST}
