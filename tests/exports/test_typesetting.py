"""Narrow brackets and signs for characters that cannot be printed."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from foundation.exports.typesetting import replace_unprintable, squeeze


def narrow(character: str) -> str:
    return f'<span class="hw">{character}</span>'


@pytest.mark.parametrize(
    ("html", "expected"),
    [
        ("他說：「好。」", f"他說：{narrow('「')}好。」"),
        ("「好」，再來", f"「好{narrow('」')}，再來"),
        ("「甲」「乙」", f"「甲{narrow('」')}{narrow('「')}乙」"),
        ("「甲」乙", "「甲」乙"),
        ("<b>「甲」</b>，乙", f"<b>「甲{narrow('」')}</b>，乙"),
        ("<b>他說：</b><i>「好」</i>", f"<b>他說：</b><i>{narrow('「')}好」</i>"),
        ("<p>甲。</p><p>「乙」</p>", "<p>甲。</p><p>「乙」</p>"),
        ("甲，<br>「乙」", "甲，<br>「乙」"),
        ("<svg><text>：「甲」，</text></svg>", "<svg><text>：「甲」，</text></svg>"),
        ("<!-- ：「 --><p title='：「'>甲</p>", "<!-- ：「 --><p title='：「'>甲</p>"),
        ("<head><title>：「甲」</title></head><body>：「乙」</body>",
         f"<head><title>：「甲」</title></head><body>：{narrow('「')}乙」</body>"),
        ("", ""),
    ],
)  # fmt: skip
def test_brackets_lose_their_empty_half_beside_punctuation(html: str, expected: str) -> None:
    assert squeeze(html) == expected


@given(st.text(alphabet="「」（），。、甲a <b>/i&;", max_size=60))
def test_only_spans_are_added(html: str) -> None:
    assert re.sub('<span class="hw">(.)</span>', r"\1", squeeze(html)) == html


def test_what_no_font_has_becomes_one_sign() -> None:
    asked = []

    def lacks(characters: str) -> frozenset[str]:
        asked.append(characters)
        return frozenset(characters) - {"①"}

    html = "甲①😀 👨\u200d👩\u200d👧 👍🏽 ❤\ufe0f <b>'-' ^]\\</b>"
    found, missing = replace_unprintable(html, lacks)
    assert found == "甲①〓 〓 〓 〓 <b>'-' ^]\\</b>"
    assert missing == {"😀", "👨", "👩", "👧", "👍", "❤", "🏽"}
    assert "甲" not in asked[0]


def test_what_nobody_sees_leaves_no_box_and_no_sign() -> None:
    """A bell out of an old database, a mark above a letter that no font has: the words around them stay."""

    def lacks(characters: str) -> frozenset[str]:
        return frozenset(characters) - {"\u0301"}

    found, missing = replace_unprintable("<p>a\x07b\x1b[0m 嗨\u0369\u0301！😀</p>", lacks)
    assert found == "<p>ab[0m 嗨\u0301！〓</p>"
    assert missing == {"😀"}


def test_ordinary_text_asks_nothing() -> None:
    def lacks(characters: str) -> frozenset[str]:
        raise AssertionError(characters)

    assert replace_unprintable("<p>臺東縣，ABC。\n「好」</p>", lacks) == ("<p>臺東縣，ABC。\n「好」</p>", frozenset())
