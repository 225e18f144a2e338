"""The categories of volunteer service, each with an authority of its own (目的事業主管機關).

In a role somebody types a category, because counties name theirs in their own way; these are the usual ones, offered
while typing and known in English. The register stores their codes. Source: the authorities by category as Taipei
lists them (107.9.20).
"""

from __future__ import annotations

from django.utils.translation import get_language, gettext_noop
from django.utils.translation import gettext as _

from foundation.taiwan.fullwidth import tight

_KIND = "類"
CATEGORIES: dict[str, str] = {
    "social": gettext_noop("社會福利類"),
    "comprehensive": gettext_noop("綜合類"),
    "health": gettext_noop("衛生類"),
    "education": gettext_noop("教育類"),
    "culture": gettext_noop("文化類"),
    "environment": gettext_noop("環保類"),
    "animal": gettext_noop("動保類"),
    "civil": gettext_noop("民政類"),
    "household": gettext_noop("戶政類"),
    "labour": gettext_noop("勞動類"),
    "police": gettext_noop("警政類"),
    "fire": gettext_noop("消防類"),
    "tourism": gettext_noop("觀光類"),
    "agriculture": gettext_noop("農業類"),
    "economy": gettext_noop("經濟類"),
    "sports": gettext_noop("體育類"),
    "land": gettext_noop("地政類"),
    "transport": gettext_noop("交通類"),
    "indigenous": gettext_noop("原住民類"),
    "tax": gettext_noop("稅務類"),
    "hakka": gettext_noop("客家類"),
    "water_saving": gettext_noop("節水志工"),
    "water_guide": gettext_noop("環教活動與導覽志工"),
}
"""Code → name. Codes are stored with units, trainings and hours; the last two are those of Taipei's waterworks."""
USUAL = tuple(CATEGORIES.values())
# Other ways to write some of them.
_ALSO = {"社福": "social", "環境保護": "environment", "動物保護": "animal", "衛生保健": "health", "文化教育": "culture"}
_KNOWN = {name.removesuffix(_KIND): code for code, name in CATEGORIES.items()} | _ALSO


def code_of(sector: str) -> str:
    """The code of a category however it is written (社福, 社會福利類); empty where it is none of the known ones."""
    return _KNOWN.get(tight(sector).removesuffix(_KIND), "")


def name(code: str) -> str:
    """The category of a code, in the language of the page; the code itself where it is unknown."""
    return _(CATEGORIES[code]) if code in CATEGORIES else code


def shown(sector: str) -> str:
    """The category in the language of the page; as it was typed in Chinese, and wherever it has no English."""
    code = code_of(sector)
    return name(code) if code and (get_language() or "").startswith("en") else sector
