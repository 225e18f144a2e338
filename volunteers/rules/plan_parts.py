"""What a volunteer service plan (志願服務計畫) holds: its parts, and which of them the law asks for.

Sources: 志願服務法 第 7 條第 2 項 names seven elements; the handbook of Taipei (107.9.20) suggests thirteen parts, of
which 「服務期間及範圍」 is two here, and the questions 6W+2H+I+E and SMART to look at a plan with. The law's elements
are needed before a plan is handed in; everything else is advice and stops nobody.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

LAW = "志願服務法第 7 條第 2 項「志願服務計畫應包括志願服務人員之召募、訓練、管理、運用、輔導、考核及其服務項目」"
HANDBOOK = "臺北市志願服務實務手冊「所以一份完整的運用計畫建議需要有下列幾個項目」（107.9.20）"
LONGEST_PART = 4000
# 志願服務法 第 7 條第 2 項, in its order.
ELEMENTS: dict[str, str | Promise] = {
    "recruiting": pgettext_lazy("法定要素", "召募"),
    "training": pgettext_lazy("法定要素", "訓練"),
    "managing": pgettext_lazy("法定要素", "管理"),
    "using": pgettext_lazy("法定要素", "運用"),
    "guiding": pgettext_lazy("法定要素", "輔導"),
    "evaluating": pgettext_lazy("法定要素", "考核"),
    "services": pgettext_lazy("法定要素", "服務項目"),
}


@dataclass(frozen=True, slots=True)
class Part:
    """One part of a plan.

    Attributes:
        key: stored with what is written; never changes.
        elements: which of the law's elements it holds; empty where only the handbook asks for it.
        questions: which of 6W+2H+I+E it answers.
    """

    key: str
    label: str | Promise
    hint: str | Promise
    elements: tuple[str, ...] = ()
    questions: tuple[str, ...] = ()

    @property
    def source(self) -> str:
        """Where it stands that a plan has this part."""
        return LAW if self.elements else HANDBOOK

    @property
    def needed_for(self) -> list[str]:
        """The law's elements it holds, in the language of the page."""
        return [str(ELEMENTS[one]) for one in self.elements]


PARTS: tuple[Part, ...] = (
    Part("contact", _("運用單位及聯絡方式"), _("單位全名、負責人、承辦人、電話、信箱、地址。"), (), ("WHO",)),
    Part(
        "purpose",
        _("召募志工的目的"),
        _("看到什麼問題、社會需要什麼，志工加入之後要改善什麼。"),
        (),
        ("WHY", "IF"),
    ),
    Part("served", _("服務對象"), _("誰接受服務、大約多少人、怎麼找到他們。"), (), ("WHOM",)),
    Part(
        "content",
        pgettext_lazy("計畫的一項", "服務內容"),
        _("志工做哪些事，一項一項寫；每一項大約多少次、多少時數。"),
        ("services",),
        ("WHAT",),
    ),
    Part("period", _("服務期間"), _("計畫從哪天到哪天、哪些時段服務；手冊建議一至兩年。"), (), ("WHEN",)),
    Part("scope", _("服務範圍"), _("在哪些地點、場域、鄉鎮或縣市服務。"), (), ("WHERE",)),
    Part(
        "recruiting",
        _("召募管道及時間"),
        _("什麼時候、從哪裡召募，要幾個人；召募時要公告計畫。"),
        ("recruiting",),
        ("WHO",),
    ),
    Part("selection", _("志工報名及篩選方式"), _("怎麼報名、年齡或專長的條件、怎麼面談、怎麼通知結果。"), (), ("HOW",)),
    Part(
        "way", _("志工服務進行方式"), _("怎麼排班、簽到、交接，誰督導志工，突發狀況找誰。"), ("using",), ("HOW", "WHO")
    ),
    Part(
        "training",
        _("志工的訓練"),
        _("基礎訓練、這一類的特殊訓練、在職訓練，各由誰在什麼時候辦。"),
        ("training",),
        ("HOW",),
    ),
    Part(
        "ethics",
        _("志工的工作倫理及相關工作規定"),
        _("倫理守則、保密、請假、服務證與紀錄冊怎麼管理。"),
        ("managing",),
        ("HOW",),
    ),
    Part(
        "insurance",
        _("志工保險與福利"),
        _("意外事故保險怎麼投保；交通、誤餐有沒有補助，加入之前就要說清楚。"),
        (),
        ("HOW MUCH",),
    ),
    Part(
        "evaluation",
        _("志工服務考核"),
        _("誰在什麼時候看什麼：服務態度、目標達成、參與程度；表現不好怎麼輔導。"),
        ("evaluating", "guiding"),
        ("EVALUATION",),
    ),
    Part(
        "reward_exit",
        _("志工的獎懲方式（含退場機制）"),
        _("怎麼獎勵；先輔導，怎樣的情形才請志工離開；召募時就與志工說好。"),
        (),
        ("EVALUATION",),
    ),
)
BY_KEY: dict[str, Part] = {part.key: part for part in PARTS}

QUESTIONS: dict[str, str | Promise] = {
    "WHY": _("分析問題現況，評估社會需求，設定要改善的目標"),
    "WHO": _("誰負責計畫、誰提供服務，其他工作怎麼分配"),
    "WHOM": _("需要接受服務的對象"),
    "WHAT": _("提供的服務內容"),
    "WHEN": _("服務計畫的時程"),
    "WHERE": _("服務的地點、場域"),
    "HOW": _("提供服務的運作過程"),
    "HOW MUCH": _("可以整合投入的人力、物力、財力"),
    "IF": _("預期成效：如果提供服務，預期會有什麼改善"),
    "EVALUATION": _("前期評估社會需求，中期看活動與目標是否一致，後期看受益情形與目標是否達成"),
}
"""手冊「計畫檢視」6W+2H+I+E."""
SMART: dict[str, str | Promise] = {
    "Specific": _("目標是具體的"),
    "Measurable": _("目標可以衡量"),
    "Attainable": _("目標做得到"),
    "Relevant": _("目標和其他目標有關"),
    "Time-based": _("目標有明確的截止期限"),
}
"""手冊「計畫檢視」SMART."""


def missing(written: Mapping[str, str]) -> list[Part]:
    """The parts the law asks for that nobody has written yet."""
    return [part for part in PARTS if part.elements and not written.get(part.key, "").strip()]


def advised(written: Mapping[str, str]) -> list[Part]:
    """The parts only the handbook suggests that nobody has written yet."""
    return [part for part in PARTS if not part.elements and not written.get(part.key, "").strip()]
