"""What of a text can be read."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from foundation.taiwan.fullwidth import tidy
from foundation.taiwan.unseen import written


@pytest.mark.parametrize(
    ("typed", "seen"),
    [
        ("王小明", "王小明"),
        ("a b\tc\nd\r\ne", "a b\tc\nd\r\ne"),
        ("", ""),
        (" 　\n", " 　\n"),
        ("a\0b\x07\x1b[0m\x7f", "ab[0m"),
        ("第一行\x0b第二行\u2028第三行\x85", "第一行\n第二行\n第三行\n"),
        ("\u202egnp.exe\u202c \u2066甲\u2069", "gnp.exe 甲"),
        ("\ufffe\uffff字\ufff9", "字"),
        ("\u200b\u200b\u200b", ""),
        ("\u200b \u3164\u2800\ufeff\n", ""),
        ("\u202e\0", ""),
        ("👨\u200d👩\u200d👧 ❤\ufe0f e\u0301", "👨\u200d👩\u200d👧 ❤\ufe0f e\u0301"),
        ("مرحبا\u200f שלום", "مرحبا\u200f שלום"),
        ("𠮷\U000e0100", "𠮷\U000e0100"),
        ("零\u200b寬", "零\u200b寬"),
    ],
)  # fmt: skip
def test_what_can_be_read_stays(typed: str, seen: str) -> None:
    assert written(typed) == seen


@given(st.text())
def test_reading_again_changes_nothing(text: str) -> None:
    assert written(written(text)) == written(text)


@given(st.text(alphabet=st.characters(categories=["L", "N", "P", "S"])))
def test_letters_numbers_and_signs_are_never_lost(text: str) -> None:
    kept = text.translate(dict.fromkeys((0x115F, 0x1160, 0x2800, 0x3164, 0xFFA0)))
    assert written(text) == text or kept == ""


def test_one_line_of_a_list_has_none_of_them_either() -> None:
    assert tidy("\u202e王\0小\x07明\u2066 ") == "王小明"
