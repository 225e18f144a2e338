"""The rest of the day planned anew: each rule on both sides of its boundary, and what holds whatever is pressed."""

import datetime as dt
import re
import time
from dataclasses import replace

import pytest
from django.utils.translation import override
from hypothesis import given
from hypothesis import strategies as st

from tests.makers.english import catalogue
from tests.makers.rooms import BOUNDS, NOON, after, begun, rooms
from workshops import clock, presenting, replanning
from workshops.clock import CannotDo, Run
from workshops.replanning import Bounds
from workshops.schedule import Block, Line


def at_the_inventory(late: float = 0, shortened: int = 0) -> Run:
    """The second block of thirty minutes is on since 13:40, some of the talks' fifty minutes gone to something else."""
    run = clock.go_on(begun(), now=after(minutes=10))
    run = run.with_part(4, minutes=50 - shortened)
    return replace(run, plan_ends_at=run.ends(after(minutes=10)) - dt.timedelta(minutes=late))


def minutes_of(run: Run) -> list[int]:
    return [part.minutes for part in run.to_come]


@pytest.mark.parametrize(
    ("minutes", "rest", "said"),
    [
        # what can be spared: 5 of the design, 10 of the talks, 5 of the closing; the widest room gives first
        (1, [10, 35, 49, 15], ["「發表」50→49 分。", "結束時間不變，仍是 16:00。"]),
        (5, [10, 35, 45, 15], ["「發表」50→45 分。", "結束時間不變，仍是 16:00。"]),
        (20, [10, 30, 40, 10], ["「設計」35→30 分。", "「發表」50→40 分。", "「總結」15→10 分。",
                                "結束時間不變，仍是 16:00。"]),
        (21, [10, 30, 40, 10], ["「設計」35→30 分。", "「發表」50→40 分。", "「總結」15→10 分。",
                                "後面的項目都已經最短。", "結束會晚 1 分，改為 16:01。"]),
        # nothing was shortened, so nothing is lengthened
        (-5, [10, 35, 50, 15], ["結束會早 5 分，改為 15:55。"]),
    ],
)  # fmt: skip
def test_a_room_on_time(minutes, rest, said):
    found = replanning.give(at_the_inventory(), minutes, now=after(minutes=11), bounds=BOUNDS)
    assert (minutes_of(found.run), list(found.said)) == (rest, said)
    assert found.run.part.minutes == 30 + minutes


@pytest.mark.parametrize(
    ("late", "minutes", "talks", "last"),
    [
        # ahead: the minutes by which it is ahead are given first
        (-5, 5, 50, "結束會晚 5 分，改為 16:05。"),
        (-4, 5, 49, "結束會晚 4 分，改為 16:04。"),
        (-3.5, 5, 48, "結束會晚 3 分，改為 16:03。"),
        # late: the others pay, so that it does not get later
        (4, 5, 45, "結束時間不變，仍是 16:00。"),
        # late and taken: the end comes nearer, whatever was shortened
        (5, -5, 50, "結束會早 5 分，改為 15:55。"),
    ],
)
def test_a_room_that_is_ahead_or_late(late, minutes, talks, last):
    found = replanning.give(at_the_inventory(late), minutes, now=after(minutes=11), bounds=BOUNDS)
    assert (found.run.parts[4].minutes, found.said[-1]) == (talks, last)


@pytest.mark.parametrize(
    ("late", "shortened", "talks", "last"),
    [
        (0, 5, 50, "結束時間不變，仍是 15:55。"),
        (0, 6, 49, "結束時間不變，仍是 15:54。"),
        (0, 4, 50, "結束會早 1 分，改為 15:55。"),
        (0, 0, 50, "結束會早 5 分，改為 15:55。"),
        (2, 5, 48, "結束會早 2 分，改為 15:53。"),
        (4, 5, 46, "結束會早 4 分，改為 15:51。"),
        (4.5, 5, 46, "結束會早 4 分，改為 15:51。"),
        (5, 5, 45, "結束會早 5 分，改為 15:50。"),
        (9, 5, 45, "結束會早 5 分，改為 15:50。"),
        (-9, 5, 50, "結束時間不變，仍是 15:55。"),
    ],
)
def test_minutes_taken_make_good_what_is_late_then_go_back_to_what_was_shortened(late, shortened, talks, last):
    run = at_the_inventory(late, shortened)
    found = replanning.give(run, -5, now=after(minutes=11), bounds=BOUNDS)
    assert (found.run.parts[4].minutes, found.said[-1]) == (talks, last)


