"""The code on a printed page: a name that survives being read, and no key."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from actionplans.models import SheetKind
from actionplans.paper import page_codes
from actionplans.paper.page_codes import PageCode

codes = st.builds(
    PageCode,
    workshop=st.integers(1, 2**31),
    table=st.integers(0, 999),
    sheet=st.sampled_from(sorted(page_codes.SHEETS)),
    version=st.integers(1, 9999),
    page=st.integers(1, 999),
)


@given(codes)
def test_what_is_written_is_read(code: PageCode) -> None:
    assert page_codes.read(str(code)) == code
    assert page_codes.read(f" {str(code).lower()} ") == code


@given(codes, st.integers(0, 40), st.sampled_from("ACDEFGHJKMNPQRTWXY0123456789-"))
def test_one_wrong_letter_is_hardly_ever_taken_for_another_page(code: PageCode, at: int, letter: str) -> None:
    text = str(code)
    wrong = text[: at % len(text)] + letter + text[at % len(text) + 1 :]
    if wrong != text:
        assert page_codes.read(wrong) != code


@pytest.mark.parametrize(
    "text",
    [
        "",
        "VP",
        "https://example.org/j/NK4QX/",
        "VP1-1-A1-1-A" * 30,
        "VP0-1-A1-1-AA",
        "VP1-1-Z1-1-AA",
        "VP-1-A1",
    ],
)
def test_what_is_no_page_code_is_none(text: str) -> None:
    assert page_codes.read(text) is None


def test_a_code_typed_on_a_chinese_keyboard_is_read() -> None:
    code = PageCode(12, 3, "A", 1, 1)
    wide = "".join(chr(ord(c) + 0xFEE0) if c != "-" else "－" for c in str(code))
    assert page_codes.read(wide) == code


def test_every_sheet_has_a_letter_of_its_own() -> None:
    assert set(page_codes.LETTER) == {kind.value for kind in SheetKind}
    assert all(page_codes.SHEETS[letter] == (kind,) for kind, letter in page_codes.LETTER.items())
    assert page_codes.NAMES.keys() == page_codes.SHEETS.keys()
