"""What a spreadsheet would calculate, and how it is kept from doing so."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from foundation.taiwan.formulas import guarded, starts_formula, unguarded


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("=1+1", "'=1+1"),
        ("+886 2", "'+886 2"),
        ("-5", "'-5"),
        ("@x", "'@x"),
        ("  =1", "'  =1"),
        ("\u3000＝1", "'\u3000＝1"),
        ("＋1", "'＋1"),
        ("－1", "'－1"),
        ("＠a", "'＠a"),
        ("\tx", "'\tx"),
        ("\nx", "'\nx"),
        ("1-1", "1-1"),
        ("'quoted'", "'quoted'"),
        ("臺東=花蓮", "臺東=花蓮"),
        ("", ""),
        ("  ", "  "),
    ],
)
def test_the_guard(text: str, expected: str) -> None:
    assert guarded(text) == expected
    assert unguarded(expected) == text


@given(st.text())
def test_a_guarded_text_starts_no_formula_and_comes_back(text: str) -> None:
    """An apostrophe that somebody typed before a formula is taken for a guard, which is what it does anyway."""
    assert not starts_formula(guarded(text))
    assert unguarded(guarded(text)) == unguarded(text)
