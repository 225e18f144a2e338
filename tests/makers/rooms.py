"""Rooms on their way through a day, as values: one that begins at noon, and any that presses can make."""

import contextlib
import datetime as dt

from hypothesis import strategies as st

from workshops import clock, replanning
from workshops.clock import CannotDo, Run
from workshops.replanning import Bounds
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
BOUNDS = Bounds(groups=7, presentation_min=5, presentation_max=8)


def after(**delta: float) -> dt.datetime:
    """So long after the beginning."""
    return NOON + dt.timedelta(**delta)


def begun() -> Run:
    """A room that has just begun, with two and a half hours before it."""
    return clock.begin(LINES, now=NOON, plan_ends_at=after(minutes=150))


@st.composite
def rooms(draw: st.DrawFn) -> tuple[Run, dt.datetime]:
    """A room somewhere on its way: blocks of any kind within their bounds, some gone by; and a moment."""
    kinds = st.sampled_from(["session", "group", "break", "presentation", "closing"])
    lines = []
    for number in range(draw(st.integers(2, 10))):
        least = draw(st.integers(1, 40))
        most = least + draw(st.integers(0, 40))
        lines.append(Line(Block(f"項目 {number}", draw(kinds), 1, least, most), draw(st.integers(least, most))))
    now = NOON
    total = sum(line.minutes for line in lines)
    planned = draw(st.integers(0, 400) | st.just(total))
    run = clock.begin(lines, now=now, plan_ends_at=now + dt.timedelta(minutes=planned))
    presses = ["go_on", "back", "pause", "resume", "skip", "put_back", "give"]
    for press in draw(st.lists(st.sampled_from(presses), max_size=6)):
        now += dt.timedelta(seconds=draw(st.integers(0, 3000)))
        with contextlib.suppress(CannotDo):
            if press == "give":
                run = replanning.give(run, draw(st.integers(-30, 30)), now=now, bounds=BOUNDS).run
            elif press in ("skip", "put_back"):
                run = getattr(replanning, press)(run, now=now, bounds=BOUNDS).run
            else:
                run = getattr(clock, press)(run, now=now)
    return run, now + dt.timedelta(seconds=draw(st.integers(0, 3000)))
