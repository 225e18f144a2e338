"""Reading times of day."""

from datetime import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from foundation.taiwan import clock


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("1330", time(13, 30)),
        ("13:30", time(13, 30)),
        ("13：30", time(13, 30)),
        ("１３３０", time(13, 30)),
        ("13.30", time(13, 30)),
        ("9.05", time(9, 5)),
        ("9.0", time(9, 0)),
        ("9:5", time(9, 5)),
        ("13:30:00", time(13, 30)),
        ("13:30:00.0", time(13, 30)),
        ("1:30 p.m.", time(13, 30)),
        ("13點30分", time(13, 30)),
        ("13時30分", time(13, 30)),
        ("13點半", time(13, 30)),
        ("下午1:30", time(13, 30)),
        ("下午 1 點 30 分", time(13, 30)),
        ("下午1點半", time(13, 30)),
        ("下午13:30", time(13, 30)),
        ("1:30 PM", time(13, 30)),
        ("1:30p.m.", time(13, 30)),
        ("上午9:05", time(9, 5)),
        ("0905", time(9, 5)),
        ("905", time(9, 5)),
        ("9點", time(9, 0)),
        ("9點整", time(9, 0)),
        ("9", time(9, 0)),
        ("上午九點", time(9, 0)),
        ("九點半", time(9, 30)),
        ("下午兩點三十分", time(14, 30)),
        ("下午一點零五分", time(13, 5)),
        ("十三時", time(13, 0)),
        ("1:30", time(1, 30)),
        ("中午12:30", time(12, 30)),
        ("中午12點", time(12, 0)),
        ("中午1點", time(13, 0)),
        ("下午12:30", time(12, 30)),
        ("晚上7點", time(19, 0)),
        ("晚上 19:00", time(19, 0)),
        ("凌晨12:30", time(0, 30)),
        ("凌晨3點", time(3, 0)),
        ("00:00", time(0, 0)),
        ("23:59", time(23, 59)),
        ("12:00 pm", time(12, 0)),
        ("12:00 am", time(0, 0)),
        ("上午 12:30:00", time(0, 30)),
        ("上午 12:00:00", time(0, 0)),
        ("下午 12:30:00", time(12, 30)),
    ],
)
def test_reads_every_habit(text: str, expected: time) -> None:
    assert clock.parse(text) == expected


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("", "這裡沒有時間。請填寫，例如 13:30。"),
        ("24:00", "沒有 24 點，一天從 0 點到 23 點。請改正「24:00」。"),
        ("2400", "沒有 24 點，一天從 0 點到 23 點。請改正「2400」。"),
        ("13:60", "沒有 60 分，分鐘從 0 到 59。請改正「13:60」。"),
        ("1375", "沒有 75 分，分鐘從 0 到 59。請改正「1375」。"),
        ("25:99", "沒有 25 點 99 分，一天從 00:00 到 23:59。請改正「25:99」。"),
        ("13:30:15", "讀不出「13:30:15」是幾點幾分。請寫成 13:30、1330 或下午1:30。"),
        ("13.3", "「13.3」的分鐘只有一位，看不出是 13:03 還是 13:30。請用冒號寫，例如 13:30。"),
        ("９．５", "「９．５」的分鐘只有一位，看不出是 9:05 還是 9:50。請用冒號寫，例如 13:30。"),
        ("下午1.3", "「下午1.3」的分鐘只有一位，看不出是 1:03 還是 1:30。請用冒號寫，例如 13:30。"),
        ("午後", "讀不出「午後」是幾點幾分。請寫成 13:30、1330 或下午1:30。"),
        ("上午12:30", "「上午12:30」可以有兩種讀法。請用 24 小時制，例如 00:30 或 12:30。"),
        ("晚上12點", "「晚上12點」可以有兩種讀法。請用 24 小時制，例如 00:30 或 12:30。"),
        ("上午13:30", "「上午13:30」可以有兩種讀法。請用 24 小時制，例如 00:30 或 12:30。"),
        ("下午0:30", "「下午0:30」可以有兩種讀法。請用 24 小時制，例如 00:30 或 12:30。"),
        ("上午9:30下午", "讀不出「上午9:30下午」是幾點幾分。請寫成 13:30、1330 或下午1:30。"),
    ],
)
def test_refuses_with_a_sentence(text: str, sentence: str) -> None:
    with pytest.raises(ValueError, match=r"。$") as refused:
        clock.parse(text)
    assert str(refused.value) == sentence


@given(st.times().map(lambda moment: moment.replace(second=0, microsecond=0)))
def test_every_minute_comes_back(moment: time) -> None:
    half = "上午" if moment.hour < 12 else "下午"
    twelve = f"{half}{moment.hour % 12 or 12}:{moment.minute:02}"
    written = [clock.show(moment), f"{moment:%H%M}", f"{moment.hour}點{moment.minute}分", f"{moment:%H:%M:%S}"]
    if moment.hour != 0:
        written.append(twelve)
    assert {text: clock.parse(text) for text in written} == dict.fromkeys(written, moment)


@given(st.text(max_size=12) | st.text(alphabet="0123456789:點分半上下午", max_size=8))
def test_any_text_is_a_time_or_a_sentence(text: str) -> None:
    answer = _time_or_sentence(text)
    assert answer.endswith("。") if isinstance(answer, str) else (answer.second, answer.microsecond) == (0, 0)


def _time_or_sentence(text: str) -> time | str:
    try:
        return clock.parse(text)
    except ValueError as refused:
        return str(refused)
