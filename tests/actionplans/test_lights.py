"""Lights: how a plan stands, and why, from its milestones alone."""

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from actionplans.followup import lights
from actionplans.followup.lights import Light, Point, light
from tests.makers.accounts import make_user
from tests.makers.followup import make_followed, make_link, make_submitted

TODAY = dt.date(2026, 9, 1)


def point(
    days: int, *, reached: bool = False, reported: int | None = None, own: bool = False, title: str = "盤點路線"
) -> Point:
    """Due so many days from today; `reported` so many days ago, `own` by the supervisor herself."""
    reported_on = None if reported is None else TODAY - dt.timedelta(days=reported)
    return Point(title, TODAY + dt.timedelta(days=days), reached, reported_on, asks_supervisor=not own)


@pytest.mark.parametrize(
    ("points", "status", "reason"),
    [
        ([], "todo", "還沒有里程碑。"),
        ([point(-9, reached=True)], "done", "1 項里程碑完成了。"),
        ([point(-9, reached=True), point(30, reached=True)], "done", "2 項里程碑都完成了。"),
        ([point(-1)], "late", "逾期 1 天，無佐證：盤點路線"),
        ([point(-12), point(40)], "late", "逾期 12 天，無佐證：盤點路線"),
        ([point(-3, title="二"), point(-12, title="一"), point(5)], "late", "逾期 12 天，無佐證：一（共 2 項逾期）"),
        ([point(-12, reached=True), point(0)], "risk", "今天到期：盤點路線"),
        ([point(1)], "risk", "1 天後到期：盤點路線"),
        ([point(14), point(90)], "risk", "14 天後到期：盤點路線"),
        ([point(15), point(90)], "ok", "下一項 115年9月16日（三） 到期：盤點路線"),
        ([point(0, reported=0)], "ok", "已回報完成，等督導確認：盤點路線"),
        ([point(-1, reported=3)], "risk", "已回報完成，等督導確認 3 天：盤點路線"),
        ([point(-1, reported=3, own=True)], "risk", "已回報完成，等別人確認 3 天：盤點路線"),
        (
            [point(-1, reported=3), point(9, reported=12, title="二")],
            "risk",
            "已回報完成，等督導確認 12 天：盤點路線（另 1 項也是）",
        ),
        (
            [point(-9, reported=5), point(-2, title="二")],
            "late",
            "逾期 2 天，無佐證：二（另 1 項已回報完成，等督導確認 5 天）",
        ),
        (
            [point(-9, reported=1, own=True), point(30)],
            "ok",
            "下一項 115年10月1日（四） 到期：盤點路線（另 1 項已回報完成，等別人確認 1 天）",
        ),
        ([point(-2, reached=True), point(20)], "ok", "下一項 115年9月21日（一） 到期：盤點路線"),
    ],
)
def test_the_light_says_how_it_stands_and_why(points, status, reason):
    found = light(points, on=TODAY)
    assert (found.status, found.reason) == (status, reason)


@pytest.mark.parametrize(
    ("reached", "total", "percent"), [(0, 0, 0), (0, 3, 0), (1, 3, 33), (2, 3, 66), (299, 300, 99), (3, 3, 100)]
)
def test_the_share_is_counted_and_never_rounded_up_to_all(reached, total, percent):
    assert Light("ok", "", reached, total).percent == percent


POINTS = st.lists(st.tuples(st.integers(-400, 400), st.booleans()), min_size=1, max_size=8)


@given(POINTS)
def test_it_is_late_exactly_when_something_is_overdue_and_done_exactly_when_all_is(rows):
    found = light([point(days, reached=reached) for days, reached in rows], on=TODAY)
    assert (found.status == "late") == any(days < 0 and not reached for days, reached in rows)
    assert (found.status == "done") == all(reached for _days, reached in rows) == (found.percent == 100)


@given(POINTS, st.integers(0, 7))
def test_reaching_a_milestone_never_makes_a_light_worse(rows, which):
    order = ["done", "ok", "risk", "late"]
    before = light([point(days, reached=reached) for days, reached in rows], on=TODAY)
    better = [(days, reached or at == which % len(rows)) for at, (days, reached) in enumerate(rows)]
    after = light([point(days, reached=reached) for days, reached in better], on=TODAY)
    assert order.index(after.status) <= order.index(before.status)
    assert after.percent >= before.percent


# For whom it waits, as the database tells it --------------------------------------------------------------------------


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("writers", "said"),
    [
        (["link"], "等督導確認 4 天"),
        (["officer"], "等督導確認 4 天"),
        (["supervisor"], "等別人確認 4 天"),
        (["supervisor", "link"], "等督導確認 4 天"),
    ],
)
def test_a_milestone_says_for_whom_it_waits_and_since_when(writers, said):
    """In the light, beside the milestone and beside the report alike; a supervisor does not confirm her own."""
    plan = make_followed()
    sent = dt.datetime(2026, 8, 28, 2, 0, tzinfo=dt.UTC)
    for number, writer in enumerate(writers):
        by = {"link": make_link(plan)[0], "officer": make_user(), "supervisor": plan.supervisor}[writer]
        report = make_submitted(plan, by, claims=1, now=sent + dt.timedelta(hours=number))
    first = plan.milestones.with_reports().first()
    assert lights.waiting(first, on=TODAY) == said
    assert f"已回報完成，{said}" in light(lights.points_of(plan.milestones.with_reports()), on=TODAY).reason
    assert report.state_shown == ("等別人確認" if writers == ["supervisor"] else "等督導確認")
