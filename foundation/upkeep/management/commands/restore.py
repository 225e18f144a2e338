"""`manage.py restore FILE [--replace]`."""

from __future__ import annotations

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _

from foundation.audit.trail import origin
from foundation.jobs.command import PlainCommand, refused
from foundation.upkeep import restoring
from foundation.upkeep.backups import shown
from foundation.upkeep.snapshots import NotCopied


class Command(PlainCommand):
    """Put a backup back into this installation: an empty one, or with `--replace` over what stands."""

    help = "把備份檔還原到這個平臺；已經有資料時要加 --replace，原來的會先備份一份。"
    requires_system_checks: list[str] = []
    requires_migrations_checks = False

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Which file, and whether what stands may go."""
        parser.add_argument("file", metavar="FILE", help=_("備份檔"))
        parser.add_argument("--replace", action="store_true", help=_("取代現在的資料庫和上傳的檔案"))

    def handle(self, *args: Any, **options: Any) -> None:
        """Put it back, or say what that would do."""
        try:
            done = restoring.put_back(
                path=Path(options["file"]), replace=options["replace"], now=timezone.now(), before=self._say
            )
        except NotCopied as why:
            raise refused(str(why)) from why
        if isinstance(done, restoring.Plan):
            self._say(done)
            raise refused(
                _(
                    "這裡已經有 %(rows)s 筆資料、%(files)s 個上傳的檔案，沒有動。"
                    "要取代它們，請加 --replace；會先把現在的備份一份。"
                )
                % {"rows": done.standing_rows, "files": done.standing_files}
            )
        with origin("restore"):
            noted = restoring.note(done=done, now=timezone.now())
        if not noted:
            self.stdout.write(_("這份備份比較舊，還原的事沒有記進稽核軌跡；套用 migrate 之後請自己留一份紀錄。"))
        if done.safety:
            self.stdout.write(_("原來的資料備份在 %(path)s") % {"path": done.safety})
        if done.old_media:
            self.stdout.write(_("原來的上傳檔案在 %(path)s，確定不用了再刪。") % {"path": done.old_media})
        self.stdout.write(_("已還原。請執行 manage.py migrate、manage.py doctor，再讓大家進來。"))

    def _say(self, plan: restoring.Plan) -> None:
        self.stdout.write(
            _("備份是 %(at)s 做的：%(rows)s 筆資料、%(files)s 個上傳的檔案。")
            % {"at": shown(plan.made_at), "rows": plan.rows, "files": plan.files}
        )
        if plan.missing_keys:
            self.stdout.write(
                _("注意：備份時用的金鑰這裡沒有（%(keys)s）；沒有它們，加密的證號等欄位打不開。")
                % {"keys": "、".join(plan.missing_keys)}
            )
