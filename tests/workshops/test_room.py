"""What is pressed in a room: once, by whoever came first, with its line; and what the clock then tells."""

import datetime as dt

import pytest
from django.core.exceptions import ValidationError
from django.utils.translation import override

from foundation.accounts.roles import Role
from foundation.audit.models import Event
from foundation.audit.trail import SYSTEM
from tests.makers.accounts import make_user
from tests.makers.workshops import make_seat, make_workshop
from workshops import calls, room, room_kept
from workshops.clock import CannotDo
from workshops.models import Room, Word, Workshop
from workshops.room_told import left_said, told
from workshops.stages import MOVES
from workshops.talks_told import spent_said

pytestmark = pytest.mark.django_db
START = dt.datetime(2026, 6, 10, 5, 30, tzinfo=dt.UTC)  # 13:30 in Taiwan, when the workshop is to begin


def at(**delta: float) -> dt.datetime:
    return START + dt.timedelta(**delta)


@pytest.fixture
def workshop() -> Workshop:
    made = make_workshop(Workshop.State.CONFIRMED, groups=7)
    assert made.starts.replace(year=2026) == START
    return made


def started(workshop: Workshop, now: dt.datetime | None = None) -> Room:
    MOVES.apply(workshop, "start", by=SYSTEM, now=now or workshop.starts)
    return Room.objects.get(workshop=workshop)


def press(workshop: Workshop, what: str, *, now: dt.datetime, **fields: int) -> Room:
    seen = fields.pop("seen", Room.objects.get(workshop=workshop).step)
    return room.press(workshop=workshop, what=what, seen=seen, by=fields.pop("by", SYSTEM), now=now, **fields)


def said_now(workshop: Workshop, now: dt.datetime):
    fresh = Workshop.objects.get(pk=workshop.pk)
    return told(room.room_of(fresh), workshop=fresh, groups=fresh.groups.all(), now=now)


def titles(workshop: Workshop) -> list[str]:
    return [
        line["press"]
        for line in Event.objects.filter(verb="clock_pressed").order_by("pk").values_list("now", flat=True)
    ]


# Start and end -------------------------------------------------------------------------------------------------------


def test_the_clock_starts_with_the_workshop(workshop):
    kept = started(workshop)
    run = room_kept.run_in(kept)
    assert (run.part.block.title, kept.step, kept.revision) == ("破冰與工作坊定位說明", 1, 1)
    assert run.plan_ends_at == workshop.ends
    assert titles(workshop) == ["start"]


@pytest.mark.parametrize(("late", "of_plan"), [(0, True), (120, True), (-120, True), (121, False), (-121, False)])
def test_near_its_time_a_room_is_held_against_its_time(workshop, late, of_plan):
    now = workshop.starts + dt.timedelta(minutes=late)
    run = room_kept.run_in(started(workshop, now))
    assert run.plan_ends_at == (workshop.ends if of_plan else now + dt.timedelta(minutes=205))


def test_a_workshop_without_an_agenda_runs_without_a_clock():
    bare = make_workshop(Workshop.State.CONFIRMED, groups=1, agenda=False)
    MOVES.apply(bare, "start", by=SYSTEM, now=START)
    assert not Room.objects.filter(workshop=bare).exists()
    with pytest.raises(CannotDo, match="沒有議程"):
        room.start(workshop=bare, by=SYSTEM, now=START)


def test_a_workshop_that_runs_already_gets_its_clock_once():
    running = make_workshop(Workshop.State.RUNNING, groups=1)
    room.start(workshop=running, by=make_user(name="林小華"), now=START)
    with pytest.raises(room.Overtaken, match="林小華剛剛按了「開始計時」"):
        room.start(workshop=running, by=SYSTEM, now=START)
    assert titles(running) == ["start"]


def test_the_end_stops_the_clock_and_going_on_after_all_counts_as_a_pause(workshop):
    started(workshop, START)
    MOVES.apply(workshop, "finish", by=SYSTEM, now=at(minutes=4))
    now = said_now(workshop, at(minutes=90))
    assert (now.closed, now.left_said) == (True, "剩 06 分 00 秒")
    with pytest.raises(CannotDo, match="不在進行中"):
        press(workshop, "next", now=at(minutes=90))
    MOVES.apply(workshop, "resume", by=SYSTEM, reason="還沒結束", now=at(minutes=100))
    assert said_now(workshop, at(minutes=101)).left_said == "剩 05 分 00 秒"
    assert titles(workshop) == ["start", "end", "reopen"]


