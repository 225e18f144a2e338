"""`manage.py erase_pledge_contacts [--now ISO] [--every HOURS]`."""

from __future__ import annotations

import datetime as dt

from django.utils.translation import gettext as _

from foundation.audit.trail import SYSTEM
from foundation.jobs.rounds import RoundsCommand
from pledges import pledging


class Command(RoundsCommand):
    """Delete the contacts' data of pledges once the privacy notice's time is over."""

    help = "刪除過了期限的宣示聯絡人資料；重複執行沒有關係。"

    def round(self, now: dt.datetime) -> str:
        """Erase what is due."""
        gone = pledging.erase_contacts(by=SYSTEM, now=now)
        return _("刪除 %(gone)s 個縣市宣示的聯絡人資料。") % {"gone": gone}
