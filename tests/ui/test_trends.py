"""Courses and columns: numbers in words, inside their frame whatever the values, the same lines in both media."""

import datetime as dt
import re
from xml.etree import ElementTree as ET

import pytest
from hypothesis import given
from hypothesis import strategies as st

from foundation.ui import charts, tiles, trends

DAY = dt.date(2026, 1, 31)
END = dt.date(2026, 12, 31)
MEDIA = pytest.mark.parametrize("medium", ["web", "print"])
VALUES = st.floats(-(10**6), 10**7, allow_nan=False)


def points(*values: float) -> list[tuple[dt.date, float]]:
    return [(DAY + dt.timedelta(days=30 * place), value) for place, value in enumerate(values)]


def inside(svg: str) -> None:
    """Every line, point and column lies within the drawing."""
    tree = ET.fromstring(svg.replace("<svg ", '<svg xmlns="http://www.w3.org/2000/svg" ', 1))
    _x, _y, width, height = map(float, tree.attrib["viewBox"].split())
    assert not re.search(r"\b(nan|inf)\b", re.sub(r"<text.*?</text>|aria-label=\"[^\"]*\"", "", svg))
    for one in tree.iter():
        for name, most in (("x1", width), ("x2", width), ("cx", width), ("y1", height), ("y2", height), ("cy", height)):
            if name in one.attrib:
                assert -0.2 <= float(one.attrib[name]) <= most + 0.2
        for pair in one.attrib.get("points", "").split():
            x, y = map(float, pair.split(","))
            assert -0.2 <= x <= width + 0.2
            assert -0.2 <= y <= height + 0.2
        if one.tag.endswith("rect"):
            assert float(one.attrib["x"]) + float(one.attrib["width"]) <= width + 0.2
            assert float(one.attrib["y"]) + float(one.attrib["height"]) <= height + 0.2


@MEDIA
def test_a_course_says_where_it_began_where_it_is_its_aim_and_where_it_leads(medium: charts.Medium) -> None:
    svg = trends.course(points(90, 92, 95.5), goal=95, ahead=(END, 98.2), unit="%", label="領冊率", medium=medium)
    assert 'aria-label="領冊率：1/31 90 %、4/1 95.5 %、目標 95 %、推估 12/31 98.2"' in svg
    assert svg.count("<polyline") == 1
    assert 'stroke-dasharray="2 4"' in svg
    inside(svg)


def test_what_is_counted_is_shown_whole_and_a_single_reading_has_no_line() -> None:
    svg = trends.course(points(3), ahead=(END, 3.3), unit="場", label="訓練", places=0)
    assert "3.3" not in svg
    assert "<polyline" not in svg
    assert "尚無資料" in trends.course([], label="訓練")


def test_a_course_that_has_reached_its_end_leads_nowhere() -> None:
    assert 'stroke-dasharray="2 4"' not in trends.course([(END, 3.0)], ahead=(END, 3.0), label="訓練")


@given(st.lists(VALUES, min_size=1, max_size=40), st.one_of(st.none(), VALUES), st.one_of(st.none(), VALUES))
def test_a_course_stays_inside_whatever_its_values(
    values: list[float], goal: float | None, ahead: float | None
) -> None:
    days = [(DAY + dt.timedelta(days=3 * place), value) for place, value in enumerate(values)]
    inside(trends.course(days, goal=goal, ahead=None if ahead is None else (END, ahead), unit="%", label="值"))


@given(st.lists(st.tuples(st.text("月/0123", min_size=1, max_size=6), VALUES), min_size=1, max_size=13))
def test_columns_stay_inside_whatever_their_values(rows: list[tuple[str, float]]) -> None:
    inside(trends.columns(rows, unit="小時", label="時數", last_is_open=True))


def test_columns_say_every_number_and_which_is_not_over() -> None:
    svg = trends.columns([("115/5", 1200.0), ("115/6", 30.0)], unit="小時", label="時數", last_is_open=True)
    assert 'aria-label="時數：115/5 1,200 小時、115/6 30 小時（還沒結束）"' in svg
    assert "c-f-step-0" in svg
    assert "尚無資料" in trends.columns([("115/5", 0.0)], label="時數")


@pytest.mark.parametrize(
    ("value", "shown"),
    [(0, "0"), (9_999, "9,999"), (10_000, "1萬"), (12_400, "1.2萬"), (999_999, "100萬"), (1_000_000, "100萬")],
)
def test_a_columns_number_is_short(value: float, shown: str) -> None:
    assert trends.short(value) == shown


@pytest.mark.parametrize(
    ("way", "free"),
    [
        ([(200.0, 100.0), (290.0, 100.0)], (2.0, 46.0)),  # nothing near: at the left, above
        ([(0.0, 40.0), (60.0, 40.0), (61.0, 110.0), (300.0, 110.0)], (2.0, 62.0)),  # a course above it: below
        ([(0.0, 40.0), (60.0, 60.0), (61.0, 110.0), (300.0, 110.0)], (130.0, 46.0)),  # on both sides: in the middle
    ],
)
def test_an_aims_words_stand_where_no_course_runs(way: list[tuple[float, float]], free: tuple[float, float]) -> None:
    assert trends._free(way, 50.0, 40.0, 300.0) == free


TILE = {
    "name": "臺東縣",
    "col": 6,
    "row": 7,
    "level": 3,
    "value": 5,
    "unit": "件",
    "word": "已採納",
    "url": "/c/?a=1&b=2",
}


@pytest.mark.parametrize(
    ("at", "line", "base"),
    [
        (50.0, None, 41.0),
        (50.0, 20.0, 41.0),
        (50.0, 27.9, 41.0),
        (50.0, 28.1, 68.0),  # the aim would run through the number
        (50.0, 42.9, 68.0),
        (50.0, 43.0, 41.0),
        (50.0, 50.0, 41.0),
    ],
)
def test_a_number_stands_where_the_aims_line_does_not_run_through_it(
    at: float, line: float | None, base: float
) -> None:
    assert trends._beside(at, 9, 13, line) == base


def test_a_number_without_room_below_stays_above() -> None:
    low = trends.HEIGHT - 30
    assert trends._beside(low, 9, 13, low - 15) == low - 9


def test_a_drawn_map_has_number_and_word_in_each_tile_and_links_in_the_browser_alone() -> None:
    web, paper = (tiles.drawn([TILE], label="方案", medium=medium) for medium in ("web", "print"))
    assert '<a href="/c/?a=1&amp;b=2" aria-label="臺東縣 5件（已採納）">' in web
    assert 'role="group" aria-label="方案"' in web
    assert "<a " not in paper
    assert 'role="img" aria-label="方案：臺東縣 5件（已採納）"' in paper
    for svg in (web, paper):
        assert ">5</text>" in svg
        assert ">已採納</text>" in svg
        inside(svg)


def test_a_drawn_map_writes_a_share_with_its_sign_and_a_dash_for_nothing() -> None:
    svg = tiles.drawn([{**TILE, "value": 20, "shown": "97.5", "unit": "%"}, {**TILE, "col": 5, "value": None}])
    assert ">97.5%</text>" in svg
    assert ">–</text>" in svg


@pytest.mark.parametrize("evil", ['"><script>alert(1)</script>', "&amp;<b>"])
def test_words_of_a_map_are_words(evil: str) -> None:
    svg = tiles.drawn([{**TILE, "name": evil, "word": evil, "url": f"/?{evil}"}], label=evil)
    assert "<script" not in svg
    assert "<b>" not in svg
    inside(svg)
