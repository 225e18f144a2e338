"""Fill an empty database with the demonstration."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.core.management.base import CommandParser
from django.db import transaction
from django.utils import timezone, translation

from demo import people
from demo.build import build
from demo.cast import ACCOUNTS
from foundation.accounts.models import County, User
from foundation.accounts.roles import Role
from foundation.audit import trail
from foundation.jobs.command import PlainCommand, refused


class Command(PlainCommand):
    """Make the demonstration, or list its accounts. Refuses a database in which somebody works already."""

    help = "示範資料：三個年度方案、各縣市的工作坊、各角色帳號。"

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--accounts", action="store_true", help="只列出示範帳號")
        parser.add_argument("--seed", type=int, default=2026, help="亂數種子；相同種子產生相同資料")
        parser.add_argument("--now", default="", help="以這個時間為「現在」（ISO 8601）")

    def handle(self, *args: Any, **options: Any) -> None:
        """Print one line a workshop; nothing is kept of a build that fails."""
        if options["accounts"]:
            self._accounts()
            return
        if User.objects.exists():
            raise refused("資料庫已經有帳號，示範資料只能放進空的資料庫。")
        now = timezone.now()
        if options["now"]:
            try:
                now = dt.datetime.fromisoformat(options["now"])
            except ValueError:
                raise refused(f"--now「{options['now']}」不是 ISO 8601 時間，例如 2026-06-12T14:00。") from None
            now = now if timezone.is_aware(now) else timezone.make_aware(now)
        with transaction.atomic(), trail.origin("seed_demo"), translation.override("zh-hant"):
            build(now=now, seed=options["seed"], tell=self.stdout.write)

    def _accounts(self) -> None:
        counties = {county.code: county.name for county in County.objects.all()}
        for account in ACCOUNTS:
            place = counties.get(account.county or "", "全國")
            self.stdout.write(f"{account.email:<26} {place}・{Role(account.role).label}（{account.name}）")
        self.stdout.write(f"密碼都是 {people.PASSWORD}")
