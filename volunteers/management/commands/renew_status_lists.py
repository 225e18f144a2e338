"""`manage.py renew_status_lists [--now ISO] [--every HOURS]`."""

from __future__ import annotations

import datetime as dt

from django.utils.translation import gettext as _

from foundation.jobs.rounds import RoundsCommand
from volunteers.certifying import status_lists


class Command(RoundsCommand):
    """Sign the lists of certificates that hold no more, where they have changed or are about to end; may run often."""

    help = "重新簽發快要到期、或內容有變的證明書撤銷清單；重複執行不會重複簽。"

    def round(self, now: dt.datetime) -> str:
        """Sign what is due."""
        return _("簽了 %(count)s 份撤銷清單。") % {"count": status_lists.renew(now=now)}