def test_five_by_mistake_and_back_leave_a_room_on_time_as_it_was():
    for first in (5, -5, 20):
        run = at_the_inventory()
        for minutes in (first, -first):
            run = replanning.give(run, minutes, now=after(minutes=11), bounds=BOUNDS).run
        assert run == at_the_inventory()


@pytest.mark.parametrize(
    ("over", "minutes", "length", "left", "last"),
    [
        # the thirty minutes are just used up, or not quite
        (0, 5, 35, 5, "結束時間不變，仍是 16:00。"),
        (-0.5, 5, 35, 5.5, "結束時間不變，仍是 16:00。"),
        # beyond them: the minutes count from now, and the blocks to come pay for these, not for what was overrun
        (0.5, 5, 36, 5.5, "結束會晚 30 秒，改為 16:01。"),
        (1, 5, 36, 5, "結束時間不變，仍是 16:01。"),
        (3, 1, 34, 1, "結束時間不變，仍是 16:03。"),
        (3, 5, 38, 5, "結束時間不變，仍是 16:03。"),
        (3.5, 5, 39, 5.5, "結束會晚 30 秒，改為 16:04。"),
        # a minute is a whole one, and not what is left of the one that has begun
        (3.5, 1, 35, 1.5, "結束會晚 30 秒，改為 16:04。"),
        # beyond them by as much as is given, and by more
        (5, 5, 40, 5, "結束時間不變，仍是 16:05。"),
        (12, 5, 47, 5, "結束時間不變，仍是 16:12。"),
        (12, 1, 43, 1, "結束時間不變，仍是 16:12。"),
        # twenty is all that the others can spare
        (12, 20, 62, 20, "結束時間不變，仍是 16:12。"),
        (12, 21, 63, 21, "結束會晚 1 分，改為 16:13。"),
    ],
)
def test_minutes_given_to_an_overrun_block_count_from_now(over, minutes, length, left, last):
    now = after(minutes=40 + over)
    found = replanning.give(at_the_inventory(), minutes, now=now, bounds=BOUNDS)
    assert (found.run.part.minutes, found.run.left(now)) == (length, dt.timedelta(minutes=left))
    assert found.said[-1] == last


def test_what_a_room_is_ahead_is_given_first_to_an_overrun_block_as_well():
    found = replanning.give(at_the_inventory(late=-20), 5, now=after(minutes=52), bounds=BOUNDS)
    assert found.said == ("結束會晚 5 分，改為 16:17。",)
    assert minutes_of(found.run) == [10, 35, 50, 15]


def test_what_was_given_to_an_overrun_block_can_be_taken_again_and_no_more():
    now = after(minutes=52)
    given = replanning.give(at_the_inventory(), 5, now=now, bounds=BOUNDS).run
    assert replanning.give(given, -5, now=now, bounds=BOUNDS).run.part.minutes == 42
    with pytest.raises(CannotDo, match="已經進行 42 分，不能再減 6 分"):
        replanning.give(given, -6, now=now, bounds=BOUNDS)


def test_the_last_block_has_nobody_to_take_from():
    run = at_the_inventory()
    for minute in (40, 50, 85, 135):
        run = clock.go_on(run, now=after(minutes=minute))
    found = replanning.give(run, 5, now=after(minutes=136), bounds=BOUNDS)
    assert found.said == ("結束會晚 5 分，改為 16:05。",)
    with pytest.raises(CannotDo, match="沒有可以略過"):
        replanning.skip(run, now=after(minutes=136), bounds=BOUNDS)
    over = clock.go_on(run, now=after(minutes=150))
    for press in (replanning.skip, replanning.put_back):
        with pytest.raises(CannotDo, match="後面沒有"):
            press(over, now=after(minutes=151), bounds=BOUNDS)
    with pytest.raises(CannotDo, match="走完"):
        replanning.give(over, 5, now=after(minutes=151), bounds=BOUNDS)


@pytest.mark.parametrize(("used", "works"), [(25, True), (25.01, False)])
def test_what_is_used_cannot_be_taken(used, works):
    run = clock.go_on(begun(), now=NOON)
    if works:
        assert replanning.give(run, -5, now=after(minutes=used), bounds=BOUNDS).run.part.minutes == 25
    else:
        with pytest.raises(CannotDo, match="已經進行 26 分，不能再減 5 分"):
            replanning.give(run, -5, now=after(minutes=used), bounds=BOUNDS)


@pytest.mark.parametrize(("minutes", "works"), [(0, False), (30, True), (31, False), (-31, False)])
def test_so_much_and_no_more_at_once(minutes, works):
    if works:
        assert replanning.give(begun(), minutes, now=NOON, bounds=BOUNDS).run.part.minutes == 40
    else:
        with pytest.raises(CannotDo, match="一次加減"):
            replanning.give(begun(), minutes, now=NOON, bounds=BOUNDS)


