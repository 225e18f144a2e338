"""Lengths of time as people say them."""

import contextlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from foundation.taiwan import duration


@pytest.mark.parametrize(
    ("text", "minutes"),
    [
        ("3小時", 180),
        ("３ 小時", 180),
        ("三小時", 180),
        ("十二小時", 720),
        ("3小時20分", 200),
        ("2時30分", 150),
        ("三時", 180),
        ("3 小時 5 分鐘", 185),
        ("三小時二十分", 200),
        ("3小時又20分", 200),
        ("3小時59分", 239),
        ("3.5小時", 210),
        ("3.25小時", 195),
        ("0.75 小時", 45),
        ("3.50小時", 210),
        ("3.5 個小時", 210),
        ("３．５小時", 210),
        ("三個半小時", 210),
        ("3個半小時", 210),
        ("三個半鐘頭", 210),
        ("3個半鐘頭", 210),
        ("兩個鐘頭", 120),
        ("二個小時", 120),
        ("兩個鐘頭二十分鐘", 140),
        ("一小時半", 90),
        ("1小時半", 90),
        ("一個小時半", 90),
        ("半小時", 30),
        ("半個小時", 30),
        ("半個鐘頭", 30),
        ("205分", 205),
        ("205分鐘", 205),
        ("二百零五分鐘", 205),
        ("3 hours", 180),
        ("3 hours 20 minutes", 200),
        ("3.5 hours", 210),
        ("3h 20m", 200),
        ("205 minutes", 205),
    ],
)
def test_what_people_say_is_read(text: str, minutes: int) -> None:
    assert duration.read(text) == minutes


@pytest.mark.parametrize(
    "text",
    [
        "半天",
        "一天",
        "整天",
        "上午",
        " 半 天 ",
        "half a day",
        "三個半小時半",
        "3.5小時半",
        "3.5個半小時",
        "一個半小時20分",
        "3小時60分",
    ],
)
def test_what_is_no_length_is_refused_with_a_sentence(text: str) -> None:
    with pytest.raises(ValueError, match=f"「{text.strip()}」看不出是多少分鐘。請寫 205，"):
        duration.read(text)


@pytest.mark.parametrize("text", ["", "205", "二百", "很久", "3點半", "-1", "3.5", "3.33小時", "幾個", "小時", "9" * 7])
def test_what_names_no_unit_is_left_to_the_field(text: str) -> None:
    assert duration.read(text) is None


@given(st.integers(0, 23), st.integers(0, 59))
def test_hours_and_minutes_add_up(hours: int, minutes: int) -> None:
    assert duration.read(f"{hours}小時{minutes}分") == hours * 60 + minutes


@given(st.text(max_size=20))
def test_anything_is_read_or_left_or_refused_in_words(text: str) -> None:
    found = None
    with contextlib.suppress(ValueError):
        found = duration.read(text)
    assert found is None or 0 <= found < 7000
