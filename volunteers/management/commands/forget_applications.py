"""`manage.py forget_applications [--every HOURS]`."""

from __future__ import annotations

import time
from argparse import ArgumentParser
from typing import Any

from django.conf import settings
from django.db import DatabaseError, connection
from django.utils import timezone
from django.utils.translation import gettext as _

from foundation.audit.trail import origin
from foundation.jobs.command import PlainCommand, refused
from volunteers.recruiting import applications, subscriptions


class Command(PlainCommand):
    """Delete what people wrote when they applied, once it was kept long enough, and addresses nobody confirmed."""

    help = "刪除期限已到的報名資料，和沒有確認的訂閱；重複執行沒有關係。"

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Whether to go on."""
        parser.add_argument("--every", type=int, metavar="HOURS", help=_("每隔幾小時再做一次，不結束"))

    def handle(self, *args: Any, **options: Any) -> None:
        """One round, or one round after the other."""
        pause = options["every"]
        if pause is not None and not 1 <= pause <= 168:
            raise refused(_("--every 要寫 1 到 168 小時。"))
        while True:
            try:
                self._round()
            except DatabaseError as trouble:  # busy or away: what is due is deleted next time
                if pause is None:
                    raise
                self.stderr.write(str(trouble))
                connection.close()
            if pause is None:
                return
            time.sleep(pause * 60 * 60)

    def _round(self) -> None:
        now = timezone.now()
        with origin("forget_applications"):
            done = applications.erase_due(now=now)
            gone = subscriptions.forget_unanswered(now=now)
        words = _("刪除 %(done)s 筆報名的個人資料（決定後保存 %(days)s 天）、%(gone)s 個沒有確認的訂閱。")
        self.stdout.write(words % {"done": done, "days": settings.APPLICATIONS_KEPT_DAYS, "gone": gone})
        self.stdout.flush()
