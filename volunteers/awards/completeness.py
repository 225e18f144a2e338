"""What the register must hold of a volunteer before anything is applied for, and does not.

Source: 高雄市立圖書館, 志願服務榮譽卡申請說明: the central system asks for five things of everybody, 紀錄冊、基礎訓練、
特殊訓練、證件照、服務時數. Hours are each award's own question.
"""

from __future__ import annotations

import datetime as dt

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from foundation.accounts import sectors
from volunteers.models import Enrolment, Volunteer
from volunteers.persons import portraits
from volunteers.training import lacking

SOURCE = gettext_lazy("高雄市立圖書館志願服務榮譽卡申請說明：系統須備齊紀錄冊、基礎訓練、特殊訓練、證件照、服務時數")


def missing(volunteer: Volunteer, on: dt.date, *, has_book: bool) -> list[str]:
    """What is missing of her, each by its name, the photo first: 證件照, 教育類特殊訓練證明 (five questions)."""
    found = [] if portraits.of([volunteer.pk]) else [_("證件照")]
    if not has_book:
        found.append(_("紀錄冊"))
    gaps = lacking.find(Enrolment.objects.filter(volunteer=volunteer), on=on).gaps
    if any(gap.basic for gap in gaps):
        found.append(_("基礎訓練證明"))
    for category in dict.fromkeys(gap.category for gap in gaps if gap.special or gap.lapsed):
        found.append(_("%(category)s特殊訓練證明") % {"category": sectors.name(category)})
    return found


def sentence(names: list[str]) -> str:
    """尚缺證件照、教育類特殊訓練證明; empty where nothing is missing."""
    return _("尚缺%(names)s") % {"names": _("、").join(names)} if names else ""
