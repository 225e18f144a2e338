"""`manage.py send_due_reminders [--now ISO] [--every MINUTES]`."""

from __future__ import annotations

import datetime as dt
import logging
import os
import socket
import time
from argparse import ArgumentParser
from typing import Any

from django.db import connection
from django.utils import timezone
from django.utils.translation import gettext as _

from foundation.audit.trail import origin
from foundation.jobs.command import PlainCommand, moment, refused
from foundation.notices import hours, kinds, sending, ways

logger = logging.getLogger(__name__)


class Command(PlainCommand):
    """Plan the reminders anew and send those that are due, each once; may run often, and twice at the same time."""

    help = "寄出到期的提醒；重複執行不會重複寄。"

    def add_arguments(self, parser: ArgumentParser) -> None:
        """The moment to act as of, and whether to go on."""
        parser.add_argument("--now", metavar="ISO", help=_("當作是這個時間，例如 2026-09-12T09:00+08:00"))
        parser.add_argument("--every", type=int, metavar="MINUTES", help=_("每隔幾分鐘再寄一次，不結束"))

    def handle(self, *args: Any, **options: Any) -> None:
        """One round, or one round after the other."""
        fixed, pause = moment(options["now"]), options["every"]
        if pause is not None and (fixed or not 1 <= pause <= 1440):
            raise refused(_("--every 要寫 1 到 1440 分鐘，而且不能和 --now 一起用。"))
        worker = f"{socket.gethostname()[:20]}-{os.getpid()}"
        if pause is None:
            self._say(_round(fixed or timezone.now(), worker))
            return
        while True:
            try:
                self._say(_round(timezone.now(), worker))
            except Exception as trouble:  # what was due goes out next time; a worker that ends reminds nobody
                logger.exception("a round of reminders failed")
                self.stderr.write(
                    _("這一次沒有寄成，%(pause)s 分鐘後再試：%(trouble)s") % {"pause": pause, "trouble": trouble}
                )
                connection.close()
            time.sleep(pause * 60)

    def _say(self, words: str) -> None:
        self.stdout.write(words)
        self.stdout.flush()


def _round(now: dt.datetime, worker: str) -> str:
    with origin("send_due_reminders"):
        return _sent(now, worker)


def _sent(now: dt.datetime, worker: str) -> str:
    planned = kinds.plan_all(now=now)
    made, gone = sum(one.made for one in planned), sum(one.withdrawn for one in planned)
    words = _("排定 %(made)s 封、撤下 %(gone)s 封。") % {"made": made, "gone": gone}
    if hours.is_quiet(now):
        words += _("現在是安靜時間（晚上八點到早上八點，以及放假日），只寄有人正在等的確認信。")
    done = sending.send_due(way=ways.way(), worker=worker, now=now)
    words += _("寄出 %(sent)s 封，其中 %(late)s 封是補寄。") % {"sent": done.sent, "late": done.late}
    if done.is_away:
        words += _("信件伺服器現在不收信，等著的信一恢復就寄。")
    if done.later or done.failed:
        words += _("%(later)s 封稍後再試，%(failed)s 封寄不到。") % {"later": done.later, "failed": done.failed}
    return words
