"""`manage.py doctor [--now ISO]`."""

from __future__ import annotations

from argparse import ArgumentParser
from collections.abc import Callable, Iterable
from functools import partial
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _

from foundation.jobs.command import PlainCommand, moment, refused
from foundation.upkeep import installed, running
from foundation.upkeep.finding import Finding, Grade

SIGNS = {Grade.FINE: "✓", Grade.NOTE: "・", Grade.MEND: "✗"}


class Command(PlainCommand):
    """Say in words what is wrong with this installation, and how to mend it; status 2 when something must be mended."""

    help = "檢查這個平臺：設定、金鑰、資料庫、磁碟、郵件、時鐘、字型、背景作業和備份；有要修的就以 2 結束。"
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        """The moment to look as of."""
        parser.add_argument("--now", metavar="ISO", help=_("當作是這個時間，例如 2026-09-12T09:00+08:00"))

    def handle(self, *args: Any, **options: Any) -> None:
        """Look at everything; what breaks one look does not keep us from the next."""
        now = moment(options["now"]) or timezone.now()
        looks: list[Callable[[], Iterable[Finding]]] = [
            installed.settings_fit,
            running.database_stands,
            running.keys_open,
            installed.room_left,
            installed.folders_take_files,
            installed.tools_there,
            installed.mail_goes_out,
            partial(installed.clock_is_right, now),
            partial(running.work_goes_on, now),
            partial(running.trail_holds, now),
            partial(running.backups_are_young, now),
        ]
        bad = 0
        for look in looks:
            for found in look():
                bad += found.grade == Grade.MEND
                self.stdout.write(f"{SIGNS[found.grade]} {found.what}")
                if found.mend:
                    self.stdout.write(f"    → {found.mend}")
        if bad:
            raise refused(_("有 %(count)s 件事要修，見上面打 ✗ 的。") % {"count": bad})
        self.stdout.write(_("都好。"))
