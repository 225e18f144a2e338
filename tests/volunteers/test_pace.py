"""How much of a long list is written at a time."""

import gc
import itertools
from collections.abc import Iterator

import pytest

from volunteers.lists.hour_lists import _parts
from volunteers.lists.pace import FIRST, HOLD, LEAST, Pace


def paced(*seconds: float, most: int = 5_000) -> Pace:
    """A pace after parts that took so long, each as large as it had asked for."""
    ticks = itertools.chain.from_iterable((0.0, took) for took in seconds)
    pace = Pace(most, clock=lambda: next(ticks))
    for _took in seconds:
        with pace.timed(pace.size):
            pass
    return pace


def test_parts_grow_as_long_as_they_are_quick_but_no_more_than_twice() -> None:
    assert paced(HOLD / 100).size == 2 * FIRST
    assert paced(HOLD / 1.5).size == int(FIRST * 1.5)


def test_parts_shrink_at_once_where_they_keep_others_waiting() -> None:
    assert paced(HOLD * 2).size == FIRST // 2
    assert paced(HOLD * 1_000).size == LEAST, "less costs more than it spares"


def test_no_part_is_longer_than_allowed() -> None:
    assert paced(*[HOLD / 100] * 20, most=900).size == 900
    assert Pace(10).size == 10


def test_a_part_without_lines_says_nothing() -> None:
    ticks = iter((0.0, 9.0))
    pace = Pace(5_000, clock=lambda: next(ticks))
    with pace.timed(0):
        pass
    assert pace.size == FIRST


@pytest.fixture
def collecting() -> Iterator[None]:
    """The collector as it was, whatever a test does to it."""
    was = gc.isenabled()
    yield
    (gc.enable if was else gc.disable)()


@pytest.mark.usefixtures("collecting")
@pytest.mark.parametrize("switch", [gc.enable, gc.disable])
@pytest.mark.parametrize("fails", [False, True])
def test_nobody_waits_for_the_collector_while_a_part_is_written(switch, fails: bool) -> None:
    switch()
    was, seen = gc.isenabled(), []
    try:
        with Pace(10).timed(10):
            seen.append(gc.isenabled())
            if fails:
                raise ValueError
    except ValueError:
        seen.append(False)
    assert (any(seen), gc.isenabled()) == (False, was)


@pytest.mark.parametrize("most", [1, 2, 3, 100])
def test_the_lines_of_a_row_stay_together(most: int) -> None:
    people = [[(1, "a"), (2, "b"), (2, "c")], [(3, "d"), (4, "e"), (4, "f"), (4, "g")], [(5, "h")]]
    parts = list(_parts(people, Pace(most)))  # type: ignore[arg-type]
    assert [line for part in parts for line in part] == [line for lines in people for line in lines]
    for one, other in itertools.pairwise(parts):
        assert one[-1][0] != other[0][0]
        assert most <= len(one) < most + 4
