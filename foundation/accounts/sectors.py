"""The categories of volunteer service, each with an authority of its own (目的事業主管機關).

Somebody types a category, because counties name theirs in their own way; these are the usual ones, offered while
typing and known in English. Source: the authorities by category as Taipei lists them (107.9.20).
"""

from __future__ import annotations

from django.utils.translation import get_language, gettext_noop
from django.utils.translation import gettext as _

_KIND = "類"
USUAL = (
    gettext_noop("社會福利類"),
    gettext_noop("衛生類"),
    gettext_noop("教育類"),
    gettext_noop("文化類"),
    gettext_noop("環保類"),
    gettext_noop("動保類"),
    gettext_noop("民政類"),
    gettext_noop("戶政類"),
    gettext_noop("勞動類"),
    gettext_noop("警政類"),
    gettext_noop("消防類"),
    gettext_noop("觀光類"),
    gettext_noop("農業類"),
    gettext_noop("經濟類"),
    gettext_noop("體育類"),
    gettext_noop("地政類"),
    gettext_noop("交通類"),
    gettext_noop("原住民類"),
    gettext_noop("稅務類"),
    gettext_noop("客家類"),
    gettext_noop("綜合類"),
)
# Other ways to write some of them.
_ALSO = {"社福": "社會福利類", "環境保護": "環保類", "動物保護": "動保類", "衛生保健": "衛生類"}
_KNOWN = {name.removesuffix(_KIND): name for name in USUAL} | _ALSO


def shown(sector: str) -> str:
    """The category in the language of the page; as it was typed in Chinese, and wherever it has no English."""
    known = _KNOWN.get(sector.strip().removesuffix(_KIND))
    return _(known) if known and (get_language() or "").startswith("en") else sector
