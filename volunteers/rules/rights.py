"""The five rights over one's own data, how long an answer may take, and on what grounds one may be refused.

Source: 個人資料保護法 第 3 條 (the five rights), 第 10 條 and 第 11 條 (what is owed, and the exceptions), 第 13 條 (15
days for what 第 10 條 asks, once extended by at most 15; 30 days for what 第 11 條 asks, once extended by at most 30;
the reason of an extension is told in writing); 個人資料保護法施行細則 第 19 條 (who asks for a correction explains it),
第 20 條 (when a purpose is gone), 第 21 條 (what 「因執行職務或業務所必須」 means).

Read in November 2026: 第 13 條 and 施行細則 第 21 條 in the English of the stock exchange's collection of laws
(twse-regulation.twse.com.tw, FLCODE FL010627 as amended on 2023-05-31, FL010628 of 2016-03-02), 第 3, 10 and 11 條
in Chinese at law.moj.gov.tw, 施行細則 第 19 and 20 條 at pdpc.gov.tw. Whether the amendment passed in October 2025
touches 第 13 條, and whether it is in force, could not be read anywhere: the numbers stand here so that one line
changes them.

Days count as the Civil Code has it (`foundation.taiwan.periods`): the day of arrival is not counted, a last day on
a day off moves. 第 13 條 does not say from which day an extension runs: here it runs from the end as it would be
without days off, the shorter of the two readings.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from enum import StrEnum

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from foundation.taiwan import periods


class Right(StrEnum):
    """What somebody may ask for. The value is stored, and stands in addresses."""

    READ = "read"
    COPY = "copy"
    CORRECT = "correct"
    STOP = "stop"
    ERASE = "erase"


@dataclass(frozen=True, slots=True)
class Term:
    """How many days an answer may take, and how many more."""

    days: int
    more: int
    source: str


_TEN = Term(
    15, 15, "個人資料保護法第 13 條第 1 項：受理第 10 條之請求，十五日內為准駁之決定；必要時得延長，不得逾十五日"
)
_ELEVEN = Term(
    30, 30, "個人資料保護法第 13 條第 2 項：受理第 11 條之請求，三十日內為准駁之決定；必要時得延長，不得逾三十日"
)


@dataclass(frozen=True, slots=True)
class Entry:
    """One right as it is offered: its name, what it brings, what is asked of her, and its term."""

    right: Right
    label: str | Promise
    brings: str | Promise
    ask: str | Promise
    term: Term
    icon: str


RIGHTS: dict[Right, Entry] = {
    one.right: one
    for one in (
        Entry(
            Right.READ,
            _("查詢或閱覽"),
            _("看機關和單位保存的、關於我的全部資料。"),
            _("想看哪些資料？寫「全部」也可以，請加一句是為了什麼。"),
            _TEN,
            "eye",
        ),
        Entry(
            Right.COPY,
            _("製給複製本"),
            _("拿到一份自己資料的檔案：試算表和 JSON，完整證號只給本人。"),
            _("要哪些資料的複製本？寫「全部」也可以，請加一句是為了什麼。"),
            _TEN,
            "download",
        ),
        Entry(
            Right.CORRECT,
            _("補充或更正"),
            _("資料不對或不全，請承辦人改。"),
            _("哪一項不對、正確的是什麼、怎麼知道？有文件可以附上。"),
            _ELEVEN,
            "pencil",
        ),
        Entry(
            Right.STOP,
            _("停止蒐集、處理或利用"),
            _("離開所有單位以後，不再加入新的資料、不再使用舊的；自己隨時可以恢復。"),
            _("要停止使用哪些資料、為什麼？"),
            _ELEVEN,
            "pause-fill",
        ),
        Entry(
            Right.ERASE,
            _("刪除"),
            _("刪掉法律沒有要求保存的資料；留下什麼、為什麼，答覆時一項一項說明。"),
            _("要刪除哪些資料、為什麼？"),
            _ELEVEN,
            "trash3",
        ),
    )
}


class Ground(StrEnum):
    """Why a request is refused. The value is stored."""

    NATION = "nation"
    OFFICE = "office"
    OTHERS = "others"
    UNEXPLAINED = "unexplained"
    CORRECT = "correct"
    PURPOSE = "purpose"
    DUTY = "duty"
    CONSENT = "consent"
    OTHER = "other"


@dataclass(frozen=True, slots=True)
class Law:
    """A ground in words, and where it stands."""

    words: str | Promise
    source: str


GROUNDS: dict[Ground, Law] = {
    Ground.NATION: Law(
        _("妨害國家安全、外交及軍事機密、整體經濟利益或其他國家重大利益"), "個人資料保護法第 10 條但書第 1 款"
    ),
    Ground.OFFICE: Law(_("妨害公務機關執行法定職務"), "個人資料保護法第 10 條但書第 2 款"),
    Ground.OTHERS: Law(_("妨害該蒐集機關或第三人之重大利益"), "個人資料保護法第 10 條但書第 3 款"),
    Ground.UNEXPLAINED: Law(_("更正或補充的請求沒有適當的釋明"), "個人資料保護法施行細則第 19 條"),
    Ground.CORRECT: Law(_("查證以後，資料是正確的"), "個人資料保護法第 11 條第 1 項"),
    Ground.PURPOSE: Law(
        _("蒐集的特定目的還沒有消失，期限也沒有屆滿"), "個人資料保護法第 11 條第 3 項；施行細則第 20 條"
    ),
    Ground.DUTY: Law(_("因執行職務或業務所必須"), "個人資料保護法第 11 條第 2 項、第 3 項但書；施行細則第 21 條"),
    Ground.CONSENT: Law(_("經當事人書面同意"), "個人資料保護法第 11 條第 2 項、第 3 項但書"),
    Ground.OTHER: Law(_("其他（條文寫在說明裡）"), "由承辦人寫明條文"),
}
_OF_TEN = (Ground.NATION, Ground.OFFICE, Ground.OTHERS, Ground.OTHER)
_OF_ELEVEN = (Ground.PURPOSE, Ground.DUTY, Ground.CONSENT, Ground.OTHER)
REFUSABLE: dict[Right, tuple[Ground, ...]] = {
    Right.READ: _OF_TEN,
    Right.COPY: _OF_TEN,
    Right.CORRECT: (Ground.UNEXPLAINED, Ground.CORRECT, Ground.OTHER),
    Right.STOP: _OF_ELEVEN,
    Right.ERASE: _OF_ELEVEN,
}
"""Which grounds there are for which right."""


def due_on(right: Right, received: dt.date) -> dt.date:
    """Until when a request that came on a day is to be answered."""
    return periods.last_day(received + dt.timedelta(days=RIGHTS[right].term.days))


def extended_until(right: Right, received: dt.date, more: int) -> dt.date:
    """Until when it is to be answered after an extension by so many days.

    Raises:
        ValueError: the law gives fewer, or it is none.
    """
    term = RIGHTS[right].term
    if not 1 <= more <= term.more:
        raise ValueError(f"an extension by {more} days")
    return periods.last_day(received + dt.timedelta(days=term.days + more))
