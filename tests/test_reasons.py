"""How short and how long a reason may be: one sentence for all, with the number that is too much."""

import pytest
from django.core.exceptions import ValidationError

from foundation import reasons


@pytest.mark.parametrize(
    ("length", "said"),
    [(0, ""), (200, ""), (201, "原因最多 200 字，現在 201 字，多了 1 字。請縮短再送。"), (1200, "多了 1000 字")],
)
def test_what_is_too_long_says_by_how_much(length: int, said: str) -> None:
    found = reasons.too_long("一" * length, 200)
    assert (said in found) if said else found == ""


def test_blanks_around_do_not_count_and_it_is_called_by_its_name() -> None:
    assert reasons.too_long(f"  {'一' * 200}\n", 200) == ""
    assert reasons.too_long("一" * 201, 200, what="裁示").startswith("裁示最多 200 字")


@pytest.mark.parametrize("words", ["", "     ", "一二三四五", "一 二 三 四 五 　"])
def test_what_tells_nothing_is_asked_for(words: str) -> None:
    with pytest.raises(ValidationError) as refused:
        reasons.written(words, ask="請寫下原因。", most=200, field="why")
    assert refused.value.message_dict == {"why": ["請寫下原因。"]}


def test_a_reason_is_kept_whole_or_refused() -> None:
    assert reasons.written("  一二三四五六\n", ask="請寫下原因。", most=6) == "一二三四五六"
    with pytest.raises(ValidationError, match="多了 1 字"):
        reasons.written("一二三四五六七", ask="請寫下原因。", most=6)
