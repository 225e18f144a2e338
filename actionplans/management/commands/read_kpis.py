"""`manage.py read_kpis [--now ISO] [--every HOURS]`."""

from __future__ import annotations

import time
from argparse import ArgumentParser
from typing import Any

from django.db import DatabaseError, connection
from django.utils import timezone
from django.utils.translation import gettext as _

from actionplans.kpis import keeping
from foundation.audit.trail import origin
from foundation.jobs.command import PlainCommand, moment, refused


class Command(PlainCommand):
    """Read the indicators of the annual plans in force, once a day; a year that is over is frozen on the way."""

    help = "讀取年度計畫的績效指標；同一天重複執行只留一筆，年度結束自動凍結。"

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
                with origin("read_kpis"):
                    number = keeping.read_all(now=fixed or timezone.now())
                self.stdout.write(_("讀取 %(number)s 項指標。") % {"number": number})
            except DatabaseError as trouble:  # busy or away: read next time
                if pause is None:
                    raise
                self.stderr.write(str(trouble))
                connection.close()
            if pause is None:
                return
            time.sleep(pause * 3600)
