"""The words by which people and places to serve find each other: times of the week, and skills.

No source gives such lists: they are this house's own, kept short so that both sides tick the same word. Codes are
stored and never change; a skill that is not here is written in words and takes no part in matching.
"""

from __future__ import annotations

from collections.abc import Iterable

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

SLOTS: dict[str, str | Promise] = {
    "weekday_am": _("平日上午"),
    "weekday_pm": _("平日下午"),
    "weekday_night": _("平日晚上"),
    "weekend_am": _("假日上午"),
    "weekend_pm": _("假日下午"),
    "weekend_night": _("假日晚上"),
}
SKILLS: dict[str, str | Promise] = {
    "driving": _("開車接送"),
    "first_aid": _("急救"),
    "care": _("照顧長者或身障者"),
    "children": _("陪伴兒童"),
    "teaching": _("教學或課輔"),
    "guiding": _("導覽解說"),
    "computers": _("電腦文書"),
    "design": _("攝影或設計"),
    "cooking": _("烹飪供餐"),
    "repair": _("水電修繕"),
    "hair": _("理髮"),
    "music": _("音樂表演"),
    "sign": _("手語"),
    "taigi": _("臺語"),
    "hakka": _("客語"),
    "indigenous": _("原住民族語"),
    "english": _("英語"),
    "other_language": _("其他外語"),
}


def shown(codes: Iterable[str], words: dict[str, str | Promise]) -> list[str]:
    """The words of these codes in the language of the page, in the list's own order; unknown ones are left out."""
    had = set(codes)
    return [str(label) for code, label in words.items() if code in had]
