"""`manage.py read_kpis [--now ISO] [--every HOURS]`."""

from __future__ import annotations

import datetime as dt

from django.utils.translation import gettext as _

from actionplans.kpis import keeping
from foundation.jobs.rounds import RoundsCommand


class Command(RoundsCommand):
    """Read the indicators of the annual plans in force, once a day; a year that is over is frozen on the way."""

    help = "讀取年度計畫的績效指標；同一天重複執行只留一筆，年度結束自動凍結。"

    def round(self, now: dt.datetime) -> str:
        """Read every indicator."""
        return _("讀取 %(number)s 項指標。") % {"number": keeping.read_all(now=now)}