def test_a_plan_is_made_in_far_less_than_200_ms():
    lines = [Line(Block(f"項目 {n}", "group", 1, 1, 240), 16) for n in range(30)]
    run = clock.begin(lines, now=NOON, plan_ends_at=after(hours=8))
    begin = time.perf_counter()
    replanning.give(run, 30, now=NOON, bounds=BOUNDS)
    assert time.perf_counter() - begin < 0.2


# Passing over --------------------------------------------------------------------------------------------------------


def test_skipping_takes_the_next_block_out_and_what_is_on_goes_on():
    run = clock.pause(at_the_inventory(), now=after(minutes=20))
    found = replanning.skip(run, now=after(minutes=20), bounds=BOUNDS)
    assert (found.run.part, found.run.paused_at) == (run.part, run.paused_at)
    assert [part.block.title for part in found.run.to_come] == ["設計", "發表", "總結"]
    assert found.said == ("已略過「休息」。", "結束會早 10 分，改為 15:50。")
    again = replanning.skip(found.run, now=after(minutes=20), bounds=BOUNDS)
    assert again.said == ("已略過「設計」。", "結束會早 35 分，改為 15:15。")


@pytest.mark.parametrize(
    ("late", "shortened", "said"),
    [
        (10, 10, ("已略過「休息」。", "結束會早 10 分，改為 15:40。")),
        (9, 10, ("已略過「休息」。", "「發表」40→41 分。", "結束會早 9 分，改為 15:41。")),
        (0, 10, ("已略過「休息」。", "「發表」40→50 分。", "結束時間不變，仍是 15:50。")),
        (0, 4, ("已略過「休息」。", "「發表」46→50 分。", "結束會早 6 分，改為 15:50。")),
    ],
)
def test_the_minutes_of_a_skipped_block_go_where_taken_minutes_go(late, shortened, said):
    assert replanning.skip(at_the_inventory(late, shortened), now=after(minutes=11), bounds=BOUNDS).said == said


def test_what_was_skipped_can_be_put_back_the_last_one_first():
    run = at_the_inventory(shortened=10)
    with pytest.raises(CannotDo, match="沒有略過"):
        replanning.put_back(run, now=after(minutes=11), bounds=BOUNDS)
    once = replanning.skip(run, now=after(minutes=11), bounds=BOUNDS).run
    twice = replanning.skip(once, now=after(minutes=11), bounds=BOUNDS).run
    found = replanning.put_back(twice, now=after(minutes=11), bounds=BOUNDS)
    assert (found.run, found.said) == (once, ("已放回「設計」。", "結束會晚 35 分，改為 15:50。"))
    found = replanning.put_back(once, now=after(minutes=11), bounds=BOUNDS)
    assert (found.said[0], found.said[-1]) == ("已放回「休息」。", "結束時間不變，仍是 15:50。")
    assert minutes_of(found.run)[0] == 10, "it is not itself that pays for its minutes"
    assert found.run.minutes == run.minutes


# What always holds ---------------------------------------------------------------------------------------------------

minutes_given = st.integers(-30, 30).filter(bool)


