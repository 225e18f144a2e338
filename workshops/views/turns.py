"""Boards wait, tables do not: how much of a process may go into drawing what rooms look like.

Twenty-two rooms in which everybody writes give more to draw than one process can; every save would wait behind it. So
one board is drawn at a time, and after each the process rests from drawing twice as long as that took. Whoever comes
meanwhile is told that there is nothing new yet and when to ask again, and comes to nothing but a little later. Not
too soon: each time somebody asks in vain costs as much as a third of a save, and forty boards ask.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager


class Turns:
    """Who may draw now.

    Args:
        rest: how long nobody draws after each time, as a multiple of how long that took.
        soonest: after how many seconds it is worth asking again at the soonest.
        clock: seconds since whenever.
    """

    def __init__(self, *, rest: float = 2.0, soonest: float = 0.4, clock: Callable[[], float] = time.monotonic) -> None:
        self.rest, self.soonest, self.clock = rest, soonest, clock
        self._one = threading.Lock()
        self._from = 0.0
        self._took = 0.0

    @contextmanager
    def take(self, *, long: bool = False, must: bool = False) -> Iterator[bool]:
        """Whether it is one's turn, for the length of the block.

        Args:
            long: one has waited long, and does not wait for the rest to pass.
            must: it is, whatever others do: somebody looks at an empty page.
        """
        if not ((must or long or self.clock() >= self._from) and self._one.acquire(blocking=False)):
            yield must
            return
        began = self.clock()
        try:
            yield True
        finally:
            now = self.clock()
            self._took = now - began
            self._from = now + self._took * self.rest
            self._one.release()

    def wait(self) -> float:
        """After how many seconds it is worth asking again."""
        return max(self.soonest, self._from - self.clock() + self._took)
