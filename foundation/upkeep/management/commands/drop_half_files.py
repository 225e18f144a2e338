"""`manage.py drop_half_files [--now ISO] [--every HOURS]`."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

from django.conf import settings
from django.utils.translation import gettext as _

from foundation import whole
from foundation.jobs.rounds import RoundsCommand

# No upload, no handbook and no letter is written for so long.
KEPT_FOR = dt.timedelta(days=1)


class Command(RoundsCommand):
    """Delete what was left of files whose writer was killed: nobody reads it, and no row names it."""

    help = "刪除寫到一半中斷、一天以上沒有動的暫存檔；重複執行沒有關係。"

    def round(self, now: dt.datetime) -> str:
        """Sweep the folders in which files are written whole."""
        folders = {Path(one) for one in (settings.MEDIA_ROOT, settings.HANDBOOK_FOLDER, settings.EMAIL_FILE_PATH)}
        gone = sum(whole.sweep(folder, before=(now - KEPT_FOR).timestamp()) for folder in folders)
        return _("刪除 %(gone)s 個寫到一半的暫存檔。") % {"gone": gone}
