"""`manage.py count_register [--now ISO] [--every HOURS] [--months N]`."""

from __future__ import annotations

import datetime as dt
from argparse import ArgumentParser
from typing import Any

from django.utils.translation import gettext as _

from foundation.jobs.command import refused
from foundation.jobs.rounds import RoundsCommand
from reports.dashboards import counting, past


class Command(RoundsCommand):
    """Count who stands where in the register, unit by unit, for the dashboards."""

    help = "統計各單位志工走到哪一步、缺什麼，給成效總覽用；可以常常執行。"

    months = 0

    def add_arguments(self, parser: ArgumentParser) -> None:
        """And how many months before this one are filled in."""
        super().add_arguments(parser)
        parser.add_argument(
            "--months", type=int, default=0, help=_("之前沒有統計過的幾個月，依登錄的日期補算（最多 12）")
        )

    def handle(self, *args: Any, **options: Any) -> None:
        """Count in rounds, or once.

        Raises:
            CommandError: a number of months that cannot be.
        """
        self.months = options.pop("months")
        if not 0 <= self.months <= past.MOST:
            raise refused(_("--months 請填 0 到 %(most)s。") % {"most": past.MOST})
        super().handle(*args, **options)

    def round(self, now: dt.datetime) -> str:
        """Count every unit."""
        number = counting.count_all(now=now)
        if self.months:
            past.fill_in(months=self.months, now=now)
        return _("統計了 %(number)s 個單位。") % {"number": number}
