"""Charts: they say in words what they show, stay inside their frame, and never divide by zero."""

import re
from xml.etree import ElementTree as ET

import pytest
from hypothesis import given
from hypothesis import strategies as st

from foundation.ui import charts, tiles

NUMBERS = st.one_of(st.none(), st.integers(0, 10**6), st.floats(0, 10**6, allow_nan=False))
LABELS = st.text(st.characters(blacklist_categories=("Cs", "Cc", "Cn")), min_size=1, max_size=30)
MEDIA = pytest.mark.parametrize("medium", ["web", "print"])


def parsed(svg: str) -> ET.Element:
    """The drawing as a tree; fails when it is not well-formed."""
    return ET.fromstring(svg.replace("<svg ", '<svg xmlns="http://www.w3.org/2000/svg" ', 1))


def inside(svg: str) -> None:
    """Every rectangle lies within the drawing, and no number in it is infinite or undefined."""
    tree = parsed(svg)
    _x, _y, width, height = map(float, tree.attrib["viewBox"].split())
    assert not re.search(r"\b(nan|inf)\b", re.sub(r"<text.*?</text>|aria-label=\"[^\"]*\"", "", svg))
    for box in tree.iter("{http://www.w3.org/2000/svg}rect"):
        assert float(box.attrib["x"]) + float(box.attrib["width"]) <= width + 0.2
        assert float(box.attrib["y"]) + float(box.attrib["height"]) <= height + 0.2


@MEDIA
def test_a_bar_chart_says_its_numbers(medium: charts.Medium) -> None:
    rows = [
        {"label": "肯定", "value": 35, "pillar": "recognition"},
        {"label": "支持", "value": 66, "pillar": "support"},
        {"label": "保障", "value": None, "pillar": "safeguarding"},
    ]
    svg = charts.bar_chart(rows, label="方案", unit="件", medium=medium)
    assert 'aria-label="方案：肯定 35 件、支持 66 件、保障 未填"' in svg
    inside(svg)


@MEDIA
def test_only_paper_carries_its_own_colours(medium: charts.Medium) -> None:
    svg = charts.stacked_bar([{"label": "肯定", "value": 1, "pillar": "recognition"}], medium=medium)
    assert ("#ae4e0b" in svg) == (medium == "print")
    assert ("c-f-recognition" in svg) == (medium == "web")
    assert "style=" not in svg


@pytest.mark.parametrize(
    "svg",
    [
        charts.bar_chart([]),
        charts.stacked_bar([]),
        charts.stacked_bar([{"label": "a", "value": 0}, {"label": "b", "value": None}]),
        charts.funnel([], total=0),
        charts.line_chart([], []),
        charts.line_chart([None, None], ["一", "二"]),
    ],
)
def test_nothing_is_said_as_nothing(svg: str) -> None:
    assert "尚無資料" in parsed(svg).attrib["aria-label"]


def test_long_words_stand_over_their_bar() -> None:
    beside = charts.bar_chart([{"label": "短", "value": 1}])
    above = charts.bar_chart([{"label": "提升偏鄉志工的交通與排班彈性，讓長者也能持續服務", "value": 1}])
    assert float(parsed(above).attrib["viewBox"].split()[3]) > float(parsed(beside).attrib["viewBox"].split()[3])
    inside(above)


def test_a_funnel_of_nobody_stands() -> None:
    inside(charts.funnel([{"label": "登記", "value": 0, "note": "還沒有縣市登記"}], total=0))


def test_a_funnel_names_who_is_missing() -> None:
    svg = charts.funnel([{"label": "已登記", "value": 21, "note": "未登記：連江縣"}], total=22, label="進度")
    assert parsed(svg).attrib["aria-label"] == "進度：已登記 21/22（未登記：連江縣）"


def test_a_missing_month_leaves_a_gap_in_the_line() -> None:
    svg = charts.line_chart([22, 21, None, 11, 10], ["6", "7", "8", "9", "10"], goal=8, unit="班")
    assert svg.count("<polyline") == 2
    assert svg.count("<circle") == 4
    assert "8 未填" in parsed(svg).attrib["aria-label"]
    assert "目標 8 班" in parsed(svg).attrib["aria-label"]


def test_points_and_labels_must_agree() -> None:
    with pytest.raises(ValueError, match="2 points but 1 labels"):
        charts.line_chart([1, 2], ["一"])


