"""`manage.py count_register [--now ISO] [--every HOURS]`."""

from __future__ import annotations

import datetime as dt

from django.utils.translation import gettext as _

from foundation.jobs.rounds import RoundsCommand
from reports.dashboards import counting


class Command(RoundsCommand):
    """Count who stands where in the register, unit by unit, for the dashboards."""

    help = "統計各單位志工走到哪一步、缺什麼，給成效總覽用；可以常常執行。"

    def round(self, now: dt.datetime) -> str:
        """Count every unit."""
        return _("統計了 %(number)s 個單位。") % {"number": counting.count_all(now=now)}