# Presses -------------------------------------------------------------------------------------------------------------


def test_of_two_who_press_at_once_one_is_heard(workshop):
    seen = started(workshop).step
    press(workshop, "give", minutes=5, now=at(minutes=1), seen=seen, by=make_user(name="林小華"))
    with pytest.raises(room.Overtaken, match="林小華剛剛按了「加減時間」，你按的沒有生效"):
        press(workshop, "give", minutes=5, now=at(minutes=1), seen=seen)
    kept = Room.objects.get(workshop=workshop)
    assert room_kept.run_in(kept).part.minutes == 15
    assert titles(workshop) == ["start", "give"]
    assert kept.said == ["「各組成果發表」50→45 分。", "結束時間不變，仍是 16:55。"]


def test_nobody_is_told_her_own_press_as_somebody_elses(workshop):
    seen, by = started(workshop).step, make_user(name="林小華")
    press(workshop, "give", minutes=5, now=at(minutes=1), seen=seen, by=by)
    with pytest.raises(room.Overtaken, match="你剛剛按過「加減時間」"):
        press(workshop, "give", minutes=5, now=at(minutes=1), seen=seen, by=by)


def test_of_two_who_read_at_once_one_writes(workshop, monkeypatch):
    """SQLite has no row locks: even who has read the same row is stopped by the statement itself."""
    started(workshop)
    stale = Room.objects.get(workshop=workshop)
    press(workshop, "next", now=at(minutes=5))
    monkeypatch.setattr(room, "locked", lambda _workshop: stale)
    with pytest.raises(room.Overtaken):
        room.press(workshop=workshop, what="next", seen=stale.step, by=SYSTEM, now=at(minutes=5))
    assert said_now(workshop, at(minutes=5)).number == 2


def test_a_refused_press_changes_nothing(workshop):
    started(workshop)
    before = Room.objects.values().get(workshop=workshop)
    for what, why in (
        ("back", "第一項"),
        ("resume", "沒有暫停"),
        ("present_stop", "沒有小組"),
        ("jump", "沒有這個按鈕"),
    ):
        with pytest.raises(CannotDo, match=why):
            press(workshop, what, now=at(minutes=1))
    assert Room.objects.values().get(workshop=workshop) == before


def test_what_is_kept_is_what_was(workshop):
    """The row and the value are the same thing, whatever was pressed."""
    started(workshop)
    press(workshop, "give", minutes=3, now=at(seconds=61.5))
    press(workshop, "pause", now=at(minutes=2))
    press(workshop, "resume", now=at(minutes=2, seconds=7.25))
    press(workshop, "skip", now=at(minutes=9))
    kept = Room.objects.get(workshop=workshop)
    run = room_kept.run_in(kept)
    assert room_kept.kept_run(run) == kept.run
    assert run.parts[0].held == dt.timedelta(seconds=7.25)
    assert (run.parts[1].skipped, run.at) == (True, 0)


def test_skipping_leaves_who_is_on_where_they_are(workshop):
    """The next block goes; what is on, who presents and a pause stay, and it can be put back."""
    started(workshop, START)
    press(workshop, "present", now=at(minutes=1))
    press(workshop, "pause", now=at(minutes=2))
    kept = press(workshop, "skip", now=at(minutes=3))
    now = said_now(workshop, at(minutes=4))
    assert (now.title, now.paused, now.talk.number, now.passed_over) == (
        "破冰與工作坊定位說明", True, 1, "行動號召三大主軸導入",
    )  # fmt: skip
    assert (kept.said[0], now.following) == ("已略過「行動號召三大主軸導入」。", "小組討論一：地方現況盤點")
    kept = press(workshop, "put_back", now=at(minutes=5))
    assert kept.said[0] == "已放回「行動號召三大主軸導入」。"
    assert said_now(workshop, at(minutes=6)).passed_over == ""
    with pytest.raises(CannotDo, match="沒有略過"):
        press(workshop, "put_back", now=at(minutes=6))


def test_the_first_press_needs_a_clock():
    running = make_workshop(Workshop.State.RUNNING, groups=1)
    with pytest.raises(CannotDo, match="還沒開始"):
        room.press(workshop=running, what="next", seen=0, by=SYSTEM, now=START)


