"""Delete the names of a symposium's delegates once they have served their purpose."""

from __future__ import annotations

import datetime as dt

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from foundation.audit.trail import SYSTEM
from foundation.jobs.rounds import RoundsCommand
from reports.symposium import delegating


class Command(RoundsCommand):
    """Ninety days after a symposium, whoever asks for its delegates finds numbers and no names."""

    help = gettext_lazy("刪除研討會代表的名單：研討會後 90 天，目的消失就刪。")  # type: ignore[assignment]

    def round(self, now: dt.datetime) -> str:
        """Delete what is due."""
        gone = delegating.erase(by=SYSTEM, now=now)
        if not gone:
            return _("沒有到期的代表名單。")
        return ngettext("刪除了 %(count)s 位代表的資料。", "刪除了 %(count)s 位代表的資料。", gone) % {"count": gone}
