"""`manage.py backup [--verify] [--prove FILE] [--keep-days N] [--now ISO] [--every HOURS]`."""

from __future__ import annotations

import datetime as dt
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.conf import settings
from django.template.defaultfilters import filesizeformat
from django.utils.translation import gettext as _

from foundation.jobs.command import refused
from foundation.jobs.rounds import RoundsCommand
from foundation.upkeep import backups
from foundation.upkeep.snapshots import NotCopied


class Command(RoundsCommand):
    """Save the database and the media into one sealed file while the platform goes on.

    By the clock (`--every`) one is made when the newest is older than `BACKUP_HOURS`, and it is always proved.
    """

    help = "把資料庫和上傳的檔案備份成一個加密的檔案；平臺不必停下來。"

    def add_arguments(self, parser: ArgumentParser) -> None:
        """What to prove, and how long to keep."""
        super().add_arguments(parser)
        parser.add_argument("--verify", action="store_true", help=_("在暫時的地方還原一次，逐項核對，才算備份成功"))
        parser.add_argument("--prove", metavar="FILE", help=_("不做新的，只核對這個備份檔還原得出來"))
        parser.add_argument("--keep-days", type=int, metavar="N", help=_("刪除比幾天更舊的備份（最新的一份一定留著）"))

    def handle(self, *args: Any, **options: Any) -> None:
        """Prove one that stands, or make one."""
        self.options = options
        try:
            if options["prove"]:
                manifest = backups.proved(Path(options["prove"]))
                self.stdout.write(
                    _("這份備份還原得出來：%(rows)s 筆資料、%(files)s 個檔案，%(at)s 做的。")
                    % {
                        "rows": sum(manifest["rows"].values()),
                        "files": len(manifest["files"]) - 1,
                        "at": backups.shown(manifest["made_at"]),
                    }
                )
                return
            super().handle(*args, **options)
        except NotCopied as why:
            raise refused(str(why)) from why

    def round(self, now: dt.datetime) -> str:
        """Make one; by the clock only when it is due."""
        by_the_clock = self.options["every"] is not None
        keep_days = settings.BACKUP_KEPT_DAYS if self.options["keep_days"] is None else self.options["keep_days"]
        if keep_days < 1:
            raise refused(_("--keep-days 要寫 1 以上的天數。"))
        if by_the_clock and not backups.is_due(now):
            return _("還不到備份的時候。")
        made = backups.make(now=now, prove=by_the_clock or self.options["verify"])
        gone = backups.drop_old(now=now, keep_days=keep_days)
        proved = _("，還原核對無誤") if made.proved else ""
        return _(
            "已備份：%(path)s（%(size)s，%(rows)s 筆資料、%(files)s 個檔案%(proved)s）；刪除 %(gone)s 份舊的。"
        ) % {
            "path": made.path,
            "size": filesizeformat(made.bytes).replace("\xa0", " "),
            "rows": made.rows,
            "files": made.files,
            "proved": proved,
            "gone": len(gone),
        }
