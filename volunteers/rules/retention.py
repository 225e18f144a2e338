"""What is kept of a person who asks for erasure, what is erased, and why: data with their sources.

個人資料保護法 第 11 條 第 3 項 lets stay what a duty needs; 施行細則 第 21 條 says what that is (a period of keeping
set by law or contract, the person's own interest, another good reason). How long a volunteer's papers are to be kept no
source that we know says; where that is so, the line says it, and the house keeps what proves a right of hers or of
somebody else. Nothing here knows the database: `rights.erasing` gathers the facts.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, field

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from foundation.taiwan import periods

MONTHS_TO_CLAIM = 24
"""保險法 第 65 條: a right from the contract is lost after two years."""
NO_SOURCE = _("沒有查到保存期限的規定，這是平臺的作法")
LAW = "個人資料保護法第 11 條第 3 項：特定目的消失或期限屆滿，應依請求刪除"


@dataclass(frozen=True, slots=True)
class Facts:
    """What decides: how many rows there are of a kind, and what still stands.

    Attributes:
        counts: rows by the model's label (`volunteers.training`).
        last_incident: the latest day of an accident; None where there was none.
        open_claims: claims of which nobody knows yet what comes of them.
    """

    counts: Mapping[str, int]
    last_incident: dt.date | None = None
    open_claims: int = 0
    blank: frozenset[str] = field(default_factory=frozenset)

    @property
    def is_on_record(self) -> bool:
        """Whether anything stands for which one must be able to say whose it is."""
        return any(self.counts.get(label) for label in PROOFS)


PROOFS = (
    "volunteers.recordbook", "volunteers.serviceentry", "volunteers.training", "volunteers.cover",
    "volunteers.incident", "volunteers.sessionplace", "volunteers.attendance",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Holding:
    """One thing that is held about a person: what it is called, of which models, what becomes of it, and why."""

    key: str
    label: str | Promise
    models: tuple[str, ...]
    erased: bool
    why: str | Promise
    source: str | Promise


@dataclass(frozen=True, slots=True)
class Fate:
    """What becomes of a holding of this person's."""

    holding: Holding
    count: int
    erased: bool
    why: str | Promise
    source: str | Promise


