"""What people are told where their data are first asked for: the six points of 個資法第 8 條第 1 項, as data.

The wording is this platform's; what each point must say is the law's (個人資料保護法, 民國 112 年 5 月 31 日修正公布,
第 8 條第 1 項第 1–6 款). Data that somebody else enters are told under 第 9 條, with their source.
"""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from .models import Workshop

SOURCE = gettext_lazy("個人資料保護法第 8 條第 1 項")
VERSION = "2026-11"


@dataclass(frozen=True, slots=True)
class Point:
    """One of the six points: its number in the law, what it is called, and what it says here.

    `says` may name the host (`%(host)s`) and whom to ask (`%(contact)s`).
    """

    clause: int
    name: str | Promise
    says: str | Promise


POINTS = (
    Point(1, gettext_lazy("誰蒐集"), gettext_lazy("%(host)s，為這場工作坊的主辦機關。")),
    Point(2, gettext_lazy("為什麼"), gettext_lazy("邀請、分組、簽到，和統計這場工作坊多少人參加。")),
    Point(
        3, gettext_lazy("蒐集什麼"),
        gettext_lazy("姓名、單位、職稱、身分別、到場時間；有邀請需要時才有電子郵件與電話。"),
    ),
    Point(
        4,
        gettext_lazy("怎麼用"),
        gettext_lazy(
            "到追蹤期結束為止，在臺灣，由本縣市承辦人使用。協會與全國報告只看人數；要看姓名必須寫明理由，並留下紀錄。"
        ),
    ),
    Point(
        5, gettext_lazy("你的權利"),
        gettext_lazy("可以查詢、閱覽、複製、更正、停止使用或刪除自己的資料，請找%(contact)s。"),
    ),
    Point(6, gettext_lazy("不提供會怎樣"), gettext_lazy("可以不提供，一樣可以參加討論；只是名單與簽到不會有你。")),
)  # fmt: skip

# What is told otherwise to people who are asked for in another place; the rest of the points is the same.
_OTHERWISE = {
    "contact": {
        2: gettext_lazy("登記這場工作坊，並在行前、當天和會後追蹤時聯絡得到人。"),
        3: gettext_lazy("姓名、電話、電子郵件。"),
        4: gettext_lazy(
            "到追蹤期結束為止，在臺灣，由本縣市承辦人、派任的講師助教和協會使用；姓名與電話也寫在給參加者的告知裡。"
        ),
        6: gettext_lazy("可以不提供，但沒有聯絡人的工作坊登記不成。"),
    },
    "host": {
        2: gettext_lazy("讓同桌的人知道由誰帶桌，並印在桌牌上。"),
        3: gettext_lazy("姓名。"),
        4: gettext_lazy("到追蹤期結束為止，在臺灣，由本縣市承辦人和同桌的人使用。"),
        6: gettext_lazy("可以不提供，一樣可以帶桌；只是桌牌和表單上不會有你。"),
    },
    "charge": {
        2: gettext_lazy("讓承諾有人負責，並提醒追蹤期限、聯絡回報進度。"),
        3: gettext_lazy("姓名、單位、電子郵件。"),
        4: gettext_lazy("到追蹤期結束為止，在臺灣，由本縣市承辦人、追蹤督導和協會使用。"),
        6: gettext_lazy("可以不提供電子郵件，只是收不到提醒；沒有負責人的方案不能採納。"),
    },
    "device": {
        2: gettext_lazy("讓同一組的人和帶領現場的人知道，哪一句是誰寫的。"),
        3: gettext_lazy("你填的稱呼，不必是本名；和用這臺裝置寫下的內容、時間記在一起。"),
        4: gettext_lazy("到追蹤期結束為止，在臺灣，由同一組的人、本縣市承辦人、這場的講師助教和協會使用。"),
        6: gettext_lazy("可以不填，一樣可以寫；只會記成「裝置 1」這樣的編號。"),
    },
    "signer": {
        2: gettext_lazy("留下誰簽了這項承諾，並印在承諾書上。"),
        3: gettext_lazy("姓名、單位、簽署時間；手寫的簽名可以不留。"),
        4: gettext_lazy(
            "到追蹤期結束為止，在臺灣，由本縣市承辦人、這場的講師助教、追蹤督導和協會使用，並交給拿到承諾書的人。"
        ),
        6: gettext_lazy("可以不簽，方案一樣成立；只是承諾書上沒有你的名字。"),
    },
}


def points(workshop: Workshop | None, whose: str = "participant") -> list[tuple[Point, str]]:
    """Each point with what it says of this workshop.

    Args:
        workshop: None for one that is just being entered and has no host yet.
        whose: the data of a `participant`, the `contact` of a workshop, the `host` of a table, who is in `charge` of
            an action plan, who writes on a `device` at a table, or the `signer` of a commitment.
    """
    otherwise = _OTHERWISE[whose] if whose != "participant" else {}
    values = _named(workshop)
    return [(point, str(otherwise.get(point.clause, point.says)) % values) for point in POINTS]


def _named(workshop: Workshop | None) -> dict[str, str]:
    if workshop is None:
        return {"host": _("這一頁填的機關"), "contact": _("縣市承辦人")}
    return {
        "host": workshop.host_unit or _("%(county)s政府") % {"county": workshop.county.shown},
        "contact": _("承辦人 %(name)s（%(phone)s）") % {"name": workshop.contact_name, "phone": workshop.contact_phone}
        if workshop.contact_name and workshop.contact_phone
        else _("縣市承辦人"),
    }