# Presentations -------------------------------------------------------------------------------------------------------


def test_groups_share_what_is_left_of_their_block(workshop):
    started(workshop, START)
    for minute in (10, 30, 60, 70, 100, 130, 140):
        press(workshop, "next", now=at(minutes=minute))
    assert said_now(workshop, at(minutes=140)).coming.number == 1
    press(workshop, "present", now=at(minutes=141))
    now = said_now(workshop, at(minutes=145))
    assert (now.talk.number, now.talk.place, now.talk.of, now.coming.number) == (1, 1, 7, 2)
    assert now.talk.turn.length == dt.timedelta(minutes=7)  # 49 minutes for seven groups
    assert (now.talk.spent, now.talk.said) == ("已講 04 分 00 秒", "還有 3 分")
    press(workshop, "present_skip", group=2, now=at(minutes=146))
    press(workshop, "present", now=at(minutes=150))
    now = said_now(workshop, at(minutes=150))
    assert (now.talk.number, now.talk.turn.length) == (3, dt.timedelta(minutes=8))  # 40 minutes for five
    press(workshop, "next", now=at(minutes=190))
    assert said_now(workshop, at(minutes=190)).talk is None


def test_a_paused_room_stops_the_talk_and_a_new_one_wakes_it(workshop):
    started(workshop, START)
    press(workshop, "present", now=at(minutes=1))
    press(workshop, "pause", now=at(minutes=3))
    assert said_now(workshop, at(minutes=60)).talk.spent == "已講 02 分 00 秒"
    press(workshop, "resume", now=at(minutes=60))
    assert said_now(workshop, at(minutes=61)).talk.spent == "已講 03 分 00 秒"
    press(workshop, "pause", now=at(minutes=62))
    press(workshop, "present", now=at(minutes=70))
    now = said_now(workshop, at(minutes=71))
    assert (now.paused, now.talk.number, now.talk.spent) == (False, 2, "已講 01 分 00 秒")


def test_the_order_is_by_number_until_somebody_moves_it(workshop):
    started(workshop)
    press(workshop, "present_sooner", group=3, now=at(minutes=1))
    kept = Room.objects.get(workshop=workshop)
    assert [turn["group"] for turn in kept.queue] == [1, 3, 2, 4, 5, 6, 7]


# Told ----------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("seconds", "said"),
    [(760, "剩 12 分 40 秒"), (1, "剩 00 分 01 秒"), (0.2, "剩 00 分 01 秒"), (0, "剩 00 分 00 秒"),
     (-0.5, "剩 00 分 00 秒"), (-1, "超過 00 分 01 秒"), (-21, "超過 00 分 21 秒"), (-3601, "超過 60 分 01 秒"),
     (-5999, "超過 99 分 59 秒"), (-6000, "超過 99 分 59 秒"), (-400_000, "超過 99 分 59 秒"),
     (14_400, "剩 240 分 00 秒")],
)  # fmt: skip
def test_time_left_in_words(seconds, said):
    """12:34 on a wall is half past twelve to who looks up."""
    assert left_said(dt.timedelta(seconds=seconds)) == said


def test_time_left_in_english():
    with override("en"):
        assert left_said(dt.timedelta(seconds=754)) == "12 min 34 s left"
        assert left_said(dt.timedelta(seconds=-21)) == "00 min 21 s over"
        assert spent_said(dt.timedelta(seconds=228.9)) == "03 min 48 s so far"


def test_the_clock_tells_the_day(workshop):
    started(workshop, START)
    press(workshop, "next", now=at(minutes=12))
    now = said_now(workshop, at(minutes=13))
    assert (now.title, now.number, now.of) == ("行動號召三大主軸導入", 2, 9)
    assert (now.left_said, now.word) == ("剩 19 分 00 秒", "進行中")
    assert (now.pace, now.following, now.percent) == ("慢 2 分", "小組討論一：地方現況盤點", 5)
    assert [step.state for step in now.steps][:3] == ["done", "now", "todo"]
    assert now.steps[2].starts_at == now.part_ends_at == at(minutes=32)
    assert now.steps[-1].starts_at + dt.timedelta(minutes=15) == now.ends_at
    late = said_now(workshop, at(minutes=40))
    assert late.steps[2].starts_at == at(minutes=40), "an overrun block pushes on those to come"
    for told_at, one in ((now, now.steps[4]), (late, late.steps[4])):
        assert one.starts_at == told_at.part_ends_at + dt.timedelta(seconds=one.after)
    assert [step.after for step in now.steps][:4] == [None, None, 0, 1800]


