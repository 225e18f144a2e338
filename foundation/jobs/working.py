"""A worker: takes one job after the other, and outlives whatever happens to the database beside it.

While the database is away it waits, longer each time, and says so once. Asked to end (SIGTERM), it finishes what it is
doing if that takes no longer than `GRACE`; else, or asked a second time, it gives the job back, and another begins it
from the beginning. Of a worker that is killed the lease lapses (`leases`).
"""

from __future__ import annotations

import contextlib
import datetime as dt
import logging
import signal
import threading
import time
from collections.abc import Callable, Iterator
from typing import TypeVar

from django.db import Error, close_old_connections, connection
from django.utils import timezone

from . import leases
from .leases import Held, LeaseLost, Stopped
from .work import TROUBLE, do

# Seconds in which work may come to its end after somebody asked the worker to end.
GRACE = 20.0
FIRST_PAUSE, LONGEST_PAUSE = 0.5, 30.0
T = TypeVar("T")
Clock = Callable[[], dt.datetime]

logger = logging.getLogger(__name__)


class Worker:
    """Does the long work of the house, a job at a time.

    Args:
        interval: seconds between two looks for work where there is none.
    """

    def __init__(self, *, interval: float = 1.0, grace: float = GRACE, clock: Clock = timezone.now) -> None:
        self.name = leases.name()
        self._interval, self._grace, self._clock = interval, grace, clock
        self._stopping = self._rests = self._may_be_stopped = False

    def listen(self) -> None:
        """End by signal; whoever started this with SIGINT ignored (a shell in the background) means that."""
        signal.signal(signal.SIGALRM, self._time_is_up)
        signal.signal(signal.SIGTERM, self._asked_to_end)
        if signal.getsignal(signal.SIGINT) != signal.SIG_IGN:
            signal.signal(signal.SIGINT, self._asked_to_end)

    def run(self, *, until_empty: bool = False) -> None:
        """Work until somebody ends it, or until there is nothing more to do."""
        with contextlib.suppress(Stopped):
            while not self._stopping:
                close_old_connections()
                held = self.surely(lambda: leases.take(worker=self.name, now=self._clock()))
                if held is not None:
                    self._do(held)
                elif until_empty:
                    return
                else:
                    self._rest(self._interval)

    def surely(self, act: Callable[[], T]) -> T:
        """Do something until the database has taken it.

        Raises:
            Stopped: somebody asked the worker to end while the database was away.
        """
        pause, since = FIRST_PAUSE, 0.0
        while True:
            try:
                found = act()
            except TROUBLE as trouble:
                _let_go()
                if not since:
                    since = time.monotonic()
                    logger.warning("the database does not answer (%s); waiting for it", type(trouble).__name__)
                if self._stopping:
                    raise Stopped from trouble
                self._rest(pause)
                pause = min(pause * 2, LONGEST_PAUSE)
            else:
                if since:
                    logger.warning("the database answers again, after %.0f seconds", time.monotonic() - since)
                return found

    def _do(self, held: Held) -> None:
        try:
            with beating(held, clock=self._clock):
                do(held, clock=self._clock, surely=self.surely, may_stop=self._stoppable)
        except LeaseLost:
            logger.warning("job %s was taken up by somebody else", held.job.pk)
        except Stopped:
            self._may_be_stopped = False
            logger.warning("job %s is given back unfinished", held.job.pk)
            with contextlib.suppress(Error):
                _let_go()  # whatever was in the middle of something
                held.give_back()
            raise

    @contextlib.contextmanager
    def _stoppable(self) -> Iterator[None]:
        self._may_be_stopped = True
        try:
            yield
        finally:
            self._may_be_stopped = False

    def _rest(self, seconds: float) -> None:
        try:
            self._rests = True
            if not self._stopping:
                time.sleep(seconds)
        except Stopped:
            pass
        finally:
            self._rests = False

    def _asked_to_end(self, *_signal: object) -> None:
        # Again each second: a foreign library may swallow what is raised in its callback.
        signal.setitimer(signal.ITIMER_REAL, 0.001 if self._stopping else self._grace, 1)
        self._stopping = True
        if self._rests:
            raise Stopped

    def _time_is_up(self, *_signal: object) -> None:
        if self._may_be_stopped:
            raise Stopped


@contextlib.contextmanager
def beating(held: Held, *, clock: Clock) -> Iterator[None]:
    """Put the lease's end off from a thread and a connection of its own, for as long as the block lasts."""
    ended, every = threading.Event(), leases.BEAT.total_seconds()

    def beat() -> None:
        holds = True
        while holds and not ended.wait(every):
            try:
                holds = held.renew(clock())
            except Error:
                _let_go()  # it is away; the next beat connects anew
        _let_go()

    heart = threading.Thread(target=beat, name=f"lease of job {held.job.pk}", daemon=True)
    heart.start()
    try:
        yield
    finally:
        ended.set()
        heart.join(every)


def _let_go() -> None:
    """Close this thread's connection, also one that is broken."""
    with contextlib.suppress(Error):
        connection.close()
