"""`manage.py drop_abandoned_uploads [--now ISO] [--every HOURS]`."""

from __future__ import annotations

import datetime as dt

from django.utils.translation import gettext as _

from foundation.audit.trail import SYSTEM
from foundation.jobs.rounds import RoundsCommand
from pledges import uploading


class Command(RoundsCommand):
    """Delete the parts of files that nobody went on sending."""

    help = "刪除沒有人接著傳的檔案片段；重複執行沒有關係。"

    def round(self, now: dt.datetime) -> str:
        """Drop what nobody went on with."""
        gone = uploading.drop_abandoned(by=SYSTEM, now=now)
        return _("刪除 %(gone)s 個沒有傳完或已經結束的上傳紀錄。") % {"gone": gone}
