"""What people, units and positions may be called: not what a spreadsheet would calculate.

The lists, the form and the API ask the same words. A refusal is a sentence of two parts, what is wrong and how to
mend it, as `foundation.imports` wants it.
"""

from __future__ import annotations

import re
import unicodedata

from django.utils.translation import gettext as _

from foundation.taiwan.formulas import starts_formula, unguarded
from foundation.taiwan.fullwidth import tidy

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
