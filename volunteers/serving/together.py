"""Many things that change what people's hours depend on, and one judging of the waiting lines at their end.

A list of two thousand trainings would else judge the same people's lines again with each row.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar

PEOPLE = 500
"""So many at a time: their locks and what is known of them are held meanwhile."""
_put_off: ContextVar[set[int] | None] = ContextVar("hours_put_off", default=None)


def put_off(people: Iterable[int]) -> bool:
    """Whether judging these people's lines waits for the end of what is being done."""
    waiting = _put_off.get()
    if waiting is None:
        return False
    waiting.update(people)
    return True


@contextmanager
def judged_once(judge: Callable[[list[int]], object]) -> Iterator[None]:
    """Everybody whose lines are to be judged inside is judged once, at the end; nobody where it fails.

    To be opened in the transaction that writes what is inside: else a failure between the two leaves lines unjudged.

    Args:
        judge: is given the people, in parts.
    """
    if _put_off.get() is not None:
        yield
        return
    people: set[int] = set()
    token = _put_off.set(people)
    try:
        yield
    finally:
        _put_off.reset(token)
    keys = sorted(people)
    for start in range(0, len(keys), PEOPLE):
        judge(keys[start : start + PEOPLE])
