"""Do the long work that people ask for."""

from __future__ import annotations

import logging
from argparse import ArgumentParser
from typing import Any

from django.utils.translation import gettext as _

from foundation.jobs.command import PlainCommand, refused
from foundation.jobs.working import Worker

LONGEST_INTERVAL = 60

logger = logging.getLogger(__name__)


class Command(PlainCommand):
    """One job after the other, until it is ended. Several may run, on several machines."""

    help = _("做大家要的長作業（報告、匯入、評估），一件接一件；可以同時開好幾個")

    def add_arguments(self, parser: ArgumentParser) -> None:
        """How often to look, and whether to go on."""
        parser.add_argument(
            "--interval", type=float, default=1.0, metavar="SECONDS", help=_("沒有作業時，每隔幾秒看一次；預設 1 秒")
        )
        parser.add_argument("--until-empty", action="store_true", help=_("做完現有的作業就結束"))

    def handle(self, *args: Any, **options: Any) -> None:
        """Work until somebody ends it."""
        if not 0 < options["interval"] <= LONGEST_INTERVAL:
            raise refused(_("--interval 要寫 60 秒以內、大於 0 的數字。"))
        worker = Worker(interval=options["interval"])
        worker.listen()
        logger.info("worker %s begins", worker.name)
        worker.run(until_empty=options["until_empty"])
