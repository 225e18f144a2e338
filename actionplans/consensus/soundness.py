"""Do a plan's figures and months make sense? Sentences that say what looks odd and how to mend it.

They are hints and block nothing: a table may be right, and it is in a hurry. A rule only looks for digits and compares
them; what is not written yet is told elsewhere (尚缺, SMART).
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Collection
from dataclasses import dataclass

from django.utils.translation import gettext as _

from actionplans.models.plan_parts import backwards
from actionplans.writing.contents import Content, Item

LAST_MONTH = 12
_DIGIT = re.compile(r"\d")
_NUMBER = re.compile(r"\d|[〇零一二兩三四五六七八九十百千萬億半]|全部|全數|全體")
# Words that look like numbers and are none.
_IDIOM = re.compile(r"一[點些樣起定致般直切同旦]|[統唯萬第專]一|十分(?!鐘)|千萬別|多半")
_BARE = re.compile(r"[-+]?\d+(?:\.\d+)?")
# How a table says that it does not know yet, or that there is none: an honest start, too.
_UNKNOWN = re.compile(r"沒有|尚無|無|未|不[明詳知]|none|unknown", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Oddity:
    """What looks odd about one step or indicator: `name` is its own words."""

    name: str
    text: str


def oddities(design: Content, tracked: Collection[int]) -> tuple[Oddity, ...]:
    """What looks odd on a design sheet, in its order.

    Args:
        tracked: the months after which the programme looks at its plans; later months nobody looks at.
    """
    found = [(str(item.get("what")), months(item, tracked)) for item in design.items("steps")]
    found += [(str(item.get("name")), figures(item)) for item in design.items("indicators")]
    return tuple(Oddity(name, text) for name, texts in found for text in texts)


def backward_steps(design: Content) -> tuple[Oddity, ...]:
    """The steps whose months run backwards: that much is said on the board, too, where they become a promise."""
    found = [
        (item, backwards(item.get("from_month", None), item.get("to_month", None))) for item in design.items("steps")
    ]
    return tuple(Oddity(str(item.get("what")), text) for item, text in found if text)


def months(step: Item, tracked: Collection[int] = ()) -> list[str]:
    """What looks odd about the months of a step."""
    first, last = step.get("from_month", None), step.get("to_month", None)
    latest = max((month for month in (first, last) if month is not None), default=0)
    texts = []
    if text := backwards(first, last):
        texts.append(text)
    if first is None and last is not None:
        texts.append(_("只寫了到第 %(last)s 個月。從第幾個月開始？") % {"last": last})
    if latest > LAST_MONTH:
        texts.append(_("第 %(month)s 個月太遠了，先寫一年內的事。") % {"month": latest})
    elif tracked and latest > max(tracked):
        text = _("追蹤只到第 %(tracked)s 個月，第 %(month)s 個月誰來看？")
        texts.append(text % {"tracked": max(tracked), "month": latest})
    return texts


def figures(indicator: Item) -> list[str]:
    """What looks odd about the figures of an indicator."""
    baseline, target, unit, proof = (
        str(indicator.get(key)).strip() for key in ("baseline", "target", "unit", "verified_by")
    )
    texts = []
    if baseline and not (has_number(baseline) or _UNKNOWN.search(baseline)):
        text = _("現況「%(words)s」沒有數字，之後比不出變化；還不知道就寫「未統計」。")
        texts.append(text % {"words": baseline[:20]})
    if target and not baseline:
        texts.append(_("還沒寫現在多少，之後比不出變化。"))
    if target and not has_number(target):
        texts.append(_("目標「%(words)s」沒有數字，看不出做到了沒有。") % {"words": target[:20]})
    elif target and _plain(target) == _plain(baseline):
        texts.append(_("目標和現在一樣。是要維持嗎？"))
    if _DIGIT.search(_plain(unit)):
        texts.append(_("單位「%(words)s」裡有數字；數字寫在目標。") % {"words": unit[:20]})
    elif not unit and _BARE.fullmatch(_plain(target)):
        texts.append(_("%(number)s 什麼？補上單位，例如 班、人、％。") % {"number": target})
    if target and not proof:
        texts.append(_("還沒寫怎麼確認，例如 班表、簽到表。"))
    return texts


def has_number(words: str) -> bool:
    """Whether words hold a number: `8`, `約 20`, `８０％`, `三成`, `減半`."""
    return _NUMBER.search(_IDIOM.sub("", _plain(words))) is not None


def _plain(words: str) -> str:
    """Words without the ways one may write the same number: half-width, no thousands separators, no blanks."""
    return unicodedata.normalize("NFKC", words).replace(",", "").strip()
