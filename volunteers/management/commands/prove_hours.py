"""`manage.py prove_hours [--repair]`."""

from __future__ import annotations

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import CommandError
from django.utils.translation import gettext as _

from foundation.jobs.command import PlainCommand
from volunteers.serving import sums

MOST_SHOWN = 20


class Command(PlainCommand):
    """Prove that every kept sum of hours is what the approved lines say, and mend what is not."""

    help = "核對每月與累計時數和帳上的紀錄是不是一樣；不一樣就列出來，--repair 重算。"

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Whether to mend."""
        parser.add_argument("--repair", action="store_true", help=_("不一樣的話，照帳上的紀錄重算"))

    def handle(self, *args: Any, **options: Any) -> None:
        """Compare, tell, and mend where that is asked.

        Raises:
            CommandError: sums differ and were not mended, so that whoever runs it by the clock is told.
        """
        count = 0
        for count, one in enumerate(sums.differences(), 1):
            if count > MOST_SHOWN:
                continue
            told = {"person": one.volunteer, "unit": one.unit, "month": one.month, "kept": one.kept, "true": one.true}
            self.stdout.write(_("志工 %(person)s、單位 %(unit)s、%(month)s：記的是 %(kept)s，應該是 %(true)s") % told)
        if not count:
            self.stdout.write(_("時數合計和帳上的紀錄完全一樣。"))
            return
        if not options["repair"]:
            raise CommandError(_("有 %(count)s 個合計不一樣；加上 --repair 重算。") % {"count": count})
        sums.rebuild()
        self.stdout.write(_("已照帳上的紀錄重算 %(count)s 個合計。") % {"count": count})
