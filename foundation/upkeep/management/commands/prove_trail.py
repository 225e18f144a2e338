"""`manage.py prove_trail`."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from foundation.audit import chain
from foundation.jobs.command import PlainCommand, refused
from foundation.upkeep import anchors

SAYS = {
    "changed": gettext_noop("第 %(seal)s 號封存：第 %(line)s 筆被改過"),
    "deleted": gettext_noop("第 %(seal)s 號封存：第 %(line)s 筆被刪除"),
    "inserted": gettext_noop("第 %(seal)s 號封存：第 %(line)s 筆是後來插進去的"),
    "seal": gettext_noop("第 %(seal)s 號封存本身被改過"),
    "anchor": gettext_noop("第 %(seal)s 號封存和另存的檔案不同"),
    "missing": gettext_noop("第 %(seal)s 號封存不見了"),
}


class Command(PlainCommand):
    """Compute the trail's seals anew and name the first lines that are not as they were; status 2 where one is not."""

    help = "用資料庫裡的紀錄重算稽核軌跡的封存，指出哪一筆被改過、刪除或插入。"

    def handle(self, *args: Any, **options: Any) -> None:
        """Prove it, and say what was looked at."""
        outside = anchors.known()
        proof = chain.prove(anchors=outside)
        for one in proof.wrong:
            self.stdout.write("✗ " + _(SAYS[one.what]) % {"seal": one.seal, "line": one.line})
        if proof.wrong:
            raise refused(_("稽核軌跡和封存時不同；先保留現場（備份一份），再和印出來的封存頁、較早的備份比對。"))
        self.stdout.write(
            _(
                "%(seals)s 次封存、%(lines)s 筆紀錄都和封存時相同；核對了 %(files)s 個另存的檔案，"
                "還沒封存的有 %(rest)s 筆。"
            )
            % {"seals": proof.seals, "lines": proof.lines, "files": len(outside), "rest": proof.unsealed}
        )
