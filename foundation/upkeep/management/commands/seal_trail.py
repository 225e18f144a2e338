"""`manage.py seal_trail [--now ISO] [--every HOURS]`."""

from __future__ import annotations

import datetime as dt

from django.utils.translation import gettext as _

from foundation.audit import chain
from foundation.jobs.command import refused, why_not_written
from foundation.jobs.rounds import RoundsCommand
from foundation.upkeep import anchors


class Command(RoundsCommand):
    """Seal what has been written to the trail since the last seal, once a day, and lay the digest outside."""

    help = "封存稽核軌跡：一天一次，雜湊值另存成可以印出來的檔案；重複執行沒有關係。"

    def round(self, now: dt.datetime) -> str:
        """Seal where a day has passed; write the files that are still to be written."""
        sealed = chain.seal(now=now) if chain.is_due(now) else None
        try:
            written = anchors.write_missing()
        except OSError as trouble:
            raise refused(_("封存的檔案寫不進去：%(why)s。") % {"why": why_not_written(trouble)}) from trouble
        return _("封存了 %(lines)s 筆稽核紀錄，寫出 %(files)s 個檔案。") % {
            "lines": sealed.lines if sealed else 0,
            "files": written,
        }
