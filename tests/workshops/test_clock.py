"""The running agenda: each rule on both sides of its boundary, and what holds whatever is pressed."""

import datetime as dt
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.makers.rooms import NOON, after, begun, rooms
from workshops import clock
from workshops.clock import CannotDo


def titles(run: clock.Run) -> list[str]:
    return [part.block.title for part in run.to_come]


def test_it_begins_with_the_first_block_and_ends_as_planned():
    run = begun()
    assert (run.part.block.title, run.left(NOON)) == ("破冰", dt.timedelta(minutes=10))
    assert (run.ends(NOON), run.behind(NOON)) == (after(minutes=150), dt.timedelta())
    assert clock.pace(run.behind(NOON)) == "準時"


def test_without_an_agenda_there_is_no_clock():
    with pytest.raises(CannotDo, match="沒有議程"):
        clock.begin((), now=NOON, plan_ends_at=NOON)


@pytest.mark.parametrize(
    ("seconds_left", "expected"),
    [(121, "run"), (120, "soon"), (31, "soon"), (30, "last"), (1, "last"), (0, "over"), (-1, "over")],
)
def test_a_colour_and_a_word_at_a_fifth_and_a_twentieth(seconds_left, expected):
    run = begun()
    found = run.phase(after(minutes=10) - dt.timedelta(seconds=seconds_left))
    assert found == expected
    assert clock.word(found) == {"run": "進行中", "soon": "快到了", "last": "請收尾", "over": "時間到"}[expected]


@pytest.mark.parametrize(
    ("seconds", "said"),
    [
        # as who subtracts one time on the wall from the other: 16:57:30 is read as 16:57, three minutes before 17:00
        (-181, "快 4 分"), (-180, "快 3 分"), (-150, "快 3 分"), (-121, "快 3 分"), (-120, "快 2 分"), (-61, "快 2 分"),
        (-60, "快 1 分"), (-59, "準時"), (0, "準時"), (59, "準時"), (60, "慢 1 分"), (119, "慢 1 分"), (120, "慢 2 分"),
    ],
)  # fmt: skip
def test_the_pace_is_told_in_whole_minutes(seconds, said):
    assert clock.pace(dt.timedelta(seconds=seconds)) == said


def test_overtime_moves_the_end_and_going_on_early_brings_it_forward():
    run = begun()
    assert run.ends(after(minutes=10)) == after(minutes=150)
    assert run.ends(after(minutes=13)) == after(minutes=153)
    assert run.left(after(minutes=13)) == dt.timedelta(minutes=-3)
    early = clock.go_on(run, now=after(minutes=7))
    assert early.ends(after(minutes=7)) == after(minutes=147)


def test_the_last_block_ends_the_day_and_going_back_reopens_it():
    run = begun()
    for minute in (10, 40, 50, 85, 135, 150):
        run = clock.go_on(run, now=after(minutes=minute))
    later = after(minutes=200)
    assert (run.part, run.phase(later), run.ends(later)) == (None, "done", after(minutes=150))
    for press in (clock.go_on, clock.pause):
        with pytest.raises(CannotDo, match="走完"):
            press(run, now=later)
    again = clock.back(run, now=later)
    assert (again.part.block.title, again.elapsed(later)) == ("總結", dt.timedelta(minutes=65))


def test_what_was_passed_over_is_not_come_to_and_stays_so_when_somebody_goes_back():
    run = clock.go_on(begun(), now=after(minutes=10)).with_part(2, skipped=True)
    gone = clock.go_on(run, now=after(minutes=40))
    assert (gone.part.block.title, titles(gone)) == ("設計", ["發表", "總結"])
    assert gone.behind(after(minutes=40)) == dt.timedelta(minutes=-10)
    assert clock.back(gone, now=after(minutes=41)) == run


def test_the_first_part_has_none_before_it():
    with pytest.raises(CannotDo, match="第一項"):
        clock.back(begun(), now=NOON)


def test_pausing_twice_and_resuming_what_runs_are_told():
    paused = clock.pause(begun(), now=NOON)
    with pytest.raises(CannotDo, match="已經暫停"):
        clock.pause(paused, now=NOON)
    with pytest.raises(CannotDo, match="沒有暫停"):
        clock.resume(begun(), now=NOON)


def test_going_on_wakes_a_paused_room():
    paused = clock.pause(begun(), now=after(minutes=5))
    run = clock.go_on(paused, now=after(minutes=9))
    assert (run.paused_at, run.parts[0].held, run.elapsed(after(minutes=10))) == (
        None, dt.timedelta(minutes=4), dt.timedelta(minutes=1),
    )  # fmt: skip


# What always holds ---------------------------------------------------------------------------------------------------


@given(rooms(), st.integers(0, 4000))
def test_back_undoes_going_on(room, wait):
    run, now = room
    run = replace(run, paused_at=None)
    later = now + dt.timedelta(seconds=wait)
    if run.part is not None:
        assert clock.back(clock.go_on(run, now=now), now=later) == run


@given(rooms(), st.integers(0, 100_000))
def test_a_pause_moves_the_end_by_exactly_its_length(room, seconds):
    run, now = room
    run = replace(run, paused_at=None)
    if run.part is None:
        return
    length = dt.timedelta(seconds=seconds)
    paused = clock.pause(run, now=now)
    assert paused.left(now + length) == run.left(now)
    woken = clock.resume(paused, now=now + length)
    assert woken.left(now + length) == run.left(now)
    assert paused.ends(now + length) == woken.ends(now + length) == run.ends(now) + length


@given(rooms(), st.integers(0, 4000))
def test_the_real_end_never_comes_nearer_by_waiting(room, seconds):
    run, now = room
    assert run.ends(now + dt.timedelta(seconds=seconds)) >= run.ends(now)


@given(rooms())
def test_every_part_is_behind_us_on_or_to_come(room):
    run, _now = room
    held = [part for part in run.parts if not part.skipped]
    begun = [part for part in held if part.began_at]
    assert len(begun) + len(run.to_come) == len(held)
    assert all(part.began_at is None for part in run.to_come)
    assert [part.began_at for part in begun] == sorted(part.began_at for part in begun)


# Working time ---------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("moment", "worked"),
    [
        (11, 14), (10, 15), (9, 15),  # nothing before the block counts
        (14, 11), (15, 10), (20, 10), (25, 10), (26, 9),  # nor the pause from 15 to 25, wherever in it one begins
    ],
)  # fmt: skip
def test_time_counts_while_the_room_works(moment, worked):
    run = clock.go_on(begun(), now=after(minutes=10))
    run = clock.resume(clock.pause(run, now=after(minutes=15)), now=after(minutes=25))
    since = run.worked_since(after(minutes=moment), after(minutes=35))
    assert after(minutes=35) - since == dt.timedelta(minutes=worked)


@given(rooms(), st.integers(0, 20_000))
def test_a_room_has_never_worked_longer_than_its_block(room, before):
    run, now = room
    moment = now - dt.timedelta(seconds=before)
    worked = (run.paused_at or now) - run.worked_since(moment, now)
    assert worked <= run.elapsed(now)
    assert moment <= run.worked_since(moment, now)
