"""`manage.py open_results [--now ISO] [--every HOURS]`."""

from __future__ import annotations

import datetime as dt
import time
from argparse import ArgumentParser
from typing import Any

from django.db import DatabaseError, connection
from django.utils import timezone
from django.utils.dateparse import parse_datetime
from django.utils.translation import gettext as _

from foundation.audit.trail import SYSTEM, origin
from foundation.jobs.command import PlainCommand, refused
from volunteers.reporting import opening


class Command(PlainCommand):
    """Open the results reports that units owe now, filled from the register; may run often."""

    help = "開立到期的成果回報，數字從名冊和時數帶入；重複執行不會重複開立。"

    def add_arguments(self, parser: ArgumentParser) -> None:
        """The moment to act as of, and whether to go on."""
        parser.add_argument("--now", metavar="ISO", help=_("當作是這個時間，例如 2026-09-12T09:00+08:00"))
        parser.add_argument("--every", type=int, metavar="HOURS", help=_("每隔幾小時再做一次，不結束"))

    def handle(self, *args: Any, **options: Any) -> None:
        """One round, or one round after the other."""
        fixed, pause = _moment(options["now"]), options["every"]
        if pause is not None and (fixed or not 1 <= pause <= 168):
            raise refused(_("--every 要寫 1 到 168 小時，而且不能和 --now 一起用。"))
        while True:
            try:
                self._round(fixed or timezone.now())
            except DatabaseError as trouble:  # busy or away: what is owed is opened next time
                if pause is None:
                    raise
                self.stderr.write(str(trouble))
                connection.close()
            if pause is None:
                return
            time.sleep(pause * 60 * 60)

    def _round(self, now: dt.datetime) -> None:
        with origin("open_results"):
            number = opening.open_due(by=SYSTEM, now=now)
        self.stdout.write(_("開立 %(number)s 份成果回報。") % {"number": number})
        self.stdout.flush()


def _moment(text: str | None) -> dt.datetime | None:
    if text is None:
        return None
    try:
        found = parse_datetime(text.strip())
    except ValueError:
        found = None
    if found is None:
        raise refused(_("--now 讀不懂「%(text)s」，請寫成 2026-09-12T09:00+08:00。") % {"text": text})
    return found if timezone.is_aware(found) else timezone.make_aware(found)
