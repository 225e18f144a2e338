"""Names of sheets, letters of columns, and which addresses a cell may open."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from foundation.exports import sheets


@pytest.mark.parametrize(
    ("wanted", "expected"),
    [
        (["方案"], ["方案"]),
        (["方案", "方案", "方案"], ["方案", "方案 (2)", "方案 (3)"]),
        (["Plans", "PLANS"], ["Plans", "PLANS (2)"]),
        (["a/b:c*d?e[f]g\\h"], ["a b c d e f g h"]),
        (["'引號'"], ["引號"]),
        (["history"], ["history (2)"]),
        (["", "//"], ["Sheet1", "Sheet2"]),
        (["長" * 31, "長" * 32], ["長" * 31, "長" * 27 + " (2)"]),
        (["🏞" * 16], ["🏞" * 15]),
    ],
)
def test_names(wanted: list[str], expected: list[str]) -> None:
    assert sheets.names(wanted) == expected


@given(st.lists(st.text(), max_size=12))
def test_any_names_become_valid_and_unique(wanted: list[str]) -> None:
    names = sheets.names(wanted)
    assert len({name.casefold() for name in names}) == len(wanted)
    for name in names:
        assert 1 <= len(name.encode("utf-16-le")) // 2 <= sheets.NAME_LIMIT
        assert not set(name) & set("[]:*?/\\")
        assert name.strip("'") == name


@pytest.mark.parametrize(
    ("index", "name"), [(0, "A"), (25, "Z"), (26, "AA"), (701, "ZZ"), (702, "AAA"), (16383, "XFD")]
)
def test_letters(index: int, name: str) -> None:
    assert sheets.letters(index) == name


@pytest.mark.parametrize(
    ("url", "expected"),
    [
        ("https://example.org/方案?a=1&b=2", "https://example.org/%E6%96%B9%E6%A1%88?a=1&b=2"),
        ("HTTP://example.org", "HTTP://example.org"),
        ("mailto:office@example.org", "mailto:office@example.org"),
        ("javascript:alert(1)", None),
        ("file:///etc/passwd", None),
        ("data:text/html,x", None),
        ("/plans/1", None),
        ("https://", None),
        ("https://example.org/" + "a" * 2059, "https://example.org/" + "a" * 2059),
        ("https://example.org/" + "a" * 2060, None),
    ],
)
def test_only_web_and_mail_addresses_are_opened(url: str, expected: str | None) -> None:
    assert sheets.address(url) == expected
