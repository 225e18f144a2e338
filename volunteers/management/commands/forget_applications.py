"""`manage.py forget_applications [--now ISO] [--every HOURS]`."""

from __future__ import annotations

import datetime as dt

from django.conf import settings
from django.utils.translation import gettext as _

from foundation.jobs.rounds import RoundsCommand
from volunteers.recruiting import applications, subscriptions


class Command(RoundsCommand):
    """Delete what people wrote when they applied, once it was kept long enough, and addresses nobody confirmed."""

    help = "刪除期限已到的報名資料，和沒有確認的訂閱；重複執行沒有關係。"

    def round(self, now: dt.datetime) -> str:
        """Erase what is due."""
        done = applications.erase_due(now=now)
        gone = subscriptions.forget_unanswered(now=now)
        words = _("刪除 %(done)s 筆報名的個人資料（決定後保存 %(days)s 天）、%(gone)s 個沒有確認的訂閱。")
        return words % {"done": done, "days": settings.APPLICATIONS_KEPT_DAYS, "gone": gone}
