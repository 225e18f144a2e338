"""The Call to Action for the Future of Volunteering (《關於志願服務未來的行動號召》) as data.

Three pillars and fourteen items, word for word from the Chinese text that the ministry passed on to the counties
(issued at the opening of IVY 2026, United Nations, New York, 2025-12-05; iave.org/calltoaction); only the bold
type is gone. The items carry no numbers there: R1–R6, S1–S6, G1–G2 (shown as 肯1 … 保2) follow the order of the
text, and the short names are this platform's. The official English text is not at hand: `text_en` is our translation
and must never be shown as the official wording.

Nothing here is edited at run time. Reports of past years rely on the codes.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Literal

from django.utils.translation import get_language

from .call_prompts import DIFFICULTIES, STRENGTHS

Sort = Literal["difficulty", "strength"]


def _in_chinese() -> bool:
    return (get_language() or "zh").startswith("zh")


@dataclass(frozen=True)
class Actor:
    """Somebody the Call asks to act. `aliases` are other words the text uses for the same."""

    code: str
    name: str
    name_en: str
    aliases: tuple[str, ...] = ()

    @property
    def shown(self) -> str:
        """The name in the language of the page."""
        return self.name if _in_chinese() else self.name_en


@dataclass(frozen=True)
class Pillar:
    """One of the three fields of action. `initial` begins the shown codes, `symbol` is the outline it is known by."""

    code: str
    letter: str
    initial: str
    name: str
    name_en: str
    principle: str
    principle_en: str
    symbol: str

    @property
    def shown(self) -> str:
        """The name in the language of the page."""
        return self.name if _in_chinese() else self.name_en

    @property
    def principle_shown(self) -> str:
        """Its principle in the language of the page; the English is our translation."""
        return self.principle if _in_chinese() else self.principle_en

    @property
    def items(self) -> tuple["CallItem", ...]:
        """The items of this pillar, in their order."""
        return tuple(item for item in ITEMS if item.pillar is self)


@dataclass(frozen=True)
class CallItem:
    """One thing the Call asks for. `actors` are asked to do it, `partners` are to take part in it."""

    code: str
    pillar: Pillar
    short: str
    short_en: str
    text: str
    text_en: str
    actors: tuple[Actor, ...]
    partners: tuple[Actor, ...] = ()

    @property
    def label(self) -> str:
        """肯1 for R1: the code as people at the tables read it."""
        return f"{self.pillar.initial}{self.code[1:]}"

    @property
    def mark(self) -> str:
        """The code in the language of the page: 肯1, or R1."""
        return self.label if _in_chinese() else self.code

    @property
    def shown(self) -> str:
        """Code and short name in the language of the page: 肯1 系統性肯定，視為策略資產."""
        return f"{self.mark} {self.name}"

    @property
    def name(self) -> str:
        """The short name alone, in the language of the page."""
        return self.short if _in_chinese() else self.short_en

    @property
    def wording(self) -> str:
        """The whole item in the language of the page; the English is our translation."""
        return self.text if _in_chinese() else self.text_en

    @property
    def everybody(self) -> tuple[Actor, ...]:
        """Actors and partners together."""
        return (*self.actors, *self.partners)


@dataclass(frozen=True)
class Prompt:
    """A sentence a table may start from, about an item, and the actors it speaks of."""

    item: CallItem
    kind: Sort
    text: str
    text_en: str
    actors: tuple[Actor, ...]

    @property
    def shown(self) -> str:
        """The sentence in the language of the page."""
        return self.text if _in_chinese() else self.text_en


ACTORS: tuple[Actor, ...] = (
    Actor("government", "政府", "Governments", ("各國政府",)),
    Actor("volunteer_org", "志願服務組織", "Volunteer-involving organisations", ("志願服務相關組織", "志工相關組織")),
    Actor("education", "教育機構", "Educational institutions"),
    Actor("employer", "雇主", "Employers"),
    Actor("funder", "資助者", "Funders"),
    Actor("private_sector", "私營部門", "Private sector", ("企業",)),
    Actor("volunteer", "志工", "Volunteers", ("志工本人",)),
    Actor("other_stakeholder", "其他利害關係人", "Other stakeholders"),
    Actor("all", "所有利害關係人", "All stakeholders", ("所有利益關係人",)),
)
_ACTOR: Mapping[str, Actor] = MappingProxyType({actor.code: actor for actor in ACTORS})


def _actors(codes: str) -> tuple[Actor, ...]:
    return tuple(_ACTOR[code] for code in codes.split())


RECOGNITION = Pillar(
    "recognition", "R", "肯", "肯定", "Recognition",
    "志工應該被系統性肯定、重視及表揚。",
    "Volunteers should be systematically recognised, valued and celebrated.",
    "rosette",
)  # fmt: skip
SUPPORT = Pillar(
    "support", "S", "支", "支持", "Support",
    "志願服務並非總是零成本，也不會自然自發地產生。",
    "Volunteering is not always free of cost, and it does not come about by itself.",
    "hands",
)  # fmt: skip
SAFEGUARDING = Pillar(
    "safeguarding", "G", "保", "保障", "Safeguarding",
    "當前亟需營造安全環境以促進志願服務蓬勃發展。",
    "A safe environment is urgently needed for volunteering to thrive.",
    "shield",
)  # fmt: skip
PILLARS: tuple[Pillar, ...] = (RECOGNITION, SUPPORT, SAFEGUARDING)

ITEMS: tuple[CallItem, ...] = (
    CallItem(
        "R1", RECOGNITION, "系統性肯定，視為策略資產", "Recognise systematically, as a strategic asset",
        "政府與志願服務組織應系統性地肯定志工（正式與非正式）的參與與貢獻，"
        "視其為推動社會進步與永續發展目標(SDGs)的策略資產。",
        "Systematically recognise the participation and contribution of formal and informal volunteers as a strategic "
        "asset for social progress and the SDGs.",
        _actors("government volunteer_org"),
    ),
    CallItem(
        "R2", RECOGNITION, "公開肯定與社會形象", "Public recognition and standing",
        "政府、志願服務組織及其他利害關係人應透過多元管道，公開肯定志工的價值並提升其社會形象，"
        "包括社群媒體、志願服務獎項及其他相關推廣行動。",
        "Publicly recognise the value of volunteers and raise their standing through social media, awards and other "
        "promotion.",
        _actors("government volunteer_org other_stakeholder"),
    ),
    CallItem(
        "R3", RECOGNITION, "學習與職涯認可", "Credit in learning and careers",
        "教育機構與雇主應認可志願服務對個人發展與專業成長所帶來的價值與效益，"
        "例如透過證書、學分認列、獎助學金等方式予以肯定。",
        "Acknowledge what volunteering gives to personal and professional development, for example by certificates, "
        "credits and scholarships.",
        _actors("education employer"),
    ),
    CallItem(
        "R4", RECOGNITION, "研究與影響力衡量", "Research and measuring impact",
        "各國政府、志願服務組織及其他利害關係人應支持具品質且具相關性的研究，"
        "以更全面地理解、衡量並傳達志願服務所帶來的具體貢獻與影響力。",
        "Support research of good quality and relevance, to understand, measure and tell what volunteering "
        "contributes.",
        _actors("government volunteer_org other_stakeholder"),
    ),
    CallItem(
        "R5", RECOGNITION, "對等互惠、尊重在地知識", "Reciprocity and local knowledge",
        "所有利害關係人應攜手合作，推動一個能夠正視並回應權力不對等的志願服務環境，"
        "重視多元的在地知識、領導模式與志願服務實踐，"
        "並在各種情境下促進以相互交流與互惠為基礎的志願服務參與機會。",
        "Work together for volunteering that faces unequal power, values local knowledge and leadership in their "
        "variety, and rests on exchange and reciprocity.",
        _actors("all"),
    ),
    CallItem(
        "R6", RECOGNITION, "志工參與決策", "Volunteers in decisions",
        "所有利害關係人應為志工在關鍵決策過程中創造具實質意義的參與空間，"
        "例如透過諮詢機制、共同創作 (co-production) 或共同領導 (co-leadership) 等方式。",
        "Create meaningful room for volunteers in key decisions, for example by consultation, co-production or "
        "co-leadership.",
        _actors("all"),
    ),
    CallItem(
        "S1", SUPPORT, "政策與支持體系", "Policies and systems of support",
        "政府應與志願服務組織及志工攜手合作，依循國際最佳實務經驗，共同研擬、推動並持續更新相關政策與支持體系，"
        "以肯定、支持並整合志願服務行動；其中包括志願服務政策，以及其他與志工參與相關之政策措施。",
        "Draw up, promote and keep updating policies and systems of support together with organisations and "
        "volunteers, in line with good international practice.",
        _actors("government"), _actors("volunteer_org volunteer"),
    ),
    CallItem(
        "S2", SUPPORT, "彈性、多元的參與形式", "Flexible and varied ways to take part",
        "政府與志願服務組織應在志工直接參與下，共同確保既有的法律架構與實務運作能夠反映志願服務型態的轉變；"
        "這包括肯定並支持多元的參與形式，如線上志願服務、短期服務或非正式志願服務，"
        "並創造更具彈性與包容性的參與機會。",
        "Make sure that law and practice reflect how volunteering changes: online, short-term and informal forms, with "
        "flexible and inclusive ways in.",
        _actors("government volunteer_org"), _actors("volunteer"),
    ),
    CallItem(
        "S3", SUPPORT, "專業發展與培訓", "Professional development and training",
        "志願服務組織應承諾強化專業發展、培訓與支持機制，"
        "涵蓋志願服務方案發展、志工管理、照護責任及影響力評估等面向，以提升整體志願服務品質與成效。",
        "Strengthen professional development, training and support: programme development, volunteer management, duty "
        "of care and impact assessment.",
        _actors("volunteer_org"),
    ),
    CallItem(
        "S4", SUPPORT, "協作空間與平臺", "Shared spaces and platforms",
        "所有利益關係人確保提供協作空間與平臺，包括志工本人的直接參與，"
        "以分享良好實踐、經驗教訓與挑戰，並在志願服務領域建立問責機制。",
        "Provide spaces and platforms, with volunteers themselves taking part, to share practice, lessons and "
        "challenges, and establish accountability.",
        _actors("all"), _actors("volunteer"),
    ),
    CallItem(
        "S5", SUPPORT, "包容性參與", "Inclusive participation",
        "志願服務相關組織為所有人，特別是處於弱勢處境的群體，創造參與志願服務並從中受益的機會。"
        "這包括在志願服務的招募、參與到退出及重新參與的全流程中建立包容性實踐。",
        "Create opportunities for all, above all for people in vulnerable situations, with inclusive practice from "
        "recruitment to leaving and coming back.",
        _actors("volunteer_org"),
    ),
    CallItem(
        "S6", SUPPORT, "共同投資與經費", "Joint investment and funding",
        "政府、資助者及私營部門共同投資志願服務：政府增加核心公共經費以完善國家及地方層面的志願服務基礎設施；"
        "資助者與私營部門共同資助志願服務專案，所有資金運作均遵循道德規範且杜絕剝削。",
        "Invest jointly: governments increase core funding for infrastructure, funders and the private sector co-fund "
        "programmes, ethically and without exploitation.",
        _actors("government funder private_sector"),
    ),
    CallItem(
        "G1", SAFEGUARDING, "安全環境納入法律與政策", "A safe environment in law and policy",
        "各國政府應為所有志工（包括參與人道救援、衝突及衝突後重建活動之志工）建立並推動最高程度的安全環境，"
        "包括依循國際人權與人道標準，將志工的安全保障納入國家法律、政策及支持體系之中，"
        "並透過完善的法律與司法機制，確保對侵害志工之犯罪行為加以究責，使加害者承擔相應責任。",
        "Create and promote the safest environment for all volunteers, in law, policy and systems of support, and hold "
        "those to account who commit crimes against volunteers.",
        _actors("government"),
    ),
    CallItem(
        "G2", SAFEGUARDING, "權利、福祉與行為準則", "Rights, well-being and codes of conduct",
        "志願服務組織應保障志工及其所服務對象的權利與福祉，確保志工獲得適當支持而非遭到剝削；"
        "其中包括建立並監督行為準則與良好實務架構，例如防止將志工不當視為受薪人力之無給替代者。",
        "Safeguard the rights and well-being of volunteers and of those they serve; set and watch codes of conduct; "
        "never use volunteers as unpaid replacements for staff.",
        _actors("volunteer_org"),
    ),
)  # fmt: skip

ITEM_BY_CODE: Mapping[str, CallItem] = MappingProxyType({item.code: item for item in ITEMS})
PILLAR_BY_CODE: Mapping[str, Pillar] = MappingProxyType({pillar.code: pillar for pillar in PILLARS})


def pillar(code: str) -> Pillar:
    """The pillar of a code such as `recognition`; `KeyError` for any other."""
    return PILLAR_BY_CODE[code]


def item(code: str) -> CallItem:
    """The item of a code such as `R1`; `KeyError` for any other. For what people write, see `find_item`."""
    return ITEM_BY_CODE[code]


def actor(code: str) -> Actor:
    """The actor of a code such as `volunteer_org`; `KeyError` for any other."""
    return _ACTOR[code]


def find_item(text: str) -> CallItem | None:
    """The item that `text` names by code (R1, r1) or by label (肯1), or nothing."""
    wanted = text.strip().upper()
    return next((item for item in ITEMS if wanted in (item.code, item.label)), None)


def prompts(item: CallItem, kind: Sort | None = None) -> tuple[Prompt, ...]:
    """Sentences to start from, two difficulties and then two strengths; only one sort when `kind` is given."""
    found: list[Prompt] = []
    sources: tuple[tuple[Sort, Mapping[str, tuple[tuple[str, str, str], ...]]], ...] = (
        ("difficulty", DIFFICULTIES),
        ("strength", STRENGTHS),
    )
    for sort, sentences in sources:
        if kind in (None, sort):
            found += [Prompt(item, sort, zh, en, _actors(codes)) for zh, en, codes in sentences[item.code]]
    return tuple(found)
