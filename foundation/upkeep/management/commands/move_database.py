"""`manage.py move_database --to ADDRESS`."""

from __future__ import annotations

import os
from argparse import ArgumentParser
from typing import Any

from django.core.exceptions import ImproperlyConfigured
from django.db import connection, connections
from django.utils import timezone
from django.utils.translation import gettext as _

from foundation.audit import trail
from foundation.audit.trail import SYSTEM, origin
from foundation.audit.verbs import Verb
from foundation.jobs.command import PlainCommand, refused
from foundation.jobs.models import Round
from foundation.upkeep import moving, new_home
from foundation.upkeep.address import database
from foundation.upkeep.snapshots import NotCopied

ADDRESS = "NEW_DATABASE_URL"


class Command(PlainCommand):
    """Move every row into another, empty database, and prove that both hold the same before it counts."""

    help = "把整個資料庫搬到另一個空的資料庫（SQLite 搬到 PostgreSQL），逐表核對每一筆都相同才算數。"

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Where to."""
        parser.add_argument(
            "--to",
            metavar="ADDRESS",
            help=_("搬去哪裡，例如 postgres://帳號:密碼@主機/資料庫；不寫的話讀環境變數 %(name)s") % {"name": ADDRESS},
        )

    def handle(self, *args: Any, **options: Any) -> None:
        """Look, make ready, move, prove; what was moved is said table by table."""
        address = options["to"] or os.environ.get(ADDRESS, "")
        if not address:
            raise refused(_("還要寫 --to 搬去哪裡，或設定環境變數 %(name)s。") % {"name": ADDRESS})
        try:
            told = database(address)
        except ImproperlyConfigured as wrong:
            raise refused(str(wrong).replace("DATABASE_URL", "--to")) from wrong
        try:
            with new_home.opened(told) as target:
                proved, behind = self._moved(address, target)
        except NotCopied as why:
            raise refused(str(why)) from why
        for table in proved:
            self.stdout.write(f"  {table.name}  {table.rows}  {table.digest[:16]}")
        if behind:
            self.stdout.write(_("沒有搬的資料表（程式不認得）：%(names)s") % {"names": "、".join(behind)})
        self.stdout.write(
            _("已搬 %(rows)s 筆、%(tables)s 個資料表；兩邊逐表核對，每一筆都相同。")
            % {"rows": sum(table.rows for table in proved), "tables": len(proved)}
        )
        self.stdout.write(
            _("接著：把 DATABASE_URL 改成新的位址，執行 manage.py doctor，再讓大家進來。舊的資料庫先留著，不要再用它。")
        )

    def _moved(self, address: str, target: str) -> tuple[list[moving.Table], list[str]]:
        behind = new_home.must_be_ready_to_go(connection)
        new_home.must_be_empty(target)
        self.stdout.write(_("準備新的資料庫（幾分鐘）…"))
        new_home.made_ready(target, address)
        # Written here before it begins, so that it goes along and both sides stay equal.
        with origin("move_database"):
            trail.record(
                Verb.DATABASE_MOVED,
                Round.of("move_database"),
                by=SYSTEM,
                now={"moved_to": connections[target].vendor},
                at=timezone.now(),
            )
        proved = moving.move(source="default", target=target, tell=self._tell)
        if connections[target].vendor == "postgresql":
            with connections[target].cursor() as cursor:
                cursor.execute("ANALYZE")  # else its first days' plans know nothing of how much stands where
        return proved, behind

    def _tell(self, name: str, done: int, total: int) -> None:
        if total > moving.CHUNK:
            self.stdout.write(f"  {name} {done}/{total}")
