"""`manage.py renew_status_lists [--now ISO] [--every HOURS]`."""

from __future__ import annotations

import datetime as dt
import time
from argparse import ArgumentParser
from typing import Any

from django.db import DatabaseError, connection
from django.utils import timezone
from django.utils.translation import gettext as _

from foundation.jobs.command import PlainCommand, moment, refused
from volunteers.certifying import status_lists


class Command(PlainCommand):
    """Sign the lists of certificates that hold no more, where they have changed or are about to end; may run often."""

    help = "重新簽發快要到期、或內容有變的證明書撤銷清單；重複執行不會重複簽。"

    def add_arguments(self, parser: ArgumentParser) -> None:
        """The moment to act as of, and whether to go on."""
        parser.add_argument("--now", metavar="ISO", help=_("當作是這個時間，例如 2026-09-12T09:00+08:00"))
        parser.add_argument("--every", type=int, metavar="HOURS", help=_("每隔幾小時再做一次，不結束"))

    def handle(self, *args: Any, **options: Any) -> None:
        """One round, or one round after the other."""
        fixed, pause = moment(options["now"]), options["every"]
        if pause is not None and (fixed or not 1 <= pause <= 168):
            raise refused(_("--every 要寫 1 到 168 小時，而且不能和 --now 一起用。"))
        while True:
            try:
                self._round(fixed or timezone.now())
            except DatabaseError as trouble:  # busy or away: what is due is signed next time
                if pause is None:
                    raise
                self.stderr.write(str(trouble))
                connection.close()
            if pause is None:
                return
            time.sleep(pause * 60 * 60)

    def _round(self, now: dt.datetime) -> None:
        count = status_lists.renew(now=now)
        self.stdout.write(_("簽了 %(count)s 份撤銷清單。") % {"count": count})
        self.stdout.flush()
