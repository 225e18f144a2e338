"""The running agenda: each rule on both sides of its boundary, and what holds whatever is pressed."""

import contextlib
import datetime as dt
import time
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from workshops import clock
from workshops.clock import CannotDo
from workshops.schedule import Block, Line

NOON = dt.datetime(2026, 6, 10, 5, 30, tzinfo=dt.UTC)
LINES = (
    Line(Block("破冰", "session", 1, 10, 10), 10),
    Line(Block("盤點", "group", 1, 30, 30), 30),
    Line(Block("休息", "break", 0, 10, 10), 10),
    Line(Block("設計", "group", 2, 30, 40), 35),
    Line(Block("發表", "presentation", 3, 40, 60), 50),
    Line(Block("總結", "closing", 3, 10, 20), 15),
)
BOUNDS = {"groups": 7, "presentation_min": 5, "presentation_max": 8}


def after(**delta: float) -> dt.datetime:
    return NOON + dt.timedelta(**delta)


def begun() -> clock.Run:
    return clock.begin(LINES, now=NOON, plan_ends_at=after(minutes=150))


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
        (-180, "快 3 分"), (-179, "快 2 分"), (-60, "快 1 分"), (-59, "準時"), (0, "準時"), (59, "準時"),
        (60, "慢 1 分"), (119, "慢 1 分"), (120, "慢 2 分"),
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
    with pytest.raises(CannotDo, match="走完"):
        clock.give(run, 5, now=later, **BOUNDS)
    again = clock.back(run, now=later)
    assert (again.part.block.title, again.elapsed(later)) == ("總結", dt.timedelta(minutes=65))


def test_skipping_passes_over_the_next_block_and_back_brings_it_again():
    run = clock.go_on(begun(), now=after(minutes=10))
    skipped = clock.skip(run, now=after(minutes=40))
    assert (skipped.part.block.title, titles(skipped)) == ("設計", ["發表", "總結"])
    assert skipped.behind(after(minutes=40)) == dt.timedelta(minutes=-10)
    assert clock.back(skipped, now=after(minutes=41)) == run


def test_what_cannot_be_skipped_or_gone_back_to():
    with pytest.raises(CannotDo, match="第一項"):
        clock.back(begun(), now=NOON)
    run = begun()
    for minute in (10, 40, 50, 85, 135):
        run = clock.go_on(run, now=after(minutes=minute))
    with pytest.raises(CannotDo, match="略過"):
        clock.skip(run, now=after(minutes=136))


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


@pytest.mark.parametrize(
    ("minutes", "rest", "said"),
    [
        # what can be spared: 5 of the design, 10 of the talks, 5 of the closing; the widest room gives first
        (1, [10, 35, 49, 15], ["「發表」50→49 分。", "結束時間不變。"]),
        (5, [10, 35, 45, 15], ["「發表」50→45 分。", "結束時間不變。"]),
        (20, [10, 30, 40, 10], ["「設計」35→30 分。", "「發表」50→40 分。", "「總結」15→10 分。", "結束時間不變。"]),
        (21, [10, 30, 40, 10], ["「設計」35→30 分。", "「發表」50→40 分。", "「總結」15→10 分。",
                                "後面的項目都已經最短，結束會晚 1 分。"]),
        (-5, [10, 35, 55, 15], ["「發表」50→55 分。", "結束時間不變。"]),
        (-16, [10, 40, 56, 20], ["「設計」35→40 分。", "「發表」50→56 分。", "「總結」15→20 分。", "結束時間不變。"]),
        (-17, [10, 40, 56, 20], ["「設計」35→40 分。", "「發表」50→56 分。", "「總結」15→20 分。",
                                 "後面的項目都已經最長，結束會早 1 分。"]),
    ],
)  # fmt: skip
def test_minutes_come_from_and_go_to_what_is_to_come(minutes, rest, said):
    run = clock.go_on(begun(), now=after(minutes=10))
    found = clock.give(run, minutes, now=after(minutes=11), **BOUNDS)
    assert [part.minutes for part in found.run.to_come] == rest
    assert list(found.said) == said
    assert found.run.part.minutes == 30 + minutes


