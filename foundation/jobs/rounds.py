"""What is done by the clock: a command that makes one round, or one round after the other until it is ended."""

from __future__ import annotations

import datetime as dt
import logging
import time
from argparse import ArgumentParser
from dataclasses import dataclass
from typing import Any

from django.db import DatabaseError, connection
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from foundation.audit.trail import origin

from .command import PlainCommand, moment, refused
from .models import Round

logger = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Pause:
    """In what a command counts the time between its rounds (`seconds` each, at most `most` of them), and its words."""

    metavar: str
    seconds: int
    most: int
    means: str | Promise
    limits: str | Promise
    again: str | Promise


HOURS = Pause(
    "HOURS", 3600, 168,
    gettext_lazy("每隔幾小時再做一次，不結束"),
    gettext_lazy("--every 要寫 1 到 168 小時，而且不能和 --now 一起用。"),
    gettext_lazy("這一次沒有做成，%(pause)s 小時後再試：%(trouble)s"),
)  # fmt: skip
MINUTES = Pause(
    "MINUTES", 60, 1440,
    gettext_lazy("每隔幾分鐘再寄一次，不結束"),
    gettext_lazy("--every 要寫 1 到 1440 分鐘，而且不能和 --now 一起用。"),
    gettext_lazy("這一次沒有寄成，%(pause)s 分鐘後再試：%(trouble)s"),
)  # fmt: skip


class RoundsCommand(PlainCommand):
    """A command that may run often: what is due is done once. Subclasses say what a round does (`round`).

    Called once, trouble is a refusal. Going on (`--every`), a round that fails is logged and said, and what was due is
    done next time: a process that ended would do nothing any more.
    """

    pause = HOURS

    def add_arguments(self, parser: ArgumentParser) -> None:
        """The moment to act as of, and whether to go on."""
        parser.add_argument("--now", metavar="ISO", help=_("當作是這個時間，例如 2026-09-12T09:00+08:00"))
        parser.add_argument("--every", type=int, metavar=self.pause.metavar, help=str(self.pause.means))

    def handle(self, *args: Any, **options: Any) -> None:
        """One round, or one round after the other."""
        fixed, every = moment(options["now"]), options["every"]
        if every is None:
            self._do(fixed or timezone.now())
            return
        if fixed or not 1 <= every <= self.pause.most:
            raise refused(str(self.pause.limits))
        while True:
            try:
                self._do(timezone.now())
            except Exception as trouble:
                logger.exception("a round of %s failed", self.name)
                self.stderr.write(str(self.pause.again) % {"pause": every, "trouble": trouble})
                if not connection.in_atomic_block:  # whoever calls it inside one keeps it
                    connection.close()
                self._note(failed_at=timezone.now(), trouble=f"{type(trouble).__name__}: {trouble}"[:300])
            time.sleep(every * self.pause.seconds)

    def round(self, now: dt.datetime) -> str:
        """Do what is due at that moment; the sentence that says what was done."""
        raise NotImplementedError

    @property
    def name(self) -> str:
        """What it is called by, which is where the trail says that its acts came from."""
        return type(self).__module__.rpartition(".")[2]

    def _do(self, now: dt.datetime) -> None:
        with origin(self.name):
            said = self.round(now)
        self._note(done_at=timezone.now())
        self.stdout.write(said)
        self.stdout.flush()

    def _note(self, **what: Any) -> None:
        """Write down what became of a round, for the doctor; where even that cannot be written, the log has it."""
        try:
            Round.objects.update_or_create(name=self.name, defaults=what)
        except DatabaseError:
            logger.exception("what became of a round of %s could not be noted", self.name)
            connection.close()
