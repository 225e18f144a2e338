"""What reply letters to people who applied say, as they stand before a unit rewords them.

The handbook asks for a letter to everybody who applied (「寄發回覆信函給所有應徵者」); its example is not in it, so
these words are the house's own. What stands in brackets is filled in for each letter.
"""

from __future__ import annotations

from collections.abc import Mapping

KINDS = ("accepted", "waitlisted", "refused")
LONGEST = 1_000
NAME, UNIT, TITLE = "【姓名】", "【單位】", "【招募】"


USUAL = {
    "accepted": (
        "謝謝您報名【招募】，很高興通知您錄取了。\n接下來請參加基礎訓練與特殊訓練，完成後開始服務、計算時數；"
        "日期由我們再和您聯絡。\n有任何問題，請和【單位】聯絡。"
    ),
    "waitlisted": (
        "謝謝您報名【招募】。這一次名額已滿，我們把您列為備取；有人不能來時，會依次和您聯絡。\n"
        "您也可以在招募頁面找其他適合的服務。"
    ),
    "refused": (
        "謝謝您報名【招募】，也謝謝您花時間讓我們認識您。\n這一次沒有能夠邀請您加入，和您的熱心無關；"
        "歡迎到招募頁面找其他適合的服務。\n您報名時留下的資料，會依報名時的說明刪除。"
    ),
}
"""The house's own words by decision: in Chinese on every page, for letters go out in it."""


def text_of(kind: str, own: Mapping[str, str]) -> str:
    """The words for this decision: the unit's own, or the usual ones."""
    return own.get(kind, "").strip() or USUAL[kind]


def filled(text: str, *, name: str, unit: str, title: str) -> str:
    """The words as one letter has them."""
    for mark, value in ((NAME, name), (UNIT, unit), (TITLE, title)):
        text = text.replace(mark, value)
    return text