@pytest.mark.parametrize(("used", "works"), [(25, True), (25.01, False)])
def test_what_is_used_cannot_be_taken(used, works):
    run = clock.go_on(begun(), now=NOON)
    if works:
        assert clock.give(run, -5, now=after(minutes=used), **BOUNDS).run.part.minutes == 25
    else:
        with pytest.raises(CannotDo, match="已經進行 26 分，不能再減 5 分"):
            clock.give(run, -5, now=after(minutes=used), **BOUNDS)


@pytest.mark.parametrize(("minutes", "works"), [(0, False), (30, True), (31, False), (-31, False)])
def test_so_much_and_no_more_at_once(minutes, works):
    if works:
        assert clock.give(begun(), minutes, now=NOON, **BOUNDS).run.part.minutes == 40
    else:
        with pytest.raises(CannotDo, match="一次加減"):
            clock.give(begun(), minutes, now=NOON, **BOUNDS)


def test_a_plan_is_made_in_far_less_than_200_ms():
    lines = [Line(Block(f"項目 {n}", "group", 1, 1, 240), 16) for n in range(30)]
    run = clock.begin(lines, now=NOON, plan_ends_at=after(hours=8))
    begin = time.perf_counter()
    clock.give(run, 30, now=NOON, **BOUNDS)
    assert time.perf_counter() - begin < 0.2


# What always holds ---------------------------------------------------------------------------------------------------


@st.composite
def rooms(draw):
    """A room somewhere on its way: blocks of any kind within their bounds, some gone by; and a moment."""
    kinds = st.sampled_from(["session", "group", "break", "presentation", "closing"])
    lines = []
    for number in range(draw(st.integers(2, 10))):
        least = draw(st.integers(1, 40))
        most = least + draw(st.integers(0, 40))
        lines.append(Line(Block(f"項目 {number}", draw(kinds), 1, least, most), draw(st.integers(least, most))))
    now = NOON
    run = clock.begin(lines, now=now, plan_ends_at=now + dt.timedelta(minutes=draw(st.integers(0, 400))))
    for press in draw(st.lists(st.sampled_from(["go_on", "skip", "back", "pause", "resume"]), max_size=6)):
        now += dt.timedelta(seconds=draw(st.integers(0, 3000)))
        with contextlib.suppress(CannotDo):
            run = getattr(clock, press)(run, now=now)
    return run, now + dt.timedelta(seconds=draw(st.integers(0, 3000)))


minutes_given = st.integers(-30, 30).filter(bool)


@given(rooms(), minutes_given, st.integers(1, 12))
def test_minutes_given_are_taken_elsewhere_or_named(room, minutes, groups):
    """The sum stays, but for what a sentence names; and nobody is pushed beyond his bounds."""
    run, now = room
    try:
        found = clock.give(run, minutes, now=now, groups=groups, presentation_min=5, presentation_max=8)
    except CannotDo:
        return
    moved = found.run.minutes - run.minutes
    assert min(0, minutes) <= moved <= max(0, minutes)
    last = found.said[-1]
    assert (f"晚 {moved} 分" in last) is (moved > 0)
    assert (f"早 {-moved} 分" in last) is (moved < 0)
    for was, part in zip(run.to_come, found.run.to_come, strict=True):
        if part.minutes != was.minutes:
            assert part.block.minutes_min <= part.minutes <= part.block.minutes_max
            assert (part.minutes < was.minutes) is (minutes > 0)
    if moved and minutes > 0:
        assert all(
            part.minutes == part.block.minutes_min or part.block.kind == "presentation" for part in found.run.to_come
        )


@given(rooms(), st.integers(0, 4000))
def test_back_undoes_going_on(room, wait):
    run, now = room
    run = replace(run, paused_at=None)
    later = now + dt.timedelta(seconds=wait)
    for press in (clock.go_on, clock.skip):
        try:
            gone = press(run, now=now)
        except CannotDo:
            continue
        assert clock.back(gone, now=later) == run


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
