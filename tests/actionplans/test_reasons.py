"""How long a reason may be: one sentence for all, with the number that is too much."""

import pytest

from actionplans import reasons


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