HOLDINGS = (
    Holding(
        "contact",
        _("電話、信箱、地址、英文姓名、學歷、職業、緊急聯絡人"),
        (),
        True,
        _("離開所有單位以後，不再需要聯絡。"),
        LAW,
    ),
    Holding("photo", _("照片"), (), True, _("只用在服務證和紀錄冊。"), LAW),
    Holding("code", _("簽到碼"), ("volunteers.personalcode",), True, _("不再簽到。"), LAW),
    Holding(
        "absences",
        _("請假與未到的原因"),
        ("volunteers.place",),
        True,
        _("原因可能說到健康；哪一天請了假留著，時數才對得起來。"),
        LAW,
    ),
    Holding("leaving", _("離隊的原因"), (), True, _("哪一天加入、離開留著，原因不必。"), LAW),
    Holding(
        "identity",
        _("姓名、證號、性別、出生日期"),
        (),
        False,
        _("紀錄冊和時數要說得出是誰的。"),
        "志願服務證及服務紀錄冊管理辦法第 5 條、第 9 條；臺北市志願服務實務手冊「1 人 1 冊終身使用」",
    ),
    Holding(
        "books",
        _("紀錄冊、服務證與列印紀錄"),
        ("volunteers.recordbook", "volunteers.printing"),
        False,
        _("紀錄冊終身使用，換單位也是同一本。"),
        "志願服務證及服務紀錄冊管理辦法第 7 條；臺北市志願服務實務手冊「1 人 1 冊終身使用」",
    ),
    Holding(
        "hours",
        _("服務時數與合計"),
        ("volunteers.serviceentry", "volunteers.servicemonth", "volunteers.servicetotal"),
        False,
        _("獎勵、榮譽卡和績效證明書都以紀錄冊登載的時數為準。"),
        "志願服務證及服務紀錄冊管理辦法第 9 條；志願服務法第 17 條、第 20 條",
    ),
    Holding(
        "trainings",
        _("訓練、報名、到課與證明"),
        ("volunteers.training", "volunteers.sessionplace"),
        False,
        _("時數從兩種訓練完成以後才算，要能證明。"),
        "志願服務法第 9 條；志願服務證及服務紀錄冊管理辦法第 4 條",
    ),
    Holding(
        "enrolments",
        _("在哪些單位、從哪天到哪天"),
        ("volunteers.enrolment",),
        False,
        _("時數、保險和紀錄冊都看那一天在不在隊。"),
        NO_SOURCE,
    ),
    Holding(
        "attendance",
        _("簽到退"),
        ("volunteers.attendance", "volunteers.press"),
        False,
        _("時數的憑據，主管機關得隨時抽檢。"),
        "志願服務證及服務紀錄冊管理辦法第 12 條；臺北市志願服務實務手冊「應該明確的紀錄志工報到的時間和離開的時間」",
    ),
    Holding(
        "covers",
        _("保險名冊"),
        ("volunteers.cover",),
        False,
        _("理賠的權利兩年才消滅；更久以前的是單位投保義務的憑據，沒有查到保存期限。"),
        "志願服務法第 16 條；保險法第 65 條",
    ),
    Holding(
        "incidents",
        _("事故的經過與文件"),
        ("volunteers.incident",),
        True,
        _("已經過了請求理賠的兩年，也沒有在辦的理賠。"),
        "保險法第 65 條；個人資料保護法第 11 條第 3 項",
    ),
    Holding(
        "applications",
        _("報名時寫的資料、面談紀錄與回覆"),
        ("volunteers.application",),
        True,
        _("加入單位以後，報名的資料不再需要；報過哪一次名留著。"),
        LAW,
    ),
    Holding(
        "found",
        _("願意被單位找到的同意，與收到的邀請"),
        ("volunteers.findable", "volunteers.approach"),
        True,
        _("不再找服務的地方。"),
        LAW,
    ),
    Holding(
        "list_rows",
        _("哪一份匯入的名冊裡有她"),
        ("volunteers.takenperson",),
        True,
        _("只用來收回整份名冊。"),
        LAW,
    ),
    Holding(
        "awards",
        _("得過的獎、切結與獎項資格"),
        ("volunteers.awardgiven", "volunteers.awardstatement", "volunteers.awardstanding"),
        False,
        _("得過的獎要能證明；續發和同一獎項不重複，都看以前得過什麼。"),
        "志願服務法第 19 條、第 20 條；志願服務獎勵辦法",
    ),
    Holding(
        "families",
        _("登錄在哪個志工家庭"),
        ("volunteers.familymember",),
        False,
        _("家庭得過的獎要說得出當時是誰；家庭結束登錄以後不再評估。"),
        NO_SOURCE,
    ),
    Holding(
        "proposals",
        _("獎項的提報、文件、認定與評分"),
        ("volunteers.awardcandidate", "volunteers.awardkin"),
        False,
        _("得獎是怎麼核定的、為什麼沒有得獎，要說得出來。"),
        NO_SOURCE,
    ),
    Holding(
        "certificates",
        _("發給她的證明書與榮譽卡（寄送地址刪除）"),
        ("volunteers.certificate", "volunteers.honorcard"),
        False,
        _("證明書和卡片在她手上，別人查驗時要答得出來。"),
        "志願服務法第 17 條、第 20 條；志願服務績效證明書發給作業規定",
    ),
    Holding(
        "evaluations",
        _("考核結果、面談與複核"),
        ("volunteers.evaluation",),
        False,
        _("複核、獎勵和退場的建議都看考核結果，要說得出是怎麼來的。"),
        NO_SOURCE,
    ),
    Holding(
        "allowances",
        _("領過的誤餐費、交通費"),
        ("volunteers.allowance",),
        False,
        _("印領清冊是單位支出的憑據；要留多久看單位的會計規定。"),
        NO_SOURCE,
    ),
    Holding(
        "agreements",
        _("服務協議"),
        ("volunteers.agreement",),
        False,
        _("雙方約定了什麼，有爭議時要能證明。"),
        NO_SOURCE,
    ),
    Holding(
        "meetings",
        _("志工會議的出席"),
        ("volunteers.gatheringpresence",),
        False,
        _("會議紀錄寫了誰在場；考核也看出席。"),
        NO_SOURCE,
    ),
    Holding(
        "merges",
        _("合併與「不是同一人」的認定"),
        ("volunteers.merge", "volunteers.apart", "volunteers.volunteer"),
        False,
        _("合併可以取消，取消時要知道搬了什麼。"),
        NO_SOURCE,
    ),
    Holding(
        "requests",
        _("對自己資料的請求與答覆"),
        ("volunteers.rightrequest",),
        False,
        _("要能證明有在期限內答覆。"),
        NO_SOURCE,
    ),
    Holding(
        "trail",
        _("誰看過、誰改過的軌跡"),
        (),
        False,
        _("軌跡裡沒有姓名，證號只有遮蔽的頭尾；誰看過資料，要留著才查得到。"),
        "個人資料保護法施行細則第 12 條第 2 項（使用紀錄、軌跡資料及證據保存）",
    ),
)
_NOBODY = (_("沒有時數、訓練、紀錄冊、保險或事故，不必知道是誰。"), LAW)
_CLAIMABLE = (_("理賠的權利還沒有消滅，或理賠還在辦。"), "保險法第 65 條：自得為請求之日起，經過二年不行使而消滅")


def fates(facts: Facts, on: dt.date) -> list[Fate]:
    """What becomes of all that is held about somebody, on a day; what there is none of is left out."""
    found = []
    for one in HOLDINGS:
        count = sum(facts.counts.get(label, 0) for label in one.models)
        if (one.models and not count) or one.key in facts.blank:
            continue
        erased, why, source = one.erased, one.why, one.source
        if one.key == "identity" and not facts.is_on_record:
            erased, (why, source) = True, _NOBODY
        if one.key == "incidents" and _is_claimable(facts, on):
            erased, (why, source) = False, _CLAIMABLE
        found.append(Fate(one, count, erased, why, source))
    return found


def _is_claimable(facts: Facts, on: dt.date) -> bool:
    last = facts.last_incident
    return bool(facts.open_claims) or (last is not None and on <= periods.months_within(last, MONTHS_TO_CLAIM))
