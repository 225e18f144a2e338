"""`manage.py open_results [--now ISO] [--every HOURS]`."""

from __future__ import annotations

import datetime as dt

from django.utils.translation import gettext as _

from foundation.audit.trail import SYSTEM
from foundation.jobs.rounds import RoundsCommand
from volunteers.reporting import opening


class Command(RoundsCommand):
    """Open the results reports that units owe now, filled from the register; may run often."""

    help = "開立到期的成果回報，數字從名冊和時數帶入；重複執行不會重複開立。"

    def round(self, now: dt.datetime) -> str:
        """Open what is owed."""
        return _("開立 %(number)s 份成果回報。") % {"number": opening.open_due(by=SYSTEM, now=now)}
