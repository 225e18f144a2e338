"""How much of a long list is written at a time.

SQLite has one writer: while a part goes in, nobody else saves. A part is as long as it may be without anybody's feeling
it, which depends on the machine, on what is known of the people and on what else runs; so the parts before tell.
"""

from __future__ import annotations

import gc
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager

HOLD = 0.05
"""Seconds that a part may keep others from writing."""
FIRST, LEAST = 100, 50
"""The first part is the slowest: whatever it needs is made ready in it."""


class Pace:
    """The size of the next part.

    Args:
        most: no part is longer.
        clock: what the parts are timed by.
    """

    def __init__(self, most: int, *, clock: Callable[[], float] = time.perf_counter) -> None:
        self._most = most
        self._clock = clock
        self.size = min(FIRST, most)

    @contextmanager
    def timed(self, rows: int) -> Iterator[None]:
        """Around the writing of so many rows; at most doubles the next part, so that one quick one proves nothing.

        Until they are written nothing is looked through for garbage: with a long list in memory that takes a fifth of a
        second, which all who save would wait for.
        """
        collects = gc.isenabled()
        gc.disable()
        began = self._clock()
        try:
            yield
        finally:
            if collects:
                gc.enable()
        took = self._clock() - began
        if rows and took > 0:
            fit = min(int(rows * HOLD / took), 2 * self.size)
            self.size = min(max(fit, LEAST), self._most)
