"""`manage.py drop_answered_requests [--now ISO] [--every HOURS]`."""

from __future__ import annotations

import datetime as dt

from django.utils.translation import gettext as _

from foundation.accounts import answered
from foundation.jobs.rounds import RoundsCommand


class Command(RoundsCommand):
    """Forget the answers of a day ago that were kept for programs which ask twice."""

    help = "刪除一天以前為 Idempotency-Key 保留的 API 回答；重複執行沒有關係。"

    def round(self, now: dt.datetime) -> str:
        """Drop what nobody may ask for any more."""
        gone = answered.drop_old(now=now)
        return _("刪除 %(gone)s 個一天以前的 API 回答。") % {"gone": gone}
