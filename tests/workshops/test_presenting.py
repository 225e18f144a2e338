"""The queue of presentations: whose turn, for how long, in which words."""

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from workshops import presenting
from workshops.clock import CannotDo

NOON = dt.datetime(2026, 6, 10, 5, 30, tzinfo=dt.UTC)
SHORTEST, LONGEST = dt.timedelta(minutes=5), dt.timedelta(minutes=8)


BLOCK = dt.timedelta(minutes=50)


def minutes(n: float) -> dt.timedelta:
    return dt.timedelta(minutes=n)


def started(queue, *, now=NOON, left=BLOCK):
    return presenting.start(queue, now=now, left=left, shortest=SHORTEST, longest=LONGEST)


@pytest.mark.parametrize(
    ("waiting", "left", "expected"),
    [
        (7, 56, 8), (7, 57, 8), (7, 55.9, 7.5), (7, 50, 7), (7, 49, 7), (7, 48.9, 6.5), (8, 40, 5), (8, 39.9, 4.5),
        (3, 1, 0.5), (3, 0, 0.5), (3, -9, 0.5), (0, 50, 0),
    ],
)  # fmt: skip
def test_what_is_left_is_shared_among_who_waits(waiting, left, expected):
    assert presenting.each(waiting, minutes(left), LONGEST) == minutes(expected)


@pytest.mark.parametrize(
    ("waiting", "seconds", "expected"),
    [
        (8, 2400, 5), (8, 2399, 5), (8, 2390, 5), (8, 2340, 5), (8, 2339, 4.5), (8, 2640, 5.5), (2, 590, 5),
        (2, 540, 5), (2, 539, 4), (1, 300, 5), (1, 290, 4.5), (1, 10, 0.5), (8, 60, 0.5), (0, 2400, 0),
    ],
)  # fmt: skip
def test_seconds_that_are_lost_are_the_lasts(waiting, seconds, expected):
    assert presenting.each(waiting, dt.timedelta(seconds=seconds), LONGEST, SHORTEST) == minutes(expected)


def test_eight_groups_in_forty_minutes_have_five_each_though_each_change_takes_seconds():
    queue, now, lengths = presenting.queue_of(range(8)), NOON, []
    for _group in range(8):
        now += dt.timedelta(seconds=5)
        queue = started(queue, now=now, left=NOON + minutes(40) - now)
        lengths.append(presenting.on(queue).length)
        now += lengths[-1]
    assert lengths == [minutes(5)] * 7 + [minutes(4)]


@pytest.mark.parametrize(
    ("seconds", "phase", "said"),
    [
        (0, "run", "還有 8 分"),
        (252, "run", "還有 3 分 48 秒"),
        (299, "run", "還有 3 分 1 秒"),
        (300, "soon", "可以收尾，還有 3 分"),
        (480, "soon", "可以收尾，還有 0 秒"),
        (481, "over", "超過 1 秒，請收尾"),
        (501, "over", "超過 21 秒，請收尾"),
        (570, "over", "超過 1 分 30 秒，請收尾"),
    ],
)
def test_a_groups_time_is_told_kindly(seconds, phase, said):
    turn = presenting.on(started(presenting.queue_of([1]), left=minutes(60)))
    at = NOON + dt.timedelta(seconds=seconds)
    assert (turn.phase(at), presenting.said(turn, at)) == (phase, said)


def test_groups_follow_each_other_and_a_late_one_costs_those_who_wait():
    queue = started(presenting.queue_of([11, 12, 13]), left=minutes(21))
    assert (presenting.on(queue).group, presenting.on(queue).length) == (11, minutes(7))
    assert presenting.following(queue).group == 12
    queue = started(queue, now=NOON + minutes(11), left=minutes(10))
    assert (presenting.on(queue).group, presenting.on(queue).length) == (12, minutes(5))
    assert queue[0].spent(NOON + minutes(99)) == minutes(11)
    queue = presenting.stop(queue, now=NOON + minutes(15))
    assert presenting.on(queue) is None
    with pytest.raises(CannotDo, match="沒有小組"):
        presenting.stop(queue, now=NOON)
    queue = presenting.stop(started(queue), now=NOON)
    with pytest.raises(CannotDo, match="都發表過"):
        started(queue)


def test_the_order_can_be_changed_among_who_waits():
    queue = started(presenting.queue_of([1, 2, 3, 4]))
    queue = presenting.sooner(queue, 4)
    assert [turn.group for turn in queue] == [1, 2, 4, 3]
    queue = presenting.sooner(queue, 4)
    assert [turn.group for turn in queue] == [1, 4, 2, 3]
    for group, why in ((4, "最前面"), (1, "上臺"), (9, "上臺")):
        with pytest.raises(CannotDo, match=why):
            presenting.sooner(queue, group)


def test_who_is_skipped_can_come_back():
    queue = presenting.skip(presenting.queue_of([1, 2]), 1)
    assert presenting.following(queue).group == 2
    assert presenting.each(sum(turn.waits for turn in queue), minutes(8), LONGEST) == minutes(8)
    assert presenting.following(presenting.skip(queue, 1)).group == 1
    with pytest.raises(CannotDo, match="上臺"):
        presenting.skip(started(queue), 2)


def test_while_the_room_stands_still_nobodys_time_passes():
    queue = presenting.hold(started(presenting.queue_of([1, 2])), minutes(3))
    assert presenting.on(queue).spent(NOON + minutes(5)) == minutes(2)
    assert queue[1].held == dt.timedelta()


def test_groups_that_come_or_go_keep_the_others_places():
    kept = presenting.queue_of([3, 1, 2])
    assert [turn.group for turn in presenting.queue_of([1, 2, 4], kept)] == [1, 2, 4]
    assert [turn.group for turn in presenting.queue_of([1, 2, 3], kept)] == [3, 1, 2]


@given(st.integers(1, 14), st.integers(0, 120), st.lists(st.integers(0, 15), min_size=14, max_size=14))
def test_everybody_has_a_turn_and_what_is_left_is_never_overdrawn(groups, block, takes):
    """Who keeps to his time leaves each group after him its share; none has more than the longest."""
    queue, now = presenting.queue_of(range(groups)), NOON
    ends = NOON + minutes(block)
    seen = []
    for _turn in range(groups):
        waiting = sum(turn.waits for turn in queue)
        left = ends - now
        queue = started(queue, now=now, left=left)
        turn = presenting.on(queue)
        seen.append(turn.group)
        assert turn.soft <= turn.length <= LONGEST
        lost = presenting.LOST if waiting > 1 else minutes(0)
        assert turn.length * waiting <= max(left + lost, minutes(0.5) * waiting)
        now += minutes(takes[turn.group])
    assert seen == list(range(groups))
