"""`manage.py drop_abandoned_uploads [--every HOURS]`."""

from __future__ import annotations

import time
from argparse import ArgumentParser
from typing import Any

from django.db import DatabaseError, connection
from django.utils import timezone
from django.utils.translation import gettext as _

from foundation.audit.trail import SYSTEM, origin
from foundation.jobs.command import PlainCommand, refused
from pledges import uploading


class Command(PlainCommand):
    """Delete the parts of files that nobody went on sending."""

    help = "刪除沒有人接著傳的檔案片段；重複執行沒有關係。"

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
        with origin("drop_abandoned_uploads"):
            gone = uploading.drop_abandoned(by=SYSTEM, now=timezone.now())
        self.stdout.write(_("刪除 %(gone)s 個沒有傳完或已經結束的上傳紀錄。") % {"gone": gone})
        self.stdout.flush()