@pytest.mark.parametrize(
    ("draw", "row"),
    [
        (charts.bar_chart, {"label": "a"}),
        (charts.bar_chart, {"label": "a", "value": 1, "colour": "red"}),
        (charts.stacked_bar, {"name": "a", "value": 1}),
        (lambda rows: charts.funnel(rows, total=1), {"label": "a", "value": 1, "miss": ""}),
        (charts.bar_chart, {"label": "a", "value": 1, "pillar": "safeguard"}),
    ],
)
def test_an_unknown_key_is_an_error(draw, row: dict) -> None:
    with pytest.raises(ValueError, match=r"row of this chart|unknown"):
        draw([row])


@given(st.lists(st.tuples(LABELS, NUMBERS), max_size=9), st.sampled_from(["web", "print"]))
def test_any_numbers_stay_in_the_frame(rows: list[tuple[str, float | None]], medium: charts.Medium) -> None:
    given_rows = [{"label": label, "value": value} for label, value in rows]
    inside(charts.stacked_bar(given_rows, medium=medium))
    inside(charts.funnel([{**row, "note": row["label"]} for row in given_rows], total=22, medium=medium))
    inside(charts.line_chart([value for _label, value in rows], [label for label, _value in rows], medium=medium))
    inside(charts.bar_chart(given_rows, medium=medium))


@given(st.text(max_size=200), st.floats(12, 400))
def test_wrapping_loses_nothing_and_begins_no_line_with_a_closing_mark(text: str, width: float) -> None:
    lines = charts.wrapped(text, 11, width)
    assert "".join(lines) == text
    for line in lines[1:]:
        assert line[0] not in "，。、；：！？」』）》"


def test_a_line_of_names_stays_within_its_width() -> None:
    names = "、".join(["連江縣", "金門縣", "澎湖縣", "臺北市", "基隆市", "桃園市", "新北市"])
    for line in charts.wrapped(names, 11, 120):
        assert charts.letters(line, 11) <= 120


TILE = {"name": "臺東縣", "col": 6, "row": 7, "level": 4, "value": 7}
LEVELS = ("尚未登記", "已登記", "已辦理", "已交報告", "追蹤中")


def test_a_tile_says_what_its_colour_says() -> None:
    html = tiles.web([{**TILE, "unit": "件", "flag": 2, "url": "/c/TTT/"}], levels=LEVELS)
    assert '<li data-level="4" data-col="6" data-row="7"><a class="v-tile" href="/c/TTT/">' in html
    assert "，追蹤中，2 件逾期</span>" in html
    assert html.count("data-on") == 4


def test_paper_tiles_carry_colours_and_words() -> None:
    svg = tiles.paper([TILE, {**TILE, "name": "連江縣", "col": 1, "row": 1, "level": 0, "value": None}], levels=LEVELS)
    assert "臺東縣 7（追蹤中）、連江縣 –（尚未登記）" in parsed(svg).attrib["aria-label"]
    assert charts.HEAT[4] in svg
    inside(svg)


@pytest.mark.parametrize(
    "tile",
    [
        {**TILE, "col": 8},
        {**TILE, "row": 0},
        {**TILE, "level": 5},
        {**TILE, "colour": "red"},
        {"name": "臺東縣"},
    ],
)
def test_a_tile_outside_the_map_is_an_error(tile: dict) -> None:
    with pytest.raises(ValueError, match=r"tile|outside"):
        tiles.web([tile])
    with pytest.raises(ValueError, match=r"tile|outside"):
        tiles.paper([tile])


def test_words_in_charts_are_escaped() -> None:
    evil = "</text><script>"
    for svg in (
        charts.bar_chart([{"label": evil, "value": 1}], label=evil, unit=evil),
        charts.stacked_bar([{"label": evil, "value": 1}], label=evil),
        charts.funnel([{"label": evil, "value": 1, "note": evil}], total=1, label=evil),
        charts.line_chart([1, 2], [evil, evil], goal=1, unit=evil, label=evil),
        tiles.paper([{**TILE, "name": evil}], label=evil),
        tiles.web([{**TILE, "name": evil, "unit": evil, "text": evil}], label=evil),
    ):
        assert "<script" not in svg


@pytest.mark.parametrize(
    ("text", "lines"),
    [
        ("Not yet: Taipei City, Taoyuan City", ["Not yet: Taipei ", "City, Taoyuan ", "City"]),
        ("還沒有：臺北市、桃園市、臺中市", ["還沒有：臺北市、桃", "園市、臺中市"]),
        ("Llanfairpwllgwyngyll", ["Llanfairpwllgwyn", "gyll"]),
        ("", []),
    ],
)
def test_a_line_breaks_between_words_where_a_script_has_them(text, lines):
    assert charts.wrapped(text, 10, 100) == lines
