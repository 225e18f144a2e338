"""`manage.py send_due_reminders [--now ISO] [--every MINUTES]`."""

from __future__ import annotations

import datetime as dt
import os
import socket

from django.utils.translation import gettext as _

from foundation.jobs.rounds import MINUTES, RoundsCommand
from foundation.notices import hours, kinds, sending, ways


class Command(RoundsCommand):
    """Plan the reminders anew and send those that are due, each once; may run often, and twice at the same time."""

    help = "寄出到期的提醒；重複執行不會重複寄。"
    pause = MINUTES

    def round(self, now: dt.datetime) -> str:
        """Plan, and send what is due."""
        planned = kinds.plan_all(now=now)
        made, gone = sum(one.made for one in planned), sum(one.withdrawn for one in planned)
        words = _("排定 %(made)s 封、撤下 %(gone)s 封。") % {"made": made, "gone": gone}
        if hours.is_quiet(now):
            words += _("現在是安靜時間（晚上八點到早上八點，以及放假日），只寄有人正在等的確認信。")
        worker = f"{socket.gethostname()[:20]}-{os.getpid()}"
        done = sending.send_due(way=ways.way(), worker=worker, now=now)
        words += _("寄出 %(sent)s 封，其中 %(late)s 封是補寄。") % {"sent": done.sent, "late": done.late}
        if done.is_away:
            words += _("信件伺服器現在不收信，等著的信一恢復就寄。")
        if done.later or done.failed:
            words += _("%(later)s 封稍後再試，%(failed)s 封寄不到。") % {"later": done.later, "failed": done.failed}
        return words
