"""Figures and months: what looks odd is said, what is fine is left alone, on both sides of every border."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from actionplans.consensus import soundness
from actionplans.writing.contents import EMPTY, Content, Item


def step(first, last):
    return Item("i1", {"what": "開會", "from_month": first, "to_month": last})


@pytest.mark.parametrize(
    ("first", "last", "tracked", "said"),
    [
        (0, 0, [3, 6], []),
        (1, 6, [3, 6], []),
        (3, None, [3, 6], []),
        (None, None, [3, 6], []),
        (5, 5, [3, 6], []),
        (5, 4, [3, 6], ["比開始的第 5 個月早"]),
        (None, 4, [3, 6], ["從第幾個月開始"]),
        (1, 7, [3, 6], ["追蹤只到第 6 個月，第 7 個月"]),
        (7, None, [3, 6], ["追蹤只到第 6 個月，第 7 個月"]),
        (1, 12, [3, 6, 12], []),
        (1, 12, [], []),
        (1, 13, [], ["第 13 個月太遠"]),
        (13, None, [3, 6], ["第 13 個月太遠"]),
        (8, 7, [6], ["比開始的第 8 個月早", "第 8 個月誰來看"]),
    ],
)
def test_months_of_a_step(first, last, tracked, said):
    found = soundness.months(step(first, last), tracked)
    assert len(found) == len(said)
    assert all(words in text for words, text in zip(said, found, strict=True))


@pytest.mark.parametrize(
    ("baseline", "target", "unit", "proof", "said"),
    [
        ("22", "8", "班", "班表", []),
        ("", "", "", "", []),
        ("22", "", "班", "班表", []),
        ("", "8", "班", "班表", ["還沒寫現在多少"]),
        ("22", "少一點", "班", "班表", ["目標「少一點」沒有數字"]),
        ("22", "十分明顯", "班", "班表", ["目標「十分明顯」沒有數字"]),
        ("22", "十分鐘內", "", "班表", []),
        ("22", "一班", "", "班表", []),
        ("22", "8 班以下", "", "班表", []),
        ("22", "8", "", "班表", ["8 什麼"]),
        ("22", "1,200", "", "班表", ["1,200 什麼"]),
        ("22", "80%", "", "班表", []),
        ("22", "８", "班", "班表", []),
        ("22", "八成", "", "班表", []),
        ("22", "減半", "", "班表", []),
        ("22", "歸零", "", "班表", []),
        ("22", "全部據點", "", "班表", []),
        ("很多", "8", "班", "班表", ["現況「很多」沒有數字"]),
        ("未統計", "8", "班", "班表", []),
        ("沒有", "8", "班", "班表", []),
        ("約 20", "8", "班", "班表", []),
        ("8", "8", "班", "班表", ["目標和現在一樣"]),
        ("８", "8", "班", "班表", ["目標和現在一樣"]),
        ("22", "8", "8班", "班表", ["單位「8班」裡有數字"]),
        ("22", "8", "１２", "班表", ["單位「１２」裡有數字"]),
        ("22", "8", "萬元", "班表", []),
        ("22", "8", "班", "", ["還沒寫怎麼確認"]),
        ("22", "少一點", "3", "", ["目標「少一點」沒有數字", "單位「3」裡有數字", "還沒寫怎麼確認"]),
    ],
)
def test_figures_of_an_indicator(baseline, target, unit, proof, said):
    values = {"name": "缺班", "baseline": baseline, "target": target, "unit": unit, "verified_by": proof}
    found = soundness.figures(Item("i1", values))
    assert len(found) == len(said)
    assert all(words in text for words, text in zip(said, found, strict=True))


def test_every_oddity_names_its_step_or_indicator():
    design = Content({}, {"steps": (step(1, 2), step(4, 3)), "indicators": (Item("i2", {"target": "8"}),)})
    assert [one.name for one in soundness.oddities(design, [3, 6])] == ["開會", "", "", ""]
    assert soundness.oddities(EMPTY, [3, 6]) == ()


@given(st.integers(0, 24), st.integers(0, 24))
def test_months_are_odd_exactly_where_they_run_backwards_or_too_far(first, last):
    assert bool(soundness.months(step(first, last))) is not (first <= last <= 12)


@given(st.text(max_size=30), st.integers(0, 10**6))
def test_a_number_anywhere_makes_a_target_measurable(words, number):
    values = {"name": "看什麼", "baseline": "未統計", "target": f"{words}{number}", "unit": "班", "verified_by": "班表"}
    assert soundness.figures(Item("i1", values)) == []