@given(rooms(), minutes_given, st.integers(1, 12))
def test_minutes_given_are_taken_elsewhere_or_named(room, minutes, groups):
    """The sum stays, but for what a sentence names and what was overrun; and nobody is pushed beyond his bounds."""
    run, now = room
    try:
        found = replanning.give(run, minutes, now=now, bounds=Bounds(groups, 5, 8))
    except CannotDo:
        return
    overrun = max(0, -(run.left(now) // dt.timedelta(minutes=1))) if minutes > 0 else 0
    assert found.run.part.minutes == run.part.minutes + overrun + minutes
    moved = found.run.minutes - run.minutes - overrun
    assert min(0, minutes) <= moved <= max(0, minutes)
    for was, part in zip(run.to_come, found.run.to_come, strict=True):
        if part.minutes != was.minutes:
            assert part.block.minutes_min <= part.minutes <= part.block.minutes_max
            assert (part.minutes < was.minutes) is (minutes > 0)
        if part.minutes > was.minutes:
            assert part.minutes <= part.planned
    if minutes > 0 and found.run.behind(now) - max(dt.timedelta(), run.behind(now)) >= dt.timedelta(minutes=1):
        assert all(
            part.minutes == part.block.minutes_min or part.block.kind == "presentation" for part in found.run.to_come
        )


@given(rooms(), st.integers(1, 30))
def test_minutes_given_are_always_there_to_be_used(room, minutes):
    """However long a block has been on: no press shortens what is left of it, or the day by a minute."""
    run, now = room
    try:
        found = replanning.give(run, minutes, now=now, bounds=BOUNDS)
    except CannotDo:
        return
    a_minute, before, later = dt.timedelta(minutes=1), run.left(now), found.run.left(now)
    if before >= dt.timedelta():
        assert later == before + minutes * a_minute
    else:
        assert minutes * a_minute <= later < (minutes + 1) * a_minute
    assert found.run.ends(now) - run.ends(now) > -a_minute


@given(rooms(), minutes_given, st.sampled_from(["give", "skip", "put_back"]))
def test_what_is_said_of_the_end_is_true(room, minutes, press):
    """When it is, and by how much it has moved: as who reads both clocks sees it."""
    run, now = room
    try:
        if press == "give":
            found = replanning.give(run, minutes, now=now, bounds=BOUNDS)
        else:
            found = getattr(replanning, press)(run, now=now, bounds=BOUNDS)
    except CannotDo:
        return
    last, moved = found.said[-1], found.run.ends(now) - run.ends(now)
    assert f"{found.run.ends(now) + dt.timedelta(hours=8):%H:%M}。" in last
    by = re.search(r"(晚|早) (?:(\d+) 分)? ?(?:(\d+) 秒)?", last)
    told = dt.timedelta(minutes=int(by[2] or 0), seconds=int(by[3] or 0)) if by else dt.timedelta()
    assert moved == (-told if by and by[1] == "早" else told)


@given(rooms(), minutes_given)
def test_no_press_makes_a_room_late_that_need_not_be(room, minutes):
    """Minutes taken never move the end away; minutes given move it by one beyond the plan only if nobody has any
    to spare."""
    run, now = room
    try:
        found = replanning.give(run, minutes, now=now, bounds=BOUNDS)
    except CannotDo:
        return
    later = found.run.ends(now) - run.ends(now)
    if minutes < 0:
        assert later <= dt.timedelta()
        assert found.run.behind(now) <= max(dt.timedelta(), run.behind(now))
    elif later >= dt.timedelta(minutes=1) and found.run.behind(now) > dt.timedelta() and found.run.to_come:
        assert "後面的項目都已經最短。" in found.said


@given(rooms())
def test_skipping_changes_neither_what_is_on_nor_a_pause(room):
    run, now = room
    try:
        found = replanning.skip(run, now=now, bounds=BOUNDS)
    except CannotDo:
        return
    assert (found.run.at, found.run.part, found.run.paused_at) == (run.at, run.part, run.paused_at)
    assert len(found.run.to_come) == len(run.to_come) - 1
    assert found.run.ends(now) <= run.ends(now)
    restored = replanning.put_back(found.run, now=now, bounds=BOUNDS).run
    assert len(restored.to_come) == len(run.to_come) or replanning.passed_over(run) is not None


@pytest.mark.parametrize(
    ("kept", "english"),
    [
        ("結束會早 1 分，改為 08:41。", "It ends 1 min earlier, at 08:41."),
        ("結束會晚 1 分 5 秒，改為 16:01。", "It ends 1 min 5 s later, at 16:01."),
        ("結束會晚 21 秒，改為 16:01。", "It ends 21 s later, at 16:01."),
        ("結束時間不變，仍是 16:00。", "The end stays at 16:00."),
        ("「發表」50→45 分。", "“Talks” 50→45 min."),
        ("已略過「發表」。", "“Talks” is skipped."),
        ("已放回「發表」。", "“Talks” is back on the agenda."),
        ("已略過「結束會早 1 分」。", "“結束會早 1 分” is skipped."),
        ("後面的項目都已經最短。", "The items to come are as short as they can be."),
        ("自己寫的一句。", "自己寫的一句。"),
        ("", ""),
    ],
)
def test_what_is_kept_is_told_in_the_readers_language(monkeypatch, kept, english):
    assert replanning.told([kept], str) == [kept]
    words = catalogue()
    for module in (replanning, presenting):
        monkeypatch.setattr(module, "_", lambda text: words.get(text) or text)
    assert replanning.told([kept], lambda title: {"發表": "Talks"}.get(title, title)) == [english]


def test_what_is_kept_is_chinese_whoever_pressed():
    with override("en"):
        found = replanning.give(at_the_inventory(), 21, now=after(minutes=11), bounds=BOUNDS)
    assert found.said[-2:] == ("後面的項目都已經最短。", "結束會晚 1 分，改為 16:01。")
