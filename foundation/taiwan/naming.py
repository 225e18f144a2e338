"""What people, units and positions may be called: not what a spreadsheet would calculate.

The lists, the form and the API ask the same words. A refusal is a sentence of two parts, what is wrong and how to
mend it, as `foundation.imports` wants it.
"""

from __future__ import annotations

import re
import unicodedata

from django.utils.translation import gettext as _

from foundation.taiwan.formulas import starts_formula, unguarded
from foundation.taiwan.fullwidth import tidy, tight

# Characters that people write for one another in names; the first of each stands for all. Only for comparing: two
# people may well be told apart by them.
_VARIANTS = str.maketrans(
    {
        other: group[0]
        for group in (
            "黃黄", "吳吴", "溫温", "葉叶", "陳陈", "雙双", "峰峯", "群羣",
            "恆恒", "教敎", "爲為", "啟啓", "真眞", "慎愼", "清淸", "青靑",
            "靜静", "錄録", "德徳", "惠恵", "榮栄荣", "國国", "裡裏", "臺台",
            "姍姗", "冊册", "麗丽", "強强", "產産", "顏顔", "巖岩", "鳳鳯凤",
            "達逹达", "郎郞", "既旣", "即卽", "內内", "呂吕", "宮宫", "寬寛宽",
            "廣広广", "柏栢", "湧涌", "潔洁", "秘祕", "綠緑", "緣縁", "館舘",
            "蘭兰", "眾衆", "說説", "鄉郷", "鄭郑", "銳鋭", "閱閲", "賴頼赖",
            "黑黒", "劉刘", "張张", "許许", "蔡𦵑", "謝谢", "羅罗", "鍾鈡",
            "盧卢", "蔣蒋", "龍龙", "萬万", "鄧邓",
        )
        for other in group[1:]
    }
)  # fmt: skip
_SEPARATORS = re.compile(r"[.,·‧・•\-_'’]")
_AT_HOME = re.compile(r"[@＠][^\W\d_][^=()（）|!]*")
"""「@Home 志工隊」 is a name that people give their unit; @SUM(1) and @1 are sums."""
_DASHES = frozenset("-－—–─")


def person(text: str) -> str:
    """A person's name. Raises `ValueError`."""
    name = tidy(text)
    if _calculates(name):
        raise ValueError(
            _("「%(text)s」像試算表的公式。人的姓名不會以 =、+、- 或 @ 開頭，請改成真正的姓名。") % {"text": name}
        )
    if name and not any(_is_letter(sign) for sign in name):
        raise ValueError(_("「%(text)s」不像姓名。姓名至少要有一個字，請改成真正的姓名。") % {"text": name})
    return name


def person_key(text: str) -> str:
    """What a person's name is compared by: width, blanks, case, usual variants of characters and marks folded.

    黃 淑芬 and 黄淑芬 are the same, and so are Maria dela Cruz, DELA CRUZ MARIA and Dela Cruz, Maria: the words of a
    Latin name come in one order. Two people may have one key; it only suggests that they could be one.
    """
    plain = unicodedata.normalize("NFKC", text).translate(_VARIANTS).casefold()
    if plain.isascii() or not re.search(r"[\u3400-\u9fff\U00020000-\U0003ffff]", plain):
        return " ".join(sorted(_SEPARATORS.sub(" ", plain).split()))
    return tight(_SEPARATORS.sub("", plain))


def unit(text: str) -> str:
    """A unit's name; one that begins with @ and goes on like a name is one. Raises `ValueError`."""
    name = tidy(text)
    if _calculates(name) and not _AT_HOME.fullmatch(name):
        raise ValueError(
            _("「%(text)s」像試算表的公式。單位名稱不會以 =、+ 或 - 開頭，也不是 @ 開頭的算式，請改成真正的名稱。")
            % {"text": name}
        )
    return name


def position(text: str) -> str:
    """What somebody is in her unit; lists write a dash where she is nothing in particular. Raises `ValueError`."""
    name = tidy(text)
    if name and _DASHES.issuperset(name):
        return ""
    if _calculates(name):
        raise ValueError(
            _("「%(text)s」像試算表的公式。職稱不會以 =、+、- 或 @ 開頭，請改成真正的職稱，沒有就空白。")
            % {"text": name}
        )
    return name


def _is_letter(sign: str) -> bool:
    """A letter of any script; also a character of the private area, where rare surnames stand in older systems."""
    category = unicodedata.category(sign)
    return category.startswith("L") or category == "Co"


def _calculates(name: str) -> bool:
    return starts_formula(unguarded(name))