def test_before_anything_is_pressed_there_is_nothing_to_tell():
    bare = make_workshop(Workshop.State.CONFIRMED, groups=2)
    now = said_now(bare, START)
    assert (now.on, now.word, now.pace, now.talk, now.coming, now.step) == (False, "", "", None, None, 0)
    assert not Room.objects.exists()


# Calls ---------------------------------------------------------------------------------------------------------------


def test_help_is_asked_once_and_ended_once(workshop):
    group = workshop.groups.get(number=5)
    seat = make_seat(group, name="小芬的手機")
    for _press in range(2):
        calls.ask_help(group=workshop.groups.get(number=5), by=seat, now=at(minutes=1))
    group.refresh_from_db()
    assert (group.help_asked_at, group.help_asked_by) == (at(minutes=1), "小芬的手機")
    assert Room.objects.get(workshop=workshop).revision == 1
    for _press in range(2):
        calls.end_help(group=workshop.groups.get(number=5), by=make_user(Role.LECTURER), now=at(minutes=3))
    group.refresh_from_db()
    assert (group.help_asked_at, group.help_asked_by) == (None, "")
    assert [line.verb for line in Event.objects.filter(verb__startswith="help").order_by("pk")] == [
        "help_asked", "help_ended",
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("text", "why"), [("", "還沒寫"), ("　\n", "還沒寫"), ("字" * 200, ""), ("字" * 201, "太長了：201 字")]
)
def test_a_message_says_something_and_not_too_much(workshop, text, why):
    if not why:
        assert calls.tell(workshop=workshop, text=text, group=None, by=SYSTEM, now=START).pk
        return
    with pytest.raises(ValidationError, match=why):
        calls.tell(workshop=workshop, text=text, group=None, by=SYSTEM, now=START)
    assert not Word.objects.exists()


def test_a_message_reaches_its_table_until_it_is_read(workshop):
    first, second = workshop.groups.get(number=1), workshop.groups.get(number=2)
    here, there = make_seat(first, taken_at=START), make_seat(second, taken_at=START)
    late = make_seat(first, taken_at=at(minutes=9))
    everybody = calls.tell(workshop=workshop, text="還有 5 分鐘", group=None, by=SYSTEM, now=at(minutes=1))
    one = calls.tell(workshop=workshop, text="請派人來領紙", group=first, by=SYSTEM, now=at(minutes=2))
    assert calls.unread(here) == [everybody, one]
    assert calls.unread(there) == [everybody]
    assert calls.unread(late) == []
    before = Room.objects.get(workshop=workshop).revision
    for _press in range(2):
        calls.confirm(word=one, seat=here, now=at(minutes=3))
    assert calls.unread(here) == [everybody]
    assert (one.receipts.get().read_at, Room.objects.get(workshop=workshop).revision) == (at(minutes=3), before + 1)


@pytest.mark.parametrize(
    ("unsent", "after", "written"),
    [(0, 60, False), (0, 61, True), (None, 60, False), (3, 1, True), (99999, 1, True), (-4, 1, False)],
)
def test_a_device_is_written_down_only_when_there_is_news(workshop, django_assert_num_queries, unsent, after, written):
    seat = make_seat(workshop.groups.get(number=1), seen_at=START)
    with django_assert_num_queries(1 if written else 0):
        calls.note_device(seat=seat, unsent=unsent, now=at(seconds=after))
    seat.refresh_from_db()
    assert seat.unsent == min(max(unsent or 0, 0), 9999)
    assert seat.seen_at == (at(seconds=after) if written else START)


@pytest.mark.parametrize(("minutes", "works"), [(0, False), (1, True), (60, True), (61, False)])
def test_how_long_a_table_may_be_quiet(workshop, minutes, works):
    if works:
        made = room.set_up(workshop=workshop, by=SYSTEM, now=START, quiet_minutes=minutes, safe=False)
        assert (made.quiet_minutes, made.safe, made.revision) == (minutes, False, 1)
    else:
        with pytest.raises(ValidationError, match="1 到 60"):
            room.set_up(workshop=workshop, by=SYSTEM, now=START, quiet_minutes=minutes, safe=False)
