"""What people are told before they give something of themselves, and what they agree to; each wording has a version.

Sources: 個人資料保護法 第 8 條第 1 項 (what has to be told: who collects, for what, which kinds of data, how long,
where, by whom and how it is used, the rights of 第 3 條 and how to use them, and what follows from not giving it),
第 16 條 and 第 20 條 (use for another purpose needs her consent). A wording that changes gets a new version; what
somebody agreed to is known by the old one.
"""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.translation import gettext as _

SOURCE = "個人資料保護法第 8 條第 1 項"
APPLYING = "apply-115-11"
"""The version of `applying` in force."""
FOUND = "found-115-11"
"""The version of `being_found` in force."""


@dataclass(frozen=True, slots=True)
class Told:
    """One thing that is told: what it is about, and the sentence."""

    about: str
    words: str


def applying(*, unit: str, days: int) -> list[Told]:
    """What stands above an application, in the law's order.

    Args:
        unit: who collects the data.
        days: how long what was written is kept after the decision.
    """
    return [
        Told(_("誰蒐集"), unit),
        Told(_("為了什麼"), _("志工的招募、面談、聯絡，以及錄取後的登錄。")),
        Told(_("哪些資料"), _("姓名、出生日期、聯絡方式、學歷、職業、專長與經歷；證號可以不填。")),
        Told(
            _("怎麼用"),
            _("只給這個單位和它的主管機關使用，在臺灣地區，以網路與書面聯絡；決定之後保存 %(days)s 天就刪除，"
              "錄取加入的人改依志工名冊保存。") % {"days": days},
        ),
        Told(
            _("您的權利"),
            _("可以向這個單位查詢、閱覽、複製、補充、更正，或請求停止使用與刪除；信裡的連結可以隨時撤回。"),
        ),
        Told(_("不填會怎樣"), _("必填的沒有填，單位沒有辦法審查和聯絡您；選填的不填不影響報名。")),
    ]  # fmt: skip


def being_found() -> list[Told]:
    """What a volunteer agrees to who wants to be found."""
    return [
        Told(_("誰看得到"), _("您選的縣市裡，正在招募的運用單位。")),
        Told(_("看得到什麼"), _("只有姓氏，和您在這裡勾選的縣市、服務、時段與專長。姓名、電話、信箱、時數都看不到。")),
        Told(_("什麼時候才知道您是誰"), _("單位用信邀請您，您按「願意」以後，才看得到您的姓名與聯絡方式。")),
        Told(_("誰看過"), _("每一次被查到都留下紀錄，在您自己的頁面看得到。")),
        Told(_("怎麼撤回"), _("隨時可以撤回，馬上就查不到；撤回不影響您的紀錄冊和時數。")),
    ]
