"""`manage.py count_register [--now ISO] [--every HOURS]`."""

from __future__ import annotations

import time
from argparse import ArgumentParser
from typing import Any

from django.db import DatabaseError, connection
from django.utils import timezone
from django.utils.translation import gettext as _

from foundation.audit.trail import origin
from foundation.jobs.command import PlainCommand, moment, refused
from reports.dashboards import counting


class Command(PlainCommand):
    """Count who stands where in the register, unit by unit, for the dashboards."""

    help = "統計各單位志工走到哪一步、缺什麼，給成效總覽用；可以常常執行。"

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
                with origin("count_register"):
                    number = counting.count_all(now=fixed or timezone.now())
                self.stdout.write(_("統計了 %(number)s 個單位。") % {"number": number})
                self.stdout.flush()
            except DatabaseError as trouble:  # busy or away: counted next time
                if pause is None:
                    raise
                self.stderr.write(str(trouble))
                connection.close()
            if pause is None:
                return
            time.sleep(pause * 3600)
