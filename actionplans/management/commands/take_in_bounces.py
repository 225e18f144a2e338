"""`manage.py take_in_bounces PATH [--remove]`, or `… - [--to ADDRESS]` behind a mail server's pipe."""

from __future__ import annotations

import os
import sys
from argparse import ArgumentParser
from collections import Counter
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import CommandError
from django.db import DatabaseError
from django.utils import timezone
from django.utils.translation import gettext as _

from foundation.audit.trail import origin
from foundation.jobs.command import PlainCommand, refused
from foundation.notices import bounces, mailboxes
from foundation.notices.bounces import LARGEST, Became

STDIN = "-"


class Command(PlainCommand):
    """Read mail that came back and note which letters reached nobody; may run often, the same mail counts once."""

    help = "讀信件伺服器的退信通知，記下哪些提醒被退回；重複執行不會重複記。"

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Where the mail lies."""
        parser.add_argument("path", metavar="PATH", help=_("Maildir 資料夾、mbox 檔案，或 -（從標準輸入讀一封）"))
        parser.add_argument("--to", default="", metavar="ADDRESS", help=_("信封上的收件人，只和 - 一起用"))
        parser.add_argument("--remove", action="store_true", help=_("讀過的刪掉；讀不懂的留著"))

    def handle(self, *args: Any, **options: Any) -> None:
        """One mailbox, or one mail."""
        if not settings.BOUNCE_ADDRESS:
            raise refused(_("還沒有設定退信信箱：請在環境變數 BOUNCE_ADDRESS 寫一個信箱，例如 bounces@example.org。"))
        piped = options["path"] == STDIN
        if options["remove"] and piped:
            raise refused(_("--remove 只能和 Maildir 或 mbox 一起用。"))
        if options["to"] and not piped:
            raise refused(_("--to 只能和 -（標準輸入）一起用。"))
        with origin("take_in_bounces"):
            if piped:
                self._one(options["to"])
            else:
                self._box(options["path"], remove=options["remove"])

    def _one(self, to: str) -> None:
        """Whatever it says, the mail server has done its work; only a database that is away lets it try again."""
        try:
            raw = mailboxes.limited(sys.stdin.buffer)
        except mailboxes.TooLarge:
            self._complain(STDIN, too_large=True)
            return
        try:
            became = self._taken(STDIN, raw, to)
        except DatabaseError as trouble:
            why = _("資料庫現在不能用，請信件伺服器稍後再送一次。")
            raise CommandError(why, returncode=os.EX_TEMPFAIL) from trouble
        self._say(Counter([became]))

    def _box(self, path: str, *, remove: bool) -> None:
        counted: Counter[Became | None] = Counter()
        read = []
        try:
            box = mailboxes.Box(Path(path))
        except mailboxes.Unusable:
            raise refused(_("「%(path)s」不是讀得到的 Maildir 資料夾或 mbox 檔案。") % {"path": path}) from None
        with box:
            for name, raw in box.mails():
                if raw is None:
                    self._complain(name, too_large=True)
                became = None if raw is None else self._taken(name, raw, "")
                counted[became] += 1
                if became:
                    read.append(name)
            self._say(counted)
            if remove:
                try:
                    box.remove(read)
                except mailboxes.Unusable:
                    why = _("「%(path)s」現在被別的程式鎖住，讀過的還沒有刪；下次再刪。")
                    raise refused(why % {"path": path}) from None

    def _taken(self, name: str, raw: bytes, to: str) -> Became | None:
        try:
            return bounces.take_in(raw, to=to, now=timezone.now())
        except DatabaseError:
            raise
        except Exception:  # whatever a stranger's mail does to the reader, the next one is read
            self._complain(name)
            return None

    def _complain(self, name: str, *, too_large: bool = False) -> None:
        words = _("「%(name)s」超過 %(most)s KB 或讀不到，略過。") if too_large else _("「%(name)s」讀不懂，略過。")
        shown = "".join(letter if letter.isprintable() else "?" for letter in name)[:80]
        self.stderr.write(words % {"name": shown, "most": LARGEST // 1024})

    def _say(self, counted: Counter[Any]) -> None:
        words = _(
            "讀了 %(all)s 封：%(bounced)s 封退信，%(known)s 封先前記過，%(delayed)s 封只是延遲，"
            "%(automatic)s 封自動回覆，%(other)s 封和退信無關，%(unread)s 封讀不懂。"
        )
        numbers = {one.value: counted[one] for one in Became}
        numbers["other"] += numbers.pop("strange")
        self.stdout.write(words % {**numbers, "all": counted.total(), "unread": counted[None]})
