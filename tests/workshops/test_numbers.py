"""A few whole numbers in one field: what is taken, and which of them a refusal speaks of."""

import pytest

from workshops.numbers import Numbers, written

MONTHS = Numbers(low=1, high=24, most=3)


@pytest.mark.parametrize(
    ("typed", "numbers"),
    [("3、6", [3, 6]), ("３，６", [3, 6]), ("1 24", [1, 24]), ("", []), ("1;2；3", [1, 2, 3])],
)
def test_what_is_taken(typed: str, numbers: list[int]) -> None:
    assert MONTHS.read(typed) == numbers


@pytest.mark.parametrize(
    ("typed", "says"),
    [
        ("3、六", "第 2 個「六」不是數字"),
        ("3.5", "第 1 個「3.5」不是數字"),
        ("0、6", "第 1 個「0」要在 1 到 24 之間"),
        ("3、25", "第 2 個「25」要在 1 到 24 之間"),
        ("6、3", "第 2 個「3」要比前一個「6」大"),
        ("3、3", "第 2 個「3」要比前一個「3」大"),
        ("1、2、3、4", "最多填 3 個數字"),
    ],
)
def test_a_refusal_says_which_and_why(typed: str, says: str) -> None:
    with pytest.raises(ValueError, match=says):
        MONTHS.read(typed)


@pytest.mark.parametrize("given", [None, "3", [True], [1.5], {"a": 1}])
def test_what_is_no_list_of_numbers_is_refused(given: object) -> None:
    assert "1 到 24" in MONTHS.why_not(given)


@pytest.mark.parametrize("field", [MONTHS, Numbers(0, 60, 5), Numbers(1, 1, 1), Numbers(7, 8, 2), Numbers(1, 90, 4)])
def test_the_example_can_be_typed(field: Numbers) -> None:
    assert written(field.read(field.example)) == field.example
